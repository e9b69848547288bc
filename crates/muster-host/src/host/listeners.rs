//! The listeners of a host, opened before anything else is disturbed, the store above all.
//!
//! A port that somebody chose is theirs or an error; only the default one moves to the next.

use super::port_holder;
use crate::{
    StartError,
    config::{ListenAddress, Reach, ServeSettings},
};
use muster_coordinator::Coordinator;
use muster_seams::{Listen, Net};
use muster_session::{KeyPair, PublicKey};
use muster_tls::{ServerConfig, listening};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    sync::Arc,
};

/// How far the default port may move.
const MOVES: u16 = 100;

/// Ports that are ours.
pub(super) type Open = Vec<(ListenAddress, Box<dyn Listen>)>;

/// Opens them all, or none.
pub(super) async fn open(settings: &ServeSettings, net: &dyn Net) -> Result<Open, StartError> {
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
    Ok(open)
}

/// Open listeners that nobody accepts from yet.
#[derive(Debug)]
pub(super) struct Listeners {
    open: Open,
    /// What whoever dials an encrypted one has to trust.
    key: PublicKey,
}

impl Listeners {
    /// These, of a coordinator with this key.
    pub(super) fn new(open: Open, key: PublicKey) -> Self {
        Self { open, key }
    }

    /// Where they listen.
    pub(super) fn addresses(&self) -> Vec<ListenAddress> {
        self.open.iter().map(|(address, _)| *address).collect()
    }

    /// The address for programs on this machine.
    pub(super) fn local_url(&self) -> String {
        let rank = |address: &ListenAddress| match address.reach {
            Reach::Loopback => 0,
            Reach::Everywhere => 1,
            Reach::Tailnet => 2,
            Reach::Network => 3,
        };
        let best = self.addresses().into_iter().min_by_key(rank);
        best.map(|address| self.url(address)).unwrap_or_default()
    }

    /// Every address, the one that reaches furthest first.
    pub(super) fn urls(&self) -> Vec<String> {
        let mut urls = Vec::new();
        for address in nameable(&self.addresses(), &outward()) {
            let url = self.url(address);
            if !urls.contains(&url) {
                urls.push(url);
            }
        }
        urls
    }

    /// An address as somebody dials it: where it is encrypted, with the key to be trusted.
    fn url(&self, ListenAddress { socket, reach }: ListenAddress) -> String {
        match reach {
            Reach::Network => format!("https://{socket}#{}", self.key),
            Reach::Loopback | Reach::Tailnet | Reach::Everywhere => {
                format!("http://{}", near(socket))
            }
        }
    }

    /// Begins to accept.
    pub(super) fn serve(self, coordinator: &Coordinator, key: &KeyPair) -> Result<(), StartError> {
        for (address, listener) in self.open {
            if address.reach == Reach::Everywhere {
                tracing::warn!(%address, "listens on every network of this machine, in clear");
            }
            let about = |source| StartError::Listen { address: address.socket, source };
            let tls = (address.reach == Reach::Network).then(|| encrypted(key)).transpose()?;
            coordinator.serve(listener, tls).map_err(about)?;
        }
        Ok(())
    }
}

fn encrypted(key: &KeyPair) -> Result<Arc<ServerConfig>, StartError> {
    let document = key.to_pkcs8().map_err(|_| StartError::NoKey)?;
    listening(&document).map_err(|error| {
        tracing::error!(%error, "cannot serve TLS with the coordinator's key");
        StartError::NoKey
    })
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

/// What can be told to others, the address that reaches furthest first.
fn nameable(addresses: &[ListenAddress], outward: &[IpAddr]) -> Vec<ListenAddress> {
    let of = |reach: Reach| addresses.iter().copied().filter(move |one| one.reach == reach);
    let outward = of(Reach::Everywhere).flat_map(|one| {
        let fits = |ip: &&IpAddr| ip.is_ipv4() == one.socket.is_ipv4();
        let at = move |ip: &IpAddr| SocketAddr::new(*ip, one.socket.port());
        let sockets: Vec<_> = outward.iter().filter(fits).map(at).collect();
        sockets.into_iter().map(move |socket| ListenAddress { socket, ..one })
    });
    let far = of(Reach::Tailnet).chain(of(Reach::Network)).chain(outward);
    far.chain(of(Reach::Loopback)).chain(of(Reach::Everywhere)).collect()
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
        ListenAddress { socket, reach: reach(socket.ip()) }
    }

    #[test]
    fn the_address_that_reaches_furthest_comes_first() {
        let outward = vec!["100.64.0.9".parse().unwrap(), "192.168.1.5".parse().unwrap()];
        let told = |listening: &[&str]| {
            let listening: Vec<_> = listening.iter().map(|text| address(text)).collect();
            let told = nameable(&listening, &outward);
            told.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(told(&["127.0.0.1:1"]), ["127.0.0.1:1"]);
        let both = ["127.0.0.1:1", "10.0.0.7:3", "100.64.0.7:2"];
        assert_eq!(told(&both), ["100.64.0.7:2", "10.0.0.7:3", "127.0.0.1:1"]);
        let everywhere = ["100.64.0.9:3", "192.168.1.5:3", "0.0.0.0:3"];
        assert_eq!(told(&["0.0.0.0:3"]), everywhere);
        assert_eq!(told(&["[::]:3"]), ["[::]:3"]);
    }

    #[test]
    fn an_encrypted_address_says_which_key_to_trust() {
        let key = KeyPair::generate().unwrap().public();
        let listeners = Listeners { open: Vec::new(), key };
        let url = |text| listeners.url(address(text));
        assert_eq!(url("10.0.0.7:3"), format!("https://10.0.0.7:3#{key}"));
        assert_eq!(url("100.64.0.7:2"), "http://100.64.0.7:2");
        assert_eq!(url("[::]:2"), "http://[::1]:2");
    }
}
