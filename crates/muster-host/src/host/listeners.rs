//! The listeners of a host, opened before anything else is disturbed.
//!
//! A port that somebody chose is theirs or an error; only the default one moves to the next.

use super::port_holder;
use crate::{
    StartError,
    config::{ListenAddress, Reach, ServeSettings},
};
use muster_coordinator::Coordinator;
use muster_seams::{Listen, Net};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
};

/// How far the default port may move.
const MOVES: u16 = 100;

/// Open listeners that nobody accepts from yet.
#[derive(Debug)]
pub(super) struct Listeners(Vec<(ListenAddress, Box<dyn Listen>)>);

impl Listeners {
    /// Opens them all, or none.
    pub(super) async fn open(settings: &ServeSettings, net: &dyn Net) -> Result<Self, StartError> {
        let mut open = Vec::new();
        for wanted in &settings.listen.value {
            let listener = if settings.may_move_port() {
                open_nearby(*wanted, net).await
            } else {
                net.listen(wanted.socket).await
            };
            let listener = listener.map_err(|source| refuse(wanted.socket, source))?;
            let about = |source| StartError::Listen { address: wanted.socket, source };
            let socket = listener.address().map_err(about)?;
            open.push((ListenAddress { socket, ..*wanted }, listener));
        }
        Ok(Self(open))
    }

    /// Where they listen.
    pub(super) fn addresses(&self) -> Vec<ListenAddress> {
        self.0.iter().map(|(address, _)| *address).collect()
    }

    /// The address for programs on this machine.
    pub(super) fn local_url(&self) -> String {
        let rank = |address: &ListenAddress| match address.reach {
            Reach::Loopback => 0,
            Reach::Everywhere => 1,
            Reach::Tailnet => 2,
        };
        let best = self.addresses().into_iter().min_by_key(rank);
        best.map(|address| url(near(address.socket))).unwrap_or_default()
    }

    /// Every address, the one that reaches furthest first.
    pub(super) fn urls(&self) -> Vec<String> {
        urls(&self.addresses(), &outward())
    }

    /// Begins to accept.
    pub(super) fn serve(self, coordinator: &Coordinator) -> Result<(), StartError> {
        for (address, listener) in self.0 {
            if address.reach == Reach::Everywhere {
                tracing::warn!(%address, "listens on every network of this machine, in clear");
            }
            let about = |source| StartError::Listen { address: address.socket, source };
            coordinator.serve(listener).map_err(about)?;
        }
        Ok(())
    }
}

async fn open_nearby(wanted: ListenAddress, net: &dyn Net) -> io::Result<Box<dyn Listen>> {
    let mut refused = None;
    for port in wanted.socket.port()..=wanted.socket.port().saturating_add(MOVES) {
        match net.listen(SocketAddr::new(wanted.socket.ip(), port)).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => refused = Some(error),
            outcome => return outcome,
        }
    }
    Err(refused.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
}

fn refuse(address: SocketAddr, source: io::Error) -> StartError {
    if source.kind() == io::ErrorKind::AddrInUse {
        StartError::PortTaken { address, holder: port_holder::find(address) }
    } else {
        StartError::Listen { address, source }
    }
}

/// A listener on all addresses is reached from here over loopback.
fn near(socket: SocketAddr) -> SocketAddr {
    let ip = match socket.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, socket.port())
}

fn url(socket: SocketAddr) -> String {
    format!("http://{socket}")
}

fn urls(addresses: &[ListenAddress], outward: &[IpAddr]) -> Vec<String> {
    let of = |reach: Reach| addresses.iter().filter(move |address| address.reach == reach);
    let tailnet = of(Reach::Tailnet).map(|address| address.socket);
    let outward = of(Reach::Everywhere).flat_map(|address| {
        let fits = |ip: &&IpAddr| ip.is_ipv4() == address.socket.is_ipv4();
        let ips = outward.iter().filter(fits);
        ips.map(|ip| SocketAddr::new(*ip, address.socket.port())).collect::<Vec<_>>()
    });
    let near_by = of(Reach::Loopback).chain(of(Reach::Everywhere)).map(|a| near(a.socket));
    let mut urls: Vec<String> = Vec::new();
    for url in tailnet.chain(outward).chain(near_by).map(url) {
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    urls
}

/// This machine's addresses towards a tailnet and towards everything else.
///
/// A UDP socket that is connected sends nothing; the system only looks which way it would.
fn outward() -> Vec<IpAddr> {
    let towards = |target: IpAddr| {
        let any: IpAddr = match target {
            IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let socket = UdpSocket::bind((any, 0)).ok()?;
        // The discard service's port; nothing is sent to it.
        socket.connect((target, 9)).ok()?;
        Some(socket.local_addr().ok()?.ip())
    };
    // The resolver of every tailnet, then addresses that are set apart for documentation.
    let targets = [
        IpAddr::from([100, 100, 100, 100]),
        IpAddr::from([192, 0, 2, 1]),
        IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]),
    ];
    let mut found: Vec<IpAddr> = Vec::new();
    for ip in targets.into_iter().filter_map(towards) {
        if !ip.is_loopback() && !ip.is_unspecified() && !found.contains(&ip) {
            found.push(ip);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::reach;

    fn address(text: &str) -> ListenAddress {
        let socket: SocketAddr = text.parse().unwrap();
        ListenAddress { socket, reach: reach(socket.ip()).unwrap() }
    }

    #[test]
    fn the_address_that_reaches_furthest_comes_first() {
        let outward = vec!["100.64.0.9".parse().unwrap(), "192.168.1.5".parse().unwrap()];
        let told = |listening: &[&str]| {
            let listening: Vec<_> = listening.iter().map(|text| address(text)).collect();
            urls(&listening, &outward)
        };
        assert_eq!(told(&["127.0.0.1:1"]), ["http://127.0.0.1:1"]);
        assert_eq!(
            told(&["127.0.0.1:1", "100.64.0.7:2"]),
            ["http://100.64.0.7:2", "http://127.0.0.1:1"]
        );
        assert_eq!(
            told(&["0.0.0.0:3"]),
            ["http://100.64.0.9:3", "http://192.168.1.5:3", "http://127.0.0.1:3"]
        );
        assert_eq!(told(&["[::]:3"]), ["http://[::1]:3"]);
    }
}
