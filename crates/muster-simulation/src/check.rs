//! What must hold when a run is over, whatever went wrong during it.

use crate::{
    plan::Machine,
    run::Ends,
    template::STORE,
    world::{Last, RunSeen, Seen, Texts, Told, World},
};
use futures_util::FutureExt;
use muster_api::job::{ArrayProgress, Attempt, JobState};
use muster_core::{
    JobId,
    job::{AttemptState, FailureReason, OnDisconnect},
    owner::Power,
};
use muster_store::Store;
use std::{collections::BTreeMap, time::Duration};

/// A cancelled command is gone this long after the order could reach it: time to notice a dead
/// connection, to come back, and the grace that a command has.
const LONGEST_CANCEL: Duration = Duration::from_secs(90);

/// What is asked to end may go on for so long.
const GRACE: Duration = Duration::from_secs(10);
/// An agent looks this often at what its machine runs on.
const LOOKS_EVERY: Duration = Duration::from_secs(5);
/// A command of a machine that wakes up runs for so long before its agent makes it stand still.
const LONGEST_AWAKENING: Duration = Duration::from_millis(2_500);
/// Two ends of a network do not agree more closely on what was first.
const JITTER: Duration = Duration::from_millis(200);

/// Everything that does not hold.
pub(crate) fn all(world: &World) -> Vec<String> {
    let seen = world.seen();
    let mut found = seen.violations.clone();
    found.extend(grants_run_once(&seen));
    found.extend(as_owners_want(world, &seen));
    if let Some(last) = &seen.last {
        found.extend(ledger(&seen, last));
        for told in &last.jobs {
            found.extend(array(told, last));
            found.extend(attempts(told));
            found.extend(result(&seen, told));
            found.extend(logs(&seen, told));
            found.extend(spared(world, told));
        }
        found.extend(cancels(world, &seen, last));
        found.extend(slots_at_a_time(world, &seen, last));
    }
    found.extend(one_at_a_time(world, &seen));
    found.extend(rows(world));
    found
}

/// How many attempts and jobs ended in which way.
pub(crate) fn ends(world: &World) -> Ends {
    let mut ends = Ends::new();
    let seen = world.seen();
    for told in seen.last.iter().flat_map(|last| &last.jobs) {
        *ends.entry(told.job.state.as_str()).or_default() += 1;
        for (attempt, _) in &told.attempts {
            let end = attempt.reason.map_or("exit_code_0", FailureReason::as_str);
            *ends.entry(end).or_default() += 1;
        }
    }
    ends
}

/// What was acknowledged exists, once, and has ended as it was seen to.
fn ledger(seen: &Seen, last: &Last) -> Vec<String> {
    let mut found = Vec::new();
    let jobs: BTreeMap<JobId, &Told> = last.jobs.iter().map(|told| (told.job.id, told)).collect();
    for (wish, id) in &seen.accepted {
        match jobs.get(id) {
            None => found.push(format!("a job was lost: {id} was accepted as wish {wish}")),
            Some(told) if !told.job.state.is_terminal() => {
                found.push(format!("no terminal state: {id} is {}", told.job.state.as_str()));
            }
            Some(told) => {
                if seen.ended.get(id).is_some_and(|ended| *ended != told.job) {
                    found.push(format!("a result changed: {id}"));
                }
            }
        }
    }
    let tasks = last.jobs.iter().filter(|told| told.job.id.as_task().is_some()).count();
    if jobs.len() - tasks != seen.accepted.len() || last.jobs.len() != jobs.len() {
        let (there, accepted) = (last.jobs.len() - tasks, seen.accepted.len());
        found.push(format!("jobs doubled: {there} exist and {accepted} were accepted"));
    }
    found
}

