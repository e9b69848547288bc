//! Days, as usage is counted: each begins and ends at midnight in UTC, wherever anybody is.

use crate::Timestamp;
use chrono::{Datelike, NaiveDate, NaiveTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// Milliseconds of a day.
const MILLIS: i64 = 24 * 60 * 60 * 1_000;
/// Nothing was used before 1970, and a year has four digits.
const LAST: i64 = 2_932_896;

/// A day in UTC, counted from 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(i64);

/// A text that is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day like `2026-11-21`, from 1970 on")]
pub struct BadDay;

impl Day {
    /// The day of a moment.
    pub fn of(moment: Timestamp) -> Self {
        Self(moment.millis().div_euclid(MILLIS).clamp(0, LAST))
    }

    /// The day with this number; those that cannot be written down are not there.
    pub fn from_number(number: i64) -> Option<Self> {
        (0..=LAST).contains(&number).then_some(Self(number))
    }

    /// How many days after the first of January 1970.
    pub fn number(self) -> i64 {
        self.0
    }

    /// Its first moment.
    pub fn begin(self) -> Timestamp {
        Timestamp::from_millis(self.0 * MILLIS)
    }

    /// The first moment that is not in it any more.
    pub fn end(self) -> Timestamp {
        Timestamp::from_millis((self.0 + 1) * MILLIS)
    }

    /// The day so many days later.
    pub fn after(self, days: u32) -> Self {
        Self((self.0 + i64::from(days)).min(LAST))
    }

    /// The day so many days earlier.
    pub fn before(self, days: u32) -> Self {
        Self((self.0 - i64::from(days)).max(0))
    }

    /// The first day of its month.
    pub fn first_of_month(self) -> Self {
        self.before(self.date().day0())
    }

    /// The first day of the month after its own.
    pub fn first_of_next_month(self) -> Self {
        self.first_of_month().after(31).first_of_month()
    }

    fn date(self) -> NaiveDate {
        let days = i32::try_from(self.0).unwrap_or(0);
        NaiveDate::from_epoch_days(days).unwrap_or_default()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date().format("%Y-%m-%d"))
    }
}

impl FromStr for Day {
    type Err = BadDay;
    fn from_str(text: &str) -> Result<Self, BadDay> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
        let begin = date.ok_or(BadDay)?.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
        Self::from_number(begin.div_euclid(MILLIS)).ok_or(BadDay)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_and_ends_where_the_next_begins() {
        let day: Day = "2026-11-21".parse().unwrap();
        let midnight = Timestamp::from_millis(1_795_219_200_000);
        assert_eq!((day.begin(), day.end()), (midnight, day.after(1).begin()));
        assert_eq!(Day::of(midnight), day);
        assert_eq!(Day::of(Timestamp::from_millis(midnight.millis() - 1)), day.before(1));
        assert_eq!(day.to_string(), "2026-11-21");
    }

    #[test]
    fn a_month_begins_with_its_first_day_however_long_it_is() {
        for (within, first, next) in [
            ("2026-11-21", "2026-11-01", "2026-12-01"),
            ("2026-12-31", "2026-12-01", "2027-01-01"),
            ("2028-02-29", "2028-02-01", "2028-03-01"),
        ] {
            let day: Day = within.parse().unwrap();
            assert_eq!(day.first_of_month().to_string(), first);
            assert_eq!(day.first_of_next_month().to_string(), next);
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in
            ["", "2026-02-30", "26-11-21", "2026-11-21T00:00:00Z", "1969-12-31", "+262142-01-01"]
        {
            assert_eq!(text.parse::<Day>(), Err(BadDay), "{text}");
        }
    }
}
