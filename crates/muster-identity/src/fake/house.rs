//! What all fakes have in common: a door on loopback, and what goes wrong at it.

use axum::{
    Router,
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use muster_core::Timestamp;
use muster_seams::{Clock, Rng, Tasks};
use std::{
    collections::VecDeque,
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::net::TcpListener;

/// What a fake needs from its test.
#[derive(Debug, Clone)]
pub struct World {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Dice for codes.
    pub rng: Arc<dyn Rng>,
    /// Where it runs, and what ends it.
    pub tasks: Tasks,
}

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The server fails.
    Status500,
    /// Something else answers: a page.
    Html,
    /// The answer has two megabytes.
    Huge,
    /// It sends elsewhere.
    Redirect,
    /// Half an answer comes, then nothing.
    Cut,
}

impl Fault {
    /// Everything that can go wrong.
    pub const ALL: [Self; 5] = [Self::Status500, Self::Html, Self::Huge, Self::Redirect, Self::Cut];

    fn answer(self) -> Response {
        match self {
            Self::Status500 => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            Self::Html => ([(header::CONTENT_TYPE, "text/html")], "<html></html>").into_response(),
            Self::Huge => " ".repeat(2 << 20).into_response(),
            Self::Redirect => {
                (StatusCode::FOUND, [(header::LOCATION, "http://127.0.0.1:1/")]).into_response()
            }
            // A length that is never reached ends the connection early.
            Self::Cut => ([(header::CONTENT_LENGTH, "4000")], "{").into_response(),
        }
    }
}

/// One fake's door.
#[derive(Debug)]
pub(super) struct House {
    pub(super) world: World,
    /// Where it is, without a slash at its end.
    pub(super) base: String,
    faults: Mutex<VecDeque<Fault>>,
    calls: AtomicUsize,
}

/// Nothing here is left half done by a panic.
pub(super) fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl House {
    /// A door on a free port, which nobody opens yet.
    pub(super) async fn build(world: World) -> io::Result<(Arc<Self>, TcpListener)> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let (faults, calls) = (Mutex::default(), AtomicUsize::new(0));
        Ok((Arc::new(Self { world, base, faults, calls }), listener))
    }

    /// Opens it.
    pub(super) fn open(self: &Arc<Self>, listener: TcpListener, routes: Router) {
        let routes = routes.layer(from_fn_with_state(Arc::clone(self), at_the_door));
        let tasks = self.world.tasks.clone();
        self.world.tasks.spawn("fake identity provider", async move {
            let served = axum::serve(listener, routes).with_graceful_shutdown(async move {
                tasks.stopped().await;
            });
            if let Err(error) = served.await {
                tracing::error!(%error, "a fake identity provider ended");
            }
        });
    }

    pub(super) fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    /// A text that nobody guesses.
    pub(super) fn word(&self) -> String {
        muster_core::id::encode(self.world.rng.bytes())
    }

    pub(super) fn fail_next(&self, fault: Fault) {
        lock(&self.faults).push_back(fault);
    }

    pub(super) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

async fn at_the_door(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    house.calls.fetch_add(1, Ordering::SeqCst);
    let fault = lock(&house.faults).pop_front();
    match fault {
        Some(fault) => fault.answer(),
        None => next.run(request).await,
    }
}
