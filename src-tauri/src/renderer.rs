//! The renderer: keeps the window from staying blank, or slow, on Linux.
//!
//! WebKitGTK hands its pictures over through the graphics card. With NVIDIA's own driver the
//! window then stays blank, and nothing says so; without a card, as in a virtual machine, every
//! frame is drawn by the processor twice, and a click takes a second. WebKit reads its switch from
//! the environment at start, and to change the environment of a running program is not safe; so
//! the app starts itself once more in its own place, with it set.

use muster_host::config::Environment;

/// Starts the app again with a renderer that works here, if it has to. Comes back otherwise.
#[cfg(target_os = "linux")]
pub(crate) fn choose(environment: &Environment) {
    if linux::needs_switch(environment.get(linux::SWITCH), &linux::Graphics::of_this_machine()) {
        let error = linux::start_again();
        tracing::warn!(%error, "cannot start again with another renderer");
    }
}

/// Only WebKitGTK needs it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn choose(_environment: &Environment) {}

#[cfg(target_os = "linux")]
mod linux {
    use std::{fs, io, path::Path, process::Command};

    pub(super) const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

    /// What there is to draw with.
    #[derive(Debug, Default)]
    pub(super) struct Graphics {
        pub(super) has_card: bool,
        pub(super) has_nvidia_driver: bool,
    }

    impl Graphics {
        pub(super) fn of_this_machine() -> Self {
            let nodes = fs::read_dir("/dev/dri").into_iter().flatten().flatten();
            let mut names = nodes.map(|node| node.file_name());
            Self {
                has_card: names.any(|name| name.to_string_lossy().starts_with("renderD")),
                has_nvidia_driver: Path::new("/proc/driver/nvidia/version").exists(),
            }
        }
    }

    /// Whoever set the switch, to whatever, knows better.
    pub(super) fn needs_switch(set: Option<&str>, graphics: &Graphics) -> bool {
        set.is_none() && (!graphics.has_card || graphics.has_nvidia_driver)
    }

    #[expect(clippy::disallowed_methods, reason = "replaces this process; none is started")]
    pub(super) fn start_again() -> io::Error {
        use std::os::unix::process::CommandExt;
        match std::env::current_exe() {
            Ok(program) => {
                Command::new(program).args(std::env::args_os().skip(1)).env(SWITCH, "1").exec()
            }
            Err(error) => error,
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        const CARD: Graphics = Graphics { has_card: true, has_nvidia_driver: false };
        const NVIDIA: Graphics = Graphics { has_card: true, has_nvidia_driver: true };
        const NONE: Graphics = Graphics { has_card: false, has_nvidia_driver: false };

        #[test]
        fn the_switch_is_set_where_the_cards_way_is_blank_or_slow() {
            assert!(needs_switch(None, &NVIDIA));
            assert!(needs_switch(None, &NONE));
            assert!(!needs_switch(None, &CARD));
        }

        #[test]
        fn the_switch_is_set_once_and_never_against_the_persons_will() {
            for graphics in [NVIDIA, NONE] {
                assert!(!needs_switch(Some("1"), &graphics), "or it would start for ever");
                assert!(!needs_switch(Some("0"), &graphics));
            }
        }
    }
}
