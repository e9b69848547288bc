//! What is set about Polar.

use super::{LandingPage, Variables};
use crate::{
    Secret,
    id::{BenefitId, ProductId},
    outbound::ApiBase,
};
use std::str::FromStr;

pub(super) const GATE: &str = "POLAR_FEATURE_GATE_ENABLED";
const USUAL_BASE: &str = "https://api.polar.sh";

/// How Polar is reached, and what is sold there.
#[derive(Debug, Clone)]
pub struct PolarSettings {
    /// Where it is.
    pub base: ApiBase,
    /// What we prove ourselves with.
    pub token: Secret,
    /// What can be bought.
    pub product: ProductId,
    /// What has to be given.
    pub benefit: BenefitId,
    /// Where a buyer lands who has paid.
    pub success: LandingPage,
    /// Where a buyer lands who goes back.
    pub back: LandingPage,
}

impl PolarSettings {
    /// What has to be set for the gate besides its switch.
    pub const NEEDED: [&str; 5] = [
        "POLAR_ACCESS_TOKEN",
        "POLAR_PRODUCT_ID",
        "POLAR_BENEFIT_ID",
        "POLAR_SUCCESS_URL",
        "POLAR_RETURN_URL",
    ];
    /// What says whether the gate is on.
    pub const SWITCH: &str = GATE;
}

/// Everything about Polar, if its gate is on and nothing is missing.
pub(super) fn read(variables: &mut Variables<'_>) -> Option<PolarSettings> {
    if !variables.flag(GATE)? {
        return None;
    }
    // Each is asked for before any answer is looked at, so that all that are missing are named.
    let token = variables.needed("POLAR_ACCESS_TOKEN", GATE).map(Secret::new);
    let product = needed(variables, "POLAR_PRODUCT_ID", "must be the id of a product");
    let benefit = needed(variables, "POLAR_BENEFIT_ID", "must be the id of a benefit");
    let success = needed(variables, "POLAR_SUCCESS_URL", "must be the address of a page");
    let back = needed(variables, "POLAR_RETURN_URL", "must be the address of a page");
    let base = base(variables, "POLAR_API_BASE", USUAL_BASE);
    Some(PolarSettings {
        base: base?,
        token: token?,
        product: product?,
        benefit: benefit?,
        success: success?,
        back: back?,
    })
}

fn needed<T: FromStr>(variables: &mut Variables<'_>, name: &str, must: &str) -> Option<T> {
    let value = variables.needed(name, GATE)?;
    variables.read(name, value, must)
}

/// Where a biller is: on the internet over TLS, or a fake one on this machine.
pub(super) fn base(variables: &mut Variables<'_>, name: &str, usual: &str) -> Option<ApiBase> {
    let value = variables.text(name).unwrap_or(usual);
    variables.read(name, value, "must begin with `https://`, or name this machine")
}

/// What its webhooks are signed with. Messages can be taken while the gate is off.
pub(super) fn secrets(variables: &Variables<'_>) -> Vec<Secret> {
    let names = ["POLAR_WEBHOOK_SECRET", "POLAR_WEBHOOK_SECRET_PREVIOUS"];
    names.into_iter().filter_map(|name| variables.text(name)).map(Secret::new).collect()
}
