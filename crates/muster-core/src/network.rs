//! Who hears what is sent to an address.

use std::net::{IpAddr, Ipv6Addr};

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

/// Whether an address is one of a single link, where clouds tell each machine its secrets.
pub fn is_link_local(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}
