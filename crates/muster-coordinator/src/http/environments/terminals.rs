//! `/v1/environments/{id}/terminals`
//!
//! A shell over requests and one stream of events, as everything else: so it works in a browser, in the desktop window
//! without a port, and on the command line, with the same guard in front of it.

use super::{environment_id, found};
use crate::{
    app::App,
    engine::terminals::{
        IDLE_AFTER, MOST_UNCONFIRMED, NotTyped, Opener, UNREAD_AFTER, not_running,
    },
    error::{AppError, invalid},
    http::extract::{Asked, Json, Reader, Writer},
};
use axum::{
    extract::{Extension, Path, State},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use futures_util::StreamExt;
use http::StatusCode;
use muster_api::{
    Problem, ProblemKind,
    terminal::{Terminal, TerminalEvent, TerminalInput, TerminalQuery, TerminalSeen, TerminalSize},
};
use muster_core::{Name, RequestId, cloud::Status};
use muster_providers::shell::{self, Typed};
use std::{convert::Infallible, sync::Arc, time::Duration};

const LARGEST_SIDE: u16 = 1000;
/// Of base 64; whoever pastes more sends several.
const LONGEST_INPUT: usize = 65_536;

/// Open a shell in an environment that runs.
///
/// It ends when nobody reads its stream for half a minute, after fifteen minutes in which nothing is typed or shown, when it
/// is closed, and with the rights of whoever opened it. That it was opened, and why it ended, stands in the audit log; what
/// is typed and shown is written down nowhere.
#[utoipa::path(post, path = "/v1/environments/{id}/terminals", tag = "environments", params(("id" = String, Path)),
    request_body = TerminalSize,
    responses((status = 201, body = Terminal), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem), (status = 502, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn open(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Writer(scope): Writer,
    Extension(request): Extension<RequestId>,
    Path(id): Path<String>,
    Json { value: size, .. }: Json<TerminalSize>,
) -> Result<(StatusCode, axum::Json<Terminal>), AppError> {
    let (size, environment) = (checked(size)?, environment_id(&id)?);
    let (row, _) = found(&app, &caller.organisation, &environment).await?;
    if row.status != Status::Running {
        return Err(not_running());
    }
    let place = app.terminal_place(&caller.organisation).ok_or_else(|| {
        Problem::new(ProblemKind::TooManyTerminals, "too many terminals are open")
            .with_hint("close one that nobody uses")
    })?;
    let id = format!("ter_{}", muster_core::id::encode(app.seams.rng.bytes()));
    let id: Name = id.parse().map_err(|_| AppError::Internal("name a terminal"))?;
    let opener = Opener { caller, scope, environment: environment.clone(), id: id.clone() };
    app.open_terminal(opener, place, size, request).await?;
    let terminal = Terminal {
        id,
        environment,
        opened_at: app.seams.clock.now(),
        idle_after_seconds: IDLE_AFTER.as_secs(),
        unread_after_seconds: UNREAD_AFTER.as_secs(),
        unconfirmed_bytes: MOST_UNCONFIRMED as u64,
    };
    Ok((StatusCode::CREATED, axum::Json(terminal)))
}

fn checked(TerminalSize { columns, rows }: TerminalSize) -> Result<shell::TerminalSize, AppError> {
    for (name, side) in [("columns", columns), ("rows", rows)] {
        if !(1..=LARGEST_SIDE).contains(&side) {
            return Err(invalid(name, "is 1 to 1000"));
        }
    }
    Ok(shell::TerminalSize { columns, rows })
}

/// Read what a terminal shows, live.
///
/// Server-sent events; each `data` is one `TerminalEvent`. Only whoever opened it reads it, in one place at a time: the
/// stream before ends with `moved`. A stream that broke off is asked for again `after` the last byte that arrived.
#[utoipa::path(get, path = "/v1/environments/{id}/terminals/{terminal}", tag = "environments",
    params(("id" = String, Path), ("terminal" = String, Path), TerminalQuery),
    responses((status = 200, content_type = "text/event-stream", body = TerminalEvent),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Path((id, terminal)): Path<(String, String)>,
    Asked(TerminalQuery { after }): Asked<TerminalQuery>,
) -> Result<Response, AppError> {
    let terminal = app.terminals.find(&caller, &environment_id(&id)?, &terminal)?;
    let events = terminal.read(after).map_err(|_| invalid("after", "is more than was shown"))?;
    let events = events.map(|event| Ok::<_, Infallible>(encode(&event)));
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(15));
    Ok(Sse::new(events).keep_alive(keep_alive).into_response())
}

fn encode(event: &TerminalEvent) -> Event {
    Event::default().json_data(event).unwrap_or_else(|_| Event::default().comment("not encodable"))
}

/// Say how much of what a terminal shows has arrived.
///
/// What is confirmed is kept no longer; the shell waits while too much is not.
#[utoipa::path(put, path = "/v1/environments/{id}/terminals/{terminal}/seen", tag = "environments",
    params(("id" = String, Path), ("terminal" = String, Path)), request_body = TerminalSeen,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn seen(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Path((id, terminal)): Path<(String, String)>,
    Json { value: TerminalSeen { bytes }, .. }: Json<TerminalSeen>,
) -> Result<StatusCode, AppError> {
    let terminal = app.terminals.find(&caller, &environment_id(&id)?, &terminal)?;
    terminal.confirm(bytes).map_err(|_| invalid("bytes", "is more than was shown"))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Type into a terminal.
#[utoipa::path(put, path = "/v1/environments/{id}/terminals/{terminal}/input", tag = "environments",
    params(("id" = String, Path), ("terminal" = String, Path)), request_body = TerminalInput,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn input(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Path((id, terminal)): Path<(String, String)>,
    Json { value: typed, .. }: Json<TerminalInput>,
) -> Result<StatusCode, AppError> {
    if typed.bytes.len() > LONGEST_INPUT {
        return Err(invalid("bytes", "is too long"));
    }
    let bytes = BASE64_STANDARD.decode(&typed.bytes);
    let bytes = bytes.map_err(|_| invalid("bytes", "is no base 64"))?;
    let terminal = app.terminals.find(&caller, &environment_id(&id)?, &terminal)?;
    answered(terminal.take(typed.at, bytes.into()).await)
}

/// Say how large a terminal is now. Azure gives its terminals the size that they had when they were opened.
#[utoipa::path(put, path = "/v1/environments/{id}/terminals/{terminal}/size", tag = "environments",
    params(("id" = String, Path), ("terminal" = String, Path)), request_body = TerminalSize,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn resize(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Path((id, terminal)): Path<(String, String)>,
    Json { value: size, .. }: Json<TerminalSize>,
) -> Result<StatusCode, AppError> {
    let size = checked(size)?;
    let terminal = app.terminals.find(&caller, &environment_id(&id)?, &terminal)?;
    answered(terminal.pass_on(Typed::Size(size)).await)
}

fn answered(typed: Result<(), NotTyped>) -> Result<StatusCode, AppError> {
    typed.map(|()| StatusCode::NO_CONTENT).map_err(|why| match why {
        NotTyped::Gap => invalid("at", "is more than was typed"),
        NotTyped::Busy => AppError::told(ProblemKind::Overloaded, "the shell takes nothing now"),
        NotTyped::Over => AppError::told(ProblemKind::TerminalNotFound, "the shell has ended"),
    })
}

/// Close a terminal, and end its shell.
#[utoipa::path(delete, path = "/v1/environments/{id}/terminals/{terminal}", tag = "environments",
    params(("id" = String, Path), ("terminal" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn close(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Path((id, terminal)): Path<(String, String)>,
) -> Result<StatusCode, AppError> {
    app.terminals.find(&caller, &environment_id(&id)?, &terminal)?.close();
    Ok(StatusCode::NO_CONTENT)
}
