//! Resources.

use crate::{
    both::on_both,
    builders::{NOW, foreign_scope, home, later, organisation_id, read, scope, write},
};
use muster_core::{
    Name,
    cloud::{Account, Address, Belief, Life, Phase, Reason, ResourceKind, Status, Storage},
};
use muster_store::{Store, StoreError, resource, resource::ResourceRow};
use serde_json::json;

on_both!(
    a_resource_comes_back_and_of_two_who_saw_the_same_one_changes_it,
    an_id_is_free_again_once_its_resource_is_gone,
    a_name_at_a_provider_is_taken_once_whoever_has_it,
    what_is_gone_is_neither_listed_nor_counted_nor_paid_for,
);

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub(crate) fn row(id: &str) -> ResourceRow {
    ResourceRow {
        organisation: organisation_id(1),
        id: name(id),
        kind: ResourceKind::Environment,
        title: "An environment".to_owned(),
        provider: "azure".to_owned(),
        account: Account::Installation,
        provider_name: id.to_owned(),
        region: Some("east".to_owned()),
        specification: json!({ "cpu_cores": 2 }),
        image_digest: None,
        life: Life::new(Storage::Absent),
        status: Status::Creating,
        address: None,
        reason: None,
        said: None,
        price_per_hour: Some(100_000),
        version: 1,
        created_at: NOW,
        created_by: "operator".to_owned(),
        updated_at: NOW,
        gone_at: None,
    }
}

pub(crate) async fn keep(store: &Store, row: ResourceRow) -> Result<(), StoreError> {
    write(store, move |tx| resource::insert(tx, &scope(), &row)).await
}

async fn save(store: &Store, row: ResourceRow) -> Result<(), StoreError> {
    write(store, move |tx| resource::save(tx, &row)).await
}

async fn find(store: &Store, seed: u8, id: &'static str) -> Option<ResourceRow> {
    read(store, move |tx| resource::find(tx, &organisation_id(seed), &name(id))).await
}

async fn a_resource_comes_back_and_of_two_who_saw_the_same_one_changes_it(store: Store) {
    home(&store).await;
    keep(&store, row("a")).await.unwrap();
    assert_eq!(find(&store, 1, "a").await, Some(row("a")));
    assert_eq!(find(&store, 2, "a").await, None, "it belongs to somebody else");
    let mut changed = row("a");
    changed.life.instance = Belief::Known { phase: Phase::Failed };
    changed.life.storage = Storage::Unsure { since: later(3) };
    changed.life.handle = Some("srv-1".to_owned());
    (changed.status, changed.reason) = (Status::Failed, Some(Reason::HealthTimeout));
    changed.said = Some("no answer".to_owned());
    changed.address =
        Some(Address { url: "sealed".to_owned(), is_sealed: true, expires: Some(later(60)) });
    changed.updated_at = later(9);
    save(&store, changed.clone()).await.unwrap();
    assert!(matches!(save(&store, row("a")).await, Err(StoreError::Conflict)));
    assert_eq!(find(&store, 1, "a").await, Some(ResourceRow { version: 2, ..changed }));
}

fn gone(id: &str) -> ResourceRow {
    ResourceRow { status: Status::Gone, gone_at: Some(later(5)), ..row(id) }
}

async fn an_id_is_free_again_once_its_resource_is_gone(store: Store) {
    home(&store).await;
    keep(&store, row("a")).await.unwrap();
    assert!(matches!(keep(&store, row("a")).await, Err(StoreError::Conflict)));
    save(&store, gone("a")).await.unwrap();
    let anew = ResourceRow { title: "Another".to_owned(), created_at: later(9), ..row("a") };
    keep(&store, anew.clone()).await.unwrap();
    assert_eq!(find(&store, 1, "a").await, Some(ResourceRow { version: 3, ..anew }));
}

async fn a_name_at_a_provider_is_taken_once_whoever_has_it(store: Store) {
    home(&store).await;
    keep(&store, row("a")).await.unwrap();
    let named = async |provider: &'static str| {
        let named = read(&store, move |tx| resource::named_in_any_organisation(tx, provider, "a"));
        named.await.map(|row| (row.organisation, row.gone_at))
    };
    assert_eq!(named("azure").await, Some((organisation_id(1), None)));
    assert_eq!(named("render").await, None);
    let foreign = write(&store, |tx| resource::insert(tx, &foreign_scope(), &row("a"))).await;
    assert!(foreign.is_err(), "two never have one name there");
    save(&store, gone("a")).await.unwrap();
    assert_eq!(named("azure").await, Some((organisation_id(1), Some(later(5)))));
    write(&store, |tx| resource::insert(tx, &foreign_scope(), &row("a"))).await.unwrap();
    assert_eq!(named("azure").await, Some((organisation_id(2), None)), "whoever has it now");
}

async fn what_is_gone_is_neither_listed_nor_counted_nor_paid_for(store: Store) {
    home(&store).await;
    for id in ["a", "b", "c"] {
        keep(&store, row(id)).await.unwrap();
    }
    let unpriced = ResourceRow { price_per_hour: None, ..row("d") };
    keep(&store, unpriced).await.unwrap();
    save(&store, gone("b")).await.unwrap();
    let ids = async |after: Option<&'static str>, limit| {
        let page = read(&store, move |tx| {
            let after = after.map(name);
            let kind = ResourceKind::Environment;
            resource::page(tx, &organisation_id(1), kind, after.as_ref(), limit)
        });
        page.await.into_iter().map(|row| row.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ids(None, 2).await, ["a", "c"]);
    assert_eq!(ids(Some("a"), 9).await, ["c", "d"]);
    let count = async |seed, kind| {
        read(&store, move |tx| resource::count(tx, &organisation_id(seed), kind)).await
    };
    assert_eq!(count(1, ResourceKind::Environment).await, 3);
    assert_eq!(count(1, ResourceKind::Worker).await, 0);
    assert_eq!(count(2, ResourceKind::Environment).await, 0);
    let price = read(&store, |tx| resource::price_per_hour_of_every_organisation(tx)).await;
    assert_eq!(price, 200_000);
    let all = read(&store, |tx| resource::at_provider_in_any_organisation(tx, "azure")).await;
    assert_eq!(all.len(), 3);
}
