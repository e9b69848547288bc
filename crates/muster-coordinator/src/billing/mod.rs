//! Billing: what organisations have bought, kept and kept fresh, and what they may create because of it.
//!
//! What is true about money is the matter of `muster-billing`. Here is what it cannot have by itself: rows, the order
//! in which news are taken, a timer, and whoever is told. [`gate`] decides; [`learn`] takes news in; [`sync`] asks
//! billers; [`pages`] has them open pages; [`standing`] says how things stand, [`health`] what is wrong. Nobody
//! waits for a biller but who wants a page or an end that only the biller can make.

mod gate;
mod health;
mod learn;
mod mark;
mod pages;
mod standing;
mod sync;

pub(crate) use gate::{Gatekeeper, Plan};
pub(crate) use learn::Taken;
pub use mark::HostMark;
pub(crate) use mark::Marks;
pub(crate) use pages::{Landing, Pages};
pub(crate) use standing::subscription_view;
pub(crate) use sync::{Asked, run};

use crate::error::AppError;
use muster_api::{Problem, ProblemKind};
use muster_billing::{
    Account, Biller, BillerName, Tier,
    lease::LeaseKey,
    outbound::{BoxError, Patience},
    polar::Polar,
    settings::Settings,
    stripe::Stripe,
    subscription::{Bought, Terms},
};
use muster_core::{OrganisationId, Timestamp};
use muster_seams::{Clock, Seams};
use muster_session::KeyPair;
use muster_store::billing::account::AccountRow;
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicU64},
};
use tokio::sync::Notify;
use url::Url;

/// What is set about billing, and what its host has for it.
#[derive(Clone, Default)]
pub struct BillingOptions {
    /// What is sold, by whom, and what is limited.
    pub settings: Settings,
    /// Who sells.
    pub billers: Vec<Arc<dyn Biller>>,
    /// Who keeps the mark that tells an older copy of the store; nobody, if there is none.
    pub mark: Option<Arc<dyn HostMark>>,
    /// Where the internet reaches this coordinator, if it does.
    pub public_url: Option<Url>,
}

impl BillingOptions {
    /// What these settings say, with the way to each biller.
    pub fn of(settings: Settings, clock: &Arc<dyn Clock>) -> Result<Self, BoxError> {
        let patience = Patience::default();
        let mut billers: Vec<Arc<dyn Biller>> = Vec::new();
        if let Some(polar) = &settings.polar {
            billers.push(Arc::new(Polar::new(polar, clock.clone(), patience)?));
        }
        if let Some(stripe) = &settings.stripe {
            billers.push(Arc::new(Stripe::new(stripe, clock.clone(), patience)?));
        }
        Ok(Self { settings, billers, ..Self::default() })
    }
}

impl fmt::Debug for BillingOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BillingOptions").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Everything about billing that is kept in memory.
pub(crate) struct Billing {
    pub(crate) settings: Settings,
    billers: Vec<Arc<dyn Biller>>,
    key: LeaseKey,
    pub(crate) marks: Marks,
    pub(crate) pages: Pages,
    pub(crate) asked: Asked,
    /// What is sold for how much, and when that was read.
    terms: Mutex<BTreeMap<String, (Timestamp, Terms)>>,
    pub(crate) would_be_refusals: AtomicU64,
    public_url: Option<Url>,
    /// Wakes whoever asks billers.
    wake: Notify,
}

impl fmt::Debug for Billing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Billing").field("billers", &self.billers).finish_non_exhaustive()
    }
}

impl Billing {
    pub(crate) fn new(options: BillingOptions, key: &KeyPair, seams: &Seams) -> Arc<Self> {
        let BillingOptions { settings, billers, mark, public_url } = options;
        // Leases of a key that cannot be written down are not believed after the next start, which is no harm.
        let key = key.to_pkcs8().unwrap_or_else(|_| seams.rng.bytes::<32>().to_vec());
        Arc::new(Self {
            billers,
            settings,
            key: LeaseKey::derive(&key),
            marks: Marks::new(mark),
            pages: Pages::default(),
            asked: Asked::default(),
            terms: Mutex::default(),
            would_be_refusals: AtomicU64::new(0),
            public_url,
            wake: Notify::new(),
        })
    }

    /// Who sells here.
    pub(crate) fn billers(&self) -> &[Arc<dyn Biller>] {
        &self.billers
    }

    /// One of them.
    pub(crate) fn biller(&self, name: BillerName) -> Option<&Arc<dyn Biller>> {
        self.billers.iter().find(|biller| biller.name() == name)
    }

    /// What can be bought here: a product of Polar's, or a price of Stripe's for each tier that has one.
    pub(crate) fn sold(&self) -> Vec<(BillerName, Option<Tier>, Bought)> {
        let polar = self.settings.polar.iter();
        let polar =
            polar.map(|polar| (BillerName::Polar, None, Bought::Product(polar.product.clone())));
        let has_stripe = self.settings.stripe.is_some();
        let stripe = Tier::PAID.into_iter().filter(|_| has_stripe).filter_map(|tier| {
            let price = self.settings.gate.plans.price(tier)?.clone();
            Some((BillerName::Stripe, Some(tier), Bought::Price(price)))
        });
        polar.chain(stripe).collect()
    }

    /// What something costs, as far as it was read.
    pub(crate) fn terms(&self, bought: &Bought) -> Option<Terms> {
        let terms = self.terms.lock().unwrap_or_else(PoisonError::into_inner);
        terms.get(&word_of(bought)?).map(|(_, terms)| terms.clone())
    }

    fn keep_terms(&self, bought: &Bought, now: Timestamp, read: Terms) {
        let mut terms = self.terms.lock().unwrap_or_else(PoisonError::into_inner);
        terms.extend(word_of(bought).map(|word| (word, (now, read))));
    }

    fn terms_read_at(&self, bought: &Bought) -> Option<Timestamp> {
        let terms = self.terms.lock().unwrap_or_else(PoisonError::into_inner);
        terms.get(&word_of(bought)?).map(|(at, _)| *at)
    }

    /// What a biller has told, if what is kept of it bears our seal.
    fn opened(&self, row: &AccountRow) -> Option<Account> {
        let owner = owner(&row.organisation, &row.biller);
        self.key.open_kept(&owner, &row.account).ok()
    }

    fn sealed(&self, organisation: &OrganisationId, biller: &str, account: &Account) -> String {
        self.key.seal_kept(&owner(organisation, biller), account)
    }

    /// Where this biller's messages should come.
    pub(crate) fn webhook_address(&self, biller: BillerName) -> Option<Url> {
        let path = match biller {
            BillerName::Stripe => "billing/webhook",
            BillerName::Polar => "billing/webhook/polar",
        };
        let mut base = self.public_url.clone()?;
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        base.join(path).ok()
    }

    /// Whoever asks billers looks at once.
    pub(crate) fn look(&self) {
        self.wake.notify_one();
    }
}

/// The id of what is sold.
pub(crate) fn word_of(bought: &Bought) -> Option<String> {
    match bought {
        Bought::Price(price) => Some(price.to_string()),
        Bought::Product(product) => Some(product.to_string()),
        Bought::Unknown => None,
    }
}

fn owner(organisation: &OrganisationId, biller: &str) -> String {
    format!("{organisation}/{biller}")
}

/// Nothing can be bought here.
pub(crate) fn not_configured() -> AppError {
    Problem::new(ProblemKind::BillingNotConfigured, "nothing can be bought here")
        .with_hint("docs/billing.md says which variables Polar and Stripe need")
        .into()
}
