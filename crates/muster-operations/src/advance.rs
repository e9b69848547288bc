//! How an operation and its resource advance: two rows, an answer, and the rows that follow.
//!
//! Everything here is pure and runs inside the transaction that keeps the rows, so an operation ends in the
//! same transaction as the fact that ends it.

use crate::{
    life::{Aim, Answer, Next, Trouble, learn, mark, next, reason_of_timeout, status},
    pace::{Pace, backoff},
    specification::without_secrets,
};
use muster_core::{
    Timestamp,
    cloud::{Address, Ask, Belief, OperationKind, OperationState, Phase, Reason, Status, Step},
};
use muster_providers::{Conflict, Outcome, Refusal};
use muster_store::{operation::OperationRow, resource::ResourceRow};
use std::time::Duration;

/// So many public names are tried before somebody has to choose another key.
const MOST_LABELS: u8 = 20;

/// What came of one ask, ready to be kept.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    pub(crate) ask: Ask,
    pub(crate) answer: Result<Answer, Trouble>,
    /// What the provider said of it, without secrets.
    pub(crate) said: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) address: Option<Address>,
    pub(crate) image_digest: Option<String>,
}

/// When it is, and how patient to be with this provider.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) now: Timestamp,
    pub(crate) settles_within: Duration,
    pub(crate) pace: Pace,
}

/// What comes after an ask that was not answered with a yes.
enum Verdict {
    /// It has made something certain: go on at once.
    Go,
    Wait(Reason, Timestamp),
    Fail(Reason),
}

fn aim(operation: &OperationRow, resource: &ResourceRow) -> Aim {
    Aim {
        kind: operation.kind,
        resource: resource.kind,
        has_failed: operation.failure.is_some(),
        is_forced: operation.is_forced,
    }
}

/// What is to be done next about an open operation.
pub(crate) fn decide(operation: &OperationRow, resource: &ResourceRow, now: Timestamp) -> Next {
    let aim = aim(operation, resource);
    match next(aim, &resource.life) {
        Next::Ask(_) if aim.expires() && operation.is_overdue(now) => {
            Next::Failed(reason_of_timeout(operation.reason))
        }
        next => next,
    }
}

// A pass that is late by less is only busy.
const LATE: Duration = Duration::from_mins(2);

/// Time in which nobody looked after an operation, because this program did not run or its machine slept, is
/// not counted against it.
pub(crate) fn forgive(operation: &mut OperationRow, now: Timestamp) {
    if now.since(operation.next_at) > LATE {
        operation.deadline = now.after(operation.deadline.since(operation.next_at));
        operation.next_at = now;
    }
}

/// Notes that something is about to be asked.
pub(crate) fn begin(
    operation: &mut OperationRow,
    resource: &mut ResourceRow,
    ask: Ask,
    now: Timestamp,
) {
    Step::begin(&mut operation.steps, ask, now);
    mark(&mut resource.life, ask, now);
    resource.updated_at = now;
}

/// Takes in what came of an ask.
pub(crate) fn take(
    operation: &mut OperationRow,
    resource: &mut ResourceRow,
    report: &Report,
    moment: Moment,
) {
    observe(resource, report, moment);
    if operation.state != OperationState::Open {
        return;
    }
    forgive(operation, moment.now);
    if !report.ask.is_change() {
        Step::begin(&mut operation.steps, report.ask, moment.now);
    }
    let failures = count_failures(operation, report);
    operation.said = report.said.clone().or(operation.said.take());
    let verdict = match &report.answer {
        Ok(_) => Verdict::Go,
        Err(trouble) => verdict(resource, report.ask, trouble, failures, moment.now),
    };
    match verdict {
        Verdict::Fail(reason) => fail(operation, resource, reason, moment),
        Verdict::Go | Verdict::Wait(..) => {}
    }
    settle(operation, resource, moment);
    if operation.state == OperationState::Open {
        schedule(operation, resource, report.ask, &verdict, moment);
    }
}

/// Takes in how a resource is, whatever is wanted of it.
pub(crate) fn observe(resource: &mut ResourceRow, report: &Report, moment: Moment) {
    let answer = report.answer.as_ref();
    learn(&mut resource.life, report.ask, answer, moment.now, moment.settles_within);
    resource.region = report.region.clone().or(resource.region.take());
    resource.address = report.address.clone().or(resource.address.take());
    resource.image_digest = report.image_digest.clone().or(resource.image_digest.take());
    resource.updated_at = moment.now;
}

fn count_failures(operation: &mut OperationRow, report: &Report) -> u32 {
    let step = operation.steps.iter_mut().find(|step| step.ask == report.ask);
    step.map_or(0, |step| {
        step.failures = if report.answer.is_err() { step.failures + 1 } else { 0 };
        step.failures
    })
}

