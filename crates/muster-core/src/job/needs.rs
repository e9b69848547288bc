//! What one job needs of others: that they are over before it is queued.

use super::Outcome;
use serde::{Deserialize, Serialize};

/// A job may need so many others.
pub const MOST_NEEDS: usize = 256;

/// What becomes of a job when one that it needs does not succeed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfNeedsFail {
    /// It is cancelled, and so are those that need it.
    #[default]
    Cancel,
    /// It runs once all of them are over, however they ended.
    Run,
}

impl IfNeedsFail {
    /// Whether a job that says this is not to run after a need that ended like that.
    pub fn forbids(self, outcome: Outcome) -> bool {
        self == Self::Cancel && outcome != Outcome::Succeeded
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A need that can never be met, because the needed job needs, in the end, the one that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle {
    /// The jobs around the circle, each needing the next, the last the first.
    pub jobs: Vec<usize>,
}

/// A circle among jobs that name each other by their places, if there is one.
pub fn circle(needs: &[Vec<usize>]) -> Option<Circle> {
    let mut missing: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut needed_by = vec![Vec::new(); needs.len()];
    for (job, needed) in needs.iter().enumerate() {
        for place in needed {
            needed_by[*place].push(job);
        }
    }
    let mut can_run: Vec<usize> = (0..needs.len()).filter(|job| missing[*job] == 0).collect();
    while let Some(over) = can_run.pop() {
        for job in &needed_by[over] {
            missing[*job] -= 1;
            if missing[*job] == 0 {
                can_run.push(*job);
            }
        }
    }
    let first = missing.iter().position(|missing| *missing > 0)?;
    Some(walked(needs, &missing, first))
}

/// Whoever can never run needs another one that cannot, so this comes to a job for the second time.
fn walked(needs: &[Vec<usize>], missing: &[usize], first: usize) -> Circle {
    let mut path = vec![first];
    loop {
        let last = path[path.len() - 1];
        let next = needs[last].iter().find(|place| missing[**place] > 0).copied().unwrap_or(last);
        if let Some(start) = path.iter().position(|job| *job == next) {
            return Circle { jobs: path.split_off(start) };
        }
        path.push(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    #[test]
    fn a_circle_is_named_job_by_job() {
        assert_eq!(circle(&[vec![], vec![0], vec![0, 1]]), None);
        assert_eq!(circle(&[vec![0]]), Some(Circle { jobs: vec![0] }));
        let with_a_tail = [vec![1], vec![2, 3], vec![3], vec![1]];
        assert_eq!(circle(&with_a_tail), Some(Circle { jobs: vec![1, 2, 3] }));
    }

    #[test]
    fn a_long_line_of_jobs_is_no_circle() {
        let line: Vec<Vec<usize>> =
            (0..10_000_usize).map(|job| job.checked_sub(1).into_iter().collect()).collect();
        assert_eq!(circle(&line), None);
    }

    proptest! {
        #[test]
        fn what_is_found_is_a_circle_and_who_needs_only_earlier_ones_has_none(
            needs in (1..12_usize).prop_flat_map(|jobs| vec(vec(0..jobs, 0..3), jobs)),
        ) {
            let only_earlier = needs.iter().enumerate().all(|(job, needed)| needed.iter().all(|place| *place < job));
            let found = circle(&needs);
            prop_assert!(!(only_earlier && found.is_some()));
            for (at, job) in found.iter().flat_map(|circle| circle.jobs.iter().enumerate()) {
                let jobs = &found.as_ref().unwrap().jobs;
                prop_assert!(needs[*job].contains(&jobs[(at + 1) % jobs.len()]));
            }
        }
    }
}
