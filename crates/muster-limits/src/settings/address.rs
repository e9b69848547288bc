//! Where a Redis is, with the password that may be in it.

use muster_core::Secret;
use redis::Client;
use std::{fmt, str::FromStr};

/// The address of a Redis; never shown, because a password may be in it.
#[derive(Clone)]
pub struct RedisAddress {
    text: Secret,
    client: Client,
}

/// A text that is not the address of a Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a Redis")]
pub struct NotRedis;

impl RedisAddress {
    pub(crate) fn client(&self) -> Client {
        self.client.clone()
    }
}

impl FromStr for RedisAddress {
    type Err = NotRedis;
    fn from_str(text: &str) -> Result<Self, NotRedis> {
        // What the library reads behind `#` turns the check of certificates off.
        if text.contains('#') {
            return Err(NotRedis);
        }
        let client = Client::open(text).map_err(|_| NotRedis)?;
        Ok(Self { text: Secret::new(text), client })
    }
}

impl PartialEq for RedisAddress {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for RedisAddress {}

impl fmt::Debug for RedisAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedisAddress(***)")
    }
}
