//! Looks: one biller is asked about one organisation, and what it says is taken in.

use super::{
    learn::{Lesson, Source},
    standing::{Shown, invoice_view},
};
use crate::app::App;
use muster_billing::{
    Biller, BillerName,
    account::Change,
    biller::{Buyer, CheckoutStage, EndpointState},
    id::CustomerId,
    outbound::{Call, Done, Failure},
};
use muster_core::{OrganisationId, RequestId, Timestamp};
use muster_store::{
    StoreError,
    billing::{
        account::{self, AccountRow},
        checkout::{self, CheckoutRow, Stage},
        customer,
    },
};
use std::{sync::Arc, time::Duration};

/// What is only shown is read again after this.
const SHOWN_FOR: Duration = Duration::from_mins(5);
/// Polar's checkouts end after an hour, Stripe's after a day.
const CHECKOUT_FOR: Duration = Duration::from_hours(25);
const MOST_CHECKOUTS: u32 = 5;

/// Why an answer could not be had or kept.
pub(super) enum Trouble {
    Store(StoreError),
    Biller(Failure),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Biller(failure)
    }
}

/// One biller is asked about one organisation.
pub(super) struct Look<'a> {
    app: &'a Arc<App>,
    biller: Arc<dyn Biller>,
    organisation: &'a OrganisationId,
    request_id: RequestId,
    row: Option<AccountRow>,
    customers: Vec<CustomerId>,
    checkouts: Vec<CheckoutRow>,
}

impl<'a> Look<'a> {
    pub(super) async fn begin(
        app: &'a Arc<App>,
        biller: Arc<dyn Biller>,
        organisation: &'a OrganisationId,
    ) -> Result<Self, StoreError> {
        let (own, word) = (organisation.clone(), biller.name().as_str());
        let read = app.store.read(move |tx| {
            let row = account::list(tx, &own)?.into_iter().find(|row| row.biller == word);
            let checkouts = checkout::open(tx, &own, MOST_CHECKOUTS)?;
            Ok::<_, StoreError>((row, customer::list(tx, &own, word)?, checkouts))
        });
        let (row, customers, checkouts) = read.await?;
        let customers = customers.iter().filter_map(|it| it.parse().ok()).collect();
        let checkouts = checkouts.into_iter().filter(|it| it.biller == word).collect();
        let request_id = app.new_request_id();
        Ok(Self { app, biller, organisation, request_id, row, customers, checkouts })
    }

