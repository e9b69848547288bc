//! Pages: what only a biller can open, asked for while somebody waits, and for no longer than a person would.
//!
//! That somebody wants a checkout is kept before the biller is asked. A page that was opened is used again while it can
//! be, so that whoever is refused a hundred times opens one.

use super::{
    Billing,
    learn::{Lesson, Source},
    not_configured, word_of,
};
use crate::{
    app::App,
    error::{AppError, Chain},
};
use muster_api::{Problem, ProblemKind, billing::CheckoutPage};
use muster_billing::{
    Biller, BillerName, Subscription, Tier,
    account::Change,
    biller::{Buyer, End, Order},
    outbound::{Call, Failure, FailureKind},
    settings::LandingPage,
    subscription::{Bought, Pause, State},
};
use muster_core::{IdempotencyKey, OrganisationId, Scope, Timestamp};
use muster_store::{
    StoreError,
    audit_event::{self, AuditEntry},
    billing::{
        account,
        checkout::{self, CheckoutRow, Stage},
        customer,
    },
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex as Brief, PoisonError},
    time::Duration,
};
use tokio::sync::Mutex;

/// Polar's pages end after an hour; somebody has to have time to pay.
const PAGE_FOR: Duration = Duration::from_mins(20);
/// A refusal is answered after this without a page.
const REFUSAL_WAITS: Duration = Duration::from_secs(3);
/// The desktop app takes it from there.
const DEEP_LINK: &str = "muster://checkout-return";

/// Where a buyer lands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Landing {
    pub(crate) success: LandingPage,
    pub(crate) back: LandingPage,
}

/// A page that was opened.
#[derive(Debug, Clone)]
struct Opened {
    at: Timestamp,
    sold: String,
    landing: Landing,
    page: CheckoutPage,
}

/// The pages that each organisation has open; whoever holds them opens the next.
#[derive(Debug, Default)]
pub(crate) struct Pages(Brief<HashMap<OrganisationId, Arc<Mutex<Vec<Opened>>>>>);

impl Pages {
    fn of(&self, organisation: &OrganisationId) -> Arc<Mutex<Vec<Opened>>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(organisation.clone()).or_default().clone()
    }

    /// They were paid, or may have been.
    pub(super) fn forget(&self, organisation: &OrganisationId) {
        // Whoever opens one now opens it after what was paid.
        if let Ok(mut pages) = self.of(organisation).try_lock() {
            pages.clear();
        }
    }
}

impl Billing {
    /// What is bought if somebody says this tier, or nothing.
    pub(crate) fn wanted(&self, tier: Option<Tier>) -> Result<(BillerName, Bought), AppError> {
        let sold = self.sold();
        if sold.is_empty() {
            return Err(not_configured());
        }
        let found = match tier {
            None => sold.into_iter().next(),
            Some(tier) => sold.into_iter().find(|(_, sold, _)| *sold == Some(tier)),
        };
        let found = found.map(|(biller, _, bought)| (biller, bought));
        found.ok_or_else(|| {
            AppError::told(ProblemKind::UnknownTier, "this plan cannot be bought here")
        })
    }
}

impl App {
    /// Where a buyer lands if nobody says anything.
    pub(crate) fn landing(&self, biller: BillerName) -> Result<Landing, AppError> {
        let polar = self.billing.settings.polar.as_ref();
        if let (BillerName::Polar, Some(polar)) = (biller, polar) {
            return Ok(Landing { success: polar.success.clone(), back: polar.back.clone() });
        }
        let base = self.billing.public_url.as_ref().map(ToString::to_string);
        let base = base.or_else(|| self.urls().into_iter().next());
        // Another machine's address may carry a key behind `#`, which is nothing for a browser.
        let base = base.filter(|base| !base.contains('#'));
        let page = |query: &str| match &base {
            Some(base) => format!("{}/console/billing{query}", base.trim_end_matches('/')),
            None => DEEP_LINK.to_owned(),
        };
        let parsed =
            |text: String| text.parse().map_err(|_| AppError::Internal("name a landing page"));
        Ok(Landing { success: parsed(page("?returned=1"))?, back: parsed(page(""))? })
    }

    /// A page on which this can be bought.
    pub(crate) async fn checkout_page(
        self: &Arc<Self>,
        scope: &Scope,
        (biller, bought): (BillerName, Bought),
        landing: Landing,
    ) -> Result<CheckoutPage, AppError> {
        let sold = word_of(&bought).unwrap_or_default();
        let pages = self.billing.pages.of(&scope.organisation);
        let mut pages = pages.lock().await;
        let now = self.seams.clock.now();
        let is_good =
            |it: &&Opened| now.since(it.at) < PAGE_FOR && it.sold == sold && it.landing == landing;
        if let Some(known) = pages.iter().find(is_good) {
            return Ok(known.page.clone());
        }
        self.check_not_subscribed(&scope.organisation, biller).await?;
        let page = self.open_page(scope, (biller, bought), &landing).await?;
        pages.retain(|it| now.since(it.at) < PAGE_FOR);
        pages.push(Opened { at: now, sold, landing, page: page.clone() });
        Ok(page)
    }

