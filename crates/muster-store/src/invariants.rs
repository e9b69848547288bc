//! Invariants: what must be true of the rows whatever has happened, each as one question.
//!
//! A question answers the jobs of which it is not true. The model, the simulation and the doctor of a
//! running coordinator all ask the same ones, so what is proven is what is watched.

use crate::{
    Read, StoreError, audit_event,
    driver::{Sql, values},
    job, organisation,
};
use muster_core::{JobId, OrganisationId};
use std::fmt;

/// More findings of one kind say nothing new.
const MOST_UNREADABLE: usize = 20;

/// The same for those that a query finds.
macro_rules! broken_by {
    ($name:literal, $condition:literal) => {
        Sql::new(
            $name,
            concat!(
                "SELECT job.organisation AS organisation, job.number AS number FROM job WHERE ",
                $condition,
                " ORDER BY job.organisation, job.number LIMIT 20"
            ),
        )
    };
}

/// One thing that must be true, in a sentence, and the question for what breaks it.
struct Invariant {
    sentence: &'static str,
    question: Sql,
}

const INVARIANTS: [Invariant; 22] = [
    Invariant {
        sentence: "a job's number was given by its organisation's sequence",
        question: broken_by!(
            "job.unnumbered",
            "NOT EXISTS (SELECT 1 FROM job_sequence AS given
                          WHERE given.organisation = job.organisation
                            AND given.last_number >= COALESCE(job.task_of, job.number))"
        ),
    },
    Invariant {
        sentence: "a job that somebody holds has one live attempt: its latest, by the same worker, under the same fence",
        question: broken_by!(
            "job.held_without_attempt",
            "job.holder IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM attempt
                              WHERE attempt.organisation = job.organisation
                                AND attempt.job = job.number
                                AND attempt.number = job.attempts
                                AND attempt.number = job.attempt
                                AND attempt.worker = job.holder
                                AND attempt.fence_epoch = job.fence_epoch
                                AND attempt.fence_counter = job.fence_counter
                                AND attempt.state = job.state
                                AND attempt.ended_at IS NULL)"
        ),
    },
    Invariant {
        sentence: "a job that nobody holds has no live attempt",
        question: broken_by!(
            "job.live_attempt_without_holder",
            "job.holder IS NULL
             AND EXISTS (SELECT 1 FROM attempt
                          WHERE attempt.organisation = job.organisation
                            AND attempt.job = job.number
                            AND attempt.ended_at IS NULL)"
        ),
    },
    Invariant {
        sentence: "attempts are numbered from 1 without a hole",
        question: broken_by!(
            "job.attempts_with_holes",
            "job.attempts <> (SELECT COUNT(*) FROM attempt
                               WHERE attempt.organisation = job.organisation
                                 AND attempt.job = job.number
                                 AND attempt.number <= job.attempts)
             OR EXISTS (SELECT 1 FROM attempt
                         WHERE attempt.organisation = job.organisation
                           AND attempt.job = job.number
                           AND attempt.number > job.attempts)"
        ),
    },
    Invariant {
        sentence: "fences rise from attempt to attempt",
        question: broken_by!(
            "job.fences_that_fall",
            "EXISTS (SELECT 1 FROM attempt AS early
                       JOIN attempt AS late
                         ON late.organisation = early.organisation
                        AND late.job = early.job
                        AND late.number = early.number + 1
                      WHERE early.organisation = job.organisation
                        AND early.job = job.number
                        AND (late.fence_epoch < early.fence_epoch
                             OR (late.fence_epoch = early.fence_epoch
                                 AND late.fence_counter <= early.fence_counter)))"
        ),
    },
    Invariant {
        sentence: "no fence is of an epoch that has not come yet",
        question: broken_by!(
            "job.fence_of_the_future",
            "EXISTS (SELECT 1 FROM attempt
                      WHERE attempt.organisation = job.organisation
                        AND attempt.job = job.number
                        AND attempt.fence_epoch > (SELECT COALESCE(MAX(epoch), 0) FROM coordinator))"
        ),
    },
    Invariant {
        sentence: "failures and crashes stay within their budgets",
        question: broken_by!(
            "job.over_budget",
            "job.failures > job.max_attempts OR job.crashes > 3
             OR job.failures + job.crashes > job.attempts"
        ),
    },
    Invariant {
        sentence: "a job that has failed or timed out has spent its failures, a quarantined one its crashes",
        question: broken_by!(
            "job.given_up_early",
            "job.created_by <> 'deborgen' AND job.tasks IS NULL
             AND ((job.state IN ('failed', 'timed_out') AND job.failures <> job.max_attempts)
                  OR (job.state = 'quarantined' AND job.crashes <> 3))"
        ),
    },
    Invariant {
        sentence: "crashes are attempts whose worker was lost",
        question: broken_by!(
            "job.crashes_without_loss",
            "job.crashes > (SELECT COUNT(*) FROM attempt
                             WHERE attempt.organisation = job.organisation
                               AND attempt.job = job.number
                               AND attempt.reason = 'worker_lost')"
        ),
    },
    Invariant {
        sentence: "an attempt that succeeded is the last one of a job that succeeded",
        question: broken_by!(
            "job.success_not_accepted",
            "EXISTS (SELECT 1 FROM attempt
                      WHERE attempt.organisation = job.organisation
                        AND attempt.job = job.number
                        AND attempt.state = 'ended'
                        AND attempt.reason IS NULL
                        AND (job.state <> 'succeeded' OR attempt.number <> job.attempts))"
        ),
    },
    Invariant {
        sentence: "a job that succeeded has an attempt that did",
        question: broken_by!(
            "job.success_of_nobody",
            "job.state = 'succeeded' AND job.tasks IS NULL
             AND NOT EXISTS (SELECT 1 FROM attempt
                              WHERE attempt.organisation = job.organisation
                                AND attempt.job = job.number
                                AND attempt.number = job.attempts
                                AND attempt.state = 'ended'
                                AND attempt.reason IS NULL)"
        ),
    },
    Invariant {
        sentence: "a job names the worker of its last attempt",
        question: broken_by!(
            "job.other_worker",
            "job.attempts > 0
             AND NOT EXISTS (SELECT 1 FROM attempt
                              WHERE attempt.organisation = job.organisation
                                AND attempt.job = job.number
                                AND attempt.number = job.attempts
                                AND attempt.worker = job.worker)"
        ),
    },
    Invariant {
        sentence: "an attempt that began and ended was counted once, for the time between",
        question: broken_by!(
            "job.usage_not_counted",
            "job.created_by <> 'deborgen'
             AND EXISTS (SELECT 1 FROM attempt
                      WHERE attempt.organisation = job.organisation
                        AND attempt.job = job.number
                        AND attempt.started_at IS NOT NULL
                        AND attempt.ended_at IS NOT NULL
                        AND 1 <> (SELECT COUNT(*) FROM usage_event AS event
                                   WHERE event.organisation = attempt.organisation
                                     AND event.job = attempt.job
                                     AND event.attempt = attempt.number
                                     AND event.meter = 'worker_milliseconds'
                                     AND event.quantity
                                         = CASE WHEN attempt.ended_at > attempt.started_at
                                                THEN attempt.ended_at - attempt.started_at
                                                ELSE 0 END))"
        ),
    },
    Invariant {
        sentence: "an array counts its tasks as they are, until they leave",
        question: broken_by!(
            "job.array_miscounted",
            "job.tasks IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM leaving
                              WHERE leaving.organisation = job.organisation
                                AND leaving.job = job.number)
             AND (job.under_way <> (SELECT COUNT(*) FROM job AS task
                                     WHERE task.organisation = job.organisation
                                       AND task.task_of = job.number
                                       AND task.ended_at IS NULL)
                  OR job.succeeded <> (SELECT COUNT(*) FROM job AS task
                                        WHERE task.organisation = job.organisation
                                          AND task.task_of = job.number
                                          AND task.state = 'succeeded')
                  OR job.begun <> job.under_way + job.succeeded + job.failed + job.cancelled
                                  + job.timed_out + job.quarantined)"
        ),
    },
    Invariant {
        sentence: "an array is over when all its tasks are, and not before",
        question: broken_by!(
            "job.array_over_early",
            "job.tasks IS NOT NULL
             AND (job.ended_at IS NULL) <> (job.under_way > 0 OR job.begun < job.tasks)"
        ),
    },
    Invariant {
        sentence: "a task has its array",
        question: broken_by!(
            "job.task_of_nothing",
            "job.task_of IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM job AS whole
                              WHERE whole.organisation = job.organisation
                                AND whole.number = job.task_of
                                AND whole.tasks IS NOT NULL)"
        ),
    },
    Invariant {
        sentence: "a task is held back with its array and not by itself",
        question: broken_by!("job.task_on_hold", "job.task_of IS NOT NULL AND job.hold IS NOT NULL"),
    },
    Invariant {
        sentence: "a job waits in a lane exactly while there is something of it to grant and nobody holds it back",
        question: broken_by!(
            "job.waiting_for_nothing",
            "job.lane IS NOT NULL
             AND (job.is_waiting = 1)
                 <> (job.state = 'queued' AND job.is_blocked = 0
                     AND (job.tasks IS NULL OR job.begun < job.tasks)
                     AND job.hold IS NULL
                     AND NOT EXISTS (SELECT 1 FROM job AS whole
                                      WHERE whole.organisation = job.organisation
                                        AND whole.number = job.task_of
                                        AND whole.hold IS NOT NULL))"
        ),
    },
    Invariant {
        sentence: "a job that waits for others has an open need",
        question: broken_by!(
            "job.blocked_by_nothing",
            "job.is_blocked = 1
             AND (job.state <> 'queued'
                  OR NOT EXISTS (SELECT 1 FROM need
                                  WHERE need.organisation = job.organisation
                                    AND need.job = job.number
                                    AND need.is_open = 1))"
        ),
    },
    Invariant {
        sentence: "nobody waits for a job that is over, unless its end is being told",
        question: broken_by!(
            "job.blocked_by_the_past",
            "job.is_blocked = 1
             AND EXISTS (SELECT 1 FROM need
                           JOIN job AS needed
                             ON needed.organisation = need.organisation
                            AND needed.number = need.needed
                          WHERE need.organisation = job.organisation
                            AND need.job = job.number
                            AND need.is_open = 1
                            AND needed.ended_at IS NOT NULL
                            AND NOT EXISTS (SELECT 1 FROM need_untold AS untold
                                             WHERE untold.organisation = need.organisation
                                               AND untold.needed = need.needed))"
        ),
    },
    Invariant {
        sentence: "no job is queued or runs before what it needs is over",
        question: broken_by!(
            "job.before_its_needs",
            "job.is_blocked = 0
             AND (job.ended_at IS NULL OR job.attempts > 0 OR job.succeeded + job.failed > 0)
             AND EXISTS (SELECT 1 FROM need
                           JOIN job AS needed
                             ON needed.organisation = need.organisation
                            AND needed.number = need.needed
                          WHERE need.organisation = job.organisation
                            AND need.job = job.number
                            AND needed.ended_at IS NULL)"
        ),
    },
    Invariant {
        sentence: "an attempt that has not begun or not ended was not counted",
        question: broken_by!(
            "job.usage_too_early",
            "EXISTS (SELECT 1 FROM usage_event AS event
                       JOIN attempt
                         ON attempt.organisation = event.organisation
                        AND attempt.job = event.job
                        AND attempt.number = event.attempt
                      WHERE event.organisation = job.organisation
                        AND event.job = job.number
                        AND (attempt.started_at IS NULL OR attempt.ended_at IS NULL))"
        ),
    },
];