fn verdict(
    resource: &ResourceRow,
    ask: Ask,
    trouble: &Trouble,
    failures: u32,
    now: Timestamp,
) -> Verdict {
    let later = now.after(backoff(failures));
    let (outcome, until) = match trouble {
        Trouble::NotSetUp => return Verdict::Wait(Reason::ProviderNotSetUp, later),
        Trouble::Locked => return Verdict::Wait(Reason::SecretsLocked, later),
        Trouble::Unreadable => return Verdict::Wait(Reason::Unreadable, later),
        Trouble::Provider(outcome, not_before) => (*outcome, not_before.unwrap_or(later).max(now)),
    };
    let reason = match outcome {
        Outcome::Absent => return Verdict::Go,
        Outcome::Unsent | Outcome::Unknown(_) => Reason::Unanswered,
        Outcome::Refused(Refusal::BadRequest)
            if matches!(ask, Ask::KeepStorage | Ask::Create | Ask::Start | Ask::Stop) =>
        {
            return Verdict::Fail(Reason::BadRequest);
        }
        Outcome::Refused(Refusal::BadRequest) => Reason::BadRequest,
        Outcome::Refused(Refusal::Unauthorised) => Reason::Unauthorised,
        Outcome::Refused(Refusal::Quota) => Reason::Quota,
        Outcome::Refused(Refusal::Spend) => Reason::Spend,
        Outcome::Refused(Refusal::RateLimited) => Reason::RateLimited,
        Outcome::Refused(Refusal::Conflict(conflict)) => match conflict {
            Conflict::Exists => Reason::UnderWay,
            Conflict::AddressTaken if resource.life.label_attempt > MOST_LABELS => {
                return Verdict::Fail(Reason::AddressTaken);
            }
            Conflict::AddressTaken => return Verdict::Go,
            Conflict::Busy => Reason::Busy,
            Conflict::NotOurs => return Verdict::Fail(Reason::NotOurs),
        },
    };
    Verdict::Wait(reason, until)
}

/// Ends the operation if there is nothing more to ask.
pub(crate) fn settle(operation: &mut OperationRow, resource: &mut ResourceRow, moment: Moment) {
    if operation.state != OperationState::Open {
        return;
    }
    forgive(operation, moment.now);
    match decide(operation, resource, moment.now) {
        Next::Ask(_) => {}
        Next::Reached => reach(operation, resource, moment.now),
        Next::Failed(reason) => {
            fail(operation, resource, reason, moment);
            // What is to be removed may be gone already.
            settle(operation, resource, moment);
        }
    }
}

fn reach(operation: &mut OperationRow, resource: &mut ResourceRow, now: Timestamp) {
    if let Some(failure) = operation.failure {
        end(operation, OperationState::Failed, Some(failure), now);
        return;
    }
    end(operation, OperationState::Done, None, now);
    if operation.kind == OperationKind::Delete {
        (resource.status, resource.gone_at) = (Status::Gone, Some(now));
        (resource.address, resource.reason, resource.said) = (None, None, None);
        resource.specification = without_secrets(&resource.specification);
    } else {
        (resource.status, resource.reason) = status(resource.kind, &resource.life);
        resource.said = None;
    }
}

/// It has failed. What it has begun to make is removed first, so that a failure costs nothing.
fn fail(operation: &mut OperationRow, resource: &mut ResourceRow, reason: Reason, moment: Moment) {
    let aim = aim(operation, resource);
    resource.said.clone_from(&operation.said);
    if !aim.has_failed && aim.cleans_up(&resource.life) {
        (operation.failure, operation.reason) = (Some(reason), Some(reason));
        operation.deadline = moment.now.after(moment.pace.delete_within);
        (resource.status, resource.reason) = (Status::Failed, Some(reason));
        return;
    }
    let shown = operation.failure.unwrap_or(reason);
    end(operation, OperationState::Failed, Some(shown), moment.now);
    let (is, _) = status(resource.kind, &resource.life);
    resource.status = if aim.has_failed { Status::Failed } else { is };
    resource.reason = (is != Status::Running).then_some(shown);
}

fn end(
    operation: &mut OperationRow,
    state: OperationState,
    reason: Option<Reason>,
    now: Timestamp,
) {
    Step::end(&mut operation.steps, now);
    (operation.state, operation.reason, operation.ended_at) = (state, reason, Some(now));
    if state == OperationState::Done {
        operation.said = None;
    }
}

/// When to go on with an operation that is not over, and what it waits for.
fn schedule(
    operation: &mut OperationRow,
    resource: &ResourceRow,
    asked: Ask,
    verdict: &Verdict,
    moment: Moment,
) {
    let Next::Ask(ask) = decide(operation, resource, moment.now) else { return };
    let poll = moment.now.after(moment.pace.poll_every);
    let (reason, mut at) = match verdict {
        Verdict::Wait(reason, until) => (*reason, *until),
        Verdict::Go | Verdict::Fail(_) if ask == Ask::Health => {
            let is_first = asked != Ask::Health;
            if is_first {
                operation.deadline = moment.now.after(moment.pace.healthy_within);
            }
            (Reason::AwaitingHealth, if is_first { moment.now } else { poll })
        }
        // It takes its time: there is nothing to see at once.
        Verdict::Go | Verdict::Fail(_) if ask == Ask::Look => (Reason::UnderWay, poll),
        Verdict::Go | Verdict::Fail(_) => (Reason::UnderWay, moment.now),
    };
    if operation.is_overdue(moment.now) {
        at = at.max(moment.now.after(moment.pace.overdue_every));
    }
    if reason == Reason::RateLimited {
        // As long as the provider says when, nobody gives up.
        operation.deadline = operation.deadline.max(at.after(moment.pace.provision_within));
    }
    operation.next_at = at;
    operation.reason = Some(operation.failure.unwrap_or(reason));
}

/// Lets an operation wait for its turn without asking anybody.
pub(crate) fn hold(operation: &mut OperationRow, until: Timestamp, moment: Moment) {
    operation.next_at = until;
    operation.reason = Some(Reason::RateLimited);
    operation.deadline = operation.deadline.max(until.after(moment.pace.provision_within));
}

/// What somebody sees of a resource that nobody was changing, after a look at it.
pub(crate) fn show(resource: &mut ResourceRow) {
    let is_on_its_way = matches!(
        resource.life.instance,
        Belief::Unsure { .. }
            | Belief::Known {
                phase: Phase::Unseen
                    | Phase::Starting
                    | Phase::Stopping
                    | Phase::Deleting
                    | Phase::Strange,
            }
    );
    if !is_on_its_way {
        (resource.status, resource.reason) = status(resource.kind, &resource.life);
        resource.said = None;
    }
}
