//! What handlers take out of a request, each with a clear answer when it is not there.

use crate::{app::App, caller::Caller, error::AppError};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use bytes::Bytes;
use http::{HeaderMap, header, request::Parts};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use muster_api::{Problem, ProblemKind};
use muster_core::{IdempotencyKey, RequestId, Scope};
use serde::de::DeserializeOwned;
use std::{sync::Arc, time::Duration};

/// The largest body that a route takes, unless it says otherwise.
pub(crate) const LARGEST_BODY: usize = 1024 * 1024;
/// The largest body with many jobs.
pub(crate) const LARGEST_BATCH: usize = 16 * 1024 * 1024;
/// A body must arrive within this time; each part of one that is read as it arrives, too.
pub(crate) const SLOWEST_BODY: Duration = Duration::from_secs(20);
/// Deeper JSON is an attack, not a job.
const DEEPEST_JSON: usize = 64;

/// The body as bytes, bounded in size and time, with its type checked.
pub(crate) async fn read(request: Request, most: usize) -> Result<Bytes, AppError> {
    let body = Limited::new(request.into_body(), most).collect();
    let arrived = tokio::time::timeout(SLOWEST_BODY, body).await;
    let collected = arrived.map_err(|_| {
        AppError::told(ProblemKind::RequestTimeout, "the body did not arrive within 20 seconds")
    })?;
    collected.map(http_body_util::Collected::to_bytes).map_err(|error| {
        if error.is::<LengthLimitError>() {
            AppError::told(
                ProblemKind::BodyTooLarge,
                format!("a body may have {most} bytes at most"),
            )
        } else {
            AppError::told(ProblemKind::BadRequest, "the body broke off")
        }
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next()).map(str::trim);
    essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
}

/// Whether brackets nest deeper than allowed, outside of strings.
fn is_too_deep(bytes: &[u8]) -> bool {
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST_JSON {
            return true;
        }
    }
    false
}

pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, AppError> {
    if is_too_deep(bytes) {
        return Err(AppError::told(
            ProblemKind::JsonInvalid,
            format!("JSON may nest {DEEPEST_JSON} levels deep at most"),
        ));
    }
    // Serde would take a list for the fields of an object in their order, which nobody documents.
    if bytes.trim_ascii_start().starts_with(b"[") {
        return Err(AppError::told(ProblemKind::Validation, "the body is a list, not an object"));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        unreadable(&error.into_inner(), path.strip_prefix('.').unwrap_or(&path))
    });
    read.and_then(|value| json.end().map(|()| value).map_err(|error| unreadable(&error, "")))
}

fn unreadable(error: &serde_json::Error, path: &str) -> AppError {
    match error.classify() {
        serde_json::error::Category::Data => not_valid(error, path),
        _ => AppError::told(ProblemKind::JsonInvalid, format!("the body is not JSON: {error}")),
    }
}

/// A value of the wrong type or a missing field; serde names the field in backticks.
fn not_valid(error: &serde_json::Error, path: &str) -> AppError {
    let text = error.to_string();
    let problem = Problem::new(
        ProblemKind::Validation,
        format!("a field has a value that is not allowed: {text}"),
    );
    match text.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        Some(field) if path.is_empty() => problem.in_field(field).into(),
        Some(field) => problem.in_field(format!("{path}.{field}")).into(),
        None if path.is_empty() => problem.into(),
        None => problem.in_field(path).into(),
    }
}

/// A JSON body of up to so many bytes, and these for the idempotency fingerprint.
pub(crate) struct Json<T, const MOST: usize = LARGEST_BODY> {
    pub(crate) value: T,
    pub(crate) bytes: Bytes,
}

