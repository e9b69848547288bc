//! What exactly to start for a command: an absolute program, its arguments, its whole environment.
//!
//! The program is looked up here and not by the system: starting by an absolute path is what keeps
//! the cheap way of starting a process, and the job's own `PATH` decides, not the agent's.

use super::{
    Attempt, Folder,
    confine::{Within, confinement},
};
use crate::{options::AgentOptions, process::Launch};
use muster_api::session::Assignment;
use muster_core::{job::Command, owner::Limits};
use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
};

#[cfg(unix)]
const DEFAULT_PATH: &str = "/usr/local/bin:/usr/bin:/bin";
#[cfg(windows)]
const DEFAULT_PATH: &str = r"C:\Windows\System32;C:\Windows";
#[cfg(unix)]
const SHELL: (&str, &str) = ("sh", "-c");
#[cfg(windows)]
const SHELL: (&str, &str) = ("cmd.exe", "/C");
/// Where a temporary directory is looked for, on one system or another.
const TEMPORARY: [&str; 3] = ["TMPDIR", "TMP", "TEMP"];
/// What configures us is none of a job's business.
const OURS: [&str; 2] = ["MUSTER_", "DEBORGEN_"];

/// What tells a system's loader to run somebody else's code within a program.
const LOADERS: [&str; 3] = ["LD_", "DYLD_", "GCONV_PATH"];

/// Why a command cannot be started, with the exit code that a shell would give.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unstartable {
    #[error("there is no program `{0}` on this worker")]
    NotFound(String),
    #[error("`{0}` is not a program that may be run")]
    NotExecutable(String),
    #[error("there is no folder `{0}` on this worker to work in")]
    NoDirectory(String),
    #[error(transparent)]
    Within(#[from] Within),
}

impl Unstartable {
    pub(crate) fn exit_code(&self) -> i32 {
        match self {
            Self::NotFound(_) => 127,
            Self::NotExecutable(_) | Self::NoDirectory(_) | Self::Within(_) => 126,
        }
    }
}

/// Everything that is needed to start an assignment's command, as the machine's owner allows it.
pub(crate) fn resolve(
    options: &AgentOptions,
    attempt: &Attempt,
    assignment: &Assignment,
    limits: &Limits,
) -> Result<Launch, Unstartable> {
    let (folder, mark) = (&attempt.folder, attempt.mark.clone());
    let mut environment = environment(options, folder, assignment);
    if !limits.only.programs.is_empty() {
        keep_as_the_owner_means(&mut environment, options);
    }
    let path = environment.get("PATH").map_or(DEFAULT_PATH, String::as_str).to_owned();
    let directory = directory(folder, assignment)?;
    let stdin = assignment.stdin.is_some().then(|| folder.stdin());
    let (program, arguments, is_shell) = match &assignment.command {
        Command::Shell(line) => (SHELL.0, vec![SHELL.1.into(), line.into()], true),
        Command::Argv(argv) => {
            let program = argv.first().map_or("", String::as_str);
            (program, argv.iter().skip(1).map(OsString::from).collect(), false)
        }
    };
    let program = find(program, &path, &directory)?;
    let confinement = confinement(options, folder, assignment, &path)?;
    let cap = limits.cap;
    Ok(Launch {
        program,
        arguments,
        environment,
        directory,
        stdin,
        is_shell,
        mark,
        confinement,
        cap,
    })
}

/// Where the command works: where it was told to, and nowhere else.
fn directory(folder: &Folder, assignment: &Assignment) -> Result<PathBuf, Unstartable> {
    let Some(told) = &assignment.working_dir else { return Ok(folder.work()) };
    let directory = PathBuf::from(told);
    // What is absolute on another system is relative here.
    let is_there = directory.is_absolute() && directory.is_dir();
    if is_there { Ok(directory) } else { Err(Unstartable::NoDirectory(told.clone())) }
}

