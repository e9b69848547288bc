//! What a worker keeps for its coordinator, as that said it last, and brings to every session: so a coordinator whose
//! store was put back to an earlier state learns of it.
//!
//! The *bookmark* is how far the coordinator has come. It is on disk before the first grant that follows it begins. The
//! *audit head* is how far its audit log went.

use crate::attempt::write_durably;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Where the bookmark lies.
pub(crate) const BOOKMARK: &str = "bookmark";
/// Where the head of the audit log lies.
pub(crate) const AUDIT_HEAD: &str = "audit-head";

/// A text of one coordinator.
#[derive(Debug)]
pub(crate) struct Bookmark {
    dir: PathBuf,
    file: &'static str,
    text: Mutex<Option<String>>,
}

impl Bookmark {
    /// The one that an earlier run of the agent has kept.
    pub(crate) fn kept_in(dir: &Path, file: &'static str) -> io::Result<Self> {
        let text = match fs::read(dir.join(file)) {
            // What a disk has damaged is as good as forgotten.
            Ok(bytes) => String::from_utf8(bytes).ok(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self { dir: dir.to_owned(), file, text: Mutex::new(text) })
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
        let written = write_durably(&self.dir, self.file, text.as_bytes());
        *kept = Some(text);
        written
    }

    fn lock(&self) -> MutexGuard<'_, Option<String>> {
        self.text.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
