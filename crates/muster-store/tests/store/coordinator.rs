//! The coordinator's epoch and the settings.

use crate::{
    both::on_both,
    builders::{NOW, read, write},
};
use muster_store::{Store, coordinator};

on_both!(an_epoch_rises_with_each_taking, a_setting_is_replaced);

async fn an_epoch_rises_with_each_taking(store: Store) {
    assert_eq!(read(&store, coordinator::epoch).await, None);
    for expected in 1..=3 {
        let taken = write(&store, |tx| coordinator::take(tx, "host:1", NOW)).await.unwrap();
        assert_eq!(taken, expected);
        assert_eq!(read(&store, coordinator::epoch).await, Some(expected));
    }
}

async fn a_setting_is_replaced(store: Store) {
    let find = async || read(&store, |tx| coordinator::setting(tx, "public_url")).await;
    assert_eq!(find().await, None);
    for value in ["https://a.example", "https://b.example"] {
        write(&store, move |tx| coordinator::put_setting(tx, "public_url", value)).await.unwrap();
        assert_eq!(find().await.as_deref(), Some(value));
    }
}
