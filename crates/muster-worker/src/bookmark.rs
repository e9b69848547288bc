//! The bookmark: how far the coordinator has come, as it said it last.
//!
//! It is kept as it is, and brought to every session, so that a coordinator whose store was put back
//! to an earlier state learns of it. It is on disk before the first grant that follows it begins.

use crate::attempt::write_durably;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

const FILE: &str = "bookmark";

/// The bookmark of one coordinator.
#[derive(Debug)]
pub(crate) struct Bookmark {
    dir: PathBuf,
    text: Mutex<Option<String>>,
}

impl Bookmark {
    /// The one that an earlier run of the agent has kept.
    pub(crate) fn kept_in(dir: &Path) -> io::Result<Self> {
        let text = match fs::read(dir.join(FILE)) {
            // What a disk has damaged is as good as forgotten.
            Ok(bytes) => String::from_utf8(bytes).ok(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self { dir: dir.to_owned(), text: Mutex::new(text) })
    }

    pub(crate) fn text(&self) -> Option<String> {
        self.lock().clone()
    }

    /// Takes the place of the earlier one. Waits for the disk.
    pub(crate) fn keep(&self, text: String) -> io::Result<()> {
        let mut kept = self.lock();
        if kept.as_ref() == Some(&text) {
            return Ok(());
        }
        let written = write_durably(&self.dir, FILE, text.as_bytes());
        *kept = Some(text);
        written
    }

    fn lock(&self) -> MutexGuard<'_, Option<String>> {
        self.text.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
