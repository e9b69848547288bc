//! The glance: how the fleet is, in a line or two, for the tray and whatever else is small.
//!
//! The signs are those of the console: what runs is filled, what waits is a ring, what sleeps is half,
//! what is out of reach is dashed, what failed is a cross.

use crate::words::{Plural, Words};
use muster_api::overview::{JobCounts, Overview, WorkerCounts};

const RUNNING: char = '●';
const WAITING: char = '○';
const ASLEEP: char = '◐';
const AWAY: char = '◌';
const FAILED: char = '✕';

/// How things are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glance {
    /// The coordinator does not answer.
    Away,
    Seen(Counts),
}

/// What there is of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) running: u64,
    pub(crate) waiting: u64,
    /// What needs a person.
    pub(crate) needs: usize,
    pub(crate) online: u32,
    pub(crate) asleep: u32,
    pub(crate) away: u32,
    /// This machine takes no jobs, because somebody paused it.
    pub(crate) is_paused: bool,
}

impl Counts {
    pub(crate) fn of(overview: &Overview, is_paused: bool) -> Self {
        let JobCounts { running, waiting, .. } = overview.jobs;
        let WorkerCounts { online, asleep, disconnected, lost, .. } = overview.workers;
        Self {
            running,
            waiting,
            needs: overview.needs_you.len(),
            online,
            asleep,
            away: disconnected + lost,
            is_paused,
        }
    }
}

impl Glance {
    /// The jobs.
    pub(crate) fn jobs(self, words: &Words) -> String {
        let Self::Seen(counts) = self else { return words.no_answer.to_owned() };
        let part = |sign, count, sentence| part(words, sign, count, sentence);
        let parts = [
            part(RUNNING, counts.running, &words.running),
            part(WAITING, counts.waiting, &words.waiting),
            part(FAILED, counts.needs as u64, &words.needs_you),
        ];
        joined(parts).unwrap_or_else(|| words.idle.to_owned())
    }

    /// The workers.
    pub(crate) fn workers(self, words: &Words) -> String {
        let Self::Seen(counts) = self else { return words.no_news.to_owned() };
        let part = |sign, count: u32, sentence| part(words, sign, count.into(), sentence);
        let parts = [
            part(RUNNING, counts.online, &words.online),
            part(ASLEEP, counts.asleep, &words.asleep),
            part(AWAY, counts.away, &words.away),
        ];
        let known = joined(parts).unwrap_or_else(|| words.no_workers.to_owned());
        if counts.is_paused { format!("{known}  ·  {}", words.is_paused) } else { known }
    }

    /// How many things need a person.
    pub(crate) fn needs(self) -> usize {
        match self {
            Self::Away => 0,
            Self::Seen(counts) => counts.needs,
        }
    }
}

fn part(words: &Words, sign: char, count: u64, sentence: &Plural) -> Option<String> {
    (count > 0).then(|| format!("{sign} {}", words.count(sentence, count)))
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> Option<String> {
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("  "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn only_what_there_is_has_a_part() {
        let said = |glance: Glance, language: Language| {
            (glance.jobs(language.words()), glance.workers(language.words()))
        };
        let both = |jobs: &str, workers: &str| (jobs.to_owned(), workers.to_owned());
        let nothing = Glance::Seen(Counts::default());
        assert_eq!(said(nothing, Language::En), both("Idle", "No workers"));
        let busy = Glance::Seen(Counts {
            running: 2,
            waiting: 1,
            needs: 1,
            online: 3,
            asleep: 1,
            away: 1,
            is_paused: true,
        });
        assert_eq!(
            said(busy, Language::En),
            both(
                "● 2 running  ○ 1 waiting  ✕ 1 needs you",
                "● 3 online  ◐ 1 asleep  ◌ 1 away  ·  this machine is paused"
            )
        );
        assert_eq!(
            said(busy, Language::De),
            both(
                "● 2 laufen  ○ 1 wartet  ✕ 1 zu tun",
                "● 3 online  ◐ 1 schläft  ◌ 1 getrennt  ·  diese Maschine ist angehalten"
            )
        );
        assert_eq!((busy.needs(), Glance::Away.needs()), (1, 0));
    }
}
