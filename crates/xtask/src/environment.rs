//! The process's own environment: arguments, variables and the search path.

use std::path::PathBuf;

/// What was typed after `cargo xtask`.
pub(crate) fn arguments() -> Vec<String> {
    std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect()
}

/// A variable that is set and not empty.
#[expect(clippy::disallowed_methods, reason = "the tasks run outside the product's configuration")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether this is an unattended run, where a missing component is an error.
pub(crate) fn is_ci() -> bool {
    matches!(variable("CI").as_deref(), Some("true" | "1"))
}

/// Whether a window can be shown. Only Linux can be without a display.
pub(crate) fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || variable("WAYLAND_DISPLAY").is_some()
        || variable("DISPLAY").is_some()
}

/// The first program of this name on the search path.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let path = variable("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(&file)).find(|file| file.is_file())
}

/// Where the command was typed.
pub(crate) fn working_folder() -> Option<PathBuf> {
    std::env::current_dir().ok()
}
