//! Creations: done once per idempotency key, however often they are asked for.
//!
//! The answer is stored in the transaction of what it tells, so a repeat after a lost answer finds
//! it, and two at the same time make one.

use crate::{app::App, crypto::sha256, error::AppError};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use muster_api::ProblemKind;
use muster_core::Scope;
use muster_store::{
    Write,
    idempotency::{self, Answer},
};
use serde::Serialize;
use std::{sync::Arc, time::Duration};

/// Published in the API's description: a key is remembered this long.
const REMEMBERED: Duration = Duration::from_hours(24);

/// One kind of creation, and the request that asks for it.
pub(crate) struct Creation<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) route: &'static str,
    pub(crate) body: &'a [u8],
    /// The answer holds a secret: it is shown once and never stored, so a repeat gets a conflict.
    pub(crate) is_secret: bool,
}

/// What became of it.
pub(crate) enum Created<T> {
    /// It was done now.
    Fresh(T, Response),
    /// It had been done before; this is the answer of then.
    Replayed(Response),
}

impl<T> Created<T> {
    pub(crate) fn into_response(self) -> Response {
        match self {
            Self::Fresh(_, response) | Self::Replayed(response) => response,
        }
    }
}

impl App {
    /// Does the work and stores its answer, or finds the answer of the first time.
    pub(crate) async fn create<T, F>(
        self: &Arc<Self>,
        creation: Creation<'_>,
        work: F,
    ) -> Result<Created<T>, AppError>
    where
        T: Serialize + Send + 'static,
        F: Fn(&mut dyn Write, &Scope) -> Result<T, AppError> + Send + Sync + 'static,
    {
        let Creation { scope, route, body, is_secret } = creation;
        let (scope, fingerprint, now) = (scope.clone(), sha256(body), self.seams.clock.now());
        let faults = self.seams.faults.clone();
        let done = self.store.admit(move |tx| {
            if let Some(answer) = idempotency::find(tx, &scope, route, now)? {
                return replay(answer, &fingerprint).map(Done::Before);
            }
            let made = work(tx, &scope)?;
            let body = serde_json::to_string(&made)
                .map_err(|_| AppError::Internal("write an answer as JSON"))?;
            let answer = Answer {
                fingerprint: fingerprint.clone(),
                status: StatusCode::CREATED.as_u16(),
                body,
            };
            let kept = if is_secret {
                Answer { body: String::new(), ..answer.clone() }
            } else {
                answer.clone()
            };
            idempotency::insert(tx, &scope, route, &kept, now, now.after(REMEMBERED))?;
            faults.pass("create.before_commit");
            Ok(Done::Now(made, answer))
        });
        Ok(match done.await? {
            Done::Now(made, answer) => Created::Fresh(made, respond(answer)),
            Done::Before(answer) => {
                let mut response = respond(answer);
                response
                    .headers_mut()
                    .insert("idempotent-replayed", HeaderValue::from_static("true"));
                Created::Replayed(response)
            }
        })
    }
}

enum Done<T> {
    Now(T, Answer),
    Before(Answer),
}

fn replay(answer: Answer, fingerprint: &[u8]) -> Result<Answer, AppError> {
    if answer.fingerprint == fingerprint && answer.body.is_empty() {
        return Err(AppError::told(
            ProblemKind::Conflict,
            "this was made before, and its secret is shown once; make another",
        ));
    }
    if answer.fingerprint == fingerprint {
        return Ok(answer);
    }
    Err(AppError::told(
        ProblemKind::IdempotencyMismatch,
        "this idempotency key was used for a request with another body",
    ))
}

fn respond(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    (status, [(header::CONTENT_TYPE, "application/json")], answer.body).into_response()
}
