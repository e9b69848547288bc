//! Bubblewrap: a command sees a system of its own, in which nothing is but what it was given.
//!
//! `bwrap` is not told to die with its parent: the kernel takes the thread for that which started it, and that one ends
//! at once. What is left is found and ended like anything else that a command leaves.

use super::{Confinement, Place, SYSTEM, kernel};
use crate::process::Launch;
use muster_core::job::Isolation;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Pid, PidfdFlags, pidfd_open},
};
use std::{
    collections::BTreeMap,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Where systems have it. The `PATH` of a job has no say in this.
const PROGRAMS: [&str; 3] =
    ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/run/current-system/sw/bin/bwrap"];
const GONE: &str = "`bwrap` is not installed";
/// It takes a few milliseconds; what takes longer than this hangs.
const LONGEST_TRY: Timespec = Timespec { tv_sec: 2, tv_nsec: 0 };
/// Processes, messages between them, names and control groups of its own, the network of its worker, no terminal, and no
/// rights, not even as root.
const APART: [&str; 5] = ["--unshare-all", "--share-net", "--new-session", "--cap-drop", "ALL"];
/// What is not the machine's.
const OWN: [&str; 6] = ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"];
/// Variables that make a program load or read what they name, besides those that begin with `LD_`: `unsecvars.h` of
/// glibc. `bwrap` must not obey them, because it starts outside of the system that it makes.
const OBEYED: [&str; 13] = [
    "GCONV_PATH",
    "GETCONF_DIR",
    "GLIBC_TUNABLES",
    "HOSTALIASES",
    "LOCALDOMAIN",
    "LOCPATH",
    "MALLOC_TRACE",
    "NIS_PATH",
    "NLSPATH",
    "RESOLV_HOST_CONF",
    "RES_OPTIONS",
    "TMPDIR",
    "TZDIR",
];

/// The same command in a system of its own.
pub(super) fn wrap(launch: &Launch, confinement: &Confinement) -> io::Result<Launch> {
    let program = program().ok_or_else(|| io::Error::other(GONE))?;
    let all = launch.environment.clone().into_iter();
    let (obeyed, environment): (BTreeMap<_, _>, _) = all.partition(|(name, _)| is_obeyed(name));
    let mut arguments = options(confinement);
    for (name, value) in obeyed {
        arguments.extend(["--setenv".into(), name.into(), value.into()]);
    }
    arguments.extend(["--chdir".into(), launch.directory.clone().into(), "--".into()]);
    arguments.push(launch.program.clone().into());
    arguments.extend(launch.arguments.iter().cloned());
    Ok(Launch { program, arguments, environment, directory: "/".into(), ..launch.clone() })
}

fn is_obeyed(name: &str) -> bool {
    name.starts_with("LD_") || OBEYED.contains(&name)
}

fn program() -> Option<PathBuf> {
    PROGRAMS.into_iter().map(PathBuf::from).find(|program| program.is_file())
}

fn options(confinement: &Confinement) -> Vec<OsString> {
    let mut options: Vec<OsString> = APART.into_iter().chain(OWN).map(Into::into).collect();
    for place in &confinement.readable {
        options.extend(["--ro-bind".into(), place.real.clone().into(), place.name.clone().into()]);
    }
    for place in &confinement.writable {
        options.extend(["--bind".into(), place.real.clone().into(), place.name.clone().into()]);
    }
    options.extend(["--remount-ro", "/"].map(Into::into));
    options
}

/// Runs nothing in a system of its own, with the very options.
pub(super) fn try_out() -> Result<(), String> {
    let Some(program) = program() else { return Err(GONE.to_owned()) };
    let readable = SYSTEM.into_iter().filter_map(Place::of).collect();
    let confinement = Confinement { level: Isolation::Bubblewrap, readable, writable: Vec::new() };
    let started = kernel::spawn(Some(&confinement), || start(&program, &confinement));
    let mut child = started.map_err(|error| format!("`bwrap` does not start: {error}"))?;
    let ended = within(&mut child, LONGEST_TRY).map_err(|error| format!("`bwrap`: {error}"))?;
    if !ended {
        return Err("`bwrap` does not come to an end".to_owned());
    }
    let output = child.wait_with_output().map_err(|error| format!("`bwrap`: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or("it failed without a word").trim();
    if output.status.success() { Ok(()) } else { Err(said.to_owned()) }
}

#[expect(clippy::disallowed_methods, reason = "this is the runner")]
fn start(program: &Path, confinement: &Confinement) -> io::Result<Child> {
    let mut command = Command::new(program);
    command.args(options(confinement)).args(["--", "/bin/sh", "-c", ":"]).env_clear();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()
}

/// Whether it ends before that; if not, it is ended.
fn within(child: &mut Child, longest: Timespec) -> io::Result<bool> {
    let held = pidfd_open(Pid::from_child(child), PidfdFlags::empty())?;
    let ended = poll(&mut [PollFd::new(&held, PollFlags::IN)], Some(&longest))? > 0;
    if !ended {
        child.kill()?;
        child.wait()?;
    }
    Ok(ended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_core::owner::Cap;

    #[test]
    fn no_variable_of_a_job_makes_bwrap_itself_load_anything() {
        if program().is_none() {
            println!("passed over: `bwrap` is not installed");
            return;
        }
        let variables = [("LD_PRELOAD", "/evil.so"), ("TMPDIR", "/mine"), ("PATH", "/bin")];
        let launch = Launch {
            program: "/bin/true".into(),
            arguments: vec!["a".into()],
            environment: variables.map(|(name, value)| (name.into(), value.into())).into(),
            directory: "/work".into(),
            stdin: None,
            is_shell: false,
            mark: ["A", "B", "C"].map(|name| (name, String::new())),
            confinement: None,
            cap: Cap::default(),
        };
        let confinement =
            Confinement { level: Isolation::Bubblewrap, readable: vec![], writable: vec![] };
        let wrapped = wrap(&launch, &confinement).unwrap();
        assert_eq!(wrapped.environment.into_keys().collect::<Vec<_>>(), ["PATH"]);
        let words: Vec<_> = wrapped.arguments.iter().map(|word| word.to_str().unwrap()).collect();
        let given =
            "--setenv LD_PRELOAD /evil.so --setenv TMPDIR /mine --chdir /work -- /bin/true a";
        assert!(words.join(" ").ends_with(given), "{words:?}");
    }
}
