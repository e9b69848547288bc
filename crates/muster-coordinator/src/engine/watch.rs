//! The watch over the fleet: how each worker was, from when until when, is written down as it changes.
//!
//! A worker that comes or goes is written down in the transaction that counts its hours; what follows from silence alone,
//! with the pass that notes who was heard. Nothing is written while nothing changes. What was so while nobody looked is not
//! known: after a start, and after the coordinator's own sleep, what was open ends where it was looked at last.

use crate::{
    app::App,
    engine::{facts::one_line, fleet::Member},
};
use muster_api::worker::WorkerLiveness;
use muster_core::{OrganisationId, Timestamp, WorkerId, worker::Liveness};
use muster_seams::{BootTime, Clock};
use muster_store::{
    StoreError, Write, coordinator,
    past_span::{self, Sight, Subject},
};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// For so long it is kept how workers were.
pub(crate) const KEPT_FOR: Duration = Duration::from_hours(30 * 24);
/// Whoever has not looked for so long was away.
const AWAY: Duration = Duration::from_mins(1);
/// Workers in one transaction: after a start all of a large fleet are news.
const BATCH: usize = 500;
/// When it was looked last stands in the store under this name, in milliseconds.
const LOOKED_AT: &str = "fleet.looked_at";

/// What is in memory of it.
#[derive(Debug)]
pub(crate) struct Watch(Mutex<State>);

#[derive(Debug)]
struct State {
    /// Since when somebody has looked without a break.
    since: Timestamp,
    looked: (BootTime, Timestamp),
    /// When what is open in the store ended, for all that is known, until that is written down.
    ends: Option<Timestamp>,
    /// What was written down of each worker last.
    known: BTreeMap<WorkerId, Liveness>,
}

impl Watch {
    pub(crate) fn begin(clock: &dyn Clock) -> Self {
        let (boot, now) = (clock.boot(), clock.now());
        let known = BTreeMap::new();
        Self(Mutex::new(State { since: now, looked: (boot, now), ends: None, known }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nobody has looked for so long that a pass must begin anew.
    pub(crate) fn is_behind(&self, boot: BootTime) -> bool {
        let state = self.state();
        state.ends.is_some() || boot.since(state.looked.0) >= AWAY
    }

    /// It is looked at now. Answers when it was looked last, if nobody can say what was since.
    fn looks(&self, boot: BootTime, now: Timestamp) -> Option<Timestamp> {
        let mut state = self.state();
        let (at, when) = std::mem::replace(&mut state.looked, (boot, now));
        if boot.since(at) >= AWAY {
            state.ends.get_or_insert(when);
            (state.since, state.known) = (now, BTreeMap::new());
        }
        state.ends
    }

    /// What had ended is written down.
    fn has_ended(&self) {
        self.state().ends = None;
    }

    /// It is written down how these workers are.
    fn has_written(&self, news: impl IntoIterator<Item = (WorkerId, Liveness)>) {
        self.state().known.extend(news);
    }

    fn is_news(&self, id: &WorkerId, liveness: Liveness) -> bool {
        self.state().known.get(id) != Some(&liveness)
    }

    /// Another than the pass has written something of this worker: the next pass compares it with the store.
    pub(crate) fn forget(&self, id: &WorkerId) {
        self.state().known.remove(id);
    }

    /// Since when somebody has looked without a break.
    pub(crate) fn since(&self) -> Timestamp {
        self.state().since
    }
}

impl App {
    /// After a start: how workers were is known up to when somebody looked last.
    pub(crate) async fn resume_watch(&self) -> Result<(), StoreError> {
        let now = self.seams.clock.now();
        let ended = self.store.write(move |tx| {
            let said = coordinator::setting(tx, LOOKED_AT)?.and_then(|text| text.parse().ok());
            let last = said.map_or(now, Timestamp::from_millis).min(now);
            past_span::end_all_of_every_organisation(tx, last)
        });
        ended.await
    }

    /// How a worker is now, if it is there. Whoever was away leaves that to the pass.
    pub(crate) fn sight_of(&self, organisation: &OrganisationId, id: &WorkerId) -> Option<Sight> {
        if self.watch.is_behind(self.seams.clock.boot()) {
            return None;
        }
        let member = self.fleet.find(organisation, id)?;
        Some(self.sight(&member, self.seams.clock.now()))
    }

    fn sight(&self, member: &Member, now: Timestamp) -> Sight {
        let (row, presence) = (&member.row, member.presence(now));
        Sight {
            organisation: row.organisation.clone(),
            subject: Subject::Worker(row.id.clone()),
            state: WorkerLiveness::from(presence.liveness(now)).as_str(),
            // What was so while nobody looked is not known.
            since: presence.since(now).max(self.watch.since()),
            said: one_line(&self.evidence(member, now)),
        }
    }

    /// A worker takes a while to find its way back after a start; that it is not here yet is no event.
    fn may_be_on_its_way(&self, member: &Member, now: Timestamp) -> bool {
        let since = self.watch.since();
        let is_new = now.since(since) < AWAY && member.row.last_seen_at < since;
        is_new && member.liveness(now) == Liveness::Disconnected
    }

    /// Looks at every worker, and writes down who is otherwise, with what else is to be kept of the look.
    pub(crate) async fn look_at_fleet(
        &self,
        members: &[Member],
        keep: impl Fn(&mut dyn Write) -> Result<(), StoreError> + Send + Sync + 'static,
    ) -> Result<(), StoreError> {
        let (boot, now) = (self.seams.clock.boot(), self.seams.clock.now());
        let before = self.watch.looks(boot, now);
        let ended = self.store.write(move |tx| {
            keep(tx)?;
            if let Some(at) = before {
                past_span::end_all_of_every_organisation(tx, at)?;
            }
            coordinator::put_setting(tx, LOOKED_AT, &now.millis().to_string())
        });
        ended.await?;
        self.watch.has_ended();
        let is_news = |member: &&Member| {
            let is_known = !self.watch.is_news(&member.row.id, member.liveness(now));
            !is_known && !self.may_be_on_its_way(member, now)
        };
        let news: Vec<&Member> = members.iter().filter(is_news).collect();
        for some in news.chunks(BATCH) {
            let sights: Vec<Sight> = some.iter().map(|member| self.sight(member, now)).collect();
            let noted = self
                .store
                .write(move |tx| sights.iter().try_for_each(|sight| past_span::note(tx, sight)));
            noted.await?;
            let said = some.iter().map(|member| (member.row.id.clone(), member.liveness(now)));
            self.watch.has_written(said);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seams::ManualClock;

    #[test]
    fn whoever_was_away_knows_nothing_any_more() {
        let clock = ManualClock::at(Timestamp::from_millis(1_000));
        let (watch, id) = (Watch::begin(&clock), WorkerId::from_random([1; 16]));
        watch.has_written([(id.clone(), Liveness::Online)]);
        clock.advance(AWAY / 2);
        assert_eq!(watch.looks(clock.boot(), clock.now()), None);
        assert!(!watch.is_news(&id, Liveness::Online) && watch.is_news(&id, Liveness::Asleep));
        let last = clock.now();
        clock.advance(AWAY);
        assert!(watch.is_behind(clock.boot()));
        assert_eq!(watch.looks(clock.boot(), clock.now()), Some(last));
        assert!(watch.is_news(&id, Liveness::Online));
        clock.advance(AWAY / 4);
        let again = watch.looks(clock.boot(), clock.now());
        assert_eq!(again, Some(last), "until it is written down");
        watch.has_ended();
        assert!(!watch.is_behind(clock.boot()));
        assert_eq!(watch.since(), last.after(AWAY));
    }
}
