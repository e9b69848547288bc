//! A refusal as a page: what went wrong, under which code and request, and the way back.
//!
//! Whoever asks for a page gets one, under the public address and on the portal's own addresses; everybody else gets
//! the problem.

use super::{
    html::{Html, html, marked, nothing},
    page::Page,
    visit::Visit,
    words::{Words, filled},
};
use crate::app::App;
use axum::{extract::Request, response::Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header, response::Parts};
use muster_api::Problem;
use std::sync::Arc;

/// Somebody who reads what a browser shows.
#[derive(Debug)]
pub(crate) struct Browser {
    visit: Visit,
    /// What can be asked for again as it was.
    again: Option<String>,
    is_at_market: bool,
    is_public: bool,
}

impl Browser {
    /// Whoever asks for a page here.
    pub(crate) fn of(app: &Arc<App>, request: &Request) -> Option<Self> {
        let path = request.uri().path();
        let is_public = app.outside.is_public(request);
        if !asks_for_a_page(request.headers()) || !(is_public || is_of_portal(path)) {
            return None;
        }
        let visit = Visit::of(request.uri(), request.headers(), app).ok()?;
        // A browser takes two slashes for another host.
        let is_safe = request.method() == Method::GET && !path.starts_with("//");
        let again = request.uri().path_and_query().filter(|_| is_safe).map(ToString::to_string);
        let is_at_market = is_within(path, "/portal/marketplace");
        Some(Self { visit, again, is_at_market, is_public })
    }

    /// The problem as a page, unless this is somebody to whom the portal is not shown at all.
    pub(crate) fn answer(&self, problem: &Problem, parts: &Parts) -> Option<Response> {
        let is_shown = match parts.status {
            StatusCode::MISDIRECTED_REQUEST => false,
            StatusCode::UNAUTHORIZED => self.is_public,
            _ => true,
        };
        if !is_shown {
            return None;
        }
        let (title, says) = self.told(problem, &parts.headers);
        let page = Page { title, here: None, body: self.body(problem, title, &says) };
        let mut response = self.visit.answer_with(parts.status, &page);
        response.headers_mut().remove(header::CACHE_CONTROL);
        for (name, value) in &parts.headers {
            if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
                response.headers_mut().insert(name, value.clone());
            }
        }
        response.headers_mut().insert(header::VARY, VARY);
        Some(response)
    }

    fn told(&self, problem: &Problem, headers: &HeaderMap) -> (&'static str, String) {
        let words = self.visit.words();
        match problem.status {
            404 if self.is_at_market && !self.visit.is_marketplace_open => {
                let hint = self.visit.preview.as_ref().map(|_| words.market_closed_hint);
                let says = [Some(words.market_closed_body), hint];
                let says: Vec<_> = says.into_iter().flatten().collect();
                (words.market_closed, says.join(" "))
            }
            404 => (words.missing, words.missing_body.to_owned()),
            429 => (words.too_many, filled(words.too_many_body, &[wait(headers)])),
            500.. => (words.broken, words.broken_body.to_owned()),
            _ => (words.refused, words.refused_body.to_owned()),
        }
    }

    fn body(&self, problem: &Problem, title: &'static str, says: &str) -> Html {
        let words = self.visit.words();
        html(
            "<div class=\"said\"><h1>{}</h1><p>{}</p><p class=\"soft\" lang=\"en\">{}</p><dl class=\"facts\">{}{}</dl>\
             <p>{}<a href=\"/portal\">{}</a></p></div>",
            &[
                &title,
                &marked(says),
                &marked(&problem.detail),
                &fact(words.code, problem.error.as_str()),
                &fact(words.request, &problem.request_id),
                &self.again(words, problem),
                &words.back_home,
            ],
        )
    }

    /// Only what may go better the next time.
    fn again(&self, words: &Words, problem: &Problem) -> Html {
        match &self.again {
            Some(path) if problem.status == 429 || problem.status >= 500 => {
                html("<a href=\"{}\">{}</a> · ", &[path, &words.try_again])
            }
            Some(_) | None => nothing(),
        }
    }
}

const VARY: HeaderValue = HeaderValue::from_static("Origin, Accept, Accept-Language");

fn fact(name: &str, value: &str) -> Html {
    html("<div><dt>{}</dt><dd><code>{}</code></dd></div>", &[&name, &value])
}

/// In seconds, as a program reads it.
fn wait(headers: &HeaderMap) -> &str {
    headers.get(header::RETRY_AFTER).and_then(|said| said.to_str().ok()).unwrap_or("1")
}

/// Whether an address is one of the portal's, be there a page or not.
pub(crate) fn is_of_portal(path: &str) -> bool {
    is_within(path, "/portal")
}

fn is_within(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether HTML is named, and nothing that a program reads is wanted more. A program that takes anything names none.
fn asks_for_a_page(headers: &HeaderMap) -> bool {
    let said = headers.get_all(header::ACCEPT).iter().filter_map(|said| said.to_str().ok());
    let (mut page, mut data) = (0.0_f32, 0.0_f32);
    for (kind, weight) in said.flat_map(|said| said.split(',')).filter_map(wish) {
        match kind.as_str() {
            "text/html" | "application/xhtml+xml" => page = page.max(weight),
            "application/json" | "application/problem+json" => data = data.max(weight),
            _ => {}
        }
    }
    page > data
}

/// A kind of content and how much it is wanted.
fn wish(said: &str) -> Option<(String, f32)> {
    let mut parts = said.split(';').map(str::trim);
    let kind = parts.next()?.to_ascii_lowercase();
    let weight =
        parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok());
    weight.map(|weight| (kind, weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_for_whoever_names_it_and_wants_no_data_more() {
        for (said, expected) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("TEXT/HTML", true),
            ("application/json;q=0.5, text/html", true),
            ("text/html;q=0.5, application/json", false),
            ("text/html, application/problem+json", false),
            ("application/json", false),
            ("*/*", false),
            ("text/*", false),
            ("text/html;q=0", false),
            ("text/html;q=lots", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, said.parse().unwrap());
            assert_eq!(asks_for_a_page(&headers), expected, "{said:?}");
        }
        assert!(!asks_for_a_page(&HeaderMap::new()));
    }

    #[test]
    fn only_whole_steps_of_a_path_count() {
        assert!(is_within("/portal", "/portal") && is_within("/portal/x", "/portal"));
        assert!(!is_within("/portals", "/portal") && !is_within("/", "/portal"));
    }
}
