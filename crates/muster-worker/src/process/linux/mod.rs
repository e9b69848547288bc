//! An attempt's processes on Linux: found by their [mark], in their cgroup, and as relatives of those.
//!
//! Whoever forks while it is looked for can be faster than whoever looks, so everything is made to
//! stand still first, and only ended when nothing new is found.

mod cgroup;
mod mark;
pub(super) mod share;
mod table;

use super::{Identity, Launch, Mark, Remains};
use cgroup::{Cgroup, Cgroups};
use muster_core::owner::Cap;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Pid, PidfdFlags, Signal, pidfd_open},
};
use std::{
    collections::BTreeSet,
    io,
    os::fd::OwnedFd,
    process::{Child, Command},
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    thread::sleep,
    time::Duration,
};
use table::{Births, Seen, killed_for_memory, living_after, start_of};
use tokio::io::{Interest, unix::AsyncFd};

/// One round finds nothing where all is well; about two seconds pass before it is given up.
const MOST_ROUNDS: u32 = 50;
/// The kernel takes a moment to end what was killed.
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// What this system has to tell processes apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Means {
    cgroups: Option<Cgroups>,
}

impl Means {
    /// The best there are.
    pub(super) fn find() -> Self {
        Self { cgroups: Cgroups::find() }
    }
    pub(super) fn has_cgroups(&self) -> bool {
        self.cgroups.is_some()
    }
}

/// The processes of one attempt.
#[derive(Debug)]
pub(super) struct Tree {
    /// It is not reaped, so its group's number is nobody else's.
    leader: Option<Seen>,
    mark: Mark,
    /// What was started on this system before any of them.
    before: Option<Births>,
    /// Where its cgroup is to be made, when it has run for a moment.
    cgroups: Option<Cgroups>,
    cgroup: OnceLock<Cgroup>,
    /// Its leader is none of the command, and ends when the command has.
    is_wrapped: bool,
    /// How much of the machine it may use.
    cap: Cap,
    /// How many processes the kernel had ended for want of memory when it had run for a moment.
    killed_before: OnceLock<u64>,
    /// What stands still because of us.
    stopped: Mutex<BTreeSet<(i32, u64)>>,
}

impl Tree {
    /// Starts a command and the tree of what it starts.
    pub(super) fn spawn(
        means: &Means,
        command: &mut Command,
        launch: &Launch,
        is_wrapped: bool,
    ) -> io::Result<(Child, Self)> {
        let (before, mark, cap) = (Births::now(), &launch.mark, launch.cap);
        let child = mark::spawn(command, mark)?;
        let pid = i32::try_from(child.id()).map_err(io::Error::other)?;
        let start = start_of(pid).unwrap_or_default();
        let leader = Some(Seen { pid, parent: 0, group: pid, session: 0, start });
        share::limit_memory(cap, leader.as_slice());
        let (cgroups, cgroup) = (means.cgroups.clone(), OnceLock::new());
        let (mark, stopped) = (mark.clone(), Mutex::default());
        Ok((
            child,
            Self {
                leader,
                mark,
                before,
                cgroups,
                cgroup,
                is_wrapped,
                cap,
                killed_before: OnceLock::new(),
                stopped,
            },
        ))
    }

    /// What an agent that was killed has left of an attempt.
    pub(super) fn left(means: &Means, identity: Option<&Identity>, mark: &Mark) -> Self {
        // Without its start the number may be anybody's by now.
        let leader = identity.and_then(|found| {
            let (pid, start) = (i32::try_from(found.pid).ok()?, found.start?);
            let leader = Seen { pid, parent: 0, group: pid, session: 0, start };
            (start_of(pid) == Some(start)).then_some(leader)
        });
        let noted = identity.and_then(|found| found.cgroup.clone()).map(Cgroup::at);
        let known = noted.or_else(|| means.cgroups.as_ref().map(|cgroups| cgroups.of(mark)));
        let cgroup = OnceLock::new();
        if let Some(known) = known {
            cgroup.get_or_init(|| known);
        }
        let (mark, stopped) = (mark.clone(), Mutex::default());
        let (is_wrapped, cap) = (false, Cap::default());
        Self {
            leader,
            mark,
            before: None,
            cgroups: None,
            cgroup,
            is_wrapped,
            cap,
            killed_before: OnceLock::new(),
            stopped,
        }
    }

    /// Gives the processes a cgroup of their own, until nothing new is found outside of it.
    pub(super) fn settle(&self) {
        if let Some(before) = &self.before {
            before.settle();
        }
        self.limit_memory();
        if let Some(count) = killed_for_memory() {
            self.killed_before.get_or_init(|| count);
        }
        let Some(cgroups) = &self.cgroups else { return };
        if self.cgroup.get().is_some() {
            return;
        }
        let Some(made) = cgroups.create(&self.mark) else { return };
        let cgroup = self.cgroup.get_or_init(|| made);
        for _ in 0..MOST_ROUNDS {
            let members = self.members();
            let mut outside = self.living();
            outside.retain(|one| !members.contains(&one.pid));
            if outside.is_empty() {
                return;
            }
            for one in outside {
                cgroup.take_in(one.pid);
            }
        }
    }

    /// What was started before its parent had a limit has none, unless it is given one now.
    fn limit_memory(&self) {
        if self.cap.memory_mib.is_none() {
            return;
        }
        let (mut limited, mut living) = (BTreeSet::new(), self.living());
        for _ in 0..MOST_ROUNDS {
            living.retain(|one| limited.insert((one.pid, one.start)));
            if living.is_empty() {
                return;
            }
            share::limit_memory(self.cap, &living);
            living = self.living();
        }
    }

