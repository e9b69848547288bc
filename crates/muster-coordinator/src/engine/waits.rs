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
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How often it is looked.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(5);
/// More lanes than this are looked at some other day.
const MOST_LANES: u32 = 1000;

/// What is in memory of it.
#[derive(Debug, Default)]
pub(crate) struct Waits(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Since when there was a watch, when this was begun.
    since: Option<Timestamp>,
    lanes: BTreeMap<Key, Known>,
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

    /// Nothing that is known goes on: it ended in the store, or nobody can say whether it was kept.
    fn forget(&self) {
        *self.state() = State::default();
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
                *state = State { since, ..State::default() };
            }
            state.see(&seen, now)
        };
        let count = (begun.len() + over.len()) as u64;
        if count == 0 {
            return Ok(0);
        }
        let kept = self.store.write(move |tx| {
            for (organisation, number) in &over {
                past_span::end(tx, organisation, &Subject::Lane(*number), now)?;
            }
            begun.iter().try_for_each(|sight| past_span::note(tx, sight))
        });
        kept.await.inspect_err(|_| self.waits.forget())?;
        Ok(count)
    }

    fn causes(&self, lanes: &[(Lane, bool)], now: Timestamp) -> BTreeMap<Key, (Cause, String)> {
        let (busy, mut seen) = (self.leases.slots_by_worker(), BTreeMap::new());
        for own in lanes.chunk_by(|(one, _), (other, _)| one.organisation == other.organisation) {
            let Some((first, _)) = own.first() else { continue };
            let asks = own.iter().map(|(lane, _)| lane.ask());
            let classes = self.fleet.classes(&first.organisation, &busy, now, asks);
            for (lane, is_paused) in own {
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
}
