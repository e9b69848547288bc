//! PostgreSQL: pooled connections, serializable transactions, retried on a conflict.
//!
//! Several coordinators share one database. A closure runs on a blocking thread, because it is plain
//! synchronous code; the connection itself is driven by the runtime.

mod connect;
mod error;
mod tx;
mod types;

use crate::{
    OpenError, Read, StoreError, Write,
    transaction::{honest, run_caught},
};
use deadpool_postgres::Pool;
use muster_seams::{OsRng, Rng};
use std::{sync::Arc, time::Duration};
use tokio::runtime::Handle;
use tokio_postgres::IsolationLevel;
use tx::PostgresTx;

/// A hundred writers of one row are through after as many rounds, and then some.
const MOST_ATTEMPTS: u32 = 200;
/// A unique row that is there already looks like a race at first; it is none if it stays.
const MOST_ATTEMPTS_AT_UNIQUE: u32 = 5;
const LONGEST_BACKOFF_MILLIS: u64 = 64;

/// An open database.
#[derive(Debug)]
pub(crate) struct Postgres {
    pool: Pool,
}

/// How one run of a closure ended.
enum Run<T, E> {
    Over(Result<T, E>),
    /// Another transaction was in the way; the next run may succeed.
    InTheWay {
        most_attempts: u32,
    },
}

#[derive(Debug, Clone, Copy)]
enum Access {
    Read,
    Write,
}

impl Postgres {
    pub(crate) async fn connect(url: &str) -> Result<Self, OpenError> {
        connect::open(url, crate::migrations::ALL).await.map(|pool| Self { pool })
    }

    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Write) -> Result<T, E> + Send + Sync + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.run(Access::Write, move |tx| work(tx)).await
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
        client.simple_query("SELECT 1").await.map_err(error::commit)?;
        Ok(Vec::new())
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }

    async fn run<T, E, F>(&self, access: Access, work: F) -> Result<T, E>
    where
        F: Fn(&mut PostgresTx<'_>) -> Result<T, E> + Send + Sync + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let work = Arc::new(work);
        for attempt in 0.. {
            let (pool, work, runtime) = (self.pool.clone(), work.clone(), Handle::current());
            let once = move || run_once(&pool, &runtime, access, &*work);
            let run = tokio::task::spawn_blocking(once).await;
            match run.unwrap_or_else(|_| Run::Over(Err(StoreError::Panicked.into()))) {
                Run::Over(answer) => return answer,
                Run::InTheWay { most_attempts } if attempt + 1 >= most_attempts => break,
                Run::InTheWay { .. } => tokio::time::sleep(backoff(attempt)).await,
            }
        }
        Err(StoreError::Conflict.into())
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
        Err(refused) => Run::Over(Err(error::commit(refused).into())),
    }
}

fn run_in<T, E: From<StoreError>>(
    mut tx: PostgresTx<'_>,
    work: &dyn Fn(&mut PostgresTx<'_>) -> Result<T, E>,
) -> Run<T, E> {
    let answer = run_caught(|| work(&mut tx));
    let answer = honest(answer, &tx.failed);
    if let Some(most_attempts) = tx.in_the_way {
        tx.rollback();
        return Run::InTheWay { most_attempts };
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
        Err(refused) => match error::most_attempts(&refused) {
            Some(most_attempts) => Run::InTheWay { most_attempts },
            None => Run::Over(Err(error::commit(refused).into())),
        },
    }
}
