//! What jobs wait for, written down while they do: for each lane, whose jobs all wait for the same.
//!
//! However long the queue is, a look costs one question for the lanes and one walk over the fleet. A cause that is seen twice is
//! written down once, as of when it was seen first, so what comes and goes within seconds is no news. What a job waited for is
//! put together from that when somebody asks (`waited`).

use crate::app::App;
use muster_core::{
    OrganisationId, Timestamp,
    explain::{Cause, sentence},
};
use muster_store::{
    StoreError,
    job::lane::{self, Lane},
    past_span::{self, Sight, Subject},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How often it is looked.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Of an organisation with more lanes than this the rest is not looked at: nobody is told what its jobs waited for.
const MOST_LANES: u32 = 200;
/// What a look may compare: so many lanes with as many kinds of worker.
const MOST_COMPARED: usize = 100_000;

/// What is in memory of it.
#[derive(Debug, Default)]
pub(crate) struct Waits(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Since when there was a watch, when this was begun.
    since: Option<Timestamp>,
    lanes: BTreeMap<Key, Known>,
    /// Of these something may stand open in the store, because a write failed.
    unsure: BTreeSet<Key>,
}

type Key = (OrganisationId, i64);

/// What a lane was seen to wait for last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    cause: Cause,
    since: Timestamp,
    /// Whether that stands in the store.
    is_kept: bool,
}

/// What is to be written down.
#[derive(Debug, Default)]
struct News {
    begun: Vec<Sight>,
    over: Vec<Key>,
}

impl State {
    /// Takes in what every lane waits for now, and answers what of it has to be kept.
    fn see(&mut self, seen: &BTreeMap<Key, (Cause, String)>, now: Timestamp) -> News {
        let mut news = News::default();
        let unsure = std::mem::take(&mut self.unsure);
        news.over.extend(unsure.into_iter().filter(|key| !seen.contains_key(key)));
        self.lanes.retain(|key, known| {
            let waits = seen.contains_key(key);
            news.over.extend((!waits && known.is_kept).then(|| key.clone()));
            waits
        });
        for (key, (cause, said)) in seen {
            let fresh = Known { cause: *cause, since: now, is_kept: false };
            let known = self.lanes.entry(key.clone()).or_insert(fresh);
            if known.cause != *cause {
                // What stood in the store until now ends with the next cause that is kept, or with the wait.
                let was_kept = known.is_kept;
                *known = fresh;
                news.over.extend(was_kept.then(|| key.clone()));
            } else if !known.is_kept && known.since < now {
                known.is_kept = true;
                news.begun.push(sight(key, *known, said.clone()));
            }
        }
        news
    }
}

fn sight((organisation, lane): &Key, known: Known, said: String) -> Sight {
    Sight {
        organisation: organisation.clone(),
        subject: Subject::Lane(*lane),
        state: known.cause.as_str(),
        since: known.since,
        said,
    }
}

impl Waits {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing that is known goes on: it ended in the store.
    fn forget(&self) {
        *self.state() = State::default();
    }

    /// A write failed: nobody can say what of these lanes is kept.
    fn lose(&self, over: Vec<Key>) {
        let mut state = self.state();
        let known = std::mem::take(&mut *state);
        state.unsure = known.lanes.into_keys().chain(over).collect();
    }
}

impl App {
    /// Looks what every lane waits for. Answers how many changes were kept.
    pub(crate) async fn look_at_queue(&self) -> Result<u64, StoreError> {
        let now = self.seams.clock.now();
        if self.watch.is_behind(self.seams.clock.boot()) {
            self.waits.forget();
            return Ok(0);
        }
        let lanes = self.store.read(|tx| lane::look_at_every_organisation(tx, MOST_LANES));
        let seen = self.causes(&lanes.await?, now);
        let News { begun, over } = {
            let mut state = self.waits.state();
            let since = Some(self.watch.since());
            if state.since != since {
                let unsure = std::mem::take(&mut state.unsure);
                *state = State { since, unsure, ..State::default() };
            }
            state.see(&seen, now)
        };
        let count = (begun.len() + over.len()) as u64;
        if count == 0 {
            return Ok(0);
        }
        let ended = over.clone();
        let kept = self.store.write(move |tx| {
            for (organisation, number) in &ended {
                past_span::end(tx, organisation, &Subject::Lane(*number), now)?;
            }
            begun.iter().try_for_each(|sight| past_span::note(tx, sight))
        });
        kept.await.inspect_err(|_| self.waits.lose(over))?;
        Ok(count)
    }