    /// Whether the kernel has ended any process for want of memory since.
    pub(super) fn memory_ran_out(&self) -> bool {
        let before = self.killed_before.get();
        before.is_some_and(|before| killed_for_memory().is_some_and(|count| count > *before))
    }

    pub(super) fn identity(&self, pid: u32) -> Identity {
        let start = self.leader.map(|leader| leader.start).filter(|start| *start > 0);
        let cgroup = self.cgroup.get().map(|cgroup| cgroup.path().to_owned());
        Identity { pid, start, cgroup }
    }

    /// Asks every process to end; meanwhile none can start another one that would not hear it.
    pub(super) fn terminate(&self) {
        self.freeze();
        let living = self.living();
        let wrapper = self.leader.filter(|_| self.is_wrapped).map(|leader| leader.pid);
        for one in living.iter().filter(|one| Some(one.pid) != wrapper) {
            one.signal(Signal::TERM);
        }
        // What stands still, for whatever reason, hears that only when it goes on.
        for one in &living {
            one.signal(Signal::CONT);
        }
        self.stopped().clear();
        if let Some(cgroup) = self.cgroup.get() {
            cgroup.thaw();
        }
    }

    /// Ends every process, and waits until none is left.
    pub(super) fn kill(&self) -> Remains {
        let mut pause = Duration::from_millis(1);
        for _ in 0..MOST_ROUNDS {
            if let Some(cgroup) = self.cgroup.get() {
                cgroup.kill();
            }
            let living = self.stop();
            if living.is_empty() && self.cgroup.get().is_none_or(Cgroup::is_empty) {
                return Remains::Nothing;
            }
            for one in living {
                one.signal(Signal::KILL);
            }
            sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        tracing::warn!(mark = ?self.mark, "some processes of a job could not be ended");
        Remains::Some
    }

    /// Makes every process stand still.
    pub(super) fn freeze(&self) {
        if let Some(cgroup) = self.cgroup.get() {
            cgroup.freeze();
        }
        self.stop();
    }

    /// Lets every process go on that stands still because of us.
    pub(super) fn thaw(&self) {
        let stopped = std::mem::take(&mut *self.stopped());
        let living = self.living();
        for one in living.iter().filter(|one| stopped.contains(&(one.pid, one.start))) {
            one.signal(Signal::CONT);
        }
        if let Some(cgroup) = self.cgroup.get() {
            cgroup.thaw();
        }
    }

    pub(super) fn is_gone(&self) -> bool {
        self.living().is_empty() && self.cgroup.get().is_none_or(Cgroup::is_empty)
    }

    /// Nothing lives any more.
    pub(super) fn clean_up(&self) {
        if let Some(cgroup) = self.cgroup.get() {
            cgroup.remove();
        }
    }

    /// Stops what is outside of the cgroup, which has its own ways, until nothing new is found;
    /// answers what was.
    fn stop(&self) -> Vec<Seen> {
        let mut stopped = self.stopped();
        for _ in 0..MOST_ROUNDS {
            let members = self.members();
            let mut living = self.living();
            living.retain(|one| !members.contains(&one.pid));
            let mut has_fresh = false;
            for one in &living {
                if stopped.insert((one.pid, one.start)) {
                    one.signal(Signal::STOP);
                    has_fresh = true;
                }
            }
            if !has_fresh {
                return living;
            }
        }
        self.living()
    }

    /// What lives now.
    fn living(&self) -> Vec<Seen> {
        let since = self.leader.map_or(0, |leader| leader.start);
        let own = i32::try_from(std::process::id()).unwrap_or_default();
        let mut others = living_after(self.before.as_ref(), since);
        others.retain(|one| one.pid != own);
        let (members, leader) = (self.members(), self.leader.map(|leader| leader.pid));
        let is_ours = |one: &Seen| {
            members.contains(&one.pid)
                || Some(one.group) == leader
                || mark::is_on(&self.mark, one.pid, one.group)
        };
        let (mut found, mut others): (Vec<_>, Vec<_>) = others.into_iter().partition(is_ours);
        // Whoever was started by one of them, or is in a group or a session that one of them leads.
        loop {
            let known: BTreeSet<_> = found.iter().map(|one| one.pid).collect();
            let is_related = |one: &Seen| {
                [one.parent, one.group, one.session].iter().any(|pid| known.contains(pid))
            };
            let (related, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(is_related);
            if related.is_empty() {
                return found;
            }
            found.extend(related);
            others = rest;
        }
    }

    fn members(&self) -> BTreeSet<i32> {
        self.cgroup.get().into_iter().flat_map(Cgroup::members).collect()
    }

    fn stopped(&self) -> MutexGuard<'_, BTreeSet<(i32, u64)>> {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end of a child, noticed without reaping it.
#[derive(Debug)]
pub(super) struct End(AsyncFd<OwnedFd>);

impl End {
    /// Of a child that is not reaped.
    pub(super) fn of(child: Pid) -> io::Result<Self> {
        let held = pidfd_open(child, PidfdFlags::empty())?;
        #[expect(
            deprecated,
            reason = "its successor is unsafe for what is no descriptor; this is one"
        )]
        AsyncFd::with_interest(held, Interest::READABLE).map(Self)
    }

    pub(super) async fn wait(&self) {
        // It cannot fail while the runtime lives, and nobody waits after that.
        drop(self.0.readable().await);
    }

    pub(super) fn is_there(&self) -> bool {
        let mut polled = [PollFd::new(self.0.get_ref(), PollFlags::IN)];
        poll(&mut polled, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })).is_ok_and(|ready| ready > 0)
    }
}

/// How many living processes carry this mark.
#[cfg(test)]
pub(crate) fn count_marked(mark: &Mark) -> usize {
    Tree::left(&Means::default(), None, mark).living().len()
}
