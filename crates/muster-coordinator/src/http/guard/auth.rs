//! Who a bearer token speaks for; and if for nobody, which side is wrong.

use crate::{
    app::App,
    caller::Caller,
    crypto::{Question, is_same, sha256},
    engine::people,
    error::AppError,
    http::oauth::bearer,
};
use http::{HeaderMap, Method, header};
use muster_api::{Problem, ProblemKind};
use muster_core::{
    OrganisationId, Timestamp, TokenId,
    token::{BadToken, ClearToken, TokenKind, is_placeholder},
};
use muster_store::token::{self, TokenRow};
use std::time::Duration;

/// `last used` is kept to this precision, so that reading does not write.
const TOUCH_EVERY: Duration = Duration::from_mins(1);

/// Who asks. A browser's cookie counts before a bearer token, as Den has it; one that is over stands in nobody's way.
pub(crate) async fn caller(app: &App, request: &Signs<'_>) -> Result<Caller, AppError> {
    let by_cookie = match request.cookie(app) {
        Some(session) => Some(by_cookie(app, request, &session).await),
        None => None,
    };
    let caller = match (by_cookie, bearer(request.headers)) {
        (Some(Ok(caller)), _) => Ok(caller),
        (_, Some(token)) if app.presets.match_token(token) => {
            Ok(Caller::operator(app.organisation.clone()))
        }
        (_, Some(token)) if bearer::is_signed(token) => bearer::caller(app, token).await,
        (_, Some(token)) => from_store(app, token, request.headers).await,
        (Some(Err(error)), None) => Err(error),
        (None, None) => Err(unauthorized(
            "the request carries no `Authorization: Bearer` header (the client's side)",
        )),
    };
    caller.inspect_err(|error| tracing::info!(%error, request.path, "refused a request"))
}

/// Browsers send cookies along whoever asks them to; the guard has refused origins that are not ours.
async fn by_cookie(
    app: &App,
    request: &Signs<'_>,
    session: &ClearToken,
) -> Result<Caller, AppError> {
    if !request.method.is_safe() && !request.headers.contains_key(header::ORIGIN) {
        return Err(AppError::told(
            ProblemKind::BadOrigin,
            "a request with a cookie changes something only if its `Origin` is ours",
        ));
    }
    let caller = people::signed_in(app, session, organisation(request.headers)?).await?;
    Ok(Caller { is_console: true, ..caller })
}

/// What of a request tells who sends it.
pub(crate) struct Signs<'r> {
    pub(crate) method: &'r Method,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) path: &'r str,
    /// Whether it came encrypted, to us or to the proxy that has brought it.
    pub(crate) is_encrypted: bool,
}

impl Signs<'_> {
    fn cookie(&self, app: &App) -> Option<ClearToken> {
        // A page that may call us from elsewhere brings a bearer token, not what a browser sends along.
        if app.outside.allowed_origin(self.headers).is_some() {
            return None;
        }
        let header = self.headers.get(header::COOKIE)?.to_str().ok()?;
        app.people.cookies(self.is_encrypted).read(header)
    }
}

/// The organisation that the request names.
fn organisation(headers: &HeaderMap) -> Result<Option<OrganisationId>, AppError> {
    let Some(named) = headers.get(people::SESSION_HEADER) else { return Ok(None) };
    let read = named.to_str().ok().and_then(|text| text.parse().ok());
    read.map(Some).ok_or_else(|| {
        AppError::told(ProblemKind::BadHeader, "X-Muster-Organisation is not an organisation's id")
    })
}

pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

pub(super) fn unauthorized(which_side: &str) -> AppError {
    Problem::new(ProblemKind::Unauthorized, format!("invalid auth token: {which_side}"))
        .with_hint("`muster token create` on the coordinator's machine makes a token; `MUSTER_TOKEN` carries it")
        .into()
}

