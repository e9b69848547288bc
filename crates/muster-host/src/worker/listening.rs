//! A worker that listens: the coordinator calls it, and each call is a line through which it speaks as if it had
//! dialled itself.
//!
//! Anybody may reach it, so nothing is said to who does not show the coordinator's signature, and a session begins
//! with the proof of both sides as any other.

use crate::{
    StartError,
    config::{ListenAddress, Reach},
};
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::future::BoxFuture;
use muster_core::WorkerId;
use muster_seams::{Clock, Io, Seams};
use muster_session::{Call, KeyPair, LINE_PATH, PublicKey, accept};
use muster_tls::listening;
use muster_worker::Connect;
use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// The coordinator is at the other end of a line, whatever it is called.
const HOST: &str = "localhost";

/// Where a worker listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListenAt {
    /// The address.
    pub address: ListenAddress,
    /// Something before it encrypts.
    pub is_behind_proxy: bool,
}

impl ListenAt {
    /// Where others could read what is said, it is encrypted here.
    fn encrypts(self) -> bool {
        let is_private = matches!(self.address.reach, Reach::Loopback | Reach::Tailnet);
        !is_private && !self.is_behind_proxy
    }
}

/// Who is called, and by whom.
#[derive(Debug, Clone)]
pub(super) struct Parties {
    pub(super) worker: WorkerId,
    pub(super) key: KeyPair,
    pub(super) coordinator: PublicKey,
}

/// Lines that came and are not used. The coordinator keeps one open; a newer one takes its place.
#[derive(Default)]
pub(super) struct Lines {
    spare: Mutex<Option<Box<dyn Io>>>,
    came: Notify,
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines").finish_non_exhaustive()
    }
}

impl Lines {
    fn spare(&self) -> MutexGuard<'_, Option<Box<dyn Io>>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_in(&self, line: Box<dyn Io>) {
        *self.spare() = Some(line);
        self.came.notify_one();
    }
}

/// Begins to listen. Answers where, and the lines that come.
pub(super) async fn listen(
    at: ListenAt,
    parties: Parties,
    seams: &Seams,
) -> Result<(SocketAddr, Arc<Lines>), StartError> {
    let wanted = at.address.socket;
    let refused = |source| StartError::Listen { address: wanted, source };
    let sockets = seams.net.listen(wanted).await.map_err(refused)?;
    let socket = sockets.address().map_err(refused)?;
    let tls = if at.encrypts() {
        let document = parties.key.to_pkcs8().map_err(|_| StartError::NoKey)?;
        Some(listening(&document).map_err(|_| StartError::NoKey)?)
    } else {
        None
    };
    let lines = Arc::new(Lines::default());
    let door = Door { parties, lines: lines.clone(), seams: seams.clone() };
    let serving = muster_coordinator::listen(seams.tasks.clone(), sockets, tls, router(door));
    seams.tasks.spawn("listener", serving);
    Ok((socket, lines))
}

impl Connect for Lines {
    fn connect(&self) -> BoxFuture<'_, io::Result<(Box<dyn Io>, String)>> {
        Box::pin(async move {
            loop {
                let line = self.spare().take();
                if let Some(line) = line {
                    return Ok((line, HOST.to_owned()));
                }
                self.came.notified().await;
            }
        })
    }
}

/// What stands behind the routes.
#[derive(Debug, Clone)]
struct Door {
    parties: Parties,
    lines: Arc<Lines>,
    seams: Seams,
}

fn router(door: Door) -> Router {
    Router::new().route("/health", get(health)).route(LINE_PATH, get(line)).with_state(door)
}

async fn health() -> Json<serde_json::Value> {
    Json(serde_json::json!({ "status": "ok" }))
}

async fn line(State(door): State<Door>, request: Request) -> Response {
    if !is_answered(&door.parties, &*door.seams.clock, &request) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let (response, upgrade) = match accept(request) {
        Ok(accepted) => accepted,
        Err(refusal) => return refusal.into_response(),
    };
    door.seams.tasks.clone().spawn("call", async move {
        if let Ok(line) = upgrade.line().await {
            door.lines.take_in(line);
        }
    });
    response
}

fn is_answered(parties: &Parties, clock: &dyn Clock, request: &Request) -> bool {
    let shown = request.headers().get(header::AUTHORIZATION).and_then(|text| text.to_str().ok());
    let Parties { worker, coordinator, .. } = parties;
    shown.is_some_and(|text| Call::is_answered(text, worker, coordinator, clock.now()))
}
