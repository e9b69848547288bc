//! What is asked next, as a pure function of what is wanted and what is certain.
//!
//! One pass asks one thing, writes down what that made certain, and comes back here. So there is no place in
//! between at which a crash could lose anything: whoever starts anew asks the same function.

mod learn;

pub(crate) use learn::{Answer, Seen, Trouble, learn, mark};

use muster_core::{
    Timestamp,
    cloud::{Ask, Belief, Life, OperationKind, Phase, Reason, ResourceKind, Status, Storage},
};

/// What somebody wants of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Aim {
    pub(crate) kind: OperationKind,
    pub(crate) resource: ResourceKind,
    /// It has failed, and what it made is to go.
    pub(crate) has_failed: bool,
    /// It may be deleted while it runs.
    pub(crate) is_forced: bool,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Ask this.
    Ask(Ask),
    /// Nothing: it came true.
    Reached,
    /// Nothing: it cannot come true.
    Failed(Reason),
}

impl Aim {
    /// Whether it is given up once its time is over. What is to go is tried until it is gone.
    pub(crate) fn expires(self) -> bool {
        !self.has_failed && self.kind != OperationKind::Delete
    }

    /// Whether what was begun is removed when it fails.
    pub(crate) fn cleans_up(self, life: &Life) -> bool {
        match self.kind {
            OperationKind::Create => true,
            // Its files are in its storage, and the next start makes a new container.
            OperationKind::Start => {
                self.resource == ResourceKind::Environment
                    && life.instance == (Belief::Known { phase: Phase::Failed })
            }
            OperationKind::Stop | OperationKind::Delete | OperationKind::Adopt => false,
        }
    }
}

/// What is to be done next. Pure: same inputs, same answer.
pub(crate) fn next(aim: Aim, life: &Life) -> Next {
    if aim.has_failed {
        return away(aim, life, false);
    }
    match aim.kind {
        OperationKind::Create | OperationKind::Start => up(aim, life),
        OperationKind::Stop => down(aim, life),
        OperationKind::Delete => away(aim, life, true),
        OperationKind::Adopt => settled(aim, life),
    }
}

fn up(aim: Aim, life: &Life) -> Next {
    match life.instance {
        Belief::Unsure { .. } => Next::Ask(Ask::Look),
        Belief::Absent => make(aim, life),
        Belief::Known { phase } => match phase {
            Phase::Running => well(aim, life),
            Phase::Stopped => Next::Ask(Ask::Start),
            Phase::Failed => Next::Failed(life.failure.unwrap_or(Reason::InstanceFailed)),
            Phase::Unseen
            | Phase::Starting
            | Phase::Stopping
            | Phase::Deleting
            | Phase::Strange => Next::Ask(Ask::Look),
        },
    }
}

fn make(aim: Aim, life: &Life) -> Next {
    match life.storage {
        // A worker that was there is not made again: its disk is gone, and its token to join is used up.
        Storage::None if aim.kind == OperationKind::Start || life.handle.is_some() => {
            Next::Failed(Reason::InstanceGone)
        }
        // Whoever chooses a name must not get what somebody else has left under it.
        Storage::Unseen => Next::Ask(Ask::Look),
        Storage::Foreign => Next::Failed(Reason::NameTaken),
        Storage::Absent | Storage::Unsure { .. } => Next::Ask(Ask::KeepStorage),
        Storage::None | Storage::Kept => Next::Ask(Ask::Create),
    }
}

/// A worker that runs must answer too; of an environment its provider's word is enough.
fn well(aim: Aim, life: &Life) -> Next {
    match aim.resource {
        ResourceKind::Worker if !life.has_address => Next::Ask(Ask::Address),
        ResourceKind::Worker if !life.is_well => Next::Ask(Ask::Health),
        ResourceKind::Worker | ResourceKind::Environment => Next::Reached,
    }
}