/// An array counts its tasks, each once, and those that never began were cancelled.
fn array(told: &Told, last: &Last) -> Option<String> {
    let (id, counted) = (told.job.id, told.job.array.as_ref()?);
    let of_it = |task: &&Told| task.job.id.as_task().is_some_and(|(array, _)| array == id);
    let began =
        |state| last.jobs.iter().filter(of_it).filter(|task| task.job.state == state).count();
    let began = [
        JobState::Succeeded,
        JobState::Failed,
        JobState::TimedOut,
        JobState::Quarantined,
        JobState::Cancelled,
    ]
    .map(|state| u32::try_from(began(state)).unwrap_or(u32::MAX));
    let [succeeded, failed, timed_out, quarantined, cancelled] = began;
    let Some(never_began) = counted.tasks.checked_sub(began.iter().sum()) else {
        return Some(format!(
            "an array has too many tasks: {id} has {began:?} of {}",
            counted.tasks
        ));
    };
    let expected = ArrayProgress {
        numbers: counted.numbers.clone(),
        tasks: counted.tasks,
        waiting: 0,
        under_way: 0,
        workers: 0,
        succeeded,
        failed,
        cancelled: cancelled + never_began,
        timed_out,
        quarantined,
    };
    (*counted != expected)
        .then(|| format!("an array counts wrong: {id} has {counted:?}, its tasks are {expected:?}"))
}

/// A grant is run by whom it was given to, once.
fn grants_run_once(seen: &Seen) -> Vec<String> {
    let mut counts: BTreeMap<&(JobId, String), u32> = BTreeMap::new();
    for run in &seen.runs {
        *counts.entry(&run.grant).or_default() += 1;
    }
    let doubled = counts.into_iter().filter(|(_, count)| *count > 1);
    doubled
        .map(|((job, fence), count)| format!("a grant ran {count} times: {job} {fence}"))
        .collect()
}

/// Nothing begins, and nothing runs for long, where the owner does not want it.
fn as_owners_want(world: &World, seen: &Seen) -> Vec<String> {
    let mut found = Vec::new();
    for run in seen.runs.iter().filter(|run| world.plan.only_on_mains[run.worker]) {
        // From when on the agent must know at a moment that the machine runs on battery.
        let unwanted_since = |at: Duration| {
            let (power, since) = world.plan.power(run.worker, at);
            (power != Power::Mains).then_some(since + LOOKS_EVERY + JITTER)
        };
        let Some((begins, _)) = run.spans.first() else { continue };
        if unwanted_since(*begins).is_some_and(|since| *begins > since) {
            found.push(format!("a job began on battery: {} on {}", run.grant.0, run.worker));
        }
        let ran_on = |(from, to): &(Duration, Option<Duration>)| {
            let span = to.and_then(|to| Some(to.saturating_sub(unwanted_since(to)?.max(*from))));
            span.is_some_and(|span| span > GRACE + LONGEST_AWAKENING)
        };
        if !world.plan.freezes(run.worker) && run.spans.iter().any(ran_on) {
            found.push(format!("a job ran on battery: {} on {}", run.grant.0, run.worker));
        }
    }
    found
}

/// Attempts are counted from 1, their fences rise, and all of them are over.
fn attempts(told: &Told) -> Vec<String> {
    let id = told.job.id;
    let mut found = Vec::new();
    let all: Vec<&Attempt> = told.attempts.iter().map(|(attempt, _)| attempt).collect();
    let numbers: Vec<u32> = all.iter().map(|attempt| attempt.number).collect();
    if !numbers.iter().copied().eq(1..=told.job.attempt) {
        found.push(format!("attempts are missing: {id} has {numbers:?} of {}", told.job.attempt));
    }
    if all.windows(2).any(|pair| pair[0].fence >= pair[1].fence) {
        found.push(format!("a fence does not rise: {id}"));
    }
    if let Some(open) = all.iter().find(|attempt| attempt.state != AttemptState::Ended) {
        found.push(format!("an attempt is not over: {id} attempt {}", open.number));
    }
    found
}

