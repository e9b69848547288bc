//! A second worker in a process of its own, joined by the line that the console shows.

use crate::{PATIENCE, Serve, program};
use muster_api::worker::{
    AttachRequest, Attached, JoinRequest, JoinState, JoinTokenRequest, Worker, WorkerLiveness,
};
use muster_client::Client;
use muster_core::{TokenId, requirement::Labels};
use std::{
    path::{Path, PathBuf},
    process::{Child, Stdio},
    time::Duration,
};
use tempfile::TempDir;

/// How often a test looks whether something has happened yet.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// How a worker is to be started.
#[derive(Debug, Clone)]
pub struct WorkerPlan {
    slots: u32,
    url: Option<String>,
    program: Option<PathBuf>,
    wrapper: Vec<String>,
    environment: Vec<(String, String)>,
}

impl Default for WorkerPlan {
    fn default() -> Self {
        let (wrapper, environment) = (Vec::new(), Vec::new());
        Self { slots: 2, url: None, program: None, wrapper, environment }
    }
}

impl WorkerPlan {
    /// Runs so many jobs at a time.
    pub fn slots(self, slots: u32) -> Self {
        Self { slots, ..self }
    }
    /// Reaches the coordinator here instead of where the join line says.
    pub fn at(self, url: &str) -> Self {
        Self { url: Some(url.to_owned()), ..self }
    }
    /// Runs another build of the program.
    pub fn program(self, program: PathBuf) -> Self {
        Self { program: Some(program), ..self }
    }
    /// Runs the program under another one, which must not stay between: the process is the worker's.
    pub fn under(self, wrapper: &[&str]) -> Self {
        Self { wrapper: wrapper.iter().map(|word| (*word).to_owned()).collect(), ..self }
    }
    /// Adds a variable to its environment.
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    fn spawn(&self, words: &[&str], data_dir: &Path) -> Child {
        let own = self.program.clone().unwrap_or_else(program::path);
        let mut program = self.wrapper.iter().map(PathBuf::from).chain([own]);
        let mut command = program::clean(program.next().expect("there is the program at least"));
        command.args(program).args(words).arg("--data-dir").arg(data_dir);
        command
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("start a worker")
    }
}

/// A worker that has joined. It is killed when dropped.
#[derive(Debug)]
pub struct JoinedWorker {
    child: Child,
    data_dir: TempDir,
    plan: WorkerPlan,
    /// The id of the token with which it joined, if somebody invited it.
    pub token: Option<TokenId>,
}

impl JoinedWorker {
    /// Pastes the join line, and waits until the first heartbeat has arrived.
    ///
    /// # Panics
    /// If it does not join in time.
    pub async fn join(serve: &Serve, name: &str) -> Self {
        Self::join_as(serve, name, &WorkerPlan::default()).await
    }

    /// The same with a plan of its own.
    ///
    /// # Panics
    /// If it does not join in time.
    pub async fn join_as(serve: &Serve, name: &str, plan: &WorkerPlan) -> Self {
        let client = serve.client().await;
        let request =
            JoinTokenRequest { name: Some(name.to_owned()), ..JoinTokenRequest::default() };
        let invitation = client.create_join_token(&request, None).await.expect("make a join token");
        let line =
            invitation.lines.iter().find(|line| line.os == "linux").expect("a line for Linux");
        let data_dir = TempDir::new().expect("a temporary directory");
        let mut words: Vec<&str> = line.line.split(' ').collect();
        assert_eq!(words.remove(0), "muster", "the line begins with the program");
        for word in words.iter_mut().filter(|word| word.starts_with("http")) {
            *word = plan.url.as_deref().unwrap_or(word);
        }
        let slots = plan.slots.to_string();
        words.extend(["--slots", &slots]);
        let child = plan.spawn(&words, data_dir.path());
        let plan = plan.clone();
        let worker = Self { child, data_dir, plan, token: Some(invitation.id.clone()) };
        let online = until(async || {
            let status =
                client.get_join_status(&invitation.id).await.expect("ask whether it joined");
            status.state == JoinState::Online
        });
        online.await;
        worker
    }

