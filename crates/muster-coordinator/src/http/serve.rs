//! The accept loop: sockets become requests, and none may hold another one up.
//!
//! Only HTTP/1 is spoken, so that a connection that says nothing meets the same deadline as one
//! that stops in the middle of its headers.

use super::guard::limits::Far;
use axum::{Extension, Router};
use http::{Extensions, Request};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use muster_seams::{Io, Listen, Tasks};
use std::{
    collections::{HashMap, hash_map::Entry},
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::Semaphore;
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig};
use tower::ServiceExt;

/// Headers must be complete within this time of the first moment.
const SLOWEST_HEADERS: Duration = Duration::from_secs(10);
const LARGEST_HEAD: usize = 16 * 1024;
const MOST_HEADERS: usize = 64;
/// More connections wait in the system's queue; the descriptors are needed for workers and logs.
const MOST_CONNECTIONS: usize = 4096;
/// So many of them from one other machine: it may not keep everybody else out.
pub const MOST_OF_ONE: usize = 512;
/// Out of descriptors: wait for some to be closed, instead of spinning.
const PAUSE: Duration = Duration::from_millis(100);
/// A connection that is still busy this long after the word to stop is cut.
const LONGEST_GOODBYE: Duration = Duration::from_secs(3);

/// A request that came encrypted, to us or to a trusted proxy that has brought it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Encrypted;

/// At the other end of a connection: whoever asks, or a proxy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Whether a request came encrypted, to us or to a trusted proxy that has brought it.
pub(crate) fn is_encrypted(extensions: &Extensions) -> bool {
    extensions.get::<Encrypted>().is_some()
}

/// Serves every connection of a listener until the tasks are told to stop; encrypted, if there is something to
/// encrypt with. One other machine has no more connections than so many.
pub async fn listen(
    tasks: Tasks,
    sockets: Box<dyn Listen>,
    tls: Option<Arc<ServerConfig>>,
    most_of_one: usize,
    router: Router,
) {
    let router = if tls.is_some() { router.layer(Extension(Encrypted)) } else { router };
    let tls = tls.map(TlsAcceptor::from);
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let guests = Arc::new(Guests { most_of_one, counts: Mutex::default() });
    loop {
        let Ok(place) = room.clone().acquire_owned().await else { return };
        let accepted = tokio::select! {
            biased;
            () = tasks.stopped() => return,
            accepted = sockets.accept() => accepted,
        };
        match accepted {
            Ok((io, from)) => {
                let Some(guest) = guests.enter(from.ip()) else { continue };
                let (own, router, tls) = (tasks.clone(), router.clone(), tls.clone());
                tasks.spawn("connection", async move {
                    if let Some(io) = encrypted(io, tls).await {
                        connection(own, io, router, Some(from.ip())).await;
                    }
                    drop((place, guest));
                });
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// How many connections each other machine has that no session has taken over.
#[derive(Debug)]
struct Guests {
    most_of_one: usize,
    counts: Mutex<HashMap<IpAddr, usize>>,
}

/// One of them, until it is dropped.
#[derive(Debug)]
struct Guest(Arc<Guests>, IpAddr);

impl Guests {
    /// Programs of this machine can use up its descriptors anyway, and may speak for many.
    fn enter(self: &Arc<Self>, from: IpAddr) -> Option<Guest> {
        let mut counts = self.counts();
        let count = counts.entry(from).or_default();
        if *count >= self.most_of_one && !from.is_loopback() {
            tracing::debug!(%from, "it has too many connections");
            return None;
        }
        *count += 1;
        Some(Guest(self.clone(), from))
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut counts = self.0.counts();
        if let Entry::Occupied(mut count) = counts.entry(self.1) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

/// A connection on which TLS is spoken, if it has to be. One that does not in time is none.
async fn encrypted(io: Box<dyn Io>, tls: Option<TlsAcceptor>) -> Option<Box<dyn Io>> {
    let Some(tls) = tls else { return Some(io) };
    match tokio::time::timeout(SLOWEST_HEADERS, tls.accept(io)).await {
        Ok(Ok(stream)) => Some(Box::new(stream)),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a connection speaks no TLS that we know");
            None
        }
        Err(_) => None,
    }
}

/// Serves one connection to its end, be it of another machine or not; one from inside this process has no address.
pub(crate) async fn connection(
    tasks: Tasks,
    io: Box<dyn Io>,
    router: Router,
    from: Option<IpAddr>,
) {
    let service = router.map_request(move |mut request: Request<Incoming>| {
        if let Some(from) = from {
            request.extensions_mut().insert(Peer(from));
        }
        if let Some(far) = from.and_then(Far::of) {
            request.extensions_mut().insert(far);
        }
        request
    });
    let service = TowerToHyperService::new(service);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(SLOWEST_HEADERS)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS);
    let serving = http.serve_connection(TokioIo::new(io), service).with_upgrades();
    let mut serving = std::pin::pin!(serving);
    let ended = tokio::select! {
        biased;
        ended = serving.as_mut() => ended,
        () = tasks.stopped() => {
            serving.as_mut().graceful_shutdown();
            match tokio::time::timeout(LONGEST_GOODBYE, serving).await {
                Ok(ended) => ended,
                Err(_) => return,
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_machine_cannot_take_all_the_room() {
        let guests = Arc::new(Guests { most_of_one: MOST_OF_ONE, counts: Mutex::default() });
        let enter = |from: &str| guests.enter(from.parse().unwrap());
        let mut all: Vec<_> = (0..MOST_OF_ONE).map(|_| enter("192.168.1.5").unwrap()).collect();
        assert!(enter("192.168.1.5").is_none());
        assert!(enter("192.168.1.6").is_some());
        all.pop();
        assert!(enter("192.168.1.5").is_some());
        let here: Vec<_> = (0..=MOST_OF_ONE).map(|_| enter("127.0.0.1").unwrap()).collect();
        drop((all, here));
        assert!(guests.counts().is_empty());
    }
}