fn down(aim: Aim, life: &Life) -> Next {
    let is_environment = aim.resource == ResourceKind::Environment;
    match life.instance {
        Belief::Unsure { .. } => Next::Ask(Ask::Look),
        Belief::Absent if is_environment && life.storage == Storage::Kept => Next::Reached,
        Belief::Absent if is_environment => Next::Failed(Reason::StorageGone),
        Belief::Absent => Next::Failed(Reason::InstanceGone),
        Belief::Known { phase } => match phase {
            Phase::Running => Next::Ask(Ask::Stop),
            Phase::Stopped => Next::Reached,
            // What never came up cannot be stopped. Its files are in its storage.
            Phase::Failed if is_environment => Next::Ask(Ask::Delete),
            Phase::Failed => Next::Failed(life.failure.unwrap_or(Reason::InstanceFailed)),
            Phase::Unseen
            | Phase::Starting
            | Phase::Stopping
            | Phase::Deleting
            | Phase::Strange => Next::Ask(Ask::Look),
        },
    }
}

/// The instance first, and its storage only once it is certain that nothing uses it.
fn away(aim: Aim, life: &Life, with_storage: bool) -> Next {
    match life.instance {
        Belief::Unsure { .. } | Belief::Known { phase: Phase::Unseen | Phase::Deleting } => {
            Next::Ask(Ask::Look)
        }
        Belief::Known { phase: Phase::Running | Phase::Starting }
            if !aim.is_forced && !aim.has_failed =>
        {
            Next::Failed(Reason::StillRunning)
        }
        Belief::Known { .. } => Next::Ask(Ask::Delete),
        Belief::Absent => match life.storage {
            Storage::Unsure { .. } => Next::Ask(Ask::Look),
            Storage::Kept if with_storage => Next::Ask(Ask::DiscardStorage),
            Storage::Kept
            | Storage::None
            | Storage::Unseen
            | Storage::Foreign
            | Storage::Absent => Next::Reached,
        },
    }
}

fn settled(aim: Aim, life: &Life) -> Next {
    match life.instance {
        Belief::Known { phase: Phase::Running } => well(aim, life),
        Belief::Known { phase: Phase::Stopped | Phase::Failed } | Belief::Absent => Next::Reached,
        Belief::Known { .. } | Belief::Unsure { .. } => Next::Ask(Ask::Look),
    }
}

/// How something is that nobody is changing, and why it is not well.
pub(crate) fn status(kind: ResourceKind, life: &Life) -> (Status, Option<Reason>) {
    let is_environment = kind == ResourceKind::Environment;
    match life.instance {
        Belief::Known { phase: Phase::Running } if is_environment || life.is_well => {
            (Status::Running, None)
        }
        Belief::Known { phase: Phase::Running } => (Status::Failed, Some(Reason::HealthTimeout)),
        Belief::Known { phase: Phase::Stopped } => (Status::Stopped, None),
        Belief::Known { phase: Phase::Failed } => {
            (Status::Failed, life.failure.or(Some(Reason::InstanceFailed)))
        }
        Belief::Known { .. } | Belief::Unsure { .. } => (Status::Failed, Some(Reason::Unanswered)),
        Belief::Absent if is_environment && life.storage == Storage::Kept => {
            (Status::Stopped, None)
        }
        Belief::Absent if life.storage == Storage::Foreign => {
            (Status::Failed, Some(Reason::NameTaken))
        }
        Belief::Absent if is_environment => (Status::Failed, Some(Reason::StorageGone)),
        Belief::Absent => (Status::Failed, Some(Reason::InstanceGone)),
    }
}

/// How something is while this is wanted of it.
pub(crate) fn status_on_the_way(kind: OperationKind) -> Status {
    match kind {
        OperationKind::Create => Status::Creating,
        OperationKind::Start | OperationKind::Adopt => Status::Starting,
        OperationKind::Stop => Status::Stopping,
        OperationKind::Delete => Status::Deleting,
    }
}

/// Why something that has no more time failed, by what it waited for.
pub(crate) fn reason_of_timeout(waited_for: Option<Reason>) -> Reason {
    match waited_for {
        None | Some(Reason::Accepted | Reason::UnderWay) => Reason::TimedOut,
        Some(Reason::AwaitingHealth) => Reason::HealthTimeout,
        Some(other) => other,
    }
}

/// Whether nothing that was asked for at that moment can still be on its way.
fn is_settled(since: Timestamp, now: Timestamp, settles_within: std::time::Duration) -> bool {
    // A clock that was put back would have us wait for ever; then an hour ahead is long enough ago.
    now.since(since) >= settles_within || since.since(now) >= std::time::Duration::from_hours(1)
}

#[cfg(test)]
mod tests;
