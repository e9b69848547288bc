//! News: what of the things that need a person is worth a notification, and what it says.
//!
//! Few and grouped: only what is new since the last look, only kinds that the person wants, one
//! notification of a kind at a time. While it is still there, more of the same is added to it.

use crate::{
    links::{Link, Page},
    preferences::Notify,
    words::{Plural, Words, fill},
};
use chrono::{DateTime, Local};
use muster_api::overview::Need;
use muster_core::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What a notification is about. One of each is on the screen at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    JobFailed,
    EnvironmentStops,
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
    /// What notifications speak of that more can be added to, for as long as they are there.
    told: BTreeMap<Kind, Vec<Told>>,
}

/// One thing of several that a notification speaks of.
#[derive(Debug)]
struct Told {
    /// That of the need.
    key: String,
    link: Link,
    title: String,
    body: String,
}

impl Kind {
    /// Whether the person wants to hear of it.
    pub(crate) fn is_wanted(self, wanted: Notify) -> bool {
        match self {
            Self::JobFailed => wanted.job_failed,
            Self::EnvironmentStops => wanted.environment_stops,
            Self::Sleep => wanted.sleep,
            Self::Limit => wanted.limit,
            Self::Trouble | Self::Outcome => true,
        }
    }

    /// Where all that a notification speaks of stands.
    fn list(self) -> Link {
        match self {
            Self::EnvironmentStops => Link::Page { page: Page::Environments },
            Self::JobFailed | Self::Sleep | Self::Limit | Self::Trouble | Self::Outcome => {
                Link::OVERVIEW
            }
        }
    }
}

impl News {
    /// Looks at what needs a person now. Answers what to say of it.
    pub(crate) fn look(&mut self, words: &Words, needs: &[Need]) -> Vec<Note> {
        let now: BTreeSet<_> = needs.iter().map(key).collect();
        self.drop_what_is_over(&now);
        let Some(known) = self.known.replace(now) else { return Vec::new() };
        let fresh: Vec<_> = needs.iter().filter(|need| !known.contains(&key(need))).collect();
        let single = |need: &Need| limit(words, need).or_else(|| cloud_failure(words, need));
        let mut notes: Vec<_> = fresh.iter().filter_map(|need| single(need)).collect();
        let mut longer = BTreeSet::new();
        for (kind, told) in fresh.iter().filter_map(|need| one_of_several(words, need)) {
            self.told.entry(kind).or_default().push(told);
            longer.insert(kind);
        }
        notes.extend(longer.into_iter().filter_map(|kind| self.note(words, kind)));
        notes
    }

    /// An environment that has stopped or was extended stops soon no more. A job that failed stays one.
    fn drop_what_is_over(&mut self, now: &BTreeSet<String>) {
        if let Some(environments) = self.told.get_mut(&Kind::EnvironmentStops) {
            environments.retain(|told| now.contains(&told.key));
        }
    }

    /// The notification of this kind is not there any more.
    pub(crate) fn seen(&mut self, kind: Kind) {
        self.told.remove(&kind);
    }

    /// The person sees in the window what any of them would say.
    pub(crate) fn seen_all(&mut self) {
        self.told.clear();
    }

    /// Where a press on the notification of this kind leads now.
    #[cfg_attr(
        not(any(target_os = "linux", test)),
        expect(dead_code, reason = "nobody hears of a press there")
    )]
    pub(crate) fn now(&self, kind: Kind) -> Option<Link> {
        match self.told.get(&kind)?.as_slice() {
            [] => None,
            [one] => Some(one.link.clone()),
            _ => Some(kind.list()),
        }
    }

    fn note(&self, words: &Words, kind: Kind) -> Option<Note> {
        let (open, count) = match kind {
            Kind::JobFailed => (words.open_job, &words.jobs_failed),
            Kind::EnvironmentStops => (words.open_environment, &words.environments_stop),
            Kind::Sleep | Kind::Limit | Kind::Trouble | Kind::Outcome => return None,
        };
        match self.told.get(&kind)?.as_slice() {
            [] => None,
            [Told { link, title, body, .. }] => Some(Note {
                kind,
                title: title.clone(),
                body: body.clone(),
                action: (open, link.clone()),
            }),
            several => Some(of_several(words, kind, count, several)),
        }
    }
}

fn of_several(words: &Words, kind: Kind, count: &Plural, several: &[Told]) -> Note {
    let newest = several.iter().rev().take(3).map(|told| told.title.as_str());
    Note {
        kind,
        title: words.count(count, several.len() as u64),
        body: newest.collect::<Vec<_>>().join("\n"),
        action: (words.show, kind.list()),
    }
}

