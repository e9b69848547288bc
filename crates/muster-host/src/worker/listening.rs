//! A worker that listens: the coordinator calls it, and each call is a line through which it speaks as if it had
//! dialled itself.
//!
//! Anybody may reach it, so nothing is said to who does not prove to be the coordinator, and whoever waits with that is
//! not waited for.

use crate::{
    StartError,
    config::{ListenAddress, Reach},
};
use axum::{
    Json, Router,
    extract::{Request, State},
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::future::BoxFuture;
use muster_coordinator::MOST_OF_ONE;
use muster_core::WorkerId;
use muster_seams::{Io, Seams};
use muster_session::{KeyPair, LINE_PATH, PublicKey, SessionError, Upgrade, accept, answer};
use muster_tls::listening;
use muster_worker::Connect;
use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, timeout},
};

/// A proof takes two turns.
const LONGEST_PROOF: Duration = Duration::from_secs(10);
/// The coordinator replaces a line that is not used within half of this time; an older one has been cut.
const SPARE_LIFE: Duration = Duration::from_mins(1);
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
    spare: Mutex<Option<Spare>>,
    came: Notify,
}

struct Spare {
    line: Box<dyn Io>,
    since: Instant,
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines").finish_non_exhaustive()
    }
}

impl Lines {
    fn spare(&self) -> MutexGuard<'_, Option<Spare>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_in(&self, line: Box<dyn Io>) {
        *self.spare() = Some(Spare { line, since: Instant::now() });
        self.came.notify_one();
    }

    fn take_out(&self) -> Option<Box<dyn Io>> {
        let spare = self.spare().take()?;
        (spare.since.elapsed() < SPARE_LIFE).then_some(spare.line)
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
    // What stands before it has one address for everybody.
    let of_one = if at.is_behind_proxy { usize::MAX } else { MOST_OF_ONE };
    let door = Door { parties, lines: lines.clone(), seams: seams.clone() };
    let serving =
        muster_coordinator::listen(seams.tasks.clone(), sockets, tls, of_one, router(door));
    seams.tasks.spawn("listener", serving);
    Ok((socket, lines))
}

impl Connect for Lines {
    fn connect(&self) -> BoxFuture<'_, io::Result<(Box<dyn Io>, String)>> {
        Box::pin(async move {
            loop {
                if let Some(line) = self.take_out() {
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
    let (response, upgrade) = match accept(request) {
        Ok(accepted) => accepted,
        Err(refusal) => return refusal.into_response(),
    };
    door.seams.tasks.clone().spawn("call", async move {
        match timeout(LONGEST_PROOF, take_call(&door, upgrade)).await {
            Ok(Ok(line)) => door.lines.take_in(line),
            Ok(Err(error)) => tracing::info!(%error, "somebody called who is not the coordinator"),
            Err(_) => tracing::debug!("somebody called and proved nothing"),
        }
    });
    response
}

async fn take_call(door: &Door, upgrade: Upgrade) -> Result<Box<dyn Io>, SessionError> {
    let wire = upgrade.wire().await.map_err(|_| SessionError::Closed)?;
    let Parties { worker, key, coordinator } = &door.parties;
    answer(wire, worker, key, coordinator, &*door.seams.rng).await
}
