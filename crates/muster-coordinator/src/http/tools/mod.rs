//! `GET /tools` and `POST /tools/{name}`: the coordinator's own actions for programs and models.
//!
//! A call is let in by a bearer token, or by the signature that it carries. A signed one is spent, by its nonce and
//! for good, together with the event that says so; only then is it done. Should we stop between the two, it was not
//! done and cannot be sent again: its sender signs another.

pub(crate) mod mcp;
mod table;

use crate::{
    app::App,
    caller::{Caller, Power},
    engine::usage::Call,
    error::{AppError, Told, invalid},
    http::{
        extract::{LARGEST_BODY, Reader, parse, read},
        guard::{
            auth::{self, Signs},
            limits::Far,
        },
    },
};
use axum::{
    Extension, Router,
    body::Body,
    extract::{Path, Request, State},
};
use bytes::Bytes;
use http::{header, request::Parts};
use http_body_util::BodyExt;
use muster_api::{
    Problem, ProblemKind,
    tool::{Tool, ToolAnswer, ToolCall, ToolList},
};
use muster_core::{Actor, RequestId, Role, Scope};
use muster_identity::{
    once::Once,
    signed::{self, FailedCheck, GatewayKeys, NotBelieved, Signer, Unproven},
};
use muster_store::{
    audit_event::{self, AuditEntry},
    spent_name,
};
use serde_json::{Value, json};
use std::sync::Arc;
use table::{TOOLS, Wanted};
use tower::ServiceExt;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The name under which our form of the signature knows the gateway's secret.
const KEY: &str = "gateway";

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(call))
}

/// Every route but these, for whom a tool asks.
#[derive(Clone)]
pub(crate) struct Inner(pub(crate) Router);

/// The tools that you may call.
#[utoipa::path(get, path = "/tools", tag = "tools", responses((status = 200, body = ToolList)))]
pub(crate) async fn list(Reader(caller): Reader) -> axum::Json<ToolList> {
    axum::Json(shown_to(&caller))
}

/// The tools that somebody may call.
fn shown_to(caller: &Caller) -> ToolList {
    let mine = TOOLS.iter().filter(|tool| may(caller, tool).is_ok());
    let items = mine.map(|tool| Tool {
        name: tool.name.to_owned(),
        description: tool.description.to_owned(),
        scope: tool.scope.to_owned(),
        is_read_only: tool.is_read_only,
        input_schema: tool.input_schema(),
    });
    ToolList { items: items.collect() }
}

fn may(caller: &Caller, tool: &table::Tool) -> Result<(), AppError> {
    let role = if tool.is_read_only { Role::Viewer } else { Role::Operator };
    caller.may(role, Some(tool.scope))
}

