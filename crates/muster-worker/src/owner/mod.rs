//! The owner's word on this machine: whether jobs may start now, and which.
//!
//! The owner says it in a file that is read again and again, so that nobody has to restart anything. Before
//! anything starts it is asked here. When nothing may start any more, what runs stands still, and is given
//! back if that lasts; the coordinator is told, and cannot overrule it.

mod file;

pub use file::{UnreadableLimits, read_limits, written_limits};

use crate::{
    agent::Agent,
    attempt::{Phase, blocking},
    machine::{Probe, look, minute},
};
use muster_api::session::Assignment;
use muster_core::{
    Timestamp,
    owner::{Applicant, Closed, Gate, Limits, Owner, Running, program},
};
use muster_seams::{BootTime, Seams};
use std::{io, path::PathBuf, sync::Arc, time::Duration};
use tokio::{
    sync::{Mutex, watch},
    time::sleep,
};

/// What was seen of the machine is believed for so long.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// What stands still for so long because of the owner is given back.
const PATIENCE: Duration = Duration::from_mins(5);

/// What the owner says, and what follows from it on this machine.
#[derive(Debug)]
pub(crate) struct OwnersWord {
    file: PathBuf,
    probe: Arc<dyn Probe>,
    seen: Mutex<Seen>,
    said: watch::Sender<Owner>,
}

#[derive(Debug, Default)]
struct Seen {
    at: Option<BootTime>,
    /// Nothing as long as the file cannot be read.
    limits: Option<Limits>,
    gate: Gate,
}

impl OwnersWord {
    pub(crate) fn new(file: PathBuf, probe: Arc<dyn Probe>) -> Self {
        Self { file, probe, seen: Mutex::default(), said: watch::Sender::default() }
    }

    /// What is said, and word of each change of it.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Owner> {
        self.said.subscribe()
    }

    pub(crate) fn closed(&self) -> Option<Closed> {
        self.said.borrow().closed
    }

    /// Whether only certain programs are allowed.
    pub(crate) fn chooses_programs(&self) -> bool {
        !self.said.borrow().limits.only.programs.is_empty()
    }

    /// Reads what the owner allows and looks at the machine.
    pub(crate) async fn look(&self, seams: &Seams) {
        let mut seen = self.seen.lock().await;
        self.look_now(&mut seen, seams).await;
    }

    async fn look_now(&self, seen: &mut Seen, seams: &Seams) {
        let file = self.file.clone();
        let read = blocking(&seams.tasks, move || read_limits(&file)).await;
        let limits = read.inspect_err(|error| self.warn(error, seen)).ok();
        if limits != seen.limits {
            (seen.limits, seen.gate) = (limits, Gate::default());
        }
        let owner = match &seen.limits {
            None => Owner { closed: Some(Closed::Unreadable), ..Owner::default() },
            Some(limits) => {
                let machine = look(&*self.probe, limits, seams.clock.now()).await;
                let closed = seen.gate.look(limits, &machine, seams.clock.boot().0);
                Owner { limits: limits.clone(), closed }
            }
        };
        seen.at = Some(seams.clock.boot());
        self.said.send_if_modified(|said| std::mem::replace(said, owner.clone()) != owner);
    }

    /// Once, for as long as it is so.
    fn warn(&self, error: &io::Error, seen: &Seen) {
        if seen.at.is_none() || seen.limits.is_some() {
            tracing::warn!(%error, file = %self.file.display(), "no job starts: cannot read what the owner allows");
        }
    }

    /// Why an assignment must not start now, if it must not. Then it has been said what keeps it out.
    pub(crate) async fn refuses(&self, assignment: &Assignment, seams: &Seams) -> Option<String> {
        let mut seen = self.seen.lock().await;
        let is_old = |at| seams.clock.boot().since(at) >= LOOK_EVERY;
        if seen.at.is_none_or(is_old) || self.hours_are_over(seams.clock.now()) {
            self.look_now(&mut seen, seams).await;
        }
        drop(seen);
        refusal(&self.said.borrow(), assignment)
    }

    /// Hours end at their very minute, whenever it was looked last.
    fn hours_are_over(&self, now: Timestamp) -> bool {
        let said = self.said.borrow();
        said.closed.is_none() && said.limits.closed_by_hours(minute(now)).is_some()
    }
}

fn refusal(owner: &Owner, assignment: &Assignment) -> Option<String> {
    if let Some(closed) = owner.closed {
        return Some(format!("the worker is {}", closed.as_str()));
    }
    let program = Some(program(&assignment.command));
    let job = Applicant { program, submitter: &assignment.submitter };
    owner.limits.only.forbids(job).map(|forbidden| forbidden.to_string())
}

/// What the owner wants of what runs, and since when.
#[derive(Debug, Clone, Copy)]
struct Wish {
    running: Running,
    since: BootTime,
}

impl Agent {
    /// Looks again and again, and after each change of the machine, and has what runs give way.
    pub(crate) async fn obey_owner(&self) {
        let (mut moves, mut wish) = (self.moves.subscribe(), None);
        loop {
            self.owner.look(&self.seams).await;
            let owner = self.owner.subscribe().borrow().clone();
            let now = self.seams.clock.boot();
            wish = wished(&owner, wish, now);
            match wish {
                Some(Wish { running, since }) => {
                    self.hold_back(running, now.since(since) < PATIENCE);
                }
                None => self.roster.all().iter().for_each(|attempt| attempt.hold_back(false)),
            }
            tokio::select! {
                biased;
                Ok(()) = moves.changed() => {}
                () = sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// What has not begun is given back. What runs stands still, and is given back if that lasts.
    fn hold_back(&self, running: Running, is_patient: bool) {
        for attempt in self.roster.all() {
            match (attempt.phase(), running) {
                (Phase::Ended(_), _) => {}
                (Phase::Running, Running::GoesOn) => attempt.hold_back(false),
                (Phase::Running, Running::GivesWay) if is_patient => attempt.hold_back(true),
                (Phase::Waiting, _) | (Phase::Running, Running::GivesWay) => attempt.give_way(),
            }
        }
    }
}

/// What is not known for certain changes nothing of what was wished before.
fn wished(owner: &Owner, before: Option<Wish>, now: BootTime) -> Option<Wish> {
    let since = before.map_or(now, |before| before.since);
    match owner.closed {
        None => None,
        Some(closed) if closed.is_certain() => Some(Wish { running: owner.limits.running, since }),
        Some(_) => before,
    }
}
