//! Calls to workers that listen. A call is a line through which the worker speaks as if it had dialled: it opens its
//! session there, and brings its artefacts.
//!
//! With each of them one line is kept open that is not used yet. Who does not answer is called again after a while
//! that grows, and the row says why.

use crate::{
    app::App,
    cloud,
    engine::changes::Change,
    error::Chain,
    http::{guard::InProcess, serve},
};
use axum::{Extension, Router};
use muster_core::{WorkerId, network::is_one_machine, worker::Destination};
use muster_seams::{BootTime, Io};
use muster_session::{PublicKey, SessionError, call};
use muster_store::{StoreError, worker::WorkerRow};
use muster_tls::{ClientConfig, Pin, TlsError, authorities, dialling};
use std::{
    collections::BTreeMap,
    convert::Infallible,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::lookup_host,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};
use url::Url;

/// How often it is looked who is to be called.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Who has not answered within this time does not.
const LONGEST_DIAL: Duration = Duration::from_secs(10);
/// Between two calls to who does not answer: at first, and at most.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(1));
/// A line that nobody uses may have been cut without a word: after this long another one takes its place.
const SPARE_LIFE: Duration = Duration::from_secs(30);
/// Lines that one worker uses at a time, with the sessions that were opened on them.
const MOST_LINES: usize = 64;

/// On a line: whom we have called, and the room that it takes.
#[derive(Debug, Clone)]
pub(crate) struct Called {
    pub(crate) worker: WorkerId,
    _place: Arc<OwnedSemaphorePermit>,
}

/// Who is called now, and who did not answer.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<BTreeMap<WorkerId, Standing>>);

#[derive(Debug, Clone)]
enum Standing {
    Calling { pause: Duration },
    Unanswered { why: String, pause: Duration, again_at: BootTime },
}

impl Calls {
    fn all(&self) -> MutexGuard<'_, BTreeMap<WorkerId, Standing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why a worker could not be reached, as long as it is not.
    pub(crate) fn why_unanswered(&self, worker: &WorkerId) -> Option<String> {
        match self.all().get(worker) {
            Some(Standing::Unanswered { why, .. }) => Some(why.clone()),
            Some(Standing::Calling { .. }) | None => None,
        }
    }

    /// One that was not answering may be up now.
    pub(crate) fn call_at_once(&self, worker: &WorkerId) {
        if let Some(Standing::Unanswered { pause, again_at, .. }) = self.all().get_mut(worker) {
            (*pause, *again_at) = (PAUSES.0, BootTime(Duration::ZERO));
        }
    }

    /// Takes those whose time has come, and forgets whoever is not called any more.
    fn take_due(&self, listening: Vec<WorkerRow>, now: BootTime) -> Vec<WorkerRow> {
        let mut all = self.all();
        all.retain(|worker, _| listening.iter().any(|row| row.id == *worker));
        let due = listening.into_iter().filter(|row| {
            let pause = match all.get(&row.id) {
                Some(Standing::Calling { .. }) => return false,
                Some(Standing::Unanswered { again_at, .. }) if now.0 < again_at.0 => return false,
                Some(Standing::Unanswered { pause, .. }) => *pause,
                None => PAUSES.0,
            };
            all.insert(row.id.clone(), Standing::Calling { pause });
            true
        });
        due.collect()
    }

    /// Answers whether it is to be called still: it may have been removed.
    fn has_answered(&self, worker: &WorkerId) -> bool {
        let mut all = self.all();
        let standing = all.get_mut(worker);
        standing.map(|standing| *standing = Standing::Calling { pause: PAUSES.0 }).is_some()
    }

    /// A worker that was removed meanwhile is forgotten.
    fn has_not_answered(&self, worker: &WorkerId, why: String, now: BootTime) {
        if let Some(standing) = self.all().get_mut(worker) {
            let (Standing::Calling { pause } | Standing::Unanswered { pause, .. }) = *standing;
            let again_at = BootTime(now.0 + pause);
            *standing = Standing::Unanswered { why, pause: (pause * 2).min(PAUSES.1), again_at };
        }
    }
}

/// Calls whoever is to be called, until the coordinator stops.
pub(crate) async fn run(app: Arc<App>, router: Router) {
    loop {
        tokio::select! {
            biased;
            () = app.seams.tasks.stopped() => return,
            () = sleep(LOOK_EVERY) => {}
        }
        for row in app.calls.take_due(app.fleet.listening(), app.seams.clock.boot()) {
            let calling = keep_a_line(app.clone(), row, router.clone());
            app.seams.tasks.spawn("call", calling);
        }
    }
}

/// Keeps a line open for as long as the worker answers.
async fn keep_a_line(app: Arc<App>, row: WorkerRow, router: Router) {
    let router = router.layer(Extension(InProcess));
    let ended = tokio::select! {
        biased;
        () = app.seams.tasks.stopped() => return,
        ended = lines(&app, &row, &router) => ended,
    };
    let Err(error) = ended;
    tracing::debug!(worker = %row.id, error = %Chain(&error), "no answer from {}", row.name);
    app.calls.has_not_answered(&row.id, Chain(&error).to_string(), app.seams.clock.boot());
    // Whoever looks at the row is told why.
    app.changes.tell(Change::Worker(row.organisation, row.id));
}

