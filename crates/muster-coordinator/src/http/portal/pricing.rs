//! `GET /portal/pricing`: the table of plans, as data.

use super::{
    html::{Html, html, nothing},
    page::{Page, Place},
    visit::Visit,
    words::{Words, filled},
};
use crate::app::App;
use axum::{extract::State, response::Response};
use muster_api::billing::{Price, TierView};
use std::sync::Arc;

pub(super) async fn page(State(app): State<Arc<App>>, visit: Visit) -> Response {
    let words = visit.words();
    let tiers = app.billing.tiers().tiers;
    let plans: Html = tiers.iter().map(|tier| plan(words, tier)).collect();
    let buy = if tiers.iter().any(|tier| tier.can_be_bought) {
        html("<p class=\"soft\">{}</p>", &[&words.buy])
    } else {
        nothing()
    };
    let open = if app.billing.limits_something() {
        nothing()
    } else {
        html("<p class=\"note\">{}</p>", &[&words.not_limited])
    };
    let body = html(
        "<h1>{}</h1><p class=\"lead\">{}</p>{}<ul class=\"cards four plans\">{}</ul>{}",
        &[&words.pricing, &words.pricing_lead, &open, &plans, &buy],
    );
    visit.answer(&Page { title: words.pricing, here: Some(Place::Pricing), body })
}

fn plan(words: &Words, tier: &TierView) -> Html {
    let limits: Html = [
        (words.limit_agents, tier.limits.max_agents),
        (words.limit_calls, tier.limits.max_calls_per_day),
        (words.limit_workers, tier.limits.max_cloud_workers),
        (words.limit_environments, tier.limits.max_environments),
    ]
    .into_iter()
    .map(|(name, most)| {
        let most = most.map_or_else(|| words.unlimited.to_owned(), grouped);
        html("<div><dt>{}</dt><dd>{}</dd></div>", &[&name, &most])
    })
    .collect();
    html(
        "<li class=\"card\"><h2>{}</h2><p class=\"price\">{}</p><dl>{}</dl></li>",
        &[&tier.tier, &cost(words, tier), &limits],
    )
}

fn cost(words: &Words, tier: &TierView) -> Html {
    match (&tier.price, tier.can_be_bought) {
        (Some(price), _) => {
            let (amount, every) = shown(words, price);
            html("<strong>{}</strong> <span>{}</span>", &[&amount, &every])
        }
        (None, true) => html("{}", &[&words.price_unknown]),
        (None, false) if tier.tier == "free" => html("<strong>{}</strong>", &[&words.free]),
        (None, false) => html("{}", &[&words.not_sold]),
    }
}

/// What something costs, and for how long.
fn shown(words: &Words, price: &Price) -> (String, String) {
    let (whole, cents) = (price.amount / 100, price.amount.rem_euclid(100));
    let span = match price.recurring_interval.as_str() {
        "day" => words.day,
        "week" => words.week,
        "month" => words.month,
        "year" => words.year,
        other => other,
    };
    let span = match price.recurring_interval_count {
        1 => span.to_owned(),
        count => format!("{count} × {span}"),
    };
    let amount = format!("{whole}.{cents:02} {}", price.currency.to_uppercase());
    (amount, filled(words.every, &[&span]))
}

/// With narrow spaces between thousands, which both languages read.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push('\u{202f}');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::portal::words::{DE, EN};

    #[test]
    fn prices_and_numbers_are_written_as_people_write_them() {
        let price = |count| Price {
            amount: 2005,
            currency: "usd".to_owned(),
            recurring_interval: "month".to_owned(),
            recurring_interval_count: count,
        };
        assert_eq!(shown(&EN, &price(1)), ("20.05 USD".to_owned(), "every month".to_owned()));
        assert_eq!(shown(&DE, &price(3)).1, "je 3 × Monat");
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
    }
}