impl<T: DeserializeOwned, const MOST: usize> FromRequest<Arc<App>> for Json<T, MOST> {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &Arc<App>) -> Result<Self, AppError> {
        let is_json = is_json(request.headers());
        let bytes = read(request, MOST).await?;
        if !is_json {
            return Err(AppError::told(
                ProblemKind::UnsupportedMediaType,
                "send the body as `Content-Type: application/json`",
            ));
        }
        Ok(Self { value: parse(&bytes)?, bytes })
    }
}

/// A JSON body that may be left out.
pub(crate) struct MaybeJson<T>(pub(crate) T);

impl<T: DeserializeOwned + Default> FromRequest<Arc<App>> for MaybeJson<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &Arc<App>) -> Result<Self, AppError> {
        let (is_json, is_typed) =
            (is_json(request.headers()), request.headers().contains_key(header::CONTENT_TYPE));
        let bytes = read(request, LARGEST_BODY).await?;
        if is_typed && !is_json {
            return Err(AppError::told(
                ProblemKind::UnsupportedMediaType,
                "send the body as `Content-Type: application/json`",
            ));
        }
        if bytes.is_empty() { Ok(Self(T::default())) } else { parse(&bytes).map(Self) }
    }
}

/// The id in the path.
pub(crate) struct Id<T>(pub(crate) T);

impl<T> FromRequestParts<Arc<App>> for Id<T>
where
    T: std::str::FromStr<Err: std::fmt::Display> + Send,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, AppError> {
        let Path(text) = Path::<String>::from_request_parts(parts, app)
            .await
            .map_err(|_| AppError::told(ProblemKind::BadId, "the id in the path is malformed"))?;
        let id = text.parse().map_err(|error| {
            AppError::told(ProblemKind::BadId, format!("the id in the path is {error}"))
        })?;
        Ok(Self(id))
    }
}

/// The query, typed.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Arc<App>> for Asked<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, AppError> {
        let query = Query::<T>::from_request_parts(parts, app).await;
        let Query(value) =
            query.map_err(|error| AppError::told(ProblemKind::Validation, error.body_text()))?;
        Ok(Self(value))
    }
}

/// A caller that may look.
pub(crate) struct Reader(pub(crate) Caller);

impl FromRequestParts<Arc<App>> for Reader {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, AppError> {
        let caller = parts.extensions.get::<Caller>().cloned();
        caller.map(Self).ok_or(AppError::Internal("find the caller of a guarded request"))
    }
}

/// A caller that may change things, with the scope in which it does.
pub(crate) struct Writer(pub(crate) Scope);

impl FromRequestParts<Arc<App>> for Writer {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, AppError> {
        let Reader(caller) = Reader::from_request_parts(parts, app).await?;
        // The table of routes has said so already, unless somebody has forgotten what a route does.
        if !caller.may_change() {
            return Err(AppError::told(
                ProblemKind::Forbidden,
                "this token may look and not change anything",
            ));
        }
        Ok(Self(caller.scope(request_id(parts)?, idempotency_key(&parts.headers)?)))
    }
}

/// The id that the guard gave the request.
pub(crate) fn request_id(parts: &Parts) -> Result<RequestId, AppError> {
    parts
        .extensions
        .get::<RequestId>()
        .cloned()
        .ok_or(AppError::Internal("find the id of a guarded request"))
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, AppError> {
    let Some(given) = headers.get("idempotency-key") else { return Ok(None) };
    let plain = given.to_str().ok().and_then(|text| text.parse().ok());
    plain.map(Some).ok_or_else(|| {
        AppError::told(
            ProblemKind::BadHeader,
            "Idempotency-Key must be 1 to 255 visible ASCII characters",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_brackets_outside_of_strings() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(!is_too_deep(nested(DEEPEST_JSON).as_bytes()));
        assert!(is_too_deep(nested(DEEPEST_JSON + 1).as_bytes()));
        let quoted = format!("\"{}\\\"[\"", "[".repeat(1000));
        assert!(!is_too_deep(quoted.as_bytes()));
        assert!(!is_too_deep("[],".repeat(1000).as_bytes()));
    }
}
