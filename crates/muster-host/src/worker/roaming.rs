//! A coordinator that can be reached at several addresses, and moves.
//!
//! It tells its workers where it is each time they meet, and they keep that. It is recognised by its key, not
//! by where it is, so trying a wrong address costs nothing but time.

use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use muster_core::network::is_private;
use muster_seams::{Io, Net};
use muster_tls::{ClientConfig, is_wrong_key};
use muster_worker::{Address, Connect, TcpConnect};
use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::sleep;
use url::{Host, Url};

/// More are not kept.
const MOST: usize = 8;
/// An address that does not answer at once is not waited for: the next one is tried beside it.
const HEAD_START: Duration = Duration::from_millis(300);

/// Keeps the addresses that are known now.
pub(super) type Keep = Box<dyn Fn(Vec<Url>) + Send + Sync>;

/// Connects to a coordinator at whichever of its addresses answers first.
pub(super) struct Roaming {
    net: Arc<dyn Net>,
    tls: Arc<ClientConfig>,
    known: Mutex<Known>,
    keep: Keep,
}

struct Known {
    urls: Vec<Url>,
    /// Somebody answered there, and has not proved to be the coordinator yet; the last one last.
    unproved: Vec<Url>,
}

impl Roaming {
    pub(super) fn new(
        net: Arc<dyn Net>,
        tls: Arc<ClientConfig>,
        urls: Vec<Url>,
        keep: Keep,
    ) -> Self {
        Self { net, tls, known: Mutex::new(Known { urls, unproved: Vec::new() }), keep }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn dial(&self, url: Url, after: Duration) -> io::Result<(Url, Box<dyn Io>, String)> {
        sleep(after).await;
        let address = address(&url).ok_or(io::ErrorKind::InvalidInput)?;
        let connect = TcpConnect::with_tls(self.net.clone(), vec![address], self.tls.clone());
        let (io, host) = connect.connect().await?;
        Ok((url, io, host))
    }

    async fn first(&self, urls: Vec<Url>) -> io::Result<(Url, Box<dyn Io>, String)> {
        let starts = (0_u32..).map(|place| HEAD_START * place);
        let dials = urls.into_iter().zip(starts).map(|(url, after)| self.dial(url, after));
        let mut dials: FuturesUnordered<_> = dials.collect();
        let mut last = io::Error::new(io::ErrorKind::InvalidInput, "no address is known");
        while let Some(dialled) = dials.next().await {
            match dialled {
                Ok(found) => return Ok(found),
                // Somebody else is there: that says more than that nobody is elsewhere.
                Err(error) if !is_wrong_key(&last) => last = error,
                Err(_) => {}
            }
        }
        Err(last)
    }
}

impl Connect for Roaming {
    fn connect(&self) -> BoxFuture<'_, io::Result<(Box<dyn Io>, String)>> {
        Box::pin(async move {
            let urls = self.known().in_order();
            let (url, io, host) = self.first(urls).await?;
            self.known().has_answered(url);
            Ok((io, host))
        })
    }

    fn learn(&self, urls: &[String]) {
        let mut known = self.known();
        known.unproved.clear();
        let before = known.urls.clone();
        known.learn(urls);
        if known.urls != before {
            (self.keep)(known.urls.clone());
        }
    }
}

impl Known {
    /// Whoever answered last and was not the coordinator is asked last.
    fn in_order(&self) -> Vec<Url> {
        let mut urls = self.urls.clone();
        urls.sort_by_key(|url| self.unproved.iter().position(|unproved| unproved == url));
        urls
    }

    fn has_answered(&mut self, url: Url) {
        self.unproved.retain(|unproved| *unproved != url);
        self.unproved.push(url);
    }

    /// What the coordinator says now comes first; what was known before is not forgotten yet, and what was
    /// known longest, which somebody pasted, never.
    fn learn(&mut self, urls: &[String]) {
        let before = std::mem::take(&mut self.urls);
        let told = urls.iter().filter_map(|url| Url::parse(url).ok());
        let told = told.filter(|url| before.contains(url) || is_reachable_safely(url));
        let told = told.filter(|url| address(url).is_some());
        let mut all: Vec<Url> = Vec::new();
        for url in told.chain(before.clone()) {
            if !all.contains(&url) {
                all.push(url);
            }
        }
        if let Some(pasted) = all.len().checked_sub(1).filter(|last| *last >= MOST) {
            all.swap(MOST - 1, pasted);
            all.truncate(MOST);
        }
        self.urls = all;
    }
}

