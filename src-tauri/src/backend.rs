//! The backend: the coordinator that this window shows, wherever it runs.
//!
//! That of this machine is *embedded* if this process owns the data directory, *attached* if another
//! process does and proved it. One on another machine is *remote*: it is dialled until it answers, and
//! has a session of its own. The window is there before any of it is decided; whoever asks waits.

use crate::attach::{self, NotStarted};
use crate::dial::{Login, Patience};
use crate::refusal::{Refusal, advised, refuse};
use bytes::Bytes;
use http::{HeaderName, Method, Request, Response, StatusCode};
use muster_api::ProblemKind;
use muster_client::{Arriving, Client, ClientError};
use muster_host::{Host, Lack, NotFilled, config::ServeSettings};
use muster_seams::OsRng;
use serde::Serialize;
use std::{collections::BTreeMap, path::PathBuf, sync::Arc, time::Duration};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use url::Url;

/// Logout and shutdown kill whoever takes longer than 5 s; the host itself takes less than this.
const STOP_WITHIN: Duration = Duration::from_millis(4800);
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The coordinator of a data directory, once it is open.
#[derive(Debug, Clone)]
pub(crate) struct Backend(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    origin: Origin,
    state: watch::Sender<Backing>,
    /// Somebody does not want to wait for the next try.
    hurry: Notify,
    /// Nobody wants it any more.
    closed: CancellationToken,
}

/// Where a coordinator is looked for.
#[derive(Debug)]
enum Origin {
    /// On a data directory of this machine.
    Here(PathBuf),
    /// At an address, with a login.
    Elsewhere(Login),
}

#[derive(Debug, Clone)]
enum Backing {
    Opening,
    Embedded { client: Client, host: Arc<Host> },
    Attached { client: Client },
    Failed(NotStarted),
}

/// What the console may know of where its coordinator is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub(crate) enum AppState {
    /// In this process.
    Embedded {
        /// What the gate for cloud workers is to be on for and lacks.
        lacks: Vec<Lacking>,
    },
    /// In another process of this machine.
    Attached {
        /// Where it listens.
        url: String,
    },
    /// On another machine.
    Remote {
        /// Where it listens.
        url: String,
    },
    /// Nowhere: it did not start, or does not answer.
    Failed {
        /// Why, and what to do about it.
        problem: NotStarted,
    },
}

/// A setting that is missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Lacking {
    /// The name of its variable.
    variable: String,
    /// What is wrong, without its value.
    says: String,
}

impl Lacking {
    fn of(host: &Host) -> Vec<Self> {
        let lacks = host.gate_lacks().iter();
        lacks
            .map(|Lack { variable, says }| Self { variable: variable.clone(), says: says.clone() })
            .collect()
    }
}

/// What would be affected if we quit now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Stake {
    /// Jobs that run on this machine: they would go back to the queue.
    pub(crate) here: u32,
    /// Jobs that run on other workers: they would go on.
    pub(crate) elsewhere: u32,
}

impl Stake {
    pub(crate) fn is_nothing(self) -> bool {
        self.here == 0 && self.elsewhere == 0
    }
}

impl Backend {
    /// That of a data directory, which is being opened.
    pub(crate) fn of(data_dir: PathBuf) -> Self {
        Self::new(Origin::Here(data_dir))
    }

    /// That of another machine, to be dialled.
    pub(crate) fn elsewhere(login: Login) -> Self {
        Self::new(Origin::Elsewhere(login))
    }

    fn new(origin: Origin) -> Self {
        let state = watch::Sender::new(Backing::Opening);
        let (hurry, closed) = (Notify::new(), CancellationToken::new());
        Self(Arc::new(Inner { origin, state, hurry, closed }))
    }

    /// Dials until somebody answers. Says why not after each try, so that the window shows it.
    pub(crate) async fn dial(&self) {
        let mut patience = Patience::default();
        loop {
            match self.find().await {
                Ok(client) => {
                    self.0.state.send_replace(Backing::Attached { client });
                    return;
                }
                Err(problem) => {
                    self.0.state.send_replace(Backing::Failed(problem));
                }
            }
            tokio::select! {
                biased;
                () = self.0.closed.cancelled() => return,
                () = self.0.hurry.notified() => patience = Patience::default(),
                () = tokio::time::sleep(patience.next(&OsRng)) => {}
            }
        }
    }

    /// Tries again now, if it waits.
    pub(crate) fn hurry(&self) {
        self.0.hurry.notify_waiters();
    }

    /// Nobody wants it any more.
    pub(crate) fn close(&self) {
        self.0.closed.cancel();
    }

