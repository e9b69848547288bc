//! Artefacts.

use crate::{
    both::on_both,
    builders::{attempt_row, home, later, organisation_id, read, scope, submitted, write},
};
use muster_core::JobId;
use muster_store::{
    Store, StoreError,
    artefact::{self, ArtefactRow},
    attempt,
};

on_both!(
    an_artefact_is_found_by_its_name_and_by_its_job,
    two_of_one_attempt_differ_in_more_than_capital_letters,
    a_hash_is_somebodys_only_within_its_organisation,
    an_artefact_is_of_an_attempt_that_is_there,
    addresses_keep_their_order,
);

fn job() -> JobId {
    JobId::from_number(1)
}

pub(crate) fn row(attempt: u32, name: &str, content: u8) -> ArtefactRow {
    ArtefactRow {
        organisation: organisation_id(1),
        job: job(),
        attempt,
        name: name.to_owned(),
        size: u64::from(content),
        sha256: vec![content; 32],
        created_at: later(1),
    }
}

async fn keep(store: &Store, row: ArtefactRow) -> Result<bool, StoreError> {
    write(store, move |tx| artefact::insert(tx, &row)).await
}

/// A job with one attempt.
async fn begun(store: &Store) {
    home(store).await;
    submitted(store, scope(), &["x"]).await;
    write(store, |tx| attempt::open(tx, &attempt_row(1))).await.unwrap();
}

async fn an_artefact_is_found_by_its_name_and_by_its_job(store: Store) {
    begun(&store).await;
    for (name, content) in [("dist/b", 2), ("A", 1), ("c", 3)] {
        assert!(keep(&store, row(1, name, content)).await.unwrap());
    }
    let page = |after: Option<(u32, &'static str)>| {
        read(&store, move |tx| artefact::of_job(tx, &organisation_id(1), job(), after, 2))
    };
    assert_eq!(page(None).await, [row(1, "A", 1), row(1, "c", 3)]);
    assert_eq!(page(Some((1, "c"))).await, [row(1, "dist/b", 2)]);
    let found = |attempt: Option<u32>, name: &'static str| {
        read(&store, move |tx| artefact::find(tx, &organisation_id(1), job(), attempt, name))
    };
    assert_eq!(found(None, "dist/b").await, Some(row(1, "dist/b", 2)));
    assert_eq!(found(Some(1), "A").await, Some(row(1, "A", 1)));
    assert_eq!(found(Some(1), "a").await, None, "it is named as it was");
    assert_eq!(found(Some(2), "A").await, None);
    let usage = read(&store, |tx| artefact::usage(tx, &organisation_id(1), job(), 1)).await;
    assert_eq!(usage, (3, 6));
    let none = read(&store, |tx| artefact::usage(tx, &organisation_id(1), job(), 2)).await;
    assert_eq!(none, (0, 0));
    let all = read(&store, |tx| artefact::walk_of_all_organisations(tx, None, 10)).await;
    assert_eq!(all.len(), 3);
    let rest =
        read(&store, move |tx| artefact::walk_of_all_organisations(tx, Some(&row(1, "c", 3)), 10));
    assert_eq!(rest.await, [row(1, "dist/b", 2)]);
}

async fn two_of_one_attempt_differ_in_more_than_capital_letters(store: Store) {
    begun(&store).await;
    assert!(keep(&store, row(1, "Straße", 1)).await.unwrap());
    assert!(keep(&store, row(1, "Straße", 1)).await.unwrap(), "the same once more");
    assert!(!keep(&store, row(1, "STRASSE", 1)).await.unwrap());
    assert!(!keep(&store, row(1, "Straße", 2)).await.unwrap());
    let all = read(&store, |tx| artefact::of_job(tx, &organisation_id(1), job(), None, 10)).await;
    assert_eq!(all, [row(1, "Straße", 1)]);
}

async fn a_hash_is_somebodys_only_within_its_organisation(store: Store) {
    begun(&store).await;
    keep(&store, row(1, "a", 1)).await.unwrap();
    keep(&store, row(1, "b", 1)).await.unwrap();
    let asked = [vec![1; 32], vec![2; 32]];
    let named = |organisation: u8| {
        let asked = asked.clone();
        read(&store, move |tx| artefact::named(tx, &organisation_id(organisation), &asked))
    };
    assert_eq!(named(1).await, [vec![1; 32]]);
    assert_eq!(named(2).await, Vec::<Vec<u8>>::new());
}

async fn an_artefact_is_of_an_attempt_that_is_there(store: Store) {
    begun(&store).await;
    assert!(keep(&store, row(2, "a", 1)).await.is_err());
}

async fn addresses_keep_their_order(store: Store) {
    begun(&store).await;
    for (place, url) in [(1, "https://z"), (2, "https://a")] {
        write(&store, move |tx| artefact::add_url(tx, &organisation_id(1), job(), place, url))
            .await
            .unwrap();
    }
    let urls = read(&store, |tx| artefact::urls(tx, &organisation_id(1), job())).await;
    assert_eq!(urls, ["https://z", "https://a"]);
}
