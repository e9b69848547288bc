//! Timetables: a cron expression, read in a time zone.
//!
//! Clocks that are put forward or back: an expression whose minute and hour are given (`30 2 * * *`)
//! names a time of day and fires once on every day, at the first moment after the gap if its time does
//! not exist, and at the first of two if it exists twice. One with `*` or steps in minute or hour names
//! an interval and follows the clock on the wall: what falls into the gap does not exist, and what
//! exists twice fires twice.

use crate::Timestamp;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use croner::{
    Cron,
    parser::{CronParser, Seconds, Year},
};
use std::time::Duration;

/// A moment before every slot that anybody waits for: an expression that fires never after it never does.
const LONG_AGO: Timestamp = Timestamp::from_millis(0);
/// The longest expression. Longer ones are no times but a program.
const LONGEST: usize = 200;

/// When to fire.
#[derive(Debug, Clone)]
pub struct Timetable {
    cron: Cron,
    zone: Tz,
}

/// A timetable that cannot be, and which field says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {rule}")]
pub struct BadTimetable {
    /// `cron` or `time_zone`.
    pub field: &'static str,
    /// What is wrong; completes "field …".
    pub rule: String,
}

impl Timetable {
    /// Reads five fields, or a word like `@daily`, and the name of a zone like `Europe/Berlin`.
    pub fn new(cron: &str, zone: &str) -> Result<Self, BadTimetable> {
        let bad = |field, rule| Err(BadTimetable { field, rule });
        let Ok(zone) = zone.parse() else {
            return bad(
                "time_zone",
                "must be the name of a time zone, like `Europe/Berlin` or `UTC`".to_owned(),
            );
        };
        if cron.len() > LONGEST {
            return bad("cron", format!("must be up to {LONGEST} characters"));
        }
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed);
        let text = if cron.trim() == "@midnight" { "@daily" } else { cron };
        let Ok(cron) = parser.build().parse(text) else {
            return bad("cron", refusal(cron));
        };
        let timetable = Self { cron, zone };
        if timetable.next(LONG_AGO).is_none() {
            return bad("cron", "names a time that never comes".to_owned());
        }
        Ok(timetable)
    }

    /// The first slot after a moment.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let after =
            DateTime::<Utc>::from_timestamp_millis(after.millis())?.with_timezone(&self.zone);
        let slot = self.cron.find_next_occurrence(&after, false).ok()?;
        Some(Timestamp::from_millis(slot.timestamp_millis()))
    }

    /// The slots after a moment, in order.
    pub fn slots(&self, after: Timestamp) -> impl Iterator<Item = Timestamp> {
        std::iter::successors(self.next(after), |slot| self.next(*slot))
    }

    /// A moment as the clock on the wall shows it there.
    pub fn on_the_wall(&self, moment: Timestamp) -> String {
        let moment = DateTime::<Utc>::from_timestamp_millis(moment.millis()).unwrap_or_default();
        moment.with_timezone(&self.zone).format("%a %Y-%m-%d %H:%M %Z").to_string()
    }

    /// The first slot that is not before a moment.
    pub(super) fn not_before(&self, moment: Timestamp) -> Option<Timestamp> {
        self.next(Timestamp::from_millis(moment.millis().saturating_sub(1)))
    }

    /// Of the latest `count` slots that have come, the first; the slot `from` if there are fewer since.
    pub(super) fn latest(&self, from: Timestamp, now: Timestamp, count: usize) -> Timestamp {
        // Slots are found forwards only. Spans that double cost little, however long ago `from` was.
        let mut span = Duration::from_mins(count as u64);
        loop {
            let start = Timestamp::from_millis(now.millis().saturating_sub(millis(span)));
            if start < from {
                return *self.among(from, now, count).first().unwrap_or(&from);
            }
            let found = self.among(start, now, count);
            if let Some(first) = found.first().filter(|_| found.len() == count) {
                return *first;
            }
            span = span.saturating_mul(2);
        }
    }

    /// The latest `count` slots from one moment to another, both included.
    fn among(&self, start: Timestamp, end: Timestamp, count: usize) -> Vec<Timestamp> {
        let first = self.not_before(start);
        let slots = std::iter::successors(first, |slot| self.next(*slot));
        let found: Vec<_> = slots.take_while(|slot| *slot <= end).collect();
        found[found.len().saturating_sub(count)..].to_vec()
    }
}

/// What is accepted, and where that is easily seen, what is not.
fn refusal(cron: &str) -> String {
    let fields = cron.split_whitespace().count();
    let has = if cron.trim_start().starts_with('@') {
        "; the words are `@yearly`, `@monthly`, `@weekly`, `@daily` and `@hourly`".to_owned()
    } else if fields == 5 {
        "; minutes are 0 to 59, hours 0 to 23, days 1 to 31, months 1 to 12 or `jan` to `dec`, and \
         weekdays 0 to 7 or `mon` to `sun`"
            .to_owned()
    } else {
        format!(", and not {fields}")
    };
    format!(
        "must be five fields (minute, hour, day, month, weekday), like `30 2 * * mon-fri`, or a word like \
         `@daily`{has}"
    )
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}
