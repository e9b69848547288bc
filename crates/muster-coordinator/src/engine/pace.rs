//! Pace: how fast a worker gets on with the short tasks of an array.
//!
//! A slot whose task is over at once would spend most of its time waiting for the next grant. So a worker
//! may hold a few tasks ahead: as many as it has just ended within [`REACH`], so that they wait about as long.

use muster_core::{
    JobId,
    job::{JobState, OnDisconnect},
};
use muster_seams::BootTime;
use muster_store::job::JobRow;
use std::{collections::VecDeque, time::Duration};

/// What is held ahead begins about so much later.
const REACH: Duration = Duration::from_millis(50);
/// What takes longer is no short task.
const SHORT: Duration = Duration::from_millis(20);
/// Fewer say nothing about the next ones.
const FEWEST: usize = 3;
const MOST: usize = 64;

/// The short tasks that a worker has ended lately.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pace {
    array: Option<JobId>,
    ends: VecDeque<BootTime>,
}

/// Tasks that a worker may be given before it has slots for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ahead {
    pub(crate) array: JobId,
    pub(crate) count: u32,
}

impl Pace {
    /// The worker has ended an attempt of this job.
    pub(crate) fn ended(&mut self, job: &JobRow, now: BootTime) {
        let Some((array, _)) = job.id.as_task().filter(|_| is_short(job)) else { return };
        if self.array.replace(array) != Some(array) {
            self.ends.clear();
        }
        self.ends.push_back(now);
        if self.ends.len() > MOST {
            self.ends.pop_front();
        }
    }

    /// How many tasks a worker may be given beyond its free slots, if it holds so many jobs in so many slots.
    pub(crate) fn ahead(&self, held: u32, slots: u32, now: BootTime) -> Option<Ahead> {
        let is_late = |end: &&BootTime| now.since(**end) < REACH;
        let most = self.ends.iter().rev().take_while(is_late).count();
        let (array, most) =
            (self.array?, u32::try_from(most).ok().filter(|most| *most as usize >= FEWEST)?);
        let count = most.saturating_sub(held.saturating_sub(slots));
        // Many grants are one commit, so it is given none before it has got through half of them.
        (count * 2 >= most).then_some(Ahead { array, count })
    }
}

fn is_short(job: &JobRow) -> bool {
    let has_ended = matches!(job.life.state, JobState::Ended { .. });
    let took = job.finished_at.zip(job.started_at).map(|(end, start)| end.since(start));
    // What is kept for its worker waits for it long, and must not before it has begun.
    let is_replaced = job.specification.on_disconnect != OnDisconnect::Keep;
    has_ended && is_replaced && took.is_some_and(|took| took < SHORT)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use muster_core::{
        OrganisationId, Timestamp,
        job::{Command, Life, Outcome, Specification},
    };
    use std::sync::Arc;

    fn array() -> JobId {
        JobId::from_number(1)
    }

    pub(crate) fn task(number: u32, took: u64) -> JobRow {
        let (begun, at) = (Timestamp::from_millis(0), Timestamp::from_millis(took.cast_signed()));
        let state = JobState::Ended { at, outcome: Outcome::Succeeded };
        JobRow {
            organisation: OrganisationId::from_random([1; 16]),
            id: array().task(number),
            specification: Arc::new(Specification::of(Command::Shell("true".into()))),
            lane: None,
            place: 0,
            progress: None,
            life: Life { state, ..Life::new(1) },
            created_at: begun,
            created_by: String::new(),
            request_id: String::new(),
            started_at: Some(begun),
            finished_at: Some(at),
            exit_code: Some(0),
            reason: None,
            detail: None,
            worker: None,
            batch: None,
            hold: None,
        }
    }

    fn at(millis: u64) -> BootTime {
        BootTime(Duration::from_millis(millis))
    }

    /// A worker of two slots that ends a task of this length every five milliseconds.
    fn pace(took: u64) -> Pace {
        let mut pace = Pace::default();
        (1..=20).for_each(|number| pace.ended(&task(number, took), at(u64::from(number) * 5)));
        pace
    }

    #[test]
    fn a_worker_may_hold_as_many_short_tasks_ahead_as_it_has_just_ended() {
        let ahead = |held, now| pace(2).ahead(held, 2, at(now)).map(|ahead| ahead.count);
        assert_eq!(ahead(2, 100), Some(10));
        assert_eq!(ahead(4, 100), Some(8), "it holds two of them");
        assert_eq!(ahead(8, 100), None, "it is not yet half way through");
        assert_eq!(ahead(2, 140), None, "two say nothing about the next ones");
        assert_eq!(pace(2).ahead(2, 2, at(100)).map(|ahead| ahead.array), Some(array()));
        assert_eq!(pace(30).ahead(2, 2, at(100)), None, "long tasks are waited for");
    }

    #[test]
    fn what_is_kept_for_its_worker_is_not_held_ahead() {
        let mut pace = Pace::default();
        for number in 1..=20 {
            let said = task(number, 2);
            let kept = Specification {
                on_disconnect: OnDisconnect::Keep,
                ..Specification::of(Command::Shell("true".into()))
            };
            pace.ended(&JobRow { specification: Arc::new(kept), ..said }, at(100));
        }
        assert_eq!(pace.ahead(2, 2, at(100)), None);
    }

    #[test]
    fn another_array_begins_anew() {
        let mut pace = pace(2);
        let other = JobRow { id: JobId::from_number(2).task(1), ..task(1, 2) };
        pace.ended(&other, at(100));
        assert_eq!(pace.ahead(2, 2, at(100)), None);
    }
}
