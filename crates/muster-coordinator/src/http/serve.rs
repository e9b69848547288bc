//! The accept loop: sockets become requests, and none may hold another one up.
//!
//! Only HTTP/1 is spoken, so that a connection that says nothing meets the same deadline as one
//! that stops in the middle of its headers.

use crate::{app::App, http::guard::InProcess};
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use muster_seams::{Io, Listen};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

/// Headers must be complete within this time of the first moment.
const SLOWEST_HEADERS: Duration = Duration::from_secs(10);
const LARGEST_HEAD: usize = 16 * 1024;
const MOST_HEADERS: usize = 64;
/// More connections wait in the system's queue; the descriptors are needed for workers and logs.
const MOST_CONNECTIONS: usize = 4096;
/// Out of descriptors: wait for some to be closed, instead of spinning.
const PAUSE: Duration = Duration::from_millis(100);
/// A connection that is still busy this long after the word to stop is cut.
const LONGEST_GOODBYE: Duration = Duration::from_secs(3);

/// Where connections come from, and how they are encrypted, if they are.
pub(crate) struct Listener {
    pub(crate) sockets: Box<dyn Listen>,
    pub(crate) tls: Option<TlsAcceptor>,
}

/// Serves every connection of a listener until the coordinator stops.
pub(crate) async fn listen(app: Arc<App>, listener: Listener, router: Router) {
    let Listener { sockets, tls } = listener;
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Ok(place) = room.clone().acquire_owned().await else { return };
        let accepted = tokio::select! {
            biased;
            () = app.seams.tasks.stopped() => return,
            accepted = sockets.accept() => accepted,
        };
        match accepted {
            Ok((io, _)) => {
                let (own, router, tls) = (app.clone(), router.clone(), tls.clone());
                app.seams.tasks.spawn("connection", async move {
                    if let Some(io) = encrypted(io, tls).await {
                        connection(own, io, router).await;
                    }
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(PAUSE).await;
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

/// Serves a connection that was opened inside this process.
pub(crate) async fn in_process(app: Arc<App>, io: Box<dyn Io>, router: Router) {
    connection(app, io, router.layer(Extension(InProcess))).await;
}

async fn connection(app: Arc<App>, io: Box<dyn Io>, router: Router) {
    let service = TowerToHyperService::new(router);
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
        () = app.seams.tasks.stopped() => {
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
