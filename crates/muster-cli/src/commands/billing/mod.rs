//! `muster billing`: which plan there is, what it allows, and where a better one is bought.

mod buy;
mod status;
mod tiers;

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Subcommand;
use muster_api::billing::Price;

#[derive(Debug, Subcommand)]
pub(crate) enum BillingCommand {
    /// Say which plan there is, until when it counts, and when that was last confirmed
    Status,
    /// List the plans, what each allows and what it costs
    Tiers,
    /// Open a page on which a plan can be bought
    Checkout(buy::Checkout),
    /// Open the page where subscriptions are changed and invoices are found
    Portal,
    /// Let the subscription end with the period that is paid
    Cancel,
    /// Let the subscription go on after all
    Resume,
    /// Have the biller asked how things stand
    Sync,
}

impl BillingCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Status => status::run(context).await,
            Self::Tiers => tiers::run(context).await,
            Self::Checkout(checkout) => checkout.run(context).await,
            Self::Portal => buy::portal(context).await,
            Self::Cancel => buy::end(context, true).await,
            Self::Resume => buy::end(context, false).await,
            Self::Sync => status::sync(context).await,
        }
    }
}

/// What something costs, as people write it.
fn shown(price: &Price) -> String {
    let amount = price.amount;
    let (whole, cents) = (amount / 100, amount.rem_euclid(100));
    let every = match price.recurring_interval_count {
        1 => format!("a {}", price.recurring_interval),
        count => format!("every {count} {}s", price.recurring_interval),
    };
    format!("{whole}.{cents:02} {} {every}", price.currency.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_written_as_people_write_it() {
        let price = |count| Price {
            amount: 2005,
            currency: "usd".to_owned(),
            recurring_interval: "month".to_owned(),
            recurring_interval_count: count,
        };
        assert_eq!(shown(&price(1)), "20.05 USD a month");
        assert_eq!(shown(&price(3)), "20.05 USD every 3 months");
    }
}
