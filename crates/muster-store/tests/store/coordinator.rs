//! The coordinator's epoch and the settings.

use crate::{
    both::on_both,
    builders::{NOW, home, read, scope, submitted, write},
};
use muster_store::{Store, StoreError, coordinator};

on_both!(
    an_epoch_rises_with_each_taking,
    a_holder_goes_beyond_what_its_store_has_forgotten,
    a_setting_is_replaced,
);

async fn an_epoch_rises_with_each_taking(store: Store) {
    assert_eq!(read(&store, coordinator::epoch).await, None);
    for expected in 1..=3 {
        let taken = write(&store, |tx| coordinator::take(tx, "host:1", NOW)).await.unwrap();
        assert_eq!(taken, expected);
        assert_eq!(read(&store, coordinator::epoch).await, Some(expected));
    }
}

async fn a_holder_goes_beyond_what_its_store_has_forgotten(store: Store) {
    home(&store).await;
    write(&store, |tx| coordinator::take(tx, "host:1", NOW)).await.unwrap();
    store.guard("host:1".to_owned()).await.unwrap();
    let before = submitted(&store, scope(), &["before"]).await.remove(0);

    let raised = write(&store, |tx| coordinator::go_beyond(tx, 7)).await.unwrap();
    assert!(raised > 7 + 100, "others may remember more: {raised}");
    assert_eq!(read(&store, coordinator::epoch).await, Some(raised));
    let after = submitted(&store, scope(), &["after"]).await.remove(0);
    assert!(after.id.number() > before.id.number() + 1_000, "it still has the store: {after:?}");

    let again = write(&store, |tx| coordinator::go_beyond(tx, 6)).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "it never goes back: {again:?}");
    assert_eq!(read(&store, coordinator::epoch).await, Some(raised));
    let next = write(&store, |tx| coordinator::take(tx, "host:2", NOW)).await.unwrap();
    assert_eq!(next, raised + 1);
}

async fn a_setting_is_replaced(store: Store) {
    let find = async || read(&store, |tx| coordinator::setting(tx, "public_url")).await;
    assert_eq!(find().await, None);
    for value in ["https://a.example", "https://b.example"] {
        write(&store, move |tx| coordinator::put_setting(tx, "public_url", value)).await.unwrap();
        assert_eq!(find().await.as_deref(), Some(value));
    }
}
