//! `GET /portal/status`: whether it works, in parts that concern those outside.

use super::{
    html::{Html, html, marked},
    page::{Page, Place, lines},
    visit::Visit,
    words::Words,
};
use crate::app::App;
use axum::{extract::State, response::Response};
use http::StatusCode;
use muster_store::{Room, organisation};
use std::sync::Arc;

/// How the parts are that somebody outside needs.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) is_store_well: bool,
    has_room: bool,
    are_keys_there: bool,
}

pub(super) async fn standing(app: &App) -> Standing {
    Standing {
        is_store_well: app.store.read(|tx| organisation::all(tx)).await.is_ok(),
        has_room: app.store.condition().room != Room::Full,
        are_keys_there: app.ring_if_any().await.is_ok(),
    }
}

impl Standing {
    fn is_well(&self) -> bool {
        self.is_store_well && self.has_room && self.are_keys_there
    }

    /// All of it in one line.
    pub(super) fn verdict(&self, words: &Words) -> Html {
        mark(self.is_well(), if self.is_well() { words.all_well } else { words.not_well })
    }
}

/// A form beside the words, so that colour alone says nothing.
fn mark(is_well: bool, says: &str) -> Html {
    let template = if is_well {
        "<span class=\"mark good\"><span aria-hidden=\"true\">●</span> {}</span>"
    } else {
        "<span class=\"mark bad\"><span aria-hidden=\"true\">✕</span> {}</span>"
    };
    html(template, &[&says])
}

pub(super) async fn page(State(app): State<Arc<App>>, visit: Visit) -> Response {
    let (words, standing) = (visit.words(), standing(&app).await);
    let body = body(&visit, &standing);
    let page = Page { title: words.status, here: Some(Place::Status), body };
    let status =
        if standing.is_store_well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    visit.answer_with(status, &page)
}

fn body(visit: &Visit, standing: &Standing) -> Html {
    let words = visit.words();
    let part = |name: &str, is_well: bool, otherwise: &str| {
        let says = if is_well { words.works } else { otherwise };
        row(name, &mark(is_well, says))
    };
    let market = if visit.is_marketplace_open { words.open } else { words.closed };
    let rows: Html = [
        part(words.part_api, true, words.fails),
        part(words.part_store, standing.is_store_well, words.fails),
        part(words.part_room, standing.has_room, words.full),
        part(words.part_keys, standing.are_keys_there, words.locked),
        row(words.part_market, &html("{}", &[&market])),
    ]
    .into_iter()
    .collect();
    html(
        "<h1>{}</h1><p class=\"lead\">{}</p><p class=\"verdict\">{}</p><dl class=\"facts\">{}</dl><p>{}</p>{}",
        &[
            &words.status,
            &marked(words.status_lead),
            &standing.verdict(words),
            &rows,
            &words.status_machine,
            &lines(&format!("curl --fail-with-body {}/health", visit.origin.text())),
        ],
    )
}

fn row(name: &str, says: &Html) -> Html {
    html("<div><dt>{}</dt><dd>{}</dd></div>", &[&name, says])
}