/// Call a tool.
///
/// With a bearer token, or signed by HMAC-SHA-256: `X-Muster-Key: gateway`, `X-Muster-Timestamp`, `X-Muster-Nonce` and `X-Muster-Signature`
/// over key, method, host, path, time, nonce and body; or in Defrag's form, whose body must name the tool once more.
/// A signed call counts once, within five minutes.
#[utoipa::path(post, path = "/tools/{name}", tag = "tools", security(()), params(("name" = String, Path)), request_body = ToolCall,
    responses((status = 200, body = ToolAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn call(
    State(app): State<Arc<App>>,
    Extension(inner): Extension<Inner>,
    Extension(id): Extension<RequestId>,
    Path(name): Path<String>,
    request: Request,
) -> Result<axum::Json<ToolAnswer>, AppError> {
    let (parts, body) = request.into_parts();
    let bytes = read(Request::new(body), LARGEST_BODY).await?;
    let (caller, signed) = sender(&app, &parts, &bytes).await?;
    let asked: ToolCall = if bytes.is_empty() { ToolCall::default() } else { parse(&bytes)? };
    if signed.is_some() && !covers_path(&parts) && asked.tool.as_ref() != Some(&name) {
        let rule = "must name the tool, because this signature does not cover the path";
        return Err(invalid("tool", rule));
    }
    let call = Call::of(&app, &caller, &parts.method);
    if let Some(call) = &call {
        app.usage.admit_call(call, app.seams.clock.now())?;
    }
    let answer = invoke(&app, inner, caller, id, &name, asked, signed);
    let answer = match call {
        Some(call) => call.answered(&app, answer).await,
        None => answer.await,
    };
    answer.map(axum::Json)
}

/// Calls a tool for somebody who is known.
async fn invoke(
    app: &App,
    inner: Inner,
    caller: Caller,
    id: RequestId,
    name: &str,
    asked: ToolCall,
    signed: Option<Once<Signer>>,
) -> Result<ToolAnswer, AppError> {
    let tool = table::find(name).ok_or_else(|| no_tool(name))?;
    may(&caller, tool)?;
    let wanted = tool.request(asked.arguments);
    let wanted = wanted.map_err(|it| invalid(&format!("arguments.{}", it.argument), it.rule))?;
    let stands_for = format!("{} {}", wanted.method, wanted.path);
    let said = json!({ "stands_for": stands_for, "dry_run": asked.dry_run });
    record(app, caller.scope(id.clone(), None), tool.name, said, signed).await?;
    let result = if asked.dry_run {
        wanted.body.unwrap_or(Value::Null)
    } else {
        perform(inner, caller, id, wanted).await?
    };
    Ok(ToolAnswer { tool: tool.name.to_owned(), is_dry_run: asked.dry_run, stands_for, result })
}

/// Who calls: whoever holds a token, or whoever has signed, which is still to be spent.
async fn sender(
    app: &App,
    parts: &Parts,
    body: &Bytes,
) -> Result<(Caller, Option<Once<Signer>>), AppError> {
    if let Some(caller) = parts.extensions.get::<Caller>() {
        return Ok((caller.clone(), None));
    }
    if parts.headers.contains_key(header::AUTHORIZATION) {
        let signs = Signs {
            method: &parts.method,
            headers: &parts.headers,
            path: parts.uri.path(),
            is_encrypted: false,
        };
        return Ok((auth::caller(app, &signs).await?, None));
    }
    let believed = believed(app, parts, body);
    if let (Err(_), Some(far)) = (&believed, parts.extensions.get::<Far>()) {
        far.unknown(app).await.1?;
    }
    Ok((gateway(app), Some(believed?)))
}

fn believed(app: &App, parts: &Parts, body: &Bytes) -> Result<Once<Signer>, AppError> {
    let secret = app.identity.gateway_secret.iter().cloned();
    let keys = GatewayKeys {
        named: secret.clone().map(|secret| (KEY.to_owned(), secret)).collect(),
        compatible: secret.collect(),
    };
    let host = parts.headers.get(header::HOST).and_then(|it| it.to_str().ok());
    let target = parts.uri.path_and_query().map_or("", |it| it.as_str());
    let request = Unproven {
        method: parts.method.as_str(),
        authority: host.unwrap_or_default(),
        target,
        headers: &parts.headers,
        body,
    };
    signed::verify(&request, &keys, app.seams.clock.now()).map_err(|why| refused(&why))
}

/// Whether a signed request is in the form that covers everything.
fn covers_path(parts: &Parts) -> bool {
    parts.headers.contains_key("x-muster-signature")
}

/// Whoever has the gateway's secret: it may call every tool, and do nothing else.
fn gateway(app: &App) -> Caller {
    Caller {
        organisation: app.organisation.clone(),
        actor: Actor::Gateway,
        power: Power::Role(Role::Operator),
        is_of_this_machine: true,
        signed_in: None,
        is_console: false,
        is_admin: false,
    }
}

fn refused(why: &NotBelieved) -> AppError {
    let kind = match why.failed() {
        FailedCheck::Configuration => ProblemKind::ToolGatewayNotConfigured,
        FailedCheck::Form
        | FailedCheck::Signature
        | FailedCheck::Timestamp
        | FailedCheck::Replay => ProblemKind::Unauthorized,
    };
    let problem = Problem::new(kind, why.to_string());
    match why {
        NotBelieved::NotConfigured => {
            problem.with_hint("set MUSTER_TOOL_SECRET, or send a bearer token")
        }
        _ => problem,
    }
    .into()
}

/// Spends what was signed and writes down that a tool is called, at once or not at all.
async fn record(
    app: &App,
    scope: Scope,
    tool: &'static str,
    said: Value,
    signed: Option<Once<Signer>>,
) -> Result<(), AppError> {
    let now = app.seams.clock.now();
    let written = app.store.write(move |tx| {
        let mut said = said.clone();
        if let Some(signed) = &signed {
            let is_new =
                |name: &str, until| spent_name::spend(tx, &scope.organisation, name, until);
            let signer = signed.spend(is_new)?.ok_or_else(|| refused(&NotBelieved::Replayed))?;
            said["user"] = json!(signer.user);
        }
        let (action, target) = ("tool.call".to_owned(), tool.to_owned());
        let entry = AuditEntry { action, target, detail: said.to_string() };
        audit_event::append(tx, &scope, &entry, now)?;
        Ok::<_, AppError>(())
    });
    written.await
}

/// Asks the route that the tool stands for, as its caller.
async fn perform(
    Inner(inner): Inner,
    caller: Caller,
    id: RequestId,
    wanted: Wanted,
) -> Result<Value, AppError> {
    let body = wanted.body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let request = http::Request::builder().method(wanted.method).uri(wanted.path);
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let request = request.extension(caller).extension(id).body(body);
    let request = request.map_err(|_| AppError::Internal("make the request of a tool"))?;
    let Ok(response) = inner.oneshot(request).await;
    if let Some(Told(problem)) = response.extensions().get::<Told>() {
        return Err(problem.clone().into());
    }
    let unreadable = || AppError::Internal("read the answer of a route");
    let bytes = response.into_body().collect().await.map_err(|_| unreadable())?.to_bytes();
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&bytes).map_err(|_| unreadable())
}

fn no_tool(name: &str) -> AppError {
    let names: Vec<_> = TOOLS.iter().map(|tool| tool.name).collect();
    Problem::new(ProblemKind::ToolNotFound, format!("there is no tool `{name}`"))
        .with_hint(format!("there are {}", names.join(", ")))
        .into()
}
