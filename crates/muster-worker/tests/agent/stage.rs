//! What every test of the agent needs: an agent in a directory of its own, and a coordinator at the
//! other end of a pipe that does what the test says.

use crate::machine::Pretended;
use futures_util::future::BoxFuture;
use muster_api::session::{
    Assignment, FromCoordinator, FromWorker, Grant, Hello, KeptGrant, LogHead, LogPart,
};
use muster_core::{
    Fence, JobId, Timestamp, WorkerId,
    job::{AttemptEnd, Command, Isolation, OnDisconnect},
    log::Stream,
    owner::{Limits, Machine},
    requirement::Labels,
};
use muster_seams::{BootTime, Clock, Io, Seams, SystemClock};
use muster_session::{
    CoordinatorReceiver, CoordinatorSender, KeyPair, Proved, WorkerFrame, receive_hello,
};
use muster_worker::{
    AgentError, AgentOptions, AgentStatus, Connect, News, Processes, Runner, Surroundings, Told,
    WithItsHost, read_limits, run_with, written_limits,
};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    io::DuplexStream,
    sync::{mpsc, watch},
    time::timeout,
};

/// Far more than anything here takes; what takes longer hangs.
const LONGEST: Duration = Duration::from_mins(1);

/// Waits for something that must happen.
pub(crate) async fn within<T>(what: impl Future<Output = T>) -> T {
    timeout(LONGEST, what).await.expect("it should have happened by now")
}

/// Waits until something that is looked at has become true.
pub(crate) async fn until(is_so: impl Fn() -> bool) {
    let look = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    within(look).await;
}

struct Dialler(mpsc::UnboundedSender<DuplexStream>);

impl Connect for Dialler {
    fn connect(&self) -> BoxFuture<'_, io::Result<(Box<dyn Io>, String)>> {
        Box::pin(async {
            let (near, far) = tokio::io::duplex(64 * 1024);
            self.0.send(far).map_err(|_| io::ErrorKind::ConnectionRefused)?;
            Ok((Box::new(near) as Box<dyn Io>, "localhost".to_owned()))
        })
    }
}

/// The system's clock, which a test sets forward.
#[derive(Debug, Default)]
pub(crate) struct SteppingClock {
    slept: AtomicU64,
    passed: AtomicU64,
}

impl SteppingClock {
    /// The machine has slept for so long.
    pub(crate) fn sleep(&self, span: Duration) {
        self.slept.fetch_add(span.as_secs(), Ordering::SeqCst);
    }
    /// So much time has passed in which the agent could do nothing.
    pub(crate) fn pass(&self, span: Duration) {
        self.passed.fetch_add(span.as_secs(), Ordering::SeqCst);
    }
}

impl Clock for SteppingClock {
    fn now(&self) -> Timestamp {
        SystemClock.now()
    }
    fn boot(&self) -> BootTime {
        BootTime(self.awake() + Duration::from_secs(self.slept.load(Ordering::SeqCst)))
    }
    fn awake(&self) -> Duration {
        SystemClock.awake() + Duration::from_secs(self.passed.load(Ordering::SeqCst))
    }
}

/// An agent and its coordinator.
pub(crate) struct Stage {
    pub(crate) options: AgentOptions,
    pub(crate) seams: Seams,
    pub(crate) status: watch::Receiver<AgentStatus>,
    pub(crate) heard_at: watch::Receiver<Option<Timestamp>>,
    news: mpsc::Sender<News>,
    machine: Pretended,
    connections: mpsc::UnboundedReceiver<DuplexStream>,
    pub(crate) coordinator_key: KeyPair,
    ended: watch::Receiver<Option<Result<(), String>>>,
    runner: Arc<dyn Runner>,
    dir: Arc<TempDir>,
}

impl Stage {
    /// An agent that has begun to look for its coordinator.
    pub(crate) fn begin() -> Self {
        Self::with(Seams::real(), |_| {})
    }

