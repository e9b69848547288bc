//! An attempt's directory: what is kept of it until its end is confirmed.
//!
//! `attempt.json` says what was granted, which process runs it, and how it ended, a line for each time that
//! more was known; beside it lie the spool of its log, and `stdin`, `work`, `tmp` and, at a level of isolation,
//! `home`, which belong to the command. The record of an end that is not confirmed at once is made durable.

use crate::process::Identity;
use muster_api::session::{Assignment, Grant, Lost};
use muster_core::job::AttemptEnd;
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, DirEntry, File, Metadata, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The spool's files are named after this.
pub(crate) const SPOOL: &str = "spool";
const RECORD: &str = "attempt.json";
const WORK: &str = "work";
const TMP: &str = "tmp";
const HOME: &str = "home";
const STDIN: &str = "stdin";

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
        self.0.join(WORK)
    }
    pub(crate) fn tmp(&self) -> PathBuf {
        self.0.join(TMP)
    }
    /// The home of a command that is kept from everybody else's.
    pub(crate) fn home(&self) -> PathBuf {
        self.0.join(HOME)
    }
    pub(crate) fn stdin(&self) -> PathBuf {
        self.0.join(STDIN)
    }

    /// Makes it afresh, for nobody else to look into.
    pub(crate) fn create(&self) -> io::Result<()> {
        self.remove()?;
        create_private(&self.0)?;
        create_private(&self.work())?;
        create_private(&self.tmp())
    }

    /// The record; one that is empty is none, and neither is one whose first line was cut short.
    pub(crate) fn read(&self) -> io::Result<Record> {
        let bytes = fs::read(self.0.join(RECORD))?;
        let is_noted = bytes.starts_with(b"\n");
        let noted = bytes.iter().rposition(|byte| is_noted && *byte == b'\n');
        let lines = bytes[..noted.unwrap_or(bytes.len())].split(|byte| *byte == b'\n');
        let lines = lines.filter(|line| !line.is_empty()).rev();
        // A line may have been cut short by a full disk, and another one noted after it.
        let read = lines.map(serde_json::from_slice).reduce(Result::or);
        read.ok_or(io::ErrorKind::NotFound)?.map_err(io::Error::from)
    }

    /// Adds to the record for the case that the agent is killed. A power cut may lose it: it ends
    /// the processes too, and the coordinator sees that the attempt is not known here any more.
    pub(crate) fn note(&self, record: &Record) -> io::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        // It has a line of its own, whatever was cut short before it.
        line.insert(0, b'\n');
        line.push(b'\n');
        self.open_record(OpenOptions::new().append(true).create(true))?.write_all(&line)
    }

    /// The command may have put something else in its place, which nobody follows or waits for.
    fn open_record(&self, options: &mut OpenOptions) -> io::Result<File> {
        #[cfg(unix)]
        {
            use rustix::fs::OFlags;
            use std::os::unix::fs::OpenOptionsExt;
            let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
            options.custom_flags(flags.bits().cast_signed());
        }
        options.open(self.0.join(RECORD))
    }

    /// Replaces the record for good. After a power cut there is the old one or the new one.
    pub(crate) fn write(&self, record: &Record) -> io::Result<()> {
        write_durably(&self.0, RECORD, &serde_json::to_vec(record)?)?;
        self.0.parent().map_or(Ok(()), sync_dir)
    }

    /// Empties it for another attempt. Answers whether it is as it was made.
    pub(super) fn empty(&self) -> io::Result<bool> {
        let record = self.open_record(OpenOptions::new().write(true))?;
        if !is_ours_alone(&record.metadata()?) || !is_private(&fs::symlink_metadata(&self.0)?) {
            return Ok(false);
        }
        // Without its record the rest is nothing but litter, should this be cut short.
        record.set_len(0)?;
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            let is_clean = match entry.file_name().to_str() {
                Some(RECORD) => true,
                Some(WORK | TMP) => is_as_made(&entry)?,
                Some(name) if name == STDIN || name.starts_with(SPOOL) => {
                    fs::remove_file(entry.path())?;
                    true
                }
                _ => false,
            };
            if !is_clean {
                return Ok(false);
            }
        }
        Ok(self.work().is_dir() && self.tmp().is_dir())
    }

    /// Removes it; that it is not there is as good.
    pub(crate) fn remove(&self) -> io::Result<()> {
        // Without its record the rest is nothing but litter, should the removal be cut short.
        is_gone(fs::remove_file(self.0.join(RECORD)))?;
        is_gone(fs::remove_dir_all(&self.0))
    }
}

/// Whether it is an empty folder that nobody else can look into.
fn is_as_made(folder: &DirEntry) -> io::Result<bool> {
    // This does not follow a link.
    let is_private = is_private(&folder.metadata()?);
    Ok(is_private && fs::read_dir(folder.path())?.next().is_none())
}

/// Whether it is a folder of ours that nobody else can look into.
fn is_private(found: &Metadata) -> bool {
    #[cfg(unix)]
    let is_private = {
        use std::os::unix::fs::MetadataExt;
        found.mode() & 0o7777 == 0o700 && found.uid() == rustix::process::geteuid().as_raw()
    };
    #[cfg(not(unix))]
    let is_private = true;
    is_private && found.is_dir()
}

/// Whether it is a file that has no other name.
fn is_ours_alone(found: &Metadata) -> bool {
    #[cfg(unix)]
    let is_alone = std::os::unix::fs::MetadataExt::nlink(found) == 1;
    #[cfg(not(unix))]
    let is_alone = true;
    is_alone && found.is_file()
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
