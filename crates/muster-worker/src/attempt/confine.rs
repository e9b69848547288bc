//! What of this machine is left to a command that is kept apart.
//!
//! That is the system, what the job's own `PATH` names, and its attempt's folders: nothing of the worker, of other
//! attempts or of anybody's home. What cannot be told apart from those is not left to it either.

use super::Folder;
use crate::{
    options::AgentOptions,
    process::{Confinement, Place, SYSTEM},
};
use muster_api::session::Assignment;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// Where systems keep the homes of people, each in a folder of its own.
const HOMES: [&str; 2] = ["/home", "/var/home"];
const ROOTS_HOME: &str = "/root";
/// These are the kernel's. A command has its own of them, and whoever is given the machine's sees every process.
const KERNEL: [&str; 3] = ["/proc", "/sys", "/dev"];
/// A command that sees a system of its own has its own of these, which must not lie behind the machine's.
const OWN: [&str; 3] = ["/proc", "/dev", "/tmp"];
/// Sockets of who has logged in.
const SESSIONS: &str = "/run/user";
/// What resolves names lies elsewhere on many systems.
const RESOLVER: &str = "/etc/resolv.conf";

/// A job that is to be kept apart must not work where its worker keeps things.
#[derive(Debug, thiserror::Error)]
#[error("by `{level}` a command is kept from `{place}`, so it cannot work there")]
pub(crate) struct Within {
    level: &'static str,
    place: String,
}

/// What is left to an assignment's command; nothing if everything is.
pub(super) fn confinement(
    options: &AgentOptions,
    folder: &Folder,
    assignment: &Assignment,
    path: &str,
) -> Result<Option<Confinement>, Within> {
    let level = assignment.isolation;
    if level.is_none() {
        return Ok(None);
    }
    let kept = Kept::of(options);
    let own = [folder.work(), folder.tmp(), folder.home()].into_iter().filter_map(Place::of);
    let told = assignment.working_dir.as_ref().and_then(Place::of);
    if told.as_ref().is_some_and(|told| kept.forbids_work_in(told)) {
        let place = assignment.working_dir.clone().unwrap_or_default();
        return Err(Within { level: level.as_str(), place });
    }
    let input = assignment.stdin.is_some().then(|| folder.stdin()).and_then(Place::of);
    let readable = kept.readable(path).chain(input).collect();
    Ok(Some(Confinement { level, readable, writable: told.into_iter().chain(own).collect() }))
}

/// What is kept from commands.
#[derive(Debug)]
struct Kept {
    /// With all that is in it and above it.
    ours: Vec<PathBuf>,
    /// What is in each of them is a home.
    homes: Vec<PathBuf>,
    lone_homes: Vec<PathBuf>,
}

impl Kept {
    fn of(options: &AgentOptions) -> Self {
        let real = |path: &Path| path.canonicalize().ok();
        let ours = [&*options.state_dir, &*options.data_dir, Path::new(SESSIONS)];
        let own_home = options.job_environment.get("HOME").map(Path::new);
        // Services have homes where the system is.
        let own_home = own_home.filter(|home| !is_of_system(home));
        Self {
            ours: ours.into_iter().filter_map(real).collect(),
            homes: HOMES.into_iter().map(Path::new).filter_map(real).collect(),
            lone_homes: [Path::new(ROOTS_HOME)]
                .into_iter()
                .chain(own_home)
                .filter_map(real)
                .collect(),
        }
    }

    /// A folder in a home may be somebody's project; a whole home is not, and neither is what the kernel shows.
    fn forbids_work_in(&self, Place { name, real }: &Place) -> bool {
        let is_in_home = |homes: &PathBuf| real.parent().is_some_and(|above| above == homes);
        self.ours.iter().any(|kept| is_related(real, kept))
            || self.homes.iter().chain(&self.lone_homes).any(|home| home.starts_with(real))
            || self.homes.iter().any(is_in_home)
            || is_of_kernel(name)
            || is_of_kernel(real)
    }

    /// Links on the way to a program are no way around.
    fn forbids_reading(&self, Place { name, real }: &Place) -> bool {
        let mut all = self.ours.iter().chain(&self.homes).chain(&self.lone_homes);
        all.any(|kept| is_related(real, kept)) || hides_own(name) || hides_own(real)
    }

    fn readable(&self, path: &str) -> impl Iterator<Item = Place> {
        let programs = std::env::split_paths(path).filter(|dir| dir.is_absolute());
        let programs = programs.filter(|dir| !is_of_system(dir));
        let resolver = Path::new(RESOLVER).canonicalize().ok();
        let resolver = resolver.filter(|file| !is_of_system(file));
        let named = SYSTEM.into_iter().map(PathBuf::from).chain(programs);
        let all: BTreeSet<_> = named.chain(resolver).filter_map(Place::of).collect();
        all.into_iter().filter(|place| !self.forbids_reading(place))
    }
}

fn is_of_system(path: &Path) -> bool {
    path == Path::new("/") || SYSTEM.iter().any(|system| path.starts_with(system))
}

fn is_of_kernel(path: &Path) -> bool {
    KERNEL.iter().any(|kernel| path.starts_with(kernel))
}

/// The whole of `/sys` is a part of the system, which a command may read.
fn hides_own(path: &Path) -> bool {
    let is_in_one = path != Path::new("/sys") && is_of_kernel(path);
    is_in_one || OWN.iter().any(|own| Path::new(own).starts_with(path))
}

/// Whether one is the other, or in it.
fn is_related(one: &Path, other: &Path) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: &str) -> Place {
        Place { name: path.into(), real: path.into() }
    }

    fn kept() -> Kept {
        let all = |paths: &[&str]| paths.iter().map(PathBuf::from).collect();
        Kept {
            ours: all(&["/var/lib/muster"]),
            homes: all(&["/home"]),
            lone_homes: all(&["/opt/build", "/srv/build"]),
        }
    }

    #[test]
    fn a_job_works_in_a_project_but_not_in_a_whole_home_or_in_what_the_kernel_shows() {
        let kept = kept();
        for project in
            ["/home/alice/project", "/opt/build/project", "/srv/build/one", "/tmp", "/srv"]
        {
            let is_home_above = project == "/srv";
            assert_eq!(kept.forbids_work_in(&place(project)), is_home_above, "{project}");
        }
        for told in
            ["/", "/home", "/home/alice", "/opt/build", "/srv/build", "/var/lib/muster/jobs"]
        {
            assert!(kept.forbids_work_in(&place(told)), "{told}");
        }
        for told in ["/proc", "/proc/self", "/sys/kernel", "/dev", "/dev/shm"] {
            assert!(kept.forbids_work_in(&place(told)), "{told}");
        }
        let link = Place { name: "/tmp/link".into(), real: "/proc".into() };
        assert!(kept.forbids_work_in(&link));
        let elsewhere = Place { name: "/proc/self/cwd".into(), real: "/tmp".into() };
        assert!(kept.forbids_work_in(&elsewhere));
    }

    #[test]
    fn a_path_of_a_job_shows_it_neither_what_the_kernel_knows_nor_what_others_keep() {
        let kept = kept();
        for named in ["/proc", "/proc/self/root", "/dev", "/tmp", "/home/alice/bin", "/var/lib"] {
            assert!(kept.forbids_reading(&place(named)), "{named}");
        }
        for named in ["/sys", "/usr", "/tmp/tools", "/srv/tools"] {
            assert!(!kept.forbids_reading(&place(named)), "{named}");
        }
    }
}
