//! How much of the disk a command may fill, in the folders that are its attempt's own.
//!
//! To count a folder takes a walk through it. It is walked again only when so much was written to its file system
//! since, by whomever, that it could hold too much; and now and then, because somebody else may have made room there.
//!
//! Not here: a `working_dir` that a job has said. What is in it was not all put there by the job.

use super::Folder;
use muster_core::owner::Cap;
use muster_seams::Tasks;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::time::{Instant, sleep};

/// A fast disk takes a few gigabytes meanwhile.
const LOOK_EVERY: Duration = Duration::from_secs(2);
const WALK_EVERY: Duration = Duration::from_mins(1);

/// What an attempt's folders may hold.
#[derive(Debug)]
pub(super) struct Quota {
    folders: [PathBuf; 3],
    mib: Option<u32>,
}

/// What was found.
#[derive(Debug, Clone, Copy)]
struct Walked {
    at: Instant,
    /// What the folders held.
    held: u64,
    /// What its whole file system held, if that is told.
    of_all: Option<u64>,
}

impl Quota {
    pub(super) fn of(folder: &Folder, cap: &Cap) -> Self {
        Self { folders: [folder.work(), folder.tmp(), folder.home()], mib: cap.disk_mib }
    }

    /// Waits until they hold more than they may, and says how much that is. Without a quota nothing is looked at.
    pub(super) async fn exceeded(&self, tasks: &Tasks) -> u32 {
        let Some(mib) = self.mib else { return std::future::pending().await };
        let most = u64::from(mib) << 20;
        let mut walked = None;
        loop {
            sleep(LOOK_EVERY).await;
            let folders = self.folders.clone();
            match tasks.blocking(move || look(&folders, walked, most)).await {
                Ok(found) if found.held > most => return mib,
                Ok(found) => walked = Some(found),
                Err(error) => tracing::debug!(%error, "cannot look how much a job has filled"),
            }
        }
    }
}

fn look(folders: &[PathBuf], before: Option<Walked>, most: u64) -> Walked {
    let of_all = folders.first().and_then(|first| held_by_all(first));
    let is_enough = |before: &Walked| {
        let written = of_all.zip(before.of_all).map(|(now, then)| now.saturating_sub(then));
        let is_little = written.is_some_and(|size| before.held.saturating_add(size) <= most);
        is_little && before.at.elapsed() < WALK_EVERY
    };
    let held = || folders.iter().map(|folder| held(folder)).sum();
    let walk = || Walked { at: Instant::now(), held: held(), of_all };
    before.filter(is_enough).unwrap_or_else(walk)
}

/// What a folder holds on the disk. What goes while it is counted, or cannot be looked into, counts nothing.
fn held(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let each = entries.flatten().map(|entry| match entry.metadata() {
        // This does not follow a link.
        Ok(found) if found.is_dir() => on_disk(&found) + held(&entry.path()),
        Ok(found) => on_disk(&found),
        Err(_) => 0,
    });
    each.sum()
}

#[cfg(unix)]
fn on_disk(found: &fs::Metadata) -> u64 {
    // Files with holes hold less than they are long.
    std::os::unix::fs::MetadataExt::blocks(found) * 512
}

#[cfg(unix)]
fn held_by_all(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    Some(found.f_blocks.saturating_sub(found.f_bfree).saturating_mul(found.f_frsize))
}

#[cfg(windows)]
fn on_disk(found: &fs::Metadata) -> u64 {
    found.len()
}

/// Each look is a walk.
#[cfg(windows)]
fn held_by_all(_: &Path) -> Option<u64> {
    None
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_is_counted_as_it_lies_on_the_disk_and_along_no_link() {
        let dir = tempfile::tempdir().unwrap();
        let (inner, elsewhere) = (dir.path().join("a/b"), tempfile::tempdir().unwrap());
        fs::create_dir_all(&inner).unwrap();
        fs::write(inner.join("file"), vec![1; 1 << 20]).unwrap();
        fs::write(elsewhere.path().join("file"), vec![1; 8 << 20]).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), inner.join("link")).unwrap();
        fs::File::create(inner.join("holes")).unwrap().set_len(1 << 30).unwrap();
        let held = held(dir.path());
        assert!((1 << 20..2 << 20).contains(&held), "{held}");
    }

    #[test]
    fn a_folder_is_walked_again_when_so_much_was_written_that_it_could_hold_too_much() {
        let dir = tempfile::tempdir().unwrap();
        let folders = [dir.path().to_owned()];
        let first = Walked { held: 7, ..look(&folders, None, 1 << 40) };
        let again = look(&folders, Some(first), 1 << 40);
        assert_eq!(again.held, 7, "so much cannot have been written");
        for (before, most) in [
            (first, 6),
            (Walked { of_all: Some(0), ..first }, 8),
            (Walked { of_all: None, ..first }, 1 << 40),
        ] {
            assert_ne!(look(&folders, Some(before), most).held, 7, "it was walked");
        }
    }
}
