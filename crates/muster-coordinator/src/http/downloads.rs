//! `/v1/downloads`: links by which a browser downloads a file without a token in its address.
//!
//! A link names who has made it, in which organisation, and one request that is a download. It is signed by a key of the
//! coordinator and lives for a quarter of an hour. When it is used, its maker must still be allowed what they were:
//! then the request is made in their name, and what is text in the answer is made unreadable where it holds credentials.

use crate::{
    app::App,
    caller::{Caller, Power, SignedIn},
    crypto::{LinkKey, decode, encode},
    engine::{people, redact::Redactor},
    error::AppError,
    http::{
        access::forbidden,
        extract::{Asked, Json, Reader},
        tools::Inner,
    },
};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::State,
    response::Response,
};
use futures_util::{Stream, StreamExt, stream};
use http::{Uri, header};
use muster_api::{
    Problem, ProblemKind,
    download::{DownloadLink, DownloadQuery, DownloadRequest},
};
use muster_core::{OrganisationId, PersonId, RequestId, Role, Timestamp, TokenId};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};
use tower::ServiceExt;
use utoipa_axum::{router::OpenApiRouter, routes};

const LIFETIME: Duration = Duration::from_mins(15);
const LONGEST_PATH: usize = 2048;
/// So much of a file tells whether it is text.
const LOOKED_AT: usize = 8 * 1024;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(make, read))
}

/// What a link says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Link {
    organisation: OrganisationId,
    actor: String,
    role: Role,
    /// The person and their session, if one has signed in.
    signed_in: Option<(PersonId, TokenId)>,
    path: String,
    until: Timestamp,
}

/// How what is downloaded is handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Bytes, which are text if they look like it.
    File,
    /// Lines of JSON or a log: text.
    Text,
    /// It holds no credentials, and no byte of it may be changed.
    Signed,
}

/// What a path leads to, if it is a download.
fn kind(path: &str) -> Option<Kind> {
    let uri: Uri = path.parse().ok().filter(|_| path.starts_with("/v1/"))?;
    let parts: Vec<_> = uri.path().split('/').skip(2).collect();
    match parts.as_slice() {
        ["jobs", _, "log", "raw"] | ["jobs" | "usage", "export"] => Some(Kind::Text),
        ["jobs", _, "artefacts", name] if !name.is_empty() => Some(Kind::File),
        ["audit", "export"] => Some(Kind::Signed),
        _ => None,
    }
}

/// Make a link to a download.
///
/// It can be opened without a token, for 15 minutes, as long as you may do what you may now. Text that is downloaded by it has
/// its credentials made unreadable.
#[utoipa::path(post, path = "/v1/downloads", tag = "downloads", request_body = DownloadRequest,
    responses((status = 200, body = DownloadLink), (status = 422, body = Problem)))]
pub(crate) async fn make(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    body: Json<DownloadRequest>,
) -> Result<axum::Json<DownloadLink>, AppError> {
    let path = body.value.path;
    if path.len() > LONGEST_PATH || kind(&path).is_none() {
        let detail = "`path` must be that of a log, an artefact, or an export of jobs, of usage or of the audit log";
        return Err(Problem::new(ProblemKind::Validation, detail).in_field("path").into());
    }
    let Power::Role(role) = caller.power else {
        return Err(forbidden("a program has a token of its own, and needs no link"));
    };
    let until = app.seams.clock.now().after(LIFETIME);
    let link = Link {
        organisation: caller.organisation,
        actor: caller.actor.to_string(),
        role,
        signed_in: caller.signed_in.map(|SignedIn { person, session }| (person, session)),
        path,
        until,
    };
    let url = format!("/v1/downloads?link={}", link.sign(&app.link_key));
    Ok(axum::Json(DownloadLink { url, expires_at: until }))
}

impl Link {
    fn sign(&self, key: &LinkKey) -> String {
        let said = serde_json::to_vec(self).unwrap_or_default();
        format!("{}.{}", encode(&said), encode(&key.sign(&said)))
    }

    /// What a text says, if this coordinator has signed it.
    fn read(text: &str, key: &LinkKey) -> Option<Self> {
        let (said, code) = text.split_once('.')?;
        let said = decode(said)?;
        key.has_signed(&said, &decode(code)?).then(|| serde_json::from_slice(&said).ok())?
    }

    /// Who made it, with what they could do then.
    fn maker(&self, app: &App) -> Option<Caller> {
        Some(Caller {
            organisation: self.organisation.clone(),
            actor: self.actor.parse().ok()?,
            power: Power::Role(self.role),
            is_of_this_machine: self.organisation == app.organisation,
            signed_in: self.signed_in.clone().map(|(person, session)| SignedIn { person, session }),
            is_console: false,
            is_admin: false,
        })
    }
}

