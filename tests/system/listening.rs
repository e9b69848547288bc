//! Workers that listen: the coordinator calls them, and they are workers like any other.

use crate::namespaces::Elsewhere;
use muster_api::{
    artefact::ArtefactQuery,
    job::{CancelRequest, JobState, JobSubmission},
    worker::{Attached, Worker, WorkerIdentity, WorkerLiveness},
};
use muster_client::Client;
use muster_core::owner::Owner;
use muster_seams::OsRng;
use muster_session::{
    Introduction, KeyPair, SESSION_PATH, SessionError, call, dial_over, prove_worker,
};
use muster_testkit::{
    JoinedWorker, Plan, Serve, WorkerPlan, attach_request, ended, own_port, shell, until, whole_log,
};
use std::{collections::BTreeMap, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
};

fn only_elsewhere() -> Serve {
    Plan::default().without_local_worker().start()
}

async fn row(client: &Client, name: &str) -> Worker {
    let all = client.list_workers().await.unwrap().items;
    all.into_iter().find(|worker| worker.name == name).unwrap()
}

#[tokio::test]
async fn a_worker_that_is_called_runs_jobs_and_brings_what_they_leave_behind() {
    let serve = only_elsewhere();
    let client = serve.client().await;
    let url = format!("http://127.0.0.1:{}", own_port());
    let mut worker = JoinedWorker::attach(&serve, "cloud", &url, &WorkerPlan::default()).await;
    let job = JobSubmission {
        artefacts: vec!["*.txt".to_owned()],
        ..shell("echo hello; seq 500000 > numbers.txt; seq 5 > few.txt")
    };
    let job = client.submit_job(&job, None).await.unwrap();
    assert_eq!(ended(&client, job.id).await.state, JobState::Succeeded);
    assert_eq!(whole_log(&client, job.id).await, "hello\n");
    let page = client.list_artefacts(job.id, &ArtefactQuery::default()).await.unwrap();
    let sizes: BTreeMap<_, _> = page.items.into_iter().map(|one| (one.name, one.size)).collect();
    assert_eq!(sizes, [("few.txt".to_owned(), 10), ("numbers.txt".to_owned(), 3_388_895)].into());

    worker.kill();
    until(async || row(&client, "cloud").await.evidence.contains("does not answer")).await;
}

/// Passes connections on until it is told to stop, which cuts them all.
pub(crate) struct Proxy {
    address: String,
    to: String,
    stop: watch::Sender<bool>,
}

impl Proxy {
    pub(crate) async fn start(address: &str, to: &str) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let (stop, stopping) = watch::channel(false);
        let stop = Arc::new(stop);
        let (own, target) = (stopping.clone(), to.to_owned());
        tokio::spawn(async move {
            loop {
                let mut stopping = own.clone();
                tokio::select! {
                    _ = stopping.wait_for(|stopped| *stopped) => return,
                    Ok((mut near, _)) = listener.accept() => {
                        let (target, mut stopping) = (target.clone(), own.clone());
                        tokio::spawn(async move {
                            let Ok(mut far) = TcpStream::connect(target).await else { return };
                            tokio::select! {
                                _ = stopping.wait_for(|stopped| *stopped) => {}
                                _ = copy_bidirectional(&mut near, &mut far) => {}
                            }
                        });
                    }
                }
            }
        });
        let stop = Arc::into_inner(stop).unwrap();
        Self { address: address.to_owned(), to: to.to_owned(), stop }
    }

    pub(crate) async fn restart(self) -> Self {
        self.stop.send_replace(true);
        until(async || TcpStream::connect(&self.address).await.is_err()).await;
        Self::start(&self.address, &self.to).await
    }
}

#[tokio::test]
async fn a_job_goes_on_when_what_stands_before_its_worker_is_restarted() {
    let serve = only_elsewhere();
    let client = serve.client().await;
    let [front, back] = [own_port(), own_port()].map(|port| format!("127.0.0.1:{port}"));
    let proxy = Proxy::start(&front, &back).await;
    let attached =
        client.attach_worker(&attach_request(&format!("http://{front}"), "edge"), None).await;
    let mut attached = attached.unwrap();
    for line in &mut attached.lines {
        line.line = line.line.replace(&front, &back);
    }
    let _worker = JoinedWorker::run_attached(&attached, &WorkerPlan::default());
    let line = "echo begun; while [ ! -e go ]; do sleep 0.05; done; echo over";
    let submission = JobSubmission { working_dir: None, ..shell(line) };
    let job = client.submit_job(&submission, None).await.unwrap();
    until(async || whole_log(&client, job.id).await.contains("begun")).await;
    let before = row(&client, "edge").await.liveness_since;
    let _proxy = proxy.restart().await;
    until(async || row(&client, "edge").await.liveness_since != before).await;
    until(async || row(&client, "edge").await.evidence == "its session is open").await;
    client.cancel_job(job.id, &CancelRequest::default()).await.unwrap();
    let over = ended(&client, job.id).await;
    assert_eq!((over.state, over.attempt), (JobState::Cancelled, 1), "it ran on meanwhile");
}

