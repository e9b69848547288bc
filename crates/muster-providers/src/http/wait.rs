//! How long a provider asks us to wait.

use chrono::DateTime;
use http::{HeaderMap, HeaderValue};
use muster_core::Timestamp;
use std::time::Duration;

/// When the next try makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    For(Duration),
    Until(Timestamp),
}

// Nobody asks for more than an hour; an answer that does is a mistake that would stop us for good.
const LONGEST: Duration = Duration::from_hours(2);

impl Wait {
    /// The moment, but not one so far away that it must be wrong.
    pub(crate) fn from(self, now: Timestamp) -> Timestamp {
        match self {
            Self::For(span) => now.after(span.min(LONGEST)),
            Self::Until(moment) => moment.max(now).min(now.after(LONGEST)),
        }
    }
}

/// `Retry-After`, in seconds or as a date.
pub(crate) fn plain_wait(headers: &HeaderMap) -> Option<Wait> {
    let value = headers.get(http::header::RETRY_AFTER)?;
    seconds(value).map(Wait::For).or_else(|| date(value))
}

/// A number of seconds.
pub(crate) fn seconds(value: &HeaderValue) -> Option<Duration> {
    value.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

fn date(value: &HeaderValue) -> Option<Wait> {
    let moment = DateTime::parse_from_rfc2822(value.to_str().ok()?).ok()?;
    Some(Wait::Until(Timestamp::from_millis(moment.timestamp_millis())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retry_after(value: &'static str) -> Option<Timestamp> {
        let headers =
            HeaderMap::from_iter([(http::header::RETRY_AFTER, HeaderValue::from_static(value))]);
        plain_wait(&headers).map(|wait| wait.from(Timestamp::from_millis(0)))
    }

    #[test]
    fn seconds_and_dates_are_both_understood_and_nonsense_is_not() {
        assert_eq!(retry_after("90"), Some(Timestamp::from_millis(90_000)));
        let date = "Thu, 01 Jan 1970 00:10:00 GMT";
        assert_eq!(retry_after(date), Some(Timestamp::from_millis(600_000)));
        assert_eq!(retry_after("soon"), None);
        assert_eq!(retry_after("99999999999"), Some(Timestamp::from_millis(7_200_000)));
    }
}
