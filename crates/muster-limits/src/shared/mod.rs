//! The windows of several coordinators in one Redis.
//!
//! One question is one round trip: a script counts and decides, by the server's own time. While Redis is out of reach
//! there is no connection here and nobody waits for one; a task of its own looks whether it is back.

mod keeper;

use crate::{
    admission::Admission,
    group::{Group, Quota, Quotas, STEPS},
    key::Key,
    settings::{RedisAddress, Settings},
    standing::{Lost, Standing},
};
use muster_seams::Clock;
use redis::{
    AsyncConnectionConfig, Client, RedisError, RedisResult, Script, aio::MultiplexedConnection,
};
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::{Notify, watch};

/// Before all our keys, with the version of what is in them.
const PREFIX: &str = "muster:limits:1";

/// The way to Redis, and how it is.
pub(crate) struct Shared {
    client: Client,
    script: Script,
    quotas: Quotas,
    longest_answer: Duration,
    clock: Arc<dyn Clock>,
    connection: Mutex<Option<Connection>>,
    standing: watch::Sender<Standing>,
    /// Rings when the connection is found lost.
    lost: Notify,
}

/// A connection, and how many there were before it.
#[derive(Clone)]
struct Connection {
    number: u64,
    redis: MultiplexedConnection,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("standing", &*self.standing.borrow()).finish_non_exhaustive()
    }
}

impl Shared {
    /// A way that was not tried yet.
    pub(crate) fn new(address: &RedisAddress, settings: &Settings, clock: Arc<dyn Clock>) -> Self {
        let since = clock.now();
        let standing = Standing::FallenBack { since, reason: Lost::Unreachable };
        Self {
            client: address.client(),
            script: Script::new(include_str!("window.lua")),
            quotas: settings.quotas.clone(),
            longest_answer: settings.longest_answer,
            clock,
            connection: Mutex::default(),
            standing: watch::Sender::new(standing),
            lost: Notify::new(),
        }
    }

    pub(crate) fn standing(&self) -> watch::Receiver<Standing> {
        self.standing.subscribe()
    }

    /// Counts a request, if the quota allows one more; nothing while Redis is out of reach.
    pub(crate) async fn admit(&self, group: Group, key: Key) -> Option<Admission> {
        let connection = self.connection().clone()?;
        let quota = self.quotas.of(group);
        match self.ask(connection.redis, &name(group, key), quota).await {
            Ok((is_allowed, used, reset_ms)) => {
                let reset_after = Duration::from_millis(reset_ms);
                Some(Admission::new(group, quota, is_allowed, used, reset_after))
            }
            Err(error) => {
                self.lose(connection.number, &error);
                None
            }
        }
    }

    /// Adds to a number that is shared, and answers what it is then; nothing while Redis is out of reach.
    pub(crate) async fn add_up(&self, name: &str, count: u64, keep: Duration) -> Option<u64> {
        let connection = self.connection().clone()?;
        let (name, mut redis) = (format!("{PREFIX}:sum:{name}"), connection.redis);
        let mut both = redis::pipe();
        both.atomic().cmd("INCRBY").arg(&name).arg(count);
        both.cmd("EXPIRE").arg(&name).arg(keep.as_secs()).ignore();
        let answer: RedisResult<(u64,)> = both.query_async(&mut redis).await;
        match answer {
            Ok((sum,)) => Some(sum),
            Err(error) => {
                self.lose(connection.number, &error);
                None
            }
        }
    }

    /// Lets go of a connection, unless another one has taken its place while somebody waited for an answer.
    fn lose(&self, number: u64, error: &RedisError) {
        let is_present = |present: &mut Connection| present.number == number;
        if self.connection().take_if(is_present).is_some() {
            self.fall_back(error);
            self.lost.notify_one();
        }
    }

    async fn ask(
        &self,
        mut connection: MultiplexedConnection,
        name: &str,
        quota: Quota,
    ) -> RedisResult<(bool, u32, u64)> {
        let mut question = self.script.key(name);
        question.arg(quota.requests.get()).arg(quota.step_ms()).arg(STEPS);
        question.invoke_async(&mut connection).await
    }

    /// Connects, and counts once to see that this is allowed.
    async fn connect(&self, number: u64) -> RedisResult<()> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.longest_answer * 4))
            .set_response_timeout(Some(self.longest_answer));
        let redis = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        let name = format!("{PREFIX}:probe");
        self.ask(redis.clone(), &name, Quota::a_minute(1)).await?;
        // Who loses it again at once must find the word that it is there.
        let mut present = self.connection();
        self.standing.send_replace(Standing::Shared { since: self.clock.now() });
        *present = Some(Connection { number, redis });
        tracing::info!("windows of rate limits are shared through Redis");
        Ok(())
    }

    fn fall_back(&self, error: &RedisError) {
        let reason = reason(error);
        let since = self.clock.now();
        let is_news = self.standing.send_if_modified(|standing| match standing {
            Standing::FallenBack { reason: before, .. } => {
                std::mem::replace(before, reason) != reason
            }
            Standing::Shared { .. } | Standing::Memory => {
                *standing = Standing::FallenBack { since, reason };
                true
            }
        });
        if is_news {
            tracing::warn!(%error, reason = reason.as_str(), "windows of rate limits are counted in this process alone");
        }
    }

    fn connection(&self) -> MutexGuard<'_, Option<Connection>> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name(group: Group, key: Key) -> String {
    format!("{PREFIX}:{}:{key}", group.as_str())
}

fn reason(error: &RedisError) -> Lost {
    if error.is_timeout() {
        Lost::TimedOut
    } else if error.is_io_error() {
        Lost::Unreachable
    } else {
        Lost::Refused
    }
}

#[cfg(test)]
mod tests;
