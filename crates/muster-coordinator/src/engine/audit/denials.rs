//! Denials: requests that were refused because of who asked, as events of the log.
//!
//! Whoever asks often enough could fill the disk with them, so only so many an hour are written down one by one; the
//! others are counted, and the next one that is written down says how many there were.

use crate::{
    app::App,
    caller::Caller,
    error::{Chain, Told},
};
use axum::{extract::Request, response::Response};
use http::StatusCode;
use muster_audit::Outcome;
use muster_core::{RequestId, Scope, token::ClearToken};
use muster_seams::BootTime;
use muster_store::{
    StoreError,
    audit_event::{self, AuditEntry},
};
use serde_json::json;
use std::{
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

const MOST_AN_HOUR: u32 = 100;
const WINDOW: Duration = Duration::from_hours(1);
const LONGEST_PATH: usize = 200;

/// How many were written down in this hour, and how many were not since the last that was.
#[derive(Debug, Default)]
pub(crate) struct Denials(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    begun: Option<BootTime>,
    written: u32,
    passed_over: u64,
}

impl Denials {
    /// Whether one more is written down; if so, how many before it were not.
    fn admit(&self, now: BootTime) -> Option<u64> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.begun.is_none_or(|begun| now.since(begun) >= WINDOW) {
            counted.begun = Some(now);
            counted.written = 0;
        }
        if counted.written == MOST_AN_HOUR {
            counted.passed_over += 1;
            return None;
        }
        counted.written += 1;
        Some(std::mem::take(&mut counted.passed_over))
    }
}

/// Who asks, and for what, as far as it is known before the answer.
#[derive(Debug)]
pub(crate) struct Asker {
    method: String,
    path: String,
    address: Option<String>,
    token: Option<String>,
}

impl Asker {
    /// The address of another machine, and the token that was brought, whether it is one or not.
    pub(crate) fn of(request: &Request, address: Option<IpAddr>, token: Option<&str>) -> Self {
        let path = request.uri().path();
        let token = token.and_then(|text| text.parse::<ClearToken>().ok());
        Self {
            method: request.method().as_str().chars().take(LONGEST_PATH).collect(),
            path: path.chars().take(LONGEST_PATH).collect(),
            address: address.map(|address| address.to_string()),
            token: token.map(|token| token.id.to_string()),
        }
    }
}

/// A request that was refused because of who asked, and with which word.
#[derive(Debug)]
pub(crate) struct Denied {
    asker: Asker,
    error: Option<&'static str>,
}

impl Denied {
    pub(crate) fn with(response: &Response, asker: Asker) -> Option<Self> {
        let denials = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN];
        let told = response.extensions().get::<Told>();
        let error = told.map(|Told(problem)| problem.error.as_str());
        denials.contains(&response.status()).then_some(Self { asker, error })
    }
}

impl App {
    /// Writes down that a request was refused.
    pub(crate) async fn audit_denial(
        &self,
        denied: Denied,
        caller: Option<Caller>,
        request_id: &RequestId,
    ) {
        let Some(passed_over) = self.audit.denials.admit(self.seams.clock.boot()) else { return };
        let Denied { asker, error } = denied;
        let own = Scope { request_id: request_id.clone(), ..self.own_scope(&self.organisation) };
        let scope = caller.map_or(own, |caller| caller.scope(request_id.clone(), None));
        let Asker { method, path, address, token } = asker;
        let detail = json!({
            "method": method,
            "error": error,
            "address": address,
            "token": token,
            "passed_over": passed_over,
        });
        let (action, target) = ("request.deny".to_owned(), path);
        let entry = AuditEntry { action, target, detail: detail.to_string() };
        let now = self.seams.clock.now();
        // What strangers cause may not use the room that is kept for a full disk.
        let kept = self.store.admit(move |tx| {
            audit_event::append_as(tx, &scope, &entry, Outcome::Denied, now).map(drop)
        });
        let kept: Result<(), StoreError> = kept.await;
        if let Err(error) = kept {
            tracing::warn!(error = %Chain(&error), "a denial could not be written down");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_counted_and_not_written_down() {
        let (denials, at) = (Denials::default(), |minutes| BootTime(Duration::from_mins(minutes)));
        for _ in 0..MOST_AN_HOUR {
            assert_eq!(denials.admit(at(0)), Some(0));
        }
        for _ in 0..1_000 {
            assert_eq!(denials.admit(at(59)), None);
        }
        assert_eq!(denials.admit(at(60)), Some(1_000));
        assert_eq!(denials.admit(at(61)), Some(0));
    }
}
