//! Causes: what all that waits in a lane waits for, in one word of few. It is what is kept of the past.

use super::{Ask, Class, Standing, Verdict, verdict};

/// What waits in a lane waits for this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A worker would take it, so it is about others being ahead.
    Turn,
    /// Workers that fit have no room.
    Slot,
    /// Owners of workers that fit allow only certain programs, or want jobs kept apart: each job knows for itself.
    Owner,
    /// Workers that fit are away, paused, closed, or being updated.
    Worker,
    /// There is no worker that fits.
    Fit,
    /// The queue is paused.
    Paused,
}

impl Cause {
    /// Every cause there is.
    pub const ALL: [Self; 6] =
        [Self::Turn, Self::Slot, Self::Owner, Self::Worker, Self::Fit, Self::Paused];

    /// The word in the store and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::Slot => "slot",
            Self::Owner => "owner",
            Self::Worker => "worker",
            Self::Fit => "fit",
            Self::Paused => "paused",
        }
    }

    /// What keeps such jobs, by the worker that is nearest to taking one.
    pub fn of(ask: Ask<'_>, classes: &[Class]) -> Self {
        classes.iter().map(|class| of_one(ask, class)).min().unwrap_or(Self::Fit)
    }
}

fn of_one(ask: Ask<'_>, class: &Class) -> Cause {
    let has_terms = !class.only.programs.is_empty() || !class.only.isolation.is_none();
    match verdict(ask, class.host()) {
        Verdict::Fit(Standing::Ready | Standing::Busy | Standing::Kept) if has_terms => {
            Cause::Owner
        }
        Verdict::Fit(Standing::Ready) => Cause::Turn,
        Verdict::Fit(Standing::Busy | Standing::Kept) => Cause::Slot,
        Verdict::Fit(_) => Cause::Worker,
        Verdict::Unfit(_) | Verdict::TooSmall(_) | Verdict::Forbidden(_) => Cause::Fit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        explain::Room,
        owner::{Applicant, Only},
        requirement::Requirements,
    };

    fn class(standing: Standing, slots: u32, only: Only) -> Class {
        let room = Room { slots, free: if standing == Standing::Ready { slots } else { 0 } };
        let (labels, workers) = ([].into(), Vec::new());
        Class { labels, only, standing, room, count: 1, workers }
    }

    fn cause(classes: &[Class]) -> Cause {
        let requirements = Requirements::default();
        let applicant = Applicant { program: None, submitter: "operator", isolation: None };
        Cause::of(Ask { requirements: &requirements, slots: 2, applicant }, classes)
    }

    #[test]
    fn the_worker_that_is_nearest_to_taking_it_says_what_a_lane_waits_for() {
        let any = |standing| class(standing, 4, Only::default());
        let make = Only { programs: ["make".to_owned()].into(), ..Only::default() };
        let small = class(Standing::Ready, 1, Only::default());
        assert_eq!(cause(&[]), Cause::Fit);
        assert_eq!(cause(std::slice::from_ref(&small)), Cause::Fit);
        assert_eq!(cause(&[small, any(Standing::Paused)]), Cause::Worker);
        assert_eq!(cause(&[any(Standing::Asleep), any(Standing::Busy)]), Cause::Slot);
        assert_eq!(cause(&[any(Standing::Kept), any(Standing::Ready)]), Cause::Turn);
        assert_eq!(cause(&[class(Standing::Ready, 4, make)]), Cause::Owner, "each job for itself");
    }
}
