//! Job objects: Windows ends everything in one when its last handle closes, so a command does not
//! even outlive an agent that was killed.

use super::{Exit, Identity, Launch, Mark, Started};
use process_wrap::std::{ChildWrapper, CommandWrap, JobObject};
use std::{
    io,
    os::windows::process::CommandExt,
    process::{Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// There is nothing to wait on without unsafe code, so it is looked at this often.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A job object with its first process.
#[derive(Debug)]
pub(crate) struct Process(Mutex<Box<dyn ChildWrapper>>);

impl Process {
    /// Starts a command in a new job object.
    #[expect(clippy::disallowed_methods, reason = "this is the runner")]
    pub(crate) fn start(launch: &Launch, mark: Mark) -> io::Result<Started> {
        let mut command = Command::new(&launch.program);
        for argument in &launch.arguments {
            if launch.is_shell {
                command.raw_arg(argument);
            } else {
                command.arg(argument);
            }
        }
        command
            .env_clear()
            .envs(&launch.environment)
            .envs(mark.iter().map(|(name, value)| (name, value)))
            .current_dir(&launch.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = CommandWrap::from(command).wrap(JobObject).spawn()?;
        let (stdout, stderr) = (child.stdout().take(), child.stderr().take());
        Started::new(Self(Mutex::new(child)), stdout, stderr)
    }

    /// Which one it is.
    pub(crate) fn identity(&self) -> Identity {
        Identity { pid: self.child().id(), start: None }
    }

    /// Waits until the first process has ended.
    pub(crate) async fn ended(&self) {
        while matches!(self.child().try_wait(), Ok(None)) {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Windows has no way to ask a process without a window; it is ended at once.
    pub(crate) fn terminate(&self) {
        self.kill();
    }

    /// Ends every process of the job object.
    pub(crate) fn kill(&self) {
        if let Err(error) = self.child().start_kill() {
            tracing::debug!(%error, "cannot end a job object");
        }
    }

    /// Windows cannot stop a job object in its tracks.
    #[expect(clippy::unused_self, reason = "the same interface as on Unix")]
    pub(crate) fn freeze(&self) {}

    /// See [`Self::freeze`].
    #[expect(clippy::unused_self, reason = "the same interface as on Unix")]
    pub(crate) fn thaw(&self) {}

    /// Ends what is left and answers how the first process ended, which it must have.
    pub(crate) fn reap(self) -> io::Result<Exit> {
        self.kill();
        let status = self.child().wait()?;
        Ok(Exit::Code(status.code().unwrap_or_default()))
    }

    fn child(&self) -> MutexGuard<'_, Box<dyn ChildWrapper>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nothing is left: the job object ended with the agent.
pub(crate) fn end_leftovers(_identity: Option<Identity>, _mark: &Mark) {}
