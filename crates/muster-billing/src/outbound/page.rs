//! Pages: addresses of a biller that may be opened in somebody's browser.
//!
//! Whoever has the address of a portal is in it, so it is never printed whole.

use super::ApiBase;
use std::fmt;
use url::Url;

/// A page that was checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Page(Url);

/// An address that no browser is sent to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the biller named a page that is none of its own: {host}")]
pub struct NotToBeOpened {
    /// Where it would have led.
    pub host: String,
}

/// The hosts on which a biller has pages.
#[derive(Debug, Clone)]
pub(crate) struct Hosts {
    names: &'static [&'static str],
    /// A fake biller has its pages where it has its API.
    local: Option<url::Origin>,
}

impl Hosts {
    /// These names and what is below them, and beside a fake API the fake pages.
    pub(crate) fn new(names: &'static [&'static str], base: &ApiBase) -> Self {
        Self { names, local: base.local_origin() }
    }

    /// The page, if it is on one of these hosts.
    pub(crate) fn check(&self, text: &str) -> Result<Page, NotToBeOpened> {
        let bad = |url: Option<&Url>| NotToBeOpened {
            host: url.and_then(Url::host_str).unwrap_or("no address").to_owned(),
        };
        let url = Url::parse(text).map_err(|_| bad(None))?;
        let is_bare = url.username().is_empty() && url.password().is_none();
        let is_local = self.local.as_ref().is_some_and(|origin| url.origin() == *origin);
        if is_bare && (is_local || self.is_theirs(&url)) {
            Ok(Page(url))
        } else {
            Err(bad(Some(&url)))
        }
    }

    fn is_theirs(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let is_on = |name: &&str| {
            host.strip_suffix(*name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        url.scheme() == "https" && url.port().is_none() && self.names.iter().any(is_on)
    }
}

impl Page {
    /// The address; every call is a place to look at in a review.
    pub fn reveal(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Page({}/***)", self.0.origin().ascii_serialization())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(base: &str) -> Hosts {
        Hosts::new(&["polar.sh", "checkout.stripe.com"], &base.parse().unwrap())
    }

    #[test]
    fn only_pages_of_the_biller_are_opened() {
        let real = hosts("https://api.polar.sh");
        for good in
            ["https://polar.sh/a", "https://buy.polar.sh/x?y#z", "https://checkout.stripe.com/c"]
        {
            assert_eq!(real.check(good).map(|page| page.reveal().to_owned()).as_deref(), Ok(good));
        }
        for bad in [
            "http://polar.sh/a",
            "https://evilpolar.sh/",
            "https://polar.sh.evil.example/",
            "https://polar.sh@evil.example/",
            "https://u:p@polar.sh/",
            "https://u@polar.sh/",
            "https://:p@polar.sh/",
            "https://polar.sh:8443/",
            "https://stripe.com/",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "muster://checkout-return",
            "http://127.0.0.1:4010/checkout",
            "polar.sh",
            "",
        ] {
            assert!(real.check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_fake_biller_has_its_pages_beside_its_api_and_nowhere_else() {
        let fake = hosts("http://127.0.0.1:4010");
        assert!(fake.check("http://127.0.0.1:4010/checkout/1").is_ok());
        assert!(fake.check("http://127.0.0.1:4011/checkout/1").is_err());
    }

    #[test]
    fn a_page_is_never_printed_whole() {
        let page = hosts("https://api.polar.sh").check("https://polar.sh/portal?token=hunter2");
        assert_eq!(format!("{:?}", page.unwrap()), "Page(https://polar.sh/***)");
    }
}