/// Something that should be impossible, found in the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// What should be true, in a sentence.
    pub invariant: &'static str,
    /// Whose rows they are.
    pub organisation: OrganisationId,
    /// Of which job it is not true, if it is about one.
    pub job: Option<JobId>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.job {
            Some(job) => write!(f, "{job}: {} does not hold", self.invariant),
            None => write!(f, "{} does not hold", self.invariant),
        }
    }
}

/// Every violation there is, up to twenty of a kind; of all organisations.
pub fn violations(tx: &mut dyn Read) -> Result<Vec<Violation>, StoreError> {
    let mut found = Vec::new();
    for Invariant { sentence, question } in INVARIANTS {
        for mut row in tx.query(question, &[])? {
            let (organisation, job) = (row.take("organisation")?, Some(row.take("number")?));
            found.push(Violation { invariant: sentence, organisation, job });
        }
    }
    found.extend(unreadable_jobs(tx)?);
    found.extend(job::lane::waiting(tx)?.unreadable.into_iter().map(unreadable_lane));
    found.extend(broken_chains(tx)?);
    found.extend(miscounted_days(tx)?);
    Ok(found)
}

const RUN_BY_EVENTS: Sql = Sql::new(
    "usage_event.run",
    "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) AS total
       FROM usage_event
      WHERE organisation = $1 AND meter = 'worker_milliseconds'",
);

