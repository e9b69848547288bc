//! Updates: workers are brought to another version of their program, one first, then a quarter, then the rest.
//!
//! The first that fails ends it for all that have not begun. Who cannot be updated, or is not there, holds
//! nobody up.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Who has not been here for so long is left as it is.
const LONGEST_WAIT: Duration = Duration::from_hours(7 * 24);
/// Who goes away before its jobs are over waits again after this time, and holds nobody up.
const LONGEST_ABSENCE: Duration = Duration::from_mins(2);
/// Whose jobs go on for longer is left as it is.
const LONGEST_DRAIN: Duration = Duration::from_hours(24);
/// Over a slow line the program takes a while.
const LONGEST_CHANGE: Duration = Duration::from_mins(30);
/// One worker in so many is updated before the rest are.
const ONE_IN: usize = 4;

/// How far an update of one worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It is not its turn, or it is not here.
    Waiting,
    /// It gets nothing new, and what it runs goes on to its end.
    Draining,
    /// It fetches the program, tries it out and starts again with it.
    Changing,
    /// It has come back with the new version.
    Done,
    /// It has not, or has come back with the old one.
    Failed,
    /// It was left as it is, which is nobody's fault.
    Skipped,
    /// Another one failed before it began, or somebody stopped it.
    Stopped,
}

impl Stage {
    /// Whether nothing more becomes of it by itself.
    pub fn is_over(self) -> bool {
        match self {
            Self::Done | Self::Failed | Self::Skipped | Self::Stopped => true,
            Self::Waiting | Self::Draining | Self::Changing => false,
        }
    }

    /// Whether its worker is given nothing new because of it.
    pub fn keeps_from_new_jobs(self) -> bool {
        matches!(self, Self::Draining | Self::Changing)
    }
}

/// An update of one worker, as one of those that were asked for together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// The version that it is to have.
    pub version: String,
    /// Who asked for it.
    pub by: String,
    /// When. What was asked for at one time belongs together.
    pub asked_at: Timestamp,
    /// How far it is.
    pub stage: Stage,
    /// Since when.
    pub since: Timestamp,
    /// Why it is not further, if there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What is seen of a worker that is to be updated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<'a> {
    /// The version that it says it has.
    pub version: Option<&'a str>,
    /// Whether it is here.
    pub is_here: bool,
    /// Whether it runs anything.
    pub is_busy: bool,
    /// Why it cannot be updated from here, if it cannot.
    pub cannot: Option<&'a str>,
}

/// What the others' updates mean for one that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// It may begin.
    Now,
    /// Others come first.
    Later,
    /// It must not begin any more.
    Never(String),
}

impl Update {
    /// One that is asked for now.
    pub fn new(version: &str, by: &str, now: Timestamp) -> Self {
        let (version, by) = (version.to_owned(), by.to_owned());
        Self { version, by, asked_at: now, stage: Stage::Waiting, since: now, reason: None }
    }

    /// The same at another stage.
    pub fn at(&self, stage: Stage, reason: Option<&str>, now: Timestamp) -> Self {
        Self { stage, since: now, reason: reason.map(str::to_owned), ..self.clone() }
    }