/// What the store itself can tell.
fn rows(world: &World) -> Vec<String> {
    let path = world.dir(Machine::Coordinator).join(STORE);
    let store = Store::open_inline(&path).map_err(|error| vec![format!("the store: {error}")]);
    let found = store.map(|store| store.violations().now_or_never());
    match found {
        Ok(Some(Ok(found))) => found.iter().map(|one| format!("the rows: {one}")).collect(),
        Ok(Some(Err(error))) => vec![format!("the rows: {error}")],
        Ok(None) => vec!["the store waits".to_owned()],
        Err(found) => found,
    }
}

/// When a command begins, no earlier attempt of the same job runs any more.
fn one_at_a_time(world: &World, seen: &Seen) -> Vec<String> {
    let mut found = Vec::new();
    for later in &seen.runs {
        let Some((begins, _)) = later.spans.first() else { continue };
        let before = |run: &&RunSeen| run.grant.0 == later.grant.0 && run.fence() < later.fence();
        let earlier_ones = seen.runs.iter().filter(before);
        for earlier in earlier_ones.filter(|run| !world.plan.freezes(run.worker)) {
            if earlier.spans.iter().any(|span| runs_beyond(*span, *begins)) {
                let ((job, first), (_, second)) = (&earlier.grant, &later.grant);
                found.push(format!("two at a time: {job} ran under {first} beside {second}"));
            }
        }
    }
    found
}

/// When a command begins, what runs on its worker has room in the slots that there are.
fn slots_at_a_time(world: &World, seen: &Seen, last: &Last) -> Vec<String> {
    let slots: BTreeMap<JobId, u32> =
        last.jobs.iter().map(|told| (told.job.id, told.job.slots)).collect();
    let mut found = Vec::new();
    for run in &seen.runs {
        let Some((begins, _)) = run.spans.first() else { continue };
        let runs_then = |other: &&RunSeen| {
            let is_then = |(from, to): &(Duration, Option<Duration>)| {
                from <= begins && to.is_none_or(|to| to > *begins)
            };
            other.worker == run.worker && other.spans.iter().any(is_then)
        };
        let beside = seen.runs.iter().filter(runs_then);
        let taken: u32 = beside.filter_map(|other| slots.get(&other.grant.0)).sum();
        let there = world.plan.workers[run.worker];
        if taken > there {
            let (job, fence) = &run.grant;
            found.push(format!("a slot is taken twice: {taken} of {there} with {job} {fence}"));
        }
    }
    found
}

fn runs_beyond((from, to): (Duration, Option<Duration>), moment: Duration) -> bool {
    let is_awakening = to.is_some_and(|to| from >= moment && to <= from + LONGEST_AWAKENING);
    to.is_none_or(|to| to > moment + JITTER) && !is_awakening
}

/// A result is what its last attempt came to.
fn result(seen: &Seen, told: &Told) -> Option<String> {
    let job = &told.job;
    let (attempt, _) = told.attempts.last()?;
    let run = run_of(seen, job.id, attempt);
    let is_right = match job.state {
        JobState::Succeeded => {
            attempt.reason.is_none() && run.is_some_and(|run| run.exit == Some(0))
        }
        JobState::Failed => attempt.reason.is_some() && attempt.exit_code == job.exit_code,
        JobState::TimedOut => attempt.reason == Some(FailureReason::TimeOut),
        JobState::Quarantined => attempt.reason == Some(FailureReason::WorkerLost),
        JobState::Cancelled => {
            let array = job.id.as_task().map(|(array, _)| array);
            seen.cancelled.iter().any(|(id, _, _)| *id == job.id || Some(*id) == array)
        }
        JobState::Blocked
        | JobState::Queued
        | JobState::RetryWait
        | JobState::Leased
        | JobState::Running => true,
    };
    (!is_right).then(|| {
        let (state, exit) = (job.state.as_str(), run.and_then(|run| run.exit));
        format!(
            "a wrong result: {} is {state} after {attempt:?}; its command ended with {exit:?}",
            job.id
        )
    })
}

