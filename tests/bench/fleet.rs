//! Workers that have nothing to do: one agent as it is, and ten thousand sessions.

use crate::{report::Figure, usage};
use anyhow::{Context, Result, bail};
use muster_api::{
    session::{FromCoordinator, FromWorker},
    worker::{JoinRequest, JoinTokenRequest},
};
use muster_client::Client;
use muster_core::{WorkerId, owner::Owner, requirement::Labels};
use muster_seams::{Rng, Seams};
use muster_session::{
    Introduction, KeyPair, Opened, PublicKey, SESSION_PATH, WorkerReceiver, WorkerSender,
};
use muster_testkit::{JoinedWorker, Plan};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use tokio::{net::TcpStream, sync::Semaphore, task::JoinSet};

/// Long enough for a heartbeat or two.
const IDLE: Duration = Duration::from_secs(20);
const WORKERS: usize = 10_000;
/// Workers that join at the same time.
const JOINING: usize = 64;
const FULL_MINUTE: Duration = Duration::from_mins(1);
const PATIENCE: Duration = Duration::from_mins(3);

/// What a worker's agent uses while it waits for work.
#[tokio::main]
pub(crate) async fn idle_worker() -> Result<Vec<Figure>> {
    let serve = Plan::default().without_local_worker().start();
    let worker = JoinedWorker::join(&serve, "idle").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = usage::switches(worker.pid())?;
    tokio::time::sleep(IDLE).await;
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let wakes = (usage::switches(worker.pid())? - before) as f64;
    let memory = usage::resident_mib(worker.pid())?;
    Ok(vec![
        Figure::of("idle-worker", "MiB", &[memory]),
        Figure::of("idle-wakes", "per s", &[wakes / IDLE.as_secs_f64()]),
    ])
}

/// What the coordinator uses while ten thousand workers are connected, and how long it takes until all are
/// back after it was killed and started again.
#[tokio::main]
pub(crate) async fn many_sessions() -> Result<Vec<Figure>> {
    let plan = Plan::default().without_local_worker().at_one_port();
    let serve = plan.start();
    let address = serve.url.trim_start_matches("http://").to_owned();
    let connected = Arc::new(AtomicUsize::new(0));
    let mut workers = JoinSet::new();
    for identity in joined(&serve.client().await).await? {
        workers.spawn(identity.stay(address.clone(), connected.clone()));
    }
    until_all(&connected).await?;
    let (begun, before) = (Instant::now(), usage::cpu_seconds(serve.pid)?);
    tokio::time::sleep(FULL_MINUTE).await;
    let used = (usage::cpu_seconds(serve.pid)? - before) / begun.elapsed().as_secs_f64();
    let memory = usage::resident_mib(serve.pid)?;
    let plan = serve.kill();
    while connected.load(Relaxed) > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let begun = Instant::now();
    let _serve = plan.start();
    until_all(&connected).await?;
    let returned = begun.elapsed().as_secs_f64();
    workers.shutdown().await;
    Ok(vec![
        Figure::of("sessions", "MiB", &[memory]),
        Figure::of("sessions-cpu", "% core", &[used * 100.0]),
        Figure::of("reconnect", "s", &[returned]),
    ])
}

async fn until_all(connected: &AtomicUsize) -> Result<()> {
    let begun = Instant::now();
    while connected.load(Relaxed) < WORKERS {
        if begun.elapsed() > PATIENCE {
            bail!("only {} of {WORKERS} workers are connected", connected.load(Relaxed));
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// Ten thousand workers that have joined and not come yet.
pub(crate) async fn joined(client: &Client) -> Result<Vec<Identity>> {
    let (places, mut joining) = (Arc::new(Semaphore::new(JOINING)), JoinSet::new());
    for number in 0..WORKERS {
        let (client, places) = (client.clone(), places.clone());
        joining.spawn(async move {
            let _place = places.acquire_owned().await?;
            Identity::join(&client, number).await
        });
    }
    let mut identities = Vec::with_capacity(WORKERS);
    while let Some(one) = joining.join_next().await {
        identities.push(one??);
    }
    Ok(identities)
}

/// A worker's own half of its joining.
pub(crate) struct Identity {
    id: WorkerId,
    key: KeyPair,
    coordinator: PublicKey,
}

impl Identity {
    async fn join(client: &Client, number: usize) -> Result<Self> {
        let token = client.create_join_token(&JoinTokenRequest::default(), None).await?.token;
        let key = KeyPair::generate().context("make a key")?;
        let request = JoinRequest {
            token,
            public_key: key.public().to_string(),
            name: format!("worker-{number}"),
            slots: 1,
            labels: Labels::new(),
            version: "0.0.0".to_owned(),
        };
        let joined = client.join_worker(&request).await?;
        Ok(Self { id: joined.worker, key, coordinator: joined.coordinator_key.parse()? })
    }

    /// Is connected for as long as it can be, and comes back as an agent does: after a wait that is
    /// anything up to a bound that doubles.
    async fn stay(self, address: String, connected: Arc<AtomicUsize>) {
        let seams = Seams::real();
        let mut bound = Duration::from_millis(200);
        loop {
            if let Ok(session) = self.come(&address, seams.rng.as_ref()).await {
                connected.fetch_add(1, Relaxed);
                bound = Duration::from_millis(200);
                // However it ends, it comes back.
                drop(session.hold().await);
                connected.fetch_sub(1, Relaxed);
            }
            let share = f64::from(u32::from_le_bytes(seams.rng.bytes())) / f64::from(u32::MAX);
            tokio::time::sleep(bound.mul_f64(share)).await;
            bound = (bound * 2).min(Duration::from_secs(30));
        }
    }

    async fn come(&self, address: &str, rng: &dyn Rng) -> Result<Session> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let wire = muster_session::dial_over(Box::new(stream), address, SESSION_PATH).await?;
        let introduction = Introduction {
            worker: self.id.clone(),
            version: "0.0.0".to_owned(),
            slots: 1,
            labels: Labels::new(),
            owner: Owner::default(),
            grants: vec![],
            bookmark: None,
            cannot_update: None,
            failed_update: None,
            audit_head: None,
        };
        let opened =
            muster_session::prove_worker(wire, introduction, &self.key, &self.coordinator, rng);
        let Opened { sender, mut receiver, .. } = opened.await?;
        let FromCoordinator::Welcome { heartbeat_ms, .. } = receiver.recv().await? else {
            bail!("not welcome");
        };
        Ok(Session { sender, receiver, beat: Duration::from_millis(heartbeat_ms) })
    }
}

struct Session {
    sender: WorkerSender,
    receiver: WorkerReceiver,
    beat: Duration,
}

impl Session {
    /// Says that it is alive, as often as it was asked to, until the session ends.
    async fn hold(mut self) -> Result<()> {
        let speak = async {
            let mut pings = muster_session::pings();
            let mut beats = tokio::time::interval(self.beat);
            loop {
                tokio::select! {
                    _ = beats.tick() => self.sender.send(&FromWorker::Heartbeat { grants: vec![] }).await?,
                    _ = pings.tick() => self.sender.ping().await?,
                }
            }
        };
        let listen = async {
            loop {
                self.receiver.recv().await?;
            }
        };
        tokio::select! { over = speak => over, over = listen => over }
    }
}
