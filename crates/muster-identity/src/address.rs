//! Addresses from outside: where we may be sent, and where secrets may go.
//!
//! An address is over TLS and leads to the public internet. This machine itself is allowed only where the
//! caller says so, in numbers, since a name could lead anywhere.

use muster_core::network::is_public;
use std::{fmt, net::IpAddr};
use url::{Host, Url};

/// Whether an address may be on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Nowhere but the public internet.
    Public,
    /// Also this machine, in clear: fakes, and agents that somebody tries out.
    LoopbackToo,
}

/// Longer than any address that a browser takes.
const LONGEST: usize = 2_048;

/// Why an address leads nowhere that we go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// It is none.
    #[error("must be an address such as https://agent.example/a2a")]
    NotAnAddress,
    /// What is sent there could be read by others.
    #[error("must begin with https://")]
    NotEncrypted,
    /// It carries what an address does not have here.
    #[error("must have no user, password or fragment")]
    Extra,
    /// It leads into a private network.
    #[error("must not lead into a private network")]
    Private,
}

/// An address that was found harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Url);

impl Address {
    /// Reads and checks an address.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, BadAddress> {
        if text.len() > LONGEST {
            return Err(BadAddress::NotAnAddress);
        }
        let url = Url::parse(text).map_err(|_| BadAddress::NotAnAddress)?;
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(BadAddress::Extra);
        }
        if reach == Reach::LoopbackToo && is_here(&url) && matches!(url.scheme(), "http" | "https")
        {
            return Ok(Self(url));
        }
        if url.scheme() != "https" {
            return Err(BadAddress::NotEncrypted);
        }
        if is_private(&url) { Err(BadAddress::Private) } else { Ok(Self(url)) }
    }

    /// The address itself.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The address itself, taken apart.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn number(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(_) => None,
    }
}

fn is_here(url: &Url) -> bool {
    number(url).is_some_and(|address| address.is_loopback())
}

fn is_private(url: &Url) -> bool {
    match number(url) {
        Some(address) => !is_public(address),
        None => url.host_str().is_none_or(is_local_name),
    }
}

/// Names that mean something inside a network only.
fn is_local_name(name: &str) -> bool {
    const LOCAL: [&str; 5] = ["localhost", "local", "internal", "lan", "home"];
    let name = name.trim_end_matches('.');
    name.rsplit_once('.').is_none_or(|(_, last)| LOCAL.contains(&last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_the_public_internet_over_tls() {
        for good in
            ["https://agent.example/a2a?x=1", "https://1.1.1.1", "https://[2606:4700::1111]"]
        {
            assert!(Address::parse(good, Reach::Public).is_ok(), "{good}");
        }
        let long = format!("https://a.example/{}", "x".repeat(2_048));
        for (bad, error) in [
            ("agent.example", BadAddress::NotAnAddress),
            (long.as_str(), BadAddress::NotAnAddress),
            ("http://agent.example", BadAddress::NotEncrypted),
            ("javascript:alert(1)", BadAddress::NotEncrypted),
            ("file:///etc/passwd", BadAddress::NotEncrypted),
            ("http://127.0.0.1:1", BadAddress::NotEncrypted),
            ("https://u@agent.example", BadAddress::Extra),
            ("https://:p@agent.example", BadAddress::Extra),
            ("https://agent.example#x", BadAddress::Extra),
            ("https://localhost", BadAddress::Private),
            ("https://localhost.", BadAddress::Private),
            ("https://a.localhost", BadAddress::Private),
            ("https://printer.local", BadAddress::Private),
            ("https://metadata.google.internal", BadAddress::Private),
            ("https://metadata", BadAddress::Private),
            ("https://127.0.0.1", BadAddress::Private),
            ("https://2130706433", BadAddress::Private),
            ("https://0x7f.1", BadAddress::Private),
            ("https://017700000001", BadAddress::Private),
            ("https://10.0.0.1", BadAddress::Private),
            ("https://100.64.0.1", BadAddress::Private),
            ("https://169.254.169.254", BadAddress::Private),
            ("https://[::1]", BadAddress::Private),
            ("https://[::ffff:7f00:1]", BadAddress::Private),
            ("https://[64:ff9b::a00:1]", BadAddress::Private),
        ] {
            assert_eq!(Address::parse(bad, Reach::Public), Err(error), "{bad}");
        }
    }

    #[test]
    fn this_machine_is_allowed_where_the_caller_says_so_and_only_in_numbers() {
        for good in ["http://127.0.0.1:8080/x", "http://[::1]", "https://127.0.0.1"] {
            assert!(Address::parse(good, Reach::LoopbackToo).is_ok(), "{good}");
        }
        for bad in ["http://localhost", "http://10.0.0.1", "https://10.0.0.1", "ftp://127.0.0.1"] {
            assert!(Address::parse(bad, Reach::LoopbackToo).is_err(), "{bad}");
        }
    }
}
