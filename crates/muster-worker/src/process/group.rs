//! An attempt's processes where a system has nothing better than a process group.
//!
//! What has left the group cannot be found, and nobody can say whether something has.

use super::{Identity, Launch, Mark, Remains};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use std::{
    io,
    process::{Child, Command},
};
use tokio_util::sync::CancellationToken;

/// The thread only waits.
const WAITER_STACK: usize = 64 * 1024;

/// What this system has to tell processes apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Means;

impl Means {
    pub(super) fn find() -> Self {
        Self
    }
    #[expect(clippy::unused_self, reason = "the same interface as on Linux")]
    pub(super) fn has_cgroups(&self) -> bool {
        false
    }
}

/// What an owner lends is not more than said here: this system limits no command.
pub(super) mod share {
    use muster_core::owner::Cap;
    use std::io;

    pub(in crate::process) fn spawn<T>(
        _: Cap,
        start: impl FnOnce() -> io::Result<T>,
    ) -> io::Result<T> {
        start()
    }
}

/// The process group of one attempt, whose leader is not reaped; or none.
#[derive(Debug)]
pub(super) struct Tree(Option<Pid>);

impl Tree {
    pub(super) fn spawn(
        _: &Means,
        command: &mut Command,
        _: &Launch,
        _: bool,
    ) -> io::Result<(Child, Self)> {
        let child = command.spawn()?;
        let group = Pid::from_child(&child);
        Ok((child, Self(Some(group))))
    }

    /// Without the start of its leader the group's number may be anybody's by now.
    pub(super) fn left(_: &Means, _: Option<&Identity>, _: &Mark) -> Self {
        Self(None)
    }

    #[expect(clippy::unused_self, reason = "the same interface as on Linux")]
    pub(super) fn settle(&self) {}

    /// This system does not tell.
    #[expect(clippy::unused_self, reason = "the same interface as on Linux")]
    pub(super) fn memory_ran_out(&self) -> bool {
        false
    }

    #[expect(clippy::unused_self, reason = "the same interface as on Linux")]
    pub(super) fn identity(&self, pid: u32) -> Identity {
        Identity { pid, start: None, cgroup: None }
    }

    pub(super) fn terminate(&self) {
        self.signal(Signal::TERM);
        // A stopped process hears the first signal only when it goes on.
        self.signal(Signal::CONT);
    }

    pub(super) fn kill(&self) -> Remains {
        self.signal(Signal::KILL);
        Remains::Unknown
    }

    pub(super) fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    pub(super) fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    /// As far as anybody can tell, once the leader has ended.
    #[expect(clippy::unused_self, reason = "the same interface as on Linux")]
    pub(super) fn is_gone(&self) -> bool {
        true
    }

    #[expect(clippy::unused_self, reason = "the same interface as on Linux")]
    pub(super) fn clean_up(&self) {}

    fn signal(&self, signal: Signal) {
        let Some(group) = self.0 else { return };
        // The leader is not reaped, so the group exists; what can fail is another user's process.
        if let Err(error) = kill_process_group(group, signal) {
            tracing::debug!(group = group.as_raw_nonzero(), ?signal, %error, "cannot signal");
        }
    }
}

/// The end of a child, noticed without reaping it.
#[derive(Debug)]
pub(super) struct End(CancellationToken);

impl End {
    /// Of a child that is not reaped.
    pub(super) fn of(child: Pid) -> io::Result<Self> {
        let ended = CancellationToken::new();
        let told = ended.clone();
        let wait = move || {
            let only_look = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            while let Err(rustix::io::Errno::INTR) = waitid(WaitId::Pid(child), only_look) {}
            told.cancel();
        };
        let thread = std::thread::Builder::new().name("job".into()).stack_size(WAITER_STACK);
        thread.spawn(wait).map(|_| Self(ended))
    }

    pub(super) async fn wait(&self) {
        self.0.cancelled().await;
    }

    pub(super) fn is_there(&self) -> bool {
        self.0.is_cancelled()
    }
}
