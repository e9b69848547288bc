//! `GET /portal`: what there is, and whether it works.

use super::{
    html::{Html, html, marked, nothing},
    market::{card, newest},
    page::{Page, Place, lines},
    status::{Standing, standing},
    visit::Visit,
    words::Words,
};
use crate::{app::App, error::AppError};
use axum::{extract::State, response::Response};
use muster_api::agent::ListingPage;
use std::sync::Arc;

pub(super) async fn page(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, AppError> {
    let standing = standing(&app).await;
    let listed = if visit.is_marketplace_open && standing.is_store_well {
        Some(newest(&app, &visit).await?)
    } else {
        None
    };
    let words = visit.words();
    let body = [
        hero(&visit, &standing, listed.as_ref()),
        offers(&visit),
        html(
            "<section><h2>{}</h2>{}</section>",
            &[
                &words.one_line,
                &lines(&format!("curl --fail-with-body {}/health", visit.origin.text())),
            ],
        ),
        listed.map_or_else(nothing, |listed| last(words, &listed)),
    ];
    let body = body.into_iter().collect();
    Ok(visit.answer(&Page { title: words.home, here: Some(Place::Home), body }))
}

fn hero(visit: &Visit, standing: &Standing, listed: Option<&ListingPage>) -> Html {
    let words = visit.words();
    let browse = match listed {
        Some(_) => {
            html("<a class=\"button\" href=\"/portal/marketplace\">{}</a>", &[&words.browse])
        }
        None => nothing(),
    };
    html(
        "<div class=\"hero\"><div><h1>{}</h1><p class=\"lead\">{}</p><p class=\"actions\">\
         <a class=\"button main\" href=\"/portal/getting-started\">{}</a>{}</p></div>{}</div>",
        &[&words.hero, &words.hero_lead, &words.begin, &browse, &live(words, standing, listed)],
    )
}

/// How it is just now, in a few figures.
fn live(words: &Words, standing: &Standing, listed: Option<&ListingPage>) -> Html {
    let fact =
        |name: &str, value: &str| html("<div><dt>{}</dt><dd>{}</dd></div>", &[&name, &value]);
    let listed = listed.map(|listed| fact(words.listed_agents, &listed.total.to_string()));
    html(
        "<div class=\"card live\" role=\"group\" aria-label=\"{}\"><p class=\"verdict\">{}</p><dl>{}{}{}</dl></div>",
        &[
            &words.status,
            &standing.verdict(words),
            &listed.unwrap_or_default(),
            &fact(words.token_life, words.token_life_value),
            &fact(words.stored_secrets, words.stored_secrets_value),
        ],
    )
}

fn offers(visit: &Visit) -> Html {
    let words = visit.words();
    let offer = |title: &str, body: &str, href: &str, link: &str| {
        html(
            "<li class=\"card\"><h3>{}</h3><p>{}</p><p><a href=\"{}\">{}</a></p></li>",
            &[&title, &marked(body), &href, &link],
        )
    };
    let market = if visit.is_marketplace_open {
        let at = Place::Market.path();
        offer(words.offer_market, words.offer_market_body, at, words.offer_market_link)
    } else {
        nothing()
    };
    let all: Html = [
        offer(
            words.offer_tokens,
            words.offer_tokens_body,
            "/portal/getting-started#token",
            words.offer_tokens_link,
        ),
        offer(
            words.offer_github,
            words.offer_github_body,
            "/portal/getting-started#github",
            words.offer_github_link,
        ),
        offer(
            words.offer_names,
            words.offer_names_body,
            "/.well-known/jwks.json",
            words.offer_names_link,
        ),
        market,
    ]
    .into_iter()
    .collect();
    html("<section><h2>{}</h2><ul class=\"cards four\">{}</ul></section>", &[&words.offered, &all])
}

fn last(words: &Words, listed: &ListingPage) -> Html {
    if listed.data.is_empty() {
        return nothing();
    }
    let cards: Html = listed
        .data
        .iter()
        .map(|listing| card(words, listing, "<h3 class=\"name\">{}</h3>"))
        .collect();
    html("<section><h2>{}</h2><ul class=\"cards\">{}</ul></section>", &[&words.newest, &cards])
}
