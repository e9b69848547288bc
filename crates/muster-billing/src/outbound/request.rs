//! One request to a biller, and what comes back before anybody has looked at it.

use super::{BoxError, Done, Doubt, Failure, FailureKind, Operation, Refusal};
use crate::BillerName;
use chrono::DateTime;
use muster_core::{IdempotencyKey, RequestId, Timestamp};
use reqwest::{
    Method, StatusCode,
    header::{DATE, HeaderMap, RETRY_AFTER},
};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// In which request of ours a biller is called, and under which key.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Follows the call to the biller.
    pub request_id: &'a RequestId,
    /// A repeat under the same key finds the first one's answer, where the biller knows keys. Stripe keeps
    /// failures as well, for a day: who was answered with one takes a new key once it is known that nothing
    /// was done.
    pub idempotency_key: Option<&'a IdempotencyKey>,
}

/// What is asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(super) operation: Operation,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) content: Content,
}

/// What is sent along.
#[derive(Debug)]
pub(crate) enum Content {
    Nothing,
    Json(serde_json::Value),
    Form(String),
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(super) biller: BillerName,
    pub(super) operation: Operation,
    pub(crate) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// When it was there, on our clock.
    pub(super) now: Timestamp,
    /// How long it took.
    pub(super) took: Duration,
}

impl Reply {
    /// What a good answer says.
    pub(crate) fn done<T: DeserializeOwned>(&self) -> Result<Done<T>, Failure> {
        let value = serde_json::from_slice(&self.body).map_err(|error| self.unusable(error))?;
        Ok(self.with(value))
    }

    /// It is probably done, but the answer is of no use.
    pub(crate) fn unusable(&self, source: impl Into<BoxError>) -> Failure {
        let failure = self.failed(FailureKind::Unknown(Doubt::Unreadable));
        Failure { source: Some(source.into()), ..failure }
    }

    /// This value, dated by the answer.
    pub(crate) fn with<T>(&self, value: T) -> Done<T> {
        let theirs = self.theirs().unwrap_or(self.now);
        let took_ms = i64::try_from(self.took.as_millis()).unwrap_or(i64::MAX);
        Done {
            value,
            // Dates are cut to the second, so this is never later than the question.
            as_of: Timestamp::from_millis(theirs.millis().saturating_sub(took_ms)),
            clock_offset_ms: theirs.millis().saturating_sub(self.now.millis()),
        }
    }

    /// What time it was at the biller.
    fn theirs(&self) -> Option<Timestamp> {
        let date = self.headers.get(DATE)?.to_str().ok()?;
        moment(date)
    }

    /// What a bad answer means by its status alone; `invalid` reads what the biller says of it.
    pub(crate) fn refused(&self, not_found: bool, says: String) -> Failure {
        let refused = FailureKind::Refused;
        self.failed(match self.status.as_u16() {
            401 | 403 => refused(Refusal::Unauthorised),
            402 => refused(Refusal::PaymentFailed),
            404 if not_found => refused(Refusal::NotFound),
            404 | 405 => refused(Refusal::NotTheApi),
            409 | 424 => refused(Refusal::Conflict),
            429 => refused(Refusal::RateLimited { after: self.retry_after() }),
            400..=499 => refused(Refusal::Invalid { says }),
            500..=599 => FailureKind::Unknown(Doubt::ServerError { status: self.status.as_u16() }),
            // A redirect is not followed, and anything else is no answer of theirs.
            _ => refused(Refusal::NotTheApi),
        })
    }

    pub(crate) fn failed(&self, kind: FailureKind) -> Failure {
        let reference = ["request-id", "x-request-id"].iter().find_map(|name| {
            self.headers.get(*name).and_then(|id| id.to_str().ok()).map(str::to_owned)
        });
        Failure { biller: self.biller, operation: self.operation, kind, reference, source: None }
    }

    /// In seconds, or until a date.
    fn retry_after(&self) -> Option<Duration> {
        let value = self.headers.get(RETRY_AFTER)?.to_str().ok()?;
        let seconds = value.parse().ok().map(Duration::from_secs);
        seconds.or_else(|| Some(moment(value)?.since(self.theirs().unwrap_or(self.now))))
    }
}

fn moment(date: &str) -> Option<Timestamp> {
    let moment = DateTime::parse_from_rfc2822(date).ok()?;
    Some(Timestamp::from_millis(moment.timestamp_millis()))
}
