//! Cloud workers that stop by themselves, with one that really is called at its provider's address.

use crate::{
    bench::{Bench, Identity, Played, shell},
    cloud::Door,
};
use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use muster_api::{
    job::{JobState, JobSubmission},
    session::{FromWorker, Grant},
    worker::{WorkerIdentity, WorkerLiveness},
};
use muster_core::{Timestamp, WorkerId, job::OnDisconnect};
use muster_providers::ProviderKind;
use muster_seams::{Clock, Io, OsRng, Seams, Tasks};
use muster_session::{KeyPair, LINE_PATH, accept, answer, dial_over};
use serde_json::{Value, json};
use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::sync::mpsc;

const LIMIT: u64 = 30;

/// A worker's machine at a provider: it says that it is well, and takes calls once it knows who it is.
struct Machine {
    url: String,
    identity: Arc<OnceLock<WorkerIdentity>>,
    lines: mpsc::UnboundedReceiver<Box<dyn Io>>,
}

#[derive(Clone)]
struct DoorOfIt {
    identity: Arc<OnceLock<WorkerIdentity>>,
    lines: mpsc::UnboundedSender<Box<dyn Io>>,
    tasks: Tasks,
}

fn key(identity: &WorkerIdentity) -> KeyPair {
    KeyPair::from_pkcs8(&URL_SAFE_NO_PAD.decode(&identity.key).unwrap()).unwrap()
}

async fn well() -> &'static str {
    "well"
}

async fn line(State(door): State<DoorOfIt>, request: Request) -> Response {
    let Some(identity) = door.identity.get().cloned() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let (response, upgrade) = accept(request).unwrap();
    door.tasks.clone().spawn("call", async move {
        let Ok(wire) = upgrade.wire().await else { return };
        let coordinator = identity.coordinator_key.parse().unwrap();
        let called = answer(wire, &identity.worker, &key(&identity), &coordinator, &OsRng).await;
        drop(called.map(|line| door.lines.send(line)));
    });
    response
}

impl Machine {
    async fn start() -> Self {
        let seams = Seams::real();
        let sockets = seams.net.listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let url = format!("http://{}", sockets.address().unwrap());
        let (sender, lines) = mpsc::unbounded_channel();
        let identity = Arc::<OnceLock<_>>::default();
        let door =
            DoorOfIt { identity: identity.clone(), lines: sender, tasks: seams.tasks.clone() };
        let router =
            Router::new().route("/health", get(well)).route(LINE_PATH, get(line)).with_state(door);
        let serving =
            muster_coordinator::listen(seams.tasks.clone(), sockets, None, usize::MAX, router);
        seams.tasks.spawn("machine", serving);
        Self { url, identity, lines }
    }

    /// Reads what its provider was told to give it.
    async fn is_made(&self, bench: &Bench) {
        let render = &bench.cloud.render;
        bench.in_time(async || !render.inventory().is_empty()).await;
        let files = render.secret_files(&render.inventory()[0].name);
        let own = files.into_iter().find(|(name, _)| name == "MUSTER_WORKER_IDENTITY").unwrap();
        self.identity.set(own.1.parse().unwrap()).unwrap();
    }

    /// Opens its session on the line over which it was called.
    async fn comes(&mut self, bench: &Bench, grants: Vec<Grant>) -> Played {
        let line = tokio::time::timeout(Duration::from_secs(30), self.lines.recv());
        let wire = dial_over(line.await.unwrap().unwrap(), "bench", "/v1/session").await.unwrap();
        let own = self.identity.get().unwrap();
        let who = Identity::of(own.worker.clone(), key(own), own.coordinator_key.parse().unwrap());
        bench.open(wire, &who, grants).await
    }
}

/// One that runs, is called, and has come.
async fn connected(bench: &Bench, door: &Door) -> (WorkerId, Machine, Played) {
    let mut machine = Machine::start().await;
    let url = machine.url.clone();
    bench.cloud.render.answering_at(move |_| url.clone());
    let order = json!({ "name": "edge", "destination": "cloud" });
    let (status, ordered) = door.ask("POST", "/v1/workers", Some(order)).await;
    assert_eq!(status, 202, "{ordered}");
    let id: WorkerId = ordered["worker"]["id"].as_str().unwrap().parse().unwrap();
    machine.is_made(bench).await;
    bench.in_time(async || worker(bench, &id).await["status"] == "healthy").await;
    let session = machine.comes(bench, vec![]).await;
    let online = json!(WorkerLiveness::Online);
    bench.in_time(async || worker(bench, &id).await["liveness"] == online).await;
    (id, machine, session)
}

