//! What every page has around it.

use super::{
    html::{Html, html, marked, nothing},
    visit::{Preview, Visit, file},
    words::Words,
};
use axum::response::Response;
use http::HeaderMap;

const STYLE: &str =
    concat!(include_str!("style.css"), include_str!("parts.css"), include_str!("reference.css"));
const ICON: &str = include_str!("../../../../../icons/icon.svg");

/// A page without its surroundings.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) title: &'a str,
    /// Where it is in the navigation.
    pub(super) here: Option<Place>,
    pub(super) body: Html,
}

/// A page of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Home,
    Start,
    Market,
    Pricing,
    Api,
    Status,
}

impl Place {
    const ALL: [Self; 6] =
        [Self::Home, Self::Start, Self::Market, Self::Pricing, Self::Api, Self::Status];

    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Home => "/portal",
            Self::Start => "/portal/getting-started",
            Self::Market => "/portal/marketplace",
            Self::Pricing => "/portal/pricing",
            Self::Api => "/portal/api",
            Self::Status => "/portal/status",
        }
    }

    fn name(self, words: &Words) -> &'static str {
        match self {
            Self::Home => words.home,
            Self::Start => words.start,
            Self::Market => words.market,
            Self::Pricing => words.pricing,
            Self::Api => words.api,
            Self::Status => words.status,
        }
    }
}

/// The page with everything around it.
pub(super) fn whole(visit: &Visit, page: &Page<'_>) -> Html {
    let words = visit.words();
    let host = visit.origin.url().host_str().unwrap_or("Muster");
    let name = if page.here == Some(Place::Home) { words.hero } else { page.title };
    html(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{} · {}</title><meta name=\"description\" content=\"{}\">\
         <link rel=\"icon\" type=\"image/svg+xml\" href=\"/portal/icon.svg\"><link rel=\"stylesheet\" href=\"/portal/style.css\"></head>\
         <body><a class=\"skip\" href=\"#content\">{}</a>{}<header class=\"top\"><a class=\"brand\" href=\"/portal\">\
         <img src=\"/portal/icon.svg\" alt=\"\" width=\"24\" height=\"24\"><span>{}</span></a>{}</header>\
         <main id=\"content\">{}</main>{}</body></html>\n",
        &[
            &visit.language.code(),
            &name,
            &host,
            &words.hero_lead,
            &words.skip,
            &banner(visit),
            &host,
            &navigation(visit, page.here),
            &page.body,
            &footer(words),
        ],
    )
}

fn navigation(visit: &Visit, here: Option<Place>) -> Html {
    let words = visit.words();
    let is_there = |place: &Place| *place != Place::Market || visit.is_marketplace_open;
    let links = Place::ALL.into_iter().filter(is_there).map(|place| {
        let template = if here == Some(place) {
            "<li><a href=\"{}\" aria-current=\"page\">{}</a></li>"
        } else {
            "<li><a href=\"{}\">{}</a></li>"
        };
        html(template, &[&place.path(), &place.name(words)])
    });
    let links: Html = links.collect();
    html("<nav aria-label=\"{}\"><ul>{}</ul></nav>", &[&words.sections, &links])
}

/// What only the operator sees, who looks from inside.
fn banner(visit: &Visit) -> Html {
    let words = visit.words();
    match &visit.preview {
        None => nothing(),
        Some(Preview::Alone) => {
            html("<aside class=\"banner\">{}</aside>", &[&marked(words.preview_alone)])
        }
        Some(Preview::At(url)) => html(
            "<aside class=\"banner\">{} <a href=\"{}\">{}</a></aside>",
            &[&words.preview_at, url, url],
        ),
    }
}

fn footer(words: &Words) -> Html {
    html(
        "<footer><p>{}</p><ul><li><a href=\"/.well-known/jwks.json\">{}</a></li>\
         <li><a href=\"/.well-known/did.json\">{}</a></li><li><a href=\"/health\">{}</a></li></ul></footer>",
        &[&words.footer_served, &words.footer_keys, &words.footer_identity, &words.footer_health],
    )
}

/// Lines to copy: one click selects all of them.
pub(super) fn lines(text: &str) -> Html {
    html("<pre class=\"lines\" tabindex=\"0\"><code>{}</code></pre>", &[&text])
}

pub(super) async fn style(headers: HeaderMap) -> Response {
    file(&headers, "text/css; charset=utf-8", STYLE)
}

pub(super) async fn icon(headers: HeaderMap) -> Response {
    file(&headers, "image/svg+xml", ICON)
}