    fn call(&self) -> Call<'_> {
        Call { request_id: &self.request_id, idempotency_key: None }
    }

    fn buyer(&self, customer: Option<CustomerId>) -> Buyer {
        Buyer { organisation: self.organisation.clone(), customer }
    }

    pub(super) async fn look(mut self) -> Result<(), Trouble> {
        self.look_at_checkouts().await?;
        if self.biller.name() == BillerName::Stripe && self.customers.is_empty() {
            // Whoever has never completed a checkout is nobody there.
            return Ok(());
        }
        let answer = self.everything().await?;
        let (shown, endpoint) = (self.shown(&answer).await, self.endpoint().await);
        let Done { value: (changes, found), as_of, .. } = answer;
        let now = self.app.seams.clock.now();
        let lesson = Lesson {
            biller: self.biller.name(),
            news: changes.into_iter().map(|change| (as_of, change)).collect(),
            source: Source::Answer(as_of),
        };
        let more = move |row: &mut AccountRow| {
            row.shown = shown.clone().json();
            row.synced_at = Some(now);
            (row.failures, row.failed_with, row.retry_at) = (0, None, None);
            if endpoint.is_some() {
                row.endpoint = endpoint.map(str::to_owned);
            }
        };
        let mut customers = self.customers.clone();
        customers.extend(found);
        Ok(self.app.learn(self.organisation, lesson, more, customers).await?)
    }

    /// Everything about every customer that the organisation is; as old as the oldest answer.
    async fn everything(&self) -> Result<Done<(Vec<Change>, Option<CustomerId>)>, Failure> {
        let mut subscriptions = Vec::new();
        let mut others = Vec::new();
        let (mut oldest, mut offset, mut found) = (None::<Timestamp>, 0, None);
        let buyers = match self.biller.name() {
            BillerName::Polar => vec![self.buyer(None)],
            BillerName::Stripe => {
                self.customers.iter().map(|it| self.buyer(Some(it.clone()))).collect()
            }
        };
        for buyer in &buyers {
            let done = self.biller.read_customer(self.call(), buyer).await?;
            oldest = Some(oldest.map_or(done.as_of, |oldest| oldest.min(done.as_of)));
            offset = done.clock_offset_ms;
            found = done.value.customer;
            for change in done.value.changes {
                match change {
                    Change::Subscriptions(all) => subscriptions.extend(all),
                    other => others.push(other),
                }
            }
        }
        others.push(Change::Subscriptions(subscriptions));
        let as_of = oldest.unwrap_or_else(|| self.app.seams.clock.now());
        Ok(Done { value: (others, found), as_of, clock_offset_ms: offset })
    }

    /// What of an answer is only shown.
    async fn shown<T>(&self, answer: &Done<T>) -> Shown {
        let now = self.app.seams.clock.now();
        let before = self.row.as_ref().map(|row| Shown::of(&row.shown)).unwrap_or_default();
        let shown = Shown { clock_offset_ms: answer.clock_offset_ms, ..before };
        if shown.read_at.is_some_and(|at| now.since(at) < SHOWN_FOR) {
            return shown;
        }
        let buyer = self.buyer(self.customers.first().cloned());
        match self.biller.read_invoices(self.call(), &buyer).await {
            Ok(done) => {
                let invoices = done.value.iter().map(invoice_view).collect();
                Shown { invoices, read_at: Some(now), ..shown }
            }
            Err(failure) => {
                tracing::warn!(%failure, "invoices are shown as they were");
                shown
            }
        }
    }

    /// Whether messages are still sent to us, where they could come at all.
    async fn endpoint(&self) -> Option<&'static str> {
        let address = self.app.billing.webhook_address(self.biller.name())?;
        match self.biller.read_endpoint(self.call(), &address).await {
            Ok(done) => Some(match done.value {
                EndpointState::Enabled => "enabled",
                EndpointState::Disabled => {
                    tracing::warn!(%address, "the biller sends no messages to this address any more");
                    "disabled"
                }
                EndpointState::Absent => "absent",
            }),
            Err(failure) => {
                tracing::warn!(%failure, "nobody knows whether messages are still sent here");
                None
            }
        }
    }

    async fn look_at_checkouts(&mut self) -> Result<(), Trouble> {
        for row in std::mem::take(&mut self.checkouts) {
            let now = self.app.seams.clock.now();
            let is_old = now.since(row.asked_at) >= CHECKOUT_FOR;
            let checkout = row.checkout.as_deref().and_then(|it| it.parse().ok());
            let stage = match checkout {
                None => Stage::Asked,
                Some(checkout) => {
                    let state = self.biller.read_checkout(self.call(), &checkout).await;
                    let state = match state {
                        Ok(done) => Some(done.value),
                        Err(failure) if failure.is_not_found() => None,
                        Err(failure) => return Err(failure.into()),
                    };
                    let customer = state.as_ref().and_then(|state| state.customer.clone());
                    let is_new = |it: &CustomerId| !self.customers.contains(it);
                    let customer = customer.filter(is_new);
                    self.customers.extend(customer);
                    match state.map(|state| state.stage) {
                        Some(CheckoutStage::Open) => Stage::Open,
                        Some(CheckoutStage::Paid) => Stage::Paid,
                        Some(CheckoutStage::Over) | None => Stage::Over,
                    }
                }
            };
            let is_waiting = matches!(stage, Stage::Asked | Stage::Open);
            let stage = if is_waiting && is_old { Stage::Over } else { stage };
            if stage != row.stage {
                if !is_waiting {
                    self.app.billing.pages.forget(self.organisation).await;
                }
                let row = CheckoutRow { stage, updated_at: now, ..row };
                self.app.store.write(move |tx| checkout::save(tx, &row)).await?;
            }
        }
        Ok(())
    }
}
