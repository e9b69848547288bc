//! News: what of the things that need a person is worth a notification, and what it says.
//!
//! Few and grouped: only what is new since the last look, only kinds that the person wants, one
//! notification of a kind at a time. While it is still there, more of the same is added to it.

use crate::{links::Link, preferences::Notify};
use muster_api::overview::Need;
use std::collections::BTreeSet;

/// What a notification is about. One of each is on the screen at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    JobFailed,
    Sleep,
    Limit,
    /// Something that the person asked for could not be done.
    Trouble,
    /// What became of something that the person asked for.
    Outcome,
}

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) body: String,
    /// What its one button does.
    pub(crate) action: (&'static str, Link),
}

/// What was there at the last look.
#[derive(Debug, Default)]
pub(crate) struct News {
    /// Nothing before the first look, at which all is old.
    known: Option<BTreeSet<String>>,
    /// What the notification about jobs says, for as long as it is there.
    failed: Vec<(Link, String, String)>,
}

impl Kind {
    /// Whether the person wants to hear of it.
    pub(crate) fn is_wanted(self, wanted: Notify) -> bool {
        match self {
            Self::JobFailed => wanted.job_failed,
            Self::Sleep => wanted.sleep,
            Self::Limit => wanted.limit,
            Self::Trouble | Self::Outcome => true,
        }
    }
}

impl News {
    /// Looks at what needs a person now. Answers what to say of it.
    pub(crate) fn look(&mut self, needs: &[Need]) -> Vec<Note> {
        let now: BTreeSet<_> = needs.iter().map(key).collect();
        let Some(known) = self.known.replace(now) else { return Vec::new() };
        let fresh: Vec<_> = needs.iter().filter(|need| !known.contains(&key(need))).collect();
        let single = fresh.iter().filter_map(|need| limit(need).or_else(|| cloud_failure(need)));
        let mut notes: Vec<_> = single.collect();
        let before = self.failed.len();
        self.failed.extend(fresh.iter().filter_map(|need| failure(need)));
        if self.failed.len() > before {
            notes.extend(self.of_failures());
        }
        notes
    }

    /// The notification of this kind is not there any more.
    pub(crate) fn seen(&mut self, kind: Kind) {
        if kind == Kind::JobFailed {
            self.failed.clear();
        }
    }

    /// Where a press on the notification of this kind leads now.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "nobody hears of a press there")
    )]
    pub(crate) fn now(&self, kind: Kind) -> Option<Link> {
        let note = (kind == Kind::JobFailed).then(|| self.of_failures())??;
        Some(note.action.1)
    }

    fn of_failures(&self) -> Option<Note> {
        let kind = Kind::JobFailed;
        match self.failed.as_slice() {
            [] => None,
            [(link, title, body)] => Some(Note {
                kind,
                title: title.clone(),
                body: body.clone(),
                action: ("Open job", link.clone()),
            }),
            several => {
                let newest = several.iter().rev().take(3).map(|(_, title, _)| title.as_str());
                Some(Note {
                    kind,
                    title: format!("{} jobs failed", several.len()),
                    body: newest.collect::<Vec<_>>().join("\n"),
                    action: ("Show", Link::Overview),
                })
            }
        }
    }
}

/// What the machine says before it sleeps while jobs run on it.
pub(crate) fn of_sleep(jobs: u32) -> Note {
    let stand = if jobs == 1 { "1 job stands still" } else { &format!("{jobs} jobs stand still") };
    Note {
        kind: Kind::Sleep,
        title: "This machine goes to sleep".to_owned(),
        body: format!("{stand} until it wakes, or until another worker takes over."),
        action: ("Show", Link::Overview),
    }
}

fn failure(need: &Need) -> Option<(Link, String, String)> {
    let Need::JobFailed { job, label, reason } = need else { return None };
    Some((Link::Job { id: *job }, format!("{job} failed: {label}"), reason.clone()))
}

fn limit(need: &Need) -> Option<Note> {
    let Need::LimitNear { label, reason } = need else { return None };
    let (title, body) = (label.clone(), reason.clone());
    Some(Note { kind: Kind::Limit, title, body, action: ("Show", Link::Overview) })
}

