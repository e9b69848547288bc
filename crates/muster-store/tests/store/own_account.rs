//! Accounts of organisations at providers, and the rules for what they have there.

use crate::{
    both::on_both,
    builders::{NOW, foreign_scope, home, later, organisation_id, read, scope, write},
    resource::{keep, row as resource_row},
};
use muster_core::cloud::Account;
use muster_store::{
    Store, cloud_rule,
    cloud_rule::CloudRule,
    own_account::{self, OwnAccountRow},
    resource,
    resource::ResourceRow,
};

on_both!(
    an_account_is_kept_anew_listed_for_its_owner_and_forgotten,
    rules_hold_for_everybody_until_somebody_sets_them,
    what_stands_on_an_account_is_counted_and_paid_for_by_it,
);

fn row(provider: &str, key: &str) -> OwnAccountRow {
    OwnAccountRow {
        organisation: organisation_id(1),
        provider: provider.to_owned(),
        said: [("DAYTONA_SNAPSHOT".to_owned(), "first".to_owned())].into(),
        sealed: [("DAYTONA_API_KEY".to_owned(), key.to_owned())].into(),
        shown_as: Some("org-1".to_owned()),
        checked_at: Some(NOW),
        updated_at: NOW,
        updated_by: "operator".to_owned(),
    }
}

async fn an_account_is_kept_anew_listed_for_its_owner_and_forgotten(store: Store) {
    home(&store).await;
    let later = OwnAccountRow { checked_at: None, updated_at: later(9), ..row("daytona", "two") };
    for row in [row("daytona", "one"), row("azure", "three"), later.clone()] {
        write(&store, move |tx| own_account::put(tx, &scope(), &row)).await.unwrap();
    }
    let list =
        async |seed| read(&store, move |tx| own_account::list(tx, &organisation_id(seed))).await;
    assert_eq!((list(1).await, list(2).await), (vec![row("azure", "three"), later], vec![]));
    let forget = async |is_owner: bool| {
        let forgotten = write(&store, move |tx| {
            let scope = if is_owner { scope() } else { foreign_scope() };
            own_account::delete(tx, &scope, "azure")
        });
        forgotten.await.unwrap()
    };
    assert!(!forget(false).await, "it belongs to somebody else");
    assert!(forget(true).await && !forget(true).await);
    assert_eq!(list(1).await.len(), 1);
}

async fn rules_hold_for_everybody_until_somebody_sets_them(store: Store) {
    home(&store).await;
    let rules = async || read(&store, |tx| cloud_rule::of(tx, &organisation_id(1))).await;
    assert_eq!(rules().await, CloudRule::default());
    assert!(rules().await.is_reminding);
    let set = CloudRule {
        ceiling_per_hour: Some(2_500_000),
        default_provider: Some("daytona".to_owned()),
        idle_minutes: Some(30),
        stopped_days: Some(14),
        is_reminding: false,
        reminder: Some(serde_json::json!({ "day": "2026-11-30" })),
    };
    for rule in [CloudRule::default(), set.clone()] {
        write(&store, move |tx| cloud_rule::put(tx, &organisation_id(1), &rule)).await.unwrap();
    }
    assert_eq!(rules().await, set);
}

async fn what_stands_on_an_account_is_counted_and_paid_for_by_it(store: Store) {
    home(&store).await;
    let own = ResourceRow { account: Account::Organisation, ..resource_row("a") };
    for row in [own, resource_row("b")] {
        keep(&store, row).await.unwrap();
    }
    let seen = read(&store, |tx| {
        let own = organisation_id(1);
        Ok((
            resource::count_on_own_account(tx, &own, "azure")?,
            resource::count_on_own_account(tx, &own, "daytona")?,
            resource::price_per_hour(tx, &own)?,
            resource::price_per_hour_of_every_organisation(tx)?,
            resource::owners(tx)?,
        ))
    });
    assert_eq!(seen.await, (1, 0, 200_000, 100_000, vec![organisation_id(1)]));
}
