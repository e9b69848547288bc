//! People: accounts, sessions, organisations and invitations, in the words of Den's clients where it has any.

use crate::instance::Coordinator;
use muster_core::{InvitationId, MembershipId, PersonId, Role, Secret, Timestamp, TokenId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A new account.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignUp {
    /// What the person is called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// At least eight characters.
    #[schema(value_type = String, format = Password)]
    pub password: Typed,
    /// The token of an invitation, if somebody was invited.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub invitation: Option<Typed>,
    /// What Turnstile gave the page, where it is asked.
    #[serde(default)]
    pub turnstile_token: Option<String>,
}

/// An account that is there.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SignIn {
    /// The person's address.
    pub email: String,
    /// Their password.
    #[schema(value_type = String, format = Password)]
    pub password: Typed,
}

/// Something secret that somebody has typed; it is read and never written.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "String")]
pub struct Typed(pub Secret);

impl From<String> for Typed {
    fn from(text: String) -> Self {
        Self(Secret::new(text))
    }
}

/// Somebody with an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Who.
    #[schema(value_type = String)]
    pub id: PersonId,
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Whether the address is theirs beyond doubt.
    pub email_verified: bool,
    /// Where a picture of them is.
    pub image: Option<String>,
    /// When they signed up.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When something about them changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// What somebody gets who has signed up or in. The token is shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignedIn {
    /// The bearer token of the session.
    pub token: String,
    /// Who has signed in.
    pub user: User,
}

/// That somebody has signed in. The token itself is never shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Which.
    #[schema(value_type = String)]
    pub id: TokenId,
    /// Whose.
    #[schema(value_type = String)]
    pub user_id: PersonId,
    /// When it ends, if nobody uses it.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// When somebody signed in.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was last used.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    /// From where.
    pub ip_address: Option<String>,
    /// With what.
    pub user_agent: Option<String>,
    /// Whether it is the one that asks.
    #[serde(default)]
    pub is_current: bool,
}

/// Sessions that live, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionList {
    /// Each of them.
    pub items: Vec<Session>,
}

/// Who the caller is, and whom it talks to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// `operator`, or the id of a person, a token or an agent.
    pub actor: String,
    /// The organisation whose rows the caller sees.
    pub organisation: String,
    /// Whether the caller may change things.
    pub may_change: bool,
    /// What the caller may do there; nothing for programs, which have scopes.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub role: Option<Role>,
    /// What a program may do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// The person, if one has signed in.
    #[serde(default)]
    pub user: Option<User>,
    /// The session with which they came.
    #[serde(default)]
    pub session: Option<Session>,
    /// The coordinator.
    pub coordinator: Coordinator,
}

/// An organisation to which somebody belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Org {
    /// Which.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is called in addresses.
    pub slug: String,
    /// The owner who has been there longest.
    pub owner_user_id: Option<String>,
    /// What the caller may do there.
    #[schema(value_type = String)]
    pub role: Role,
    /// That the caller belongs there.
    #[schema(value_type = String)]
    pub membership_id: MembershipId,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// Where somebody belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Orgs {
    /// Each organisation, the first one first.
    pub orgs: Vec<Org>,
    /// The one whose rows are meant where none is named.
    pub default_org_id: Option<String>,
}

/// A member of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Member {
    /// The membership.
    #[schema(value_type = String)]
    pub id: MembershipId,
    /// The person.
    pub user: User,
    /// What they may do.
    #[schema(value_type = String)]
    pub role: Role,
    /// Since when they belong.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// Everybody who belongs to an organisation, the first one first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberList {
    /// Each of them.
    pub items: Vec<Member>,
}

/// Another role for a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberChange {
    /// `owner`, `operator` or `viewer`.
    #[schema(value_type = String)]
    pub role: Role,
}

/// A wish that somebody may belong to an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationRequest {
    /// `owner`, `operator` or `viewer`.
    #[schema(value_type = String)]
    pub role: Role,
    /// Whose address it is for; whoever holds it, if for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// How long it can be used; seven days, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_seconds: Option<u64>,
}

/// An invitation as it is shown later: without its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Invitation {
    /// Which.
    #[schema(value_type = String)]
    pub id: InvitationId,
    /// What it gives.
    #[schema(value_type = String)]
    pub role: Role,
    /// Whose address it is for.
    pub email: Option<String>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: String,
    /// When it stops working.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

/// A new invitation. Its token is shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationCreated {
    /// The token, for whoever is invited.
    pub token: String,
    /// A page where they can use it; its token stands after `#`, so that no server ever logs it.
    pub url: String,
    /// The invitation.
    #[serde(flatten)]
    pub stored: Invitation,
}

/// Invitations that can still be used, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationList {
    /// Each of them.
    pub items: Vec<Invitation>,
}

/// An invitation that somebody who has an account wants to use.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct InvitationAccept {
    /// Its token.
    #[schema(value_type = String)]
    pub token: Typed,
}

/// A wish to hand a session over to another program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HandoffRequest {
    /// Where that program goes then.
    #[serde(default)]
    pub next: Option<String>,
    /// The scheme of its addresses.
    #[serde(default)]
    pub desktop_scheme: Option<String>,
}

/// A grant that is used once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Handoff {
    /// The grant.
    pub grant: String,
    /// When it stops working.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// The address that opens the program with it.
    pub openwork_url: String,
}

/// A grant that a program has been given.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct HandoffExchange {
    /// 12 to 128 characters.
    #[schema(value_type = String)]
    pub grant: Typed,
}

/// How people can sign in here; public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignInWays {
    /// Whether the caller could sign up without an invitation.
    pub may_sign_up: bool,
    /// Whether anybody has an account here.
    pub has_accounts: bool,
    /// With whom people can sign in.
    pub providers: Vec<String>,
}

/// A wish to sign in with somebody who knows the person.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SocialSignIn {
    /// `github` or `google`.
    pub provider: String,
    /// Where the browser goes afterwards: a path of ours.
    #[serde(default, rename = "callbackURL")]
    pub callback_url: Option<String>,
    /// The token of an invitation, if somebody was invited.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub invitation: Option<Typed>,
}

/// Where the browser goes to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SocialRedirect {
    /// There.
    pub url: String,
    /// Always true.
    pub redirect: bool,
}

/// The session and its person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionAnswer {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub user: User,
}

/// That a session has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignedOut {
    /// Always true.
    pub success: bool,
}

/// A new account, as Defrag's clients ask for it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Registration {
    /// The person's address.
    pub email: String,
    /// At least eight characters.
    #[schema(value_type = String, format = Password)]
    pub password: Typed,
    /// What Turnstile gave the page, where it is asked.
    #[serde(default)]
    pub turnstile_token: Option<String>,
    /// The token of an invitation, if somebody was invited.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub invite_token: Option<Typed>,
}

/// An account that is there, as Defrag's clients name it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Login {
    /// The person's address.
    pub email: String,
    /// Their password.
    #[schema(value_type = String, format = Password)]
    pub password: Typed,
}

/// A session's token, as Defrag's clients expect it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenAnswer {
    /// The bearer token of the session.
    pub token: String,
}

/// An invitation, as Defrag's clients bring it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct RedeemInvite {
    /// Its token.
    #[schema(value_type = String)]
    pub invite_token: Typed,
}
