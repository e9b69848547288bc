//! PostgreSQL: pooled connections, serializable transactions, retried on a conflict.
//!
//! One coordinator has the database; an earlier one that has not noticed is stopped by the holder's
//! name, which is looked at in every transaction that writes. A closure runs on a blocking thread, because it is plain
//! synchronous code; the connection itself is driven by the runtime.

mod connect;
mod error;
mod tx;
mod types;

use crate::{
    OpenError, Read, StoreError, Write,
    condition::Health,
    coordinator,
    driver::Sql,
    transaction::{honest, run_caught},
};
use deadpool_postgres::Pool;
use muster_seams::{OsRng, Rng};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{runtime::Handle, sync::RwLock};
use tokio_postgres::IsolationLevel;
use tx::PostgresTx;

/// Longer than most transactions take, short enough to be through soon.
const LONGEST_BACKOFF_MILLIS: u64 = 64;

/// An open database.
#[derive(Debug)]
pub(crate) struct Postgres {
    pool: Pool,
    guard: Guard,
    health: Health,
    /// Shared by every transaction under way, and taken alone to close.
    open: RwLock<()>,
}

/// The holder that this coordinator is, once it has taken the database. Clones share it.
#[derive(Debug, Clone, Default)]
struct Guard(Arc<Mutex<Option<String>>>);

impl Guard {
    /// Whether this coordinator still has the database, as of this very transaction.
    fn check(&self, tx: &mut PostgresTx<'_>) -> Result<(), StoreError> {
        let holder = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(ours) = holder else { return Ok(()) };
        if coordinator::holder(tx)? == Some(ours) { Ok(()) } else { Err(StoreError::Superseded) }
    }
}

/// How one run of a closure ended.
enum Run<T, E> {
    Over(Result<T, E>),
    /// Something was in the way that the next run may not meet.
    InTheWay {
        error: StoreError,
        most_attempts: u32,
    },
}

impl<T, E: From<StoreError>> Run<T, E> {
    fn lost(most_attempts: Option<u32>, error: StoreError) -> Self {
        match most_attempts {
            Some(most_attempts) => Self::InTheWay { error, most_attempts },
            None => Self::Over(Err(error.into())),
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Access {
    Read,
    Write,
}

impl Postgres {
    pub(crate) async fn connect(url: &str) -> Result<Self, OpenError> {
        let pool = connect::open(url, crate::migrations::ALL).await?;
        let (guard, health) = (Guard::default(), Health::default());
        Ok(Self { pool, guard, health, open: RwLock::new(()) })
    }

    /// From now on nothing is written once another holder has taken the database.
    pub(crate) fn guard(&self, holder: String) {
        *self.guard.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(holder);
    }

    pub(crate) fn health(&self) -> &Health {
        &self.health
    }

    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Write) -> Result<T, E> + Send + Sync + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        if let Some(error) = self.health.end() {
            return Err(error.into());
        }
        let (guard, health) = (self.guard.clone(), self.health.clone());
        let guarded = move |tx: &mut PostgresTx<'_>| {
            guard.check(tx).inspect_err(|error| health.note(error))?;
            work(tx)
        };
        self.run(Access::Write, guarded).await
    }

    pub(crate) async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Read) -> Result<T, E> + Send + Sync + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.run(Access::Read, move |tx| work(tx)).await
    }

    /// What the server itself can tell: whether it answers.
    pub(crate) async fn check(&self) -> Result<Vec<String>, StoreError> {
        let client = self.pool.get().await.map_err(error::pool)?;
        let ask = Sql::new("store.check", "SELECT 1");
        client.simple_query(ask.text).await.map_err(|failure| error::statement(ask, failure))?;
        Ok(Vec::new())
    }

    /// Waits for every transaction under way; what was asked later finds the pool closed.
    pub(crate) async fn close(&self) {
        let _alone = self.open.write().await;
        self.pool.close();
    }

    async fn run<T, E, F>(&self, access: Access, work: F) -> Result<T, E>
    where
        F: Fn(&mut PostgresTx<'_>) -> Result<T, E> + Send + Sync + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let _under_way = self.open.read().await;
        let work = Arc::new(work);
        for attempt in 1.. {
            let (pool, work, runtime) = (self.pool.clone(), work.clone(), Handle::current());
            let once = move || run_once(&pool, &runtime, access, &*work);
            let run = tokio::task::spawn_blocking(once).await;
            match run.unwrap_or_else(|_| Run::Over(Err(StoreError::Panicked.into()))) {
                Run::Over(answer) => return answer,
                Run::InTheWay { error, most_attempts } if attempt >= most_attempts => {
                    return Err(error.into());
                }
                Run::InTheWay { .. } => tokio::time::sleep(backoff(attempt)).await,
            }
        }
        unreachable!("every transaction has a last attempt")
    }
}

/// Up to twice as long each time, and never in step with the others.
fn backoff(attempt: u32) -> Duration {
    let longest = (1_u64 << attempt.min(6)).min(LONGEST_BACKOFF_MILLIS);
    let mut random = [0; 8];
    OsRng.fill(&mut random);
    Duration::from_micros(u64::from_le_bytes(random) % (longest * 1_000))
}

fn run_once<T, E: From<StoreError>>(
    pool: &Pool,
    runtime: &Handle,
    access: Access,
    work: &dyn Fn(&mut PostgresTx<'_>) -> Result<T, E>,
) -> Run<T, E> {
    let mut client = match runtime.block_on(pool.get()) {
        Ok(client) => client,
        Err(refused) => return Run::Over(Err(error::pool(refused).into())),
    };
    let builder = client.build_transaction();
    // A read sees one moment and is never in anybody's way.
    let builder = match access {
        Access::Write => builder.isolation_level(IsolationLevel::Serializable),
        Access::Read => builder.isolation_level(IsolationLevel::RepeatableRead).read_only(true),
    };
    match runtime.block_on(builder.start()) {
        Ok(transaction) => run_in(PostgresTx::new(transaction, runtime.clone()), work),
        Err(refused) => {
            let most_attempts = error::most_attempts(&refused);
            Run::lost(most_attempts, error::statement(error::BEGIN, refused))
        }
    }
}

fn run_in<T, E: From<StoreError>>(
    mut tx: PostgresTx<'_>,
    work: &dyn Fn(&mut PostgresTx<'_>) -> Result<T, E>,
) -> Run<T, E> {
    let answer = run_caught(|| work(&mut tx));
    let answer = honest(answer, &tx.failed);
    if let (Some(most_attempts), Some(error)) = (tx.in_the_way, tx.failed.error().cloned()) {
        tx.rollback();
        return Run::InTheWay { error, most_attempts };
    }
    let value = match answer {
        Ok(value) => value,
        Err(own) => {
            tx.rollback();
            return Run::Over(Err(own));
        }
    };
    match tx.commit() {
        Ok(()) => Run::Over(Ok(value)),
        Err(refused) => {
            let most_attempts = error::most_attempts_at_commit(&refused);
            Run::lost(most_attempts, error::commit(refused))
        }
    }
}
