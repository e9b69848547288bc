//! `POST /v1/join-tokens`

use crate::{
    app::App,
    crypto::sha256,
    error::AppError,
    http::{
        create::{Created, Creation},
        extract::{Json, Writer},
        workers::sane_labels,
    },
};
use axum::{extract::State, response::Response};
use muster_api::{
    Problem, ProblemKind,
    worker::{JoinLine, JoinToken, JoinTokenRequest},
};
use muster_core::{
    Timestamp,
    token::{ClearToken, TokenKind},
};
use muster_store::{
    audit_event::{self, AuditEntry},
    token::{self, TokenRow},
};
use std::{sync::Arc, time::Duration};

/// Long enough to walk to the other laptop.
const LIFETIME: Duration = Duration::from_mins(10);

/// Make a join token, with the line to paste on the new machine.
///
/// It joins one worker, once, within ten minutes. It is shown once.
#[utoipa::path(post, path = "/v1/join-tokens", tag = "workers", request_body = JoinTokenRequest,
    responses((status = 201, body = JoinToken), (status = 422, body = Problem)))]
pub(crate) async fn invite(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<JoinTokenRequest>,
) -> Result<Response, AppError> {
    let name = body.value.name.clone().unwrap_or_default();
    if name.chars().count() > 64 || name.chars().any(char::is_control) {
        let problem = Problem::new(
            ProblemKind::Validation,
            "`name` must have up to 64 characters on one line",
        );
        return Err(problem.in_field("name").into());
    }
    sane_labels(body.value.labels.iter())?;
    let now = app.seams.clock.now();
    let clear =
        ClearToken::from_random(TokenKind::Join, app.seams.rng.bytes(), app.seams.rng.bytes());
    let row = TokenRow {
        organisation: scope.organisation.clone(),
        id: clear.id.clone(),
        kind: TokenKind::Join,
        name,
        secret_hash: sha256(clear.secret()),
        created_at: now,
        created_by: scope.actor.to_string(),
        expires_at: now.after(LIFETIME),
        last_used_at: None,
        revoked_at: None,
        used_at: None,
        labels: body.value.labels.clone(),
    };
    let answer = answer(&app, &clear, row.expires_at);
    let entry = AuditEntry {
        action: "join_token.create".to_owned(),
        target: row.id.to_string(),
        detail: "{}".to_owned(),
    };
    let creation = Creation {
        scope: &scope,
        route: "POST /v1/join-tokens",
        body: &body.bytes,
        is_secret: true,
    };
    let created = app.create(creation, move |tx, scope| {
        token::insert(tx, scope, &row)?;
        audit_event::append(tx, scope, &entry, now)?;
        Ok(answer.clone())
    });
    created.await.map(Created::into_response)
}

fn answer(app: &App, clear: &ClearToken, expires_at: Timestamp) -> JoinToken {
    let urls = app.urls();
    let token = clear.reveal();
    let best = urls.first().cloned().unwrap_or_default();
    let line = |os: &str, program: &str| JoinLine {
        os: os.to_owned(),
        line: format!("{program} worker join {best} --token {token}"),
    };
    JoinToken {
        id: clear.id.clone(),
        lines: vec![line("linux", "muster"), line("macos", "muster"), line("windows", "muster.exe")],
        warning: is_loopback(&best).then(|| {
            "this coordinator listens on this machine only; start it with `--listen ADDRESS:7600`, an address of your tailnet or your network, so that others can join".to_owned()
        }),
        token,
        expires_at,
        urls,
    }
}

fn is_loopback(url: &str) -> bool {
    let host = url::Url::parse(url).ok().and_then(|url| url.host().map(|host| host.to_owned()));
    match host {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => true,
    }
}
