//! The address at which a provider's API is, checked before anything secret is sent there.

use crate::Secret;
use muster_core::network::is_public;
use std::{net::IpAddr, path::PathBuf};
use url::{Host, Url};

/// A base address that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBase {
    /// It is no address.
    #[error("must be an address such as https://api.example.com/v1")]
    NotAnAddress,
    /// Tokens would travel in the clear.
    #[error("must begin with https://")]
    NotEncrypted,
    /// It carries what an address of an API does not have.
    #[error("must have no user, password, query or fragment")]
    Extra,
    /// It leads into a private network.
    #[error("must not be an address of a private network")]
    Private,
}

/// Where an API is: `https` and public, or this machine for a fake, or what the operator calls their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    url: Url,
    way: Way,
}

/// How an API is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// Over the public internet; a name that leads anywhere else is not followed.
    Public,
    /// Wherever the operator's own settings say, a private network too.
    Own(OwnTls),
    /// Through a socket of this machine.
    Socket(PathBuf),
}

/// Whom a machine of one's own is known by, and who we are to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnTls {
    /// Certificates in PEM that vouch for it; without any, those of the system.
    pub roots: Option<String>,
    /// Our own certificate and its key, in PEM.
    pub identity: Option<Secret>,
}

impl Base {
    /// Reads and checks an address.
    pub fn parse(text: &str) -> Result<Self, BadBase> {
        let url = checked(text, true)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BadBase::Extra);
        }
        Ok(Self { url, way: Way::Public })
    }

    /// An address of the operator's own, which may be private but is encrypted unless it is this machine.
    pub fn own(text: &str, tls: OwnTls) -> Result<Self, BadBase> {
        let url = Url::parse(text).map_err(|_| BadBase::NotAnAddress)?;
        let is_bare = url.username().is_empty() && url.password().is_none();
        if !is_bare || url.query().is_some() || url.fragment().is_some() {
            return Err(BadBase::Extra);
        }
        match url.scheme() {
            "https" => Ok(Self { url, way: Way::Own(tls) }),
            "http" if is_here(&url) => Ok(Self { url, way: Way::Own(tls) }),
            _ => Err(BadBase::NotEncrypted),
        }
    }

    /// A socket of this machine; only whoever may open the file gets in.
    pub fn socket(path: PathBuf) -> Result<Self, BadBase> {
        let url = Url::parse("http://localhost").map_err(|_| BadBase::NotAnAddress)?;
        Ok(Self { url, way: Way::Socket(path) })
    }

    /// The host, as its address has it.
    #[cfg(feature = "docker")]
    pub(crate) fn host(&self) -> &str {
        match self.way {
            Way::Socket(_) => "127.0.0.1",
            Way::Public | Way::Own(_) => self.url.host_str().unwrap_or_default(),
        }
    }

    pub(super) fn way(&self) -> &Way {
        &self.way
    }

    /// The address of one resource. Every part becomes one segment, whatever is in it.
    pub(crate) fn at(&self, segments: &[&str], query: &[(&str, String)]) -> Url {
        let mut url = self.url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// The address of a path and a query that are well-formed already.
    #[cfg(feature = "kubernetes")]
    pub(crate) fn under(&self, path: &str, query: Option<&str>) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("{}{path}", self.url.path().trim_end_matches('/')));
        url.set_query(query.filter(|query| !query.is_empty()));
        url
    }

    /// A link that an answer gave, if it stays with the same API.
    pub(crate) fn follow(&self, link: &str) -> Option<Url> {
        let url = Url::parse(link).ok()?;
        (url.origin() == self.url.origin() && url.username().is_empty()).then_some(url)
    }

    /// An instance's address as the provider gives it, if it leads where instances can be.
    pub(crate) fn instance(&self, text: &str) -> Result<Url, BadBase> {
        checked(text, is_here(&self.url))
    }

    /// Whether nothing is encrypted, which is so on this machine only.
    pub(crate) fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// Where a virtual machine of Azure asks who it is. The address is fixed and known to everybody;
    /// nothing secret is sent there.
    pub(crate) fn azure_machine() -> Option<Self> {
        let url = Url::parse("http://169.254.169.254/metadata").ok()?;
        Some(Self { url, way: Way::Public })
    }
}

