//! Details of resources: what people said, and what each says of itself with a token of its own.

use crate::{
    both::on_both,
    builders::{home, organisation_id, read, write},
};
use muster_core::Timestamp;
use muster_store::{
    Store,
    resource_detail::{DetailRow, find, identify, list, put},
};

on_both!(a_detail_is_kept_anew_and_found_by_the_token_that_reports_to_it);

async fn a_detail_is_kept_anew_and_found_by_the_token_that_reports_to_it(store: Store) {
    home(&store).await;
    let first = DetailRow {
        organisation: organisation_id(1),
        resource: "env-1".parse().unwrap(),
        said: serde_json::json!({ "userId": "ada" }),
        token_hash: Some(vec![7; 32]),
        report: None,
        reported_at: None,
        active_at: None,
    };
    let later = DetailRow {
        report: Some(serde_json::json!({ "activeIDEConnections": 1 })),
        reported_at: Some(Timestamp::from_millis(9)),
        active_at: Some(Timestamp::from_millis(8)),
        ..first.clone()
    };
    for row in [first, later.clone()] {
        write(&store, move |tx| put(tx, &row)).await.unwrap();
    }
    let id = later.resource.clone();
    let found = read(&store, move |tx| {
        Ok((
            find(tx, &organisation_id(1), &id)?,
            find(tx, &organisation_id(2), &id)?,
            identify(tx, &id, &[7; 32])?,
            identify(tx, &id, &[8; 32])?,
        ))
    });
    assert_eq!(found.await, (Some(later.clone()), None, Some(later.clone()), None));
    let all = read(&store, |tx| list(tx, &organisation_id(1))).await;
    assert_eq!(all, [later]);
}
