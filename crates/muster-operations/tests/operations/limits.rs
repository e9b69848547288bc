//! Who may have what, and what everything may cost.

use crate::{
    doubles::AtMost,
    stage::{Stage, foreign_scope, scope, worker},
};
use muster_core::cloud::{Account, Reason, Status};
use muster_operations::{Act, NotAccepted};
use muster_providers::{ProviderKind, price::MicroDollars};
use muster_store::{cloud_rule, cloud_rule::CloudRule};
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
async fn an_organisations_own_ceiling_counts_what_it_has_and_nothing_of_others() {
    let stage = Stage::open(ProviderKind::Render).await;
    let price = stage.providers().workers[0].engine.price().unwrap().per_hour.0;
    let rule = CloudRule { ceiling_per_hour: Some(price), ..CloudRule::default() };
    let kept = stage.store.write(move |tx| cloud_rule::put(tx, &scope().organisation, &rule));
    kept.await.unwrap();
    stage.operations.create_worker(&foreign_scope(), &worker(9)).await.unwrap();
    stage.create_worker(1).await;
    let refused = stage.operations.create_worker(&scope(), &worker(2)).await.unwrap_err();
    assert!(matches!(refused, NotAccepted::Ceiling { .. }), "{refused}");
    stage.operations.create_worker(&foreign_scope(), &worker(10)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_stands_on_an_own_account_is_not_paid_for_by_the_installation() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    let mut providers = stage.providers();
    let price = providers.workers[0].engine.price().unwrap().per_hour;
    providers.ceiling = Some(price);
    stage.operations.reload(providers);
    stage.operations.reload_own(&scope().organisation, Some(stage.providers()));
    for number in 1..=2 {
        let made = stage.create_worker(number).await.resource;
        assert_eq!(made.account, Account::Organisation);
    }
    stage.settle().await;
    let sweep = stage.operations.sweep().await.unwrap();
    assert_eq!((sweep.strays, sweep.ghosts, sweep.returned), (vec![], vec![], vec![]));
    stage.operations.create_worker(&foreign_scope(), &worker(9)).await.unwrap();
    let refused = stage.operations.create_worker(&foreign_scope(), &worker(10)).await.unwrap_err();
    assert!(matches!(refused, NotAccepted::Ceiling { .. }), "{refused}");
}

#[tokio::test(start_paused = true)]
async fn a_machine_is_asked_about_with_the_account_that_it_was_made_with() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    let of_all = stage.create_worker(1).await.resource;
    stage.operations.reload_own(&scope().organisation, Some(stage.providers()));
    let own = stage.create_worker(2).await.resource;
    assert_eq!([of_all.account, own.account], Account::ALL);
    stage.settle().await;
    stage.operations.reload_own(&scope().organisation, None);
    let waiting = stage.act(&own.id, Act::Stop).await;
    stage.pass().await;
    let seen = stage.operation(&waiting).await;
    assert_eq!(seen.reason, Some(Reason::ProviderNotSetUp), "nobody else's credentials are used");
    stage.act(&of_all.id, Act::Stop).await;
    stage.pass().await;
    stage.operations.reload_own(&scope().organisation, Some(stage.providers()));
    stage.settle().await;
    for id in [&of_all.id, &own.id] {
        assert_eq!(stage.status(id).await, Status::Stopped);
    }
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
