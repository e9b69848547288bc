//! The reserve: room on the disk that is ours before it is needed.
//!
//! A file of real blocks lies beside the database. When the disk is full, new work is refused, and
//! what must be kept of work under way (how a job ended, that it was cancelled) gets the room of
//! that file. Once there is room again the file is laid anew and new work is taken.

use crate::condition::{Health, Room};
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Hundreds of reports fit, since the log starts over where it is once it was emptied.
const SIZE: u64 = 1 << 20;
const CHUNK: usize = 64 << 10;

/// The file, whether it is there or not.
#[derive(Debug)]
pub(super) struct Reserve {
    path: PathBuf,
    health: Health,
}

impl Reserve {
    /// Lays the reserve of a database, or finds that it is there.
    pub(super) fn beside(database: &Path, health: Health) -> Self {
        let reserve = Self::of(database, health);
        reserve.restore();
        reserve
    }

    /// The reserve of a database as it is.
    pub(super) fn of(database: &Path, health: Health) -> Self {
        let mut name = database.as_os_str().to_owned();
        name.push("-reserve");
        Self { path: name.into(), health }
    }

    /// Gives the room up. Answers whether there was any.
    pub(super) fn spend(&self) -> bool {
        let was_laid = self.is_laid();
        match fs::remove_file(&self.path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => tracing::error!(%error, "the reserve cannot be given up"),
        }
        if was_laid {
            tracing::warn!("the disk is full; reports live on the reserve");
        }
        self.health.set_room(Room::Full);
        was_laid && !self.is_laid()
    }

    /// Looks whether there is room again, and lays the reserve if it is gone.
    pub(super) fn restore(&self) {
        let is_laid = self.is_laid();
        // As much again must stay free, or new work would find the disk full at once.
        let needed = if is_laid { SIZE } else { 2 * SIZE };
        if fs4::available_space(self.folder()).is_ok_and(|free| free < needed) {
            return self.health.set_room(Room::Full);
        }
        let laid = if is_laid { Ok(()) } else { self.lay() };
        self.health.set_room(match laid {
            Ok(()) => Room::Enough,
            Err(error) if is_full(&error) => Room::Full,
            Err(error) => {
                tracing::debug!(%error, "the reserve cannot be laid");
                Room::NoReserve
            }
        });
    }

    fn folder(&self) -> &Path {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        folder.unwrap_or(Path::new("."))
    }

    fn is_laid(&self) -> bool {
        self.path.metadata().is_ok_and(|file| file.len() == SIZE)
    }

    fn lay(&self) -> io::Result<()> {
        let laid = super::file::create(&self.path).and_then(|file| fill(&file));
        if laid.is_err()
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::debug!(%error, "half a reserve stays");
        }
        laid
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Real blocks: not a hole, and nothing that a compressing file system could make small.
fn fill(mut file: &fs::File) -> io::Result<()> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut noise = vec![0; CHUNK];
    for _ in 0..SIZE / CHUNK as u64 {
        for bytes in noise.chunks_exact_mut(8) {
            // One step of xorshift64.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes.copy_from_slice(&state.to_le_bytes());
        }
        file.write_all(&noise)?;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_laid_spent_once_and_laid_again() {
        let folder = tempfile::tempdir().unwrap();
        let health = Health::default();
        let reserve = Reserve::beside(&folder.path().join("muster.db"), health.clone());
        let path = folder.path().join("muster.db-reserve");
        assert_eq!((path.metadata().unwrap().len(), health.room()), (SIZE, Room::Enough));
        assert!(reserve.spend());
        assert!(!reserve.spend(), "there is nothing left of it");
        assert!(!path.exists());
        assert_eq!(health.room(), Room::Full);
        reserve.restore();
        assert_eq!((path.metadata().unwrap().len(), health.room()), (SIZE, Room::Enough));
    }

    #[cfg(unix)]
    #[test]
    fn its_blocks_are_real() {
        use std::os::unix::fs::MetadataExt;
        let folder = tempfile::tempdir().unwrap();
        Reserve::beside(&folder.path().join("muster.db"), Health::default());
        let file = folder.path().join("muster.db-reserve").metadata().unwrap();
        assert!(file.blocks() * 512 >= SIZE, "{} blocks", file.blocks());
    }

    #[test]
    fn where_it_cannot_be_laid_new_work_is_taken_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("muster.db-reserve")).unwrap();
        let health = Health::default();
        Reserve::beside(&folder.path().join("muster.db"), health.clone());
        assert_eq!(health.room(), Room::NoReserve);
    }
}
