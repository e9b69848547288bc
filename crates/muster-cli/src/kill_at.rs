//! A kill at a named place, for tests of what it leaves behind.
//!
//! Only builds that check themselves have it: a released program knows no such variable.

use muster_host::config::Environment;
use muster_seams::{EndAt, Seams};
use std::sync::Arc;

/// `place:passage`.
const VARIABLE: &str = "MUSTER_TEST_KILL_AT";

/// The seams of a program that dies where its environment says.
pub(crate) fn armed(seams: Seams, environment: &Environment) -> Seams {
    match environment.get(VARIABLE) {
        Some(text) => Seams { faults: Arc::new(EndAt::read(text, die)), ..seams },
        None => seams,
    }
}

/// As with `kill -9`: nothing is said, closed or put in order.
fn die() {
    #[cfg(unix)]
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL)
        .expect("a process may kill itself");
    #[cfg(not(unix))]
    std::process::abort();
}
