//! Wall time, for people and for expiry; never for leases.
//!
//! A [`Timestamp`] is milliseconds since 1970 in UTC. It is stored as an integer and shown as
//! RFC 3339. Leases are timed on the coordinator's boot clock instead (see the Clock seam), because
//! wall time jumps.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, time::Duration};

/// A moment in UTC, to the millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment this many milliseconds after 1970.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }
    /// Milliseconds since 1970, as stored.
    pub const fn millis(self) -> i64 {
        self.0
    }
    /// This moment plus a span; a span too long to add ends at the last moment there is.
    pub fn after(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
    /// The moment that is so much earlier.
    pub fn before(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
    /// How long ago `earlier` was; nothing if it is not earlier.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = DateTime::<Utc>::from_timestamp_millis(self.0).unwrap_or_default();
        f.write_str(&moment.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let moment = DateTime::<Utc>::deserialize(deserializer)?;
        Ok(Self(moment.timestamp_millis()))
    }
}

/// Reads a span of time as people write it: `90`, `90s`, `5min`, `1h30m`, `2 d`, `1w`; a number alone is seconds.
pub fn read_span(text: &str) -> Option<Duration> {
    let compact: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    if let Ok(seconds) = compact.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let (mut rest, mut seconds) = (&*compact, 0_u64);
    while !rest.is_empty() {
        let digits = rest.find(|character: char| !character.is_ascii_digit())?;
        let count: u64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let unit_end =
            rest.find(|character: char| character.is_ascii_digit()).unwrap_or(rest.len());
        seconds = seconds.checked_add(count.checked_mul(worth(&rest[..unit_end])?)?)?;
        rest = &rest[unit_end..];
    }
    (!compact.is_empty()).then(|| Duration::from_secs(seconds))
}

fn worth(unit: &str) -> Option<u64> {
    match unit {
        "s" => Some(1),
        "m" | "min" => Some(60),
        "h" => Some(3_600),
        "d" => Some(86_400),
        "w" => Some(604_800),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_shown_as_rfc_3339_and_read_back() {
        let moment = Timestamp::from_millis(1_795_219_200_123);
        let text = serde_json::to_string(&moment).unwrap();
        assert_eq!(text, "\"2026-11-21T00:00:00.123Z\"");
        assert_eq!(serde_json::from_str::<Timestamp>(&text).unwrap(), moment);
    }
}
