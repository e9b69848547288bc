//! A Redis for tests: a server of its own on a free port of this machine, which keeps nothing and ends with the test.

use std::{
    io::{BufRead, BufReader},
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
};
use tempfile::TempDir;

const PROGRAM: &str = "redis-server";
const READY: &str = "Ready to accept connections";
/// Somebody else may take a port between our look and the server's.
const TRIES: usize = 10;

/// A running server.
#[derive(Debug)]
pub struct PrivateRedis {
    port: u16,
    server: Child,
    folder: TempDir,
}

impl PrivateRedis {
    /// Starts one.
    ///
    /// Where Redis is not installed the answer is nothing, and the test that asked is skipped with a word; under
    /// `CI=true` it fails instead.
    ///
    /// # Panics
    /// If it is there and does not start.
    pub fn start() -> Option<Self> {
        if program().is_none() {
            let is_required = variable("CI").is_some_and(|value| value == "true");
            assert!(!is_required, "Redis is missing: install redis-server");
            eprintln!("skipped: Redis is missing (install redis-server to run this)");
            return None;
        }
        let folder = tempfile::Builder::new().prefix("muster-redis-").tempdir().expect("a folder");
        let started = (0..TRIES).find_map(|_| {
            let port = free_port();
            serve(port, &folder).map(|server| (port, server))
        });
        let (port, server) = started.expect("Redis starts on a free port");
        Some(Self { port, server, folder })
    }

    /// Where it is.
    pub fn address(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends it at once, and waits until it is gone.
    ///
    /// # Panics
    /// If it is not ours to end.
    pub fn kill(&mut self) {
        self.server.kill().expect("end the server that was started");
        self.server.wait().expect("wait for the server that was started");
    }

    /// Starts it again at the same place, with nothing in it.
    ///
    /// # Panics
    /// If somebody took its place.
    pub fn revive(&mut self) {
        self.server = serve(self.port, &self.folder).expect("its port is still free");
    }

    /// Makes it stand still: it takes connections and answers nothing.
    ///
    /// # Panics
    /// If it has ended.
    #[cfg(unix)]
    pub fn freeze(&self) {
        self.signal(rustix::process::Signal::STOP);
    }

    /// Lets it go on.
    ///
    /// # Panics
    /// If it has ended.
    #[cfg(unix)]
    pub fn thaw(&self) {
        self.signal(rustix::process::Signal::CONT);
    }

    #[cfg(unix)]
    fn signal(&self, signal: rustix::process::Signal) {
        let pid = i32::try_from(self.server.id()).ok().and_then(rustix::process::Pid::from_raw);
        rustix::process::kill_process(pid.expect("a process id"), signal).expect("it runs");
    }
}

impl Drop for PrivateRedis {
    fn drop(&mut self) {
        // It may have been ended before.
        if self.server.kill().is_ok() {
            self.server.wait().expect("the server that was started can be waited for");
        }
    }
}

fn program() -> Option<PathBuf> {
    let path = variable("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(PROGRAM)).find(|file| file.is_file())
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("a port").port()
}

/// A server that is ready; nothing if it ended instead.
#[expect(clippy::disallowed_methods, reason = "a test's own server")]
fn serve(port: u16, folder: &TempDir) -> Option<Child> {
    let port = port.to_string();
    let mut command = Command::new(PROGRAM);
    command.args(["--bind", "127.0.0.1", "--port", &port, "--save", "", "--appendonly", "no"]);
    command.arg("--dir").arg(folder.path()).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut server = command.spawn().expect("start the server");
    let words = server.stdout.take().expect("the server has a stdout");
    let mut lines = BufReader::new(words).lines().map_while(Result::ok);
    if lines.any(|line| line.contains(READY)) {
        // It is heard to its end, so that it never blocks.
        thread::spawn(move || lines.for_each(drop));
        return Some(server);
    }
    server.wait().expect("the server that was started can be waited for");
    None
}

#[expect(clippy::disallowed_methods, reason = "the test run itself hands these over")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
