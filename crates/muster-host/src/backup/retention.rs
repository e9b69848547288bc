//! Retention: which of the daily backups stay.

use muster_core::Timestamp;
use std::collections::BTreeSet;

const DAY_MS: i64 = 86_400_000;
const WEEK_MS: i64 = 7 * DAY_MS;

/// How many backups are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// The newest of each of so many days.
    pub days: usize,
    /// The newest of each of so many weeks.
    pub weeks: usize,
}

/// Those that may go: what is the newest of no day and no week that counts.
pub(super) fn outlived(made: &[Timestamp], keep: Keep) -> Vec<Timestamp> {
    let mut newest_first = made.to_vec();
    newest_first.sort_unstable_by(|a, b| b.cmp(a));
    let mut kept = BTreeSet::new();
    // Days without a backup do not count: who was away for a month still has seven.
    for (span, count) in [(DAY_MS, keep.days), (WEEK_MS, keep.weeks)] {
        let mut spans = BTreeSet::new();
        for moment in &newest_first {
            if spans.len() < count && spans.insert(moment.millis().div_euclid(span)) {
                kept.insert(*moment);
            }
        }
    }
    newest_first.retain(|moment| !kept.contains(moment));
    // Whatever was said, the newest one stays.
    newest_first.retain(|moment| made.iter().max() != Some(moment));
    newest_first
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-26, a Thursday, on which the weeks of the epoch begin.
    const FIRST: i64 = 1_795_651_200_000;

    fn at(day: i64, hour: i64) -> Timestamp {
        Timestamp::from_millis(FIRST + day * DAY_MS + hour * 3_600_000)
    }

    fn kept(made: &[Timestamp], keep: Keep) -> Vec<Timestamp> {
        let gone = outlived(made, keep);
        made.iter().filter(|moment| !gone.contains(moment)).copied().collect()
    }

    #[test]
    fn seven_days_and_four_weeks_of_daily_backups_stay() {
        let made: Vec<_> = (0..60).map(|day| at(day, 3)).collect();
        let kept = kept(&made, Keep { days: 7, weeks: 4 });
        // Day 59 is in the ninth week, which began with day 56; each week keeps its last day.
        let expected = [41, 48, 53, 54, 55, 56, 57, 58, 59].map(|day| at(day, 3));
        assert_eq!(kept, expected);
    }

    #[test]
    fn of_one_day_the_newest_stays_and_the_very_newest_always() {
        let keep = Keep { days: 1, weeks: 0 };
        assert_eq!(kept(&[at(0, 1), at(0, 5), at(0, 3)], keep), [at(0, 5)]);
        assert_eq!(kept(&[at(0, 1), at(1, 1)], Keep { days: 0, weeks: 0 }), [at(1, 1)]);
        assert_eq!(kept(&[], keep), []);
    }
}
