//! Statements on one connection of SQLite.

use super::error;
use crate::{
    Read, StoreError, Write,
    driver::{Execute, Query, Sql},
    transaction::Failed,
    value::{Row, Value},
};
use rusqlite::{
    CachedStatement, Connection, ToSql,
    types::{ToSqlOutput, ValueRef},
};
use std::sync::Arc;

/// A transaction; whoever made it begins and ends it.
#[derive(Debug)]
pub(super) struct SqliteTx<'c> {
    connection: &'c Connection,
    pub(super) failed: Failed,
}

impl<'c> SqliteTx<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection, failed: Failed::default() }
    }

    fn attempt<T>(
        &mut self,
        sql: Sql,
        run: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.failed.check()?;
        let answer = run(self.connection).map_err(|failure| error::statement(sql, failure));
        self.failed.note(answer)
    }
}

impl Query for SqliteTx<'_> {
    fn query(&mut self, sql: Sql, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.attempt(sql, |connection| rows(connection, sql, params))
    }

    fn query_many(&mut self, sql: Sql, params: &[Vec<Value>]) -> Result<Vec<Row>, StoreError> {
        params.iter().try_fold(Vec::new(), |mut all, each| {
            all.extend(self.query(sql, each)?);
            Ok(all)
        })
    }
}

impl Execute for SqliteTx<'_> {
    fn execute(&mut self, sql: Sql, params: &[Value]) -> Result<u64, StoreError> {
        self.attempt(sql, |connection| {
            let mut statement = connection.prepare_cached(sql.text)?;
            bind(&mut statement, params)?;
            statement.raw_execute().map(|count| count as u64)
        })
    }

    fn execute_many(&mut self, sql: Sql, params: &[Vec<Value>]) -> Result<u64, StoreError> {
        params.iter().try_fold(0, |count, each| Ok(count + self.execute(sql, each)?))
    }
}

impl Read for SqliteTx<'_> {}
impl Write for SqliteTx<'_> {}

fn rows(connection: &Connection, sql: Sql, params: &[Value]) -> rusqlite::Result<Vec<Row>> {
    let mut statement = connection.prepare_cached(sql.text)?;
    bind(&mut statement, params)?;
    let names: Arc<[String]> = statement.column_names().map(str::to_owned).collect();
    let mut answer = statement.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = answer.next()? {
        let values =
            (0..names.len()).map(|at| row.get_ref(at).map(value)).collect::<Result<_, _>>();
        rows.push(Row::new(sql.table(), names.clone(), values?));
    }
    Ok(rows)
}

/// `$1` is a *named* parameter in SQLite, numbered by first appearance: bind by name, never by place.
fn bind(statement: &mut CachedStatement<'_>, params: &[Value]) -> rusqlite::Result<()> {
    for (at, value) in params.iter().enumerate() {
        let name = format!("${}", at + 1);
        let place = statement
            .parameter_index(&name)?
            .ok_or_else(|| rusqlite::Error::InvalidParameterName(name))?;
        statement.raw_bind_parameter(place, value)?;
    }
    Ok(())
}

fn value(found: ValueRef<'_>) -> Value {
    match found {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        // Text that is not UTF-8, and a fraction, fit no column of ours: as bytes they are found out.
        ValueRef::Text(text) => String::from_utf8(text.to_vec())
            .map_or_else(|error| Value::Blob(error.into_bytes()), Value::Text),
        ValueRef::Real(fraction) => Value::Blob(fraction.to_be_bytes().to_vec()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