    /// One whose machine has this, if it says so before the agent begins.
    pub(crate) fn on_machine(found: Option<Labels>) -> Self {
        let (dir, seams) = (Arc::new(tempfile::tempdir().unwrap()), Seams::real());
        let coordinator_key = KeyPair::generate().unwrap();
        let options = options(dir.path(), &seams, &coordinator_key);
        let machine = Pretended::that_finds(found);
        Self::start(dir, coordinator_key, options, Arc::new(Processes::new()), seams, machine)
    }

    /// The same with other seams and options.
    pub(crate) fn with(seams: Seams, change: impl FnOnce(&mut AgentOptions)) -> Self {
        Self::with_runner(Arc::new(Processes::new()), seams, change)
    }

    /// The same with another runner.
    pub(crate) fn with_runner(
        runner: Arc<dyn Runner>,
        seams: Seams,
        change: impl FnOnce(&mut AgentOptions),
    ) -> Self {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let coordinator_key = KeyPair::generate().unwrap();
        let mut options = options(dir.path(), &seams, &coordinator_key);
        change(&mut options);
        let machine = Pretended::that_finds(Some(Labels::new()));
        Self::start(dir, coordinator_key, options, runner, seams, machine)
    }

    fn start(
        dir: Arc<TempDir>,
        coordinator_key: KeyPair,
        options: AgentOptions,
        runner: Arc<dyn Runner>,
        seams: Seams,
        machine: Pretended,
    ) -> Self {
        let (dialler, connections) = mpsc::unbounded_channel();
        let told = Told::default();
        let (status, heard_at) = (told.status.subscribe(), told.heard.subscribe());
        let (ended_sender, ended) = watch::channel(None);
        let (news, heard) = mpsc::channel(1);
        let connect = Arc::new(Dialler(dialler));
        let surroundings = Surroundings { news: heard, probe: Arc::new(machine.clone()) };
        let (runs, ours) = (runner.clone(), options.clone());
        let agent = run_with(runs, surroundings, ours, connect, seams.clone(), told);
        seams.tasks.spawn("agent", async move {
            let ended = agent.await.map_err(|error: AgentError| error.to_string());
            ended_sender.send_replace(Some(ended));
        });
        Self {
            options,
            seams,
            status,
            heard_at,
            news,
            machine,
            connections,
            coordinator_key,
            ended,
            runner,
            dir,
        }
    }

    /// Stops the agent as a shutdown would, and starts another one in its place.
    pub(crate) async fn restart(self) -> Self {
        self.stop().await;
        self.twin()
    }

    /// Another agent with the same directory.
    pub(crate) fn twin(&self) -> Self {
        let key = self.coordinator_key.clone();
        let (dir, runner) = (self.dir.clone(), self.runner.clone());
        Self::start(dir, key, self.options.clone(), runner, Seams::real(), self.machine.clone())
    }

    /// How the agent ended, once it has.
    pub(crate) async fn outcome(&mut self) -> Result<(), String> {
        let ended = within(self.ended.wait_for(Option::is_some)).await.unwrap();
        ended.clone().unwrap()
    }

    /// Stops everything and waits for it.
    pub(crate) async fn stop(&self) {
        assert!(self.seams.tasks.stop_within(LONGEST).await, "the agent must end when it is told");
    }

    /// The machine says something.
    pub(crate) async fn tell(&self, news: News) {
        within(self.news.send(news)).await.unwrap();
    }

    /// The machine is like this from now on, and its agent has seen it if it matters.
    pub(crate) async fn become_like(&self, machine: Machine) {
        self.ask_anew(Some(machine)).await;
    }

    /// The machine does not answer any more, and its agent waits.
    pub(crate) async fn hang(&self) {
        self.ask_anew(None).await;
    }

    async fn ask_anew(&self, machine: Option<Machine>) {
        self.machine.machine.send_replace((machine, 0));
        self.tell(News::Network).await;
        if read_limits(&self.options.limits_file).unwrap().asks_for_power() {
            let mut looks = self.machine.machine.subscribe();
            within(looks.wait_for(|(_, looks)| *looks > 0)).await.unwrap();
        }
    }

