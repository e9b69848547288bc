//! Notices: that a limit comes near or is reached, once for each of its periods.

use super::Usage;
use muster_api::usage::LimitedThing;
use muster_core::{Day, OrganisationId, Timestamp};
use muster_store::usage_notice::Notice;

/// How much of a limit is worth a word.
const PERCENTS: [u32; 2] = [100, 80];
/// A pace needs a while before it says anything.
const SHORTEST_PACE_MS: i64 = 5 * 60 * 1_000;

/// What becomes of calls if they go on like this.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Forecast {
    /// How many there will be when the day ends.
    pub(crate) at_end: Option<u64>,
    /// When there will be as many as there may be, if the day has not ended by then.
    pub(crate) reached_at: Option<Timestamp>,
}

impl Forecast {
    /// Every day is taken to go on as it went so far.
    pub(crate) fn of_calls(used: u64, most: Option<u64>, now: Timestamp) -> Self {
        let day = Day::of(now);
        let [gone, whole] = [now, day.end()].map(|at| at.millis() - day.begin().millis());
        if gone < SHORTEST_PACE_MS {
            return Self::default();
        }
        let [gone, whole] = [gone, whole].map(|it| u128::try_from(it).unwrap_or(1).max(1));
        let at_end = u128::from(used) * whole / gone;
        let reached_at = most.filter(|most| used > 0 && *most > 0).and_then(|most| {
            let after = gone * u128::from(most) / u128::from(used);
            let millis = i64::try_from(after).ok()?;
            let at = Timestamp::from_millis(day.begin().millis() + millis);
            (at > now && at < day.end()).then_some(at)
        });
        Self { at_end: u64::try_from(at_end).ok(), reached_at }
    }
}

/// The first day of the period of a limit: a day for calls, a month for what stays.
pub(crate) fn period(limited: LimitedThing, today: Day) -> Day {
    match limited {
        LimitedThing::Agents => today.first_of_month(),
        LimitedThing::ApiCalls => today,
    }
}

impl Usage {
    /// What is to be told of a limit and was not yet.
    pub(super) fn due(
        &self,
        organisation: &OrganisationId,
        (limited, used): (LimitedThing, u64),
        told: &[Notice],
        now: Timestamp,
    ) -> Vec<Notice> {
        let most = self.most(organisation, limited).filter(|most| *most > 0);
        let Some(most) = most else { return Vec::new() };
        let period = period(limited, Day::of(now));
        let is_told = |percent| {
            told.iter().any(|notice| {
                notice.limited == limited.as_str()
                    && notice.period == period
                    && notice.percent == percent
            })
        };
        let forecast = match limited {
            LimitedThing::Agents => None,
            LimitedThing::ApiCalls => Forecast::of_calls(used, Some(most), now).at_end,
        };
        let reached =
            PERCENTS.into_iter().filter(|percent| used * 100 >= most * u64::from(*percent));
        // Who has reached all of it needs not be told of the most of it.
        let highest = reached.take(1).filter(|percent| !is_told(*percent));
        highest
            .map(|percent| Notice {
                limited: limited.as_str().to_owned(),
                period,
                percent,
                used,
                most,
                forecast,
                at: now,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn at(hours: u64) -> Timestamp {
        let day: Day = "2026-11-21".parse().unwrap();
        day.begin().after(Duration::from_hours(hours))
    }

    #[test]
    fn a_day_is_taken_to_go_on_as_it_went() {
        let forecast = Forecast::of_calls(250, Some(1_000), at(6));
        assert_eq!(forecast, Forecast { at_end: Some(1_000), reached_at: None });
        let forecast = Forecast::of_calls(500, Some(1_000), at(6));
        assert_eq!(forecast, Forecast { at_end: Some(2_000), reached_at: Some(at(12)) });
    }

    #[test]
    fn nothing_is_said_of_a_day_that_has_only_begun_or_of_a_limit_that_is_reached() {
        assert_eq!(Forecast::of_calls(9, Some(10), at(0)), Forecast::default());
        assert_eq!(Forecast::of_calls(1_200, Some(1_000), at(12)).reached_at, None);
        assert_eq!(Forecast::of_calls(0, Some(1_000), at(12)).at_end, Some(0));
        assert_eq!(Forecast::of_calls(7, None, at(12)).at_end, Some(14));
    }
}