    /// How it stands, without waiting for anything.
    pub(crate) fn standing(&self) -> Standing {
        match &*self.0.state.borrow() {
            Backing::Opening => Standing::Connecting,
            Backing::Embedded { .. } | Backing::Attached { .. } => Standing::Connected,
            Backing::Failed(problem) => Standing::Failed(problem.detail().to_owned()),
        }
    }

    /// Whether streams of it leave this process, and so may hang after a sleep.
    pub(crate) fn is_embedded(&self) -> bool {
        matches!(&*self.0.state.borrow(), Backing::Embedded { .. })
    }

    async fn find(&self) -> Result<Client, NotStarted> {
        match &self.0.origin {
            Origin::Here(data_dir) => Ok(attach::find(data_dir).await?),
            Origin::Elsewhere(login) => login.client().await,
        }
    }

    /// Attaches to whoever owns the data directory, or takes it.
    pub(crate) async fn open(&self, settings: ServeSettings) {
        let data_dir = settings.data_dir.value.clone();
        let backing = match attach::open(&data_dir, &settings).await {
            Ok(attach::Opened::Embedded(host)) => Backing::embedded(*host),
            Ok(attach::Opened::Attached(client)) => Backing::Attached { client },
            Err(problem) => Backing::Failed(problem),
        };
        tracing::info!(backing = backing.word(), "the coordinator is decided");
        let host = match &backing {
            Backing::Embedded { host, .. } => Some(host.clone()),
            Backing::Opening | Backing::Attached { .. } | Backing::Failed(_) => None,
        };
        self.0.state.send_replace(backing);
        if let Some(host) = host {
            self.follow(&host).await;
        }
    }

    /// Keeps what the gate lacks and stops the coordinator, which is to be opened again with these settings.
    pub(crate) async fn fill_gate(
        &self,
        values: BTreeMap<String, String>,
    ) -> Result<ServeSettings, Refusal> {
        let host = self.embedded().await?;
        host.fill_gate(values).await.map_err(|error| unfilled(&error))?;
        self.stop_for_a_while().await?;
        Ok(host.settings().clone())
    }

    /// The settings of the coordinator in this process.
    pub(crate) async fn embedded_settings(&self) -> Result<ServeSettings, Refusal> {
        Ok(self.embedded().await?.settings().clone())
    }

    /// Stops the coordinator, which is to be opened again. Whoever asks meanwhile waits.
    pub(crate) async fn stop_for_a_while(&self) -> Result<(), Refusal> {
        let host = self.embedded().await?;
        self.is_opening_again();
        host.stop().await;
        Ok(())
    }

    /// Whoever asks waits until it is open.
    pub(crate) fn is_opening_again(&self) {
        self.0.state.send_replace(Backing::Opening);
    }

    async fn embedded(&self) -> Result<Arc<Host>, Refusal> {
        match self.decided().await {
            Backing::Embedded { host, .. } => Ok(host),
            Backing::Attached { .. } => {
                Err(refuse(ProblemKind::Conflict, "another program runs the coordinator"))
            }
            Backing::Failed(problem) => Err(problem.refusal()),
            Backing::Opening => Err(closing()),
        }
    }

    /// Waits until the host cannot go on; from then on whoever asks hears why.
    async fn follow(&self, host: &Host) {
        let failure = host.failed().await;
        tracing::error!(code = failure.code(), "the coordinator has to stop");
        self.0.state.send_replace(Backing::Failed(failure.into()));
        host.stop().await;
    }

    /// Passes a request on with the operator's identity.
    pub(crate) async fn forward(
        &self,
        request: Request<Bytes>,
    ) -> Result<Response<Arriving>, Refusal> {
        match self.decided().await {
            Backing::Embedded { client, .. } => client.forward(request).await.map_err(lost),
            Backing::Attached { client } => self.forward_attached(&client, request).await,
            Backing::Failed(problem) => Err(problem.refusal()),
            Backing::Opening => Err(closing()),
        }
    }

    /// The coordinator of another process may have been started again, with another key.
    async fn forward_attached(
        &self,
        client: &Client,
        request: Request<Bytes>,
    ) -> Result<Response<Arriving>, Refusal> {
        let outcome = client.forward(request.clone()).await;
        let is_stale = match &outcome {
            Ok(answer) => answer.status() == StatusCode::UNAUTHORIZED,
            Err(error) => matches!(error, ClientError::Unreachable { .. }),
        };
        if !is_stale {
            return outcome.map_err(lost);
        }
        let fresh = self.find().await.map_err(|problem| away(&problem))?;
        self.0.state.send_replace(Backing::Attached { client: fresh.clone() });
        // Whoever refused a key did nothing; of anything else nobody knows.
        if outcome.is_ok() || is_repeatable(&request) {
            fresh.forward(request).await.map_err(lost)
        } else {
            outcome.map_err(lost)
        }
    }

