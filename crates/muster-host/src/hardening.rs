//! What a process that is there for a host alone does so that keys do not leave it by the back door.

/// Makes the system write no core dump of this process, and lets no other program of the same user
/// look into its memory. What it starts is not affected.
#[cfg(target_os = "linux")]
pub(crate) fn hide_memory() {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "core dumps of this process could hold keys");
    }
}

/// Other systems write core dumps only where somebody has turned them on.
#[cfg(not(target_os = "linux"))]
pub(crate) fn hide_memory() {}

/// Makes every file that this process and its jobs create their owner's alone, unless they say
/// otherwise; libraries that write for us do not ask.
#[cfg(unix)]
pub(crate) fn close_umask() {
    let others = rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO;
    rustix::process::umask(others);
}

/// Access lists are inherited from the data directory.
#[cfg(not(unix))]
pub(crate) fn close_umask() {}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use rustix::process::{DumpableBehavior, dumpable_behavior};

    #[test]
    fn the_system_is_told() {
        hide_memory();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}
