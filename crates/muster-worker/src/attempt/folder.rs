//! An attempt's directory: what is kept of it until its end is confirmed.
//!
//! `attempt.json` says what was granted, which process runs it, and how it ended; beside it lie the
//! spool of its log, and `stdin`, `work` and `tmp`, which belong to the command. The record of an end that is
//! not confirmed at once is made durable.

use crate::process::Identity;
use muster_api::session::{Assignment, Grant, Lost};
use muster_core::job::AttemptEnd;
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The spool's files are named after this.
pub(crate) const SPOOL: &str = "spool";
const RECORD: &str = "attempt.json";

/// What is kept of an attempt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    /// The assignment, without environment, input and ticket: they are secret and not needed again.
    pub(crate) assignment: Assignment,
    pub(crate) process: Option<Identity>,
    pub(crate) ended: Option<Ended>,
}

/// How an attempt ended, and where its log did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ended {
    pub(crate) end: AttemptEnd,
    pub(crate) log_size: u64,
    /// The end of the log that cannot be given.
    #[serde(default)]
    pub(crate) lost: Option<Lost>,
}

impl Ended {
    pub(crate) fn new(end: AttemptEnd, log_size: u64) -> Self {
        Self { end, log_size, lost: None }
    }
}

impl Record {
    pub(crate) fn of(assignment: &Assignment) -> Self {
        let assignment = Assignment {
            environment: [].into(),
            stdin: None,
            artefacts: None,
            ..assignment.clone()
        };
        Self { assignment, process: None, ended: None }
    }
}

/// Where the attempts are.
pub(crate) fn attempts_dir(state_dir: &Path) -> PathBuf {
    state_dir.join("attempts")
}

/// One attempt's directory.
#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn of(state_dir: &Path, grant: &Grant) -> Self {
        Self(attempts_dir(state_dir).join(format!("{}-{}", grant.job, grant.fence)))
    }
    pub(crate) fn at(path: PathBuf) -> Self {
        Self(path)
    }
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
    pub(crate) fn work(&self) -> PathBuf {
        self.0.join("work")
    }
    pub(crate) fn tmp(&self) -> PathBuf {
        self.0.join("tmp")
    }
    pub(crate) fn stdin(&self) -> PathBuf {
        self.0.join("stdin")
    }

    /// Makes it afresh, for nobody else to look into.
    pub(crate) fn create(&self) -> io::Result<()> {
        self.remove()?;
        create_private(&self.0)?;
        create_private(&self.work())?;
        create_private(&self.tmp())
    }

    /// The record; one that a power cut left empty is none.
    pub(crate) fn read(&self) -> io::Result<Record> {
        let bytes = fs::read(self.0.join(RECORD))?;
        if bytes.is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        serde_json::from_slice(&bytes).map_err(io::Error::from)
    }

    /// Replaces the record for the case that the agent is killed. A power cut may lose it: it ends
    /// the processes too, and the coordinator sees that the attempt is not known here any more.
    pub(crate) fn note(&self, record: &Record) -> io::Result<()> {
        let half_written = self.0.join(half_written(RECORD));
        fs::write(&half_written, serde_json::to_vec(record)?)?;
        fs::rename(&half_written, self.0.join(RECORD))
    }

    /// Replaces the record for good. After a power cut there is the old one or the new one.
    pub(crate) fn write(&self, record: &Record) -> io::Result<()> {
        write_durably(&self.0, RECORD, &serde_json::to_vec(record)?)?;
        self.0.parent().map_or(Ok(()), sync_dir)
    }

    /// Removes it; that it is not there is as good.
    pub(crate) fn remove(&self) -> io::Result<()> {
        // Without its record the rest is nothing but litter, should the removal be cut short.
        is_gone(fs::remove_file(self.0.join(RECORD)))?;
        is_gone(fs::remove_dir_all(&self.0))
    }
}

/// Replaces a file for good. After a power cut there is the old one or the new one.
pub(crate) fn write_durably(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let half_written = dir.join(half_written(name));
    let mut file = File::create(&half_written)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&half_written, dir.join(name))?;
    sync_dir(dir)
}

fn half_written(name: &str) -> String {
    format!("{name}.new")
}

fn is_gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Makes a directory with its parents, readable by its owner alone.
pub(crate) fn create_private(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

fn sync_dir(dir: &Path) -> io::Result<()> {
    // Windows cannot open a directory as a file, and keeps its entries durable by itself.
    if cfg!(windows) { Ok(()) } else { File::open(dir)?.sync_all() }
}
