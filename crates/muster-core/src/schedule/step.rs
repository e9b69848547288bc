//! What is next with a schedule: a pure function of its timetable, its policy and the time.

use super::{Missed, Timetable};
use crate::Timestamp;
use std::time::Duration;

/// A slot is missed once so much time has passed since. A coordinator that restarts takes less.
pub const ON_TIME: Duration = Duration::from_mins(1);
/// So many missed slots run at most, the latest.
pub const MOST_CAUGHT_UP: usize = 100;
/// A clock that is put back by less is corrected, one that is put back by more was wrong before.
pub const PUT_BACK: Duration = Duration::from_hours(1);

/// How far the slots of a schedule are decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// The first slot that is not decided yet.
    pub due: Timestamp,
    /// What time it was when the one before was decided.
    pub decided_at: Timestamp,
}

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing: the slot has not come yet.
    Wait,
    /// To run a slot.
    Run {
        /// The slot.
        slot: Timestamp,
        /// What is due afterwards.
        next: Option<Timestamp>,
    },
    /// To give up the slots from `from` on that are before `until`, which is due then.
    Skip {
        /// The first of them.
        from: Timestamp,
        /// The first that is not.
        until: Timestamp,
    },
    /// To begin anew: the clock was far ahead when the slots before `due` were decided, and was put right.
    /// Those that ran are known and do not run again.
    Rewind {
        /// What is due.
        due: Timestamp,
    },
}

/// What is next. Asked again after each step, until it says to wait.
pub fn step(timetable: &Timetable, missed: Missed, pending: Pending, now: Timestamp) -> Step {
    let Pending { due, decided_at } = pending;
    if now.after(PUT_BACK) < decided_at {
        let anew = timetable.next(now).filter(|anew| *anew < due);
        return anew.map_or(Step::Wait, |due| Step::Rewind { due });
    }
    if due > now {
        return Step::Wait;
    }
    match kept_from(timetable, missed, due, now) {
        until if until > due => Step::Skip { from: due, until },
        _ => Step::Run { slot: due, next: timetable.next(due) },
    }
}

/// The first slot that is not given up.
fn kept_from(timetable: &Timetable, missed: Missed, due: Timestamp, now: Timestamp) -> Timestamp {
    let not_older = |span: Duration| {
        let oldest =
            now.millis().saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX));
        timetable.not_before(Timestamp::from_millis(oldest)).unwrap_or(due)
    };
    match missed {
        Missed::None => not_older(ON_TIME),
        Missed::Last => timetable.latest(due, now, 1),
        Missed::All { within } => {
            not_older(within.max(ON_TIME)).max(timetable.latest(due, now, MOST_CAUGHT_UP))
        }
    }
}
