//! What both fakes have in common: a door on loopback, and somebody at it who looks at every request.

use super::{Asked, Fault, Judge, post::Post};
use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use chrono::DateTime;
use http::{HeaderValue, StatusCode, header::DATE};
use muster_core::Timestamp;
use muster_seams::{Clock, Tasks};
use serde_json::Value;
use std::{
    collections::VecDeque,
    fmt, io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::net::TcpListener;

/// Larger than any request to either.
const LARGEST: usize = 1 << 20;

/// What a fake needs from its test.
#[derive(Debug, Clone)]
pub struct World {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where it runs, and what ends it.
    pub tasks: Tasks,
    /// Who decides whether a request has the right shape.
    pub judge: Arc<dyn Judge>,
}

/// How one of the two refuses.
pub(super) struct Manners {
    /// The key that is accepted.
    pub(super) key: &'static str,
    /// What is said to who has no key.
    pub(super) unauthorised: fn() -> Value,
    /// What is said about a wrong request, and with which status.
    pub(super) wrong: fn(&[String]) -> (StatusCode, Value),
    /// Which versions of the API there are; none, if any will do.
    pub(super) version: Option<&'static str>,
}

/// One fake's door.
pub(super) struct House {
    world: World,
    manners: Manners,
    pub(super) base: String,
    pub(super) post: Post,
    faults: Mutex<VecDeque<Fault>>,
    calls: Mutex<Vec<Asked>>,
    ids: AtomicU64,
}

impl fmt::Debug for House {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("House").field("base", &self.base).finish_non_exhaustive()
    }
}

/// Nothing here is left half done by a panic.
pub(super) fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl House {
    /// A door on a free port, which nobody opens yet.
    pub(super) async fn build(
        world: World,
        manners: Manners,
        post: Post,
    ) -> io::Result<(Arc<Self>, TcpListener)> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let (faults, calls, ids) = (Mutex::default(), Mutex::default(), AtomicU64::new(1));
        let house = Self { world, manners, base, post, faults, calls, ids };
        Ok((Arc::new(house), listener))
    }

    /// Opens it.
    pub(super) fn open(self: &Arc<Self>, listener: TcpListener, routes: Router) {
        let routes = routes.layer(from_fn_with_state(Arc::clone(self), at_the_door));
        let tasks = self.world.tasks.clone();
        self.world.tasks.spawn("fake biller", async move {
            let served = axum::serve(listener, routes).with_graceful_shutdown(async move {
                tasks.stopped().await;
            });
            if let Err(error) = served.await {
                tracing::error!(%error, "a fake biller ended");
            }
        });
    }

    pub(super) fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    /// The next number for an id.
    pub(super) fn number(&self) -> u64 {
        self.ids.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn fail_next(&self, fault: Fault) {
        lock(&self.faults).push_back(fault);
    }

    pub(super) fn recover(&self) {
        lock(&self.faults).clear();
    }

    pub(super) fn calls(&self) -> Vec<Asked> {
        lock(&self.calls).clone()
    }

    /// Sends what waits.
    pub(super) async fn deliver(&self) -> Vec<super::Delivered> {
        self.post.deliver(self.now()).await
    }

    /// Why a request is not even looked at.
    fn refuse(&self, asked: &Asked) -> Option<Response> {
        let Manners { key, unauthorised, wrong, version } = &self.manners;
        if asked.key.as_deref() != Some(&format!("Bearer {key}")) {
            return Some((StatusCode::UNAUTHORIZED, Json(unauthorised())).into_response());
        }
        if version.is_some_and(|known| asked.version.as_deref().is_some_and(|it| it != known)) {
            let nothing = serde_json::json!({ "detail": "Not Found" });
            return Some((StatusCode::NOT_FOUND, Json(nothing)).into_response());
        }
        let wrongs = self.world.judge.wrongs(asked);
        (!wrongs.is_empty()).then(|| {
            let (status, says) = wrong(&wrongs);
            (status, Json(says)).into_response()
        })
    }

    fn date(&self) -> HeaderValue {
        let now = DateTime::from_timestamp_millis(self.now().millis()).unwrap_or_default();
        let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        HeaderValue::try_from(date).unwrap_or(HeaderValue::from_static(""))
    }

    async fn answer(&self, asked: Asked, mut request: Request, next: Next) -> Response {
        if !asked.path.starts_with("/v1/") {
            return next.run(request).await;
        }
        lock(&self.calls).push(asked.clone());
        let fault = lock(&self.faults).pop_front();
        if let Some(answer) = fault.and_then(Fault::before).or_else(|| self.refuse(&asked)) {
            return answer;
        }
        request.extensions_mut().insert(asked);
        let answer = next.run(request).await;
        match fault {
            Some(fault) => fault.after(answer).await,
            None => answer,
        }
    }
}

async fn at_the_door(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let asked = Asked::read(&parts, &body);
    let request = Request::from_parts(parts, Body::from(body));
    let mut answer = house.answer(asked, request, next).await;
    let id = format!("req_{:08}", house.number());
    answer.headers_mut().insert(DATE, house.date());
    answer.headers_mut().insert("request-id", HeaderValue::try_from(id).unwrap_or(house.date()));
    answer
}