async fn says(address: &str, request: &str) -> String {
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    drop(connection.read_to_string(&mut answer).await);
    answer
}

#[tokio::test]
async fn who_cannot_show_that_he_is_the_coordinator_hears_nothing_but_that_somebody_is_there() {
    let serve = only_elsewhere();
    let address = format!("127.0.0.1:{}", own_port());
    let url = format!("http://{address}");
    let client = serve.client().await;
    let attached = client.attach_worker(&attach_request(&url, "cloud"), None).await.unwrap();
    let _worker = JoinedWorker::run_attached(&attached, &WorkerPlan::default());
    until(async || row(&client, "cloud").await.liveness == WorkerLiveness::Online).await;
    let health =
        says(&address, "GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(
        health.starts_with("HTTP/1.1 200") && health.ends_with(r#"{"status":"ok"}"#),
        "{health}"
    );
    let own: WorkerIdentity = attached.identity.parse().unwrap();
    let worker = KeyPair::from_pkcs8(&base64(&own.key)).unwrap().public();
    let stranger = KeyPair::generate().unwrap();
    let stream = TcpStream::connect(&address).await.unwrap();
    let called = call(Box::new(stream), &address, (&own.worker, &worker), &stranger, &OsRng).await;
    let called = called.map(drop);
    assert!(matches!(called, Err(SessionError::Closed | SessionError::Transport(_))), "{called:?}");
}

/// Dials the coordinator as the worker with this identity.
async fn dial_as(serve: &Serve, identity: &WorkerIdentity) -> SessionError {
    let address = serve.url.strip_prefix("http://").unwrap();
    let stream = TcpStream::connect(address).await.unwrap();
    let wire = dial_over(Box::new(stream), address, SESSION_PATH).await.unwrap();
    let introduction = Introduction {
        worker: identity.worker.clone(),
        version: "1".to_owned(),
        slots: 1,
        labels: [].into(),
        owner: Owner::default(),
        grants: vec![],
        bookmark: None,
        cannot_update: None,
        failed_update: None,
        audit_head: None,
    };
    let key = KeyPair::from_pkcs8(&base64(&identity.key)).unwrap();
    let coordinator = identity.coordinator_key.parse().unwrap();
    prove_worker(wire, introduction, &key, &coordinator, &OsRng).await.unwrap_err()
}

fn base64(text: &str) -> Vec<u8> {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

#[tokio::test]
async fn who_has_copied_what_a_worker_listens_with_is_no_worker_anywhere_else() {
    let serve = only_elsewhere();
    let client = serve.client().await;
    let url = format!("http://127.0.0.1:{}", own_port());
    let attached: Attached =
        client.attach_worker(&attach_request(&url, "cloud"), None).await.unwrap();
    let identity = attached.identity.parse().unwrap();
    let refused = dial_as(&serve, &identity).await;
    assert!(
        matches!(&refused, SessionError::Refused { error, .. } if error == "worker_not_found"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn on_a_network_it_encrypts_with_its_own_key_and_another_one_is_not_spoken_to() {
    let Some(cable) = Elsewhere::in_lan() else { return };
    let serve = only_elsewhere();
    let client = serve.client().await;
    let wrapper = cable.wrapper();
    let wrapper: Vec<&str> = wrapper.iter().map(String::as_str).collect();
    let plan = WorkerPlan::default().under(&wrapper);
    let url = format!("https://{}:{}", cable.address(2), own_port());
    let mut worker = JoinedWorker::attach(&serve, "far", &url, &plan).await;
    let job = client.submit_job(&shell("echo far"), None).await.unwrap();
    assert_eq!(ended(&client, job.id).await.state, JobState::Succeeded);

    worker.kill();
    let elsewhere = url.replace(&cable.address(2), &cable.address(1));
    let other = client.attach_worker(&attach_request(&elsewhere, "other"), None).await.unwrap();
    let mut impostor = other.clone();
    for line in &mut impostor.lines {
        line.line = line.line.replace(&cable.address(1), &cable.address(2));
    }
    let _impostor = JoinedWorker::run_attached(&impostor, &plan);
    until(async || {
        let evidence = row(&client, "far").await.evidence;
        evidence.contains("certificate")
    })
    .await;
}
