//! Targets: an address to talk to, checked before anything is sent there.
//!
//! Over plain HTTP a token may travel to this machine or through a tailnet, where WireGuard
//! encrypts it. A name is resolved once, every address that it has is checked, and the connection
//! goes to the checked addresses alone.
//!
//! An encrypted address may say behind `#` which key its coordinator holds; then that key is trusted and
//! nothing else.

use crate::credential::{BadCredential, Credential};
use muster_core::network::is_private;
use muster_tls::Pin;
use std::net::SocketAddr;
use url::{Host, Url};

/// Whom to talk to, and as whom.
#[derive(Debug, Clone)]
pub struct Target {
    /// The coordinator's address; if it is encrypted, its key may follow behind `#`.
    pub url: Url,
    /// What to show of ourselves; a worker that joins has nothing yet.
    pub credential: Option<Credential>,
    /// Send secrets over plain HTTP to any address; for whoever knows the network.
    pub allows_plain_http: bool,
}

/// Why an address or a token cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The address is not one of a coordinator.
    #[error("`{url}` is not the address of a coordinator: {reason}")]
    BadUrl {
        /// The address, without anything secret.
        url: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The name in the address has no address.
    #[error("cannot resolve `{host}`")]
    UnknownHost {
        /// The name.
        host: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A secret would travel in clear.
    #[error("will not send a token to `{host}` over plain HTTP")]
    PlainHttp {
        /// The host.
        host: String,
    },
    /// The token is not one.
    #[error(transparent)]
    BadCredential(#[from] BadCredential),
}

/// An address that passed every check.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) url: Url,
    /// The key that is trusted, instead of whomever an authority vouches for.
    pub(crate) pin: Option<Pin>,
    /// A name and the addresses to connect to instead of asking for it again.
    pub(crate) pinned: Option<(String, Vec<SocketAddr>)>,
}

impl Target {
    pub(crate) async fn check(&self) -> Result<Checked, TargetError> {
        let (url, pin) = split_pin(&self.url);
        let url = plain_origin(&url)?;
        if url.scheme() == "https" || self.allows_plain_http {
            return Ok(Checked { url, pin, pinned: None });
        }
        let refused = |host: &str| TargetError::PlainHttp { host: host.to_owned() };
        match url.host() {
            Some(Host::Ipv4(address)) if is_private(address.into()) => {}
            Some(Host::Ipv6(address)) if is_private(address.into()) => {}
            Some(Host::Domain(name)) => {
                let addresses = resolve(name, url.port_or_known_default().unwrap_or(80)).await?;
                if addresses.is_empty() || !addresses.iter().all(|found| is_private(found.ip())) {
                    return Err(refused(name));
                }
                let pinned = Some((name.to_owned(), addresses));
                return Ok(Checked { url, pin, pinned });
            }
            Some(_) | None => return Err(refused(url.host_str().unwrap_or_default())),
        }
        Ok(Checked { url, pin, pinned: None })
    }
}

/// An address without the key that stands behind it, and that key. What is no key stays where it is.
fn split_pin(url: &Url) -> (Url, Option<Pin>) {
    let pin = url.fragment().filter(|_| url.scheme() == "https").and_then(|key| key.parse().ok());
    let mut plain = url.clone();
    if pin.is_some() {
        plain.set_fragment(None);
    }
    (plain, pin)
}

/// The address with nothing in it that has no meaning here.
fn plain_origin(url: &Url) -> Result<Url, TargetError> {
    let mut shown = url.clone();
    shown.set_query(None);
    let has_password = !url.username().is_empty() || url.password().is_some();
    if has_password {
        let cleared = shown.set_username("").and(shown.set_password(None));
        debug_assert!(cleared.is_ok(), "an address with a user has a host");
    }
    let bad = |reason| Err(TargetError::BadUrl { url: shown.to_string(), reason });
    match url.scheme() {
        "http" | "https" if url.host_str().is_none() => bad("it names no host"),
        "http" | "https" if has_password => bad("it contains a user name or password"),
        "http" | "https" if url.query().is_some() || url.fragment().is_some() => {
            bad("it contains `?` or `#`")
        }
        "http" | "https" => Ok(url.clone()),
        _ => bad("it does not begin with `http://` or `https://`"),
    }
}

async fn resolve(name: &str, port: u16) -> Result<Vec<SocketAddr>, TargetError> {
    let found = tokio::net::lookup_host((name, port)).await;
    let host = name.to_owned();
    Ok(found.map_err(|source| TargetError::UnknownHost { host, source })?.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Target {
        Target { url: url.parse().unwrap(), credential: None, allows_plain_http: false }
    }

    #[tokio::test]
    async fn secrets_travel_in_clear_only_here_or_through_a_tailnet() {
        for url in [
            "http://127.0.0.1:7600",
            "http://127.8.8.8",
            "http://[::1]:7600",
            "http://[::ffff:127.0.0.1]",
            "http://localhost:7600/",
            "http://100.64.0.1:7600",
            "http://100.127.255.254",
            "http://[fd7a:115c:a1e0::7]",
            "https://muster.example.com/prefix/",
        ] {
            target(url).check().await.unwrap_or_else(|error| panic!("{url}: {error}"));
        }
        for url in [
            "http://192.168.1.5:7600",
            "http://10.0.0.1",
            "http://100.63.255.255",
            "http://100.128.0.1",
            "http://8.8.8.8",
            "http://0.0.0.0:7600",
            "http://[fd00::1]",
            "http://[::ffff:10.0.0.1]",
            "http://2130706434.0x8.1/",
        ] {
            let Ok(parsed) = url.parse() else { continue };
            let wish = Target { url: parsed, credential: None, allows_plain_http: false };
            let error = wish.check().await.expect_err(url);
            assert!(matches!(error, TargetError::PlainHttp { .. }), "{url}: {error}");
        }
    }

    #[tokio::test]
    async fn whoever_knows_the_network_may_say_so() {
        let wish = Target { allows_plain_http: true, ..target("http://192.168.1.5:7600") };
        assert!(wish.check().await.is_ok());
    }

    #[tokio::test]
    async fn a_name_is_connected_to_at_the_addresses_that_were_checked() {
        let checked = target("http://localhost:7600").check().await.unwrap();
        let (name, addresses) = checked.pinned.unwrap();
        assert_eq!(name, "localhost");
        assert!(addresses.iter().all(|address| address.ip().is_loopback()), "{addresses:?}");
    }

    #[tokio::test]
    async fn an_address_with_more_than_an_origin_is_refused_and_its_password_not_shown() {
        for url in [
            "ftp://127.0.0.1",
            "http://u:hunter2@127.0.0.1",
            "http://127.0.0.1/?a=b",
            "http://127.0.0.1/#x",
            "https://127.0.0.1/#x",
            "http://127.0.0.1/#MCowBQYDK2VwAyEAMCowBQYDK2VwAyEAMCowBQYDK2U",
        ] {
            let error = target(url).check().await.expect_err(url);
            assert!(matches!(error, TargetError::BadUrl { .. }), "{url}: {error}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }
}