    /// Where it is now, if that is somewhere else.
    pub fn next(&self, seen: Seen<'_>, turn: &Turn, now: Timestamp) -> Option<Self> {
        let passed = now.since(self.since);
        let has_come = seen.is_here && seen.version == Some(&self.version);
        let (stage, reason) = match self.stage {
            Stage::Waiting | Stage::Draining | Stage::Changing if has_come => (Stage::Done, None),
            Stage::Waiting | Stage::Draining if matches!(turn, Turn::Never(_)) => {
                let Turn::Never(why) = turn else { return None };
                (Stage::Stopped, Some(why.as_str()))
            }
            Stage::Waiting | Stage::Draining if seen.is_here && seen.cannot.is_some() => {
                (Stage::Skipped, seen.cannot)
            }
            Stage::Waiting if seen.is_here && *turn == Turn::Now => (Stage::Draining, None),
            Stage::Draining if !seen.is_here && passed >= LONGEST_ABSENCE => (Stage::Waiting, None),
            Stage::Waiting if now.since(self.asked_at) >= LONGEST_WAIT => {
                (Stage::Skipped, Some("it was not here within a week"))
            }
            Stage::Draining if seen.is_here && !seen.is_busy => (Stage::Changing, None),
            Stage::Draining if passed >= LONGEST_DRAIN => {
                (Stage::Skipped, Some("its jobs did not end within a day"))
            }
            Stage::Changing if passed >= LONGEST_CHANGE => {
                (Stage::Failed, Some("it did not come back with the new version within 30 minutes"))
            }
            Stage::Waiting
            | Stage::Draining
            | Stage::Changing
            | Stage::Done
            | Stage::Failed
            | Stage::Skipped
            | Stage::Stopped => return None,
        };
        Some(self.at(stage, reason, now))
    }
}

