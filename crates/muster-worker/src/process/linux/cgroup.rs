//! Control groups: what the kernel itself counts as one attempt's processes.
//!
//! Where this process may make groups below its own, every attempt gets one. It freezes and kills at
//! one stroke, and shows that nothing is left. A command is moved into its group when it has run for a
//! moment, with all that it has started: starting it inside would give up the cheap way of starting, and
//! most commands that are short would be over before they gain from it. What was missed is outside, and is
//! found by its [mark](super::mark).

use crate::process::Mark;
use std::{
    fs, io,
    path::{Path, PathBuf},
    thread::sleep,
    time::Duration,
};

/// The kernel stops a process within microseconds, if it can.
const PAUSE: Duration = Duration::from_millis(1);
const MOST_LOOKS: u32 = 100;

/// Where groups can be made.
#[derive(Debug, Clone)]
pub(super) struct Cgroups(PathBuf);

impl Cgroups {
    /// Below the group of this process, if it is allowed and the kernel is new enough.
    pub(super) fn find() -> Option<Self> {
        let own = fs::read_to_string("/proc/self/cgroup").ok()?;
        let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
        let found = Self(own_group(&own, &mounts)?);
        let probe = Cgroup(found.0.join(format!("muster.probe.{}", std::process::id())));
        let made = fs::create_dir(&probe.0);
        let is_able =
            ["cgroup.kill", "cgroup.freeze"].iter().all(|file| probe.0.join(file).exists());
        probe.remove();
        let is_found = made.is_ok() && is_able;
        tracing::debug!(place = %found.0.display(), ?made, is_found, "looked for cgroups");
        is_found.then_some(found)
    }

    /// A new group for an attempt.
    pub(super) fn create(&self, mark: &Mark) -> Option<Cgroup> {
        let group = self.of(mark);
        match fs::create_dir(&group.0) {
            Ok(()) => Some(group),
            Err(error) => {
                tracing::warn!(group = %group.0.display(), %error, "cannot make a cgroup");
                None
            }
        }
    }

    /// Where an attempt's group is, if it has one.
    pub(super) fn of(&self, mark: &Mark) -> Cgroup {
        let [(_, job), (_, fence), (_, worker)] = mark;
        Cgroup(self.0.join(format!("muster.{worker}.{job}.{fence}")))
    }
}

/// One attempt's group. It need not exist; what is not there is empty.
#[derive(Debug)]
pub(super) struct Cgroup(PathBuf);

impl Cgroup {
    pub(super) fn at(path: PathBuf) -> Self {
        Self(path)
    }
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Moves a process in; what it starts from then on is in too.
    pub(super) fn take_in(&self, pid: i32) {
        self.write("cgroup.procs", &pid.to_string());
    }
    pub(super) fn kill(&self) {
        self.write("cgroup.kill", "1");
    }
    /// Waits until all stand still, but no longer than what hangs in the kernel is worth.
    pub(super) fn freeze(&self) {
        self.write("cgroup.freeze", "1");
        for _ in 0..MOST_LOOKS {
            if self.is("frozen 1") || self.is_empty() {
                return;
            }
            sleep(PAUSE);
        }
    }
    pub(super) fn thaw(&self) {
        self.write("cgroup.freeze", "0");
    }

    /// The processes in it.
    pub(super) fn members(&self) -> Vec<i32> {
        let listed = fs::read_to_string(self.0.join("cgroup.procs")).unwrap_or_default();
        listed.lines().filter_map(|line| line.parse().ok()).collect()
    }

    /// Whether nothing lives in it or below it.
    pub(super) fn is_empty(&self) -> bool {
        !self.is("populated 1")
    }

    fn is(&self, state: &str) -> bool {
        let events = fs::read_to_string(self.0.join("cgroup.events")).unwrap_or_default();
        events.lines().any(|line| line == state)
    }

    /// Removes it, with those that a job has made below it.
    pub(super) fn remove(&self) {
        if let Err(error) = remove(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::debug!(group = %self.0.display(), %error, "cannot remove a cgroup");
        }
    }

    fn write(&self, file: &str, text: &str) {
        // A command that has ended already cannot be moved, and a group that is removed is empty.
        if let Err(error) = fs::write(self.0.join(file), text) {
            tracing::debug!(group = %self.0.display(), file, %error, "cannot write");
        }
    }
}

fn remove(group: &Path) -> io::Result<()> {
    for entry in fs::read_dir(group)?.flatten() {
        if entry.file_type()?.is_dir() {
            remove(&entry.path())?;
        }
    }
    fs::remove_dir(group)
}

/// The directory of this process's group of version 2.
fn own_group(own: &str, mounts: &str) -> Option<PathBuf> {
    let path = own.lines().find_map(|line| line.strip_prefix("0::"))?;
    mounts.lines().find_map(|line| {
        let (mount, kind) = line.split_once(" - ")?;
        let mut fields = mount.split(' ').skip(3);
        let (root, place) = (fields.next()?, fields.next()?);
        let below = Path::new(path).strip_prefix(root).ok()?;
        kind.starts_with("cgroup2 ").then(|| Path::new(place).join(below))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_group_is_found_below_its_mount() {
        let mounts = "\
            24 30 0:22 / /proc rw,nosuid - proc proc rw\n\
            35 30 0:30 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n\
            36 30 0:31 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n";
        let own = "4:memory:/old\n0::/user.slice/app.scope\n";
        let found = own_group(own, mounts).unwrap();
        assert_eq!(found, Path::new("/sys/fs/cgroup/user.slice/app.scope"));
        let container = "36 30 0:31 /docker/1 /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
        assert_eq!(own_group("0::/docker/1\n", container).unwrap(), Path::new("/sys/fs/cgroup"));
        assert_eq!(own_group("0::/\n", container), None);
        assert_eq!(own_group("4:memory:/old\n", mounts), None);
    }
}