/// What the machine says before it sleeps while jobs run on it.
pub(crate) fn of_sleep(words: &Words, jobs: u32) -> Note {
    Note {
        kind: Kind::Sleep,
        title: words.falls_asleep.to_owned(),
        body: words.count(&words.stands_still, jobs.into()),
        action: (words.show, Link::OVERVIEW),
    }
}

/// What more of the same is added to.
fn one_of_several(words: &Words, need: &Need) -> Option<(Kind, Told)> {
    match need {
        Need::JobFailed { job, label, reason } => {
            let title = fill(words.job_failed, &[("job", job), ("label", label)]);
            let link = Link::Job { id: *job };
            let told = Told { key: key(need), link, title, body: reason.clone() };
            Some((Kind::JobFailed, told))
        }
        Need::EnvironmentStops { environment, label, at, .. } => {
            let title = fill(words.stops_at, &[("label", label), ("time", &clock(*at))]);
            let link = Link::Environment { id: environment.clone() };
            let told = Told { key: key(need), link, title, body: words.stops_because.to_owned() };
            Some((Kind::EnvironmentStops, told))
        }
        _ => None,
    }
}

fn limit(words: &Words, need: &Need) -> Option<Note> {
    let Need::LimitNear { label, reason } = need else { return None };
    let (title, body) = (label.clone(), reason.clone());
    Some(Note { kind: Kind::Limit, title, body, action: (words.show, Link::OVERVIEW) })
}

fn cloud_failure(words: &Words, need: &Need) -> Option<Note> {
    let Need::CloudFailed { label, reason, .. } = need else { return None };
    let title = fill(words.it_failed, &[("label", label)]);
    let (kind, body) = (Kind::Trouble, reason.clone());
    Some(Note { kind, title, body, action: (words.show, Link::OVERVIEW) })
}

/// The time of day, on this machine's clock.
fn clock(at: Timestamp) -> String {
    let moment = DateTime::from_timestamp_millis(at.millis()).unwrap_or_default();
    moment.with_timezone(&Local).format("%H:%M").to_string()
}