async fn from_store(app: &App, text: &str, headers: &HeaderMap) -> Result<Caller, AppError> {
    let clear: ClearToken = text.parse().map_err(|bad| not_a_token(app, text, bad))?;
    if clear.kind == TokenKind::Session {
        return people::signed_in(app, &clear, organisation(headers)?).await;
    }
    let id = clear.id.clone();
    let row = app.store.read(move |tx| token::find(tx, &id)).await?;
    let row = checked(row, &clear, app.seams.clock.now())?;
    touch(app, &row).await;
    Caller::of_token(&row, &app.organisation).ok_or_else(|| {
        unauthorized("a join token joins a worker and opens nothing else (the client's side)")
    })
}

/// The row of a token whose secret, time and state are all in order.
pub(crate) fn checked(
    row: Option<TokenRow>,
    clear: &ClearToken,
    now: Timestamp,
) -> Result<TokenRow, AppError> {
    let given = sha256(clear.secret());
    // An unknown id costs the same comparison as a known one.
    let stored = row.as_ref().map_or_else(|| vec![0; given.len()], |row| row.secret_hash.clone());
    let is_right = is_same(&stored, &given);
    let known = row.filter(|row| is_right && row.kind == clear.kind);
    known.map_or_else(|| Err(never_issued()), |row| in_force(row, now))
}

fn never_issued() -> AppError {
    unauthorized(
        "this coordinator never issued that token; is the address right? (the client's side)",
    )
}

/// The row of a token that is known, if it is neither revoked nor too old.
fn in_force(row: TokenRow, now: Timestamp) -> Result<TokenRow, AppError> {
    if row.revoked_at.is_some() {
        return Err(AppError::told(
            ProblemKind::TokenRevoked,
            "invalid auth token: it was revoked on the coordinator",
        ));
    }
    if row.expires_at <= now {
        return Err(AppError::told(
            ProblemKind::TokenExpired,
            format!("invalid auth token: it expired at {}", row.expires_at),
        ));
    }
    Ok(row)
}

/// The hash of the credential that somebody has proved to know without showing it.
pub(crate) async fn proved(
    app: &App,
    question: &Question,
    token: Option<TokenId>,
    claim: &[u8],
) -> Result<Vec<u8>, AppError> {
    let Some(id) = token else {
        let found = app.presets.find(|hash| question.is_claim(hash, claim));
        let found = found.map(<[u8]>::to_vec);
        return found.ok_or_else(|| not_a_token(app, "", BadToken::NotOurs));
    };
    let session = id.clone();
    let row = app.store.read(move |tx| token::find(tx, &id)).await?;
    let Some(row) = row else {
        let hash = people::hash_of(app, session).await?;
        return hash.filter(|hash| question.is_claim(hash, claim)).ok_or_else(never_issued);
    };
    let known = Some(row).filter(|row| question.is_claim(&row.secret_hash, claim));
    let row = in_force(known.ok_or_else(never_issued)?, app.seams.clock.now())?;
    Ok(row.secret_hash)
}

fn not_a_token(app: &App, text: &str, bad: BadToken) -> AppError {
    let which_side = match bad {
        _ if is_placeholder(text) => {
            "the client sent the documentation's placeholder in place of a real token (the client's side)"
        }
        BadToken::Damaged => "the token was cut or mistyped on its way (the client's side)",
        BadToken::NotOurs if app.presets.has_preset => {
            "it is not the token that this coordinator was started with; compare MUSTER_TOKEN on both sides"
        }
        BadToken::NotOurs => {
            "this coordinator was started without MUSTER_TOKEN, so it knows no such token (the coordinator's side)"
        }
    };
    unauthorized(which_side)
}

async fn touch(app: &App, row: &TokenRow) {
    let now = app.seams.clock.now();
    let is_fresh = row.last_used_at.is_some_and(|at| now.since(at) < TOUCH_EVERY);
    if is_fresh {
        return;
    }
    let id = row.id.clone();
    if let Err(error) = app.store.write(move |tx| token::touch(tx, &id, now)).await {
        tracing::debug!(%error, "cannot note that a token was used");
    }
}
