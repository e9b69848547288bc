//! The swap: what was staged takes the place of what is there, all or nothing.
//!
//! A journal lists the names. Until it is there the old state holds; from then on the new one, and
//! whoever takes the data directory next finishes what a crash interrupted. Each name is moved by
//! itself: while its staged file is there, whatever bears the name is old and goes aside first.

use super::{
    open::{is_there, sync_folder},
    work_dir,
};
use crate::private_file;
use muster_seams::{Faults, NoFaults};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

const JOURNAL: &str = "restore.json";
/// Where the new state is made ready.
pub(super) const STAGING: &str = "restore-staging";

/// What is to be moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Journal {
    /// The folder of the new state, below the data directory.
    #[serde(default = "staging")]
    pub(super) from: String,
    /// Where the old state goes, below the data directory.
    pub(super) aside: String,
    /// Names in the folder of the new state, each with the name that it gets in the data directory.
    pub(super) moves: Vec<(String, String)>,
    /// Names of the old state that have nothing in the new one's place.
    pub(super) retired: Vec<String>,
}

fn staging() -> String {
    STAGING.to_owned()
}

/// Why a swap did not come to its end, and which state holds.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The old one.
    Before(io::Error),
    /// The new one: whoever takes the data directory next finishes the move.
    Within(io::Error),
}

/// Puts what is staged in the place of what is there.
pub(super) fn carry_out(
    data_dir: &Path,
    journal: &Journal,
    faults: &dyn Faults,
) -> Result<(), Stopped> {
    faults.hit("restore.staged").map_err(Stopped::Before)?;
    commit(data_dir, journal)?;
    faults.hit("restore.committed").map_err(Stopped::Within)?;
    finish(data_dir, journal, faults).map_err(Stopped::Within)
}

/// From here on the new state holds.
fn commit(data_dir: &Path, journal: &Journal) -> Result<(), Stopped> {
    let path = data_dir.join(JOURNAL);
    let text = serde_json::to_vec_pretty(journal).map_err(|error| Stopped::Before(error.into()))?;
    private_file::replace(&path, &text).map_err(|source| {
        // It may be in place and only its folder not synced: then whoever comes next finds it.
        if is_there(&path) { Stopped::Within(source) } else { Stopped::Before(source) }
    })
}

/// Finishes a restore that a crash interrupted, or takes an unfinished one back.
///
/// Whoever takes a data directory calls it before anything else.
pub(crate) fn recover(data_dir: &Path) -> io::Result<()> {
    let path = data_dir.join(JOURNAL);
    match fs::read(&path) {
        Ok(text) => {
            let journal: Journal = serde_json::from_slice(&text)?;
            tracing::warn!(path = %data_dir.display(), "finishes a restore that was interrupted");
            finish(data_dir, &journal, &NoFaults)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            work_dir::remove(&data_dir.join(STAGING))
        }
        Err(error) => Err(error),
    }
}

/// Moves whatever is not moved yet.
fn finish(data_dir: &Path, journal: &Journal, faults: &dyn Faults) -> io::Result<()> {
    let (aside, staging) = (data_dir.join(&journal.aside), data_dir.join(&journal.from));
    private_file::create_dir(&aside)?;
    for name in &journal.retired {
        faults.hit("restore.retire")?;
        set_aside(data_dir, &aside, name)?;
    }
    for (staged, name) in &journal.moves {
        let (from, to) = (staging.join(staged), data_dir.join(name));
        if is_there(&from) {
            faults.hit("restore.set_aside")?;
            set_aside(data_dir, &aside, name)?;
            faults.hit("restore.move")?;
            create_parent(&to)?;
            fs::rename(&from, &to)?;
            sync_parent(&to)?;
        }
    }
    sync_folder(data_dir)?;
    faults.hit("restore.end")?;
    fs::remove_file(data_dir.join(JOURNAL))?;
    sync_folder(data_dir)?;
    if let Err(error) = fs::remove_dir(&aside) {
        tracing::debug!(%error, "something was kept aside");
    }
    work_dir::remove(&staging)
}

fn set_aside(data_dir: &Path, aside: &Path, name: &str) -> io::Result<()> {
    let (from, to) = (data_dir.join(name), aside.join(name));
    if !is_there(&from) {
        return Ok(());
    }
    create_parent(&to)?;
    fs::rename(&from, &to)?;
    sync_parent(&to)?;
    sync_parent(&from)
}

fn create_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), private_file::create_dir)
}

fn sync_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), sync_folder)
}

/// A name below the data directory that nothing has yet.
pub(super) fn free_name(data_dir: &Path, wanted: &str) -> String {
    let numbered = (2..).map(|number: u32| format!("{wanted}-{number}"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    let is_free = |name: &String| !is_there(&PathBuf::from(data_dir).join(name));
    names.find(is_free).unwrap_or_else(|| wanted.to_owned())
}
