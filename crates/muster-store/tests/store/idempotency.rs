//! Answers under an idempotency key.

use crate::{
    both::on_both,
    builders::{NOW, foreign_scope, home, later, read, scope, scope_with_key, write},
};
use muster_core::{Actor, Scope, Timestamp};
use muster_store::{Store, StoreError, idempotency, idempotency::Answer};

on_both!(
    an_answer_belongs_to_its_caller_route_and_key,
    an_answer_is_kept_until_it_expires,
    without_a_key_nothing_is_kept,
    what_has_expired_is_forgotten_in_portions,
);

fn answer(body: &str) -> Answer {
    Answer { fingerprint: vec![1, 2, 3], status: 201, body: body.to_owned() }
}

async fn keep(
    store: &Store,
    scope: Scope,
    body: &'static str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let expires = now.after(std::time::Duration::from_mins(1));
    let work = move |tx: &mut dyn muster_store::Write| {
        idempotency::insert(tx, &scope, "POST /v1/jobs", &answer(body), now, expires)
    };
    write(store, work).await
}

async fn find(store: &Store, scope: Scope, route: &'static str, now: Timestamp) -> Option<Answer> {
    read(store, move |tx| idempotency::find(tx, &scope, route, now)).await
}

async fn an_answer_belongs_to_its_caller_route_and_key(store: Store) {
    home(&store).await;
    keep(&store, scope_with_key("k"), "job_1", NOW).await.unwrap();
    let here = "POST /v1/jobs";
    assert_eq!(find(&store, scope_with_key("k"), here, NOW).await, Some(answer("job_1")));
    assert_eq!(find(&store, scope_with_key("K"), here, NOW).await, None);
    assert_eq!(find(&store, scope_with_key("k"), "POST /v1/tokens", NOW).await, None);
    let other = Scope { actor: Actor::Coordinator, ..scope_with_key("k") };
    assert_eq!(find(&store, other, here, NOW).await, None);
    let key = scope_with_key("k").idempotency_key;
    let foreign = Scope { idempotency_key: key, ..foreign_scope() };
    assert_eq!(find(&store, foreign, here, NOW).await, None);
}

async fn an_answer_is_kept_until_it_expires(store: Store) {
    home(&store).await;
    keep(&store, scope_with_key("k"), "job_1", NOW).await.unwrap();
    let early = keep(&store, scope_with_key("k"), "job_2", later(59)).await;
    assert!(matches!(early, Err(StoreError::Conflict)), "never earlier than published");
    let find =
        async |seconds| find(&store, scope_with_key("k"), "POST /v1/jobs", later(seconds)).await;
    assert_eq!(find(59).await, Some(answer("job_1")));
    assert_eq!(find(60).await, None);
    keep(&store, scope_with_key("k"), "job_2", later(60)).await.unwrap();
    assert_eq!(find(61).await, Some(answer("job_2")));
}

async fn without_a_key_nothing_is_kept(store: Store) {
    home(&store).await;
    for _ in 0..2 {
        keep(&store, scope(), "job_1", NOW).await.unwrap();
    }
    assert_eq!(find(&store, scope(), "POST /v1/jobs", NOW).await, None);
}

async fn what_has_expired_is_forgotten_in_portions(store: Store) {
    home(&store).await;
    for (key, at) in [("a", 0), ("b", 1), ("c", 2), ("d", 90)] {
        keep(&store, scope_with_key(key), "body", later(at)).await.unwrap();
    }
    let purge = async |limit| {
        write(&store, move |tx| idempotency::purge(tx, later(100), limit)).await.unwrap()
    };
    assert_eq!(purge(2).await, 2);
    assert_eq!(purge(2).await, 1);
    assert_eq!(purge(2).await, 0);
    assert!(find(&store, scope_with_key("d"), "POST /v1/jobs", later(100)).await.is_some());
}
