//! Cursors: how far one session is with telling the coordinator about each attempt.
//!
//! They belong to a session. A new one begins where the coordinator says that it is, and whatever
//! was said and never confirmed is said again.

use crate::attempt::{Attempt, Ended, Phase};
use muster_api::session::{Grant, KeptGrant};
use std::{collections::BTreeMap, sync::Arc};

/// How much of a log may be under way; the rest waits in the spool.
const WINDOW: u64 = 4 << 20;
/// How much of one log is sent before another attempt has its turn.
const TURN: u64 = 256 * 1024;
/// An end is said again at the second beat after it was said.
const BEATS_BEFORE_REPEAT: u8 = 2;

/// What is to be said next.
#[derive(Debug, Clone)]
pub(crate) enum Due {
    Started(Grant),
    Log { attempt: Arc<Attempt>, from: u64, limit: usize },
    Finished(Grant, Ended),
}

#[derive(Debug, Clone, Copy, Default)]
struct Cursor {
    is_start_said: bool,
    sent: u64,
    /// What was stored at the last beat.
    stored_before: u64,
    /// Beats left until the end is said again, if it was said.
    end_said: Option<u8>,
}

/// The cursors of one session.
#[derive(Debug, Default)]
pub(crate) struct Cursors {
    cursors: BTreeMap<Grant, Cursor>,
    /// Whose turn it was last.
    last: Option<Grant>,
}

impl Cursors {
    /// Where a session begins.
    pub(crate) fn new(kept: &[KeptGrant]) -> Self {
        let cursor = |kept: &KeptGrant| {
            let cursor = Cursor { sent: kept.log_next, ..Cursor::default() };
            (kept.grant, cursor)
        };
        Self { cursors: kept.iter().map(cursor).collect(), last: None }
    }

    /// What is to be said next, each attempt in its turn.
    pub(crate) fn next(&mut self, attempts: &[Arc<Attempt>]) -> Option<Due> {
        let grants: Vec<_> = attempts.iter().map(|attempt| attempt.grant).collect();
        self.cursors.retain(|grant, _| grants.contains(grant));
        let turn = grants.partition_point(|grant| Some(*grant) <= self.last);
        let in_turn = attempts[turn..].iter().chain(&attempts[..turn]);
        let due = in_turn.into_iter().find_map(|attempt| self.due(attempt));
        due.map(|(grant, due)| {
            self.last = Some(grant);
            due
        })
    }

    fn due(&mut self, attempt: &Arc<Attempt>) -> Option<(Grant, Due)> {
        let (grant, spooled, stored) = (attempt.grant, attempt.spooled(), attempt.stored());
        let cursor =
            self.cursors.entry(grant).or_insert(Cursor { sent: stored, ..Cursor::default() });
        let room = WINDOW.saturating_sub(cursor.sent.saturating_sub(stored));
        let limit = TURN.min(room).min(spooled.saturating_sub(cursor.sent));
        let due = match attempt.phase() {
            Phase::Running if !cursor.is_start_said => Due::Started(grant),
            Phase::Running | Phase::Ended(_) if limit > 0 => {
                let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                Due::Log { attempt: attempt.clone(), from: cursor.sent, limit }
            }
            Phase::Ended(ended) if cursor.sent >= ended.log_size && cursor.end_said.is_none() => {
                Due::Finished(grant, ended)
            }
            Phase::Waiting | Phase::Running | Phase::Ended(_) => return None,
        };
        Some((grant, due))
    }

    pub(crate) fn start_said(&mut self, grant: &Grant) {
        self.change(grant, |cursor| cursor.is_start_said = true);
    }
    pub(crate) fn sent(&mut self, grant: &Grant, end: u64) {
        self.change(grant, |cursor| cursor.sent = end);
    }
    pub(crate) fn end_said(&mut self, grant: &Grant) {
        self.change(grant, |cursor| cursor.end_said = Some(BEATS_BEFORE_REPEAT));
    }

    /// At a beat: an end that was not confirmed is said again, and so is a log that does not get on.
    pub(crate) fn beat(&mut self, attempts: &[Arc<Attempt>]) {
        for attempt in attempts {
            let stored = attempt.stored();
            self.change(&attempt.grant, |cursor| {
                if cursor.sent > stored && cursor.stored_before == stored {
                    cursor.sent = stored;
                }
                cursor.stored_before = stored;
                cursor.end_said =
                    cursor.end_said.and_then(|left| left.checked_sub(1)).filter(|left| *left > 0);
            });
        }
    }