/// How many more may begin, of updates that were asked for together.
pub fn may_begin(stages: &[Stage]) -> usize {
    let count = |stage: Stage| stages.iter().filter(|one| **one == stage).count();
    let (done, under_way) = (count(Stage::Done), count(Stage::Draining) + count(Stage::Changing));
    if count(Stage::Failed) + count(Stage::Stopped) > 0 {
        return 0;
    }
    let all = done + under_way + count(Stage::Waiting);
    let quarter = all.div_ceil(ONE_IN);
    let allowed = match done {
        0 => 1,
        _ if done < quarter => quarter,
        _ => all,
    };
    allowed.min(all).saturating_sub(done + under_way)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);
    const HERE: Seen<'_> = Seen { version: Some("1"), is_here: true, is_busy: false, cannot: None };

    fn update(stage: Stage) -> Update {
        Update::new("2", "operator", NOW).at(stage, None, NOW)
    }

    fn next(stage: Stage, seen: Seen<'_>, turn: &Turn, after: Duration) -> Option<Stage> {
        update(stage).next(seen, turn, NOW.after(after)).map(|next| next.stage)
    }

    #[test]
    fn a_worker_ends_its_jobs_changes_and_is_done_when_it_comes_back_with_the_new_version() {
        let at_once = Duration::ZERO;
        assert_eq!(next(Stage::Waiting, HERE, &Turn::Later, at_once), None);
        assert_eq!(next(Stage::Waiting, HERE, &Turn::Now, at_once), Some(Stage::Draining));
        let busy = Seen { is_busy: true, ..HERE };
        assert_eq!(next(Stage::Draining, busy, &Turn::Now, at_once), None);
        assert_eq!(next(Stage::Draining, HERE, &Turn::Now, at_once), Some(Stage::Changing));
        assert_eq!(next(Stage::Changing, HERE, &Turn::Now, at_once), None);
        let gone = Seen { is_here: false, version: Some("2"), ..HERE };
        assert_eq!(next(Stage::Changing, gone, &Turn::Now, at_once), None);
        let back = Seen { version: Some("2"), ..HERE };
        assert_eq!(next(Stage::Changing, back, &Turn::Now, at_once), Some(Stage::Done));
    }

    #[test]
    fn everything_that_is_not_over_has_a_time_after_which_it_is() {
        let gone = Seen { is_here: false, is_busy: true, ..HERE };
        let long = LONGEST_WAIT + LONGEST_DRAIN + LONGEST_CHANGE;
        for (stage, end) in [(Stage::Waiting, Stage::Skipped), (Stage::Changing, Stage::Failed)] {
            assert_eq!(next(stage, gone, &Turn::Later, long), Some(end), "{stage:?}");
            assert!(
                update(stage).next(gone, &Turn::Later, NOW.after(long)).unwrap().reason.is_some()
            );
        }
    }

    #[test]
    fn who_goes_away_before_its_jobs_are_over_waits_again_and_jobs_that_do_not_end_are_left() {
        let gone = Seen { is_here: false, is_busy: true, ..HERE };
        let away = |after| next(Stage::Draining, gone, &Turn::Now, after);
        assert_eq!(away(LONGEST_ABSENCE / 2), None, "its session may only have broken");
        assert_eq!(away(LONGEST_ABSENCE), Some(Stage::Waiting));
        let busy = Seen { is_busy: true, ..HERE };
        assert_eq!(next(Stage::Draining, busy, &Turn::Now, LONGEST_DRAIN), Some(Stage::Skipped));
    }

    #[test]
    fn who_fails_stops_those_that_have_not_begun_to_change_and_no_others() {
        let never = Turn::Never("laptop-1 failed".to_owned());
        for stage in [Stage::Waiting, Stage::Draining] {
            assert_eq!(next(stage, HERE, &never, Duration::ZERO), Some(Stage::Stopped));
        }
        assert_eq!(next(Stage::Changing, HERE, &never, Duration::ZERO), None);
    }

    #[test]
    fn who_cannot_be_updated_is_skipped_with_the_reason() {
        let cannot = Seen { cannot: Some("its folder is not writable"), ..HERE };
        for stage in [Stage::Waiting, Stage::Draining] {
            let next = update(stage).next(cannot, &Turn::Later, NOW).unwrap();
            assert_eq!((next.stage, next.reason.as_deref()), (Stage::Skipped, cannot.cannot));
        }
    }

    #[test]
    fn one_begins_then_a_quarter_then_the_rest() {
        let mut stages = vec![Stage::Waiting; 12];
        let mut begun = vec![];
        while stages.iter().any(|stage| !stage.is_over()) {
            let more = may_begin(&stages);
            begun.push(more);
            for _ in 0..more {
                let one = stages.iter().position(|stage| *stage == Stage::Waiting).unwrap();
                stages[one] = Stage::Changing;
            }
            assert_eq!(may_begin(&stages), 0, "as many as may are under way");
            stages
                .iter_mut()
                .filter(|one| **one == Stage::Changing)
                .for_each(|one| *one = Stage::Done);
        }
        assert_eq!(begun, [1, 2, 9]);
    }

    fn stage() -> impl Strategy<Value = Stage> {
        use Stage::{Changing, Done, Draining, Failed, Skipped, Stopped, Waiting};
        prop::sample::select(vec![Waiting, Draining, Changing, Done, Failed, Skipped, Stopped])
    }

    proptest! {
        #[test]
        fn never_more_than_were_tried_out_before(stages in prop::collection::vec(stage(), 0..40)) {
            let count = |stage: Stage| stages.iter().filter(|one| **one == stage).count();
            let more = may_begin(&stages);
            let at_once = more + count(Stage::Draining) + count(Stage::Changing);
            prop_assert!(more <= count(Stage::Waiting));
            if more > 0 {
                prop_assert_eq!(count(Stage::Failed) + count(Stage::Stopped), 0);
                let quarter = stages.len().div_ceil(ONE_IN);
                prop_assert!(count(Stage::Done) > 0 || at_once == 1);
                prop_assert!(count(Stage::Done) >= count(Stage::Waiting).div_ceil(ONE_IN) || at_once <= quarter);
            }
        }

        #[test]
        fn who_waits_begins_before_long_if_all_others_succeed(count in 1_usize..200) {
            let mut stages = vec![Stage::Waiting; count];
            for _ in 0..3 {
                let more = may_begin(&stages);
                let waiting = stages.iter_mut().filter(|one| **one == Stage::Waiting);
                waiting.take(more).for_each(|one| *one = Stage::Done);
            }
            prop_assert!(stages.iter().all(|one| *one == Stage::Done));
        }
    }
}