    /// This is found of the machine from now on, and it says that something has changed.
    pub(crate) async fn have(&self, found: Labels) {
        self.machine.found.send_replace(Some(found));
        self.tell(News::Network).await;
    }

    /// The machine's owner allows this from now on.
    pub(crate) async fn allow(&self, limits: &Limits) {
        fs::write(&self.options.limits_file, written_limits(limits)).unwrap();
        self.tell(News::Network).await;
    }

    /// Waits until the agent says this of itself.
    pub(crate) async fn become_such(&mut self, is_such: impl FnMut(&AgentStatus) -> bool) {
        within(self.status.wait_for(is_such)).await.unwrap();
    }

    /// A file that jobs and the test both know.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn attempts(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.options.state_dir.join("attempts")).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// The next connection, on which nothing was said yet.
    pub(crate) async fn connection(&mut self) -> Box<dyn Io> {
        Box::new(within(self.connections.recv()).await.unwrap())
    }

    /// The next session, both sides proven and nobody welcome yet.
    pub(crate) async fn session(&mut self) -> Session {
        let io = self.connection().await;
        let prove = async {
            let wire = tokio_tungstenite::accept_async(io).await.unwrap();
            let greeting = receive_hello(wire).await.unwrap();
            let hello = greeting.hello.clone();
            let (key, rng) = (&self.coordinator_key, &*self.seams.rng);
            let worker = self.options.key.public();
            (hello, greeting.prove_coordinator(key, &worker, rng).await.unwrap())
        };
        let (hello, Proved { sender, receiver, .. }) = within(prove).await;
        Session { hello, sender, receiver, logs: BTreeMap::new(), renews: true }
    }

    /// The next session, with nothing to go on with.
    pub(crate) async fn welcome(&mut self) -> Session {
        let mut session = self.session().await;
        session.welcome(&[], &[]).await;
        session
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.seams.tasks.stop();
    }
}

fn options(dir: &Path, seams: &Seams, coordinator_key: &KeyPair) -> AgentOptions {
    let environment = [("PATH", "/usr/bin:/bin"), ("HOME", "/nowhere"), ("LANG", "C.UTF-8")];
    AgentOptions {
        name: "bench".into(),
        worker: WorkerId::from_random(seams.rng.bytes()),
        key: KeyPair::generate().unwrap(),
        coordinator_key: coordinator_key.public(),
        slots: 4,
        labels: [].into(),
        version: "0.1.0".into(),
        state_dir: dir.join("state"),
        limits_file: dir.join("owner.json"),
        data_dir: dir.join("data"),
        updater: Arc::new(WithItsHost),
        job_environment: environment.map(|(name, value)| (name.into(), value.into())).into(),
    }
}

pub(crate) fn grant(number: u32) -> Grant {
    let fence = Fence { epoch: 1, counter: 1 };
    Grant { job: JobId::from_number(number.into()), attempt: 1, fence }
}

pub(crate) fn kept(grant: Grant, log_next: u64) -> KeptGrant {
    KeptGrant { grant, log_next }
}

/// An assignment of a line for the shell.
pub(crate) fn shell(grant: Grant, line: &str) -> Assignment {
    Assignment {
        grant,
        command: Command::Shell(line.to_owned()),
        timeout_ms: 600_000,
        environment: BTreeMap::new(),
        on_disconnect: OnDisconnect::default(),
        lost_after_ms: 300_000,
        secret_environment: [].into(),
        log_limit: None,
        working_dir: None,
        stdin: None,
        artefacts: None,
        request_id: "req_1".into(),
        submitter: "operator".into(),
        slots: 1,
        isolation: Isolation::None,
        is_ahead: false,
    }
}

/// One session, from the coordinator's side.
pub(crate) struct Session {
    pub(crate) hello: Hello,
    pub(crate) logs: BTreeMap<Grant, Log>,
    /// Whether heartbeats are answered with all that they name.
    pub(crate) renews: bool,
    sender: CoordinatorSender,
    receiver: CoordinatorReceiver,
}

