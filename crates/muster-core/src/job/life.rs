//! The life of a job: one pure function from state and event to state and effects.
//!
//! The engine, its tests and the simulator all call [`Life::apply`]; nothing else changes a job.
//! Failures of the command and losses of the worker are counted apart: a command may fail
//! `max_attempts` times, and a job that lost its worker three times is quarantined. A worker that
//! stops in good order, or that never heard of its grant, costs the job neither.

use super::{AttemptEnd, FailureReason, Holder, JobState, Outcome, Price};
use crate::{Fence, JobId, Timestamp, WorkerId};
use std::time::Duration;

/// A job that took this many workers down is not given a fourth.
const MOST_CRASHES: u32 = 3;
const FIRST_BACKOFF: Duration = Duration::from_secs(1);
/// No attempt waits longer for its turn than this after the one before it.
pub const LONGEST_BACKOFF: Duration = Duration::from_mins(5);

/// When something happens, and the number that was drawn for it.
#[derive(Debug, Clone, Copy)]
struct Moment {
    now: Timestamp,
    chance: u16,
}

/// Everything about a job that changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Life {
    /// Where it is.
    pub state: JobState,
    /// Attempts made so far; the next one is this plus one.
    pub attempts: u32,
    /// Attempts whose command failed.
    pub failures: u32,
    /// Attempts whose worker was lost while running.
    pub crashes: u32,
    /// Attempts that may fail.
    pub max_attempts: u32,
    /// Somebody asked for its end.
    pub is_cancel_requested: bool,
}

/// What can happen to a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A worker is chosen by the coordinator of this epoch.
    Claim {
        /// The chosen worker.
        worker: WorkerId,
        /// The coordinator's epoch.
        epoch: u32,
    },
    /// The worker began.
    Started(Fence),
    /// The worker reports how it went.
    Finished(Fence, AttemptEnd),
    /// The lease ended without a word.
    LeaseEnded(Fence),
    /// Somebody wants it to end.
    CancelRequested,
    /// The wait before the next attempt is over.
    WaitElapsed,
    /// A task of this array was granted for the first time.
    TaskBegan,
    /// The last task of this array ended.
    TasksEnded(Outcome),
    /// The last job that it needs is over.
    NeedsOver,
    /// A job without which it is not to run ended like this.
    NeedFailed(JobId, Outcome),
}

/// What follows from an event, as data for the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// An attempt began its life.
    AttemptOpened(Holder),
    /// The worker began to run the attempt.
    AttemptStarted(Holder),
    /// An attempt is over.
    AttemptEnded(Holder, AttemptEnd),
    /// The holder must be told to stop.
    StopHolder(Holder),
}

/// Why an event does not apply. The job stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The report is about an earlier grant: another one has been made since, or it has ended.
    #[error("the report is about an earlier grant of this job")]
    FenceStale,
    /// The job has ended.
    #[error("the job has already ended")]
    AlreadyEnded,
    /// The job is not in a state in which this can happen.
    #[error("the job is not in a state for this")]
    NotNow,
}

impl Life {
    /// A job as it is when it is submitted and needs no other.
    pub fn new(max_attempts: u32) -> Self {
        Self {
            state: JobState::Queued,
            attempts: 0,
            failures: 0,
            crashes: 0,
            max_attempts,
            is_cancel_requested: false,
        }
    }

    /// A job as it is when it is submitted and needs others.
    pub fn blocked(max_attempts: u32) -> Self {
        Self { state: JobState::Blocked, ..Self::new(max_attempts) }
    }

