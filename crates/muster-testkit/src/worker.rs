//! A second worker in a process of its own, joined by the line that the console shows.

use crate::{PATIENCE, Serve, program};
use muster_api::worker::{JoinRequest, JoinState, JoinTokenRequest, Worker};
use muster_client::Client;
use muster_core::{TokenId, requirement::Labels};
use std::{
    process::{Child, Stdio},
    time::Duration,
};
use tempfile::TempDir;

/// How often a test looks whether something has happened yet.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A worker that has joined. It is killed when dropped.
#[derive(Debug)]
pub struct JoinedWorker {
    child: Child,
    data_dir: TempDir,
    /// The id of the token with which it joined.
    pub token: TokenId,
}

impl JoinedWorker {
    /// Pastes the join line, and waits until the first heartbeat has arrived.
    ///
    /// # Panics
    /// If it does not join in time.
    pub async fn join(serve: &Serve, name: &str) -> Self {
        let client = serve.client().await;
        let request =
            JoinTokenRequest { name: Some(name.to_owned()), ..JoinTokenRequest::default() };
        let invitation = client.create_join_token(&request, None).await.expect("make a join token");
        let line =
            invitation.lines.iter().find(|line| line.os == "linux").expect("a line for Linux");
        let data_dir = TempDir::new().expect("a temporary directory");
        let mut words = line.line.split(' ');
        assert_eq!(words.next(), Some("muster"), "the line begins with the program");
        let mut command = program::command();
        command.args(words).args(["--slots", "2", "--data-dir"]).arg(data_dir.path());
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("start a worker");
        let worker = Self { child, data_dir, token: invitation.id.clone() };
        let online = until(async || {
            let status =
                client.get_join_status(&invitation.id).await.expect("ask whether it joined");
            status.state == JoinState::Online
        });
        online.await;
        worker
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

    /// Starts it again with the identity that it has.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn run_again(&mut self) {
        let mut command = program::command();
        command.args(["worker", "run", "--data-dir"]).arg(self.data_dir.path());
        self.child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("start a worker");
    }
}

impl Drop for JoinedWorker {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A machine that wants to join; each number is another machine.
pub fn join_request(token: &str, name: &str, number: u8) -> JoinRequest {
    // Any 32 bytes are a public key as far as joining goes; only a session proves the private half.
    let key = format!("{}{}", char::from(b'A' + number % 26), "A".repeat(42));
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
pub async fn until(is_so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("it must happen in time");
}