fn run_of<'a>(seen: &'a Seen, job: JobId, attempt: &Attempt) -> Option<&'a RunSeen> {
    let grant = (job, attempt.fence.to_string());
    seen.runs.iter().find(|run| run.grant == grant)
}

/// The log of an attempt that came to its own end is whole, or says how much of it is missing; any
/// other is a beginning of it.
fn logs(seen: &Seen, told: &Told) -> Vec<String> {
    let mut found = Vec::new();
    for (attempt, stored) in &told.attempts {
        let empty = Texts::default();
        let run = run_of(seen, told.job.id, attempt);
        let said = run.map_or(&empty, |run| &run.said);
        if stored.missing > 0 {
            found.extend(gap(told, attempt, stored, said));
            continue;
        }
        let is_own_end = matches!(attempt.reason, None | Some(FailureReason::ExitCode));
        for (name, stored, said) in
            [("stdout", &stored.stdout, &said.stdout), ("stderr", &stored.stderr, &said.stderr)]
        {
            let holds = if is_own_end { stored == said } else { said.starts_with(stored) };
            if !holds {
                let (id, number) = (told.job.id, attempt.number);
                let (has, of) = (stored.len(), said.len());
                found.push(format!("a log is not what was said: {id} attempt {number}, {name} has {has} of {of} bytes"));
            }
        }
    }
    found
}

/// A log that says that bytes are missing says of no fewer than are.
fn gap(told: &Told, attempt: &Attempt, stored: &Texts, said: &Texts) -> Option<String> {
    let has = stored.stdout.len() + stored.stderr.len();
    let of = said.stdout.len() + said.stderr.len();
    let missing = usize::try_from(stored.missing).unwrap_or(usize::MAX);
    (has.saturating_add(missing) < of).then(|| {
        let (id, number) = (told.job.id, attempt.number);
        format!(
            "a gap is hidden: {id} attempt {number} has {has} and misses {missing} of {of} bytes"
        )
    })
}

/// A worker that nothing befell loses nothing, whatever befell the coordinator, unless the job itself
/// says that its worker shall end it.
fn spared(world: &World, told: &Told) -> Vec<String> {
    let mut found = Vec::new();
    if told.job.on_disconnect != OnDisconnect::Replace {
        return found;
    }
    for (attempt, _) in &told.attempts {
        let place = world.template.workers.iter().position(|(id, _)| *id == attempt.worker.id);
        let is_spared = place.is_some_and(|place| world.plan.spares(place));
        if is_spared && attempt.reason == Some(FailureReason::WorkerLost) {
            let (id, number, worker) = (told.job.id, attempt.number, &attempt.worker.name);
            found.push(format!("a live worker was robbed: {id} attempt {number} on {worker}"));
        }
    }
    found
}

/// What was cancelled makes no new attempt, and its command is gone soon.
fn cancels(world: &World, seen: &Seen, last: &Last) -> Vec<String> {
    let mut found = Vec::new();
    for (id, at, attempt) in &seen.cancelled {
        let Some(told) = last.jobs.iter().find(|told| told.job.id == *id) else { continue };
        // Of an array some tasks may have failed before, and the rest ended first.
        let may_fail = told.job.array.is_some();
        let is_right = match told.job.state {
            JobState::Cancelled | JobState::Succeeded => true,
            JobState::Failed => may_fail,
            _ => false,
        };
        if !is_right {
            found.push(format!("a cancel was forgotten: {id} is {}", told.job.state.as_str()));
        }
        if told.job.attempt != *attempt {
            found.push(format!("a cancelled job was begun again: {id}"));
        }
        let latest = world.plan.healed_at.max(*at) + LONGEST_CANCEL;
        let of_it = |job: JobId| job == *id || job.as_task().is_some_and(|(array, _)| array == *id);
        let ran = seen.runs.iter().filter(|run| of_it(run.grant.0)).flat_map(|run| &run.spans);
        if ran.clone().any(|(_, end)| end.is_none_or(|end| end > latest)) {
            found.push(format!("a cancelled command ran on: {id}"));
        }
    }
    found
}
