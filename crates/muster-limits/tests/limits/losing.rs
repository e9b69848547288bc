//! Redis goes away, stands still, refuses, and comes back. No caller ever sees an error.

use crate::{
    private_redis::PrivateRedis,
    world::{admitted, ask, caller, coordinator, impatient, is_shared, plain, until},
};
use muster_limits::{Group, Key, Limits, Lost, Standing};
use std::{sync::Arc, time::Duration};
use tokio::task::JoinSet;

/// Asks until windows are counted in this process, and says why they are.
async fn until_it_is_noticed(limits: &Limits) -> Lost {
    let mut number = 0;
    loop {
        // Who has used a quota up is refused without a question to Redis.
        number += 1;
        limits.check(Key::named("probe", &number.to_string()), Group::Compute).await;
        if let Standing::FallenBack { reason, .. } = limits.standing() {
            return reason;
        }
    }
}

/// Requests of ever new callers, until it was noticed that Redis is gone and a few more were asked.
async fn load(limits: Arc<Limits>, kind: String) -> bool {
    let (mut all_are_admitted, mut more) = (true, 50);
    for number in 0.. {
        let caller = Key::named(&kind, &number.to_string());
        all_are_admitted &= limits.check(caller, Group::Compute).await.is_allowed;
        more -= i32::from(limits.standing().is_degraded());
        if more == 0 {
            break;
        }
    }
    all_are_admitted
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_is_killed_mid_load_is_noticed_by_no_caller() {
    let Some(mut redis) = PrivateRedis::start() else { return };
    let limits = coordinator(&redis).await;
    let mut under_load = JoinSet::new();
    for number in 0..8 {
        under_load.spawn(load(Arc::clone(&limits), format!("task {number}")));
    }
    redis.kill();
    let all_are_admitted = under_load.join_all().await.into_iter().all(|it| it);
    assert!(all_are_admitted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_is_killed_is_done_without_until_it_is_back() {
    let Some(mut redis) = PrivateRedis::start() else { return };
    let limits = [coordinator(&redis).await];
    let before = admitted(&limits, 40, caller(1), Group::Marketplace).await;
    redis.kill();
    assert_eq!(until_it_is_noticed(&limits[0]).await, Lost::Unreachable);
    let after = admitted(&limits, 40, caller(1), Group::Marketplace).await;
    assert_eq!((before, after), (40, 20), "one quota, before and after together");
    assert_eq!(admitted(&limits, 50, caller(2), Group::Compute).await, 10);

    redis.revive();
    until(&limits[0], is_shared).await;
    assert_eq!(admitted(&limits, 50, caller(2), Group::Compute).await, 0, "no fresh window here");
    let both = [limits[0].clone(), coordinator(&redis).await];
    assert_eq!(admitted(&both, 50, caller(3), Group::Compute).await, 10, "counted together again");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_stands_still_is_done_without_until_it_goes_on() {
    let Some(redis) = PrivateRedis::start() else { return };
    let limits = impatient(&redis, Duration::from_millis(200)).await;
    until(&limits, is_shared).await;
    redis.freeze();
    assert!(limits.check(caller(1), Group::Compute).await.is_allowed);
    let Standing::FallenBack { reason, .. } = limits.standing() else {
        panic!("{:?}", limits.standing());
    };
    assert_eq!(reason, Lost::TimedOut);
    redis.thaw();
    until(&limits, is_shared).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_is_not_there_at_the_start_is_found_when_it_comes() {
    let Some(mut redis) = PrivateRedis::start() else { return };
    redis.kill();
    let limits = coordinator(&redis).await;
    assert!(limits.standing().is_degraded());
    assert_eq!(admitted(&[Arc::clone(&limits)], 50, caller(1), Group::Compute).await, 10);
    redis.revive();
    until(&limits, is_shared).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_does_not_let_us_count_is_named_so() {
    let Some(redis) = PrivateRedis::start() else { return };
    let limits = coordinator(&redis).await;
    let mut connection = plain(&redis).await;
    ask::<()>(&mut connection, &["CONFIG", "SET", "maxmemory", "1"]).await;
    assert_eq!(until_it_is_noticed(&limits).await, Lost::Refused, "it has no memory left");
    ask::<()>(&mut connection, &["CONFIG", "SET", "maxmemory", "0"]).await;
    until(&limits, is_shared).await;

    ask::<()>(&mut connection, &["CONFIG", "SET", "requirepass", "hunter2"]).await;
    let stranger = coordinator(&redis).await;
    let standing = stranger.standing();
    assert!(matches!(standing, Standing::FallenBack { reason: Lost::Refused, .. }), "{standing:?}");
}
