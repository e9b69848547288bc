//! Settings: what the documented variables mean.
//!
//! They come as a map, because only the host reads the environment. Everything that is wrong is reported at once and by
//! name, and no value is ever repeated.
//!
//! | variable | default | means |
//! |---|---|---|
//! | `MUSTER_REDIS_URL` | | where several coordinators share their windows; also called `REDIS_URL` |
//! | `REDIS_RATE_LIMIT_ENABLED` | `true` | `false` counts in this process even where a Redis is set |
//! | `RATE_LIMIT_MAX_REQUESTS`, `RATE_LIMIT_WINDOW_MS` | `1200`, `60000` | the quota of what has no group of its own |

mod address;

pub use address::{NotRedis, RedisAddress};

use crate::group::{Group, Quota, Quotas, millis};
use std::{collections::BTreeMap, fmt, num::NonZeroU32, str::FromStr, time::Duration};

const NAMES: [&str; 2] = ["MUSTER_REDIS_URL", "REDIS_URL"];
const LONGEST_WINDOW_MS: u64 = 24 * 60 * 60 * 1_000;

/// Within one machine room Redis answers in less than a millisecond; a request must not wait for it long.
const LONGEST_ANSWER: Duration = Duration::from_millis(250);

/// Everything that is set about limits.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How many requests are allowed.
    pub quotas: Quotas,
    /// Where windows are shared; nowhere if they are counted in this process.
    pub redis: Option<RedisAddress>,
    /// How long a request waits for Redis at most. A connection may take four times as long.
    pub longest_answer: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { quotas: Quotas::default(), redis: None, longest_answer: LONGEST_ANSWER }
    }
}

/// What is wrong with one variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its name.
    pub variable: String,
    /// What is wrong, without its value.
    pub says: String,
}

/// Everything that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.0.iter().map(|Problem { variable, says }| format!("{variable} {says}"));
        f.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}

impl Settings {
    /// Reads the map, or says everything that is wrong with it.
    pub fn read(map: &BTreeMap<String, String>) -> Result<Self, Problems> {
        let mut variables = Variables { map, problems: Vec::new() };
        let address = address(&mut variables);
        let is_shared = variables.parsed("REDIS_RATE_LIMIT_ENABLED", "must be `true` or `false`");
        let usual = Quotas::default();
        let quota = quota(&mut variables, usual.of(Group::Default));
        let redis = address.filter(|_| is_shared.unwrap_or(true));
        let quotas = usual.with(Group::Default, quota);
        variables.finish(Self { quotas, redis, ..Self::default() })
    }
}

fn address(variables: &mut Variables<'_>) -> Option<RedisAddress> {
    let [ours, alias] = NAMES.map(|name| variables.text(name));
    if ours.is_some() && alias.is_some() && ours != alias {
        variables.complain(NAMES[0], "and REDIS_URL are both set, and differ");
        return None;
    }
    let name = if ours.is_some() { NAMES[0] } else { NAMES[1] };
    variables
        .parsed(name, "must be the address of a Redis: `redis://…`, `rediss://…` or `unix://…`")
}

fn quota(variables: &mut Variables<'_>, usual: Quota) -> Quota {
    let requests = variables.parsed("RATE_LIMIT_MAX_REQUESTS", "must be a number, and not 0");
    let says = "must be from 1 to 86400000 milliseconds";
    let window = variables.parsed::<NonZeroU32>("RATE_LIMIT_WINDOW_MS", says);
    let window_ms = window.map_or(millis(usual.window), |it| u64::from(it.get()));
    if window_ms > LONGEST_WINDOW_MS {
        variables.complain("RATE_LIMIT_WINDOW_MS", says);
    }
    let window = Duration::from_millis(window_ms);
    Quota { requests: requests.unwrap_or(usual.requests), window }
}

/// The map, and what was found wrong so far.
struct Variables<'a> {
    map: &'a BTreeMap<String, String>,
    problems: Vec<Problem>,
}

impl<'a> Variables<'a> {
    /// A variable that is set to something.
    fn text(&self, name: &str) -> Option<&'a str> {
        self.map.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// A variable that means something of this kind. Case makes no difference to words.
    fn parsed<T: FromStr>(&mut self, name: &str, must: &str) -> Option<T> {
        let value = self.text(name)?;
        let parsed = value.parse().or_else(|_| value.to_ascii_lowercase().parse()).ok();
        if parsed.is_none() {
            self.complain(name, must);
        }
        parsed
    }

    fn complain(&mut self, variable: &str, says: &str) {
        self.problems.push(Problem { variable: variable.to_owned(), says: says.to_owned() });
    }

    fn finish<T>(self, result: T) -> Result<T, Problems> {
        if self.problems.is_empty() { Ok(result) } else { Err(Problems(self.problems)) }
    }
}

#[cfg(test)]
mod tests;
