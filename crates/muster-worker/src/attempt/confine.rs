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

/// Where systems keep the homes of people.
const HOMES: [&str; 3] = ["/root", "/home", "/var/home"];
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
    if told.as_ref().is_some_and(|told| kept.forbids_work_in(&told.real)) {
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
    homes: Vec<PathBuf>,
}

impl Kept {
    fn of(options: &AgentOptions) -> Self {
        let real = |path: &Path| path.canonicalize().ok();
        let ours = [&*options.state_dir, &*options.data_dir, Path::new(SESSIONS)];
        let own_home = options.job_environment.get("HOME").map(Path::new);
        // Services have homes where the system is.
        let own_home = own_home.filter(|home| !is_of_system(home));
        let homes = HOMES.into_iter().map(Path::new).chain(own_home);
        Self {
            ours: ours.into_iter().filter_map(real).collect(),
            homes: homes.filter_map(real).collect(),
        }
    }

    /// A folder in a home may be somebody's project; a whole home is not.
    fn forbids_work_in(&self, place: &Path) -> bool {
        self.ours.iter().any(|kept| is_related(place, kept))
            || self.homes.iter().any(|home| home.starts_with(place))
    }

    /// Links on the way to a program are no way around.
    fn forbids_reading(&self, place: &Path) -> bool {
        self.ours.iter().chain(&self.homes).any(|kept| is_related(place, kept))
    }

    fn readable(&self, path: &str) -> impl Iterator<Item = Place> {
        let programs = std::env::split_paths(path).filter(|dir| dir.is_absolute());
        let programs = programs.filter(|dir| !is_of_system(dir));
        let resolver = Path::new(RESOLVER).canonicalize().ok();
        let resolver = resolver.filter(|file| !is_of_system(file));
        let named = SYSTEM.into_iter().map(PathBuf::from).chain(programs);
        let all: BTreeSet<_> = named.chain(resolver).filter_map(Place::of).collect();
        all.into_iter().filter(|place| !self.forbids_reading(&place.real))
    }
}

fn is_of_system(path: &Path) -> bool {
    path == Path::new("/") || SYSTEM.iter().any(|system| path.starts_with(system))
}

/// Whether one is the other, or in it.
fn is_related(one: &Path, other: &Path) -> bool {
    one.starts_with(other) || other.starts_with(one)
}
