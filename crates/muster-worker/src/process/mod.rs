//! Processes: a command with everything that it starts, as one thing that can be ended.
//!
//! On Windows that is a job object, on Linux a cgroup where one can be made and always what carries
//! the attempt's mark, on macOS a process group: what has left it with `setsid` stays.
//!
//! A simulation puts a [`Runner`] of its own in the place of the system's processes.

#[cfg(all(unix, not(target_os = "linux")))]
mod group;
mod isolation;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

pub use isolation::{Confinement, Levels, Place};
pub use system::Processes;

pub(crate) use isolation::SYSTEM;

use futures_util::future::BoxFuture;
use muster_core::{job::Isolation, owner::Cap};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ffi::OsString, fmt, fs::File, io, path::PathBuf, process::Stdio};
use tokio::io::AsyncRead;

/// What starts commands: the system's processes, or a simulation's.
pub trait Runner: fmt::Debug + Send + Sync {
    /// Starts a command. May wait for the system.
    fn start(&self, launch: &Launch) -> io::Result<Started>;
    /// What keeps it from starting a command at a level; nothing if it can.
    fn lacks(&self, level: Isolation) -> Option<String> {
        (!level.is_none()).then(|| "its commands are not kept apart".to_owned())
    }
    /// Tries a level out anew, and says what keeps it from starting a command at it now.
    fn try_again(&self, level: Isolation) -> Option<String> {
        self.lacks(level)
    }
    /// Ends what an agent that was killed has left running of a command, and waits for that.
    fn end_leftovers(&self, identity: Option<&Identity>, mark: &Mark) -> Remains;
}

/// A command that runs, with everything that it started. Dropping it ends all of that.
///
/// All of these but [`Running::ended`] may wait for the system.
pub trait Running: fmt::Debug + Send + Sync {
    /// Which process it is.
    fn identity(&self) -> Identity;
    /// Waits until its first process has ended.
    fn ended(&self) -> BoxFuture<'_, ()>;
    /// Does what is only worth while for what runs for longer than a moment. Once.
    fn settle(&self) {}
    /// Asks everything to end.
    fn terminate(&self);
    /// Ends everything.
    fn kill(&self);
    /// Whether this system can make it stand still.
    fn can_stand_still(&self) -> bool {
        true
    }
    /// Makes everything stand still.
    fn freeze(&self);
    /// Lets everything go on.
    fn thaw(&self);
    /// Whether nothing lives any more, as far as can be told; asked when the first process has ended.
    fn is_gone(&self) -> bool {
        true
    }
    /// Ends what is left when the first process has ended, and says how that was. Once.
    fn reap(&self) -> io::Result<Reaped>;
}

/// What to start.
#[derive(Debug, Clone)]
pub struct Launch {
    /// Absolute, so that starting it does not depend on anybody's `PATH`.
    pub program: PathBuf,
    /// What follows the program's name.
    pub arguments: Vec<OsString>,
    /// The whole environment but the mark.
    pub environment: BTreeMap<String, String>,
    /// Where it works.
    pub directory: PathBuf,
    /// The file that it reads from standard input, if there is one.
    pub stdin: Option<PathBuf>,
    /// The arguments are a line for `cmd`, which has quoting rules of its own.
    pub is_shell: bool,
    /// By what its processes are found.
    pub mark: Mark,
    /// What is left to it, if anything is kept from it.
    pub confinement: Option<Confinement>,
    /// How much of the machine it may use.
    pub cap: Cap,
}

impl Launch {
    /// What it reads. A file is read by the command itself, so nobody has to feed a pipe.
    fn input(&self) -> io::Result<Stdio> {
        Ok(match &self.stdin {
            Some(file) => File::open(file)?.into(),
            None => Stdio::null(),
        })
    }
}

/// A command that has started, with its output.
pub struct Started {
    /// Its processes.
    pub running: Box<dyn Running>,
    /// What it says.
    pub stdout: Pipe,
    /// What it says of itself.
    pub stderr: Pipe,
}

/// One stream of a command's output.
pub type Pipe = Box<dyn AsyncRead + Send + Unpin>;

/// Which process it is, so that it can be found after a restart of the agent and not be mistaken
/// for another one that got its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Its number.
    pub pid: u32,
    /// When it started, in the kernel's own count; unknown where the system does not tell.
    pub start: Option<u64>,
    /// The control group that its attempt has to itself, if it has one.
    #[serde(default)]
    pub cgroup: Option<PathBuf>,
}

/// How a command ended by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// With an exit code.
    Code(i32),
    /// By a signal.
    Signal(i32),
}

/// How a command ended, and what is left of all that it started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reaped {
    /// How the first process ended.
    pub exit: Exit,
    /// What became of the others.
    pub remains: Remains,
    /// The kernel has ended processes for want of memory since it had run for a moment, whichever those were.
    pub memory_ran_out: bool,
}

/// What is left of a command when it was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remains {
    /// Nothing, for certain.
    Nothing,
    /// Nothing that this system could show.
    Unknown,
    /// Processes that could not be ended.
    Some,
}

/// The entries of the environment that only one attempt's processes have.
pub type Mark = [(&'static str, String); 3];

impl fmt::Debug for Started {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Started").field("running", &self.running).finish_non_exhaustive()
    }
}

impl Started {
    fn new(
        running: Box<dyn Running>,
        stdout: Option<std::process::ChildStdout>,
        stderr: Option<std::process::ChildStderr>,
    ) -> io::Result<Self> {
        use tokio::process::{ChildStderr, ChildStdout};
        let (Some(stdout), Some(stderr)) = (stdout, stderr) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (stdout, stderr) = (ChildStdout::from_std(stdout)?, ChildStderr::from_std(stderr)?);
        Ok(Self { running, stdout: Box::new(stdout), stderr: Box::new(stderr) })
    }
}

#[cfg(target_os = "linux")]
#[cfg(test)]
pub(crate) use linux::count_marked;
