//! Rows to start from.

use muster_core::{
    Actor, Fence, IdempotencyKey, JobId, OrganisationId, Scope, Timestamp, TokenId, WorkerId,
    job::{AttemptState, Command, Event, Holder, Life, Specification},
    labels::WorkerLabels,
    owner::Owner,
    requirement::{LabelValue, Labels},
    token::TokenKind,
    worker::{Destination, Link},
};
use muster_store::{
    Read, Store, StoreError, Write, attempt::AttemptRow, job, job::JobRow, organisation,
    token::TokenRow, worker, worker::WorkerRow,
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_795_219_200_000);

pub(crate) fn later(seconds: u64) -> Timestamp {
    NOW.after(Duration::from_secs(seconds))
}

pub(crate) fn organisation_id(seed: u8) -> OrganisationId {
    OrganisationId::from_random([seed; 16])
}

pub(crate) fn worker_id(seed: u8) -> WorkerId {
    WorkerId::from_random([seed; 16])
}

pub(crate) fn token_id(seed: u8) -> TokenId {
    TokenId::from_random([seed; 16])
}

/// The operator's scope in the organisation that [`home`] makes.
pub(crate) fn scope() -> Scope {
    Scope {
        organisation: organisation_id(1),
        actor: Actor::Operator,
        request_id: "req-1".parse().unwrap(),
        idempotency_key: None,
    }
}

pub(crate) fn scope_with_key(key: &str) -> Scope {
    let key: IdempotencyKey = key.parse().unwrap();
    Scope { idempotency_key: Some(key), ..scope() }
}

/// The same in another organisation, which [`home`] makes too.
pub(crate) fn foreign_scope() -> Scope {
    Scope { organisation: organisation_id(2), ..scope() }
}

/// Two organisations, and one worker in the first.
pub(crate) async fn home(store: &Store) {
    let made = write(store, |tx| {
        organisation::local(tx, &organisation_id(1), NOW)?;
        organisation::insert(tx, &organisation_id(2), "others", NOW)?;
        worker::insert(tx, &scope(), &worker_row(1))
    });
    made.await.unwrap();
}

pub(crate) fn specification(line: &str) -> Specification {
    Specification {
        timeout: Duration::from_mins(1),
        max_attempts: 3,
        ..Specification::of(Command::Shell(line.to_owned()))
    }
}

pub(crate) fn said(line: &str) -> Arc<Specification> {
    Arc::new(specification(line))
}

pub(crate) fn label(name: &str, value: &str) -> Labels {
    [(name.to_owned(), LabelValue::Text(value.to_owned()))].into()
}

pub(crate) fn worker_row(seed: u8) -> WorkerRow {
    WorkerRow {
        organisation: organisation_id(1),
        id: worker_id(seed),
        name: format!("machine-{seed}"),
        destination: Destination::Local,
        link: Link::Session,
        public_key: Some(vec![seed; 32]),
        labels: WorkerLabels::new(label("os", "linux"), label("room", "attic")),
        slots: 4,
        version: Some("0.1.0".to_owned()),
        is_this_machine: false,
        node_id: None,
        joined_at: later(u64::from(seed)),
        last_seen_at: later(u64::from(seed)),
        said_asleep: false,
        joined_with: None,
        pause: None,
        owner: Owner::default(),
        url: None,
        update: None,
    }
}

pub(crate) fn token_row(seed: u8, kind: TokenKind) -> TokenRow {
    TokenRow {
        organisation: organisation_id(1),
        id: token_id(seed),
        kind,
        name: format!("token {seed}"),
        secret_hash: vec![seed; 32],
        created_at: later(u64::from(seed)),
        created_by: "operator".to_owned(),
        expires_at: later(3_600),
        last_used_at: None,
        revoked_at: None,
        used_at: None,
        labels: BTreeMap::new(),
    }
}

/// Submits jobs, one second apart.
pub(crate) async fn submitted(store: &Store, scope: Scope, lines: &'static [&str]) -> Vec<JobRow> {
    let submit = write(store, move |tx| {
        let jobs = lines.iter().zip(0..);
        jobs.map(|(line, at)| job::insert(tx, &scope, &said(line), later(at))).collect()
    });
    submit.await.unwrap()
}

/// The job after events, each of which must be possible.
pub(crate) fn after(job: &JobRow, events: impl IntoIterator<Item = Event>) -> JobRow {
    let start = job.life.clone();
    let life = events
        .into_iter()
        .fold(start, |life: Life, event| life.apply(event, NOW, 0).map(|(life, _)| life).unwrap());
    let worker = life.state.holder().map(|holder| holder.worker.clone());
    let finished_at = match life.state {
        muster_core::job::JobState::Ended { at, .. } => Some(at),
        _ => None,
    };
    let worker = worker.or_else(|| job.worker.clone());
    JobRow { life, worker, finished_at, ..job.clone() }
}

pub(crate) fn claim() -> Event {
    Event::Claim { worker: worker_id(1), epoch: 1 }
}

pub(crate) fn fence(counter: u32) -> Fence {
    Fence { epoch: 1, counter }
}

pub(crate) async fn save(store: &Store, before: &JobRow, after: &JobRow) -> Result<(), StoreError> {
    let (before, after) = (before.clone(), after.clone());
    write(store, move |tx| job::save(tx, &before, &after)).await
}

/// An attempt of job 1 as it is when it is granted.
pub(crate) fn attempt_row(number: u32) -> AttemptRow {
    let holder = Holder { worker: worker_id(1), fence: fence(number), attempt: number };
    AttemptRow {
        organisation: organisation_id(1),
        job: JobId::from_number(1),
        number,
        worker: holder.worker,
        fence: holder.fence,
        state: AttemptState::Leased,
        leased_at: NOW,
        started_at: None,
        ended_at: None,
        end: None,
        lease_hash: None,
        log_size: None,
    }
}

/// Reads, and expects that this works.
pub(crate) async fn read<T: Send + 'static>(
    store: &Store,
    work: impl Fn(&mut dyn Read) -> Result<T, StoreError> + Send + Sync + 'static,
) -> T {
    store.read(work).await.unwrap()
}

/// Writes, whatever comes of it.
pub(crate) async fn write<T: Send + 'static>(
    store: &Store,
    work: impl Fn(&mut dyn Write) -> Result<T, StoreError> + Send + Sync + 'static,
) -> Result<T, StoreError> {
    store.write(work).await
}