async fn worker(bench: &Bench, id: &WorkerId) -> Value {
    serde_json::to_value(bench.client.get_worker(id).await.unwrap().worker).unwrap()
}

impl Bench {
    /// Lets time go by, and waits until it was looked who is idle afterwards.
    async fn idles(&self, minutes: u64) {
        self.clock.advance(Duration::from_mins(minutes));
        // Tokens have ended meanwhile.
        let door = self.door().await;
        // The first look may have begun before.
        for _ in 0..2 {
            self.clock.advance(Duration::from_millis(1));
            let now = self.clock.now();
            let is_over = async || {
                let reports = door.ask("GET", "/v1/reconcilers", None).await.1;
                let all = reports.as_array().unwrap_or_else(|| panic!("{reports}"));
                let own = all.iter().find(|it| it["name"] == "idle workers");
                let at = own.map(|it| serde_json::from_value::<Timestamp>(it["at"].clone()));
                at.is_some_and(|at| at.unwrap() >= now)
            };
            while !is_over().await {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connected_worker_never_stops_while_it_is_busy_and_stops_when_it_was_idle_for_long() {
    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let door = bench.door().await;
    let rules = json!({ "stop_idle_workers_after_minutes": LIMIT });
    assert_eq!(door.ask("PUT", "/v1/cloud/rules", Some(rules)).await.0, 200);
    let (id, machine, mut session) = connected(&bench, &door).await;
    let is_running = async |why: &str| {
        let seen = worker(&bench, &id).await;
        assert_eq!((&seen["status"], &seen["stops"]["says"]), (&json!("healthy"), &json!(null)));
        assert!(bench.cloud.render.is_up(&bench.cloud.render.inventory()[0].name), "{why}");
    };

    let kept = JobSubmission {
        on_disconnect: Some(OnDisconnect::Keep),
        lost_after_seconds: Some(36_000),
        ..shell("sleep 36000")
    };
    let job = bench.submit(kept).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    bench.until(&job, |job| job.state == JobState::Running).await;
    bench.idles(LIMIT * 10).await;
    is_running("it runs a job, however long that takes").await;
    assert_eq!(bench.client.get_job(job.id).await.unwrap().attempt, 1, "and keeps it");

    session.finish(grant, 0).await;
    bench.until(&job, |job| job.state == JobState::Succeeded).await;
    bench.idles(LIMIT - 1).await;
    is_running("it ended a job a moment ago").await;

    bench.idles(2).await;
    bench.in_time(async || worker(&bench, &id).await["status"] == "stopped").await;
    let says = worker(&bench, &id).await["stops"]["says"].clone();
    let says = says.as_str().unwrap();
    assert!(says.contains("runs no job") && says.contains("31 minutes"), "{says}");
    let service = bench.cloud.render.inventory().remove(0);
    assert!(!bench.cloud.render.is_up(&service.name), "its provider has it stopped");
    let waits = bench.submit(shell("true")).await;
    bench.idles(1).await;
    let waits = bench.client.get_job(waits.id).await.unwrap();
    assert_eq!(waits.state, JobState::Queued, "what is stopped is given nothing");
    drop((machine, session));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connected_worker_says_what_it_runs_and_is_upgraded_in_dens_words() {
    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let door = bench.door().await;
    let (id, machine, session) = connected(&bench, &door).await;
    let path = format!("/v1/workers/{id}/runtime");
    let (status, runtime) = door.ask("GET", &path, None).await;
    assert_eq!((status, &runtime["ok"], &runtime["worker"]), (200, &json!(true), &json!(id)));
    let service = &runtime["services"]["muster-worker"];
    assert_eq!(
        (&service["actualVersion"], &service["upgradeAvailable"]),
        (&json!("0.0.0"), &json!(false))
    );
    assert_eq!(runtime["upgrade"]["status"], "idle");
    let upgrade = format!("{path}/upgrade");
    for wrong in [json!({ "services": ["opencode"] }), json!({ "services": [] })] {
        let (status, refused) = door.ask("POST", &upgrade, Some(wrong)).await;
        assert_eq!((status, &refused["error"]), (400, &json!("invalid_services")), "{refused}");
    }
    let (status, started) = door.ask("POST", &upgrade, Some(json!({}))).await;
    assert_eq!((status, &started["ok"]), (202, &json!(true)), "{started}");
    assert_eq!(started["services"], json!(["muster-worker"]));
    drop((machine, session));
}
