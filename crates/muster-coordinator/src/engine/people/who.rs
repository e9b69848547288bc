//! Who comes with a session, and whether they still may.

use crate::{
    app::App,
    caller::{Caller, Power, SignedIn},
    crypto::{is_same, sha256},
    engine::people::person_scope,
    error::AppError,
};
use http::HeaderName;
use muster_api::ProblemKind;
use muster_core::{
    Actor, OrganisationId, PersonId, RequestId, Timestamp, TokenId,
    token::{ClearToken, TokenKind},
};
use muster_identity::{
    Email,
    dev_admin::DevAdmin,
    session::{SecretHash, Session},
};
use muster_store::{
    Read, StoreError,
    person::{
        self, invitation,
        membership::{self, MembershipRow},
        session::{self, SessionRow},
    },
    token,
};
use std::time::Duration;

/// By which somebody who belongs to several organisations says which one is meant.
pub(crate) const SESSION_HEADER: HeaderName = HeaderName::from_static("x-muster-organisation");
/// `last used` is kept to this precision, so that reading does not write.
const TOUCH_EVERY: Duration = Duration::from_mins(1);

/// The caller that a session's token speaks for, in the organisation that they name or their first one.
pub(crate) async fn signed_in(
    app: &App,
    clear: &ClearToken,
    wanted: Option<OrganisationId>,
) -> Result<Caller, AppError> {
    let (id, now) = (clear.id.clone(), app.seams.clock.now());
    let (dev_admin, local) = (app.identity.dev_admin.clone(), app.organisation.clone());
    let found = app.store.read(move |tx| {
        let Some(row) = session::find(tx, &id)? else { return Ok(None) };
        let place = place(tx, &row.person, wanted.as_ref())?;
        let is_admin = match &dev_admin {
            Some(admin) => is_admin(tx, admin, &row.person, &local, now)?,
            None => false,
        };
        Ok::<_, StoreError>(Some((row, place, (wanted.is_some(), is_admin))))
    });
    let found = found.await?;
    let given = sha256(clear.secret());
    let nobody = vec![0; given.len()];
    let stored = found.as_ref().map_or(&nobody, |(row, ..)| &row.secret_hash);
    let is_right = is_same(stored, &given) && clear.kind == TokenKind::Session;
    let (row, place, (is_named, is_admin)) = found.filter(|_| is_right).ok_or_else(|| {
        AppError::told(ProblemKind::Unauthorized, "invalid auth token: no such session is known")
    })?;
    check(&row, now)?;
    let place = place.ok_or_else(|| no_place(is_named))?;
    touch(app, &row, now).await;
    Ok(Caller { is_admin, ..caller(app, row, place) })
}

fn caller(app: &App, row: SessionRow, place: MembershipRow) -> Caller {
    Caller {
        is_of_this_machine: place.organisation == app.organisation,
        organisation: place.organisation,
        actor: Actor::Person(row.person.clone()),
        power: Power::Role(place.role),
        signed_in: Some(SignedIn { person: row.person, session: row.id }),
        is_console: false,
        is_admin: false,
    }
}

/// Whether somebody is admin by their address. It is theirs beyond doubt if a provider has verified it, or if an owner of
/// this machine's organisation has invited it: strangers type what they like.
fn is_admin(
    tx: &mut dyn Read,
    admin: &DevAdmin,
    person: &PersonId,
    local: &OrganisationId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(row) = person::find(tx, person)? else { return Ok(false) };
    let Ok(email) = row.email.parse::<Email>() else { return Ok(false) };
    let is_proven = row.is_email_proven || invitation::was_invited(tx, local, person, &row.email)?;
    Ok(admin.is(&email, is_proven, now))
}

fn place(
    tx: &mut dyn Read,
    person: &PersonId,
    wanted: Option<&OrganisationId>,
) -> Result<Option<MembershipRow>, StoreError> {
    match wanted {
        Some(organisation) => membership::of(tx, organisation, person),
        None => membership::first_of(tx, person),
    }
}

fn check(row: &SessionRow, now: Timestamp) -> Result<(), AppError> {
    let ended = |why| Err(AppError::told(ProblemKind::SessionEnded, why));
    if row.revoked_at.is_some() {
        return ended("the session was ended; sign in again");
    }
    if row.expires_at <= now {
        return ended("the session has expired; sign in again");
    }
    Ok(())
}

fn no_place(is_named: bool) -> AppError {
    if is_named {
        return AppError::told(
            ProblemKind::OrganisationNotFound,
            "there is no such organisation, or you do not belong to it",
        );
    }
    AppError::told(ProblemKind::Forbidden, "you belong to no organisation here any more")
}

async fn touch(app: &App, row: &SessionRow, now: Timestamp) {
    if now.since(row.last_used_at) < TOUCH_EVERY {
        return;
    }
    let kept = Session {
        hash: SecretHash([0; 32]),
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: None,
    };
    let (id, until) = (row.id.clone(), kept.renewed(now).unwrap_or(row.expires_at));
    if let Err(error) = app.store.write(move |tx| session::touch(tx, &id, now, until)).await {
        tracing::debug!(%error, "cannot note that a session was used");
    }
}

/// What is kept of a session that lives.
pub(crate) async fn hash_of(app: &App, id: TokenId) -> Result<Option<Vec<u8>>, AppError> {
    let now = app.seams.clock.now();
    let found = app.store.read(move |tx| session::find(tx, &id)).await?;
    Ok(found.filter(|row| check(row, now).is_ok()).map(|row| row.secret_hash))
}

/// Whether a caller that was let in would be let in now: nobody has revoked what they came with, nor their role.
pub(crate) async fn still_there(app: &App, caller: &Caller) -> bool {
    let now = app.seams.clock.now();
    let (caller, known) = (caller.clone(), caller.organisation.clone());
    let answer = app.store.read(move |tx| {
        if let Some(SignedIn { person, session }) = &caller.signed_in {
            let lives = session::find(tx, session)?.is_some_and(|row| check(&row, now).is_ok());
            let place = membership::of(tx, &known, person)?;
            let is_same = place.is_some_and(|place| caller.power == Power::Role(place.role));
            return Ok::<_, StoreError>(lives && is_same);
        }
        let Actor::Token(id) = &caller.actor else { return Ok(true) };
        Ok(token::find(tx, id)?.is_some_and(|row| row.revoked_at.is_none() && row.expires_at > now))
    });
    // A store that does not answer says nothing about anybody.
    answer.await.unwrap_or(true)
}

/// Ends a session, and writes down who has.
pub(crate) async fn end(
    app: &App,
    organisation: &OrganisationId,
    person: PersonId,
    id: TokenId,
    request_id: &RequestId,
) -> Result<bool, AppError> {
    let now = app.seams.clock.now();
    let scope = person_scope(organisation, &person, request_id);
    let ended = app.store.write(move |tx| {
        if !session::revoke(tx, &person, &id, now)? {
            return Ok::<_, AppError>(false);
        }
        super::note(tx, &scope, "session.end", &id, "{}", now)?;
        Ok(true)
    });
    ended.await
}
