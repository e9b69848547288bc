//! Orders that cannot be right: each has a clear answer, nothing is kept and nobody is asked.

use crate::stage::{CANARY, Stage, environment, scope, worker};
use muster_core::Secret;
use muster_operations::{NewEnvironment, NotAccepted};
use muster_providers::ProviderKind;

fn with(change: impl FnOnce(&mut NewEnvironment)) -> NewEnvironment {
    let mut order = environment();
    change(&mut order);
    order
}

#[tokio::test]
async fn a_bad_order_is_refused_by_field_and_nothing_is_made() {
    let stage = Stage::open(ProviderKind::Render).await;
    let huge = ("HUGE".to_owned(), Secret::new(CANARY.repeat(60_000)));
    let table = [
        (with(|it| it.title = "a/../b".into()), "name"),
        (with(|it| it.title = "x".repeat(80)), "name"),
        (with(|it| it.title = "..".into()), "name"),
        (with(|it| it.key = Some("..".into())), "workspaceId"),
        (with(|it| it.key = Some("x".repeat(80))), "workspaceId"),
        (with(|it| it.key = Some("Upper_Case".into())), "workspaceId"),
        (with(|it| it.region = Some("antarctica".into())), "region"),
        (with(|it| it.storage_gb = 0), "storage_gb"),
        (with(|it| it.storage_gb = 10_000), "storage_gb"),
        (with(|it| it.memory_gb = 0), "memory_gb"),
        (with(|it| it.memory_gb = 10_000), "memory_gb"),
        (with(|it| it.cpu_cores = 0), "cpu_cores"),
        (with(|it| it.secrets.push(huge.clone())), "secrets.HUGE"),
    ];
    for (order, field) in table {
        let refused = stage.operations.create_environment(&scope(), &order).await.unwrap_err();
        let NotAccepted::Invalid(bad) = &refused else { panic!("{field}: {refused}") };
        let paths: Vec<_> = bad.problems.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(paths, [field], "{refused}");
        assert!(!refused.to_string().contains(CANARY), "no value is told");
    }
    let mut order = worker(1);
    order.title = "..".into();
    order.secrets.push(huge);
    let refused = stage.operations.create_worker(&scope(), &order).await.unwrap_err();
    let NotAccepted::Invalid(bad) = &refused else { panic!("{refused}") };
    assert_eq!(bad.problems.len(), 2, "both at once: {refused}");
    assert_eq!((stage.resources().await, stage.inventory()), (vec![], vec![]));
    assert!(stage.render.fake().seen().is_empty() && stage.azure.fake().seen().is_empty());
}

#[tokio::test]
async fn an_environment_without_a_key_gets_one() {
    let stage = Stage::open(ProviderKind::Render).await;
    let order = with(|it| it.key = None);
    let first = stage.operations.create_environment(&scope(), &order).await.unwrap();
    let second = stage.operations.create_environment(&scope(), &order).await.unwrap();
    assert!(first.resource.id.as_str().starts_with("env-"));
    assert_ne!(first.resource.id, second.resource.id);
}

#[tokio::test]
async fn a_provider_that_is_not_set_up_takes_no_order() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    stage.variables.clear();
    stage.operations.reload(stage.providers());
    let refused = stage.operations.create_worker(&scope(), &worker(1)).await.unwrap_err();
    assert_eq!(refused.code(), "provider_not_set_up");
    let refused = stage.operations.create_environment(&scope(), &environment()).await.unwrap_err();
    assert_eq!(refused.code(), "provider_not_set_up");
}