fn cloud_failure(need: &Need) -> Option<Note> {
    let Need::CloudFailed { label, reason, .. } = need else { return None };
    let (title, body) = (format!("{label} failed"), reason.clone());
    Some(Note { kind: Kind::Trouble, title, body, action: ("Show", Link::Overview) })
}

/// What makes one need another than the one before: all that is said of it.
fn key(need: &Need) -> String {
    serde_json::to_string(need).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(number: i64) -> Need {
        Need::JobFailed {
            job: muster_core::JobId::from_number(number),
            label: format!("make {number}"),
            reason: "exit 2".to_owned(),
        }
    }

    fn titles(notes: &[Note]) -> Vec<&str> {
        notes.iter().map(|note| note.title.as_str()).collect()
    }

    #[test]
    fn what_was_there_before_the_app_is_no_news() {
        let mut news = News::default();
        assert!(news.look(&[failed(1)]).is_empty());
        assert!(news.look(&[failed(1)]).is_empty());
        let notes = news.look(&[failed(2), failed(1)]);
        assert_eq!(titles(&notes), ["job_2 failed: make 2"]);
        assert_eq!(notes[0].action, ("Open job", Link::Job { id: "job_2".parse().unwrap() }));
    }

    #[test]
    fn more_of_the_same_is_added_until_somebody_has_seen_it() {
        let mut news = News::default();
        news.look(&[]);
        news.look(&[failed(1)]);
        let notes = news.look(&[failed(3), failed(2), failed(1)]);
        assert_eq!(titles(&notes), ["3 jobs failed"]);
        assert!(news.look(&[failed(3), failed(2), failed(1)]).is_empty());
        news.seen(Kind::JobFailed);
        assert_eq!(titles(&news.look(&[failed(4)])), ["job_4 failed: make 4"]);
    }

    #[test]
    fn a_limit_that_is_near_is_said_once_and_again_when_it_is_reached() {
        let near = |percent: u32| Need::LimitNear {
            label: format!("{percent} % of the API calls of the plan"),
            reason: "wait until the next UTC day begins".to_owned(),
        };
        let mut news = News::default();
        news.look(&[]);
        let notes = news.look(&[near(80)]);
        assert_eq!(titles(&notes), ["80 % of the API calls of the plan"]);
        assert_eq!(notes[0].kind, Kind::Limit);
        assert!(news.look(&[near(80)]).is_empty());
        assert_eq!(titles(&news.look(&[near(100)])), ["100 % of the API calls of the plan"]);
    }

    #[test]
    fn a_cloud_worker_that_could_not_be_made_is_news() {
        let mut news = News::default();
        news.look(&[]);
        let failed = Need::CloudFailed {
            resource: "wrk_1".parse().unwrap(),
            what: "worker".to_owned(),
            label: "builder".to_owned(),
            reason: "render: quota".to_owned(),
        };
        let notes = news.look(std::slice::from_ref(&failed));
        assert_eq!(titles(&notes), ["builder failed"]);
        assert_eq!((notes[0].kind, notes[0].body.as_str()), (Kind::Trouble, "render: quota"));
        assert!(news.look(&[failed]).is_empty());
    }

    #[test]
    fn a_worker_that_is_away_and_a_job_that_waits_are_no_news() {
        let mut news = News::default();
        news.look(&[]);
        let (label, reason) = (String::new(), String::new());
        let away = Need::WorkerAway { worker: "wrk_1".to_owned(), label, reason };
        assert!(news.look(&[away]).is_empty());
    }

    #[test]
    fn a_kind_that_is_not_wanted_is_not_said() {
        let none = Notify { job_failed: false, sleep: false, limit: false };
        let kinds = [Kind::JobFailed, Kind::Sleep, Kind::Limit];
        assert!(kinds.iter().all(|kind| kind.is_wanted(Notify::default())));
        assert!(!kinds.iter().any(|kind| kind.is_wanted(none)));
        assert!(Kind::Trouble.is_wanted(none), "whoever asked for something hears of it");
    }

    #[test]
    fn jobs_are_counted_before_a_sleep() {
        assert!(of_sleep(1).body.starts_with("1 job stands still"));
        assert!(of_sleep(2).body.starts_with("2 jobs stand still"));
    }
}
