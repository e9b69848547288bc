//! A network on which somebody stands in between: he learns nothing, and what he changes is noticed.

use crate::namespaces::Elsewhere;
use muster_api::{
    job::{JobState, JobSubmission},
    worker::JoinTokenRequest,
};
use muster_client::Client;
use muster_testkit::{
    JoinedWorker, Plan, Serve, TOKEN, WorkerPlan, ended, own_port, program, shell, whole_log,
};
use muster_tls::listening;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

/// What must never be read on the way.
const CANARY: &str = "canary-7f3a9c51";

/// A coordinator on a network, and what stands between it and everybody else there.
struct Stage {
    cable: Elsewhere,
    serve: Serve,
    client: Client,
    /// `https://…#key`, as the coordinator itself says it.
    url: String,
    between: String,
}

impl Stage {
    async fn set() -> Option<Self> {
        let cable = Elsewhere::in_lan()?;
        let (port, between) = (own_port(), own_port());
        let address = format!("{}:{port}", cable.address(1));
        let between = format!("{}:{between}", cable.address(1));
        let plan = Plan::default().without_local_worker().listen(&format!("127.0.0.1:{port}"));
        let plan = plan.argument("--listen").argument(&address);
        let serve = plan.argument("--allowed-host").argument(&cable.address(1)).start();
        let client = muster_testkit::client(&format!("http://127.0.0.1:{port}"), Some(TOKEN)).await;
        let urls = client.create_join_token(&JoinTokenRequest::default(), None).await.unwrap().urls;
        assert!(urls[0].starts_with(&format!("https://{address}#")), "{urls:?}");
        Some(Self { cable, serve, client, url: urls[0].clone(), between })
    }

    fn address(&self) -> &str {
        self.url["https://".len()..].split('#').next().unwrap()
    }

    /// The way that leads over whoever stands in between, who is still to be recognised by our key.
    fn detour(&self) -> String {
        self.url.replace(self.address(), &self.between)
    }

    async fn worker(&self) -> JoinedWorker {
        let wrapper = self.cable.wrapper();
        let wrapper: Vec<&str> = wrapper.iter().map(String::as_str).collect();
        let plan = WorkerPlan::default().at(&self.detour()).under(&wrapper);
        JoinedWorker::join_as(&self.serve, "far", &plan).await
    }
}

/// What went over the wire, both ways.
type Heard = Arc<Mutex<Vec<u8>>>;
/// How often a bit was turned round.
type Bent = Arc<AtomicU32>;

fn contains(heard: &Heard, text: &str) -> bool {
    heard.lock().unwrap().windows(text.len()).any(|window| window == text.as_bytes())
}

/// Passes everything on, writes it down, and turns one bit round in some of the connections.
async fn stand_in_between(at: String, to: String, bends: u32) -> (Heard, Bent) {
    let listener = TcpListener::bind(at).await.unwrap();
    let (heard, bent) = (Heard::default(), Bent::default());
    let (written, counted) = (heard.clone(), bent.clone());
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let Ok(far) = TcpStream::connect(&to).await else { continue };
            let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
            for (from, to) in [(near_in, far_out), (far_in, near_out)] {
                tokio::spawn(pass_on(from, to, written.clone(), counted.clone(), bends));
            }
        }
    });
    (heard, bent)
}

/// The handshake is over after this much; then a bit is turned round.
const LEFT_ALONE: usize = 4096;

