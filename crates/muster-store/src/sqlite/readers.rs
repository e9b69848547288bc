//! Connections that read, each seeing one moment per transaction.
//!
//! A read that takes too long is interrupted: it would keep the write-ahead log from being emptied,
//! and whoever asked has long given up.

use super::{error, open, tx::SqliteTx};
use crate::{
    OpenError, Read, StoreError,
    driver::Sql,
    transaction::{honest, run_caught},
};
use rusqlite::{Connection, InterruptHandle};
use std::{
    future::{Future, pending},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinHandle,
    time::{sleep, timeout},
};

/// More than the cores of a small machine, since some wait for the disk.
const CONNECTIONS: u32 = 4;
const LONGEST_READ: Duration = Duration::from_secs(5);
/// What still runs when the store is closed may finish within this.
const GRACE: Duration = Duration::from_secs(1);
/// An interrupt that falls between two statements is not heard, so it is repeated.
const INTERRUPT_AGAIN: Duration = Duration::from_millis(50);

/// The connections that nobody uses now, and how many those are.
#[derive(Debug)]
pub(super) struct Readers {
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
    is_closing: watch::Sender<bool>,
}

impl Readers {
    pub(super) fn open(path: &Path) -> Result<Self, OpenError> {
        let idle = (0..CONNECTIONS).map(|_| open::reader(path)).collect::<Result<_, _>>()?;
        let permits = Arc::new(Semaphore::new(CONNECTIONS as usize));
        Ok(Self { idle: Mutex::new(idle), permits, is_closing: watch::Sender::new(false) })
    }

    pub(super) async fn read<T, E, F>(self: &Arc<Self>, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Read) -> Result<T, E> + Send + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.read_within(Some(LONGEST_READ), work).await
    }

    pub(super) async fn read_patiently<T, E, F>(self: &Arc<Self>, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Read) -> Result<T, E> + Send + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.read_within(None, work).await
    }

    async fn read_within<T, E, F>(
        self: &Arc<Self>,
        longest: Option<Duration>,
        work: F,
    ) -> Result<T, E>
    where
        F: Fn(&mut dyn Read) -> Result<T, E> + Send + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.with_connection(longest, move |connection| in_transaction(connection, &work))
            .await
            .unwrap_or_else(|error| Err(error.into()))
    }

    /// The findings of a full check; none if all is well.
    pub(super) async fn check(self: &Arc<Self>) -> Result<Vec<String>, StoreError> {
        const CHECK: Sql = Sql::new("store.check", "integrity_check");
        self.with_connection(None, |connection| open::findings(connection, CHECK.text))
            .await?
            .map_err(|failure| error::statement(CHECK, failure))
    }

    /// Waits until every read has ended, then closes every connection.
    pub(super) async fn close(&self) {
        self.is_closing.send_replace(true);
        if let Ok(all) = self.permits.acquire_many(CONNECTIONS).await {
            self.permits.close();
            self.idle().clear();
            drop(all);
        }
    }

    async fn with_connection<T: Send + 'static>(
        self: &Arc<Self>,
        longest: Option<Duration>,
        work: impl FnOnce(&Connection) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = self.permits.clone().acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let connection = self.idle().pop().ok_or(StoreError::Closed)?;
        let interrupt = connection.get_interrupt_handle();
        let home = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            let answer = work(&connection);
            home.idle().push(connection);
            drop(permit);
            answer
        });
        let patience = patience(longest, self.is_closing.subscribe());
        within(task, patience, &interrupt).await
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends when a read has had its time.
async fn patience(longest: Option<Duration>, mut is_closing: watch::Receiver<bool>) {
    let too_long = async {
        match longest {
            Some(longest) => sleep(longest).await,
            None => pending().await,
        }
    };
    let closed = async {
        if is_closing.wait_for(|closing| *closing).await.is_err() {
            pending::<()>().await;
        }
        sleep(GRACE).await;
    };
    tokio::select! {
        biased;
        () = too_long => {}
        () = closed => {}
    }
}

async fn within<T>(
    mut task: JoinHandle<T>,
    patience: impl Future<Output = ()>,
    interrupt: &InterruptHandle,
) -> Result<T, StoreError> {
    let ended = tokio::select! {
        biased;
        ended = &mut task => Some(ended),
        () = patience => None,
    };
    if let Some(ended) = ended {
        return ended.map_err(|_| StoreError::Panicked);
    }
    loop {
        interrupt.interrupt();
        if let Ok(ended) = timeout(INTERRUPT_AGAIN, &mut task).await {
            return ended.map_err(|_| StoreError::Panicked);
        }
    }
}

/// One moment of the store, on a connection that nobody else uses meanwhile.
pub(super) fn in_transaction<T, E: From<StoreError>>(
    connection: &Connection,
    work: &dyn Fn(&mut dyn Read) -> Result<T, E>,
) -> Result<T, E> {
    let unavailable = |failure| E::from(error::statement(error::BEGIN, failure));
    connection.execute_batch("BEGIN").map_err(unavailable)?;
    let mut tx = SqliteTx::new(connection);
    let answer = run_caught(|| work(&mut tx));
    let answer = honest(answer, &tx.failed);
    // Nothing was written, so how the transaction ends makes no difference.
    if !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK").map_err(unavailable)?;
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn an_endless_read_is_interrupted_and_its_connection_used_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("muster.db");
        open::writer(&path, crate::migrations::ALL).unwrap();
        let readers = Arc::new(Readers::open(&path).unwrap());
        let endless = |connection: &Connection| {
            let count = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
                         SELECT COUNT(*) FROM n";
            connection.query_row(count, [], |row| row.get::<_, i64>(0)).map_err(error::commit)
        };
        for _ in 0..=CONNECTIONS {
            let patience = Some(Duration::from_millis(20));
            let answer = readers.with_connection(patience, endless).await.unwrap();
            assert!(matches!(answer, Err(StoreError::TooSlow)), "{answer:?}");
        }
        assert_eq!(readers.check().await.unwrap(), [""; 0]);
    }
}