/// Download by a link.
#[utoipa::path(get, path = "/v1/downloads", tag = "downloads", security(()), params(DownloadQuery),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 401, body = Problem), (status = 410, body = Problem)))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    Extension(Inner(inner)): Extension<Inner>,
    Extension(id): Extension<RequestId>,
    Asked(query): Asked<DownloadQuery>,
) -> Result<Response, AppError> {
    let link =
        Link::read(&query.link, &app.link_key).ok_or_else(|| no_link("it was not made here"))?;
    if link.until <= app.seams.clock.now() {
        return Err(Problem::new(ProblemKind::LinkExpired, "the link was good for 15 minutes")
            .with_hint("make another where you found it")
            .into());
    }
    let (kind, maker) = (kind(&link.path), link.maker(&app));
    let (Some(kind), Some(caller)) = (kind, maker) else {
        return Err(no_link("it leads nowhere any more"));
    };
    if !people::still_there(&app, &caller).await {
        return Err(no_link("whoever made it may not read this any more"));
    }
    caller.may(Role::Viewer, None)?;
    let request = http::Request::builder().uri(&link.path).extension(caller).extension(id);
    let request = request.body(Body::empty());
    let request = request.map_err(|_| AppError::Internal("make the request of a download"))?;
    let Ok(answer) = inner.oneshot(request).await;
    if !answer.status().is_success() || kind == Kind::Signed {
        return Ok(answer);
    }
    readable(answer, kind).await
}

fn no_link(why: &str) -> AppError {
    AppError::told(ProblemKind::Unauthorized, format!("the link is not good: {why}"))
}

/// The same answer, without credentials in what is text.
async fn readable(answer: Response, kind: Kind) -> Result<Response, AppError> {
    let (mut parts, body) = answer.into_parts();
    let mut bytes = body.into_data_stream();
    let first = match bytes.next().await {
        Some(first) => first.map_err(|_| AppError::Internal("read a download"))?,
        None => Bytes::new(),
    };
    let whole = stream::iter([Ok(first.clone())]).chain(bytes);
    if kind == Kind::File && !is_text(&first) {
        return Ok(Response::from_parts(parts, Body::from_stream(whole)));
    }
    // They tell of the file as it is kept.
    for name in [header::CONTENT_LENGTH, header::ETAG, header::ACCEPT_RANGES] {
        parts.headers.remove(name);
    }
    Ok(Response::from_parts(parts, Body::from_stream(redacted(whole))))
}

fn redacted(
    bytes: impl Stream<Item = Result<Bytes, axum::Error>> + Send + Unpin + 'static,
) -> impl Stream<Item = Result<Bytes, axum::Error>> + Send {
    let start = (bytes, Some(Redactor::default()));
    stream::unfold(start, |(mut bytes, redactor)| async move {
        let mut redactor = redactor?;
        match bytes.next().await {
            Some(Ok(part)) => {
                let part = redactor.part(&part).into();
                Some((Ok(part), (bytes, Some(redactor))))
            }
            Some(Err(error)) => Some((Err(error), (bytes, None))),
            None => Some((Ok(redactor.end().into()), (bytes, None))),
        }
    })
}

/// Whether bytes begin as text does. The last letter may be cut.
fn is_text(bytes: &[u8]) -> bool {
    let looked_at = &bytes[..bytes.len().min(LOOKED_AT)];
    let is_letters = match std::str::from_utf8(looked_at) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    is_letters && !looked_at.contains(&0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_downloads_are_linked_to() {
        for path in [
            "/v1/jobs/job_1/log/raw?attempt=1",
            "/v1/jobs/job_1/artefacts/a%2Fb.zip?attempt=2",
            "/v1/jobs/export",
            "/v1/audit/export?format=csv",
            "/v1/usage/export",
        ] {
            assert!(kind(path).is_some(), "{path}");
        }
        for path in [
            "",
            "/v1/jobs",
            "/v1/jobs/job_1",
            "/v1/jobs/job_1/log/raw/",
            "/v1/jobs/job_1/artefacts/",
            "/v1/jobs/job_1/artefacts/a/b",
            "/v1/secrets",
            "/v1/tokens",
            "//v1/jobs/export",
            "http://127.0.0.1/v1/jobs/export",
            "/v1/../v1/jobs/export",
            "v1/jobs/export",
        ] {
            assert!(kind(path).is_none(), "{path}");
        }
    }

    #[test]
    fn what_is_no_text_is_handed_on_as_it_is() {
        assert!(
            is_text(b"") && is_text("caf\u{e9}".as_bytes()) && is_text(&"\u{e9}".as_bytes()[..1])
        );
        assert!(!is_text(b"PK\x03\x04\0\0") && !is_text(&[0xff, 0xfe, b'a']));
    }
}
