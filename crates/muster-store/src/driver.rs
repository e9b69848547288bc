//! What a table function may do inside a transaction; the same on both databases.
//!
//! [`Read`] and [`Write`] are what other crates see: tickets to be handed to the functions of a
//! table. What they can do is in [`Query`] and [`Execute`], which only this crate can name, so no
//! other crate can speak SQL. Everything is synchronous and object-safe.

use crate::{
    StoreError,
    value::{Row, Value},
};

/// A statement in the SQL that both databases understand, and its name for logs and errors.
#[derive(Debug, Clone, Copy)]
pub struct Sql {
    /// `<table>.<verb>`.
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
}

impl Sql {
    pub(crate) const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text }
    }

    pub(crate) fn table(self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(table, _)| table)
    }
}

/// Reading inside a transaction.
pub trait Query {
    fn query(&mut self, sql: Sql, params: &[Value]) -> Result<Vec<Row>, StoreError>;
    /// Same statement, many parameters: a loop on SQLite, pipelined on PostgreSQL.
    fn query_many(&mut self, sql: Sql, params: &[Vec<Value>]) -> Result<Vec<Row>, StoreError>;
    fn query_one(&mut self, sql: Sql, params: &[Value]) -> Result<Option<Row>, StoreError> {
        Ok(self.query(sql, params)?.into_iter().next())
    }
}

/// Changing rows inside a transaction; answers how many.
pub trait Execute: Query {
    fn execute(&mut self, sql: Sql, params: &[Value]) -> Result<u64, StoreError>;
    /// Same statement, many parameters: a loop on SQLite, pipelined on PostgreSQL.
    fn execute_many(&mut self, sql: Sql, params: &[Vec<Value>]) -> Result<u64, StoreError>;

    /// Changes exactly one row, or finds that somebody else was first.
    fn change(&mut self, sql: Sql, params: &[Value]) -> Result<(), StoreError> {
        if self.execute(sql, params)? == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }
}

/// A transaction that may read.
pub trait Read: Query {}

/// A transaction that may read and write.
pub trait Write: Execute + Read {}

/// Parameters in order, each converted to a [`Value`].
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::value::Value::from($value)),*] };
}
pub(crate) use values;
