//! Billing: accounts, customers, checkouts, leases, and messages that count once.

use crate::{
    both::on_both,
    builders::{home, organisation_id, read, scope, write},
};
use muster_core::Timestamp;
use muster_store::{
    Store,
    billing::{
        account::{self, AccountRow},
        checkout::{self, CheckoutRow, Stage},
        customer, lease,
        webhook::{self, WebhookRow},
    },
};

on_both!(an_account_and_a_lease_are_kept_anew_and_are_nobody_elses);

async fn an_account_and_a_lease_are_kept_anew_and_are_nobody_elses(store: Store) {
    home(&store).await;
    let first = AccountRow {
        organisation: organisation_id(1),
        biller: "stripe".to_owned(),
        account: "sealed".to_owned(),
        shown: serde_json::json!({ "invoices": [] }),
        synced_at: None,
        heard_at: Some(Timestamp::from_millis(1)),
        failures: 2,
        failed_with: Some("refused".to_owned()),
        retry_at: Some(Timestamp::from_millis(9)),
        endpoint: Some("disabled".to_owned()),
        updated_at: Timestamp::from_millis(1),
    };
    let later = AccountRow {
        synced_at: Some(Timestamp::from_millis(2)),
        failures: 0,
        failed_with: None,
        retry_at: None,
        ..first.clone()
    };
    let kept = later.clone();
    let found = write(&store, move |tx| {
        assert!(!lease::any(tx)?);
        account::put(tx, &first)?;
        account::put(tx, &later)?;
        lease::put(tx, &organisation_id(1), "first", Timestamp::from_millis(1))?;
        lease::put(tx, &organisation_id(1), "second", Timestamp::from_millis(2))?;
        Ok((
            account::list(tx, &organisation_id(1))?,
            account::list(tx, &organisation_id(2))?,
            lease::find(tx, &organisation_id(1))?,
            lease::find(tx, &organisation_id(2))?,
            lease::any(tx)?,
        ))
    });
    let expected = (vec![kept], vec![], Some("second".to_owned()), None, true);
    assert_eq!(found.await.unwrap(), expected);
}

on_both!(a_message_counts_once_and_waits_until_somebody_knows_whose_it_is);

async fn a_message_counts_once_and_waits_until_somebody_knows_whose_it_is(store: Store) {
    home(&store).await;
    let row = WebhookRow {
        biller: "stripe".to_owned(),
        event: "evt_1".to_owned(),
        kind: "invoice.paid".to_owned(),
        at: Timestamp::from_millis(5),
        received_at: Timestamp::from_millis(6),
        organisation: None,
        customer: Some("cus_1".to_owned()),
        parked: Some("sealed".to_owned()),
    };
    let kept = row.clone();
    let told = write(&store, move |tx| {
        let request = scope().request_id;
        let taken = [webhook::insert(tx, &row, &request)?, webhook::insert(tx, &row, &request)?];
        let now = Timestamp::from_millis(7);
        let ours = organisation_id(1);
        let linked = [
            customer::link(tx, &ours, "stripe", "cus_1", now)?,
            customer::link(tx, &ours, "stripe", "cus_1", now)?,
        ];
        let waited = webhook::parked(tx, "stripe", "cus_1")?;
        webhook::join(tx, "stripe", "cus_1", &ours)?;
        Ok((taken, linked, waited, webhook::parked(tx, "stripe", "cus_1")?))
    });
    assert_eq!(told.await.unwrap(), ([true, false], [true, false], vec![kept], vec![]));
    let found = read(&store, |tx| {
        Ok((
            customer::whose(tx, "stripe", "cus_1")?,
            customer::whose(tx, "polar", "cus_1")?,
            customer::list(tx, &organisation_id(1), "stripe")?,
            webhook::count(tx)?,
        ))
    });
    let ours = (Some(organisation_id(1)), None, vec!["cus_1".to_owned()], 1);
    assert_eq!(found.await, ours);
    let gone = write(&store, |tx| webhook::forget(tx, Timestamp::from_millis(7)));
    assert_eq!(gone.await.unwrap(), 1);
}

on_both!(a_checkout_is_kept_until_it_is_paid_or_over);

async fn a_checkout_is_kept_until_it_is_paid_or_over(store: Store) {
    home(&store).await;
    let asked = CheckoutRow {
        organisation: organisation_id(1),
        key: "chk_1".to_owned(),
        biller: "polar".to_owned(),
        checkout: None,
        stage: Stage::Asked,
        asked_at: Timestamp::from_millis(1),
        updated_at: Timestamp::from_millis(1),
    };
    let open = CheckoutRow {
        checkout: Some("theirs".to_owned()),
        stage: Stage::Open,
        updated_at: Timestamp::from_millis(2),
        ..asked.clone()
    };
    let (before, after) = (asked.clone(), open.clone());
    let paid = CheckoutRow { stage: Stage::Paid, ..open.clone() };
    let told = write(&store, move |tx| {
        checkout::insert(tx, &scope(), &asked)?;
        let first = checkout::open(tx, &organisation_id(1), 9)?;
        checkout::save(tx, &open)?;
        let second = checkout::open(tx, &organisation_id(1), 9)?;
        let waiting = checkout::organisations_that_wait(tx)?;
        checkout::save(tx, &paid)?;
        Ok((first, second, waiting, checkout::open(tx, &organisation_id(1), 9)?))
    });
    let expected = (vec![before], vec![after], vec![organisation_id(1)], vec![]);
    assert_eq!(told.await.unwrap(), expected);
}
