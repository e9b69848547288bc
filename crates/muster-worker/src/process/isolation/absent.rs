//! Where no level is given.

#[cfg(unix)]
use super::Confinement;
#[cfg(unix)]
use crate::process::Launch;
#[cfg(unix)]
use std::{borrow::Cow, io};

const WHY: &str = "it needs Linux on a 64-bit processor";

pub(super) fn try_landlock() -> Result<(), String> {
    Err(WHY.to_owned())
}

pub(super) fn try_bubblewrap() -> Result<(), String> {
    Err(WHY.to_owned())
}

#[cfg(unix)]
pub(in crate::process) fn wrapped(launch: &Launch) -> io::Result<Cow<'_, Launch>> {
    Ok(Cow::Borrowed(launch))
}

/// Starts what is not to be kept from anything.
#[cfg(unix)]
pub(in crate::process) fn spawn<T>(
    confinement: Option<&Confinement>,
    start: impl FnOnce() -> io::Result<T>,
) -> io::Result<T> {
    if confinement.is_some() { Err(io::Error::other(WHY)) } else { start() }
}