async fn pass_on(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    heard: Heard,
    bent: Bent,
    bends: u32,
) {
    let (mut buffer, mut passed) = ([0; 1024], 0);
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        passed += count;
        if passed > LEFT_ALONE && bent.load(Ordering::SeqCst) < bends {
            bent.fetch_add(1, Ordering::SeqCst);
            buffer[count / 2] ^= 1;
        }
        heard.lock().unwrap().extend_from_slice(&buffer[..count]);
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn whoever_listens_between_two_machines_hears_nothing_of_what_they_say() {
    let Some(stage) = Stage::set().await else { return };
    let (heard, _) = stand_in_between(stage.between.clone(), stage.address().to_owned(), 0).await;
    let _worker = stage.worker().await;
    let environment = [("PASSWORD".to_owned(), CANARY.to_owned())].into();
    let job = JobSubmission { env: environment, ..shell("echo \"$PASSWORD\"") };
    let job = stage.client.submit_job(&job, None).await.unwrap();
    assert_eq!(ended(&stage.client, job.id).await.state, JobState::Succeeded);
    assert!(whole_log(&stage.client, job.id).await.contains(CANARY));
    assert!(heard.lock().unwrap().len() > 1000, "all of it came by here");
    for text in [CANARY, "mst_", "/v1/workers/join", "hello", "echo"] {
        assert!(!contains(&heard, text), "{text} was heard");
    }
}

#[tokio::test]
async fn what_is_changed_on_the_way_is_noticed_and_comes_again() {
    let Some(stage) = Stage::set().await else { return };
    let (_, bent) = stand_in_between(stage.between.clone(), stage.address().to_owned(), 3).await;
    let _worker = stage.worker().await;
    let line = "i=0; while [ $i -lt 3000 ]; do echo \"line $i of a log\"; i=$((i+1)); done";
    let job = stage.client.submit_job(&shell(line), None).await.unwrap();
    let job = ended(&stage.client, job.id).await;
    assert_eq!((job.state, job.attempt), (JobState::Succeeded, 1), "{job:?}");
    let expected: Vec<_> = (0..3000).map(|line| format!("line {line} of a log")).collect();
    let log = whole_log(&stage.client, job.id).await;
    assert_eq!(log.lines().collect::<Vec<_>>(), expected);
    assert_eq!(bent.load(Ordering::SeqCst), 3, "it came by here, and was changed");
}

#[tokio::test]
async fn whoever_answers_with_a_key_of_his_own_is_told_nothing() {
    let Some(stage) = Stage::set().await else { return };
    let other = muster_session::KeyPair::generate().unwrap().to_pkcs8().unwrap();
    let impostor = TlsAcceptor::from(listening(&other).unwrap());
    let listener = TcpListener::bind(&stage.between).await.unwrap();
    let heard = Heard::default();
    let written = heard.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = impostor.accept(stream).await else { continue };
            let mut text = Vec::new();
            drop(stream.read_to_end(&mut text).await);
            written.lock().unwrap().extend(text);
        }
    });
    let invitation =
        stage.client.create_join_token(&JoinTokenRequest::default(), None).await.unwrap();
    let dir = tempfile::TempDir::new().unwrap();
    let join = async |url: &str| {
        let wrapper = stage.cable.wrapper();
        let mut command = program::clean(&wrapper[0]);
        command.args(&wrapper[1..]).arg(program::path());
        command.args(["worker", "join", url, "--token", &invitation.token, "--no-run"]);
        command.arg("--data-dir").arg(dir.path());
        tokio::task::spawn_blocking(move || program::run(&mut command)).await.unwrap()
    };
    let said = join(&stage.detour()).await;
    assert_ne!(said.code, Some(0));
    assert!(said.stderr.contains("nothing secret was sent"), "{}", said.stderr);
    assert_eq!(heard.lock().unwrap().len(), 0, "not even a request");
    let said = join(&stage.url).await;
    assert_eq!(said.code, Some(0), "the token was not spent: {}", said.stderr);
}

#[tokio::test]
async fn the_command_line_talks_over_tls_to_whom_it_was_told_to_trust() {
    let Some(stage) = Stage::set().await else { return };
    let listed = |url: &str| {
        let mut command = program::command();
        command.env("MUSTER_URL", url).env("MUSTER_TOKEN", TOKEN);
        program::run(command.args(["job", "list"]))
    };
    let said = listed(&stage.url);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let other = muster_session::KeyPair::generate().unwrap().public();
    let said = listed(&format!("https://{}#{other}", stage.address()));
    assert!(said.stderr.contains("nothing secret was sent"), "{}", said.stderr);
    let said = listed(&format!("https://{}", stage.address()));
    assert_ne!(said.code, Some(0), "nobody vouches for it");
}