fn checked(text: &str, may_be_here: bool) -> Result<Url, BadBase> {
    let url = Url::parse(text).map_err(|_| BadBase::NotAnAddress)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BadBase::Extra);
    }
    if may_be_here && is_here(&url) && matches!(url.scheme(), "http" | "https") {
        return Ok(url);
    }
    if url.scheme() != "https" {
        return Err(BadBase::NotEncrypted);
    }
    if is_private(&url) { Err(BadBase::Private) } else { Ok(url) }
}

/// Whether it is this machine, in numbers: a name could lead anywhere.
fn is_here(url: &Url) -> bool {
    number(url).is_some_and(|address| address.is_loopback())
}

fn is_private(url: &Url) -> bool {
    match number(url) {
        Some(address) => !is_public(address),
        // A name that only means something inside a network.
        None => url.host_str().is_none_or(|name| !name.trim_end_matches('.').contains('.')),
    }
}

fn number(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_to_public_encrypted_addresses_or_to_this_machine() {
        for good in ["https://api.render.com/v1", "http://127.0.0.1:4010", "http://[::1]:1/api"] {
            assert!(Base::parse(good).is_ok(), "{good}");
        }
        let bad = [
            ("api.render.com", BadBase::NotAnAddress),
            ("http://api.render.com", BadBase::NotEncrypted),
            ("http://localhost:1", BadBase::NotEncrypted),
            ("file:///etc/passwd", BadBase::NotEncrypted),
            ("https://user@api.render.com", BadBase::Extra),
            ("https://api.render.com?x", BadBase::Extra),
            ("https://192.168.1.1", BadBase::Private),
            ("https://0xa000001", BadBase::Private),
            ("https://[::ffff:a00:1]", BadBase::Private),
            ("https://metadata", BadBase::Private),
        ];
        for (text, error) in bad {
            assert_eq!(Base::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn the_operators_own_address_may_be_private_and_is_encrypted_all_the_same() {
        let own = |text| Base::own(text, OwnTls::default());
        for good in ["https://10.0.0.1:6443", "https://cluster.lan/k8s", "http://127.0.0.1:8001"] {
            assert!(own(good).is_ok(), "{good}");
        }
        assert_eq!(own("http://10.0.0.1:2375"), Err(BadBase::NotEncrypted));
        assert_eq!(own("http://localhost:2375"), Err(BadBase::NotEncrypted));
        assert_eq!(own("https://ada@cluster.lan"), Err(BadBase::Extra));
    }

    #[test]
    fn a_part_of_a_path_stays_one_part() {
        let base = Base::parse("https://api.render.com/v1/").unwrap();
        let url = base.at(&["services", "a/../b?c"], &[("name", "x&y".into())]);
        assert_eq!(url.as_str(), "https://api.render.com/v1/services/a%2F..%2Fb%3Fc?name=x%26y");
    }

    #[test]
    fn a_link_leads_nowhere_else() {
        let base = Base::parse("https://management.azure.com").unwrap();
        assert!(base.follow("https://management.azure.com/next?x=1").is_some());
        for link in ["https://evil.example/next", "http://management.azure.com/", "next", ""] {
            assert_eq!(base.follow(link), None, "{link}");
        }
    }

    #[test]
    fn a_provider_cannot_send_us_into_our_own_network() {
        let real = Base::parse("https://api.render.com/v1").unwrap();
        assert!(real.instance("https://worker.onrender.com").is_ok());
        let inside = [
            "http://127.0.0.1:7600",
            "https://127.0.0.1",
            "https://2130706433",
            "https://0x7f.1",
            "https://017700000001",
            "https://[::1]",
            "https://[::ffff:7f00:1]",
            "https://[64:ff9b::a00:1]",
            "https://10.0.0.1",
            "https://100.64.0.1",
            "https://169.254.169.254/latest",
            "https://localhost",
            "https://localhost.",
            "https://user@worker.onrender.com",
            "http://worker.onrender.com",
            "ftp://worker.onrender.com",
            "javascript:alert(1)",
        ];
        for address in inside {
            assert!(real.instance(address).is_err(), "{address}");
        }
        let fake = Base::parse("http://127.0.0.1:1").unwrap();
        assert!(fake.instance("http://127.0.0.1:7600").is_ok());
    }
}