const RUN_BY_DAYS: Sql = Sql::new(
    "usage_count.run",
    "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) AS total
       FROM usage_count
      WHERE organisation = $1 AND meter = 'worker_milliseconds'",
);

/// Organisations whose days say something else than the events that they are the sum of.
fn miscounted_days(tx: &mut dyn Read) -> Result<Vec<Violation>, StoreError> {
    let mut found = Vec::new();
    for organisation in organisation::all(tx)? {
        let mut sums = [0_u64; 2];
        for (sum, question) in sums.iter_mut().zip([RUN_BY_EVENTS, RUN_BY_DAYS]) {
            if let Some(mut row) = tx.query_one(question, &values![&organisation])? {
                *sum = row.take("total")?;
            }
        }
        if sums[0] != sums[1] {
            let invariant = "what is counted of each day is the sum of its events";
            found.push(Violation { invariant, organisation, job: None });
        }
    }
    Ok(found)
}

fn unreadable_lane(found: ((OrganisationId, i64), StoreError)) -> Violation {
    let ((organisation, lane), error) = found;
    tracing::debug!(%error, lane, "found a lane that cannot be read");
    let invariant = "every lane in which a job waits says what is asked for";
    Violation { invariant, organisation, job: None }
}

/// Jobs that the engine passes over, page by page.
fn unreadable_jobs(tx: &mut dyn Read) -> Result<Vec<Violation>, StoreError> {
    const PAGE: u32 = 1000;
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = job::unfinished(tx, after.as_ref(), PAGE)?;
        for ((organisation, job), error) in page.unreadable {
            tracing::debug!(%error, %job, "found a job that cannot be read");
            let invariant = "every value of a job that is not over makes sense";
            found.push(Violation { invariant, organisation, job: Some(job) });
        }
        after = page.last;
        if after.is_none() || found.len() >= MOST_UNREADABLE {
            return Ok(found);
        }
    }
}

fn broken_chains(tx: &mut dyn Read) -> Result<Vec<Violation>, StoreError> {
    let mut found = Vec::new();
    for organisation in organisation::all(tx)? {
        if audit_event::before::verify(tx, &organisation)?.broken_at.is_some() {
            let invariant =
                "each audit event from before the seals carries the hash of the one before";
            let organisation = organisation.clone();
            found.push(Violation { invariant, organisation, job: None });
        }
        if audit_event::chain::stray(tx, &organisation)?.is_some() {
            let invariant = "each audit event is sealed or waits for its seal";
            found.push(Violation { invariant, organisation, job: None });
        }
    }
    Ok(found)
}