    /// Has the coordinator call a worker at this address, and runs it there by the line that is printed.
    ///
    /// # Panics
    /// If it does not answer in time.
    pub async fn attach(serve: &Serve, name: &str, url: &str, plan: &WorkerPlan) -> Self {
        let client = serve.client().await;
        let attached =
            client.attach_worker(&attach_request(url, name), None).await.expect("attach");
        let worker = Self::run_attached(&attached, plan);
        let online = until(async || {
            let all = client.list_workers().await.expect("list workers").items;
            all.iter().any(|one| one.id == attached.id && one.liveness == WorkerLiveness::Online)
        });
        online.await;
        worker
    }

    /// Runs a worker by the line that was printed for it, and does not wait for what becomes of it.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn run_attached(attached: &Attached, plan: &WorkerPlan) -> Self {
        let line = attached.lines.iter().find(|line| line.os == "linux").expect("a line for Linux");
        let (variable, words) = line.line.split_once(" muster ").expect("a variable and a command");
        let (name, value) = variable.split_once('=').expect("a variable");
        let data_dir = TempDir::new().expect("a temporary directory");
        let slots = plan.slots.to_string();
        let words: Vec<_> = words.split(' ').chain(["--slots", &slots]).collect();
        let plan = plan.clone().variable(name, value);
        Self { child: plan.spawn(&words, data_dir.path()), data_dir, plan, token: None }
    }

    /// Runs a worker that has joined nothing yet, and does not wait for what becomes of it.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn run_unjoined(plan: &WorkerPlan) -> Self {
        let data_dir = TempDir::new().expect("a temporary directory");
        let child = plan.spawn(&["worker", "run"], data_dir.path());
        Self { child, data_dir, plan: plan.clone(), token: None }
    }

    /// What it keeps on its machine.
    pub fn data_dir(&self) -> &Path {
        self.data_dir.path()
    }

    /// Ends it at once, as a power cut of the process.
    pub fn kill(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }

    /// Sends a signal to the worker's own process.
    pub fn signal(&self, name: &str) {
        let (signal, pid) = (format!("-{name}"), self.child.id().to_string());
        let said = program::run(program::clean("kill").args([&signal, &pid]));
        assert_eq!(said.code, Some(0), "{}", said.stderr);
    }

    /// Runs the program as its machine's owner, on that machine.
    ///
    /// # Panics
    /// If it does not do what it was asked.
    pub fn owner_says(&self, words: &[&str]) -> String {
        let mut command = program::command();
        let said = program::run(command.args(words).arg("--data-dir").arg(self.data_dir.path()));
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        said.stdout
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether its process has ended.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Starts it again with the identity that it has.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn run_again(&mut self) {
        self.run_again_as(&self.plan.clone());
    }

    /// The same with another plan, this once.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn run_again_as(&mut self, plan: &WorkerPlan) {
        self.child = plan.spawn(&["worker", "run"], self.data_dir.path());
    }
}

impl Drop for JoinedWorker {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A machine that listens there.
pub fn attach_request(url: &str, name: &str) -> AttachRequest {
    AttachRequest {
        url: url.to_owned(),
        name: Some(name.to_owned()),
        slots: None,
        labels: Labels::new(),
        is_behind_proxy: false,
    }
}

/// A machine that wants to join; each number is another machine.
pub fn join_request(token: &str, name: &str, number: u8) -> JoinRequest {
    // Any 32 bytes are a public key as far as joining goes; only a session proves the private half.
    let [first, second] = [number / 26, number % 26].map(|place| char::from(b'A' + place));
    let key = format!("{first}{second}{}", "A".repeat(41));
    JoinRequest {
        token: token.to_owned(),
        public_key: key,
        name: name.to_owned(),
        slots: 1,
        labels: Labels::new(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// Waits until the fleet is as wanted.
///
/// # Panics
/// If it is not in time.
pub async fn until_workers(client: &Client, is_wanted: impl Fn(&[Worker]) -> bool) {
    until(async || is_wanted(&client.list_workers().await.expect("list the workers").items)).await;
}

/// Looks again and again until it is so.
///
/// # Panics
/// If it is not in time.
pub async fn until(is_so: impl AsyncFnMut() -> bool) {
    until_within(PATIENCE, is_so).await;
}

/// The same for what needs more patience than most.
///
/// # Panics
/// If it is not in time.
pub async fn until_within(patience: Duration, mut is_so: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    tokio::time::timeout(patience, waiting).await.expect("it must happen in time");
}
