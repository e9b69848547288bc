//! The guard: what every request passes before it reaches a route, in this order.
//!
//! 1. It gets an id, or keeps a harmless one that it brought.
//! 2. Its `Host` must be one that is served here: a web page cannot rebind a name to us.
//! 3. Its `Origin` must be ours: a web page of somebody else cannot write to us.
//! 4. If it says which protocols its program speaks, one of them must be spoken here.
//! 5. Its token must be known and be enough for the route, unless the route is one of the few public ones
//!    ([`access`]). Without a token nobody learns which routes there are.
//! 6. From another machine there must not have been too many, with this token or without a good one, nor too many
//!    at once.
//! 7. If requests of this caller count, the plan must allow one more on this day.
//!
//! Under the public address only the routes that are public are there ([`outside`]).
//!
//! A request that was made inside this process carries its [`Caller`] already and skips 2 to 7.

pub(crate) mod auth;
pub(crate) mod hosts;
pub(crate) mod limits;
pub(crate) mod presets;

use crate::{
    app::App,
    caller::Caller,
    engine::{
        audit::denials::{Asker, Denied},
        usage::Call,
    },
    error::{AppError, Told},
    http::{
        access::{self, Access, Who},
        documented::Dialect,
        oauth, outside,
        portal::{Browser, is_of_portal},
        serve,
    },
    metrics::Asked,
};
use auth::Signs;
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use limits::Far;
use muster_api::{
    Problem, ProblemKind,
    protocol::{HEADER, NoProtocols, OURS, Spoken},
};
use muster_core::RequestId;
use muster_limits::{Admission, Busy, Group, Permit};
use std::sync::Arc;
use tracing::Instrument;

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
        Err(error) => return finish(error.into_response(), &app.new_request_id(), None, None),
    };
    app.outside.place(&mut request);
    let span = tracing::info_span!("request", %id, method = %request.method(), path = %request.uri().path());
    request.extensions_mut().insert(id.clone());
    let dialect = Dialect::of(&request);
    let browser = Browser::of(&app, &request);
    let (asked, begun) = (asked(&request), app.seams.clock.boot());
    let address = Far::sends(&request).map(|far| far.0);
    let asker = Asker::of(&request, address, auth::bearer(request.headers()));
    let mut caller = None;
    let reader = app.outside.allowed_origin(request.headers());
    let mut admission = None;
    let response = async {
        match admit(&app, &mut request, &mut admission).await {
            Ok(_) if outside::is_preflight(&request) => outside::preflight(),
            Ok(LetIn { call, _permit }) => {
                caller = request.extensions().get::<Caller>().cloned();
                match call {
                    Some(call) => call.answered(&app, next.run(request)).await,
                    None => next.run(request).await,
                }
            }
            Err(error) => error.into_response(),
        }
    };
    let mut response = response.instrument(span).await;
    if let Some(denied) = Denied::with(&response, asker) {
        app.audit_denial(denied, caller, &id).await;
    }
    for (name, value) in admission.iter().flat_map(Admission::headers) {
        // A route with a quota of its own has said what is left of that.
        if !response.headers().contains_key(&name) {
            response.headers_mut().insert(name, value);
        }
    }
    if response.status() == StatusCode::TOO_MANY_REQUESTS {
        let at_once = HeaderValue::from(Busy::RETRY_AFTER.as_secs());
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(at_once);
    }
    let mut response = finish(response, &id, dialect, browser.as_ref());
    if let Some(origin) = reader {
        outside::open_to(origin, response.headers_mut());
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
) -> Result<LetIn, AppError> {
    if request.extensions().get::<Caller>().is_some() {
        return Ok(LetIn::default());
    }
    if request.extensions().get::<InProcess>().is_none() {
        hosts::check_host(app, request)?;
        hosts::check_origin(app, request)?;
    }
    check_protocol(request.headers())?;
    if app.seams.tasks.is_stopping() {
        return Err(AppError::told(ProblemKind::Restarting, "the coordinator is restarting"));
    }
    if outside::is_preflight(request) {
        return Ok(LetIn::default());
    }
    let far = Far::sends(request);
    let access = access_of(request);
    check_public(app, request, access)?;
    let is_open = match access.map(|access| access.who) {
        Some(Who::Anyone) => true,
        // Whoever is under the public address got past what is public there.
        Some(Who::AnyoneNear) => far.is_none() || app.outside.is_public(request),
        // Where the portal has no page nobody is asked for a token who is not asked on its pages.
        None => far.is_none() && is_of_portal(request.uri().path()),
        Some(_) => false,
    };
    let group = access.map_or(Group::Default, |access| access.group);
    let (admitted, may) = if is_open {
        match far.filter(|_| group != Group::Default) {
            Some(far) => far.anyone(app, group).await,
            None => return Ok(LetIn::default()),
        }
    } else {
        let caller = auth::caller(app, &signs(request)).await;
        let counted = match (far, &caller) {
            (Some(far), Ok(caller)) => Some(far.known(app, caller, group).await),
            (Some(far), Err(_)) => Some(far.unknown(app).await),
            (None, _) => None,
        };
        let known = caller.and_then(|caller| {
            access.map_or(Ok(()), |access| access.who.admits(&caller))?;
            request.extensions_mut().insert(caller);
            Ok(())
        });
        let permit = match counted {
            Some((admitted, may)) => {
                *admission = Some(admitted);
                let permit = may?;
                known?;
                Some(permit)
            }
            None => known.map(|()| None)?,
        };
        return Ok(LetIn { call: within_plan(app, request)?, _permit: permit });
    };
    *admission = Some(admitted);
    may.map(|permit| LetIn { call: None, _permit: Some(permit) })
}