    fn causes(&self, lanes: &[(Lane, bool)], now: Timestamp) -> BTreeMap<Key, (Cause, String)> {
        let (busy, mut seen) = (self.leases.slots_by_worker(), BTreeMap::new());
        for own in lanes.chunk_by(|(one, _), (other, _)| one.organisation == other.organisation) {
            let Some((first, _)) = own.first() else { continue };
            let asks = own.iter().map(|(lane, _)| lane.ask());
            let classes = self.fleet.classes(&first.organisation, &busy, now, asks);
            // Where nearly every worker is of a kind of its own, the first lanes have to stand for all.
            let compared = MOST_COMPARED / classes.len().max(1);
            for (lane, is_paused) in own.iter().take(compared) {
                let cause =
                    if *is_paused { Cause::Paused } else { Cause::of(lane.ask(), &classes) };
                let said = match cause {
                    Cause::Worker | Cause::Fit => sentence(lane.ask(), &classes),
                    Cause::Turn | Cause::Slot | Cause::Owner | Cause::Paused => String::new(),
                };
                seen.insert((lane.organisation.clone(), lane.number), (cause, said));
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_millis(second * 1000)
    }

    fn key() -> Key {
        (OrganisationId::from_random([1; 16]), 7)
    }

    fn waits_for(cause: Cause) -> BTreeMap<Key, (Cause, String)> {
        [(key(), (cause, String::new()))].into()
    }

    fn told(news: &News) -> (Vec<(&'static str, i64)>, usize) {
        let begun = news.begun.iter().map(|sight| (sight.state, sight.since.millis() / 1000));
        (begun.collect(), news.over.len())
    }

    #[test]
    fn what_is_seen_twice_is_kept_once_and_what_passes_at_once_is_not() {
        let mut state = State::default();
        let mut see = |cause: Option<Cause>, second| {
            let seen = cause.map(waits_for).unwrap_or_default();
            told(&state.see(&seen, at(second)))
        };
        assert_eq!(see(Some(Cause::Fit), 0), (vec![], 0));
        assert_eq!(see(Some(Cause::Fit), 5), (vec![("fit", 0)], 0), "as of when it was seen first");
        assert_eq!(see(Some(Cause::Fit), 10), (vec![], 0));
        assert_eq!(see(Some(Cause::Slot), 15), (vec![], 1), "what was ends when it is otherwise");
        assert_eq!(see(Some(Cause::Turn), 20), (vec![], 0), "a moment is no news");
        assert_eq!(see(Some(Cause::Slot), 25), (vec![], 0));
        assert_eq!(see(Some(Cause::Slot), 30), (vec![("slot", 25)], 0));
        assert_eq!(see(None, 35), (vec![], 1));
        assert_eq!(see(None, 40), (vec![], 0));
    }

    #[test]
    fn what_may_stand_open_after_a_write_that_failed_is_ended() {
        let waits = Waits::default();
        let see = |seen: &BTreeMap<Key, _>, second| told(&waits.state().see(seen, at(second)));
        see(&waits_for(Cause::Fit), 0);
        assert_eq!(see(&waits_for(Cause::Fit), 5), (vec![("fit", 0)], 0));
        assert_eq!(see(&BTreeMap::new(), 10), (vec![], 1));
        waits.lose(vec![key()]);
        assert_eq!(see(&BTreeMap::new(), 15), (vec![], 1), "once more");
        assert_eq!(see(&BTreeMap::new(), 20), (vec![], 0));
    }
}