    fn change(&mut self, grant: &Grant, change: impl FnOnce(&mut Cursor)) {
        if let Some(cursor) = self.cursors.get_mut(grant) {
            change(cursor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_core::{Fence, JobId, job::AttemptEnd};
    use std::path::Path;

    fn grant(number: i64) -> Grant {
        let fence = Fence { epoch: 1, counter: 1 };
        Grant { job: JobId::from_number(number), attempt: 1, fence }
    }

    fn running(number: i64, spooled: u64) -> Arc<Attempt> {
        let attempt = Attempt::for_test(Path::new("/nowhere"), grant(number));
        attempt.set_spooled(spooled);
        attempt.enter(Phase::Running);
        Arc::new(attempt)
    }

    /// What is due, said as it is found; logs in steps of at most a turn.
    fn say(cursors: &mut Cursors, attempts: &[Arc<Attempt>]) -> Option<String> {
        let due = cursors.next(attempts)?;
        Some(match due {
            Due::Started(grant) => {
                cursors.start_said(&grant);
                format!("{} started", grant.job)
            }
            Due::Log { attempt, from, limit } => {
                cursors.sent(&attempt.grant, from + limit as u64);
                format!("{} log {from}+{limit}", attempt.grant.job)
            }
            Due::Finished(grant, ended) => {
                cursors.end_said(&grant);
                format!("{} ended at {}", grant.job, ended.log_size)
            }
        })
    }

    fn say_all(cursors: &mut Cursors, attempts: &[Arc<Attempt>]) -> Vec<String> {
        std::iter::from_fn(|| say(cursors, attempts)).collect()
    }

    fn end(attempt: &Attempt) {
        let ended = Ended { end: AttemptEnd::exited(0), log_size: attempt.spooled() };
        attempt.enter(Phase::Ended(ended));
    }

    #[test]
    fn attempts_take_turns_and_an_end_comes_after_its_whole_log() {
        let attempts = [running(1, 2 * TURN), running(2, 10)];
        let mut cursors = Cursors::default();
        let expected = [
            "job_1 started",
            "job_2 started",
            "job_1 log 0+262144",
            "job_2 log 0+10",
            "job_1 log 262144+262144",
        ];
        assert_eq!(say_all(&mut cursors, &attempts), expected);
        attempts[1].set_spooled(12);
        end(&attempts[1]);
        assert_eq!(say_all(&mut cursors, &attempts), ["job_2 log 10+2", "job_2 ended at 12"]);
    }

    #[test]
    fn a_session_begins_where_the_coordinator_is_and_a_start_is_not_told_after_the_end() {
        let attempts = [running(1, 100)];
        attempts[0].set_stored(40);
        end(&attempts[0]);
        let kept = KeptGrant { grant: grant(1), log_next: 40 };
        let mut cursors = Cursors::new(&[kept]);
        assert_eq!(say_all(&mut cursors, &attempts), ["job_1 log 40+60", "job_1 ended at 100"]);
        let beyond = KeptGrant { log_next: 900, ..kept };
        let mut cursors = Cursors::new(&[beyond]);
        assert_eq!(say_all(&mut cursors, &attempts), ["job_1 ended at 100"]);
    }

    #[test]
    fn no_more_than_the_window_is_under_way() {
        let attempts = [running(1, 3 * WINDOW)];
        let mut cursors = Cursors::default();
        let before = say_all(&mut cursors, &attempts).len() as u64;
        assert_eq!(before, 1 + WINDOW / TURN);
        attempts[0].set_stored(10);
        assert_eq!(say_all(&mut cursors, &attempts), [format!("job_1 log {WINDOW}+10")]);
    }

    #[test]
    fn what_is_not_confirmed_is_said_again_after_two_beats() {
        let attempts = [running(1, 100)];
        end(&attempts[0]);
        let mut cursors = Cursors::default();
        assert_eq!(say_all(&mut cursors, &attempts), ["job_1 log 0+100", "job_1 ended at 100"]);
        attempts[0].set_stored(60);
        cursors.beat(&attempts);
        assert!(say_all(&mut cursors, &attempts).is_empty(), "its answer may be on the way");
        cursors.beat(&attempts);
        assert_eq!(say_all(&mut cursors, &attempts), ["job_1 log 60+40", "job_1 ended at 100"]);
        attempts[0].set_stored(100);
        cursors.beat(&attempts);
        cursors.beat(&attempts);
        assert_eq!(say_all(&mut cursors, &attempts), ["job_1 ended at 100"]);
        assert!(say_all(&mut cursors, &[]).is_empty(), "nothing is said of what is let go");
    }
}
