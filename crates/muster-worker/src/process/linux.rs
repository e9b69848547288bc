//! What Linux tells about processes in `/proc`.

use super::{Mark, Remains};
use rustix::process::{Pid, Signal, kill_process};
use std::{fs, path::Path};

/// A process that forks while it is looked for is found in a later round.
const MOST_ROUNDS: u32 = 20;
/// `starttime` is field 22 of `stat`; the first two come before the closing parenthesis.
const START_AFTER_NAME: usize = 19;

/// When a process started, in clock ticks since boot.
pub(super) fn start_of(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name may hold anything, parentheses and spaces too.
    let (_, after_name) = stat.rsplit_once(')')?;
    after_name.split_whitespace().nth(START_AFTER_NAME)?.parse().ok()
}

/// Ends every process that carries this mark, whatever group or session it has moved to.
pub(super) fn sweep(mark: &Mark) -> Remains {
    for _ in 0..MOST_ROUNDS {
        let found = marked(mark);
        if found.is_empty() {
            return Remains::Nothing;
        }
        for pid in found {
            if let Err(error) = kill_process(pid, Signal::KILL) {
                tracing::debug!(pid = pid.as_raw_nonzero(), %error, "cannot end a process");
            }
        }
    }
    tracing::warn!(?mark, "some processes of a job could not be ended");
    Remains::Some
}

/// Living processes that carry the mark. One that has ended has no environment any more.
pub(super) fn marked(mark: &Mark) -> Vec<Pid> {
    let entries = mark.each_ref().map(|(name, value)| format!("{name}={value}"));
    let is_marked = |dir: &Path| {
        let environment = fs::read(dir.join("environ")).unwrap_or_default();
        let has = |entry: &String| {
            environment.split(|byte| *byte == 0).any(|one| one == entry.as_bytes())
        };
        entries.iter().all(has)
    };
    let Ok(processes) = fs::read_dir("/proc") else { return vec![] };
    let pid_of = |name: &str| name.parse().ok().and_then(Pid::from_raw);
    processes
        .flatten()
        .filter_map(|dir| Some((pid_of(dir.file_name().to_str()?)?, dir.path())))
        .filter(|(_, dir)| is_marked(dir))
        .map(|(pid, _)| pid)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_has_a_start_and_one_that_is_gone_has_none() {
        let own = std::process::id();
        assert!(start_of(own).is_some_and(|start| start > 0));
        assert_eq!(start_of(own), start_of(own), "it never changes");
        assert_eq!(start_of(u32::MAX), None);
    }
}
