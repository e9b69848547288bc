//! Values: what both databases can hold, and how our own types become one and come back.
//!
//! Times are integers in milliseconds, truths are 0 and 1, ids and JSON are text. A value that does
//! not fit the type that a column has in Muster makes its row corrupt; it is never replaced by a
//! default.

use crate::StoreError;
use muster_core::{
    Actor, AgentId, IdempotencyKey, InvitationId, JobId, MembershipId, Name, OperationId,
    OrganisationId, PersonId, RequestId, Timestamp, TokenId, TrustPolicyId, UsageEventId, WorkerId,
};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;

/// A value of a column or of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

/// A type that one value can become.
pub(crate) trait FromValue: Sized {
    fn from_value(value: Value) -> Option<Self>;
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&Actor> for Value {
    fn from(actor: &Actor) -> Self {
        Self::Text(actor.to_string())
    }
}

impl From<&RequestId> for Value {
    fn from(id: &RequestId) -> Self {
        Self::from(id.as_str())
    }
}

impl From<&IdempotencyKey> for Value {
    fn from(key: &IdempotencyKey) -> Self {
        Self::from(key.as_str())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Blob(bytes.to_vec())
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Int(truth.into())
    }
}

impl From<u64> for Value {
    /// No size or count that is stored comes near 2^63.
    fn from(count: u64) -> Self {
        Self::Int(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<Timestamp> for Value {
    fn from(moment: Timestamp) -> Self {
        Self::Int(moment.millis())
    }
}

impl From<JobId> for Value {
    fn from(id: JobId) -> Self {
        Self::Int(id.number())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! integers {
    ($($type:ty),*) => {$(
        impl From<$type> for Value {
            fn from(number: $type) -> Self {
                Self::Int(number.into())
            }
        }
        impl FromValue for $type {
            fn from_value(value: Value) -> Option<Self> {
                i64::from_value(value)?.try_into().ok()
            }
        }
    )*};
}
integers!(i32, u16, u32);

macro_rules! texts {
    ($($type:ty),*) => {$(
        impl From<&$type> for Value {
            fn from(id: &$type) -> Self {
                Self::Text(id.as_str().to_owned())
            }
        }
        impl FromValue for $type {
            fn from_value(value: Value) -> Option<Self> {
                String::from_value(value)?.try_into().ok()
            }
        }
    )*};
}
texts!(
    OrganisationId,
    WorkerId,
    TokenId,
    AgentId,
    TrustPolicyId,
    PersonId,
    MembershipId,
    InvitationId,
    UsageEventId,
    OperationId,
    Name
);

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Text(text) = value { Some(text) } else { None }
    }
}

impl FromValue for i64 {
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Int(number) = value { Some(number) } else { None }
    }
}

impl FromValue for u64 {
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value)?.try_into().ok()
    }
}

impl FromValue for bool {
    fn from_value(value: Value) -> Option<Self> {
        match i64::from_value(value)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Blob(bytes) = value { Some(bytes) } else { None }
    }
}

impl FromValue for Timestamp {
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).map(Self::from_millis)
    }
}

impl FromValue for JobId {
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).filter(|number| *number > 0).map(Self::from_number)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Option<Self> {
        if value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}

/// A value kept as JSON text.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: Serialize> From<Json<&T>> for Value {
    fn from(Json(value): Json<&T>) -> Self {
        // Our own types have string keys and finite numbers, so they always have a JSON form.
        Self::Text(serde_json::to_string(value).expect("a core type has a JSON form"))
    }
}

impl<T: DeserializeOwned> FromValue for Json<T> {
    fn from_value(value: Value) -> Option<Self> {
        serde_json::from_str(&String::from_value(value)?).ok().map(Json)
    }
}

/// One row of an answer; columns are taken out by name.
#[derive(Debug)]
pub struct Row {
    table: &'static str,
    names: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    pub(crate) fn new(table: &'static str, names: Arc<[String]>, values: Vec<Value>) -> Self {
        Self { table, names, values }
    }

    /// Takes a column out; each can be taken once.
    pub(crate) fn take<T: FromValue>(&mut self, column: &'static str) -> Result<T, StoreError> {
        let place = self.names.iter().position(|name| name == column);
        let value = place.map(|at| std::mem::replace(&mut self.values[at], Value::Null));
        value.and_then(T::from_value).ok_or_else(|| self.corrupt(column, "not of its type"))
    }

    /// Looks at a column and leaves it where it is.
    pub(crate) fn look<T: FromValue>(&self, column: &'static str) -> Result<T, StoreError> {
        let place = self.names.iter().position(|name| name == column);
        let value = place.map(|at| self.values[at].clone());
        value.and_then(T::from_value).ok_or_else(|| self.corrupt(column, "not of its type"))
    }

    /// Takes a column out that is kept as JSON.
    pub(crate) fn json<T: DeserializeOwned>(
        &mut self,
        column: &'static str,
    ) -> Result<T, StoreError> {
        self.take(column).map(|Json(value)| value)
    }

    /// Takes a column out that holds the word of one of these.
    pub(crate) fn one_of<T: Copy>(
        &mut self,
        column: &'static str,
        all: &[T],
        word: fn(T) -> &'static str,
    ) -> Result<T, StoreError> {
        let found: Option<T> = self.maybe_one_of(column, all, word)?;
        found.ok_or_else(|| self.corrupt(column, "not one of its words"))
    }

    /// The same of a column that may be empty.
    pub(crate) fn maybe_one_of<T: Copy>(
        &mut self,
        column: &'static str,
        all: &[T],
        word: fn(T) -> &'static str,
    ) -> Result<Option<T>, StoreError> {
        let Some(text) = self.take::<Option<String>>(column)? else { return Ok(None) };
        let found = all.iter().find(|it| word(**it) == text);
        found.copied().map(Some).ok_or_else(|| self.corrupt(column, "not one of its words"))
    }

    /// Takes a column out that holds one of a few words.
    pub(crate) fn word<T: Copy>(
        &mut self,
        column: &'static str,
        words: &[(&str, T)],
    ) -> Result<T, StoreError> {
        let text: String = self.take(column)?;
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).ok_or_else(|| self.corrupt(column, "not one of its words"))
    }

    /// The error for a column whose value makes no sense beside the others.
    pub(crate) fn corrupt(&self, column: &'static str, detail: &str) -> StoreError {
        StoreError::Corrupt { table: self.table, column, detail: detail.to_owned() }
    }
}
