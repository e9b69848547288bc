//! Both levels, with what the kernel of Linux gives to everybody.

use super::{Confinement, bubblewrap, filter, landlock};
use crate::process::{Launch, unix::in_a_thread};
use muster_core::job::Isolation;
use rustix::thread::{CapabilitySet, CapabilitySets, set_capabilities};
use std::{borrow::Cow, io};

/// What exactly to start, for a command at its level.
pub(in crate::process) fn wrapped(launch: &Launch) -> io::Result<Cow<'_, Launch>> {
    match &launch.confinement {
        Some(confinement) if confinement.level == Isolation::Bubblewrap => {
            bubblewrap::wrap(launch, confinement).map(Cow::Owned)
        }
        Some(_) | None => Ok(Cow::Borrowed(launch)),
    }
}

/// Starts something that inherits all restrictions of its level.
///
/// They are those of a thread, and no thread gets rid of them, so this one ends with the start.
pub(in crate::process) fn spawn<T: Send>(
    confinement: Option<&Confinement>,
    start: impl FnOnce() -> io::Result<T> + Send,
) -> io::Result<T> {
    let Some(confinement) = confinement else { return start() };
    in_a_thread(|| {
        restrict(confinement)?;
        start()
    })
}

/// Takes from this thread, for good, what is kept from the command.
fn restrict(confinement: &Confinement) -> io::Result<()> {
    match confinement.level {
        Isolation::None => Ok(()),
        Isolation::Landlock => {
            landlock::restrict(confinement)?;
            filter::apply(filter::Scope::Whole)?;
            give_up_capabilities()
        }
        // It makes a system of its own for the command, with what it needs for that, and gives it up then.
        Isolation::Bubblewrap => filter::apply(filter::Scope::BesidesNamespaces),
    }
}

/// What may gain no rights gets none back with the next program, not even as root.
fn give_up_capabilities() -> io::Result<()> {
    let none = CapabilitySet::empty();
    set_capabilities(None, CapabilitySets { effective: none, permitted: none, inheritable: none })?;
    Ok(())
}

pub(super) fn try_landlock() -> Result<(), String> {
    let nothing =
        Confinement { level: Isolation::Landlock, readable: Vec::new(), writable: Vec::new() };
    spawn(Some(&nothing), || Ok(())).map_err(|error| error.to_string())
}

pub(super) fn try_bubblewrap() -> Result<(), String> {
    bubblewrap::try_out()
}
