//! The table of processes, as `/proc` tells it.

use rustix::{
    io::Errno,
    process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open, pidfd_send_signal},
};
use std::{fs, ops::RangeInclusive, sync::OnceLock, time::Duration};
use tokio::time::Instant;

/// `starttime` is field 22 of `stat`; the first two come before the closing parenthesis.
const START_AFTER_NAME: usize = 19;

/// One process that lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) pid: i32,
    pub(super) parent: i32,
    pub(super) group: i32,
    pub(super) session: i32,
    /// In clock ticks since boot.
    pub(super) start: u64,
}

/// So few numbers are looked at one by one; of more the whole table is quicker to read.
const FEW: u64 = 128;

/// Numbers do not go once around within this time: the kernel does not start processes that fast. What settles
/// later, which is after twice the usual time, is looked for among all.
const MOMENT: Duration = Duration::from_millis(100);

/// Which number this system had given last to a process or a thread at some moment. Numbers are given in their
/// order.
#[derive(Debug)]
pub(super) struct Births {
    last: i32,
    at: Instant,
    /// How many had been started a moment later. That is dear to learn.
    count: OnceLock<u64>,
}

impl Births {
    /// Until now.
    pub(super) fn now() -> Option<Self> {
        Some(Self { last: last()?, at: Instant::now(), count: OnceLock::new() })
    }

    /// It is to be of use for longer than a moment.
    pub(super) fn settle(&self) {
        if let Some(count) = count().filter(|_| self.at.elapsed() < MOMENT) {
            self.count.get_or_init(|| count);
        }
    }

    /// The numbers that were given since, if they are few.
    fn since(&self) -> Option<RangeInclusive<i32>> {
        let last = last()?;
        let numbers = u64::try_from(last.checked_sub(self.last)?).ok()?;
        let have_not_gone_around = match self.count.get() {
            Some(before) => count()?.checked_sub(*before)? <= FEW,
            None => self.at.elapsed() < MOMENT,
        };
        (numbers <= FEW && have_not_gone_around).then_some(self.last + 1..=last)
    }
}

fn last() -> Option<i32> {
    let load = fs::read_to_string("/proc/loadavg").ok()?;
    load.split_whitespace().next_back()?.parse().ok()
}

fn count() -> Option<u64> {
    let stat = fs::read_to_string("/proc/stat").ok()?;
    let count = stat.lines().find_map(|line| line.strip_prefix("processes "))?;
    count.trim().parse().ok()
}

/// How many processes the kernel has ended for want of memory since it began, be it the machine's or a cgroup's.
pub(super) fn killed_for_memory() -> Option<u64> {
    let counts = fs::read_to_string("/proc/vmstat").ok()?;
    let count = counts.lines().find_map(|line| line.strip_prefix("oom_kill "))?;
    count.trim().parse().ok()
}

/// Every process that lives and was started after these.
pub(super) fn living_after(births: Option<&Births>, start: u64) -> Vec<Seen> {
    match births.and_then(Births::since) {
        Some(numbers) => numbers.filter_map(look).collect(),
        None => living_since(start),
    }
}

/// Every process that lives and did not start before this.
fn living_since(start: u64) -> Vec<Seen> {
    let Ok(processes) = fs::read_dir("/proc") else { return vec![] };
    let pids = processes.flatten().filter_map(|dir| dir.file_name().to_str()?.parse().ok());
    pids.filter_map(look).filter(|seen| seen.start >= start).collect()
}

/// When a process started, in clock ticks since boot. One that waits to be reaped has a start too.
pub(super) fn start_of(pid: i32) -> Option<u64> {
    read(pid).map(|(seen, _)| seen.start)
}

fn look(pid: i32) -> Option<Seen> {
    let (seen, state) = read(pid)?;
    (!matches!(state, 'Z' | 'X')).then_some(seen)
}

fn read(pid: i32) -> Option<(Seen, char)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name may hold anything, parentheses and spaces too.
    let fields: Vec<_> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |place: usize| fields.get(place)?.parse().ok();
    let (parent, group, session) = (number(1)?, number(2)?, number(3)?);
    let start = fields.get(START_AFTER_NAME)?.parse().ok()?;
    let state = fields.first()?.chars().next()?;
    Some((Seen { pid, parent, group, session, start }, state))
}

impl Seen {
    /// Signals this process, and no stranger that has got its number since.
    pub(super) fn signal(&self, signal: Signal) {
        let Some(pid) = Pid::from_raw(self.pid) else { return };
        let sent = match pidfd_open(pid, PidfdFlags::empty()) {
            // While it is held open it cannot become another one.
            Ok(held) if start_of(self.pid) == Some(self.start) => pidfd_send_signal(held, signal),
            Ok(_) => Ok(()),
            Err(Errno::NOSYS | Errno::PERM) => kill_process(pid, signal),
            Err(error) => Err(error),
        };
        if let Err(error) = sent {
            tracing::debug!(pid = self.pid, ?signal, %error, "cannot signal a process");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a process that is no command of a job")]
    fn what_was_started_meanwhile_is_among_the_numbers_that_were_given_meanwhile() {
        let before = Births::now().unwrap();
        before.settle();
        let mut child = std::process::Command::new("sleep").arg("100").spawn().unwrap();
        let pid = i32::try_from(child.id()).unwrap();
        let found = living_after(Some(&before), 0);
        // Where much is started the whole table is read, and it is in that.
        assert!(found.iter().any(|one| one.pid == pid));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!living_after(Some(&before), 0).iter().any(|one| one.pid == pid));
    }

    #[test]
    fn a_process_has_a_start_and_one_that_is_gone_has_none() {
        let own = i32::try_from(std::process::id()).unwrap();
        let start = start_of(own).unwrap();
        assert_eq!(start_of(own), Some(start), "it never changes");
        assert_eq!(start_of(i32::MAX), None);
        assert!(living_since(start).iter().any(|one| one.pid == own));
        assert!(!living_since(start + 1).iter().any(|one| one.pid == own));
    }
}