    async fn open_page(
        &self,
        scope: &Scope,
        (name, wanted): (BillerName, Bought),
        landing: &Landing,
    ) -> Result<CheckoutPage, AppError> {
        let biller = self.billing.biller(name).ok_or_else(not_configured)?;
        let row = self.intent(scope, name).await?;
        let key: IdempotencyKey =
            row.key.parse().map_err(|_| AppError::Internal("name a checkout"))?;
        let order = Order {
            buyer: self.buyer(&scope.organisation, name).await?,
            wanted,
            success: landing.success.clone(),
            back: landing.back.clone(),
        };
        let call = Call { request_id: &scope.request_id, idempotency_key: Some(&key) };
        let (row, outcome) = match biller.open_checkout(call, &order).await {
            Ok(done) => {
                let id = done.value.id.to_string();
                let row = CheckoutRow { checkout: Some(id), stage: Stage::Open, ..row };
                (row, Ok(done.value))
            }
            Err(failure) => {
                let is_over = matches!(failure.kind, FailureKind::Refused(_));
                let stage = if is_over { Stage::Over } else { Stage::Asked };
                (CheckoutRow { stage, ..row }, Err(failure))
            }
        };
        let row = CheckoutRow { updated_at: self.seams.clock.now(), ..row };
        self.store.write(move |tx| checkout::save(tx, &row)).await?;
        let opened = outcome.map_err(|failure| refused(&failure))?;
        let url = opened.page.reveal().to_owned();
        Ok(CheckoutPage {
            checkout_url: url.clone(),
            url,
            id: opened.id.to_string(),
            biller: name.as_str().to_owned(),
        })
    }

    /// Kept before the biller is asked.
    async fn intent(&self, scope: &Scope, biller: BillerName) -> Result<CheckoutRow, StoreError> {
        let now = self.seams.clock.now();
        let row = CheckoutRow {
            organisation: scope.organisation.clone(),
            key: format!("chk_{}", muster_core::id::encode(self.seams.rng.bytes())),
            biller: biller.as_str().to_owned(),
            checkout: None,
            stage: Stage::Asked,
            asked_at: now,
            updated_at: now,
        };
        let (scope, kept) = (scope.clone(), row.clone());
        self.store.write(move |tx| checkout::insert(tx, &scope, &kept)).await?;
        Ok(row)
    }

    /// As whom a biller knows an organisation, as far as that is known here.
    pub(crate) async fn buyer(
        &self,
        organisation: &OrganisationId,
        biller: BillerName,
    ) -> Result<Buyer, StoreError> {
        let (own, word) = (organisation.clone(), biller.as_str());
        let customers = self.store.read(move |tx| customer::list(tx, &own, word)).await?;
        let customer = customers.iter().find_map(|it| it.parse().ok());
        Ok(Buyer { organisation: organisation.clone(), customer })
    }

    /// What an organisation has at a biller that is not over.
    async fn live(
        &self,
        organisation: &OrganisationId,
        biller: BillerName,
    ) -> Result<Option<Subscription>, StoreError> {
        let (own, word) = (organisation.clone(), biller.as_str());
        let rows = self.store.read(move |tx| account::list(tx, &own)).await?;
        let rows = rows.iter().filter(|row| row.biller == word);
        let accounts = rows.filter_map(|row| self.billing.opened(row));
        let all = accounts.flat_map(|account| account.subscriptions());
        Ok(all.filter(is_live).max())
    }

    /// Two subscriptions would be paid twice.
    async fn check_not_subscribed(
        &self,
        organisation: &OrganisationId,
        biller: BillerName,
    ) -> Result<(), AppError> {
        if self.live(organisation, biller).await?.is_none() {
            return Ok(());
        }
        let problem = Problem::new(
            ProblemKind::AlreadySubscribed,
            format!("there is a subscription at {biller} already"),
        );
        Err(problem.with_hint("change it in the portal: `POST /billing/portal`").into())
    }

    /// The same refusal, with a page on which to buy, if the biller opens one soon.
    pub(crate) async fn with_checkout(
        self: &Arc<Self>,
        scope: &Scope,
        error: AppError,
    ) -> AppError {
        let AppError::Told(mut problem) = error else { return error };
        let Some(upgrade) = problem.upgrade.as_mut() else { return AppError::Told(problem) };
        let url = self.refusals_page(scope, upgrade.plan.as_deref()).await;
        upgrade.checkout_url.clone_from(&url);
        if let Some(polar) = problem.polar.as_mut() {
            polar.checkout_url = url;
        }
        AppError::Told(problem)
    }