/// What makes one need another than the one before: all that is said of it. Only the end of an environment may move
/// while somebody uses it, and it is said once.
fn key(need: &Need) -> String {
    match need {
        Need::EnvironmentStops { environment, .. } => format!("{environment} stops"),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn look(news: &mut News, needs: &[Need]) -> Vec<Note> {
        news.look(Language::En.words(), needs)
    }

    fn stops(name: &str, at: i64) -> Need {
        Need::EnvironmentStops {
            environment: format!("env_{name}").parse().unwrap(),
            label: name.to_owned(),
            at: Timestamp::from_millis(at),
            reason: "nobody uses it".to_owned(),
        }
    }

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
        assert!(look(&mut news, &[failed(1)]).is_empty());
        assert!(look(&mut news, &[failed(1)]).is_empty());
        let notes = look(&mut news, &[failed(2), failed(1)]);
        assert_eq!(titles(&notes), ["job_2 failed: make 2"]);
        assert_eq!(notes[0].action, ("Open job", Link::Job { id: "job_2".parse().unwrap() }));
    }

    #[test]
    fn more_of_the_same_is_added_until_somebody_has_seen_it() {
        let mut news = News::default();
        look(&mut news, &[]);
        look(&mut news, &[failed(1)]);
        let notes = look(&mut news, &[failed(3), failed(2), failed(1)]);
        assert_eq!(titles(&notes), ["3 jobs failed"]);
        assert!(look(&mut news, &[failed(3), failed(2), failed(1)]).is_empty());
        news.seen(Kind::JobFailed);
        assert_eq!(titles(&look(&mut news, &[failed(4)])), ["job_4 failed: make 4"]);
    }

    #[test]
    fn a_limit_that_is_near_is_said_once_and_again_when_it_is_reached() {
        let near = |percent: u32| Need::LimitNear {
            label: format!("{percent} % of the API calls of the plan"),
            reason: "wait until the next UTC day begins".to_owned(),
        };
        let mut news = News::default();
        look(&mut news, &[]);
        let notes = look(&mut news, &[near(80)]);
        assert_eq!(titles(&notes), ["80 % of the API calls of the plan"]);
        assert_eq!(notes[0].kind, Kind::Limit);
        assert!(look(&mut news, &[near(80)]).is_empty());
        assert_eq!(titles(&look(&mut news, &[near(100)])), ["100 % of the API calls of the plan"]);
    }

    #[test]
    fn a_cloud_worker_that_could_not_be_made_is_news() {
        let mut news = News::default();
        look(&mut news, &[]);
        let failed = Need::CloudFailed {
            resource: "wrk_1".parse().unwrap(),
            what: "worker".to_owned(),
            label: "builder".to_owned(),
            reason: "render: quota".to_owned(),
        };
        let notes = look(&mut news, std::slice::from_ref(&failed));
        assert_eq!(titles(&notes), ["builder failed"]);
        assert_eq!((notes[0].kind, notes[0].body.as_str()), (Kind::Trouble, "render: quota"));
        assert!(look(&mut news, &[failed]).is_empty());
    }

    #[test]
    fn a_worker_that_is_away_and_a_job_that_waits_are_no_news() {
        let mut news = News::default();
        look(&mut news, &[]);
        let (label, reason) = (String::new(), String::new());
        let away = Need::WorkerAway { worker: "wrk_1".to_owned(), label, reason };
        assert!(look(&mut news, &[away]).is_empty());
    }

    #[test]
    fn an_environment_about_to_stop_is_said_once_however_often_its_end_moves() {
        let mut news = News::default();
        look(&mut news, &[]);
        let notes = look(&mut news, &[stops("thesis", 60_000)]);
        assert_eq!(
            titles(&notes),
            [format!("thesis stops at {}", clock(Timestamp::from_millis(60_000)))]
        );
        let place = Link::Environment { id: "env_thesis".parse().unwrap() };
        assert_eq!(notes[0].action, ("Open environment", place.clone()));
        assert_eq!(news.now(Kind::EnvironmentStops), Some(place));
        assert!(look(&mut news, &[stops("thesis", 120_000)]).is_empty(), "somebody used it");

        // Extended, and about to stop once more.
        news.seen(Kind::EnvironmentStops);
        look(&mut news, &[]);
        assert_eq!(look(&mut news, &[stops("thesis", 900_000)]).len(), 1);
    }

    #[test]
    fn several_environments_are_one_notification_beside_that_of_jobs() {
        let mut news = News::default();
        look(&mut news, &[]);
        let notes = look(&mut news, &[failed(1), stops("a", 0), stops("b", 0)]);
        assert_eq!(titles(&notes), ["job_1 failed: make 1", "2 environments stop soon"]);
        assert_eq!(notes[1].action, ("Show", Link::Page { page: Page::Environments }));
        news.seen(Kind::JobFailed);
        assert_eq!(news.now(Kind::JobFailed), None);
        assert_eq!(news.now(Kind::EnvironmentStops), Some(Link::Page { page: Page::Environments }));
        news.seen_all();
        assert_eq!(news.now(Kind::EnvironmentStops), None);
    }

    #[test]
    fn an_environment_that_has_stopped_is_not_counted_among_those_that_stop_soon() {
        let mut news = News::default();
        look(&mut news, &[]);
        assert_eq!(look(&mut news, &[stops("a", 0), failed(1)]).len(), 2);
        assert!(look(&mut news, &[]).is_empty());
        let notes = look(&mut news, &[stops("b", 0), failed(2)]);
        let b = format!("b stops at {}", clock(Timestamp::from_millis(0)));
        assert_eq!(titles(&notes), ["2 jobs failed", b.as_str()], "a job that failed stays one");
        let place = Link::Environment { id: "env_b".parse().unwrap() };
        assert_eq!(news.now(Kind::EnvironmentStops), Some(place));
        let notes = look(&mut news, &[stops("b", 0), stops("c", 0)]);
        assert_eq!(titles(&notes), ["2 environments stop soon"]);
        look(&mut news, &[]);
        assert_eq!(news.now(Kind::EnvironmentStops), None);
    }

    #[test]
    fn news_are_told_in_the_language_of_the_console() {
        let mut news = News::default();
        news.look(Language::De.words(), &[]);
        let notes = news.look(Language::De.words(), &[failed(1), failed(2)]);
        assert_eq!(titles(&notes), ["2 Jobs sind fehlgeschlagen"]);
        assert_eq!(notes[0].action.0, "Zeigen");
    }

    #[test]
    fn a_kind_that_is_not_wanted_is_not_said() {
        let none =
            Notify { job_failed: false, sleep: false, limit: false, environment_stops: false };
        let kinds = [Kind::JobFailed, Kind::EnvironmentStops, Kind::Sleep, Kind::Limit];
        assert!(kinds.iter().all(|kind| kind.is_wanted(Notify::default())));
        assert!(!kinds.iter().any(|kind| kind.is_wanted(none)));
        assert!(Kind::Trouble.is_wanted(none), "whoever asked for something hears of it");
    }

    #[test]
    fn jobs_are_counted_before_a_sleep() {
        let said = |jobs| of_sleep(Language::En.words(), jobs).body;
        assert!(said(1).starts_with("1 job stands still"));
        assert!(said(2).starts_with("2 jobs stand still"));
    }
}
