//! The user: fulfils the plan's wishes through the coordinator's API, and keeps looking at the jobs.
//!
//! Whatever is not acknowledged is asked for again, with the same idempotency key, by the user of the
//! coordinator's next life.

use crate::{
    clock::age,
    plan::Wish,
    world::{Last, Texts, Told, World},
};
use muster_api::{
    job::{Attempt, CancelRequest, Job, JobQuery, TaskQuery},
    log::LogQuery,
};
use muster_client::{Client, ClientError};
use muster_core::JobId;
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

const LOOK_EVERY: Duration = Duration::from_secs(3);
const MOST_JOBS: u32 = 500;

/// Lives until the coordinator does not.
pub(crate) async fn live(world: Arc<World>, client: Client) {
    loop {
        for place in due(&world) {
            fulfil(&world, &client, place).await;
        }
        if world.wants_last() {
            match tell_all(&client).await {
                Ok(last) => world.seen().last = Some(last),
                Err(error) => world.note(format_args!("cannot be told: {error}")),
            }
        }
        match client.list_jobs(&JobQuery { limit: Some(MOST_JOBS), ..JobQuery::default() }).await {
            Ok(page) => page.items.into_iter().for_each(|job| look_at(&world, job)),
            Err(error) => world.note(format_args!("cannot list: {error}")),
        }
        sleep(until_next(&world)).await;
    }
}

/// Wishes whose time has come and that are not fulfilled.
fn due(world: &World) -> Vec<usize> {
    let seen = world.seen();
    let wishes = world.plan.wishes.iter().enumerate();
    wishes
        .filter(|(place, (at, _))| !seen.done[*place] && *at <= age())
        .map(|(place, _)| place)
        .collect()
}

fn until_next(world: &World) -> Duration {
    let later = world.plan.wishes.iter().map(|(at, _)| *at).filter(|at| *at > age());
    let next = later.min().map_or(LOOK_EVERY, |at| at.saturating_sub(age()));
    next.clamp(Duration::from_millis(1), LOOK_EVERY)
}

async fn fulfil(world: &World, client: &Client, place: usize) {
    let fulfilled = match &world.plan.wishes[place].1 {
        Wish::Submit(submission) => {
            let number = world.plan.wishes[..place]
                .iter()
                .filter(|(_, wish)| matches!(wish, Wish::Submit(_)))
                .count();
            let key = format!("wish-{number}");
            client
                .submit_job(submission, Some(&key))
                .await
                .map(|job| accepted(world, number, job.id))
        }
        Wish::Cancel(number) => {
            let Some(job) = world.seen().accepted.get(number).copied() else { return };
            match client.cancel_job(job, &CancelRequest::default()).await {
                Ok(cancelled) => {
                    world.note(format_args!("{job} is cancelled"));
                    world.seen().cancelled.push((job, age(), cancelled.attempt));
                    Ok(())
                }
                // It ended first.
                Err(error) if error.status() == Some(409) => Ok(()),
                Err(error) => Err(error),
            }
        }
    };
    match fulfilled {
        Ok(()) => world.seen().done[place] = true,
        Err(error) => world.note(format_args!("wish {place} must wait: {error}")),
    }
}

fn accepted(world: &World, number: usize, job: JobId) {
    world.note(format_args!("{job} is accepted as wish {number}"));
    world.seen().accepted.insert(number, job);
}

/// A result that was seen never changes.
fn look_at(world: &World, job: Job) {
    let mut seen = world.seen();
    match seen.ended.get(&job.id) {
        Some(before) if *before != job => {
            let violation = format!("a result changed: {} was {before:?} and is {job:?}", job.id);
            seen.violations.push(violation);
        }
        None if job.state.is_terminal() => {
            let line = format!("{} has {}", job.id, job.state.as_str());
            seen.ended.insert(job.id, job);
            drop(seen);
            world.note(line);
        }
        Some(_) | None => {}
    }
}

async fn tell_all(client: &Client) -> Result<Last, ClientError> {
    let query = JobQuery { limit: Some(MOST_JOBS), ..JobQuery::default() };
    let mut all = Vec::new();
    for job in client.list_jobs(&query).await?.items {
        if job.array.is_some() {
            let query = TaskQuery { limit: Some(MOST_JOBS), ..TaskQuery::default() };
            all.extend(client.list_tasks(job.id, &query).await?.items);
        }
        all.push(job);
    }
    let mut jobs = Vec::new();
    for job in all {
        let mut attempts = Vec::new();
        for attempt in client.list_attempts(job.id).await? {
            let texts = read_log(client, job.id, &attempt).await?;
            attempts.push((attempt, texts));
        }
        jobs.push(Told { job, attempts });
    }
    Ok(Last { jobs })
}

async fn read_log(client: &Client, job: JobId, attempt: &Attempt) -> Result<Texts, ClientError> {
    let mut texts = Texts::default();
    let mut from = 0;
    loop {
        let query =
            LogQuery { attempt: Some(attempt.number), from: Some(from), ..LogQuery::default() };
        let page = client.read_log(job, &query).await?;
        for chunk in &page.chunks {
            texts.of(chunk.stream).extend_from_slice(chunk.text.as_bytes());
            texts.missing = texts.missing.saturating_add(
                chunk.gap.as_ref().map_or(0, |gap| gap.missing_bytes.unwrap_or(u64::MAX)),
            );
        }
        if page.chunks.is_empty() || page.next >= page.size {
            return Ok(texts);
        }
        from = page.next;
    }
}
