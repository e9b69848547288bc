//! `GET /portal/marketplace`: agents that everybody may find, searched and read page by page.

use super::{
    html::{Html, html, marked, nothing},
    page::{Page, Place},
    visit::Visit,
    words::{Words, filled},
};
use crate::{app::App, error::AppError, http::marketplace::found};
use axum::{extract::State, response::Response};
use http::Uri;
use muster_api::{
    ProblemKind,
    agent::{Listing, ListingPage, ListingQuery},
};
use muster_identity::agent::AgentKind;
use std::sync::Arc;
use url::form_urlencoded;

/// How many are on a page.
const ON_A_PAGE: u32 = 12;
/// How many are on the first page of the portal.
const NEWEST: u32 = 3;
/// More of a search is not looked at.
const LONGEST_WORD: usize = 200;

/// What somebody looks for, as it stands behind `?`; what makes no sense there is passed over.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wish {
    search: String,
    kind: String,
    capability: String,
    owner: String,
    page: u32,
}

impl Wish {
    fn read(query: &str) -> Self {
        let mut read = Self { page: 1, ..Self::default() };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let word: String =
                value.trim().chars().filter(|it| !it.is_control()).take(LONGEST_WORD).collect();
            match &*name {
                "search" => read.search = word,
                "agentType" => read.kind = word,
                "capability" => read.capability = word,
                "owner" => read.owner = word,
                "page" => read.page = word.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        read
    }

    fn query(&self) -> ListingQuery {
        let said = |word: &String| (!word.is_empty()).then(|| word.clone());
        ListingQuery {
            search: said(&self.search),
            agent_type: said(&self.kind),
            capability: said(&self.capability),
            owner: said(&self.owner),
            page: Some(self.page),
            limit: Some(ON_A_PAGE),
        }
    }

    fn is_all(&self) -> bool {
        [&self.search, &self.kind, &self.capability, &self.owner].into_iter().all(String::is_empty)
    }

    /// The address of another page of the same search.
    fn at(&self, page: u32) -> String {
        let words = [
            ("search", &self.search),
            ("agentType", &self.kind),
            ("capability", &self.capability),
            ("owner", &self.owner),
        ];
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(words.into_iter().filter(|(_, word)| !word.is_empty()));
        query.append_pair("page", &page.to_string());
        format!("{}?{}", Place::Market.path(), query.finish())
    }
}

/// Those that were published last.
pub(super) async fn newest(app: &App, visit: &Visit) -> Result<ListingPage, AppError> {
    let query = ListingQuery { limit: Some(NEWEST), ..ListingQuery::default() };
    found(app, &visit.origin, query).await
}

pub(super) async fn list(
    State(app): State<Arc<App>>,
    visit: Visit,
    uri: Uri,
) -> Result<Response, AppError> {
    if !visit.is_marketplace_open {
        return Err(closed());
    }
    let search = Wish::read(uri.query().unwrap_or_default());
    let listed = found(&app, &visit.origin, search.query()).await?;
    let words = visit.words();
    let cards: Html = listed
        .data
        .iter()
        .map(|listing| card(words, listing, "<h2 class=\"name\">{}</h2>"))
        .collect();
    let shown = if listed.data.is_empty() {
        empty(words, search.is_all() && listed.total == 0)
    } else {
        html("<ul class=\"cards\">{}</ul>", &[&cards])
    };
    let body = html(
        "<h1>{}</h1><p class=\"lead\">{}</p>{}<p class=\"soft\" role=\"status\">{}</p>{}{}",
        &[
            &words.market,
            &words.market_lead,
            &form(words, &search),
            &counted(words, listed.total),
            &shown,
            &pages(words, &search, &listed),
        ],
    );
    Ok(visit.answer(&Page { title: words.market, here: Some(Place::Market), body }))
}

fn counted(words: &Words, total: u64) -> String {
    format!("{total} {}", if total == 1 { words.found_one } else { words.found_many })
}

fn form(words: &Words, search: &Wish) -> Html {
    let field = |name: &'static str, label: &str, value: &String| {
        html(
            "<label><span>{}</span><input name=\"{}\" value=\"{}\" maxlength=\"200\"></label>",
            &[&label, &name, value],
        )
    };
    let clear = if search.is_all() {
        nothing()
    } else {
        html("<a href=\"{}\">{}</a>", &[&Place::Market.path(), &words.clear])
    };
    html(
        "<form class=\"search\" role=\"search\" method=\"get\" action=\"{}\">{}\
         <label><span>{}</span><select name=\"agentType\"><option value=\"\">{}</option>{}</select></label>{}{}\
         <button class=\"button main\">{}</button>{}</form>",
        &[
            &Place::Market.path(),
            &field("search", words.search, &search.search),
            &words.kind,
            &words.any_kind,
            &kinds(&search.kind),
            &field("capability", words.capability, &search.capability),
            &field("owner", words.owner, &search.owner),
            &words.search_button,
            &clear,
        ],
    )
}

