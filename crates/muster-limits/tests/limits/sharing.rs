//! What several coordinators admit together.

use crate::{
    private_redis::PrivateRedis,
    world::{admitted, ask, caller, coordinator, is_shared, plain},
};
use muster_limits::{Group, Key};

#[tokio::test(flavor = "multi_thread")]
async fn two_coordinators_together_admit_exactly_one_quota() {
    let Some(redis) = PrivateRedis::start() else { return };
    let both = [coordinator(&redis).await, coordinator(&redis).await];
    assert!(both.iter().all(|limits| is_shared(&limits.standing())));
    for (group, quota) in [(Group::AuditVerify, 30), (Group::Compute, 10), (Group::Marketplace, 60)]
    {
        assert_eq!(admitted(&both, 300, caller(1), group).await, quota, "{}", group.as_str());
    }
    assert_eq!(admitted(&both, 300, caller(2), Group::Compute).await, 10, "callers are apart");
}

#[tokio::test]
async fn an_answer_counts_what_the_other_coordinator_admitted() {
    let Some(redis) = PrivateRedis::start() else { return };
    let (one, other) = (coordinator(&redis).await, coordinator(&redis).await);
    assert_eq!(one.check(caller(1), Group::Compute).await.remaining, 9);
    assert_eq!(other.check(caller(1), Group::Compute).await.remaining, 8);
    admitted(&[one], 8, caller(1), Group::Compute).await;
    let refused = other.check(caller(1), Group::Compute).await;
    assert!(!refused.is_allowed);
    assert!(refused.retry_after().is_some_and(|span| !span.is_zero() && span.as_secs() <= 61));
}

#[tokio::test]
async fn what_was_refused_by_all_does_not_count_against_the_quota_of_one() {
    let Some(redis) = PrivateRedis::start() else { return };
    let (one, other) = (coordinator(&redis).await, coordinator(&redis).await);
    admitted(&[one], 10, caller(1), Group::Compute).await;
    assert_eq!(admitted(std::slice::from_ref(&other), 50, caller(1), Group::Compute).await, 0);
    let mut connection = plain(&redis).await;
    ask::<()>(&mut connection, &["FLUSHALL"]).await;
    assert_eq!(admitted(&[other], 50, caller(1), Group::Compute).await, 10);
}

#[tokio::test]
async fn a_script_that_redis_forgot_is_brought_again() {
    let Some(redis) = PrivateRedis::start() else { return };
    let limits = coordinator(&redis).await;
    let mut connection = plain(&redis).await;
    for _ in 0..3 {
        ask::<()>(&mut connection, &["SCRIPT", "FLUSH"]).await;
        limits.check(caller(1), Group::Compute).await;
        assert!(is_shared(&limits.standing()));
    }
    assert_eq!(
        limits.check(caller(1), Group::Compute).await.remaining,
        6,
        "none was counted twice"
    );
}

#[tokio::test]
async fn everything_in_redis_has_our_name_and_an_end() {
    let Some(redis) = PrivateRedis::start() else { return };
    let limits = coordinator(&redis).await;
    for group in Group::ALL {
        limits.check(Key::address("2001:db8::1".parse().unwrap()), group).await;
    }
    let mut connection = plain(&redis).await;
    let keys: Vec<String> = ask(&mut connection, &["KEYS", "*"]).await;
    assert_eq!(keys.len(), Group::ALL.len() + 1, "each group and the probe: {keys:?}");
    for key in keys {
        assert!(key.starts_with("muster:limits:1:"), "{key}");
        let end: i64 = ask(&mut connection, &["PTTL", &key]).await;
        assert!((1..=61 * 60_000).contains(&end), "{key} ends in {end} ms");
    }
}

#[tokio::test]
async fn numbers_of_one_name_add_up_over_all_coordinators_and_are_nobodys_without_redis() {
    let Some(mut redis) = PrivateRedis::start() else { return };
    let (one, other) = (coordinator(&redis).await, coordinator(&redis).await);
    let keep = std::time::Duration::from_mins(1);
    assert_eq!(one.add_up("calls", 3, keep).await, Some(3));
    assert_eq!(other.add_up("calls", 4, keep).await, Some(7));
    assert_eq!(other.add_up("others", 1, keep).await, Some(1));
    assert_eq!(one.add_up("calls", 0, keep).await, Some(7), "who adds nothing reads it");
    redis.kill();
    assert_eq!(one.add_up("calls", 1, keep).await, None);
}
