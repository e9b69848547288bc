//! Times of the day at which a machine may work.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

const MINUTES: u16 = 24 * 60;

/// From one minute of the day up to another one, over midnight if that one is earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hours {
    from: u16,
    until: u16,
}

/// A text that is no span of hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be two times of the day that differ, like `22:00-07:00`")]
pub struct BadHours;

impl Hours {
    /// Whether a minute of the day is one of them.
    pub fn contains(self, minute: u16) -> bool {
        if self.from < self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        }
    }
}

impl FromStr for Hours {
    type Err = BadHours;
    fn from_str(text: &str) -> Result<Self, BadHours> {
        let (from, until) = text.split_once('-').ok_or(BadHours)?;
        let (from, until) = (minute(from).ok_or(BadHours)?, minute(until).ok_or(BadHours)?);
        // No minute and every minute would look the same.
        if from == until { Err(BadHours) } else { Ok(Self { from, until }) }
    }
}

/// The minute of a day that `07:00` names; `24:00` is the end of it.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let is_number = |part: &str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(hour) || minute.len() != 2 || !is_number(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let all = hour * 60 + minute;
    (minute < 60 && all <= MINUTES).then_some(all % MINUTES)
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |minute: u16| (minute / 60, minute % 60);
        let ((from, and), (until, too)) = (time(self.from), time(self.until));
        write!(f, "{from:02}:{and:02}-{until:02}:{too:02}")
    }
}

impl TryFrom<String> for Hours {
    type Error = BadHours;
    fn try_from(text: String) -> Result<Self, BadHours> {
        text.parse()
    }
}

impl From<Hours> for String {
    fn from(hours: Hours) -> Self {
        hours.to_string()
    }
}
