//! Statements in one transaction of PostgreSQL.

use super::error;
use crate::{
    Read, StoreError, Write,
    driver::{Execute, Query, Sql},
    transaction::Failed,
    value::{Row, Value},
};
use deadpool_postgres::Transaction;
use futures_util::future::try_join_all;
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio_postgres::{Error, types::ToSql};

/// So many statements are on their way at once; more would only fill buffers.
const PIPELINE: usize = 256;

/// A transaction, used from a blocking thread.
pub(super) struct PostgresTx<'c> {
    transaction: Transaction<'c>,
    runtime: Handle,
    pub(super) failed: Failed,
    /// Another transaction was in the way, seen at any statement: how often to try.
    pub(super) in_the_way: Option<u32>,
}

impl<'c> PostgresTx<'c> {
    pub(super) fn new(transaction: Transaction<'c>, runtime: Handle) -> Self {
        Self { transaction, runtime, failed: Failed::default(), in_the_way: None }
    }

    pub(super) fn commit(self) -> Result<(), Error> {
        self.runtime.block_on(self.transaction.commit())
    }

    pub(super) fn rollback(self) {
        if let Err(error) = self.runtime.block_on(self.transaction.rollback()) {
            tracing::debug!(%error, "the connection was lost before the rollback");
        }
    }

    fn attempt<T>(
        &mut self,
        sql: Sql,
        run: impl AsyncFnOnce(&Transaction<'c>) -> Result<T, Error>,
    ) -> Result<T, StoreError> {
        self.failed.check()?;
        let answer = self.runtime.block_on(run(&self.transaction)).map_err(|failure| {
            self.in_the_way = error::most_attempts(&failure);
            error::statement(sql, failure)
        });
        self.failed.note(answer)
    }
}

impl Query for PostgresTx<'_> {
    fn query(&mut self, sql: Sql, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.attempt(sql, async |transaction| {
            let statement = transaction.prepare_cached(sql.text).await?;
            rows(sql, &transaction.query(&statement, &borrowed(params)).await?)
        })
    }

    fn query_many(&mut self, sql: Sql, params: &[Vec<Value>]) -> Result<Vec<Row>, StoreError> {
        self.attempt(sql, async |transaction| {
            let statement = transaction.prepare_cached(sql.text).await?;
            let mut all = Vec::new();
            for batch in params.chunks(PIPELINE) {
                let borrowed: Vec<_> = batch.iter().map(|each| borrowed(each)).collect();
                let answers = borrowed.iter().map(|each| transaction.query(&statement, each));
                for answer in try_join_all(answers).await? {
                    all.extend(rows(sql, &answer)?);
                }
            }
            Ok(all)
        })
    }
}

impl Execute for PostgresTx<'_> {
    fn execute(&mut self, sql: Sql, params: &[Value]) -> Result<u64, StoreError> {
        self.attempt(sql, async |transaction| {
            let statement = transaction.prepare_cached(sql.text).await?;
            transaction.execute(&statement, &borrowed(params)).await
        })
    }

    fn execute_many(&mut self, sql: Sql, params: &[Vec<Value>]) -> Result<u64, StoreError> {
        self.attempt(sql, async |transaction| {
            let statement = transaction.prepare_cached(sql.text).await?;
            let mut count = 0;
            for batch in params.chunks(PIPELINE) {
                let borrowed: Vec<_> = batch.iter().map(|each| borrowed(each)).collect();
                let answers = borrowed.iter().map(|each| transaction.execute(&statement, each));
                count += try_join_all(answers).await?.into_iter().sum::<u64>();
            }
            Ok(count)
        })
    }
}

impl Read for PostgresTx<'_> {}
impl Write for PostgresTx<'_> {}

fn borrowed(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as _).collect()
}

fn rows(sql: Sql, answer: &[tokio_postgres::Row]) -> Result<Vec<Row>, Error> {
    let Some(first) = answer.first() else { return Ok(Vec::new()) };
    let names: Arc<[String]> = first.columns().iter().map(|it| it.name().to_owned()).collect();
    let one = |row: &tokio_postgres::Row| {
        let values: Result<Vec<Value>, Error> = (0..row.len()).map(|at| row.try_get(at)).collect();
        Ok(Row::new(sql.table(), names.clone(), values?))
    };
    answer.iter().map(one).collect()
}
