//! Processes on Unix: a leader with a process group of its own, and the tree of all that it starts.
//!
//! A group's number is its leader's, and it stays taken as long as the leader is not reaped. So the
//! leader's end is noticed without reaping it, and the group is only signalled before it is
//! reaped: a signal cannot reach a stranger that got the same number.

#[cfg(not(target_os = "linux"))]
use super::group::{End, Means, Tree, share};
#[cfg(target_os = "linux")]
use super::linux::{End, Means, Tree, share};
use super::{
    Exit, Identity, Launch, Levels, Mark, Reaped, Remains, Runner, Running, Started, isolation,
};
use futures_util::{FutureExt, future::BoxFuture};
use muster_core::job::Isolation;
use rustix::process::{Pid, Resource, Rlimit, getrlimit, setrlimit};
use std::{
    io,
    os::unix::process::{CommandExt, ExitStatusExt},
    process::{Child, Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// What was killed has ended by then, or hangs in the kernel.
const LONGEST_END: Duration = Duration::from_secs(2);

/// This system's processes.
#[derive(Debug, Clone)]
pub struct Processes {
    means: Means,
    /// Whether there is any level but none.
    isolates: bool,
}

impl Processes {
    /// With the best means that this system has to hold an attempt's processes together.
    pub fn new() -> Self {
        no_core_dumps();
        Self { means: Means::find(), isolates: true }
    }

    /// As where no cgroups can be made.
    pub fn without_cgroups() -> Self {
        Self { means: Means::default(), isolates: true }
    }

    /// As where no command can be kept apart.
    pub fn without_isolation() -> Self {
        Self { isolates: false, ..Self::new() }
    }

    /// Whether every attempt gets a cgroup.
    pub fn has_cgroups(&self) -> bool {
        self.means.has_cgroups()
    }
}

impl Default for Processes {
    fn default() -> Self {
        Self::new()
    }
}

/// What a job holds in memory, and what we do, may be secret. A job that wants to leave a core dump
/// can raise its limit again.
fn no_core_dumps() {
    let none = Rlimit { current: Some(0), ..getrlimit(Resource::Core) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::debug!(%error, "cannot forbid core dumps");
    }
}

impl Runner for Processes {
    fn start(&self, launch: &Launch) -> io::Result<Started> {
        Process::start(&self.means, launch)
    }

    fn lacks(&self, level: Isolation) -> Option<String> {
        if level.is_none() {
            None
        } else if self.isolates {
            Levels::found().lacks(level).map(str::to_owned)
        } else {
            Some("this worker is told to keep no command apart".to_owned())
        }
    }

    fn try_again(&self, level: Isolation) -> Option<String> {
        if self.isolates { Levels::try_out(level).err() } else { self.lacks(level) }
    }

    fn end_leftovers(&self, identity: Option<&Identity>, mark: &Mark) -> Remains {
        let tree = Tree::left(&self.means, identity, mark);
        let remains = tree.kill();
        tree.clean_up();
        remains
    }
}

/// What a thread gives up for good, and what it starts inherits, is given up by one that ends with that.
#[cfg(target_os = "linux")]
pub(super) fn in_a_thread<T: Send>(start: impl FnOnce() -> io::Result<T> + Send) -> io::Result<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("confined".into());
        let ended = thread.spawn_scoped(scope, start)?.join();
        ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// A tree whose leader is not reaped.
#[derive(Debug)]
struct Process {
    pid: u32,
    /// Away once it is reaped.
    leader: Mutex<Option<Child>>,
    tree: Tree,
    end: End,
}

impl Process {
    /// Starts a command as the leader of a new group.
    #[expect(clippy::disallowed_methods, reason = "this is the runner")]
    fn start(means: &Means, launch: &Launch) -> io::Result<Started> {
        let launch = &*isolation::wrapped(launch)?;
        let mut command = Command::new(&launch.program);
        command
            .args(&launch.arguments)
            .env_clear()
            .envs(&launch.environment)
            .envs(launch.mark.iter().map(|(name, value)| (name, value)))
            .current_dir(&launch.directory)
            .stdin(launch.input()?)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0);
        let confinement = launch.confinement.as_ref();
        let is_wrapped = confinement.is_some_and(|one| one.level == Isolation::Bubblewrap);
        let spawn = || Tree::spawn(means, &mut command, launch, is_wrapped);
        let spawn = || isolation::spawn(confinement, spawn);
        let (mut leader, tree) = share::spawn(launch.cap, spawn)?;
        let (stdout, stderr) = (leader.stdout.take(), leader.stderr.take());
        let end = match End::of(Pid::from_child(&leader)) {
            Ok(end) => end,
            Err(error) => {
                tree.kill();
                drop(leader.wait());
                return Err(error);
            }
        };
        let (pid, leader) = (leader.id(), Mutex::new(Some(leader)));
        // From here on dropping it ends the tree, so an error below leaves nothing behind.
        let process = Self { pid, leader, tree, end };
        Started::new(Box::new(process), stdout, stderr)
    }

    /// Acts on the tree, unless it is over.
    fn act(&self, act: impl FnOnce(&Tree)) {
        let leader = self.leader();
        if leader.is_some() {
            act(&self.tree);
        }
    }

    fn leader(&self) -> MutexGuard<'_, Option<Child>> {
        self.leader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running for Process {
    fn identity(&self) -> Identity {
        self.tree.identity(self.pid)
    }

    fn ended(&self) -> BoxFuture<'_, ()> {
        self.end.wait().boxed()
    }

    fn settle(&self) {
        self.act(Tree::settle);
    }

    fn terminate(&self) {
        self.act(Tree::terminate);
    }

    fn kill(&self) {
        self.act(|tree| {
            // Whether something is left is asked again when it is reaped.
            tree.kill();
        });
    }

    fn freeze(&self) {
        self.act(Tree::freeze);
    }

    fn thaw(&self) {
        self.act(Tree::thaw);
    }

    fn is_gone(&self) -> bool {
        self.tree.is_gone()
    }

    fn reap(&self) -> io::Result<Reaped> {
        let mut place = self.leader();
        let remains = self.tree.kill();
        if !self.end.is_there() {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        let mut leader = place.take().ok_or(io::ErrorKind::NotFound)?;
        let status = leader.wait()?;
        self.tree.clean_up();
        let exit = match (status.code(), status.signal()) {
            (Some(code), _) => Exit::Code(code),
            (None, signal) => Exit::Signal(signal.unwrap_or_default()),
        };
        let memory_ran_out = self.tree.memory_ran_out();
        Ok(Reaped { exit, remains, memory_ran_out })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.leader().is_none() {
            return;
        }
        self.tree.kill();
        let pause = Duration::from_millis(1);
        for _ in 0..LONGEST_END.as_millis() {
            if self.end.is_there() {
                break;
            }
            std::thread::sleep(pause);
        }
        if let Err(error) = self.reap() {
            tracing::debug!(%error, "cannot reap");
        }
    }
}
