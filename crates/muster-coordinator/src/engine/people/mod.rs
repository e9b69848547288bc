//! People: who signs up and in, what they get for it, and who they are at the next request.
//!
//! A session is a random token of which a hash is kept. It says who somebody is; what they may do is looked up
//! in their membership at every request, so a role that was taken away is gone at once.

mod social;
mod who;

pub(crate) use social::Waiting;
pub(crate) use who::{SESSION_HEADER, end, hash_of, signed_in, still_there};

use crate::{
    app::App,
    crypto::{encode, sha256},
    error::AppError,
};
use muster_api::{
    Problem, ProblemKind,
    person::{Session, SignedIn, User},
};
use muster_core::{
    Actor, MembershipId, OrganisationId, PersonId, RequestId, Role, Scope, Secret, Timestamp,
    TokenId,
    token::{ClearToken, TokenKind},
};
use muster_identity::{
    cookie::Cookies,
    outbound::Transport,
    password::Passwords,
    session::{SESSION_LIFETIME, draw},
    settings::Settings,
    social::{SignIn, Turnstile},
};
use muster_seams::Seams;
use muster_session::KeyPair;
use muster_store::{
    Write,
    audit_event::{self, AuditEntry},
    organisation,
    person::{
        PersonRow, invitation,
        invitation::InvitationRow,
        membership::{self, MembershipRow},
        session::{self, SessionRow},
    },
};
use std::sync::Arc;

/// Who may make an account without an invitation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SignUp {
    /// Whoever is on this machine.
    #[default]
    Near,
    /// Everybody.
    Open,
    /// Nobody.
    Closed,
}

/// How people come in.
#[derive(Debug, Clone, Default)]
pub struct PeopleOptions {
    /// Who may make an account without an invitation.
    pub sign_up: SignUp,
    /// How GitHub, Google and Turnstile are asked; over the internet, if nothing is said.
    pub transport: Option<Arc<dyn Transport>>,
}

/// What is needed to know people.
pub(crate) struct People {
    pub(crate) sign_up: SignUp,
    pub(crate) passwords: Passwords,
    pub(crate) turnstile: Option<Turnstile>,
    sign_ins: Vec<SignIn>,
    waiting: Waiting,
    seed: Secret,
}

impl People {
    pub(crate) fn new(
        options: PeopleOptions,
        settings: &Settings,
        key: &KeyPair,
        seams: &Seams,
    ) -> Self {
        let transport = options.transport.or_else(social::internet);
        let clients = transport.iter().flat_map(|transport| {
            let made = |client| SignIn::new(client, transport.clone(), seams.clock.clone());
            settings.clients.iter().cloned().map(made)
        });
        let turnstile = social::turnstile(settings, transport.as_ref());
        Self {
            sign_up: options.sign_up,
            passwords: Passwords::new(seams.rng.clone(), seams.tasks.clone()),
            turnstile,
            sign_ins: clients.collect(),
            waiting: Waiting::default(),
            seed: settings.session_seed.clone().unwrap_or_else(|| own_seed(key)),
        }
    }

    /// What makes cookies, and knows them again.
    pub(crate) fn cookies(&self, is_encrypted: bool) -> Cookies {
        Cookies::new(&self.seed, is_encrypted)
    }
}

/// As lasting and as secret as the key of the coordinator, of which it tells nothing.
fn own_seed(key: &KeyPair) -> Secret {
    let mut bytes = b"muster-cookie-v1\0".to_vec();
    bytes.extend(key.to_pkcs8().unwrap_or_default());
    Secret::new(encode(&sha256(&bytes)))
}

/// Somebody who comes in: from where, with what, and in which request.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub(crate) request_id: RequestId,
    pub(crate) address: Option<String>,
    pub(crate) agent: Option<String>,
    /// Whether they are on this machine.
    pub(crate) is_near: bool,
}

/// A new person, before they have a row.
#[derive(Debug, Clone)]
pub(crate) struct Newcomer {
    pub(crate) email: String,
    pub(crate) is_email_proven: bool,
    pub(crate) name: String,
    pub(crate) password_hash: Option<String>,
    pub(crate) account_key: Option<String>,
}

/// A session that was just begun.
pub(crate) struct Begun {
    pub(crate) token: ClearToken,
    pub(crate) person: PersonRow,
}

