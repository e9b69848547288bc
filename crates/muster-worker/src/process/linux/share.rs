//! The share of a machine that its owner lends: some of its processors, and so much memory.
//!
//! A command runs on whole processors, the last ones, and gives way to what else runs on them. All commands have the same
//! ones, so together they have no more. Memory is limited for each process by itself, as `RLIMIT_DATA` counts it: what a
//! process has of its own and can write to.
//!
//! Not here: how much that is. The owner says it.

use super::table::Seen;
use crate::process::unix::in_a_thread;
use muster_core::owner::Cap;
use rustix::{
    process::{Pid, Resource, Rlimit, nice, prlimit},
    thread::{CpuSet, sched_getaffinity, sched_setaffinity},
};
use std::io;

/// Half of the way to the least there is.
const NICER: i32 = 10;

/// Starts something on the processors that are lent.
pub(in crate::process) fn spawn<T: Send>(
    cap: Cap,
    start: impl FnOnce() -> io::Result<T> + Send,
) -> io::Result<T> {
    if cap.cpu_percent.is_none() {
        return start();
    }
    in_a_thread(|| {
        sched_setaffinity(None, &lent(cap, &sched_getaffinity(None)?))?;
        nice(NICER)?;
        start()
    })
}

/// Those with the highest numbers. The system itself often works on the first.
fn lent(cap: Cap, all: &CpuSet) -> CpuSet {
    let mut left = cap.cores(u64::from(all.count()));
    let mut lent = CpuSet::new();
    for cpu in (0..CpuSet::MAX_CPU).rev().filter(|cpu| all.is_set(*cpu)) {
        if left > 0 {
            lent.set(cpu);
            left -= 1;
        }
    }
    lent
}

/// Limits the memory of each of these, and of what they start from then on.
pub(super) fn limit_memory(cap: Cap, processes: &[Seen]) {
    let Some(bytes) = cap.memory_mib.map(|mib| u64::from(mib) << 20) else { return };
    for one in processes {
        let limit = Rlimit { current: Some(bytes), maximum: Some(bytes) };
        if let Err(error) = prlimit(Pid::from_raw(one.pid), Resource::Data, limit) {
            // It may have ended, or it has a lower limit by itself already.
            tracing::debug!(pid = one.pid, %error, "cannot limit a process's memory");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_processors_are_lent_and_always_one() {
        let mut all = CpuSet::new();
        for cpu in [0, 2, 3, 5] {
            all.set(cpu);
        }
        for (percent, expected) in [(100, vec![0, 2, 3, 5]), (50, vec![3, 5]), (1, vec![5])] {
            let lent = lent(Cap { cpu_percent: Some(percent), ..Cap::default() }, &all);
            let found: Vec<_> = (0..CpuSet::MAX_CPU).filter(|cpu| lent.is_set(*cpu)).collect();
            assert_eq!(found, expected, "{percent}");
        }
    }
}