    /// The only way a job changes. Pure: same inputs, same answer. `chance` is a number that the
    /// caller drew; it keeps jobs that fail together from coming back together.
    pub fn apply(
        self,
        event: Event,
        now: Timestamp,
        chance: u16,
    ) -> Result<(Self, Vec<Effect>), Refused> {
        use JobState as S;
        let moment = Moment { now, chance };
        match (self.state.clone(), event) {
            (S::Queued, Event::Claim { worker, epoch }) => Ok(self.grant(worker, epoch)),
            (S::Leased(holder), Event::Started(fence)) if holder.fence == fence => {
                let effects = vec![Effect::AttemptStarted(holder.clone())];
                Ok((Self { state: S::Running(holder), ..self }, effects))
            }
            // A worker that missed our first answer says it again.
            (S::Running(holder), Event::Started(fence)) if holder.fence == fence => {
                Ok((self, vec![]))
            }
            (S::Leased(holder) | S::Running(holder), Event::Finished(fence, end))
                if holder.fence == fence =>
            {
                let has_begun = matches!(self.state, S::Running(_));
                let end = if has_begun { begun(end) } else { end };
                Ok(self.end_attempt(holder, end, moment))
            }
            (S::Leased(holder), Event::LeaseEnded(fence)) if holder.fence == fence => {
                Ok(self.lose(holder, FailureReason::LostUnclaimed, moment))
            }
            (S::Running(holder), Event::LeaseEnded(fence)) if holder.fence == fence => {
                Ok(self.lose(holder, FailureReason::WorkerLost, moment))
            }
            (S::Blocked | S::Queued | S::RetryWait { .. }, Event::CancelRequested)
            | (S::Blocked, Event::NeedFailed(..)) => {
                Ok((self.ended(Outcome::Cancelled, now), vec![]))
            }
            (S::Blocked, Event::NeedsOver) => Ok((Self { state: S::Queued, ..self }, vec![])),
            (S::Leased(holder) | S::Running(holder), Event::CancelRequested) => {
                Ok((Self { is_cancel_requested: true, ..self }, vec![Effect::StopHolder(holder)]))
            }
            (S::RetryWait { until }, Event::WaitElapsed) if is_over(until, now) => {
                Ok((Self { state: S::Queued, ..self }, vec![]))
            }
            (S::Queued | S::UnderWay, Event::TaskBegan) => {
                Ok((Self { state: S::UnderWay, ..self }, vec![]))
            }
            // Its tasks are cancelled one by one; it ends with the last of them.
            (S::UnderWay, Event::CancelRequested) => {
                Ok((Self { is_cancel_requested: true, ..self }, vec![]))
            }
            (S::Queued | S::UnderWay, Event::TasksEnded(outcome)) => {
                Ok((self.ended(outcome, now), vec![]))
            }
            (S::Ended { .. }, Event::CancelRequested) => Err(Refused::AlreadyEnded),
            (_, Event::Started(_) | Event::Finished(..) | Event::LeaseEnded(_)) => {
                Err(Refused::FenceStale)
            }
            (_, _) => Err(Refused::NotNow),
        }
    }

    fn grant(self, worker: WorkerId, epoch: u32) -> (Self, Vec<Effect>) {
        let attempt = self.attempts + 1;
        let holder = Holder { worker, fence: Fence { epoch, counter: attempt }, attempt };
        let effects = vec![Effect::AttemptOpened(holder.clone())];
        (Self { state: JobState::Leased(holder), attempts: attempt, ..self }, effects)
    }

    /// Nobody knows how the attempt went, or whether it is over on its worker.
    fn lose(self, holder: Holder, reason: FailureReason, moment: Moment) -> (Self, Vec<Effect>) {
        self.end_attempt(holder, AttemptEnd::because(reason), moment)
    }

    fn end_attempt(self, holder: Holder, end: AttemptEnd, moment: Moment) -> (Self, Vec<Effect>) {
        let next = self.after_attempt(&end, moment);
        (next, vec![Effect::AttemptEnded(holder, end)])
    }

