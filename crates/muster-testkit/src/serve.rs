//! A real `muster serve`, in a process of its own, on a data directory of its own.

use crate::program;
use muster_client::Client;
use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};
use tempfile::TempDir;

/// The operator's token in tests: long enough, and nobody's.
pub const TOKEN: &str = "test-operator-token-4f1d2c3b";

const WITHOUT_LOCAL_WORKER: &str = "--no-local-worker";

/// How a coordinator is to be started.
#[derive(Debug, Clone)]
pub struct Plan {
    data_dir: Arc<TempDir>,
    listen: Vec<String>,
    token: Option<String>,
    arguments: Vec<String>,
    program: Option<PathBuf>,
    wrapper: Vec<String>,
    environment: Vec<(String, String)>,
}

impl Default for Plan {
    fn default() -> Self {
        let data_dir = TempDir::new().expect("a temporary directory");
        // A key in its file, so that no test asks the keychain of whoever runs it.
        let key = format!("mbk_{}", "A".repeat(43));
        fs::write(data_dir.path().join("backup-key.unprotected"), key).expect("keep a key");
        Self {
            data_dir: Arc::new(data_dir),
            listen: vec!["127.0.0.1:0".to_owned()],
            token: Some(TOKEN.to_owned()),
            arguments: Vec::new(),
            program: None,
            wrapper: Vec::new(),
            environment: Vec::new(),
        }
    }
}

impl Plan {
    /// Listens here instead of at any free port of this machine.
    pub fn listen(self, address: &str) -> Self {
        Self { listen: vec![address.to_owned()], ..self }
    }
    /// Listens at a port of its own, so that it is found again when it starts again.
    pub fn at_one_port(self) -> Self {
        self.listen(&format!("127.0.0.1:{}", own_port()))
    }
    /// Runs no worker on this machine.
    pub fn without_local_worker(self) -> Self {
        self.argument(WITHOUT_LOCAL_WORKER)
    }
    /// With a worker of its own again.
    pub fn with_local_worker(mut self) -> Self {
        self.arguments.retain(|argument| argument != WITHOUT_LOCAL_WORKER);
        self
    }
    /// Presets no token.
    pub fn without_token(self) -> Self {
        Self { token: None, ..self }
    }
    /// Adds an argument.
    pub fn argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }
    /// Runs another build of the program.
    pub fn program(self, program: PathBuf) -> Self {
        Self { program: Some(program), ..self }
    }
    /// Runs the program under another one, such as `strace`.
    pub fn under(self, wrapper: &[&str]) -> Self {
        Self { wrapper: wrapper.iter().map(|word| (*word).to_owned()).collect(), ..self }
    }
    /// Adds a variable to its environment.
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }
    /// Its data directory, which lives as long as the plan.
    pub fn data_dir(&self) -> &Path {
        self.data_dir.path()
    }

    /// The command, to be run as it is.
    pub fn command(&self) -> Command {
        let own = self.program.clone().unwrap_or_else(program::path);
        let mut words = self.wrapper.iter().map(PathBuf::from).chain([own]);
        let mut command = program::clean(words.next().expect("there is the program at least"));
        command.args(words).args(["serve", "--json", "--data-dir"]).arg(self.data_dir());
        for address in &self.listen {
            command.args(["--listen", address]);
        }
        command.args(&self.arguments).envs(self.environment.iter().cloned());
        command.envs(self.token.iter().map(|token| ("MUSTER_TOKEN", token)));
        command
    }

    /// Starts it and waits until it is ready.
    ///
    /// # Panics
    /// If it ends before it is ready, with what it said.
    pub fn start(&self) -> Serve {
        match self.try_start() {
            Ok(serve) => serve,
            Err(said) => panic!("muster serve did not become ready: {said}"),
        }
    }

    /// Starts it and waits until it is ready, or has ended before; then answers what it said.
    pub fn try_start(&self) -> Result<Serve, String> {
        let mut child = self
            .command()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("start muster");
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let stderr = collect(child.stderr.take().expect("stderr is piped"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("read the first line");
        let Ok(ready) = serde_json::from_str::<Value>(&line) else {
            drop(child.wait());
            return Err(stderr.join().unwrap_or_default());
        };
        let text = |name: &str| {
            ready[name].as_str().unwrap_or_else(|| panic!("{name} in {ready}")).to_owned()
        };
        let pid = u32::try_from(ready["pid"].as_u64().expect("pid")).expect("a pid");
        Ok(Serve {
            child,
            pid,
            url: text("url"),
            ready,
            stderr: Some(stderr),
            token: self.token.clone(),
            plan: self.clone(),
        })
    }
}

/// A free port that no system gives out by itself: one that is only free for the moment could be
/// taken while the coordinator is away.
///
/// # Panics
/// If none is free.
pub fn own_port() -> u16 {
    // Tests in this process and beside it begin their search at places of their own.
    let place = std::process::id().wrapping_mul(31).wrapping_add(NEXT.fetch_add(1, Relaxed) * 7);
    let mut candidates = PORTS.cycle().skip(place as usize % PORTS.len()).take(PORTS.len());
    candidates
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("one of 12 000 ports is free")
}

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Below what Linux, macOS and Windows hand out.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// Reads what a process says until it ends, so that it never waits for us.
fn collect(mut stderr: ChildStderr) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut said = String::new();
        drop(stderr.read_to_string(&mut said));
        said
    })
}

