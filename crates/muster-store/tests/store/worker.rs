//! Workers.

use crate::{
    both::on_both,
    builders::{
        foreign_scope, home, label, later, organisation_id, read, scope, token_id, token_row,
        worker_id, worker_row, write,
    },
};
use muster_core::{
    job::Hold,
    labels::WorkerLabels,
    owner::Owner,
    requirement::Labels,
    token::TokenKind,
    worker::{Destination, Link, Pause},
};
use muster_store::{Store, StoreError, token, worker, worker::WorkerRow};

on_both!(
    everything_about_a_worker_comes_back,
    a_node_is_one_worker_however_often_it_says_hello,
    the_latest_news_stand,
    facts_are_brought_up_to_date,
    what_people_say_of_a_worker_stands_until_they_say_otherwise,
    a_removed_worker_leaves_its_name,
    a_removed_node_may_come_back_as_a_new_worker,
);

async fn find(store: &Store, seed: u8) -> Option<WorkerRow> {
    read(store, move |tx| worker::find(tx, &organisation_id(1), &worker_id(seed))).await
}

async fn keep(store: &Store, row: WorkerRow) -> Result<(), StoreError> {
    write(store, move |tx| worker::insert(tx, &scope(), &row)).await
}

fn node(seed: u8) -> WorkerRow {
    WorkerRow {
        link: Link::Polling,
        public_key: None,
        node_id: Some("node-7".into()),
        version: None,
        ..worker_row(seed)
    }
}

async fn everything_about_a_worker_comes_back(store: Store) {
    home(&store).await;
    write(&store, |tx| token::insert(tx, &scope(), &token_row(5, TokenKind::Join))).await.unwrap();
    let full = WorkerRow {
        destination: Destination::Cloud,
        is_this_machine: true,
        said_asleep: true,
        joined_with: Some(token_id(5)),
        pause: None,
        owner: Owner::default(),
        url: Some("https://192.168.1.9:7700".into()),
        ..worker_row(2)
    };
    keep(&store, full.clone()).await.unwrap();
    assert_eq!(find(&store, 2).await, Some(full.clone()));
    let again = keep(&store, full.clone()).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "an id is taken once");

    let id = worker_id(2);
    let some = Some(full.clone());
    assert_eq!(read(&store, move |tx| worker::identify(tx, &id)).await, some);
    assert_eq!(read(&store, |tx| worker::this_machine(tx, &organisation_id(1))).await, some);
    let joined = |seed| {
        read(&store, move |tx| worker::joined_with(tx, &organisation_id(seed), &token_id(5)))
    };
    assert_eq!(joined(1).await, some);
    assert_eq!(joined(2).await, None, "nothing of it is seen from elsewhere");
    let list = |seed| read(&store, move |tx| worker::list(tx, &organisation_id(seed)));
    assert_eq!(list(1).await, [worker_row(1), full]);
    assert_eq!(list(2).await, []);
}

async fn a_node_is_one_worker_however_often_it_says_hello(store: Store) {
    home(&store).await;
    let hello = async |row: WorkerRow| {
        write(&store, move |tx| worker::upsert_node(tx, &scope(), &row)).await.unwrap()
    };
    assert_eq!(hello(node(2)).await, node(2));
    let labels = WorkerLabels::default();
    let silent = WorkerRow { labels, slots: 9, last_seen_at: later(99), ..node(3) };
    let kept = hello(silent).await;
    assert_eq!(kept.id, worker_id(2), "it keeps the id that it got first");
    assert_eq!((kept.slots, kept.last_seen_at), (9, later(99)));
    assert_eq!(kept.labels, node(2).labels, "no labels are no news");

    let labels = WorkerLabels::new(label("gpu", "A100"), Labels::new());
    let labels = hello(WorkerRow { labels, ..node(4) }).await.labels;
    assert_eq!(
        labels,
        node(2).labels.with_found(label("gpu", "A100")),
        "it is given nothing by itself"
    );
    let find =
        |seed| read(&store, move |tx| worker::find_node(tx, &organisation_id(seed), "node-7"));
    assert_eq!(find(1).await.unwrap().labels, labels);
    assert_eq!(find(2).await, None);
}

