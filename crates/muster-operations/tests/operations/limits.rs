//! Who may have what, and what everything may cost.

use crate::{
    doubles::AtMost,
    stage::{Stage, scope, worker},
};
use muster_operations::{Act, NotAccepted};
use muster_providers::{ProviderKind, price::MicroDollars};
use std::sync::Arc;

#[tokio::test(start_paused = true)]
async fn what_would_pass_the_ceiling_is_refused_and_what_is_deleted_makes_room() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    let mut providers = stage.providers();
    let price = providers.workers[0].engine.price().unwrap().per_hour;
    providers.ceiling = Some(MicroDollars(price.0 * 2));
    stage.operations.reload(providers);
    let first = stage.create_worker(1).await.resource.id;
    stage.create_worker(2).await;
    let refused = stage.operations.create_worker(&scope(), &worker(3)).await.unwrap_err();
    let NotAccepted::Ceiling { would_be, .. } = refused else { panic!("{refused}") };
    assert_eq!(would_be, Some(MicroDollars(price.0 * 3)));
    assert_eq!(stage.resources().await.len(), 2, "nothing is kept of what was refused");
    stage.settle().await;
    stage.act(&first, Act::Delete { is_forced: false }).await;
    stage.settle().await;
    stage.create_worker(3).await;
}

#[tokio::test(start_paused = true)]
async fn beneath_a_ceiling_nothing_is_made_that_has_no_known_price() {
    let mut stage = Stage::open(ProviderKind::Daytona).await;
    stage.variables.insert("DAYTONA_SNAPSHOT".into(), "of-unknown-size".into());
    let mut providers = stage.providers();
    providers.ceiling = Some(MicroDollars(u64::MAX));
    stage.operations.reload(providers);
    let refused = stage.operations.create_worker(&scope(), &worker(1)).await.unwrap_err();
    assert!(matches!(refused, NotAccepted::Ceiling { would_be: None, .. }), "{refused}");
}

#[tokio::test(start_paused = true)]
async fn whoever_may_not_have_one_more_is_told_and_nothing_is_kept() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    stage.entitlement = Arc::new(AtMost(1));
    stage.start();
    stage.create_worker(1).await;
    let refused = stage.operations.create_worker(&scope(), &worker(2)).await.unwrap_err();
    assert_eq!(refused.code(), "payment_required");
    stage.create_environment().await;
    assert_eq!(stage.resources().await.len(), 2, "one of each kind");
}