/// A running coordinator. It is killed when dropped.
#[derive(Debug)]
pub struct Serve {
    child: Child,
    /// The coordinator's own process, also under a wrapper.
    pub pid: u32,
    /// Where it listens.
    pub url: String,
    /// The whole first line.
    pub ready: Value,
    stderr: Option<thread::JoinHandle<String>>,
    token: Option<String>,
    /// How it was started; `start` it again to have it back on the same data.
    pub plan: Plan,
}

impl Serve {
    /// A coordinator with this machine's worker, on data of its own.
    pub fn start() -> Self {
        Plan::default().start()
    }

    /// A client that speaks for the operator.
    ///
    /// # Panics
    /// If the coordinator was started without a preset token.
    pub async fn client(&self) -> Client {
        let token = self.token.as_deref().expect("a preset token");
        crate::client(&self.url, Some(token)).await
    }

    /// The command line, pointed at this coordinator.
    pub fn cli(&self, arguments: &[&str]) -> program::Said {
        program::run(self.cli_command().args(arguments))
    }

    /// The command line, pointed at this coordinator, to be run as it is.
    pub fn cli_command(&self) -> Command {
        let mut command = program::command();
        command.env("MUSTER_URL", &self.url).env("NO_COLOR", "1");
        command.envs(self.token.iter().map(|token| ("MUSTER_TOKEN", token)));
        command
    }

    /// Ends it at once, as a power cut of the process.
    pub fn kill(mut self) -> Plan {
        self.signal("KILL");
        drop(self.child.wait());
        self.plan.clone()
    }

    /// Whether its process has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Asks it to stop and waits until it has. Answers how it ended and what it said.
    ///
    /// # Panics
    /// If it cannot be waited for.
    pub fn stop(self) -> (ExitStatus, String) {
        self.signal("TERM");
        self.end()
    }

    /// Waits until it ends by itself. Answers how it ended and what it said.
    ///
    /// # Panics
    /// If it cannot be waited for.
    pub fn end(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().expect("wait for muster");
        let said = self.stderr.take().map(|stderr| stderr.join().unwrap_or_default());
        (status, said.unwrap_or_default())
    }

    /// Sends a signal to the coordinator's own process.
    pub fn signal(&self, name: &str) {
        let said =
            program::run(program::clean("kill").args([&format!("-{name}"), &self.pid.to_string()]));
        tell_if_gone(&said);
    }
}

/// A process that has gone already is no failure of a test that wanted it gone.
fn tell_if_gone(said: &program::Said) {
    if said.code != Some(0) {
        eprintln!("kill: {}", said.stderr);
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.signal("KILL");
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }
}

/// How long a test waits for something that must happen; only a failing test waits so long.
pub const PATIENCE: Duration = Duration::from_mins(1);