/// What somebody who was let in has until the answer is there.
#[derive(Debug, Default)]
struct LetIn {
    /// What the request counts as.
    call: Option<Call>,
    /// Its place among those of its caller that run.
    _permit: Option<Permit>,
}

/// Whether the plan allows one more request of this caller, if such requests count.
fn within_plan(app: &App, request: &Request) -> Result<Option<Call>, AppError> {
    let counts = request.extensions().get::<MatchedPath>().is_some_and(|path| {
        access::of(request.method(), path.as_str()).is_some_and(|it| it.counts(path.as_str()))
    });
    let caller = request.extensions().get::<Caller>().filter(|_| counts);
    let call = caller.and_then(|caller| Call::of(app, caller, request.method()));
    if let Some(call) = &call {
        app.usage.admit_call(call, app.seams.clock.now())?;
    }
    Ok(call)
}

/// Under the public address there is what the table calls public, and nobody comes with a session or an operator's
/// token.
fn check_public(app: &App, request: &Request, access: Option<Access>) -> Result<(), AppError> {
    if !app.outside.is_public(request) {
        return Ok(());
    }
    let Some(access) = access.filter(|access| access.is_public) else {
        let detail = format!("there is no route `{}` at this address", request.uri().path());
        return Err(AppError::told(ProblemKind::RouteNotFound, detail));
    };
    let is_open = matches!(access.who, Who::Anyone | Who::AnyoneNear);
    let is_signed = || auth::bearer(request.headers()).is_some_and(oauth::bearer::is_signed);
    if !is_open && !is_signed() {
        return Err(auth::unauthorized("at this address only a program's own token counts"));
    }
    Ok(())
}

/// What of the request tells who sends it.
fn signs(request: &Request) -> Signs<'_> {
    Signs {
        method: request.method(),
        headers: request.headers(),
        path: request.uri().path(),
        is_encrypted: serve::is_encrypted(request.extensions()),
    }
}

/// What is known of the route that was found; nothing if there is none or not with this method.
fn access_of(request: &Request) -> Option<Access> {
    let path = request.extensions().get::<MatchedPath>()?;
    access::of(request.method(), path.as_str())
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

/// Names the request in the answer, and closes what a browser could make of it.
fn finish(
    response: Response,
    id: &RequestId,
    dialect: Option<Dialect>,
    browser: Option<&Browser>,
) -> Response {
    let mut response = match response.extensions().get::<Told>() {
        Some(Told(problem)) => {
            let mut problem = problem.clone();
            id.as_str().clone_into(&mut problem.request_id);
            told(problem, response, dialect, browser)
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

/// A problem as whoever asked reads it: a page, in words of an older contract, or as it is.
fn told(
    problem: Problem,
    response: Response,
    dialect: Option<Dialect>,
    browser: Option<&Browser>,
) -> Response {
    let (mut parts, _) = response.into_parts();
    if let Some(page) = browser.and_then(|browser| browser.answer(&problem, &parts)) {
        return page;
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    let body = match dialect {
        Some(dialect) => dialect.answer(problem, &mut parts),
        None => serde_json::to_vec(&problem).unwrap_or_default(),
    };
    Response::from_parts(parts, body.into())
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
