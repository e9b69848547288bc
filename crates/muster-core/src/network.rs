//! Who hears what is sent to an address.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// A stretch of addresses, like `10.0.0.0/8`, or a single one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    prefix: u8,
}

/// A text that is no stretch of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an address like `10.0.0.7`, or a stretch of them like `10.0.0.0/8`")]
pub struct BadNetwork;

impl Network {
    /// Whether an address is one of them.
    pub fn contains(self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let rest = width(self.first) - u32::from(self.prefix);
        let begin = |of: IpAddr| number(of).checked_shr(rest).unwrap_or_default();
        address.is_ipv4() == self.first.is_ipv4() && begin(address) == begin(self.first)
    }
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { u32::BITS } else { u128::BITS }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u32::from(address).into(),
        IpAddr::V6(address) => address.into(),
    }
}

impl FromStr for Network {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Self, BadNetwork> {
        let (first, prefix) = match text.split_once('/') {
            Some((first, prefix)) => (first, Some(prefix.parse().map_err(|_| BadNetwork)?)),
            None => (text, None),
        };
        let first = first.parse::<IpAddr>().map_err(|_| BadNetwork)?.to_canonical();
        let prefix = prefix.unwrap_or(if first.is_ipv4() { 32 } else { 128 });
        (u32::from(prefix) <= width(first)).then_some(Self { first, prefix }).ok_or(BadNetwork)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.prefix)
    }
}

/// Tailscale's own prefix among the unique local addresses.
const TAILNET_V6: [u16; 3] = [0xfd7a, 0x115c, 0xa1e0];

/// Whether what is sent there stays on this machine or is encrypted below us.
pub fn is_private(address: IpAddr) -> bool {
    let address = address.to_canonical();
    address.is_loopback() || is_tailnet(address)
}

/// 100.64.0.0/10, and the IPv6 block that the same tailnet uses.
pub fn is_tailnet(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [first, second, ..] = address.octets();
            first == 100 && (64..128).contains(&second)
        }
        IpAddr::V6(address) => is_tailnet_v6(address),
    }
}

fn is_tailnet_v6(address: Ipv6Addr) -> bool {
    address.segments()[..3] == TAILNET_V6
}

/// Whether an address names one machine, and not a link on which clouds tell each machine its secrets.
pub fn is_one_machine(address: IpAddr) -> bool {
    let address = address.to_canonical();
    let is_on_link = match address {
        IpAddr::V4(address) => address.is_link_local() || address.is_broadcast(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    };
    !is_on_link && !address.is_unspecified() && !address.is_multicast()
}

/// Whether this is an address of the public internet: not our own machine, our network, nor a cloud's insides.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match embedded(address) {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        // Shared address space, which tailnets use.
        || (a == 100 && (64..128).contains(&b))
        // Protocol assignments, benchmarking.
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19));
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // Only 2000::/3 is given out; in it lie the documentation's and Teredo's blocks.
    let [first, second, ..] = address.segments();
    let is_documentation = first == 0x2001 && second == 0x0db8;
    let is_teredo = first == 0x2001 && second == 0;
    (0x2000..0x4000).contains(&first) && !is_documentation && !is_teredo
}

/// The IPv4 address that a translator would make of this one.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match segments {
        // Mapped, and NAT64.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(v4(high, low))
        }
        // 6to4.
        [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_of_addresses_has_what_begins_as_it_does() {
        for (network, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("10.0.0.7", "::ffff:10.0.0.7", "10.0.0.8"),
            ("0.0.0.0/0", "8.8.8.8", "::1"),
            ("fd00::/8", "fd12::1", "fe00::1"),
            ("::/0", "2001:db8::1", "1.1.1.1"),
            ("::1", "::1", "::2"),
        ] {
            let network: Network = network.parse().unwrap();
            assert!(network.contains(inside.parse().unwrap()), "{network} {inside}");
            assert!(!network.contains(outside.parse().unwrap()), "{network} {outside}");
        }
        for bad in ["", "proxy", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "*", "::/129"] {
            assert_eq!(bad.parse::<Network>(), Err(BadNetwork), "{bad}");
        }
    }

    #[test]
    fn nothing_but_the_public_internet_is_public() {
        let inside = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
        ];
        for address in inside {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"]
        {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
