//! Spare folders: a task that leaves its folder as it found it leaves it to the next one of its array.
//!
//! To make a folder and to remove it is most of what a command costs that is over at once. Something that the
//! command has told to use the folder, like a container in the background, is not seen among its processes. So
//! no folder goes from one array to another.

use super::folder::{Folder, create_private};
use muster_core::JobId;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Folders that wait for a task.
#[derive(Debug)]
pub(crate) struct Spares {
    dir: PathBuf,
    most: usize,
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    /// Whose tasks have left them.
    array: Option<JobId>,
    next: u64,
    free: Vec<u64>,
}

impl Spares {
    /// None yet, and never more than this many.
    pub(crate) fn new(state_dir: &Path, most: usize) -> Self {
        Self { dir: spares_dir(state_dir), most, shelf: Mutex::default() }
    }

    /// Makes the folder of an attempt of this job, or puts a spare one in its place.
    pub(super) fn provide(&self, job: JobId, folder: &Folder) -> io::Result<()> {
        let Some(spare) = self.take(job) else { return folder.create() };
        fs::rename(&spare, folder.path()).or_else(|_| {
            remove(&spare)?;
            folder.create()
        })
    }

    /// Takes in the folder of an attempt of this job that no process has any more, or removes it.
    pub(super) fn take_in(&self, job: JobId, folder: &Folder) -> io::Result<()> {
        let Some(place) = self.place_for(job) else { return folder.remove() };
        let is_moved = folder.empty().unwrap_or(false) && self.put(folder, place).is_ok();
        if is_moved {
            self.shelf().free.push(place);
            return Ok(());
        }
        folder.remove()
    }

    fn take(&self, job: JobId) -> Option<PathBuf> {
        let mut shelf = self.shelf();
        let is_its_own = shelf.array.is_some() && shelf.array == array_of(job);
        let number = if is_its_own { shelf.free.pop() } else { None };
        number.map(|number| self.path(number))
    }

    /// A place for one more folder of this array; those of another one make room for it.
    fn place_for(&self, job: JobId) -> Option<u64> {
        let array = array_of(job)?;
        let mut shelf = self.shelf();
        if shelf.array.replace(array) != Some(array) {
            for number in std::mem::take(&mut shelf.free) {
                if let Err(error) = remove(&self.path(number)) {
                    tracing::warn!(%error, "cannot remove a spare folder");
                }
            }
        }
        shelf.next += 1;
        (shelf.free.len() < self.most).then_some(shelf.next)
    }

    fn put(&self, folder: &Folder, number: u64) -> io::Result<()> {
        fs::rename(folder.path(), self.path(number)).or_else(|_| {
            create_private(&self.dir)?;
            fs::rename(folder.path(), self.path(number))
        })
    }

