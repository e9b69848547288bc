//! Process groups.
//!
//! A group's number is its leader's, and it stays taken as long as the leader is not reaped. So the
//! leader's end is noticed without reaping it, and the group is only signalled before it is
//! reaped: a signal cannot reach a stranger that got the same number.

use super::{Exit, Identity, Launch, Mark, Started};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use std::{
    io,
    os::unix::process::{CommandExt, ExitStatusExt},
    process::{Child, Command, ExitStatus, Stdio},
};
use tokio_util::sync::CancellationToken;

/// The thread only waits.
const WAITER_STACK: usize = 64 * 1024;

/// A process group whose leader is not reaped.
#[derive(Debug)]
pub(crate) struct Process {
    leader: Child,
    group: Pid,
    ended: CancellationToken,
    mark: Mark,
    is_reaped: bool,
}

impl Process {
    /// Starts a command as the leader of a new group.
    #[expect(clippy::disallowed_methods, reason = "this is the runner")]
    pub(crate) fn start(launch: &Launch, mark: Mark) -> io::Result<Started> {
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
        let process = Self { leader, group, ended, mark, is_reaped: false };
        process.watch()?;
        Started::new(process, stdout, stderr)
    }

    /// Which one it is.
    pub(crate) fn identity(&self) -> Identity {
        let pid = self.leader.id();
        Identity { pid, start: start_of(pid) }
    }

    /// Waits until the leader has ended.
    pub(crate) async fn ended(&self) {
        self.ended.cancelled().await;
    }

    /// Asks every process of the group to end.
    pub(crate) fn terminate(&self) {
        self.signal(Signal::TERM);
        // A stopped process hears the first signal only when it goes on.
        self.signal(Signal::CONT);
    }

    /// Ends every process of the group.
    pub(crate) fn kill(&self) {
        self.signal(Signal::KILL);
    }

    /// Stops every process of the group where it is.
    pub(crate) fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets every process of the group go on.
    pub(crate) fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    /// Ends what is left of the group, and what has left it as far as it can be found; answers how
    /// the leader ended. It waits for that, so call it when the leader has ended, and where waiting
    /// does no harm.
    pub(crate) fn reap(mut self) -> io::Result<Exit> {
        let status = self.end_all()?;
        Ok(match (status.code(), status.signal()) {
            (Some(code), _) => Exit::Code(code),
            (None, signal) => Exit::Signal(signal.unwrap_or_default()),
        })
    }

    fn end_all(&mut self) -> io::Result<ExitStatus> {
        self.kill();
        sweep(&self.mark);
        self.is_reaped = true;
        self.leader.wait()
    }

    fn signal(&self, signal: Signal) {
        // The leader is not reaped, so the group exists; what can fail is a process of another user.
        if let Err(error) = kill_process_group(self.group, signal) {
            tracing::debug!(group = self.group.as_raw_nonzero(), ?signal, %error, "cannot signal");
        }
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

impl Drop for Process {
    fn drop(&mut self) {
        if !self.is_reaped
            && let Err(error) = self.end_all()
        {
            tracing::debug!(%error, "cannot reap");
        }
    }
}

/// Ends what an agent that was killed has left running.
pub(crate) fn end_leftovers(identity: Option<Identity>, mark: &Mark) {
    // Without its start the number may be anybody's by now.
    let is_alive = |found: &Identity| found.start.is_some() && found.start == start_of(found.pid);
    let leader = identity.filter(is_alive).and_then(|found| i32::try_from(found.pid).ok());
    if let Some(group) = leader.and_then(Pid::from_raw)
        && let Err(error) = kill_process_group(group, Signal::KILL)
    {
        tracing::debug!(group = group.as_raw_nonzero(), %error, "cannot end a left group");
    }
    sweep(mark);
}

#[cfg(target_os = "linux")]
use super::linux::{start_of, sweep};

#[cfg(not(target_os = "linux"))]
fn start_of(_pid: u32) -> Option<u64> {
    None
}

#[cfg(not(target_os = "linux"))]
fn sweep(_mark: &Mark) {}
