//! Health: what is wrong between billers and us, for the doctor.

use super::{Billing, gate::FILL_IN};
use crate::app::App;
use muster_api::{
    billing::BillerStanding,
    instance::{Check, Verdict},
};
use muster_billing::BillerName;
use muster_core::OrganisationId;
use muster_store::{
    StoreError,
    billing::account::{self, AccountRow},
};

const NAME: &str = "billing";

/// What is wrong with one of them, and what to do about it.
type Finding = (String, &'static str);

impl App {
    /// Whether billers are heard; nothing to look at where nothing is sold.
    pub(crate) async fn check_billing(
        &self,
        organisation: &OrganisationId,
    ) -> Result<Option<Check>, StoreError> {
        let mut status = self.billing_status(organisation).await?;
        if !status.lacks.is_empty() {
            return Ok(Some(check(Verdict::Bad, status.lacks.join("; "), Some(FILL_IN))));
        }
        // An address is the coordinator's: whoever's account was looked at last knows how it stands.
        let accounts = self.store.read(account::of_every_organisation).await?;
        for standing in &mut status.billers {
            standing.endpoint = endpoint_of(&accounts, &standing.biller);
        }
        let found: Vec<_> =
            status.billers.iter().flat_map(|it| self.billing.findings(it)).collect();
        let words: Vec<_> = found.iter().map(|(says, _)| says.as_str()).collect();
        Ok(match (found.first(), status.billers.as_slice()) {
            (_, []) => None,
            (Some((_, hint)), _) => Some(check(Verdict::Warning, words.join("; "), Some(hint))),
            (None, _) => Some(check(Verdict::Good, "billers are asked and heard".to_owned(), None)),
        })
    }
}

impl Billing {
    fn findings(&self, standing: &BillerStanding) -> Vec<Finding> {
        let named = [BillerName::Polar, BillerName::Stripe];
        let Some(name) = named.into_iter().find(|name| name.as_str() == standing.biller) else {
            return Vec::new();
        };
        let address = self.webhook_address(name).map(|it| it.to_string()).unwrap_or_default();
        let takes_messages = match name {
            BillerName::Polar => !self.settings.webhook_secrets.polar.is_empty(),
            BillerName::Stripe => !self.settings.webhook_secrets.stripe.is_empty(),
        };
        let endpoint = match standing.endpoint.as_deref() {
            Some("disabled") => Some((
                format!("{name} has given up sending messages to {address}"),
                "turn that endpoint on again in the dashboard of the biller; it is asked by the hour meanwhile",
            )),
            Some("absent") if takes_messages => Some((
                format!("{name} knows no endpoint {address}"),
                "add it in the dashboard of the biller; docs/billing.md says with which events",
            )),
            _ => None,
        };
        let unheard = standing.failed_with.as_ref().map(|why| {
            let hint = "what is known counts meanwhile, until the date on the Billing page";
            (format!("{name} cannot be asked: {why}"), hint)
        });
        endpoint.into_iter().chain(unheard).collect()
    }
}

fn endpoint_of(accounts: &[AccountRow], biller: &str) -> Option<String> {
    let its = accounts.iter().filter(|row| row.biller == biller && row.endpoint.is_some());
    its.max_by_key(|row| row.synced_at)?.endpoint.clone()
}

fn check(verdict: Verdict, finding: String, hint: Option<&str>) -> Check {
    Check { name: NAME.to_owned(), verdict, finding, hint: hint.map(str::to_owned), fix: None }
}
