//! Landlock: the kernel refuses files, signals and abstract sockets that a command was not given.

use super::{Confinement, Place};
use landlock::{
    ABI, Access, AccessFs, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset,
    RulesetAttr, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
};
use rustix::fs::{FileType, fstat};
use std::{
    fs, io,
    os::fd::{AsFd, AsRawFd},
};

/// The first version that keeps signals and abstract sockets to those that share the restrictions.
const LEAST: ABI = ABI::V6;
/// Devices that tell nothing of the machine and change nothing on it.
const DEVICES: [&str; 6] =
    ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"];
/// Semaphores and shared memory have no other place.
const SHARED_MEMORY: &str = "/dev/shm";

/// Keeps from this thread, and what it starts, all that is not named.
pub(super) fn restrict(confinement: &Confinement) -> io::Result<()> {
    let (read, all) = (AccessFs::from_read(LEAST), AccessFs::from_all(LEAST));
    let mut rules = vec![rule("/proc", read)?, rule("/dev", AccessFs::ReadDir.into())?];
    for device in DEVICES.into_iter().chain([SHARED_MEMORY]) {
        rules.push(rule(device, all)?);
    }
    for (places, rights) in [(&confinement.readable, read), (&confinement.writable, all)] {
        for place in places {
            rules.push(beneath(place, rights)?);
        }
    }
    let status = enforced(rules.into_iter().flatten()).map_err(|error| why(&error))?;
    if status == RulesetStatus::FullyEnforced {
        Ok(())
    } else {
        Err(io::Error::other("the kernel enforces only a part of what Landlock should keep"))
    }
}

fn enforced(
    rules: impl Iterator<Item = PathBeneath<PathFd>>,
) -> Result<RulesetStatus, RulesetError> {
    let created = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(LEAST))?
        .scope(Scope::from_all(LEAST))?
        .create()?;
    let created = created.add_rules(rules.map(Ok::<_, RulesetError>))?;
    Ok(created.restrict_self()?.ruleset)
}

/// The crate's own words are about its calls.
fn why(error: &RulesetError) -> io::Error {
    let least = LEAST as i32;
    let text = match error {
        RulesetError::HandleAccesses(_)
        | RulesetError::Scope(_)
        | RulesetError::CreateRuleset(_) => {
            format!("the kernel gives no Landlock of version {least} or later ({error})")
        }
        _ => format!("Landlock: {error}"),
    };
    io::Error::other(text)
}

fn rule(name: &str, rights: BitFlags<AccessFs>) -> io::Result<Option<PathBeneath<PathFd>>> {
    Place::of(name).map_or(Ok(None), |place| beneath(&place, rights))
}

/// Nothing, if it has gone meanwhile.
fn beneath(place: &Place, rights: BitFlags<AccessFs>) -> io::Result<Option<PathBeneath<PathFd>>> {
    let Ok(opened) = PathFd::new(&place.real) else { return Ok(None) };
    let descriptor = opened.as_fd();
    let found = fs::read_link(format!("/proc/self/fd/{}", descriptor.as_raw_fd()))?;
    if found != place.real {
        // Somebody has put a link in its place, and it was looked at where it was.
        let text = format!("`{}` is not where it was", place.name.display());
        return Err(io::Error::other(text));
    }
    let is_folder = FileType::from_raw_mode(fstat(descriptor)?.st_mode) == FileType::Directory;
    let rights = if is_folder { rights } else { rights & AccessFs::from_file(LEAST) };
    Ok(Some(PathBeneath::new(opened, rights)))
}
