//! Ranges of dates: from a moment to a moment, both inclusive.
//!
//! Each may be a date or a time in RFC 3339. A date means the whole day in UTC, so `toDate` is the last millisecond of
//! its day; of a time it is that millisecond.

use chrono::{DateTime, NaiveDate, NaiveTime};
use muster_core::Timestamp;
use serde::{Deserialize, Serialize};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// From when to when; an open end is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateRange {
    /// The first moment.
    pub from: Option<Timestamp>,
    /// The last moment.
    pub to: Option<Timestamp>,
}

/// Why something is no range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRange {
    /// `fromDate` is no date.
    #[error("`fromDate` must be a date or a time in RFC 3339")]
    From,
    /// `toDate` is no date.
    #[error("`toDate` must be a date or a time in RFC 3339")]
    To,
    /// It ends before it begins.
    #[error("`toDate` is before `fromDate`")]
    Reversed,
}

impl DateRange {
    /// Reads the two parameters as they were given.
    pub fn parse(from: Option<&str>, to: Option<&str>) -> Result<Self, BadRange> {
        let from = from.map(|text| moment(text, 0).ok_or(BadRange::From)).transpose()?;
        let to = to.map(|text| moment(text, DAY_MS - 1).ok_or(BadRange::To)).transpose()?;
        match (from, to) {
            (Some(from), Some(to)) if to < from => Err(BadRange::Reversed),
            _ => Ok(Self { from, to }),
        }
    }

    /// Whether a moment is in it.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at <= to)
    }
}

/// A time as it is, or so long after the beginning of a day.
fn moment(text: &str, into_the_day: i64) -> Option<Timestamp> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(Timestamp::from_millis(time.timestamp_millis()));
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10)?;
    let begin = day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    Some(Timestamp::from_millis(begin + into_the_day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(from: &str, to: &str) -> Result<(i64, i64), BadRange> {
        let range = DateRange::parse(Some(from), Some(to))?;
        Ok((range.from.unwrap().millis(), range.to.unwrap().millis()))
    }

    #[test]
    fn a_date_is_its_whole_day_and_a_time_is_its_millisecond() {
        const DAY: i64 = 1_795_219_200_000;
        assert_eq!(parsed("2026-11-21", "2026-11-21"), Ok((DAY, DAY + DAY_MS - 1)));
        let time = "2026-11-21T02:00:00.001+02:00";
        assert_eq!(parsed(time, time), Ok((DAY + 1, DAY + 1)));
        let range = DateRange::parse(Some("2026-11-21"), Some("2026-11-21")).unwrap();
        let contains = |at| range.contains(Timestamp::from_millis(at));
        assert!(contains(DAY) && contains(DAY + DAY_MS - 1), "both ends are in it");
        assert!(!contains(DAY - 1) && !contains(DAY + DAY_MS));
        assert!(DateRange::default().contains(Timestamp::from_millis(i64::MIN)));
    }

    #[test]
    fn what_is_no_range_is_refused_by_name() {
        for text in
            ["", "yesterday", "2026-02-30", "2026-1-1", "2026-11-21T00:00:00", "1795219200000"]
        {
            assert_eq!(parsed(text, "2026-11-21"), Err(BadRange::From), "{text}");
            assert_eq!(parsed("2026-11-21", text), Err(BadRange::To), "{text}");
        }
        assert_eq!(parsed("2026-11-22", "2026-11-21"), Err(BadRange::Reversed));
    }
}