impl Begun {
    pub(crate) fn answer(&self) -> SignedIn {
        SignedIn { token: self.token.reveal(), user: user(&self.person) }
    }
}

/// What may be shown of a person.
pub(crate) fn user(row: &PersonRow) -> User {
    User {
        id: row.id.clone(),
        name: row.name.clone(),
        email: row.email.clone(),
        email_verified: row.is_email_proven,
        image: row.image.clone(),
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

/// What may be shown of a session.
pub(crate) fn shown(row: SessionRow, current: Option<&TokenId>) -> Session {
    Session {
        is_current: current == Some(&row.id),
        id: row.id,
        user_id: row.person,
        expires_at: row.expires_at,
        created_at: row.created_at,
        updated_at: row.last_used_at,
        ip_address: row.address,
        user_agent: row.agent,
    }
}

impl App {
    /// Makes an account, where an invitation or the policy allows it, and signs its owner in.
    pub(crate) async fn sign_up(
        &self,
        newcomer: Newcomer,
        invitation: Option<ClearToken>,
        visitor: &Visitor,
    ) -> Result<Begun, AppError> {
        if invitation.is_none() && !self.may_sign_up(visitor.is_near) {
            return Err(sign_up_closed());
        }
        let now = self.seams.clock.now();
        let person = PersonRow {
            id: PersonId::from_random(self.seams.rng.bytes()),
            email: newcomer.email,
            is_email_proven: newcomer.is_email_proven,
            name: newcomer.name,
            image: None,
            password_hash: newcomer.password_hash,
            created_at: now,
            updated_at: now,
        };
        let own = OrganisationId::from_random(self.seams.rng.bytes());
        let membership = MembershipId::from_random(self.seams.rng.bytes());
        let scope = person_scope(&own, &person.id, &visitor.request_id);
        let (token, session) = self.new_session(&person.id, visitor);
        let (made, account) = (person.clone(), newcomer.account_key);
        let stored = self.store.write(move |tx| {
            if muster_store::person::by_email(tx, &made.email)?.is_some() {
                return Err(account_exists());
            }
            muster_store::person::insert(tx, &scope, &made)?;
            if let Some(key) = &account {
                muster_store::person::add_account(tx, &made.id, key, now)?;
            }
            let scope = match &invitation {
                Some(token) => accept(tx, token, &made, &membership, &scope, now)?,
                None => found(tx, &made, &membership, &scope, now)?,
            };
            session::insert(tx, &scope.request_id, &session)?;
            note(tx, &scope, "person.sign_up", &made.id, "{}", now)
        });
        stored.await?;
        Ok(Begun { token, person })
    }

    /// Whether somebody may make an account without being invited.
    pub(crate) fn may_sign_up(&self, is_near: bool) -> bool {
        match self.people.sign_up {
            SignUp::Near => is_near,
            SignUp::Open => true,
            SignUp::Closed => false,
        }
    }

    /// Signs somebody in who has proved who they are.
    pub(crate) async fn begin_session(
        &self,
        person: PersonRow,
        how: &str,
        visitor: &Visitor,
    ) -> Result<Begun, AppError> {
        let (now, how) = (self.seams.clock.now(), serde_json::json!({ "with": how }).to_string());
        let (token, session) = self.new_session(&person.id, visitor);
        let (id, local) = (person.id.clone(), self.organisation.clone());
        let request_id = visitor.request_id.clone();
        let stored = self.store.write(move |tx| {
            session::insert(tx, &request_id, &session)?;
            let home = membership::first_of(tx, &id)?.map_or(local.clone(), |it| it.organisation);
            note(tx, &person_scope(&home, &id, &request_id), "person.sign_in", &id, &how, now)
        });
        stored.await?;
        Ok(Begun { token, person })
    }

    fn new_session(&self, person: &PersonId, visitor: &Visitor) -> (ClearToken, SessionRow) {
        let now = self.seams.clock.now();
        let token = draw(TokenKind::Session, self.seams.rng.as_ref());
        let row = SessionRow {
            id: token.id.clone(),
            person: person.clone(),
            secret_hash: sha256(token.secret()),
            address: visitor.address.clone(),
            agent: visitor.agent.clone(),
            created_at: now,
            expires_at: now.after(SESSION_LIFETIME),
            last_used_at: now,
            revoked_at: None,
        };
        (token, row)
    }
}

/// A new account has an organisation of its own, in which nothing is.
fn found(
    tx: &mut dyn Write,
    person: &PersonRow,
    id: &MembershipId,
    scope: &Scope,
    now: Timestamp,
) -> Result<Scope, AppError> {
    organisation::insert(tx, &scope.organisation, &format!("{}'s", person.name), now)?;
    join(tx, person, id, Role::Owner, scope, now)?;
    Ok(scope.clone())
}

fn join(
    tx: &mut dyn Write,
    person: &PersonRow,
    id: &MembershipId,
    role: Role,
    scope: &Scope,
    now: Timestamp,
) -> Result<(), AppError> {
    let row = MembershipRow {
        organisation: scope.organisation.clone(),
        id: id.clone(),
        person: person.id.clone(),
        role,
        created_at: now,
        updated_at: now,
    };
    Ok(membership::insert(tx, scope, &row)?)
}

/// Uses an invitation, and answers the scope of the organisation to which it leads.
pub(crate) fn accept(
    tx: &mut dyn Write,
    token: &ClearToken,
    person: &PersonRow,
    id: &MembershipId,
    scope: &Scope,
    now: Timestamp,
) -> Result<Scope, AppError> {
    let row = usable(tx, token, now)?;
    if row.email.as_ref().is_some_and(|email| *email != person.email) {
        return Err(AppError::told(
            ProblemKind::Forbidden,
            "the invitation is for another address",
        ));
    }
    let scope = Scope { organisation: row.organisation.clone(), ..scope.clone() };
    if membership::of(tx, &row.organisation, &person.id)?.is_some() {
        return Err(AppError::told(
            ProblemKind::Conflict,
            "you belong to this organisation already",
        ));
    }
    invitation::accept(tx, &token.id, &person.id, now)?;
    join(tx, person, id, row.role, &scope, now)?;
    let detail = serde_json::json!({ "invitation": row.id, "role": row.role }).to_string();
    note(tx, &scope, "member.join", id, &detail, now)?;
    Ok(scope)
}

fn usable(
    tx: &mut dyn Write,
    token: &ClearToken,
    now: Timestamp,
) -> Result<InvitationRow, AppError> {
    let row = invitation::by_token(tx, &token.id)?;
    let given = sha256(token.secret());
    let stored = row.as_ref().map_or_else(|| vec![0; given.len()], |row| row.secret_hash.clone());
    let is_right = crate::crypto::is_same(&stored, &given) && token.kind == TokenKind::Invite;
    row.filter(|row| is_right && row.ended_at.is_none() && row.expires_at > now)
        .ok_or_else(no_invitation)
}

/// A person in an organisation, in a request.
pub(crate) fn person_scope(
    organisation: &OrganisationId,
    person: &PersonId,
    request_id: &RequestId,
) -> Scope {
    Scope {
        organisation: organisation.clone(),
        actor: Actor::Person(person.clone()),
        request_id: request_id.clone(),
        idempotency_key: None,
    }
}

/// Writes down what was done about people.
pub(crate) fn note(
    tx: &mut dyn Write,
    scope: &Scope,
    action: &str,
    target: impl std::fmt::Display,
    detail: &str,
    now: Timestamp,
) -> Result<(), AppError> {
    let entry = AuditEntry {
        action: action.to_owned(),
        target: target.to_string(),
        detail: detail.to_owned(),
    };
    audit_event::append(tx, scope, &entry, now)?;
    Ok(())
}

pub(crate) fn no_invitation() -> AppError {
    AppError::told(
        ProblemKind::InvitationNotFound,
        "there is no such invitation: it was used, taken back, or its time is over",
    )
}

fn account_exists() -> AppError {
    Problem::new(ProblemKind::AccountExists, "this address has an account already")
        .in_field("email")
        .with_hint("sign in instead")
        .into()
}

fn sign_up_closed() -> AppError {
    Problem::new(ProblemKind::SignUpClosed, "an account is made by invitation here")
        .with_hint("ask an owner for one: `muster invitation create` prints a link")
        .into()
}
