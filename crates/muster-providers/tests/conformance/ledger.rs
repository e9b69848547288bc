//! A caller as the coordinator is one: it writes down what is certain, and looks before it tries again.

use crate::stage::{Stage, order, request};
use muster_providers::{
    Conflict, Outcome, ProviderError, Refusal, WorkerOrder,
    fake::Kept,
    worker::{Handle, InstanceState},
};
use muster_seams::{BootTime, Clock};
use std::time::Duration;

/// What the caller wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    Running,
    Stopped,
    Gone,
}

/// What the caller has written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Belief {
    Absent,
    /// A create may have been done at this moment.
    Unknown {
        since: BootTime,
    },
    Known {
        handle: Handle,
        state: Option<InstanceState>,
    },
    Deleting {
        handle: Handle,
    },
}

#[derive(Debug)]
pub(crate) struct Ledger<'a> {
    stage: &'a Stage,
    order: WorkerOrder,
    pub(crate) belief: Belief,
    /// Every failure on the way.
    pub(crate) errors: Vec<ProviderError>,
    /// How a create failed for good, if one did.
    pub(crate) has_failed: bool,
}

// As often as a reconciler's timer wakes it while something changes.
const BETWEEN_PASSES: Duration = Duration::from_secs(20);
// Two minutes until an absence counts, a minute for a reset, and some steps.
const MOST_PASSES: usize = 40;

impl<'a> Ledger<'a> {
    pub(crate) fn new(stage: &'a Stage, number: u8) -> Self {
        let (belief, errors) = (Belief::Absent, Vec::new());
        Self { stage, order: order(number), belief, errors, has_failed: false }
    }

    /// Passes until the goal is reached.
    pub(crate) async fn reach(&mut self, goal: Goal) {
        for _ in 0..MOST_PASSES {
            if self.is_at(goal) {
                return;
            }
            self.pass(goal).await;
            self.stage.clock.advance(BETWEEN_PASSES);
        }
        panic!("{goal:?} is out of reach: {self:?}");
    }

    fn is_at(&self, goal: Goal) -> bool {
        match (&self.belief, goal) {
            (Belief::Absent, Goal::Gone) => true,
            (Belief::Known { state: Some(state), .. }, Goal::Running) => {
                *state == InstanceState::Running
            }
            (Belief::Known { state: Some(state), .. }, Goal::Stopped) => {
                *state == InstanceState::Stopped
            }
            _ => false,
        }
    }

    /// One pass asks for one thing.
    pub(crate) async fn pass(&mut self, goal: Goal) {
        match self.belief.clone() {
            Belief::Absent if goal != Goal::Gone => self.create().await,
            Belief::Absent => {}
            Belief::Unknown { since } => self.find(since).await,
            Belief::Known { handle, .. } if goal == Goal::Gone => self.delete(handle).await,
            Belief::Known { handle, state: Some(InstanceState::Running) }
                if goal == Goal::Stopped =>
            {
                let done = self.stage.engine.stop(&handle, &request()).await;
                self.changed(handle, done);
            }
            Belief::Known { handle, state: Some(InstanceState::Stopped) }
                if goal == Goal::Running =>
            {
                let done = self.stage.engine.wake(&handle, &request()).await;
                self.changed(handle, done);
            }
            Belief::Known { handle, .. } | Belief::Deleting { handle } => self.look(&handle).await,
        }
    }

    async fn create(&mut self) {
        let since = self.stage.clock.boot();
        match self.stage.engine.create(&self.order, &request()).await {
            Ok(made) => {
                self.belief = Belief::Known { handle: made.handle, state: Some(made.state) }
            }
            Err(error) => {
                let exists = Outcome::Refused(Refusal::Conflict(Conflict::Exists));
                if error.is_unknown() || error.outcome == exists {
                    self.belief = Belief::Unknown { since };
                }
                self.errors.push(error);
            }
        }
    }

    async fn find(&mut self, since: BootTime) {
        let is_settled = self.stage.clock.boot().since(since) >= self.stage.engine.settles_within();
        match self.stage.engine.find(&self.order.name, &request()).await {
            Ok(Some(found)) => {
                self.belief = Belief::Known { handle: found.handle, state: Some(found.state) };
            }
            Ok(None) if is_settled => self.belief = Belief::Absent,
            Ok(None) => {}
            Err(error) => self.errors.push(error),
        }
    }

    async fn look(&mut self, handle: &Handle) {
        match self.stage.engine.status(handle, &request()).await {
            Ok(seen) => {
                let is_going = matches!(self.belief, Belief::Deleting { .. });
                if !is_going {
                    self.has_failed |= matches!(seen.state, InstanceState::Failed(_));
                    self.belief = Belief::Known { handle: seen.handle, state: Some(seen.state) };
                }
            }
            Err(error) => self.missed(error),
        }
    }

    async fn delete(&mut self, handle: Handle) {
        match self.stage.engine.delete(&handle, &request()).await {
            Ok(()) => self.belief = Belief::Deleting { handle },
            Err(error) => self.missed(error),
        }
    }

    /// After a change, and after a doubtful one even more, the state has to be looked up.
    fn changed(&mut self, handle: Handle, done: Result<(), ProviderError>) {
        self.belief = Belief::Known { handle, state: None };
        if let Err(error) = done {
            self.missed(error);
        }
    }

    fn missed(&mut self, error: ProviderError) {
        if error.is_absence() {
            self.belief = Belief::Absent;
        }
        self.errors.push(error);
    }

    /// What the provider has, if everything written down is true.
    pub(crate) fn books(&self) -> Vec<String> {
        match self.belief {
            Belief::Absent => Vec::new(),
            Belief::Unknown { .. } | Belief::Known { .. } | Belief::Deleting { .. } => {
                vec![self.order.name.to_string()]
            }
        }
    }

    pub(crate) fn assert_true(&self, when: &str) {
        let kept: Vec<Kept> = (self.stage.inventory)();
        let names: Vec<_> = kept.into_iter().map(|kept| kept.name).collect();
        assert_eq!(names, self.books(), "{when}: the books must agree with the inventory");
        assert_eq!(self.stage.fake.objections(), [""; 0], "{when}: the specification must be kept");
    }
}