/// What goes to another machine and is read by nobody on the way. This machine is another one for everybody.
fn is_reachable_safely(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => true,
    };
    let is_tailnet = match url.host() {
        Some(Host::Ipv4(ip)) => is_private(ip.into()),
        Some(Host::Ipv6(ip)) => is_private(ip.into()),
        Some(Host::Domain(_)) | None => false,
    };
    !is_here && (url.scheme() == "https" || is_tailnet)
}

/// `host:port`, as a socket is dialled, and whether it is encrypted.
pub(super) fn address(url: &Url) -> Option<Address> {
    let is_encrypted = match (url.scheme(), url.fragment()) {
        ("http", None) => false,
        ("https", Some(_)) => true,
        _ => return None,
    };
    let authority = format!("{}:{}", url.host_str()?, url.port_or_known_default()?);
    Some(Address { authority, is_encrypted })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(urls: &[&str]) -> Known {
        let urls = urls.iter().map(|url| url.parse().unwrap()).collect();
        Known { urls, unproved: Vec::new() }
    }

    fn told(known: &Known) -> Vec<String> {
        known.in_order().iter().map(|url| url.as_str().trim_end_matches('/').to_owned()).collect()
    }

    #[test]
    fn what_is_told_comes_first_and_nothing_that_others_could_read() {
        let mut known = known(&["http://100.64.0.7:7600"]);
        let urls = ["http://100.64.0.9:7600", "https://10.0.0.7:7600/#key", "http://10.0.0.8:7600"];
        let others = [
            "http://127.0.0.1:7600",
            "http://localhost:7600",
            "http://[::1]:7600",
            "https://10.0.0.9:7600",
            "nonsense",
        ];
        let all: Vec<_> = urls.iter().chain(&others).map(ToString::to_string).collect();
        known.learn(&all);
        let expected =
            ["http://100.64.0.9:7600", "https://10.0.0.7:7600/#key", "http://100.64.0.7:7600"];
        assert_eq!(told(&known), expected);
    }

    #[test]
    fn what_was_pasted_stays_and_who_did_not_prove_himself_is_asked_last() {
        let mut known = known(&["http://127.0.0.1:7600", "http://100.64.0.7:7600"]);
        known.has_answered(known.urls[0].clone());
        assert_eq!(told(&known), ["http://100.64.0.7:7600", "http://127.0.0.1:7600"]);
        known.has_answered(known.urls[1].clone());
        assert_eq!(told(&known), ["http://127.0.0.1:7600", "http://100.64.0.7:7600"]);
        known.learn(&["http://127.0.0.1:7600".to_owned()]);
        assert_eq!(known.urls.len(), 2);
    }

    #[test]
    fn what_was_pasted_stays_however_often_the_coordinator_moves() {
        let mut known = known(&["http://127.0.0.1:7600"]);
        let address = |number: u8| format!("http://100.64.0.{number}:7600");
        (1..20).for_each(|number| known.learn(&[address(number)]));
        assert_eq!(known.urls.len(), MOST);
        assert_eq!(told(&known)[0], address(19));
        assert_eq!(told(&known)[MOST - 1], "http://127.0.0.1:7600");
    }

    #[test]
    fn an_encrypted_address_is_one_only_with_a_key() {
        let address = |url: &str| address(&url.parse().unwrap());
        assert!(address("https://10.0.0.7:7600#key").unwrap().is_encrypted);
        assert!(!address("http://100.64.0.7").unwrap().is_encrypted);
        assert_eq!(address("http://100.64.0.7").unwrap().authority, "100.64.0.7:80");
        for url in ["https://10.0.0.7:7600", "http://10.0.0.7:7600#key", "ftp://10.0.0.7"] {
            assert_eq!(address(url), None, "{url}");
        }
    }
}
