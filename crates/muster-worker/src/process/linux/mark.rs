//! The mark: by what an attempt's processes are known, wherever they have gone.
//!
//! It is in their environment and in a resource limit, both of which every child inherits. A process
//! can lose the first without meaning to, by starting another one with `env -i`; the second it only
//! loses by setting that very limit. The limit is the one on real-time scheduling, as a number of
//! microseconds that no process ever reaches and that is different for every attempt. Unlike a
//! parent, a group or a session, it survives a double fork, and unlike a cgroup it is there before
//! the command's first instruction.

use crate::process::Mark;
use rustix::process::{Resource, Rlimit, getpgrp, getrlimit, setrlimit};
use std::{
    fs, io,
    process::{Child, Command},
    sync::{Mutex, PoisonError},
};

/// Two hundred thousand years of real-time scheduling, and the numbers above.
const LEAST: u64 = 1 << 62;
/// The limit is this process's for the moment of a start, so there is one at a time.
static STARTING: Mutex<()> = Mutex::new(());

/// Starts a command whose processes all carry the mark.
pub(super) fn spawn(command: &mut Command, mark: &Mark) -> io::Result<Child> {
    let _one_at_a_time = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    let before = getrlimit(Resource::Rttime);
    let marked = Rlimit { current: Some(number(mark)), ..before };
    // Where that is forbidden, the environment has to do.
    let is_set = setrlimit(Resource::Rttime, marked).is_ok();
    let child = command.spawn();
    if is_set && let Err(error) = setrlimit(Resource::Rttime, before) {
        tracing::warn!(%error, "cannot set a limit back");
    }
    child
}

/// Whether a process carries the mark.
pub(super) fn is_on(mark: &Mark, pid: i32, group: i32) -> bool {
    is_in_limit(mark, pid, group) || is_in_environment(mark, pid)
}

/// A child that this process had for another reason, in the moment of a start, is no part of a job;
/// it is of our own group, and a job never is.
fn is_in_limit(mark: &Mark, pid: i32, group: i32) -> bool {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).unwrap_or_default();
    let number = number(mark).to_string();
    let is_ours = |line: &str| {
        let numbers = line.strip_prefix("Max realtime timeout");
        numbers.and_then(|rest| rest.split_whitespace().next()) == Some(&number)
    };
    group != getpgrp().as_raw_nonzero().get() && limits.lines().any(is_ours)
}

fn is_in_environment(mark: &Mark, pid: i32) -> bool {
    let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    let has = |(name, value): &(&str, String)| {
        let entry = format!("{name}={value}");
        environment.split(|byte| *byte == 0).any(|one| one == entry.as_bytes())
    };
    mark.iter().all(has)
}

/// The same for the same mark, in every run of the agent.
fn number(mark: &Mark) -> u64 {
    let bytes = mark.iter().flat_map(|(_, value)| value.bytes().chain([0]));
    // FNV-1a.
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    LEAST | (bytes.fold(0xcbf2_9ce4_8422_2325, mix) >> 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(job: &str) -> Mark {
        ["MUSTER_JOB_ID", "MUSTER_FENCE", "MUSTER_WORKER_ID"].map(|name| (name, job.to_owned()))
    }

    #[test]
    fn a_mark_has_a_number_of_its_own_that_is_no_limit_at_all() {
        assert_eq!(number(&mark("job_1")), number(&mark("job_1")));
        assert_ne!(number(&mark("job_1")), number(&mark("job_2")));
        assert!((LEAST..LEAST << 1).contains(&number(&mark("job_1"))));
    }
}
