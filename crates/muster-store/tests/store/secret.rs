//! Secrets by name, of which the store sees nothing but sealed texts.

use crate::{
    both::on_both,
    builders::{home, organisation_id, read, scope, write},
};
use muster_core::{Name, Timestamp};
use muster_store::{
    Store,
    secret::{SecretRow, delete, many, page, put},
};

on_both!(a_secret_is_set_again_found_with_others_and_removed);

fn row(name: &str, sealed: &str) -> SecretRow {
    SecretRow {
        name: name.parse().unwrap(),
        sealed: sealed.to_owned(),
        updated_at: Timestamp::from_millis(7),
        updated_by: "operator".to_owned(),
    }
}

async fn a_secret_is_set_again_found_with_others_and_removed(store: Store) {
    home(&store).await;
    for row in [row("a", "first"), row("b", "other"), row("a", "second")] {
        write(&store, move |tx| put(tx, &scope(), &row)).await.unwrap();
    }
    let all = read(&store, |tx| page(tx, &organisation_id(1), None, 9)).await;
    assert_eq!(all, [row("a", "second"), row("b", "other")]);
    let name = |name: &str| name.parse::<Name>().unwrap();
    let after_a = read(&store, move |tx| page(tx, &organisation_id(1), Some(&name("a")), 9)).await;
    assert_eq!(after_a, [row("b", "other")]);
    let asked = ["b", "c"].map(name);
    let found = read(&store, move |tx| many(tx, &organisation_id(1), &asked)).await;
    assert_eq!(found, [row("b", "other")], "one that is not there is left out");
    for is_there in [true, false] {
        let gone = write(&store, move |tx| delete(tx, &scope(), &name("b"))).await.unwrap();
        assert_eq!(gone, is_there);
    }
    let shown = format!("{:?}", row("a", "sealed-text"));
    assert!(!shown.contains("sealed-text"), "{shown}");
    let elsewhere = read(&store, |tx| page(tx, &organisation_id(2), None, 9)).await;
    assert!(elsewhere.is_empty());
}
