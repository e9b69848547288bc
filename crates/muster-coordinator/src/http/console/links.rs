//! `POST /v1/console/links` and `POST /v1/console/sessions`
//!
//! A link's code works once, for ten minutes, and is kept in memory alone: a restart forgets it.

use crate::{
    app::App,
    crypto::{encode, sha256},
    error::AppError,
    http::{
        extract::{Json, Writer},
        tokens::create::row,
    },
};
use axum::{Extension, extract::State};
use http::StatusCode;
use muster_api::{
    Problem, ProblemKind,
    console::{ConsoleExchange, ConsoleLink, ConsoleSession},
};
use muster_core::{
    RequestId, Scope, Timestamp,
    token::{ClearToken, TokenKind},
};
use muster_store::{
    audit_event::{self, AuditEntry},
    token,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

const LINK_LIFETIME: Duration = Duration::from_mins(10);
/// A working day, and then some.
const SESSION_LIFETIME: Duration = Duration::from_hours(12);

/// Codes that were given out and not used, by their hash.
#[derive(Debug, Default)]
pub(crate) struct Links(Mutex<HashMap<Vec<u8>, (Timestamp, Scope)>>);

impl Links {
    fn add(&self, code: &str, expires_at: Timestamp, scope: Scope, now: Timestamp) {
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|_, (until, _)| *until > now);
        links.insert(sha256(code.as_bytes()), (expires_at, scope));
    }

    /// For whom the code was made; it does not work a second time.
    fn spend(&self, code: &str, now: Timestamp) -> Option<Scope> {
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (expires_at, scope) = links.remove(&sha256(code.as_bytes()))?;
        (expires_at > now).then_some(scope)
    }
}

/// Make a link that opens the console once.
#[utoipa::path(post, path = "/v1/console/links", tag = "console", responses((status = 201, body = ConsoleLink)))]
pub(crate) async fn link(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
) -> (StatusCode, axum::Json<ConsoleLink>) {
    (StatusCode::CREATED, axum::Json(app.console_link(scope)))
}

impl App {
    /// A link that opens the console once, for whoever is the actor of the scope.
    pub(crate) fn console_link(&self, scope: Scope) -> ConsoleLink {
        let code = encode(&self.seams.rng.bytes::<24>());
        let now = self.seams.clock.now();
        let expires_at = now.after(LINK_LIFETIME);
        self.links.add(&code, expires_at, scope, now);
        ConsoleLink { url: format!("{}#link={code}", self.console_url()), expires_at }
    }

    /// Where a browser finds the console.
    pub(crate) fn console_url(&self) -> String {
        let urls = self.urls();
        let base = self.outside.console_url().unwrap_or_else(|| browsers_url(&urls));
        format!("{base}/console/")
    }
}

/// A browser knows no pinned key, so it is sent where nothing is encrypted if there is such a place.
fn browsers_url(urls: &[String]) -> &str {
    let plain = urls.iter().find(|url| url.starts_with("http:"));
    let url = plain.or(urls.first()).map_or("", String::as_str);
    url.split('#').next().unwrap_or_default().trim_end_matches('/')
}

/// Exchange a link's code for a session's token.
#[utoipa::path(post, path = "/v1/console/sessions", tag = "console", security(()), request_body = ConsoleExchange,
    responses((status = 201, body = ConsoleSession), (status = 401, body = Problem)))]
pub(crate) async fn session(
    State(app): State<Arc<App>>,
    Extension(request_id): Extension<RequestId>,
    body: Json<ConsoleExchange>,
) -> Result<(StatusCode, axum::Json<ConsoleSession>), AppError> {
    let now = app.seams.clock.now();
    let spent = || {
        Problem::new(
            ProblemKind::TokenUsed,
            "this link was used before, or its ten minutes are over",
        )
        .with_hint("`muster console` on the coordinator's machine prints a new one")
    };
    let scope = app.links.spend(&body.value.code, now).ok_or_else(spent)?;
    let scope = Scope { request_id, idempotency_key: None, ..scope };
    let clear =
        ClearToken::from_random(TokenKind::Console, app.seams.rng.bytes(), app.seams.rng.bytes());
    let kept = row(&scope, &clear, "console", now, now.after(SESSION_LIFETIME));
    let answer = ConsoleSession { token: clear.reveal(), expires_at: kept.expires_at };
    let entry = AuditEntry {
        action: "console.open".to_owned(),
        target: kept.id.to_string(),
        detail: "{}".to_owned(),
    };
    let stored = app.store.write(move |tx| {
        token::insert(tx, &scope, &kept)?;
        audit_event::append(tx, &scope, &entry, now).map(|_| ())
    });
    stored.await?;
    Ok((StatusCode::CREATED, axum::Json(answer)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_sent_where_it_needs_no_key() {
        let [encrypted, plain] = ["https://192.168.1.5:7600#key", "http://127.0.0.1:7600"];
        let url = |urls: &[&str]| {
            browsers_url(&urls.iter().map(ToString::to_string).collect::<Vec<_>>()).to_owned()
        };
        assert_eq!(url(&[encrypted, plain]), plain);
        assert_eq!(url(&[encrypted]), "https://192.168.1.5:7600");
    }
}