/// What has come of one log.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Log {
    pub(crate) begin: u64,
    pub(crate) chunks: Vec<(Stream, Vec<u8>)>,
    pub(crate) size: u64,
}

impl Log {
    pub(crate) fn text(&self) -> String {
        let bytes: Vec<_> = self.chunks.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
        String::from_utf8(bytes).unwrap()
    }
    pub(crate) fn text_of(&self, stream: Stream) -> String {
        let of_stream = self.chunks.iter().filter(|(one, _)| *one == stream).cloned();
        Self { chunks: of_stream.collect(), ..Self::default() }.text()
    }
}

impl Session {
    pub(crate) async fn welcome(&mut self, kept: &[KeptGrant], dropped: &[Grant]) {
        self.welcome_with_beat(Duration::from_secs(10), kept, dropped).await;
    }

    pub(crate) async fn welcome_with_beat(
        &mut self,
        beat: Duration,
        kept: &[KeptGrant],
        dropped: &[Grant],
    ) {
        for one in kept {
            let log = Log { begin: one.log_next, size: one.log_next, chunks: vec![] };
            self.logs.insert(one.grant, log);
        }
        let heartbeat_ms = u64::try_from(beat.as_millis()).unwrap();
        let (kept, dropped) = (kept.to_vec(), dropped.to_vec());
        self.say(FromCoordinator::Welcome {
            heartbeat_ms,
            lease_ms: 60_000,
            kept,
            dropped,
            urls: vec![],
        })
        .await;
    }

    pub(crate) async fn say(&mut self, frame: FromCoordinator) {
        within(self.sender.send(&frame)).await.unwrap();
    }

    pub(crate) async fn assign(&mut self, assignment: Assignment) {
        self.say(FromCoordinator::Run(assignment.into())).await;
    }

    /// What comes next, be it what it may; an error is the end of the session.
    pub(crate) async fn hear(&mut self) -> Option<WorkerFrame> {
        within(self.receiver.recv()).await.ok()
    }

    /// The next control frame that is no heartbeat. Logs are kept and confirmed on the way.
    pub(crate) async fn next(&mut self) -> FromWorker {
        loop {
            match self.hear().await.expect("the session should go on") {
                WorkerFrame::Log(head, bytes) => {
                    let next = self.keep(&head, &bytes);
                    self.say(FromCoordinator::LogStored { grant: head.grant, next }).await;
                }
                WorkerFrame::Control(FromWorker::Heartbeat { grants }) => {
                    if self.renews {
                        self.say(FromCoordinator::Renewed { grants }).await;
                    }
                }
                WorkerFrame::Control(frame) => {
                    self.keep_tail(&frame);
                    return frame;
                }
            }
        }
    }

    /// Keeps what is new of a chunk; there must be no gap.
    pub(crate) fn keep(&mut self, head: &LogHead, bytes: &[u8]) -> u64 {
        let log = self.logs.entry(head.grant).or_default();
        assert!(head.offset <= log.size, "a gap: {} after {}", head.offset, log.size);
        let known = usize::try_from(log.size - head.offset).unwrap();
        if let Some(fresh) = bytes.get(known..).filter(|fresh| !fresh.is_empty()) {
            log.chunks.push((head.stream, fresh.to_vec()));
            log.size += fresh.len() as u64;
        }
        log.size
    }

    /// Keeps the end of a log that came with the report of the end.
    fn keep_tail(&mut self, frame: &FromWorker) {
        let FromWorker::Finished(report) = frame else { return };
        for part in &report.tail {
            let LogPart { offset, stream, at, is_gap, bytes } = part.clone();
            self.keep(&LogHead { grant: report.grant, offset, stream, at, is_gap }, &bytes);
        }
    }

    pub(crate) async fn started(&mut self, grant: Grant) {
        assert_eq!(self.next().await, FromWorker::Started { grant });
    }

