//! Coordinators at one Redis.

use crate::private_redis::PrivateRedis;
use muster_limits::{Group, Key, Limits, Settings, Standing};
use muster_seams::Seams;
use redis::{AsyncConnectionConfig, Cmd, FromRedisValue, aio::MultiplexedConnection};
use std::{sync::Arc, time::Duration};
use tokio::task::JoinSet;

/// The limits of one more coordinator, which takes no busy machine for a Redis that is lost.
pub(crate) async fn coordinator(redis: &PrivateRedis) -> Arc<Limits> {
    impatient(redis, Duration::from_secs(30)).await
}

/// The limits of a coordinator that waits so long for an answer.
pub(crate) async fn impatient(redis: &PrivateRedis, longest_answer: Duration) -> Arc<Limits> {
    let redis = Some(redis.address().parse().unwrap());
    let settings = Settings { redis, longest_answer, ..Settings::default() };
    Arc::new(Limits::start(&settings, &Seams::real()).await)
}

pub(crate) fn caller(number: u8) -> Key {
    Key::token(&[number])
}

/// How many of so many requests at once, spread over these coordinators, are admitted.
pub(crate) async fn admitted(at: &[Arc<Limits>], count: usize, key: Key, group: Group) -> usize {
    let mut requests = JoinSet::new();
    for limits in at.iter().cycle().take(count) {
        let limits = Arc::clone(limits);
        requests.spawn(async move { limits.check(key, group).await.is_allowed });
    }
    requests.join_all().await.into_iter().filter(|is_allowed| *is_allowed).count()
}

/// Waits until windows are counted as wanted.
pub(crate) async fn until(limits: &Limits, wanted: impl Fn(&Standing) -> bool) -> Standing {
    let mut watch = limits.watch();
    *watch.wait_for(|standing| wanted(standing)).await.expect("it goes on")
}

pub(crate) fn is_shared(standing: &Standing) -> bool {
    matches!(standing, Standing::Shared { .. })
}

/// A plain connection, for what limits have no words for.
pub(crate) async fn plain(redis: &PrivateRedis) -> MultiplexedConnection {
    let client = redis::Client::open(redis.address()).unwrap();
    let patient =
        AsyncConnectionConfig::new().set_response_timeout(None).set_connection_timeout(None);
    client.get_multiplexed_async_connection_with_config(&patient).await.unwrap()
}

pub(crate) async fn ask<T: FromRedisValue>(
    connection: &mut MultiplexedConnection,
    words: &[&str],
) -> T {
    let mut command = Cmd::new();
    for word in words {
        command.arg(*word);
    }
    command.query_async(connection).await.unwrap()
}
