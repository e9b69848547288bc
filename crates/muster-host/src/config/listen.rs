//! Addresses to listen at, and which of them are served over plain HTTP.
//!
//! Loopback never leaves the machine and a tailnet encrypts by itself. Every address at once
//! (`0.0.0.0`) is served only when somebody writes it, with a warning. Anything else on a network
//! would carry tokens in clear, so it is served over TLS with the coordinator's own key.

use super::resolve::{Wrong, wrong};
use muster_core::network::is_tailnet;
use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    str::FromStr,
};

/// The port that nobody had to choose; it alone may move to the next free one.
pub const DEFAULT_PORT: u16 = 7600;

/// An address to listen at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListenAddress {
    /// Where.
    pub socket: SocketAddr,
    /// Who can reach it.
    pub reach: Reach,
}

/// Who can reach an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// This machine alone.
    Loopback,
    /// The tailnet, which encrypts by itself.
    Tailnet,
    /// Everybody on one network, which hears what is not encrypted.
    Network,
    /// Everybody on every network of this machine.
    Everywhere,
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.socket.fmt(f)
    }
}

impl ListenAddress {
    /// `127.0.0.1:7600`.
    pub fn standard() -> Self {
        let socket = SocketAddr::from((Ipv4Addr::LOCALHOST, DEFAULT_PORT));
        Self { socket, reach: Reach::Loopback }
    }
}

/// A text that is no address to listen at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadListenAddress(String);

impl FromStr for ListenAddress {
    type Err = BadListenAddress;
    fn from_str(text: &str) -> Result<Self, BadListenAddress> {
        parse(text).map_err(|(message, _)| BadListenAddress(message))
    }
}

/// Reads `ADDRESS:PORT`.
pub(super) fn parse(text: &str) -> Result<ListenAddress, Wrong> {
    let text = text.trim();
    let socket: Option<SocketAddr> = match text.strip_prefix("localhost:") {
        Some(port) => port.parse().ok().map(|port: u16| (Ipv4Addr::LOCALHOST, port).into()),
        None => text.parse().ok(),
    };
    let socket = socket.ok_or_else(|| {
        wrong(
            format!("`{text}` is not an address and a port"),
            "write it like `127.0.0.1:7600`, `[::1]:7600` or `0.0.0.0:7600`",
        )
    })?;
    Ok(ListenAddress { socket, reach: reach(socket.ip()) })
}

/// Reads a list with commas, and refuses an address that stands there twice.
pub(super) fn parse_list<'a>(
    texts: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<ListenAddress>, Wrong> {
    let mut addresses: Vec<ListenAddress> = Vec::new();
    let parts = texts.into_iter().flat_map(|text| text.split(','));
    for text in parts.filter(|text| !text.trim().is_empty()) {
        let address = parse(text)?;
        if address.socket.port() != 0 && addresses.contains(&address) {
            return Err(wrong(format!("`{address}` stands there twice"), "name it once"));
        }
        addresses.push(address);
    }
    if addresses.is_empty() { Err(wrong("no address is named", "name one")) } else { Ok(addresses) }
}

/// Who reaches an address.
pub fn reach(ip: IpAddr) -> Reach {
    let ip = ip.to_canonical();
    if ip.is_loopback() {
        Reach::Loopback
    } else if ip.is_unspecified() {
        Reach::Everywhere
    } else if is_tailnet(ip) {
        Reach::Tailnet
    } else {
        Reach::Network
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_keep_a_token_private_are_served_in_clear() {
        let cases = [
            ("127.0.0.1:0", Reach::Loopback),
            ("127.9.9.9:80", Reach::Loopback),
            ("localhost:7600", Reach::Loopback),
            ("[::1]:7600", Reach::Loopback),
            ("[::ffff:127.0.0.1]:7600", Reach::Loopback),
            ("100.64.0.1:8000", Reach::Tailnet),
            ("100.127.255.254:8000", Reach::Tailnet),
            ("[fd7a:115c:a1e0::1]:8000", Reach::Tailnet),
            ("0.0.0.0:8000", Reach::Everywhere),
            ("[::]:8000", Reach::Everywhere),
            ("100.63.255.255:8000", Reach::Network),
            ("100.128.0.0:8000", Reach::Network),
            ("192.168.1.5:8000", Reach::Network),
            ("10.0.0.1:8000", Reach::Network),
            ("8.8.8.8:8000", Reach::Network),
            ("[fd00::1]:8000", Reach::Network),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).unwrap().reach, expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_an_address_and_a_port_is_refused_with_an_example() {
        for text in
            ["", "7600", ":7600", "127.0.0.1", "example.org:80", "127.0.0.1:99999", "::1:80:"]
        {
            let (message, hint) = parse(text).unwrap_err();
            assert!(message.contains("is not an address and a port"), "{text}: {message}");
            assert!(hint.unwrap().contains("127.0.0.1:7600"));
        }
    }

    #[test]
    fn a_list_names_each_address_once() {
        assert_eq!(parse_list(["127.0.0.1:1, [::1]:1", "100.64.0.1:1"]).unwrap().len(), 3);
        assert_eq!(parse_list(["127.0.0.1:0,127.0.0.1:0"]).unwrap().len(), 2);
        assert!(parse_list(["127.0.0.1:1,127.0.0.1:1"]).unwrap_err().0.contains("twice"));
        assert!(parse_list([" , "]).is_err());
    }
}
