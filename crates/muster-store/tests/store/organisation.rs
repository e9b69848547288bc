//! Organisations.

use crate::{
    both::on_both,
    builders::{NOW, later, organisation_id, read, write},
};
use muster_store::{Store, StoreError, organisation};

on_both!(the_local_one_is_made_once, an_id_is_taken_once);

async fn the_local_one_is_made_once(store: Store) {
    let local = async |seed| {
        write(&store, move |tx| organisation::local(tx, &organisation_id(seed), NOW)).await.unwrap()
    };
    assert_eq!(local(1).await, organisation_id(1));
    assert_eq!(local(2).await, organisation_id(1), "the first one stays");
    assert_eq!(read(&store, organisation::all).await, [organisation_id(1)]);
}

async fn an_id_is_taken_once(store: Store) {
    let insert = async |at| {
        write(&store, move |tx| organisation::insert(tx, &organisation_id(7), "team", later(at)))
            .await
    };
    insert(0).await.unwrap();
    assert!(matches!(insert(1).await, Err(StoreError::Conflict)));
}
