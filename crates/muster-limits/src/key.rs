//! Keys: who is counted.
//!
//! A key is a hash, so each takes the same memory, and none tells in Redis whose it is at a glance.

use aws_lc_rs::digest::{Context, SHA256};
use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

/// Whoever is counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key([u8; 16]);

impl Key {
    /// Whoever holds the token with this hash.
    pub fn token(hash: &[u8]) -> Self {
        Self::of("token", hash)
    }

    /// Whoever is at this address. In IPv6 one customer has a whole /64, so that is one caller.
    pub fn address(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::of("ipv4", &address.octets()),
            IpAddr::V6(address) => Self::of("ipv6", &network(address)),
        }
    }

    /// Whoever has this name of some kind: an account, or an account together with an address.
    pub fn named(kind: &str, name: &str) -> Self {
        Self::of(kind, name.as_bytes())
    }

    fn of(kind: &str, name: &[u8]) -> Self {
        let mut context = Context::new(&SHA256);
        context.update(&(kind.len() as u64).to_be_bytes());
        context.update(kind.as_bytes());
        context.update(name);
        let mut key = [0; 16];
        key.copy_from_slice(&context.finish().as_ref()[..16]);
        Self(key)
    }
}

fn network(address: Ipv6Addr) -> [u8; 8] {
    let mut network = [0; 8];
    network.copy_from_slice(&address.octets()[..8]);
    network
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str) -> Key {
        Key::address(address.parse().unwrap())
    }

    #[test]
    fn a_network_of_ipv6_is_one_caller_and_an_address_of_ipv4_is_one_however_it_is_written() {
        assert_eq!(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::9"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_eq!(at("192.0.2.1"), at("::ffff:192.0.2.1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
    }

    #[test]
    fn nobody_is_taken_for_somebody_of_another_kind() {
        assert_ne!(Key::token(b"abc"), Key::named("account", "abc"));
        assert_ne!(Key::named("ab", "c"), Key::named("a", "bc"));
        assert_eq!(Key::token(b"abc").to_string().len(), 32);
    }
}