    /// Where a job goes when its attempt ended like this.
    fn after_attempt(mut self, end: &AttemptEnd, moment: Moment) -> Self {
        let Some(reason) = end.reason else { return self.ended(Outcome::Succeeded, moment.now) };
        if self.is_cancel_requested || reason == FailureReason::Cancelled {
            return self.ended(Outcome::Cancelled, moment.now);
        }
        match reason.price() {
            Price::Nothing => Self { state: JobState::Queued, ..self },
            Price::Crash => {
                self.crashes += 1;
                let is_poison = self.crashes >= MOST_CRASHES;
                self.try_again_unless(is_poison, Outcome::Quarantined, moment)
            }
            Price::Failure => {
                self.failures += 1;
                let is_timeout = reason == FailureReason::TimeOut;
                let outcome = if is_timeout { Outcome::TimedOut } else { Outcome::Failed };
                let is_spent = self.failures >= self.max_attempts;
                self.try_again_unless(is_spent, outcome, moment)
            }
        }
    }

    fn try_again_unless(self, is_over: bool, outcome: Outcome, moment: Moment) -> Self {
        if is_over {
            return self.ended(outcome, moment.now);
        }
        let until = moment.now.after(self.backoff(moment.chance));
        Self { state: JobState::RetryWait { until }, ..self }
    }

    /// Doubles with every attempt that cost something; half of it is left to chance.
    fn backoff(&self, chance: u16) -> Duration {
        let doublings = (self.failures + self.crashes).saturating_sub(1).min(16);
        let longest = FIRST_BACKOFF.saturating_mul(1 << doublings).min(LONGEST_BACKOFF);
        longest / 2 + longest / 2 * u32::from(chance) / u32::from(u16::MAX)
    }

    fn ended(self, outcome: Outcome, at: Timestamp) -> Self {
        Self { state: JobState::Ended { at, outcome }, ..self }
    }
}

/// The end of what had begun. That cannot be given back any more.
fn begun(end: AttemptEnd) -> AttemptEnd {
    match end.reason {
        Some(FailureReason::GivenBack) => {
            AttemptEnd { reason: Some(FailureReason::WorkerLost), ..end }
        }
        _ => end,
    }
}

