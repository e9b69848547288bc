//! The renderer: keeps the window from staying blank on Linux.
//!
//! With NVIDIA's own driver WebKitGTK's DMA-BUF renderer paints nothing at all, and says nothing.
//! WebKit reads its switch from the environment at start, and to change the environment of a
//! running program is not safe; so the app starts itself once more in its own place, with it set.

const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Starts the app again with a renderer that works here, if it has to. Comes back otherwise.
#[cfg(target_os = "linux")]
pub(crate) fn avoid_blank_window(environment: &muster_host::config::Environment) {
    let has_driver = std::path::Path::new("/proc/driver/nvidia/version").exists();
    if needs_switch(has_driver, environment.get(SWITCH)) {
        let error = start_again();
        tracing::warn!(%error, "cannot start again with another renderer");
    }
}

/// Only WebKitGTK has this trap.
#[cfg(not(target_os = "linux"))]
pub(crate) fn avoid_blank_window(_environment: &muster_host::config::Environment) {}

/// Whoever set the switch, to whatever, knows better.
#[cfg(target_os = "linux")]
fn needs_switch(has_driver: bool, set: Option<&str>) -> bool {
    has_driver && set.is_none()
}

#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "replaces this process; no process is started")]
fn start_again() -> std::io::Error {
    use std::os::unix::process::CommandExt;
    match std::env::current_exe() {
        Ok(program) => std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .env(SWITCH, "1")
            .exec(),
        Err(error) => error,
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_switch_is_set_once_and_only_for_the_driver_that_needs_it() {
        assert!(needs_switch(true, None));
        assert!(!needs_switch(true, Some("1")), "or it would start again for ever");
        assert!(!needs_switch(true, Some("0")));
        assert!(!needs_switch(false, None));
    }
}