/// Later entries win: the machine's, the job's, and what the attempt must have to itself.
fn environment(
    options: &AgentOptions,
    folder: &Folder,
    assignment: &Assignment,
) -> BTreeMap<String, String> {
    let is_ours = |name: &str| OURS.iter().any(|prefix| name.starts_with(prefix));
    let machine = options.job_environment.iter().filter(|(name, _)| !is_ours(name));
    let given = machine.chain(&assignment.environment);
    let mut all: BTreeMap<_, _> =
        given.map(|(name, value)| (name.clone(), value.clone())).collect();
    all.entry("PATH".to_owned()).or_insert_with(|| DEFAULT_PATH.to_owned());
    all.insert("MUSTER_ATTEMPT".to_owned(), assignment.grant.attempt.to_string());
    all.insert("MUSTER_JOB_SLOTS".to_owned(), assignment.slots.to_string());
    let tmp = folder.tmp().to_string_lossy().into_owned();
    all.extend(TEMPORARY.map(|name| (name.to_owned(), tmp.clone())));
    if !assignment.isolation.is_none() {
        all.insert("HOME".to_owned(), folder.home().to_string_lossy().into_owned());
    }
    all
}

/// An owner who allows a program by its name means the machine's own, with what it loads by itself. What is relative on
/// the machine's path would be the job's.
fn keep_as_the_owner_means(environment: &mut BTreeMap<String, String>, options: &AgentOptions) {
    let path = options.job_environment.get("PATH").map_or(DEFAULT_PATH, String::as_str);
    let own: Vec<_> = std::env::split_paths(path).filter(|dir| dir.is_absolute()).collect();
    // What was split at the separator has none in it.
    let joined = std::env::join_paths(&own).unwrap_or_default().to_string_lossy().into_owned();
    let joined = if own.is_empty() { DEFAULT_PATH.to_owned() } else { joined };
    environment.retain(|name, _| !is_path(name) && !decides_what_is_loaded(name));
    environment.insert("PATH".to_owned(), joined);
}

/// Windows does not tell `Path` from `PATH`.
fn is_path(name: &str) -> bool {
    if cfg!(windows) { name.eq_ignore_ascii_case("PATH") } else { name == "PATH" }
}

fn decides_what_is_loaded(name: &str) -> bool {
    LOADERS.iter().any(|prefix| name.starts_with(prefix))
}

/// Finds a program as a shell would: by path if it names one, else in each directory of `path`.
fn find(program: &str, path: &str, directory: &Path) -> Result<PathBuf, Unstartable> {
    let candidates: Vec<_> = if program.contains(std::path::is_separator) {
        vec![directory.join(program)]
    } else {
        std::env::split_paths(path).map(|dir| directory.join(dir).join(program)).collect()
    };
    let files: Vec<_> =
        candidates.into_iter().flat_map(variants).filter(|file| file.is_file()).collect();
    let name = || program.to_owned();
    match files.iter().find(|file| is_executable(file)) {
        Some(file) => Ok(file.clone()),
        None if files.is_empty() => Err(Unstartable::NotFound(name())),
        None => Err(Unstartable::NotExecutable(name())),
    }
}

#[cfg(unix)]
fn variants(candidate: PathBuf) -> Vec<PathBuf> {
    vec![candidate]
}

#[cfg(windows)]
fn variants(candidate: PathBuf) -> Vec<PathBuf> {
    ["exe", "com", "bat", "cmd"]
        .map(|extension| candidate.with_added_extension(extension))
        .into_iter()
        .chain([candidate])
        .collect()
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|meta| meta.permissions().mode() & 0o111 != 0)
}

#[cfg(windows)]
fn is_executable(_file: &Path) -> bool {
    true
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::PermissionsExt};

    fn file(dir: &Path, name: &str, mode: u32) {
        fs::write(dir.join(name), "").unwrap();
        fs::set_permissions(dir.join(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_program_is_found_as_a_shell_would_find_it() {
        let dir = tempfile::tempdir().unwrap();
        let (first, second) = (dir.path().join("first"), dir.path().join("second"));
        fs::create_dir_all(first.join("folder")).unwrap();
        fs::create_dir_all(&second).unwrap();
        file(&first, "tool", 0o644);
        file(&second, "tool", 0o755);
        file(&first, "text", 0o644);
        let path = "first:second";
        let find = |program: &str| find(program, path, dir.path());
        assert_eq!(find("tool").unwrap(), second.join("tool"), "it must be executable");
        assert_eq!(find("./second/tool").unwrap(), dir.path().join("./second/tool"));
        for (program, exit_code) in [("gone", 127), ("folder", 127), ("./tool", 127), ("text", 126)]
        {
            assert_eq!(find(program).unwrap_err().exit_code(), exit_code, "{program}");
        }
    }
}