    /// A client of the coordinator, once there is one.
    pub(crate) async fn client(&self) -> Result<Client, Refusal> {
        match self.decided().await {
            Backing::Embedded { client, .. } | Backing::Attached { client } => Ok(client),
            Backing::Failed(problem) => Err(problem.refusal()),
            Backing::Opening => Err(closing()),
        }
    }

    /// A link that opens the console once, in a browser.
    pub(crate) async fn console_link(&self) -> Result<Url, Refusal> {
        let link = self.client().await?.create_console_link().await.map_err(lost)?;
        Url::parse(&link.url).map_err(|error| refuse(ProblemKind::Internal, error.to_string()))
    }

    /// Where the coordinator is, once that is decided.
    pub(crate) async fn state(&self) -> Result<AppState, Refusal> {
        Ok(match self.decided().await {
            Backing::Embedded { host, .. } => AppState::Embedded { lacks: Lacking::of(&host) },
            Backing::Attached { client } => self.state_at(client.url().to_owned()),
            Backing::Failed(problem) => AppState::Failed { problem },
            Backing::Opening => return Err(closing()),
        })
    }

    fn state_at(&self, url: String) -> AppState {
        match self.0.origin {
            Origin::Here(_) => AppState::Attached { url },
            Origin::Elsewhere(_) => AppState::Remote { url },
        }
    }

    /// What would be affected if we quit now; nothing if the coordinator is not ours to stop.
    pub(crate) fn stake(&self) -> Option<Stake> {
        let Backing::Embedded { host, .. } = &*self.0.state.borrow() else { return None };
        let summary = host.running_summary();
        Some(Stake { here: summary.here, elsewhere: summary.elsewhere })
    }

    /// Stops the coordinator if it is ours. One that is still being opened is waited for, so that
    /// its lock and its file do not outlive us.
    pub(crate) async fn stop(&self) {
        let stopping = async {
            if let Backing::Embedded { host, .. } = self.decided().await {
                host.stop().await;
            }
        };
        if tokio::time::timeout(STOP_WITHIN, stopping).await.is_err() {
            tracing::warn!("the coordinator did not stop in time");
        }
    }

    async fn decided(&self) -> Backing {
        let mut state = self.0.state.subscribe();
        let decided = state.wait_for(|backing| !matches!(backing, Backing::Opening)).await;
        decided.map_or(Backing::Opening, |backing| backing.clone())
    }
}

/// How a coordinator stands, for a list of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", content = "why", rename_all = "snake_case")]
pub(crate) enum Standing {
    /// Nobody has wanted it since the start.
    Idle,
    Connecting,
    Connected,
    Failed(String),
}

impl Backing {
    fn embedded(host: Host) -> Self {
        let operator = host.operator();
        // The only place where a request of the page gets the operator's identity.
        let client = Client::in_process(host.router(), move |extensions| {
            extensions.insert(operator.clone());
        });
        Self::Embedded { client, host: Arc::new(host) }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Embedded { .. } => "embedded",
            Self::Attached { .. } => "attached",
            Self::Failed(_) => "failed",
        }
    }
}

fn is_repeatable(request: &Request<Bytes>) -> bool {
    request.method() == Method::GET || request.headers().contains_key(IDEMPOTENCY_KEY)
}

/// A request that got no answer, as the page hears of it.
fn lost(error: ClientError) -> Refusal {
    match error {
        ClientError::Problem(problem) => problem,
        error => {
            let problem = refuse(ProblemKind::Restarting, error.to_string());
            match error.hint() {
                Some(hint) => problem.with_hint(hint).into(),
                None => problem,
            }
        }
    }
}

/// It was there before, so it may well come back.
fn away(problem: &NotStarted) -> Refusal {
    let mut refusal = refuse(ProblemKind::Restarting, problem.detail());
    refusal.hint = problem.refusal().hint;
    refusal
}

fn unfilled(error: &NotFilled) -> Refusal {
    let problem = refuse(ProblemKind::BadRequest, error.to_string());
    match error {
        NotFilled::Lacks(_) => problem,
        NotFilled::Secret(secret) => advised(problem, secret.hint().map(str::to_owned)),
    }
}

fn closing() -> Refusal {
    refuse(ProblemKind::Restarting, "Muster is closing")
}