fn kinds(chosen: &str) -> Html {
    let option = |kind: &AgentKind| {
        let kind = kind.as_str();
        let template =
            if kind == chosen { "<option selected>{}</option>" } else { "<option>{}</option>" };
        html(template, &[&kind])
    };
    AgentKind::ALL.iter().map(option).collect()
}

/// A listing in a list, whose name stands in this heading.
pub(super) fn card(words: &Words, listing: &Listing, heading: &'static str) -> Html {
    let at = format!("{}/{}", Place::Market.path(), listing.agent_id);
    let name = html("<a href=\"{}\"><bdi>{}</bdi></a>", &[&at, &listing.name]);
    html(
        "<li class=\"card listing\">{}<p class=\"kind\">{} · {}</p><p class=\"says\"><bdi>{}</bdi></p>{}\
         <p class=\"soft\">{} <bdi>{}</bdi></p></li>",
        &[
            &html(heading, &[&name]),
            &listing.agent_type,
            &listing.version,
            &listing.description,
            &chips(&listing.capabilities),
            &words.publisher,
            &listing.publisher_name,
        ],
    )
}

pub(super) fn chips(capabilities: &[String]) -> Html {
    let chips: Html = capabilities.iter().map(|it| html("<li>{}</li>", &[it])).collect();
    html("<ul class=\"chips\">{}</ul>", &[&chips])
}

fn empty(words: &Words, is_nobody_there: bool) -> Html {
    let (title, body) = if is_nobody_there {
        (words.none_listed, words.none_listed_body)
    } else {
        (words.none_found, words.none_found_body)
    };
    html("<div class=\"empty\"><h2>{}</h2><p>{}</p></div>", &[&title, &marked(body)])
}

fn pages(words: &Words, search: &Wish, listed: &ListingPage) -> Html {
    let before = u64::from(listed.page - 1) * u64::from(listed.limit);
    let (first, last) = (before + 1, before + listed.data.len() as u64);
    if listed.data.is_empty() || (first == 1 && last == listed.total) {
        return nothing();
    }
    let link = |is_there: bool, page: u32, template: &'static str, name: &str| {
        if is_there { html(template, &[&search.at(page), &name]) } else { nothing() }
    };
    let range = [first, last, listed.total].map(|it| it.to_string());
    let range = filled(words.range, &range.each_ref().map(String::as_str));
    html(
        "<nav class=\"pages\" aria-label=\"{}\">{}<span>{}</span>{}</nav>",
        &[
            &words.pages,
            &link(
                first > 1,
                listed.page - 1,
                "<a class=\"button\" rel=\"prev\" href=\"{}\">{}</a>",
                words.earlier,
            ),
            &range,
            &link(
                last < listed.total,
                listed.page.saturating_add(1),
                "<a class=\"button\" rel=\"next\" href=\"{}\">{}</a>",
                words.later,
            ),
        ],
    )
}

/// As far as visitors can tell there is no such page.
pub(super) fn closed() -> AppError {
    AppError::told(ProblemKind::RouteNotFound, "there is no marketplace at this address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_read_leniently_and_written_so_that_it_reads_the_same() {
        let long = "x".repeat(1_000);
        let read = Wish::read(&format!(
            "search=a%00b%26+c&agentType=screener&page=two&owner={long}&other=1"
        ));
        assert_eq!((read.search.as_str(), read.page), ("ab& c", 1));
        assert_eq!((read.kind.as_str(), read.owner.len()), ("screener", LONGEST_WORD));
        assert!(Wish::read("search=%20&page=7").is_all());
        let next = read.at(3);
        let query = next.split_once('?').unwrap().1;
        assert_eq!(Wish::read(query), Wish { page: 3, ..read });
    }
}
