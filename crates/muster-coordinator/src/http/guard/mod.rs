//! The guard: what every request passes before it reaches a route, in this order.
//!
//! 1. It gets an id, or keeps a harmless one that it brought.
//! 2. Its `Host` must be one that is served here: a web page cannot rebind a name to us.
//! 3. Its `Origin` must be ours: a web page of somebody else cannot write to us.
//! 4. If it says which protocols its program speaks, one of them must be spoken here.
//! 5. Its token must be known, unless the route is one of the few public ones. Only then does the
//!    router look, so without a token nobody learns which routes there are.
//! 6. From another machine there must not have been too many, with this token or without a good one.
//!
//! A request that was made inside this process carries its [`Caller`] already and skips 2 to 5.

pub(crate) mod auth;
pub(crate) mod hosts;
pub(crate) mod limits;
pub(crate) mod presets;

use crate::{
    app::App,
    caller::Caller,
    error::{AppError, Told},
    http::reference,
    metrics::Asked,
};
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use limits::Far;
use muster_api::{
    ProblemKind,
    artefact::UPLOADS,
    compat::ARTIFACTS,
    protocol::{HEADER, NoProtocols, OURS, Spoken},
    update::PROGRAMS,
};
use muster_core::RequestId;
use muster_limits::Admission;
use std::sync::Arc;
use tracing::Instrument;

/// Where machines join, with a token of their own kind.
const JOIN: &str = "/v1/workers/join";
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A connection that was opened inside this process: its host name means nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InProcess;

pub(crate) async fn guard(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = match request_id(&app, request.headers()) {
        Ok(id) => id,
        Err(error) => return finish(error.into_response(), &app.new_request_id()),
    };
    let span = tracing::info_span!("request", %id, method = %request.method(), path = %request.uri().path());
    request.extensions_mut().insert(id.clone());
    let (asked, begun) = (asked(&request), app.seams.clock.boot());
    let mut admission = None;
    let response = async {
        match admit(&app, &mut request, &mut admission).await {
            Ok(()) => next.run(request).await,
            Err(error) => error.into_response(),
        }
    };
    let mut response = finish(response.instrument(span).await, &id);
    for (name, value) in admission.iter().flat_map(Admission::headers) {
        response.headers_mut().insert(name, value);
    }
    let asked = Asked { code: response.status().as_u16(), ..asked };
    app.metrics.answered(&asked, app.seams.clock.boot().since(begun));
    response
}

/// What it is counted as: one of few, whatever somebody has written.
fn asked(request: &Request) -> Asked {
    let known =
        [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    let method = known.iter().find(|method| *method == request.method());
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    Asked {
        route: route.unwrap_or("none").to_owned(),
        method: method.map_or("other", Method::as_str).to_owned(),
        code: 0,
    }
}

fn request_id(app: &App, headers: &HeaderMap) -> Result<RequestId, AppError> {
    let Some(given) = headers.get(REQUEST_ID) else { return Ok(app.new_request_id()) };
    let plain = given.to_str().ok().and_then(|text| text.parse().ok());
    plain.ok_or_else(|| {
        AppError::told(
            ProblemKind::BadHeader,
            "X-Request-Id must be 1 to 128 visible ASCII characters",
        )
    })
}

async fn admit(
    app: &Arc<App>,
    request: &mut Request,
    admission: &mut Option<Admission>,
) -> Result<(), AppError> {
    if request.extensions().get::<Caller>().is_some() {
        return Ok(());
    }
    if request.extensions().get::<InProcess>().is_none() {
        hosts::check_host(&app.hosts, request)?;
        hosts::check_origin(request)?;
    }
    check_protocol(request.headers())?;
    if app.seams.tasks.is_stopping() {
        return Err(AppError::told(ProblemKind::Restarting, "the coordinator is restarting"));
    }
    let far = Far::sends(request);
    let is_read_here = far.is_none() && reference::PATHS.contains(&request.uri().path());
    let (admitted, may) = if is_read_here || is_public(request.method(), request.uri().path()) {
        match far.filter(|_| request.uri().path() == JOIN) {
            Some(far) => far.joins(app).await,
            None => return Ok(()),
        }
    } else {
        let group = limits::group_of(request);
        let caller = auth::caller(app, request.headers(), request.uri().path()).await;
        let counted = match (far, &caller) {
            (Some(far), Ok(caller)) => Some(far.known(app, caller, group).await),
            (Some(far), Err(_)) => Some(far.unknown(app).await),
            (None, _) => None,
        };
        let known = caller.map(|caller| drop(request.extensions_mut().insert(caller)));
        let Some((admitted, may)) = counted else { return known };
        (admitted, may.and(known))
    };
    *admission = Some(admitted);
    may
}

fn check_protocol(headers: &HeaderMap) -> Result<(), AppError> {
    let Some(said) = headers.get(HEADER) else { return Ok(()) };
    let theirs: Option<Spoken> = said.to_str().ok().and_then(|text| text.parse().ok());
    let theirs = theirs.ok_or_else(|| {
        AppError::told(ProblemKind::BadHeader, format!("Muster-Protocol {NoProtocols}"))
    })?;
    let agreed = OURS.agree(theirs);
    agreed.map(drop).map_err(|apart| AppError::told(apart.kind(), apart.detail("client", theirs)))
}

/// Routes that need no token: they tell nothing, or bring a proof of their own.
fn is_public(method: &Method, path: &str) -> bool {
    let reads = ["/", "/health", "/healthz", "/ready", "/readyz", "/console", "/v1/session"];
    let proves = ["/v1/console/sessions", "/v1/instance/challenge", JOIN];
    match *method {
        Method::GET | Method::HEAD => {
            reads.contains(&path) || path.starts_with("/console/") || takes_tickets(path)
        }
        Method::POST => proves.contains(&path) || brings_own_token(path),
        Method::PUT => takes_tickets(path),
        _ => false,
    }
}

/// Routes at which something of ours at a provider reports, with a token that opens nothing else.
fn brings_own_token(path: &str) -> bool {
    let between = |begin: &str, end: &str| {
        let id = path.strip_prefix(begin).and_then(|rest| rest.strip_suffix(end));
        id.is_some_and(|id| !id.is_empty() && !id.contains('/'))
    };
    between("/v1/workers/", "/activity-heartbeat") || between("/api/v1/environments/", "/activity")
}

/// Routes to which a ticket is brought in place of a token.
fn takes_tickets(path: &str) -> bool {
    let is_program = path.strip_prefix(PROGRAMS).is_some_and(|rest| rest.starts_with('/'));
    is_program || path.starts_with(UPLOADS) || path.starts_with(ARTIFACTS)
}

/// Names the request in the answer, and closes what a browser could make of it.
fn finish(response: Response, id: &RequestId) -> Response {
    let mut response = match response.extensions().get::<Told>() {
        Some(Told(problem)) => {
            let mut problem = problem.clone();
            id.as_str().clone_into(&mut problem.request_id);
            let body = serde_json::to_vec(&problem).unwrap_or_default();
            let (mut parts, _) = response.into_parts();
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, body.into())
        }
        None => response,
    };
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        headers.insert(REQUEST_ID, id);
    }
    for (name, value) in CLOSED {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    response
}

/// Headers of every answer, unless a route says otherwise.
const CLOSED: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::VARY, "Origin"),
];
