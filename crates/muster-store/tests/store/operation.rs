//! Operations.

use crate::{
    both::on_both,
    builders::{NOW, home, later, organisation_id, read, scope, write},
    resource::{keep, name, row as resource_row},
};
use muster_core::{
    OperationId,
    cloud::{Ask, OperationKind, OperationState, Reason, Step},
};
use muster_store::{Store, StoreError, operation, operation::OperationRow};

on_both!(
    an_operation_comes_back_and_of_two_who_saw_the_same_one_changes_it,
    a_resource_has_one_open_operation,
    what_is_due_is_found_in_the_order_of_its_time,
    operations_are_listed_latest_first,
    what_ended_long_ago_is_forgotten_and_what_is_open_never,
);

fn id(seed: u8) -> OperationId {
    OperationId::from_random([seed; 16])
}

fn row(seed: u8, resource: &str) -> OperationRow {
    OperationRow {
        organisation: organisation_id(1),
        id: id(seed),
        kind: OperationKind::Create,
        resource: name(resource),
        is_forced: false,
        state: OperationState::Open,
        reason: Some(Reason::Accepted),
        said: None,
        failure: None,
        steps: Vec::new(),
        deadline: later(900),
        next_at: NOW,
        version: 1,
        created_at: later(u64::from(seed)),
        created_by: "operator".to_owned(),
        request_id: "req-1".to_owned(),
        ended_at: None,
    }
}

async fn with_resources(store: &Store) {
    home(store).await;
    for id in ["a", "b", "c", "d"] {
        keep(store, resource_row(id)).await.unwrap();
    }
}

async fn insert(store: &Store, row: OperationRow) -> Result<(), StoreError> {
    write(store, move |tx| operation::insert(tx, &scope(), &row)).await
}

async fn save(store: &Store, row: OperationRow) -> Result<(), StoreError> {
    write(store, move |tx| operation::save(tx, &row)).await
}

fn ended(row: OperationRow) -> OperationRow {
    OperationRow { state: OperationState::Done, ended_at: Some(later(30)), ..row }
}

async fn an_operation_comes_back_and_of_two_who_saw_the_same_one_changes_it(store: Store) {
    with_resources(&store).await;
    insert(&store, row(1, "a")).await.unwrap();
    let mut changed = row(1, "a");
    Step::begin(&mut changed.steps, Ask::Create, later(1));
    (changed.reason, changed.failure) = (Some(Reason::Quota), Some(Reason::Quota));
    (changed.said, changed.is_forced) = (Some("full".to_owned()), true);
    (changed.next_at, changed.deadline) = (later(60), later(1_000));
    save(&store, changed.clone()).await.unwrap();
    assert!(matches!(save(&store, row(1, "a")).await, Err(StoreError::Conflict)));
    let find = async |seed| {
        read(&store, move |tx| operation::find(tx, &organisation_id(seed), &id(1))).await
    };
    assert_eq!(find(1).await, Some(OperationRow { version: 2, ..changed }));
    assert_eq!(find(2).await, None, "it belongs to somebody else");
}

async fn a_resource_has_one_open_operation(store: Store) {
    with_resources(&store).await;
    insert(&store, row(1, "a")).await.unwrap();
    assert!(matches!(insert(&store, row(2, "a")).await, Err(StoreError::Conflict)));
    let open = async || {
        let open = read(&store, |tx| operation::open(tx, &organisation_id(1), &name("a")));
        open.await.map(|row| row.id)
    };
    assert_eq!(open().await, Some(id(1)));
    save(&store, ended(row(1, "a"))).await.unwrap();
    assert_eq!(open().await, None);
    insert(&store, row(2, "a")).await.unwrap();
    assert_eq!(open().await, Some(id(2)));
}

async fn what_is_due_is_found_in_the_order_of_its_time(store: Store) {
    with_resources(&store).await;
    for (seed, resource, next_at) in
        [(1, "a", later(20)), (2, "b", later(10)), (3, "c", later(40)), (4, "d", later(9_000))]
    {
        insert(&store, OperationRow { next_at, ..row(seed, resource) }).await.unwrap();
    }
    let due = async |now, latest| {
        let due = read(&store, move |tx| {
            operation::due_in_any_organisation(tx, later(now), later(latest), 10)
        });
        due.await.into_iter().map(|row| row.unwrap().id).collect::<Vec<_>>()
    };
    assert_eq!(due(20, 10_000).await, [id(2), id(1)]);
    assert_eq!(due(20, 8_000).await, [id(2), id(1), id(4)], "a clock was ahead");
    let next = async |now| {
        read(&store, move |tx| operation::next_in_any_organisation(tx, later(now))).await
    };
    assert_eq!((next(0).await, next(10).await), (Some(later(10)), Some(later(20))));
    for (seed, resource) in [(1, "a"), (2, "b"), (3, "c"), (4, "d")] {
        save(&store, ended(row(seed, resource))).await.unwrap();
    }
    assert_eq!((next(0).await, due(20_000, 30_000).await), (None, vec![]));
}

async fn operations_are_listed_latest_first(store: Store) {
    with_resources(&store).await;
    for (seed, resource) in [(1, "a"), (2, "b"), (3, "c")] {
        insert(&store, row(seed, resource)).await.unwrap();
    }
    let page = async |seed, before: Option<OperationRow>| {
        let page =
            read(&store, move |tx| operation::page(tx, &organisation_id(seed), before.as_ref(), 2));
        page.await.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(page(1, None).await, [id(3), id(2)]);
    assert_eq!(page(1, Some(row(2, "b"))).await, [id(1)]);
    assert_eq!(page(2, None).await, []);
}

async fn what_ended_long_ago_is_forgotten_and_what_is_open_never(store: Store) {
    with_resources(&store).await;
    for (seed, resource) in [(1, "a"), (2, "b"), (3, "c"), (4, "d")] {
        insert(&store, row(seed, resource)).await.unwrap();
    }
    for (seed, resource, at) in [(1, "a", 30), (2, "b", 40), (3, "c", 90)] {
        let over = OperationRow { ended_at: Some(later(at)), ..ended(row(seed, resource)) };
        save(&store, over).await.unwrap();
    }
    let forget = async |limit| {
        let forgotten =
            write(&store, move |tx| operation::forget_of_every_organisation(tx, later(60), limit));
        forgotten.await.unwrap()
    };
    assert_eq!([forget(1).await, forget(9).await, forget(9).await], [1, 1, 0]);
    let left = read(&store, |tx| operation::page(tx, &organisation_id(1), None, 9)).await;
    let left: Vec<_> = left.into_iter().map(|row| row.id).collect();
    assert_eq!(left, [id(4), id(3)]);
}
