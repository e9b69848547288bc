//! Syncing: billers are asked how things stand, at the start, when somebody looks, after a checkout, and by a timer that
//! is rare while messages come by themselves.

use super::{
    Billing,
    learn::{Lesson, Source, blank},
    standing::{Shown, invoice_view},
};
use crate::{app::App, error::Chain};
use futures_util::StreamExt;
use muster_billing::{
    Biller, BillerName,
    account::Change,
    biller::{Buyer, CheckoutStage, EndpointState},
    id::CustomerId,
    outbound::{Call, Done, Failure, Retry},
};
use muster_core::{OrganisationId, Timestamp};
use muster_store::{
    StoreError,
    billing::{
        account::{self, AccountRow},
        checkout::{self, CheckoutRow, Stage},
        customer, webhook,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// So often is looked whom to ask.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// Whoever hears of nothing by itself asks so often.
const EVERY: Duration = Duration::from_hours(1);
/// Messages come by themselves: this finds what was lost.
const EVERY_WHILE_HEARD: Duration = Duration::from_hours(24);
/// A checkout is open; whoever pays may have closed the page.
const EVERY_WHILE_BUYING: Duration = Duration::from_mins(1);
/// What is as fresh as this is not asked for again.
const FRESH: Duration = Duration::from_secs(2);
/// What is only shown is read again after this.
const SHOWN_FOR: Duration = Duration::from_mins(5);
const TERMS_FOR: Duration = Duration::from_hours(24);
const FIRST_WAIT: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_mins(15);
/// Polar's checkouts end after an hour, Stripe's after a day.
const CHECKOUT_FOR: Duration = Duration::from_hours(25);
const MOST_CHECKOUTS: u32 = 5;
const MOST_AT_ONCE: usize = 4;
/// Billers send a message again for three days; after this nobody sends one again.
const MESSAGES_FOR: Duration = Duration::from_hours(60 * 24);

/// Of whom somebody wants to know how things stand now.
#[derive(Debug, Default)]
pub(crate) struct Asked(Mutex<BTreeSet<OrganisationId>>);

impl Asked {
    pub(crate) fn ask(&self, organisation: OrganisationId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(organisation);
    }

    fn take(&self) -> BTreeSet<OrganisationId> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Asks billers until the coordinator stops.
pub(crate) async fn run(app: Arc<App>) {
    if app.billing.billers().is_empty() {
        return;
    }
    ask_all(&app).await;
    loop {
        let outcome = pass(&app).await.map_err(|error| Chain(&error).to_string());
        app.reports.take("billing", app.seams.clock.now(), outcome);
        tokio::select! {
            biased;
            () = app.seams.tasks.stopped() => break,
            () = app.billing.wake.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
    app.billing.marks.pass(&app.billing.key, app.seams.clock.now()).await;
}

/// Nobody knows what happened while we were away.
async fn ask_all(app: &App) {
    app.billing.asked.ask(app.organisation.clone());
    match app.store.read(account::of_every_organisation).await {
        Ok(rows) => rows.into_iter().for_each(|row| app.billing.asked.ask(row.organisation)),
        Err(error) => tracing::error!(error = %Chain(&error), "accounts cannot be read"),
    }
}

struct Known {
    accounts: BTreeMap<(OrganisationId, String), AccountRow>,
    waiting: BTreeSet<OrganisationId>,
}

async fn pass(app: &Arc<App>) -> Result<u64, StoreError> {
    let (asked, now) = (app.billing.asked.take(), app.seams.clock.now());
    let known = app.store.read(|tx| {
        let rows = account::of_every_organisation(tx)?.into_iter();
        let accounts = rows.map(|row| ((row.organisation.clone(), row.biller.clone()), row));
        let accounts = accounts.collect();
        let waiting = checkout::organisations_that_wait(tx)?.into_iter().collect();
        Ok::<_, StoreError>(Known { accounts, waiting })
    });
    let known = known.await?;
    let owners = known.accounts.keys().map(|(organisation, _)| organisation);
    let all: BTreeSet<_> = owners.chain(&known.waiting).chain(&asked).cloned().collect();
    let due: Vec<_> = app
        .billing
        .billers()
        .iter()
        .flat_map(|biller| all.iter().map(move |it| (biller.clone(), it.clone())))
        .filter(|(biller, organisation)| {
            let key = (organisation.clone(), biller.name().as_str().to_owned());
            let row = known.accounts.get(&key);
            is_due(row, asked.contains(organisation), known.waiting.contains(organisation), now)
        })
        .collect();
    let count = due.len() as u64;
    let asking = futures_util::stream::iter(due).for_each_concurrent(MOST_AT_ONCE, |one| async {
        let (biller, organisation) = one;
        if let Err(error) = look_at(app, biller, &organisation).await {
            tracing::error!(error = %Chain(&error), %organisation, "what a biller said cannot be kept");
        }
    });
    asking.await;
    read_terms(app, now).await;
    app.billing.marks.pass(&app.billing.key, app.seams.clock.now()).await;
    let before = now.before(MESSAGES_FOR);
    app.store.write(move |tx| webhook::forget(tx, before)).await?;
    Ok(count)
}

fn is_due(row: Option<&AccountRow>, is_asked: bool, is_buying: bool, now: Timestamp) -> bool {
    let Some(row) = row else { return is_asked || is_buying };
    if row.retry_at.is_some_and(|at| now < at && at <= now.after(LONGEST_WAIT)) {
        return false;
    }
    let Some(synced_at) = row.synced_at else { return true };
    let age = now.since(synced_at);
    let is_heard = row.heard_at.is_some_and(|at| now.since(at) < EVERY_WHILE_HEARD);
    let every = match () {
        () if is_asked => FRESH,
        () if is_buying => EVERY_WHILE_BUYING,
        () if row.failures > 0 => Duration::ZERO,
        () if is_heard => EVERY_WHILE_HEARD,
        () => EVERY,
    };
    age >= every
}

async fn read_terms(app: &App, now: Timestamp) {
    for (biller, _, bought) in app.billing.sold() {
        let read_at = app.billing.terms_read_at(&bought);
        let Some(biller) = app.billing.biller(biller) else { continue };
        if read_at.is_some_and(|at| now.since(at) < TERMS_FOR) {
            continue;
        }
        let request_id = app.new_request_id();
        let call = Call { request_id: &request_id, idempotency_key: None };
        match biller.read_terms(call, &bought).await {
            Ok(done) => app.billing.keep_terms(&bought, now, done.value),
            Err(failure) => {
                tracing::warn!(%failure, "what is sold has no known price");
                return;
            }
        }
    }
}

async fn look_at(
    app: &Arc<App>,
    biller: Arc<dyn Biller>,
    organisation: &OrganisationId,
) -> Result<(), StoreError> {
    let name = biller.name();
    match Look::begin(app, biller, organisation).await?.look().await {
        Ok(()) => Ok(()),
        Err(Trouble::Store(error)) => Err(error),
        Err(Trouble::Biller(failure)) => note_failure(app, name, organisation, &failure).await,
    }
}

enum Trouble {
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
struct Look<'a> {
    app: &'a Arc<App>,
    biller: Arc<dyn Biller>,
    organisation: &'a OrganisationId,
    request_id: muster_core::RequestId,
    row: Option<AccountRow>,
    customers: Vec<CustomerId>,
    checkouts: Vec<CheckoutRow>,
}

impl<'a> Look<'a> {
    async fn begin(
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

    async fn look(mut self) -> Result<(), Trouble> {
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
                    self.app.billing.pages.forget(self.organisation);
                }
                let row = CheckoutRow { stage, updated_at: now, ..row };
                self.app.store.write(move |tx| checkout::save(tx, &row)).await?;
            }
        }
        Ok(())
    }
}

async fn note_failure(
    app: &App,
    biller: BillerName,
    organisation: &OrganisationId,
    failure: &Failure,
) -> Result<(), StoreError> {
    tracing::warn!(error = %Chain(failure), %organisation, "a biller cannot be asked");
    let (now, own, word) = (app.seams.clock.now(), organisation.clone(), biller.as_str());
    let (says, said_wait) = (
        failure.to_string(),
        match failure.retry() {
            Retry::After(wait) => Some(wait),
            Retry::Never | Retry::LookFirst => None,
        },
    );
    let write = app.store.write(move |tx| {
        let row = account::list(tx, &own)?.into_iter().find(|row| row.biller == word);
        let mut row = row.unwrap_or_else(|| blank(&own, word, now));
        let doubled = FIRST_WAIT.saturating_mul(1 << row.failures.min(5));
        let wait = said_wait.unwrap_or_default().max(doubled).min(LONGEST_WAIT);
        row.failures = row.failures.saturating_add(1);
        row.failed_with = Some(says.clone());
        row.retry_at = Some(now.after(wait));
        row.updated_at = now;
        account::put(tx, &row)
    });
    write.await
}

impl Billing {
    /// Reads the mark of leases; before this none is believed.
    pub(crate) async fn load_mark(&self, has_leases: bool) {
        self.marks.load(&self.key, has_leases).await;
    }
}
