//! Processes: a command with everything that it starts, as one thing that can be ended.
//!
//! On Unix that is a process group, on Windows a job object. On Linux what has left the group is
//! found by a mark in its environment. On macOS what has left the group with `setsid` stays.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::{Process, end_leftovers};
#[cfg(windows)]
pub(crate) use windows::{Process, end_leftovers};

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ffi::OsString, io, path::PathBuf};
use tokio::process::{ChildStderr, ChildStdout};

/// What to start.
#[derive(Debug, Clone)]
pub(crate) struct Launch {
    /// Absolute, so that starting it does not depend on anybody's `PATH`.
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    /// The whole environment.
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) directory: PathBuf,
    /// The arguments are a line for `cmd`, which has quoting rules of its own.
    #[cfg_attr(unix, expect(dead_code, reason = "a shell on Unix takes its line as an argument"))]
    pub(crate) is_shell: bool,
}

/// A process that has started, with its output.
#[derive(Debug)]
pub(crate) struct Started {
    pub(crate) process: Process,
    pub(crate) stdout: ChildStdout,
    pub(crate) stderr: ChildStderr,
}

/// Which process it is, so that it can be found after a restart of the agent and not be mistaken
/// for another one that got its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) pid: u32,
    /// When it started, in the kernel's own count; unknown where the system does not tell.
    pub(crate) start: Option<u64>,
}

/// How a command ended by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Code(i32),
    Signal(i32),
}

/// The entries of the environment that only one attempt's processes have.
pub(crate) type Mark = [(&'static str, String); 3];

impl Started {
    fn new(
        process: Process,
        stdout: Option<std::process::ChildStdout>,
        stderr: Option<std::process::ChildStderr>,
    ) -> io::Result<Self> {
        let (Some(stdout), Some(stderr)) = (stdout, stderr) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (stdout, stderr) = (ChildStdout::from_std(stdout)?, ChildStderr::from_std(stderr)?);
        Ok(Self { process, stdout, stderr })
    }
}

/// How many living processes carry this mark.
#[cfg(target_os = "linux")]
#[cfg(test)]
pub(crate) fn count_marked(mark: &Mark) -> usize {
    linux::marked(mark).len()
}
