//! The real program `muster`, run as a user runs it.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// Where the build put the program: beside the folder of the test that runs.
///
/// # Panics
/// If it was not built; `cargo build --workspace` builds it.
pub fn path() -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a file");
    let profile = test.ancestors().nth(2).expect("tests lie in target/<profile>/deps");
    let program = profile.join(format!("muster{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "{} is missing; run `cargo build --workspace` first",
        program.display()
    );
    program
}

/// The program as it was built of an earlier commit, to be mixed with this one. It is built once, beside
/// this build.
///
/// # Panics
/// If the history of the repository is not there, or the commit cannot be built.
pub fn kept(commit: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let home = path().with_file_name("kept").join(commit);
    let program = home.join(format!("muster{}", std::env::consts::EXE_SUFFIX));
    let (source, target) = (home.join("source"), home.join("target"));
    // Tests run in processes of their own, and two of them may want it.
    fs::create_dir_all(&source).expect("make room for a kept build");
    let lock = File::create(home.join("lock")).expect("make a lock");
    lock.lock().expect("wait for whoever builds it");
    if !program.exists() {
        let tree = home.join("source.tar");
        let git = ["archive", commit, "--output"];
        succeed(clean("git").current_dir(&root).args(git).arg(&tree));
        succeed(clean("tar").arg("-xf").arg(&tree).arg("-C").arg(&source));
        let build = ["build", "--workspace", "--bin", "muster", "--locked", "--target-dir"];
        succeed(clean("cargo").current_dir(&source).args(build).arg(&target));
        let built = target.join("debug").join(program.file_name().unwrap_or_default());
        fs::rename(built, &program).expect("keep the build");
        fs::remove_dir_all(&target).expect("clear away what was built with it");
    }
    program
}

fn succeed(command: &mut Command) {
    let said = run(command);
    assert_eq!(said.code, Some(0), "{command:?}: {}", said.stderr);
}

/// The program with a clean environment, so that nothing of the person who tests leaks in.
pub fn command() -> Command {
    clean(path())
}

/// Any program with a clean environment.
#[expect(clippy::disallowed_methods, reason = "tests start real processes")]
pub fn clean(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    for name in ["PATH", "HOME", "SystemRoot", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// What a finished program said, as text.
#[derive(Debug)]
pub struct Said {
    /// Its exit code; nothing if a signal ended it.
    pub code: Option<i32>,
    /// Its data.
    pub stdout: String,
    /// Everything else.
    pub stderr: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs a command to its end.
///
/// # Panics
/// If it cannot be started.
pub fn run(command: &mut Command) -> Said {
    command.output().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}")).into()
}
