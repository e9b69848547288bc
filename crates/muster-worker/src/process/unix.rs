//! Process groups.
//!
//! A group's number is its leader's, and it stays taken as long as the leader is not reaped. So the
//! leader's end is noticed without reaping it, and the group is only signalled before it is
//! reaped: a signal cannot reach a stranger that got the same number.

use super::{Exit, Identity, Launch, Mark, Reaped, Remains, Runner, Running, Started};
use futures_util::{FutureExt, future::BoxFuture};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use std::{
    io,
    os::unix::process::{CommandExt, ExitStatusExt},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio_util::sync::CancellationToken;

/// The thread only waits.
const WAITER_STACK: usize = 64 * 1024;

/// This system's processes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Processes;

impl Runner for Processes {
    fn start(&self, launch: &Launch) -> io::Result<Started> {
        Process::start(launch)
    }

    fn end_leftovers(&self, identity: Option<&Identity>, mark: &Mark) -> Remains {
        // Without its start the number may be anybody's by now.
        let is_alive =
            |found: &&Identity| found.start.is_some() && found.start == start_of(found.pid);
        let leader = identity.filter(is_alive).and_then(|found| i32::try_from(found.pid).ok());
        if let Some(group) = leader.and_then(Pid::from_raw)
            && let Err(error) = kill_process_group(group, Signal::KILL)
        {
            tracing::debug!(group = group.as_raw_nonzero(), %error, "cannot end a left group");
        }
        sweep(mark)
    }
}

/// A process group whose leader is not reaped.
#[derive(Debug)]
struct Process {
    /// Away once it is reaped: from then on the group's number may be a stranger's.
    leader: Mutex<Option<Child>>,
    group: Pid,
    ended: CancellationToken,
    mark: Mark,
}

impl Process {
    /// Starts a command as the leader of a new group.
    #[expect(clippy::disallowed_methods, reason = "this is the runner")]
    fn start(launch: &Launch) -> io::Result<Started> {
        let mark = launch.mark.clone();
        let mut leader = Command::new(&launch.program)
            .args(&launch.arguments)
            .env_clear()
            .envs(&launch.environment)
            .envs(mark.iter().map(|(name, value)| (name, value)))
            .current_dir(&launch.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()?;
        let (stdout, stderr) = (leader.stdout.take(), leader.stderr.take());
        let group = Pid::from_child(&leader);
        let ended = CancellationToken::new();
        // From here on dropping it ends the group, so an error below leaves nothing behind.
        let process = Self { leader: Mutex::new(Some(leader)), group, ended, mark };
        process.watch()?;
        Started::new(Box::new(process), stdout, stderr)
    }

    fn end_all(&self, leader: &mut Child) -> io::Result<(ExitStatus, Remains)> {
        signal(self.group, Signal::KILL);
        let remains = sweep(&self.mark);
        Ok((leader.wait()?, remains))
    }

    fn signal(&self, what: Signal) {
        if self.leader().is_some() {
            signal(self.group, what);
        }
    }

    fn leader(&self) -> MutexGuard<'_, Option<Child>> {
        self.leader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notices the leader's end, and leaves it to be reaped.
    fn watch(&self) -> io::Result<()> {
        let (leader, ended) = (self.group, self.ended.clone());
        let wait = move || {
            let only_look = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            while let Err(rustix::io::Errno::INTR) = waitid(WaitId::Pid(leader), only_look) {}
            ended.cancel();
        };
        let thread = std::thread::Builder::new().name("job".into()).stack_size(WAITER_STACK);
        thread.spawn(wait).map(drop)
    }
}

impl Running for Process {
    fn identity(&self) -> Identity {
        let pid = self.group.as_raw_nonzero().get().unsigned_abs();
        Identity { pid, start: start_of(pid) }
    }

    fn ended(&self) -> BoxFuture<'_, ()> {
        self.ended.cancelled().boxed()
    }

    fn terminate(&self) {
        self.signal(Signal::TERM);
        // A stopped process hears the first signal only when it goes on.
        self.signal(Signal::CONT);
    }

    fn kill(&self) {
        self.signal(Signal::KILL);
    }

    fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    fn reap(&self) -> io::Result<Reaped> {
        let mut leader = self.leader().take().ok_or(io::ErrorKind::NotFound)?;
        let (status, remains) = self.end_all(&mut leader)?;
        let exit = match (status.code(), status.signal()) {
            (Some(code), _) => Exit::Code(code),
            (None, signal) => Exit::Signal(signal.unwrap_or_default()),
        };
        Ok(Reaped { exit, remains })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let leader = self.leader().take();
        if let Some(mut leader) = leader
            && let Err(error) = self.end_all(&mut leader)
        {
            tracing::debug!(%error, "cannot reap");
        }
    }
}

fn signal(group: Pid, signal: Signal) {
    // The leader is not reaped, so the group exists; what can fail is a process of another user.
    if let Err(error) = kill_process_group(group, signal) {
        tracing::debug!(group = group.as_raw_nonzero(), ?signal, %error, "cannot signal");
    }
}

#[cfg(target_os = "linux")]
use super::linux::{start_of, sweep};

#[cfg(not(target_os = "linux"))]
fn start_of(_pid: u32) -> Option<u64> {
    None
}

#[cfg(not(target_os = "linux"))]
fn sweep(_mark: &Mark) -> Remains {
    Remains::Unknown
}