/// Whether a wait is over. One that is longer than any was begun before somebody set the clock back.
fn is_over(until: Timestamp, now: Timestamp) -> bool {
    until <= now || until > now.after(LONGEST_BACKOFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    const NOW: Timestamp = Timestamp::from_millis(10_000);

    fn worker() -> WorkerId {
        WorkerId::from_random([1; 16])
    }

    fn claim() -> Event {
        Event::Claim { worker: worker(), epoch: 2 }
    }

    fn fence(counter: u32) -> Fence {
        Fence { epoch: 2, counter }
    }

    /// Applies events in order; every one of them must be possible.
    fn live(max_attempts: u32, events: impl IntoIterator<Item = Event>) -> Life {
        events.into_iter().fold(Life::new(max_attempts), |life, event| {
            life.apply(event, NOW, 0).map(|(life, _)| life).unwrap()
        })
    }

    fn samples() -> [(&'static str, Life); 7] {
        let failed = Event::Finished(fence(1), AttemptEnd::exited(1));
        [
            ("blocked", Life::blocked(2)),
            ("queued", live(2, [])),
            ("retry_wait", live(2, [claim(), failed.clone()])),
            ("leased", live(1, [claim()])),
            ("running", live(1, [claim(), Event::Started(fence(1))])),
            ("failed", live(1, [claim(), failed])),
            ("under_way", live(1, [Event::TaskBegan])),
        ]
    }

    fn events() -> [(&'static str, Event); 12] {
        [
            ("claim", claim()),
            ("started", Event::Started(fence(1))),
            ("finished 0", Event::Finished(fence(1), AttemptEnd::exited(0))),
            ("finished 1", Event::Finished(fence(1), AttemptEnd::exited(1))),
            ("stale finish", Event::Finished(fence(9), AttemptEnd::exited(0))),
            ("lease ended", Event::LeaseEnded(fence(1))),
            ("cancel", Event::CancelRequested),
            ("wait elapsed", Event::WaitElapsed),
            ("task began", Event::TaskBegan),
            ("tasks ended", Event::TasksEnded(Outcome::Failed)),
            ("needs over", Event::NeedsOver),
            ("need failed", Event::NeedFailed(JobId::from_number(1), Outcome::Failed)),
        ]
    }

    #[test]
    fn every_pair_of_state_and_event_is_decided() {
        let mut table = String::new();
        for (before, life) in samples() {
            for (name, event) in events() {
                let after = match life.clone().apply(event, NOW, 0) {
                    Ok((life, effects)) => {
                        format!("{} with {} effects", life.state.as_str(), effects.len())
                    }
                    Err(refused) => format!("refused: {refused}"),
                };
                writeln!(table, "{before:>10} + {name:<12} -> {after}").unwrap();
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn a_job_that_loses_three_workers_is_quarantined_and_its_failure_budget_is_untouched() {
        let mut life = Life::new(1);
        for crash in 1..=3 {
            let later = NOW.after(LONGEST_BACKOFF * crash);
            for event in [
                Event::WaitElapsed,
                claim(),
                Event::Started(fence(crash)),
                Event::LeaseEnded(fence(crash)),
            ] {
                if let Ok((next, _)) = life.clone().apply(event, later, u16::MAX) {
                    life = next;
                }
            }
        }
        assert_eq!(life.state.as_str(), "quarantined");
        assert_eq!((life.failures, life.crashes), (0, 3));
    }

    #[test]
    fn jobs_that_fail_together_do_not_come_back_together() {
        let failed = Event::Finished(fence(1), AttemptEnd::exited(1));
        let back = |chance| {
            let (life, _) = live(9, [claim()]).apply(failed.clone(), NOW, chance).unwrap();
            life.state
        };
        let after = |millis| {
            let until = NOW.after(Duration::from_millis(millis));
            JobState::RetryWait { until }
        };
        assert_eq!((back(0), back(u16::MAX)), (after(500), after(1_000)));
        assert_ne!(back(0), back(u16::MAX / 2), "every chance counts");
    }

    #[test]
    fn a_wait_is_over_in_time_or_when_the_clock_was_set_back() {
        let life = live(2, [claim(), Event::Finished(fence(1), AttemptEnd::exited(1))]);
        let elapse = |now| life.clone().apply(Event::WaitElapsed, now, 0).is_ok();
        assert!(!elapse(NOW));
        assert!(elapse(NOW.after(FIRST_BACKOFF)));
        let a_day_before = Timestamp::from_millis(NOW.millis() - 86_400_000);
        assert!(elapse(a_day_before), "nobody waits for a day");
    }

    #[test]
    fn a_grant_that_the_worker_never_saw_costs_the_job_nothing() {
        let life = live(1, [claim(), Event::LeaseEnded(fence(1))]);
        assert_eq!(life, Life { attempts: 1, ..Life::new(1) });
    }

    #[test]
    fn what_it_needs_decides_whether_a_job_is_queued_or_cancelled() {
        let after = |event| Life::blocked(1).apply(event, NOW, 0).map(|(life, _)| life);
        assert_eq!(after(Event::NeedsOver), Ok(Life::new(1)));
        let failed = Event::NeedFailed(JobId::from_number(3), Outcome::TimedOut);
        assert_eq!(after(failed).unwrap().state.as_str(), "cancelled");
        assert_eq!(after(claim()), Err(Refused::NotNow), "none runs before its needs are over");
    }

    #[test]
    fn a_cancel_that_crosses_a_success_loses_and_one_that_crosses_a_failure_wins() {
        let running = [claim(), Event::Started(fence(1)), Event::CancelRequested];
        let finish = |code| Event::Finished(fence(1), AttemptEnd::exited(code));
        let ended = |code| live(3, running.clone().into_iter().chain([finish(code)])).state;
        assert_eq!(ended(0).as_str(), "succeeded");
        assert_eq!(ended(143).as_str(), "cancelled");
    }
}
