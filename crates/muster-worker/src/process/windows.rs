//! Job objects: Windows ends everything in one when its last handle closes, so a command does not
//! even outlive an agent that was killed.

use super::{Exit, Identity, Launch, Mark, Reaped, Remains, Runner, Running, Started};
use futures_util::{FutureExt, future::BoxFuture};
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
struct Process(Mutex<Box<dyn ChildWrapper>>);

impl Process {
    /// Starts a command in a new job object.
    #[expect(clippy::disallowed_methods, reason = "this is the runner")]
    fn start(launch: &Launch) -> io::Result<Started> {
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
            .envs(launch.mark.iter().map(|(name, value)| (name, value)))
            .current_dir(&launch.directory)
            .stdin(launch.input()?)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = CommandWrap::from(command).wrap(JobObject).spawn()?;
        let (stdout, stderr) = (child.stdout().take(), child.stderr().take());
        Started::new(Box::new(Self(Mutex::new(child))), stdout, stderr)
    }

    fn child(&self) -> MutexGuard<'_, Box<dyn ChildWrapper>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running for Process {
    fn identity(&self) -> Identity {
        Identity { pid: self.child().id(), start: None, cgroup: None }
    }

    fn ended(&self) -> BoxFuture<'_, ()> {
        let ended = async {
            while matches!(self.child().try_wait(), Ok(None)) {
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        ended.boxed()
    }

    /// Windows has no way to ask a process without a window; it is ended at once.
    fn terminate(&self) {
        self.kill();
    }

    fn kill(&self) {
        if let Err(error) = self.child().start_kill() {
            tracing::debug!(%error, "cannot end a job object");
        }
    }

    /// Windows cannot stop a job object in its tracks.
    fn can_stand_still(&self) -> bool {
        false
    }

    fn freeze(&self) {}

    fn thaw(&self) {}

    fn reap(&self) -> io::Result<Reaped> {
        self.kill();
        let status = self.child().wait()?;
        let exit = Exit::Code(status.code().unwrap_or_default());
        // Nothing can leave a job object.
        Ok(Reaped { exit, remains: Remains::Nothing, memory_ran_out: false })
    }
}

/// This system's processes.
#[derive(Debug, Clone, Default)]
pub struct Processes;

impl Processes {
    /// With job objects.
    pub fn new() -> Self {
        Self
    }
}

impl Runner for Processes {
    fn start(&self, launch: &Launch) -> io::Result<Started> {
        Process::start(launch)
    }

    /// Nothing is left: the job object ended with the agent.
    fn end_leftovers(&self, _identity: Option<&Identity>, _mark: &Mark) -> Remains {
        Remains::Nothing
    }
}
