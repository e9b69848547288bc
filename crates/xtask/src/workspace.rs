//! Where things are in this checkout.

use std::path::{Path, PathBuf};

/// The one package selection of every cargo step. Switching selections changes the features of
/// shared crates and rebuilds them.
///
/// Windows cannot replace a program while it runs, so there this very program stays out.
pub(crate) const SELECTION: &[&str] =
    if cfg!(windows) { &["--workspace", "--exclude", "xtask"] } else { &["--workspace"] };

/// `cargo build` of one program, with the features that the whole workspace gives it.
///
/// The small test beside it makes cargo count the features that tests ask for, as in a test run;
/// otherwise a test run after it would build most of the same crates again.
pub(crate) fn build_of(program: &str) -> Vec<&str> {
    [&["build"], SELECTION, &["--bin", program, "--test", "log"]].concat()
}

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// A path below the root.
pub(crate) fn path(below: &str) -> PathBuf {
    root().join(below)
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    match crate::environment::variable("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => path("target"),
    }
}

/// A program that the workspace builds.
pub(crate) fn built(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Where the tasks keep their stamps and transcripts.
pub(crate) fn notes() -> PathBuf {
    target().join("xtask")
}
