//! Problems: every error that leaves the coordinator, as `application/problem+json`.
//!
//! `error` is the stable code that programs match on; it is the same word in the UI, the CLI and
//! the compatible bodies. `title` and `detail` are for people and may change.

use crate::billing::{PolarOffer, Upgrade};
use crate::usage::LimitReached;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! problem_kinds {
    // The code is a `tt` and no `literal`: the schema's derive does not see through the latter.
    ($($(#[$doc:meta])* $name:ident = $code:tt, $status:literal, $title:literal;)*) => {
        /// What went wrong, as a stable code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        pub enum ProblemKind {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl ProblemKind {
            /// Every kind there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
            /// The HTTP status that goes with it.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }
            /// The kind in a few words, for people.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

problem_kinds! {
    /// The request could not be read as HTTP.
    BadRequest = "bad_request", 400, "The request could not be understood";
    /// The request is malformed, in the words that its clients expect.
    InvalidRequest = "invalid_request", 400, "The request is not valid";
    /// A query of a list cannot be understood.
    QueryInvalid = "query_invalid", 400, "The query cannot be understood";
    /// The body is not JSON.
    JsonInvalid = "json_invalid", 400, "The body is not valid JSON";
    /// An id in the path is malformed.
    BadId = "bad_id", 400, "The id is malformed";
    /// A header has a value that is not allowed.
    BadHeader = "bad_header", 400, "A header has a value that is not allowed";
    /// A token is asked for in a way that there is not.
    UnsupportedGrantType = "unsupported_grant_type", 400, "Tokens are not given in this way";
    /// None of the scopes may be given.
    InvalidScope = "invalid_scope", 400, "The scopes cannot be given";
    /// A local worker has to say in which folder it works.
    WorkspacePathRequired = "workspace_path_required", 400, "A local worker needs a folder";
    /// A message does not come from whom it names.
    SignatureInvalid = "signature_invalid", 400, "The signature is not valid";
    /// There is no plan of this name.
    UnknownTier = "unknown_tier", 400, "There is no such plan";
    /// A worker does not run that program.
    InvalidServices = "invalid_services", 400, "The worker does not run that program";
    /// No token, or not one that this coordinator knows.
    Unauthorized = "unauthorized", 401, "A valid token is needed";
    /// A join token or one-time link was used before.
    TokenUsed = "token_used", 401, "The token was used before";
    /// A token's time is over.
    TokenExpired = "token_expired", 401, "The token has expired";
    /// A token was revoked.
    TokenRevoked = "token_revoked", 401, "The token was revoked";
    /// No account has this address and password.
    InvalidCredentials = "invalid_credentials", 401, "The address or the password is wrong";
    /// The session was ended or has expired.
    SessionEnded = "session_ended", 401, "The session has ended";
    /// Accounts are not made here, or not for this caller.
    SignUpClosed = "sign_up_closed", 403, "Accounts are made by invitation";
    /// It was not found out whether it is a person who signs up.
    NotAPerson = "not_a_person", 403, "It could not be found out whether you are a person";
    /// An agent that asks for a token is not let in.
    InvalidClient = "invalid_client", 401, "The client is not let in";
    /// There is no entitlement to one more.
    PaymentRequired = "payment_required", 402, "The plan does not include one more";
    /// The caller may not do this.
    Forbidden = "forbidden", 403, "Not allowed with this token";
    /// No rule admits the run of a workflow.
    NotTrusted = "workflow_not_trusted", 403, "No rule admits this run";
    /// The organisation has not said that logs may be shown to a model.
    AiConsentRequired = "ai_consent_required", 403, "The organisation has not agreed to it";
    /// The caller is no admin of this coordinator.
    AdminEmailRequired = "admin_email_required", 403, "This is for admins";
    /// Admins may look here and change nothing.
    AdminChangesOff = "admin_changes_off", 403, "Admins may change nothing here";
    /// The request comes from a web page that is not the console.
    BadOrigin = "bad_origin", 403, "Requests from this origin are not accepted";
    /// There is no such route.
    RouteNotFound = "route_not_found", 404, "There is no such route";
    /// There is no such job.
    JobNotFound = "job_not_found", 404, "There is no such job";
    /// There is no such worker.
    WorkerNotFound = "worker_not_found", 404, "There is no such worker";
    /// There is no such token.
    TokenNotFound = "token_not_found", 404, "There is no such token";
    /// There is no such grant, or it was used.
    GrantNotFound = "grant_not_found", 404, "There is no such grant";
    /// There is no such provider.
    ProviderNotFound = "provider_not_found", 404, "There is no such provider";
    /// There is no such organisation, or the caller does not belong to it.
    OrganisationNotFound = "organisation_not_found", 404, "There is no such organisation";
    /// There is no such member.
    MemberNotFound = "member_not_found", 404, "There is no such member";
    /// There is no such invitation, or it cannot be used any more.
    InvitationNotFound = "invitation_not_found", 404, "There is no such invitation";
    /// There is no such session.
    SessionNotFound = "session_not_found", 404, "There is no such session";
    /// There is no such person.
    PersonNotFound = "person_not_found", 404, "There is no such person";
    /// A link to a download has had its time.
    LinkExpired = "link_expired", 410, "The link has expired";
    /// No model is set up.
    AiNotEnabled = "ai_not_enabled", 501, "AI Not Enabled";
    /// The model's provider gave no answer that can be used.
    AiFailed = "ai_failed", 502, "The model gave no answer";
    /// The model's provider did not answer in time.
    AiTimeout = "ai_timeout", 504, "The model did not answer in time";
    /// No provider is set up for this, or people cannot sign in with this one here.
    ProviderNotConfigured = "provider_not_configured", 503, "This provider is not set up";
    /// There is no such tool.
    ToolNotFound = "tool_not_found", 404, "There is no such tool";
    /// There is no such attempt of the job.
    AttemptNotFound = "attempt_not_found", 404, "There is no such attempt";
    /// There is no such schedule.
    ScheduleNotFound = "schedule_not_found", 404, "There is no such schedule";
    /// There is no such template.
    TemplateNotFound = "template_not_found", 404, "There is no such template";
    /// There is no such secret.
    SecretNotFound = "secret_not_found", 404, "There is no such secret";
    /// There is no such agent.
    AgentNotFound = "agent_not_found", 404, "There is no such agent";
    /// There is no such credential of the agent.
    CredentialNotFound = "credential_not_found", 404, "There is no such credential";
    /// There is no such rule for runs of workflows.
    TrustPolicyNotFound = "trust_policy_not_found", 404, "There is no such trust policy";
    /// There is no such artefact of the job.
    ArtefactNotFound = "artefact_not_found", 404, "There is no such artefact";
    /// There is no such environment.
    EnvironmentNotFound = "environment_not_found", 404, "There is no such environment";
    /// There is no such terminal, or it is somebody else's, or it is over.
    TerminalNotFound = "terminal_not_found", 404, "There is no such terminal";
    /// There is no such operation.
    OperationNotFound = "operation_not_found", 404, "There is no such operation";
    /// There is nothing of this id at a provider.
    ResourceNotFound = "resource_not_found", 404, "There is nothing of this id";
    /// The route exists, the method does not.
    MethodNotAllowed = "method_not_allowed", 405, "The route does not take this method";
    /// The client was too slow.
    RequestTimeout = "request_timeout", 408, "The request took too long to arrive";
    /// The report is about an earlier grant.
    FenceStale = "fence_stale", 409, "The report is about an earlier grant of the job";
    /// The job has ended.
    AlreadyTerminal = "already_terminal", 409, "The job has already ended";
    /// The job is not in a state in which this can happen.
    NotNow = "not_now", 409, "Not possible in the job's present state";
    /// The agent is not in a state in which this can happen.
    AgentNotActive = "agent_not_active", 409, "Not possible in the agent's present state";
    /// Something else has this name.
    NameTaken = "name_taken", 409, "The name is taken";
    /// The organisation would have no owner.
    LastOwner = "last_owner", 409, "Somebody must be owner";
    /// Another request changed the same thing.
    Conflict = "conflict", 409, "Something else changed it at the same time";
    /// The part of a file does not begin where the last one ended.
    UploadOffset = "upload_offset", 409, "The part does not begin where the last one ended";
    /// No provider is set up for this.
    ProviderNotSetUp = "provider_not_set_up", 409, "No provider is set up for this";
    /// Machines stand on the account.
    ProviderInUse = "provider_in_use", 409, "Machines stand on this account";
    /// Another operation on the same thing is under way.
    OperationUnderWay = "operation_under_way", 409, "Another operation on it is under way";
    /// It does not run, and this needs one that does.
    EnvironmentNotRunning = "environment_not_running", 409, "The environment does not run";
    /// As many terminals are open as may be.
    TooManyTerminals = "too_many_terminals", 409, "Too many terminals are open";
    /// It runs, and deleting that was not said to be meant.
    StillRunning = "still_running", 409, "It is still running";
    /// It would cost more than everything together may.
    SpendCeiling = "spend_ceiling", 409, "It would cost more than everything may";
    /// Nobody knows what the worker runs.
    WorkerRuntimeUnavailable = "worker_runtime_unavailable", 409, "The worker is not connected";
    /// An upgrade is under way.
    UpgradeInProgress = "upgrade_in_progress", 409, "An upgrade is under way";
    /// There is a subscription already.
    AlreadySubscribed = "already_subscribed", 409, "There is a subscription already";
    /// Nothing was bought yet.
    NothingBought = "nothing_bought", 409, "Nothing was bought yet";
    /// The body is too large.
    BodyTooLarge = "body_too_large", 413, "The body is too large";
    /// The path or query is too long.
    UriTooLong = "uri_too_long", 414, "The address is too long";
    /// The range that was asked for is not within the file.
    RangeNotSatisfiable = "range_not_satisfiable", 416, "The range is not within the file";
    /// The body is not `application/json`.
    UnsupportedMediaType = "unsupported_media_type", 415, "The body must be application/json";
    /// The Host header names somebody else.
    BadHost = "bad_host", 421, "This host name is not served here";
    /// A field has a value that is not allowed.
    Validation = "validation", 422, "A field has a value that is not allowed";
    /// A provider does not take the credentials.
    CredentialsRefused = "credentials_refused", 422, "The provider does not take these credentials";
    /// Somebody has an account with this address.
    AccountExists = "account_exists", 422, "This address has an account";
    /// A label is given that only a machine itself can say.
    LabelReserved = "label_reserved", 422, "Only the machine itself can say this label";
    /// The bytes of a file are not those that were announced.
    WrongHash = "wrong_hash", 422, "The file is not the one that was announced";
    /// The idempotency key was used for another request.
    IdempotencyMismatch = "idempotency_mismatch", 422, "The idempotency key belongs to another request";
    /// The request asks for another version of WebSocket.
    UpgradeRequired = "upgrade_required", 426, "Another version of WebSocket is needed";
    /// The worker or client speaks no protocol that is as new as the coordinator's oldest.
    VersionTooOld = "version_too_old", 426, "This program is too old for the coordinator";
    /// The worker or client speaks no protocol that is as old as the coordinator's newest.
    VersionTooNew = "version_too_new", 426, "This program is too new for the coordinator";
    /// Too many requests.
    RateLimited = "rate_limited", 429, "Too many requests";
    /// The plan allows no more of it.
    PlanLimit = "plan_limit", 429, "The plan's limit is reached";
    /// Too many or too large headers.
    HeadersTooLarge = "headers_too_large", 431, "The headers are too large";
    /// A fault of ours.
    Internal = "internal", 500, "Something went wrong inside the coordinator";
    /// The biller did not do it.
    BillerRefused = "biller_refused", 502, "The biller did not do it";
    /// A provider gave no answer.
    ProviderUnanswered = "provider_unanswered", 502, "The provider gave no answer";
    /// The coordinator is stopping.
    Restarting = "restarting", 503, "The coordinator is restarting";
    /// The coordinator has more to do than it can.
    Overloaded = "overloaded", 503, "The coordinator is busy";
    /// The key of secrets is out of reach.
    SecretsUnavailable = "secrets_unavailable", 503, "Secrets cannot be sealed or opened";
    /// Nothing can be bought here, or no message of this biller can be checked.
    BillingNotConfigured = "billing_not_configured", 503, "Billing is not set up";
    /// Calls of tools cannot be signed here.
    ToolGatewayNotConfigured = "tool_gateway_not_configured", 503, "The tool gateway has no secret";
    /// Tokens for agents' workers cannot be made as things are set.
    AgentTokensUnavailable = "agent_tokens_unavailable", 503, "Tokens for agents' workers cannot be made";
    /// The keys of a foreign issuer cannot be had now.
    IssuerUnavailable = "issuer_unavailable", 503, "The issuer's keys cannot be had";
    /// The answer of the database to a commit was lost.
    CommitUnknown = "commit_unknown", 503, "It is not known whether it was done";
    /// The database is damaged.
    DbCorrupt = "db_corrupt", 503, "The coordinator's database is damaged";
    /// The disk is full.
    StorageFull = "storage_full", 507, "The disk is full";
}

/// One error, as it leaves the coordinator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// A page about this kind of problem, relative to the documentation.
    #[serde(rename = "type")]
    pub about: String,
    /// The stable code.
    pub error: ProblemKind,
    /// The kind in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened, in a sentence.
    pub detail: String,
    /// The field that is at fault, as a path into the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Which limit of the plan was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<LimitReached>,
    /// The request in which it happened.
    #[serde(default)]
    pub request_id: String,
    /// What could be bought to have it, as OpenWork Den says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub polar: Option<Box<PolarOffer>>,
    /// The same from whichever biller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade: Option<Box<Upgrade>>,
}

impl Problem {
    /// A problem of this kind, told in a sentence.
    pub fn new(error: ProblemKind, detail: impl Into<String>) -> Self {
        Self {
            about: format!("docs/api.md#{}", error.as_str()),
            error,
            title: error.title().to_owned(),
            status: error.status(),
            detail: detail.into(),
            field: None,
            hint: None,
            limit: None,
            request_id: String::new(),
            polar: None,
            upgrade: None,
        }
    }
    /// The same problem, naming the field at fault.
    pub fn in_field(self, field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..self }
    }
    /// The same problem, with advice.
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_in_the_documentation() {
        let page = include_str!("../../../docs/api.md");
        for kind in ProblemKind::ALL {
            let row = format!("`{}` | {} |", kind.as_str(), kind.status());
            assert!(page.contains(&row), "docs/api.md has no row {row}");
        }
    }

    #[test]
    fn the_schema_names_the_codes_and_not_our_variants() {
        let schema =
            serde_json::to_value(<ProblemKind as utoipa::PartialSchema>::schema()).unwrap();
        let codes: Vec<_> = ProblemKind::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(schema["enum"], serde_json::json!(codes));
    }

    #[test]
    fn a_code_is_snake_case_and_names_one_kind() {
        for kind in ProblemKind::ALL {
            let code = kind.as_str();
            assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{code}");
            let same: Vec<_> =
                ProblemKind::ALL.iter().filter(|other| other.as_str() == code).collect();
            assert_eq!(same, [kind]);
        }
    }
}
