//! Where a biller's API is.

use std::{net::IpAddr, str::FromStr};
use url::{Host, Url};

/// The address under which a biller's API lies: over TLS, or in clear on this machine alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiBase(Url);

/// An address that a key must not be sent to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an address over TLS, nor one of this machine")]
pub struct NotABase;

impl ApiBase {
    /// The address itself.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The address of something below it; `path` begins with `/` and is plain.
    pub(crate) fn below(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let before = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{before}{path}"));
        url
    }

    /// Whether nothing is encrypted on the way.
    pub(crate) fn is_in_clear(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// Scheme, host and port, where it is a fake one on this machine.
    pub(crate) fn local_origin(&self) -> Option<url::Origin> {
        is_this_machine(&self.0).then(|| self.0.origin())
    }
}

impl FromStr for ApiBase {
    type Err = NotABase;
    fn from_str(text: &str) -> Result<Self, NotABase> {
        let url = Url::parse(text).map_err(|_| NotABase)?;
        let is_bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        let is_safe = match url.scheme() {
            "https" => url.has_host(),
            "http" => is_this_machine(&url),
            _ => false,
        };
        if is_bare && is_safe { Ok(Self(url)) } else { Err(NotABase) }
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_over_tls_or_stays_on_this_machine() {
        for (text, is_in_clear) in [("https://api.polar.sh", false), ("http://[::1]:4010/x", true)]
        {
            let base: ApiBase = text.parse().unwrap();
            assert_eq!(base.is_in_clear(), is_in_clear, "{text}");
        }
        for bad in
            ["http://10.0.0.1", "https://u@a", "https://:p@a", "https://a?b", "https://a#b", ""]
        {
            assert_eq!(bad.parse::<ApiBase>(), Err(NotABase), "{bad}");
        }
    }

    #[test]
    fn what_lies_below_keeps_what_stands_before() {
        let base: ApiBase = "http://127.0.0.1:4010/polar/".parse().unwrap();
        assert_eq!(
            base.below("/v1/checkouts/").as_str(),
            "http://127.0.0.1:4010/polar/v1/checkouts/"
        );
    }
}
