//! `muster billing tiers`

use super::shown;
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing},
};
use muster_api::billing::TierView;

const COLUMNS: &[Column] = &[
    Column::left("PLAN"),
    Column::left("CLOUD WORKERS"),
    Column::left("ENVIRONMENTS"),
    Column::left("AGENTS"),
    Column::left("CALLS A DAY"),
    Column::left("PRICE"),
];

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let list = context.client().await?.list_tiers().await?;
    context.output.list(&Listing {
        page: &list,
        items: &list.tiers,
        columns: COLUMNS,
        row: &row,
        id: &|tier| tier.tier.clone(),
        if_empty: ("no plans", "docs/billing.md says how they are set"),
    })?;
    Ok(Exit::SUCCESS)
}

fn row(tier: &TierView) -> Vec<Cell> {
    let most = |limit: Option<u32>| limit.map_or("any".to_owned(), |limit| limit.to_string());
    let price = match (&tier.price, tier.can_be_bought) {
        (Some(price), _) => shown(price),
        (None, true) => "not known yet".to_owned(),
        (None, false) => String::new(),
    };
    vec![
        tier.tier.as_str().into(),
        most(tier.limits.max_cloud_workers).into(),
        most(tier.limits.max_environments).into(),
        most(tier.limits.max_agents).into(),
        most(tier.limits.max_calls_per_day).into(),
        price.into(),
    ]
}