    async fn refusals_page(self: &Arc<Self>, scope: &Scope, plan: Option<&str>) -> Option<String> {
        let tier = plan.and_then(|plan| plan.parse::<Tier>().ok());
        let wanted = self.billing.wanted(tier).ok()?;
        let landing = self.landing(wanted.0).ok()?;
        let (app, own) = (self.clone(), scope.clone());
        // It goes on after we have answered, so that whoever asks next has it.
        let opening =
            self.to_its_end(async move { app.checkout_page(&own, wanted, landing).await });
        match tokio::time::timeout(REFUSAL_WAITS, opening).await {
            Ok(Some(Ok(page))) => Some(page.url),
            Ok(Some(Err(error))) => {
                tracing::info!(error = %Chain(&error), "a refusal names no page");
                None
            }
            Ok(None) | Err(_) => None,
        }
    }

    /// A checkout, if Polar opens one soon.
    pub(crate) async fn soon_a_checkout(self: &Arc<Self>, scope: &Scope) -> Option<String> {
        self.refusals_page(scope, None).await
    }

    /// The customer's own pages, if they can be had soon.
    pub(crate) async fn soon_a_portal(self: &Arc<Self>, scope: &Scope) -> Option<String> {
        let asking = self.portal_page(scope, None);
        tokio::time::timeout(REFUSAL_WAITS, asking).await.ok()?.ok()
    }

    /// The customer's own pages.
    pub(crate) async fn portal_page(
        &self,
        scope: &Scope,
        back: Option<LandingPage>,
    ) -> Result<String, AppError> {
        let mut last = None;
        for biller in self.billing.billers() {
            let name = biller.name();
            let buyer = self.buyer(&scope.organisation, name).await?;
            if buyer.customer.is_none() {
                continue;
            }
            let back = match &back {
                Some(back) => back.clone(),
                None => self.landing(name)?.back,
            };
            let call = Call { request_id: &scope.request_id, idempotency_key: None };
            match biller.open_portal(call, &buyer, &back).await {
                Ok(done) => return Ok(done.value.reveal().to_owned()),
                Err(failure) if failure.is_not_found() => {}
                Err(failure) => last = Some(refused(&failure)),
            }
        }
        if self.billing.billers().is_empty() {
            return Err(not_configured());
        }
        Err(last.unwrap_or_else(|| {
            AppError::told(
                ProblemKind::NothingBought,
                "nothing was bought yet, so there is no portal",
            )
        }))
    }

    /// Lets the subscription end with its period, or not any more. Answers it as it is now; nothing, if there is none.
    pub(crate) async fn end_subscription(
        self: &Arc<Self>,
        scope: &Scope,
        ends: bool,
    ) -> Result<Option<(BillerName, Subscription)>, AppError> {
        for biller in self.billing.billers() {
            let live = self.live(&scope.organisation, biller.name()).await?;
            if let Some(live) = live {
                let ended = self.end_at(biller, scope, &live, ends).await?;
                return Ok(Some((biller.name(), ended)));
            }
        }
        if self.billing.billers().is_empty() { Err(not_configured()) } else { Ok(None) }
    }

    async fn end_at(
        self: &Arc<Self>,
        biller: &Arc<dyn Biller>,
        scope: &Scope,
        live: &Subscription,
        ends: bool,
    ) -> Result<Subscription, AppError> {
        self.note_wish(scope, live, ends).await?;
        let call =
            Call { request_id: &scope.request_id, idempotency_key: scope.idempotency_key.as_ref() };
        let end = if ends { End::WithPeriod } else { End::NotAnyMore };
        let asked = biller.end_subscription(call, &live.id, end).await;
        let done = asked.map_err(|failure| refused(&failure))?;
        let lesson = Lesson {
            biller: biller.name(),
            news: vec![(done.as_of, Change::Subscription(done.value.clone()))],
            source: Source::Message(done.as_of),
        };
        self.learn(&scope.organisation, lesson, |_| {}, Vec::new()).await?;
        // Whatever else has changed with it.
        self.billing.asked.ask(scope.organisation.clone());
        self.billing.look();
        Ok(done.value)
    }

    /// That somebody wants it is kept before the biller is asked.
    async fn note_wish(
        &self,
        scope: &Scope,
        live: &Subscription,
        ends: bool,
    ) -> Result<(), StoreError> {
        let (scope, now) = (scope.clone(), self.seams.clock.now());
        let entry = AuditEntry {
            action: "billing.subscription.end".to_owned(),
            target: live.id.to_string(),
            detail: serde_json::json!({ "cancel_at_period_end": ends }).to_string(),
        };
        self.store.write(move |tx| audit_event::append(tx, &scope, &entry, now).map(drop)).await
    }
}

/// Whether it is paid, or will be asked to be.
fn is_live(subscription: &Subscription) -> bool {
    !matches!(
        subscription.state,
        State::Cancelled { .. } | State::Paused { cause: Pause::FirstPaymentOpen }
    )
}

/// What a biller did not do, as a problem.
pub(super) fn refused(failure: &Failure) -> AppError {
    tracing::warn!(error = %Chain(failure), reference = failure.reference, "a biller did not do it");
    Problem::new(ProblemKind::BillerRefused, failure.to_string())
        .with_hint("try again in a moment; `muster billing status` says how the biller is heard")
        .into()
}