async fn what_people_say_of_a_worker_stands_until_they_say_otherwise(store: Store) {
    home(&store).await;
    keep(&store, worker_row(2)).await.unwrap();
    let hold = Hold { by: "anna".into(), at: later(1), reason: "a new \"disk\"".into() };
    let pause = Pause { hold, until: Some(later(9)), take_back_at: None };
    let labels = worker_row(2).labels.with_given(label("room", "cellar"));
    let paused = WorkerRow { name: "tower".into(), pause: Some(pause), labels, ..worker_row(2) };
    let bare = worker_row(2).labels.with_given(Labels::new());
    for said in [paused, WorkerRow { labels: bare, ..worker_row(2) }, worker_row(2)] {
        let row = said.clone();
        write(&store, move |tx| worker::steer(tx, &scope(), &row)).await.unwrap();
        assert_eq!(find(&store, 2).await, Some(said));
    }
    let steered = write(&store, |tx| worker::steer(tx, &foreign_scope(), &worker_row(2))).await;
    assert!(matches!(steered, Err(StoreError::Conflict)), "it is not theirs");
}

async fn the_latest_news_stand(store: Store) {
    home(&store).await;
    keep(&store, worker_row(2)).await.unwrap();
    let news = vec![
        (worker_id(1), later(50), false),
        (worker_id(2), later(60), true),
        (worker_id(1), later(40), true),
        (worker_id(9), later(70), true),
    ];
    write(&store, move |tx| worker::seen(tx, &news)).await.unwrap();
    let seen = async |seed| {
        let found = find(&store, seed).await.unwrap();
        (found.last_seen_at, found.said_asleep)
    };
    assert_eq!(seen(1).await, (later(50), false));
    assert_eq!(seen(2).await, (later(60), true));
}

async fn facts_are_brought_up_to_date(store: Store) {
    home(&store).await;
    let update = async |scope: muster_core::Scope, row: WorkerRow| {
        write(&store, move |tx| worker::update_facts(tx, &scope, &row)).await
    };
    let labels = worker_row(1).labels.with_found(Labels::new());
    let newer = WorkerRow { slots: 16, version: None, labels, ..worker_row(1) };
    let foreign = update(foreign_scope(), newer.clone()).await;
    assert!(matches!(foreign, Err(StoreError::Conflict)), "it belongs to somebody else");
    // What was given since the row was read is not undone.
    let given = newer.labels.with_given(Labels::new());
    let stale = WorkerRow { labels: given, ..newer.clone() };
    update(scope(), stale).await.unwrap();
    assert_eq!(find(&store, 1).await, Some(newer));
}

async fn a_removed_worker_leaves_its_name(store: Store) {
    home(&store).await;
    let remove = async |scope: muster_core::Scope| {
        write(&store, move |tx| worker::remove(tx, &scope, &worker_id(1), later(1))).await
    };
    assert!(matches!(remove(foreign_scope()).await, Err(StoreError::Conflict)));
    remove(scope()).await.unwrap();
    assert!(matches!(remove(scope()).await, Err(StoreError::Conflict)), "it has gone");

    assert_eq!(find(&store, 1).await, None);
    assert_eq!(read(&store, |tx| worker::identify(tx, &worker_id(1))).await, None);
    assert_eq!(read(&store, |tx| worker::list(tx, &organisation_id(1))).await, []);
    let ids = [worker_id(1), worker_id(9)];
    let names = read(&store, move |tx| worker::names(tx, &organisation_id(1), &ids)).await;
    assert_eq!(names, [(worker_id(1), "machine-1".to_owned())]);
}

async fn a_removed_node_may_come_back_as_a_new_worker(store: Store) {
    home(&store).await;
    let hello = async |seed| {
        write(&store, move |tx| worker::upsert_node(tx, &scope(), &node(seed))).await.unwrap().id
    };
    assert_eq!(hello(2).await, worker_id(2));
    write(&store, |tx| worker::remove(tx, &scope(), &worker_id(2), later(1))).await.unwrap();
    assert_eq!(hello(3).await, worker_id(3));
}