    /// Waits for the report of an end, without confirming it.
    pub(crate) async fn finished(&mut self, grant: Grant) -> AttemptEnd {
        match self.next().await {
            FromWorker::Finished(report) => {
                assert_eq!(report.grant, grant);
                let received = self.logs.get(&grant).map_or(0, |log| log.size);
                assert_eq!(report.log_size, received, "the end comes with the whole log");
                report.end
            }
            other => panic!("expected the end of {}, got {other:?}", grant.job),
        }
    }

    /// Runs something to its end.
    pub(crate) async fn complete(&mut self, assignment: Assignment) -> AttemptEnd {
        let grant = assignment.grant;
        self.assign(assignment).await;
        self.started(grant).await;
        let end = self.finished(grant).await;
        self.say(FromCoordinator::FinishStored { grant }).await;
        end
    }

    /// Waits until this much of a log has come, and gives it.
    pub(crate) async fn log_with(&mut self, grant: Grant, text: &str) -> Log {
        loop {
            if let Some(log) = self.logs.get(&grant).filter(|log| log.text().contains(text)) {
                return log.clone();
            }
            let frame = self.hear().await.expect("the session should go on");
            match frame {
                WorkerFrame::Log(head, bytes) => drop(self.keep(&head, &bytes)),
                WorkerFrame::Control(frame) => self.keep_tail(&frame),
            }
        }
    }
}

/// Living processes of a group.
pub(crate) fn group(leader: u32) -> Vec<u32> {
    processes()
        .into_iter()
        .filter(|one| one.group == leader && one.state != 'Z')
        .map(|one| one.pid)
        .collect()
}

/// A process's state in one letter.
pub(crate) fn state(pid: u32) -> Option<char> {
    processes().into_iter().find(|one| one.pid == pid).map(|one| one.state)
}

/// Whether a process has been made to stand still, by a signal or by its cgroup.
pub(crate) fn stands_still(pid: u32) -> bool {
    let groups = fs::read_to_string(format!("/proc/{pid}/cgroup")).unwrap_or_default();
    let group = groups.lines().find_map(|line| line.strip_prefix("0::"));
    let events = group.map(|group| format!("{}/cgroup.events", cgroup_root() + group));
    let events = events.and_then(|events| fs::read_to_string(events).ok()).unwrap_or_default();
    let seen = processes();
    is_stopped(pid, &seen) || events.contains("frozen 1")
}

/// A shell that has just started a program may have to wait in the kernel until that has begun, and then
/// hears of its own stop only after: what it waits for has been stopped before.
fn is_stopped(pid: u32, seen: &[Seen]) -> bool {
    let one = seen.iter().find(|one| one.pid == pid);
    one.is_some_and(|one| match one.state {
        'T' => true,
        'D' => seen.iter().any(|child| child.parent == pid && is_stopped(child.pid, seen)),
        _ => false,
    })
}

fn cgroup_root() -> String {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let mut mounts = mounts.lines().map(|line| line.split(' '));
    let root = mounts.find_map(|mut fields| {
        let (place, kind) = (fields.nth(1)?, fields.next()?);
        (kind == "cgroup2").then(|| place.to_owned())
    });
    root.unwrap_or_default()
}

/// Living processes that were started with these words somewhere in their arguments.
pub(crate) fn started_with(words: &str) -> Vec<u32> {
    let words = words.as_bytes();
    let has_words = |pid: &u32| {
        let arguments = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        arguments.windows(words.len()).any(|window| window == words)
    };
    let living = processes().into_iter().filter(|one| one.state != 'Z').map(|one| one.pid);
    living.filter(has_words).collect()
}

struct Seen {
    pid: u32,
    parent: u32,
    state: char,
    group: u32,
}

fn processes() -> Vec<Seen> {
    let pids = fs::read_dir("/proc").unwrap().flatten();
    let pids = pids.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter_map(|pid: u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
        let state = fields.next()?.chars().next()?;
        let (parent, group) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        Some(Seen { pid, parent, state, group })
    })
    .collect()
}