async fn lines(app: &App, row: &WorkerRow, router: &Router) -> Result<Infallible, CallError> {
    let room = Arc::new(Semaphore::new(MOST_LINES));
    loop {
        let place = room.clone().acquire_owned().await.map_err(io::Error::other)?;
        let mut line = BufReader::new(dial(app, row).await?);
        if !app.calls.has_answered(&row.id) {
            return Err(CallError::Gone);
        }
        if let Ok(heard) = timeout(SPARE_LIFE, line.fill_buf()).await
            && heard?.is_empty()
        {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        // The worker speaks. One that has not spoken may just be about to: it is served too, and ends by itself soon
        // if it does not.
        let called = Called { worker: row.id.clone(), _place: Arc::new(place) };
        let router = router.clone().layer(Extension(called));
        let serving = serve::connection(app.seams.tasks.clone(), Box::new(line), router, None);
        app.seams.tasks.spawn("line", serving);
    }
}

/// Why there is no line to a worker that listens.
#[derive(Debug, thiserror::Error)]
enum CallError {
    #[error("its address cannot be called")]
    Address,
    #[error("it was removed")]
    Gone,
    #[error("it does not run at its provider")]
    Down,
    #[error("it cannot be looked up")]
    Store(#[from] StoreError),
    #[error("it cannot be reached")]
    Dial(#[from] io::Error),
    #[error("TLS cannot be set up")]
    Tls(#[from] TlsError),
    #[error("whoever answers there does not take the call")]
    Session(#[from] SessionError),
}

fn place(url: &str) -> Option<Place> {
    Url::parse(url).ok().as_ref().and_then(Place::of)
}

async fn dial(app: &App, row: &WorkerRow) -> Result<Box<dyn Io>, CallError> {
    let place = match row.destination {
        Destination::Local => row.url.as_deref().and_then(place),
        Destination::Cloud => {
            place(cloud::address(app, row).await?.ok_or(CallError::Down)?.reveal())
        }
    };
    let place = place.ok_or(CallError::Address)?;
    let key = row.public_key.as_deref().and_then(|key| PublicKey::from_bytes(key).ok());
    let key = key.ok_or(CallError::Address)?;
    let reach = async {
        let address = place.resolve().await?;
        let io = app.seams.net.dial(address.to_string()).await?;
        let io = place.encrypt(io).await?;
        let line = call(io, &place.authority, (&row.id, &key), &app.key, &*app.seams.rng);
        Ok::<_, CallError>(line.await?)
    };
    let reached = timeout(LONGEST_DIAL, reach).await;
    reached.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()))
}

/// Where a worker listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    authority: String,
    host: String,
    encryption: Encryption,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Encryption {
    /// Nobody else hears it anyway.
    None,
    /// By the worker itself, with its own key.
    OwnKey(Pin),
    /// By what stands before it, for which an authority vouches.
    Authority,
}

impl Place {
    /// `http://` in clear, `https://…#KEY` with the worker's own key, `https://` with what an authority vouches for.
    pub(crate) fn of(url: &Url) -> Option<Self> {
        let encryption = match (url.scheme(), url.fragment()) {
            ("http", None) => Encryption::None,
            ("https", None) => Encryption::Authority,
            ("https", Some(key)) => Encryption::OwnKey(key.parse().ok()?),
            _ => return None,
        };
        let host = url.host_str()?.to_owned();
        let authority = format!("{host}:{}", url.port_or_known_default()?);
        Some(Self { authority, host, encryption })
    }

    /// The machine that is meant. A name may stand for one of those that no worker is behind.
    async fn resolve(&self) -> Result<SocketAddr, CallError> {
        let mut found = lookup_host(self.authority.clone()).await?;
        found.find(|address| is_one_machine(address.ip())).ok_or(CallError::Address)
    }

    async fn encrypt(&self, io: Box<dyn Io>) -> Result<Box<dyn Io>, CallError> {
        match &self.encryption {
            Encryption::None => Ok(io),
            Encryption::OwnKey(pin) => self.with(dialling(*pin)?, io).await,
            Encryption::Authority => self.with(authorities()?, io).await,
        }
    }

    async fn with(
        &self,
        config: Arc<ClientConfig>,
        io: Box<dyn Io>,
    ) -> Result<Box<dyn Io>, CallError> {
        let host = self.host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(host).map_err(io::Error::other)?;
        Ok(Box::new(TlsConnector::from(config).connect(name, io).await?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(url: &str) -> Option<Place> {
        Place::of(&url.parse().unwrap())
    }

    #[test]
    fn an_address_says_how_it_is_encrypted() {
        let key = "A".repeat(43);
        let own = place(&format!("https://192.168.1.9:7700#{key}")).unwrap();
        assert!(matches!(own.encryption, Encryption::OwnKey(_)));
        assert_eq!(own.authority, "192.168.1.9:7700");
        let edge = place("https://worker.example.com").unwrap();
        assert_eq!(edge.encryption, Encryption::Authority);
        assert_eq!(edge.authority, "worker.example.com:443");
        assert_eq!(place("http://127.0.0.1:7700").unwrap().encryption, Encryption::None);
        for url in ["https://10.0.0.1#nonsense", "http://10.0.0.1#key", "ftp://10.0.0.1"] {
            assert_eq!(place(url), None, "{url}");
        }
    }
}