    fn path(&self, number: u64) -> PathBuf {
        self.dir.join(number.to_string())
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn array_of(job: JobId) -> Option<JobId> {
    job.as_task().map(|(array, _)| array)
}

/// Removes what an earlier run has left of them.
pub(super) fn clear(state_dir: &Path) -> io::Result<()> {
    remove(&spares_dir(state_dir))
}

fn remove(dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn spares_dir(state_dir: &Path) -> PathBuf {
    state_dir.join("spare")
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::attempt::sample;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn task(number: u32) -> JobId {
        JobId::from_number(1).task(number)
    }

    fn folder(state_dir: &Path, job: JobId) -> Folder {
        Folder::of(state_dir, &sample::record(job).assignment.grant)
    }

    fn begun(state_dir: &Path, job: JobId, spares: &Spares) -> Folder {
        let folder = folder(state_dir, job);
        spares.provide(job, &folder).unwrap();
        folder.note(&sample::record(job)).unwrap();
        folder
    }

    fn count(dir: &Path) -> usize {
        fs::read_dir(dir).map_or(0, Iterator::count)
    }

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Whether the folder of a task that has done this in it is left to the next one.
    fn is_left_to_another(act: impl Fn(&Folder)) -> bool {
        let dir = tempfile::tempdir().unwrap();
        let spares = Spares::new(dir.path(), 1);
        let first = begun(dir.path(), task(1), &spares);
        act(&first);
        spares.take_in(task(1), &first).unwrap();
        assert!(!first.path().exists());
        let is_left = count(&spares_dir(dir.path())) == 1;

        let second = folder(dir.path(), task(2));
        spares.provide(task(2), &second).unwrap();
        assert_eq!(second.read().unwrap_err().kind(), io::ErrorKind::NotFound, "no record yet");
        for own in [second.work(), second.tmp()] {
            assert_eq!(count(&own), 0);
            assert_eq!(own.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        }
        assert_eq!(count(&spares_dir(dir.path())), 0, "it was taken");
        is_left
    }

    #[test]
    fn a_folder_is_left_to_another_only_as_it_was_found() {
        assert!(is_left_to_another(|_| ()));
        assert!(is_left_to_another(|folder| {
            fs::write(folder.path().join("spool.log"), "said").unwrap();
            fs::write(folder.stdin(), "heard").unwrap();
        }));
        assert!(!is_left_to_another(|folder| fs::write(folder.work().join("made"), "").unwrap()));
        assert!(!is_left_to_another(|folder| fs::write(folder.tmp().join("made"), "").unwrap()));
        assert!(!is_left_to_another(|folder| fs::create_dir(folder.path().join("made")).unwrap()));
        assert!(!is_left_to_another(|folder| mode(&folder.work(), 0o755)));
        assert!(!is_left_to_another(|folder| mode(folder.path(), 0o755)));
        assert!(!is_left_to_another(|folder| {
            fs::remove_dir(folder.work()).unwrap();
            symlink("/", folder.work()).unwrap();
        }));
        assert!(!is_left_to_another(|folder| fs::remove_dir_all(folder.path()).unwrap()));
    }

    #[test]
    fn a_record_that_somebody_else_has_a_hand_in_is_not_left_to_another() {
        let elsewhere = tempfile::NamedTempFile::new().unwrap();
        fs::write(elsewhere.path(), "of somebody else").unwrap();
        let replaced_by = |make: &dyn Fn(&Path)| {
            is_left_to_another(|folder| {
                let record = folder.path().join("attempt.json");
                fs::remove_file(&record).unwrap();
                make(&record);
            })
        };
        assert!(!replaced_by(&|record| symlink(elsewhere.path(), record).unwrap()));
        assert!(!replaced_by(&|record| fs::hard_link(elsewhere.path(), record).unwrap()));
        assert!(!replaced_by(&|record| {
            let name = std::ffi::CString::new(record.to_str().unwrap()).unwrap();
            rustix::fs::mkfifoat(rustix::fs::CWD, name.as_c_str(), 0o600.into()).unwrap();
        }));
        assert_eq!(fs::read_to_string(elsewhere.path()).unwrap(), "of somebody else");
    }

    #[test]
    fn a_folder_never_goes_from_one_array_to_another() {
        let dir = tempfile::tempdir().unwrap();
        let spares = Spares::new(dir.path(), 4);
        let (mine, others, plain) = (task(1), JobId::from_number(2).task(1), JobId::from_number(3));
        let leave = |job| {
            let folder = begun(dir.path(), job, &spares);
            spares.take_in(job, &folder).unwrap();
            count(&spares_dir(dir.path()))
        };
        assert_eq!([leave(mine), leave(mine)], [1, 1], "it was used again");
        assert_eq!(leave(plain), 1, "a job that is no task makes its own and removes it");
        begun(dir.path(), others, &spares);
        assert_eq!(count(&spares_dir(dir.path())), 1, "it was not taken");
        assert_eq!(leave(others), 1, "it has made room for the one of that array");
        assert_eq!(spares.take(mine), None);
        clear(dir.path()).unwrap();
        assert!(!spares_dir(dir.path()).exists());
    }

    #[test]
    fn what_is_in_the_way_is_removed_and_no_more_are_kept_than_are_needed() {
        let dir = tempfile::tempdir().unwrap();
        let spares = Spares::new(dir.path(), 1);
        let both = [1, 2].map(|number| (task(number), begun(dir.path(), task(number), &spares)));
        for (job, folder) in &both {
            spares.take_in(*job, folder).unwrap();
        }
        assert_eq!(count(&spares_dir(dir.path())), 1);
        fs::create_dir_all(both[0].1.path().join("in the way")).unwrap();
        spares.provide(both[0].0, &both[0].1).unwrap();
        assert!(!both[0].1.path().join("in the way").exists());
        assert_eq!(count(&spares_dir(dir.path())), 0);
    }
}
