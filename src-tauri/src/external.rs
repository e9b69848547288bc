//! External pages: opened in the person's own browser, and only those we know.
//!
//! The page names an address and nothing else: it is parsed, compared with [`PAGES`] and with what the
//! coordinator has offered, and what is opened is our own writing of it. No program and no argument ever
//! comes from the page.
//!
//! Where something is bought, and where an environment is reached, is offered by the coordinator, in an
//! answer that this process carried. So a script in the page cannot make up such an address. For buying,
//! a coordinator cannot name another host than a biller's; of an environment it names the machine alone,
//! with no path on it.

use crate::{
    desk::Desk,
    refusal::{Refusal, refuse},
};
use muster_api::ProblemKind;
use serde_json::Value;
use std::{
    collections::VecDeque,
    net::Ipv4Addr,
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
/// The routes that answer with where environments are reached.
const ENVIRONMENTS: &str = "/v1/environments";
/// Each answer replaces the offers of another; nobody has this many pages open, and a list of environments is short.
const MOST_OFFERS: usize = 256;

/// The pages that the coordinator has offered.
#[derive(Debug, Default)]
pub(crate) struct Offers {
    kept: Mutex<VecDeque<Url>>,
    /// Whether a biller may be played on this machine.
    is_demo: bool,
}

impl Offers {
    /// None yet. In a demo the pages of a biller are this machine's.
    pub(crate) fn of(is_demo: bool) -> Self {
        Self { is_demo, ..Self::default() }
    }

    /// Notes the pages in an answer to a request of this path: a line with its head, and then its body.
    pub(crate) fn note(&self, path: &str, is_refused_for_money: bool, answer: &[u8]) {
        let (is_of_money, has_places) =
            (is_refused_for_money || is_of_money(path), path.starts_with(ENVIRONMENTS));
        if !is_of_money && !has_places {
            return;
        }
        let body = answer.iter().position(|byte| *byte == b'\n').map(|at| &answer[at + 1..]);
        let Ok(body) = serde_json::from_slice::<Value>(body.unwrap_or_default()) else { return };
        if is_of_money {
            self.note_in(&body);
        }
        if has_places {
            places_in(&body).filter_map(place).for_each(|url| self.keep(url));
        }
    }

    fn note_in(&self, value: &Value) {
        match value {
            Value::String(text) => {
                let page = plain(text).filter(is_of_biller).or_else(|| self.played(text));
                if let Some(url) = page {
                    self.keep(url);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.note_in(item)),
            Value::Object(fields) => fields.values().for_each(|field| self.note_in(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A page of a biller that is played.
    fn played(&self, text: &str) -> Option<Url> {
        let url = Url::parse(text).ok().filter(|_| self.is_demo)?;
        let is_here = url.host() == Some(Host::Ipv4(Ipv4Addr::LOCALHOST)) && url.port().is_some();
        (url.scheme() == "http" && is_here && !has_credentials(&url)).then_some(url)
    }

    fn keep(&self, url: Url) {
        let mut offers = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        offers.retain(|offer| *offer != url);
        offers.push_back(url);
        if offers.len() > MOST_OFFERS {
            offers.pop_front();
        }
    }

    fn has(&self, url: &Url) -> bool {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).contains(url)
    }
}

/// Whether a route is one that may answer with a page on which something is bought.
fn is_of_money(path: &str) -> bool {
    MONEY.iter().any(|word| path.contains(word))
}

/// Where environments are reached: that of an answer about one, or of each in a list.
fn places_in(answer: &Value) -> impl Iterator<Item = &str> {
    let one = answer.get("environment").unwrap_or(answer);
    let listed = answer.get("items").and_then(Value::as_array).into_iter().flatten();
    let all = std::iter::once(one).chain(listed);
    all.filter_map(|it| it.pointer("/connection/web").and_then(Value::as_str))
}

/// A machine and a port, and nothing of what could be asked of whoever listens there.
fn place(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    (matches!(url.scheme(), "http" | "https") && is_bare && !has_credentials(&url)).then_some(url)
}

fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
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
    let offered = || Url::parse(text).ok().filter(|url| offers.has(url));
    plain(text).filter(is_ours).or_else(offered).ok_or_else(|| {
        refuse(ProblemKind::Forbidden, "this address is not opened from the console")
            .in_field("url")
            .into()
    })
}

/// An encrypted address of a host with a name, and nothing odd in it.
fn plain(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_plain = !has_credentials(&url) && url.port().is_none();
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
        let said = json!({ "polar": { "checkoutUrl": polar }, "links": [{ "url": stripe }] });
        offers.note("/billing/status", false, &answer(&said));
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
        offers.note("/v1/workers", true, &answer(&json!(urls)));
        for url in urls {
            known(url, &offers).unwrap_err();
        }
    }

    #[test]
    fn offers_do_not_pile_up() {
        let offers = Offers::default();
        let page = |number: usize| format!("https://polar.sh/{number}");
        for number in 0..=MOST_OFFERS {
            offers.note("/billing/portal", false, &answer(&json!(page(number))));
        }
        known(&page(0), &offers).unwrap_err();
        known(&page(MOST_OFFERS), &offers).unwrap();
    }

    #[test]
    fn an_answer_that_is_no_json_offers_nothing() {
        let offers = Offers::default();
        offers.note("/billing/status", false, b"");
        offers.note("/billing/status", false, b"[200,{}]\nhttps://polar.sh/x");
        known("https://polar.sh/x", &offers).unwrap_err();
    }

    #[test]
    fn pages_of_this_machine_are_opened_in_a_demo_alone_and_only_if_they_were_offered() {
        let checkout = "http://127.0.0.1:4010/checkout/1";
        let odd = ["http://u@127.0.0.1:4010/", "http://127.0.0.2:4010/", "http://localhost:4010/"];
        for is_demo in [false, true] {
            let offers = Offers::of(is_demo);
            known(checkout, &offers).unwrap_err();
            offers.note("/v1/workers", true, &answer(&json!([checkout, odd])));
            assert_eq!(known(checkout, &offers).is_ok(), is_demo);
            for url in odd {
                known(url, &offers).unwrap_err();
            }
        }
    }

    #[test]
    fn an_environment_is_opened_where_the_coordinator_says_that_it_is_and_no_deeper() {
        let offers = Offers::default();
        let web = "http://lab.eastus.azurecontainer.io:8080";
        let at = |web: &str| json!({ "name": "lab", "connection": { "web": web } });
        offers.note("/v1/workers", false, &answer(&at(web)));
        known(web, &offers).unwrap_err();
        offers.note("/v1/environments", false, &answer(&json!({ "items": [at(web)] })));
        assert_eq!(
            known(web, &offers).unwrap().as_str(),
            "http://lab.eastus.azurecontainer.io:8080/"
        );
        for deep in ["http://10.0.0.1/admin?delete=all", "http://u:p@h:1", "ssh://h", "file:///etc"]
        {
            offers.note("/v1/environments/env_1", false, &answer(&at(deep)));
            known(deep, &offers).unwrap_err();
        }
    }
}
