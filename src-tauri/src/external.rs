//! External pages: opened in the person's own browser, and only those we know.
//!
//! The page names an address and nothing else: it is parsed, compared with [`PAGES`] and with what the
//! coordinator has offered, and what is opened is our own writing of it. No program and no argument ever
//! comes from the page.
//!
//! Where something is bought is offered by the coordinator, in an answer that this process carried. So
//! a script in the page cannot make up such an address, and a coordinator cannot name another host
//! than a biller's.

use crate::{
    desk::Desk,
    refusal::{Refusal, refuse},
};
use muster_api::ProblemKind;
use serde_json::Value;
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};
use tauri::{AppHandle, Manager};
use tauri_plugin_shell::ShellExt;
use url::{Host, Url};

/// Hosts, and where on them the pages begin that the console links to.
const PAGES: &[(&str, &str)] = &[("github.com", "/muster/muster")];
/// Where billers have the pages on which something is bought, changed or looked at.
const BILLERS: &[&str] =
    &["polar.sh", "checkout.stripe.com", "billing.stripe.com", "invoice.stripe.com"];
/// Parts of routes that answer with such pages.
const MONEY: &[&str] = &["billing", "checkout", "portal", "invoice", "subscription"];
/// Each answer replaces the offers of another; nobody has this many pages open.
const MOST_OFFERS: usize = 64;

/// The pages of billers that the coordinator has offered.
#[derive(Debug, Default)]
pub(crate) struct Offers(Mutex<VecDeque<Url>>);

impl Offers {
    /// Notes the pages in an answer: a line with its head, and then its body.
    pub(crate) fn note(&self, answer: &[u8]) {
        let body = answer.iter().position(|byte| *byte == b'\n').map(|at| &answer[at + 1..]);
        let Ok(body) = serde_json::from_slice::<Value>(body.unwrap_or_default()) else { return };
        self.note_in(&body);
    }

    fn note_in(&self, value: &Value) {
        match value {
            Value::String(text) => self.keep(text),
            Value::Array(items) => items.iter().for_each(|item| self.note_in(item)),
            Value::Object(fields) => fields.values().for_each(|field| self.note_in(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn keep(&self, text: &str) {
        let Some(url) = plain(text).filter(is_of_biller) else { return };
        let mut offers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        offers.retain(|offer| *offer != url);
        offers.push_back(url);
        if offers.len() > MOST_OFFERS {
            offers.pop_front();
        }
    }

    fn has(&self, url: &Url) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(url)
    }
}

/// Whether a route is one that may answer with a page on which something is bought.
pub(crate) fn is_of_money(path: &str) -> bool {
    MONEY.iter().any(|word| path.contains(word))
}

/// Opens an address of our own making in the browser.
pub(crate) fn open(app: &AppHandle, url: &Url) -> Result<(), Refusal> {
    #[expect(
        deprecated,
        reason = "decision 46: the opener plugin would be a second one for this one call"
    )]
    let opened = app.shell().open(url.as_str(), None);
    opened.map_err(|error| {
        tracing::warn!(%error, "cannot open a browser");
        refuse(ProblemKind::Internal, "cannot open a browser")
            .with_hint(format!("open {url} yourself"))
            .into()
    })
}

/// Opens what the page has named, if it is one that we open.
pub(crate) fn open_known(app: &AppHandle, url: &str) -> Result<(), Refusal> {
    open(app, &known(url, &app.state::<Desk>().offers)?)
}

/// The page's address, if it is one that we open.
fn known(text: &str, offers: &Offers) -> Result<Url, Refusal> {
    let url = plain(text).filter(|url| is_ours(url) || (is_of_biller(url) && offers.has(url)));
    url.ok_or_else(|| {
        refuse(ProblemKind::Forbidden, "this address is not opened from the console")
            .in_field("url")
            .into()
    })
}

/// An encrypted address of a host with a name, and nothing odd in it.
fn plain(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    let has_name = matches!(url.host(), Some(Host::Domain(_)));
    (url.scheme() == "https" && is_plain && has_name).then_some(url)
}

fn is_ours(url: &Url) -> bool {
    PAGES.iter().any(|(host, start)| url.host_str() == Some(host) && is_below(url, start))
}

fn is_below(url: &Url, start: &str) -> bool {
    let rest = url.path().strip_prefix(start);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_of_biller(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let is_on = |name: &&str| {
        host.strip_suffix(*name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    BILLERS.iter().any(is_on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answer(body: &Value) -> Vec<u8> {
        format!("[402,{{}}]\n{body}").into_bytes()
    }

    #[test]
    fn only_pages_that_we_know_are_opened() {
        let offers = Offers::default();
        for url in [
            "https://github.com/muster/muster",
            "https://GitHub.com/muster/muster/blob/main/docs/api.md#bad_id",
        ] {
            assert_eq!(known(url, &offers).unwrap().host_str(), Some("github.com"), "{url}");
        }
        for url in [
            "",
            "github.com/muster/muster",
            "http://github.com/muster/muster",
            "https://github.com",
            "https://github.com/muster/muster-evil",
            "https://github.com/muster/muster/../../evil/evil",
            "https://github.com.evil.example/muster/muster",
            "https://github.com@evil.example/muster/muster",
            "https://user:password@github.com/muster/muster",
            "https://github.com:8443/muster/muster",
            "https://127.0.0.1/muster/muster",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "ssh://github.com/muster/muster",
            "--help",
            "https://github.com/muster/muster\n--help\u{0}",
            "https://polar.sh/checkout/nobody-offered-it",
        ] {
            let problem = known(url, &offers).map(|url| panic!("opened {url}")).unwrap_err();
            assert_eq!(problem.error, ProblemKind::Forbidden, "{url:?}");
        }
    }

    #[test]
    fn what_the_coordinator_offers_is_opened_as_it_was_offered() {
        let offers = Offers::default();
        let polar = "https://buy.polar.sh/polar_cl_1?a=b";
        let stripe = "https://checkout.stripe.com/c/pay/cs_1#x";
        offers.note(&answer(
            &json!({ "polar": { "checkoutUrl": polar }, "links": [{ "url": stripe }] }),
        ));
        for url in [polar, stripe] {
            assert_eq!(known(url, &offers).unwrap().as_str(), url);
        }
        for other in
            ["https://buy.polar.sh/polar_cl_2?a=b", "https://checkout.stripe.com/c/pay/cs_1"]
        {
            known(other, &offers).unwrap_err();
        }
    }

    #[test]
    fn no_coordinator_offers_another_host_than_a_billers() {
        let offers = Offers::default();
        let urls = [
            "https://evil.example/",
            "https://evilpolar.sh/",
            "https://polar.sh.evil.example/",
            "https://user@polar.sh/",
            "https://polar.sh:8443/",
            "http://polar.sh/",
            "http://127.0.0.1:4010/checkout",
        ];
        offers.note(&answer(&json!(urls)));
        for url in urls {
            known(url, &offers).unwrap_err();
        }
    }

    #[test]
    fn offers_do_not_pile_up() {
        let offers = Offers::default();
        let page = |number: usize| format!("https://polar.sh/{number}");
        for number in 0..=MOST_OFFERS {
            offers.note(&answer(&json!(page(number))));
        }
        known(&page(0), &offers).unwrap_err();
        known(&page(MOST_OFFERS), &offers).unwrap();
    }

    #[test]
    fn an_answer_that_is_no_json_offers_nothing() {
        let offers = Offers::default();
        offers.note(b"");
        offers.note(b"[200,{}]\nhttps://polar.sh/x");
        known("https://polar.sh/x", &offers).unwrap_err();
    }
}
