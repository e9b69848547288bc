//! The table: every route, who may use it, and with what it is counted.

use super::{Access, Body, Who};
use muster_core::Role;
use muster_limits::Group;

/// A row of the table: method and path, and what is known of them.
type Row = (&'static str, Access);

const fn row(route: &'static str, who: Who) -> Row {
    (route, Access { who, body: Body::None, group: Group::Default, is_public: false })
}

/// The same of a route that takes a small body.
const fn takes(route: &'static str, who: Who) -> Row {
    with(Body::Small, row(route, who))
}

/// The same of one that is asked all the time.
const fn tells(route: &'static str, who: Who) -> Row {
    counted(Group::Telemetry, takes(route, who))
}

const fn with(body: Body, (route, access): Row) -> Row {
    (route, Access { body, ..access })
}

const fn counted(group: Group, (route, access): Row) -> Row {
    (route, Access { group, ..access })
}

/// The same of a route that is there under the public address as well.
const fn public((route, access): Row) -> Row {
    (route, Access { is_public: true, ..access })
}

/// A page of the portal.
const fn page(route: &'static str) -> Row {
    public(counted(Group::Marketplace, row(route, Who::AnyoneNear)))
}

const READ_JOBS: Who = Who::Member(Role::Viewer, "jobs:read");
const WRITE_JOBS: Who = Who::Member(Role::Operator, "jobs:write");
const READ_WORKERS: Who = Who::Member(Role::Viewer, "workers:read");
const WRITE_WORKERS: Who = Who::Member(Role::Operator, "workers:write");
const READ_AGENTS: Who = Who::Member(Role::Viewer, "agents:read");
const WRITE_AGENTS: Who = Who::Member(Role::Operator, "agents:write");
const READ_ENVIRONMENTS: Who = Who::Member(Role::Viewer, "environments:read");
const WRITE_ENVIRONMENTS: Who = Who::Member(Role::Operator, "environments:write");
const READ_AUDIT: Who = Who::Member(Role::Viewer, "audit:read");
const VIEWER: Who = Who::PersonOnly(Role::Viewer);
const OPERATOR: Who = Who::PersonOnly(Role::Operator);
const OWNER: Who = Who::PersonOnly(Role::Owner);

/// Every route there is, in the order of the alphabet within each part.
pub(super) const ROUTES: &[Row] = &[
    // What everybody may see, and what brings its own proof.
    row("GET /", Who::Anyone),
    row("GET /console", Who::Anyone),
    row("GET /console/", Who::Anyone),
    row("GET /console/{*path}", Who::Anyone),
    row("GET /docs", Who::AnyoneNear),
    row("GET /docs/style.css", Who::AnyoneNear),
    public(row("GET /health", Who::Anyone)),
    row("GET /healthz", Who::Anyone),
    row("GET /ready", Who::Anyone),
    row("GET /readyz", Who::Anyone),
    row("GET /v1/session", Who::Anyone),
    takes("POST /v1/console/sessions", Who::Anyone),
    takes("POST /v1/instance/challenge", Who::Anyone),
    counted(Group::Join, takes("POST /v1/workers/join", Who::Anyone)),
    // A ticket in the address is the proof.
    row("GET /artifacts/{name}", Who::Anyone),
    with(Body::Stream, row("PUT /artifacts/{name}", Who::Anyone)),
    row("GET /v1/programs/{sha256}", Who::Anyone),
    row("GET /v1/uploads/{sha256}", Who::Anyone),
    with(Body::Stream, row("PUT /v1/uploads/{sha256}", Who::Anyone)),
    // The machine.
    row("GET /health/detailed", Who::OfThisMachine(Role::Viewer)),
    row("GET /metrics", Who::OfThisMachine(Role::Viewer)),
    row("GET /openapi.json", Who::Known),
    row("GET /v1/backups", Who::OfThisMachine(Role::Viewer)),
    row("POST /v1/backups", Who::OfThisMachine(Role::Owner)),
    row("POST /v1/console/links", Who::OfThisMachine(Role::Owner)),
    row("GET /v1/doctor", Who::OfThisMachine(Role::Viewer)),
    row("POST /v1/doctor/bundle", Who::OfThisMachine(Role::Owner)),
    takes("POST /v1/doctor/fix", Who::OfThisMachine(Role::Owner)),
    row("GET /v1/programs", Who::OfThisMachine(Role::Viewer)),
    with(Body::Stream, row("PUT /v1/programs", Who::OfThisMachine(Role::Owner))),
    row("DELETE /v1/programs/{sha256}", Who::OfThisMachine(Role::Owner)),
    row("GET /v1/reconcilers", Who::OfThisMachine(Role::Viewer)),
    // Whoever one is.
    row("GET /v1/me", Who::Known),
    counted(Group::Telemetry, row("GET /v1/overview", VIEWER)),
    counted(Group::Telemetry, row("GET /v1/stream", VIEWER)),
    // Jobs, in deborgen's words and in ours.
    row("GET /jobs", READ_JOBS),
    takes("POST /jobs", WRITE_JOBS),
    // It changes something, and is deborgen's.
    counted(Group::Telemetry, row("GET /jobs/next", OPERATOR)),
    row("GET /jobs/{job_id}", READ_JOBS),
    takes("POST /jobs/{job_id}/artifacts", OPERATOR),
    takes("POST /jobs/{job_id}/artifacts/presign", OPERATOR),
    takes("POST /jobs/{job_id}/finish", OPERATOR),
    counted(Group::Telemetry, row("GET /jobs/{job_id}/logs", READ_JOBS)),
    counted(Group::Telemetry, takes("POST /jobs/{job_id}/logs", OPERATOR)),
    counted(Group::Telemetry, takes("POST /nodes/{node_id}/heartbeat", OPERATOR)),
    row("GET /v1/jobs", READ_JOBS),
    takes("POST /v1/jobs", WRITE_JOBS),
    with(Body::Batch, row("POST /v1/jobs/batch", WRITE_JOBS)),
    takes("POST /v1/jobs/batch/rerun", WRITE_JOBS),
    takes("POST /v1/jobs/cancel", WRITE_JOBS),
    row("GET /v1/jobs/export", READ_JOBS),
    row("GET /v1/jobs/{id}", READ_JOBS),
    takes("PATCH /v1/jobs/{id}", WRITE_JOBS),
    row("GET /v1/jobs/{id}/artefacts", READ_JOBS),
    row("GET /v1/jobs/{id}/artefacts/{name}", READ_JOBS),
    row("GET /v1/jobs/{id}/attempts", READ_JOBS),
    takes("POST /v1/jobs/{id}/cancel", WRITE_JOBS),
    row("GET /v1/jobs/{id}/explain", READ_JOBS),
    takes("POST /v1/jobs/{id}/hold", WRITE_JOBS),
    row("GET /v1/jobs/{id}/log", READ_JOBS),
    row("GET /v1/jobs/{id}/log/raw", READ_JOBS),
    row("GET /v1/jobs/{id}/log/search", READ_JOBS),
    row("GET /v1/jobs/{id}/needs", READ_JOBS),
    counted(Group::Compute, row("POST /v1/jobs/{id}/explain-failure", WRITE_JOBS)),
    row("POST /v1/jobs/{id}/release", WRITE_JOBS),
    takes("POST /v1/jobs/{id}/rerun", WRITE_JOBS),
    row("GET /v1/jobs/{id}/tasks", READ_JOBS),
    row("GET /v1/queue", READ_JOBS),
    takes("POST /v1/queue/pause", OPERATOR),
    row("POST /v1/queue/resume", OPERATOR),
    // Whether a model may be shown what a job wrote.
    row("GET /v1/ai", VIEWER),
    takes("PUT /v1/ai", OWNER),
    // Links to downloads; the link is the proof.
    takes("POST /v1/downloads", VIEWER),
    counted(Group::Telemetry, row("GET /v1/downloads", Who::Anyone)),
    // What jobs are made of, and how long they are kept.
    row("GET /v1/next-slots", VIEWER),
    row("GET /v1/retention", VIEWER),
    takes("PUT /v1/retention", OWNER),
    takes("POST /v1/retention/preview", VIEWER),
    row("GET /v1/schedules", VIEWER),
    takes("POST /v1/schedules", OPERATOR),
    row("DELETE /v1/schedules/{name}", OPERATOR),
    row("GET /v1/schedules/{name}", VIEWER),
    takes("PUT /v1/schedules/{name}", OPERATOR),
    takes("POST /v1/schedules/{name}/pause", OPERATOR),
    row("POST /v1/schedules/{name}/resume", OPERATOR),
    row("POST /v1/schedules/{name}/run", OPERATOR),
    row("GET /v1/secrets", VIEWER),
    row("DELETE /v1/secrets/{name}", OPERATOR),
    takes("PUT /v1/secrets/{name}", OPERATOR),
    row("GET /v1/templates", VIEWER),
    row("DELETE /v1/templates/{name}", OPERATOR),
    row("GET /v1/templates/{name}", VIEWER),
    takes("PUT /v1/templates/{name}", OPERATOR),
    // Workers.
    takes("POST /v1/join-tokens", OPERATOR),
    row("GET /v1/join-tokens/{id}", VIEWER),
    row("GET /v1/updates", VIEWER),
    takes("POST /v1/updates", OPERATOR),
    row("POST /v1/updates/stop", OPERATOR),
    row("GET /v1/workers", READ_WORKERS),
    // The coordinator dials what is named here, from its own network.
    takes("POST /v1/workers/attach", Who::OfThisMachine(Role::Operator)),
    row("GET /v1/workers/history", READ_WORKERS),
    row("DELETE /v1/workers/{id}", WRITE_WORKERS),
    takes("PATCH /v1/workers/{id}", WRITE_WORKERS),
    row("GET /v1/workers/{id}/history", READ_WORKERS),
    takes("POST /v1/workers/{id}/pause", WRITE_WORKERS),
    takes("POST /v1/workers/{id}/release-jobs", WRITE_WORKERS),
    row("POST /v1/workers/{id}/resume", WRITE_WORKERS),
    // What was used.
    row("GET /billing/usage", VIEWER),
    row("GET /v1/usage", VIEWER),
    row("GET /v1/usage/cost", VIEWER),
    row("GET /v1/usage/export", VIEWER),
    row("GET /v1/usage/series", VIEWER),
    // The audit log; a question about all of it has a quota of its own.
    row("GET /audit/verify", READ_AUDIT),
    row("GET /v1/audit/events", READ_AUDIT),
    row("GET /v1/audit/export", READ_AUDIT),
    row("GET /v1/audit/report", READ_AUDIT),
    row("POST /v1/audit/rotate-key", OWNER),
    row("GET /v1/audit/verify", READ_AUDIT),
    // Cloud workers and environments, in Den's and Dev8's words and in ours.
    row("GET /api/v1/environments", READ_ENVIRONMENTS),
    takes("POST /api/v1/environments", WRITE_ENVIRONMENTS),
    takes("DELETE /api/v1/environments", WRITE_ENVIRONMENTS),
    takes("POST /api/v1/environments/start", WRITE_ENVIRONMENTS),
    takes("POST /api/v1/environments/stop", WRITE_ENVIRONMENTS),
    row("GET /api/v1/environments/{id}", READ_ENVIRONMENTS),
    row("DELETE /api/v1/environments/{id}", WRITE_ENVIRONMENTS),
    // What reports here brings a token that opens nothing else.
    takes("POST /api/v1/environments/{id}/activity", Who::Anyone),
    row("GET /api/v1/environments/{id}/connection", READ_ENVIRONMENTS),
    takes("POST /api/v1/environments/{id}/extend", WRITE_ENVIRONMENTS),
    row("GET /api/v1/environments/{id}/logs", READ_ENVIRONMENTS),
    row("POST /api/v1/environments/{id}/start", WRITE_ENVIRONMENTS),
    row("POST /api/v1/environments/{id}/stop", WRITE_ENVIRONMENTS),
    row("GET /v1/cloud", VIEWER),
    row("POST /v1/cloud/adopt", OWNER),
    row("POST /v1/cloud/reload", Who::OfThisMachine(Role::Owner)),
    row("GET /v1/cloud/rules", VIEWER),
    takes("PUT /v1/cloud/rules", OWNER),
    row("GET /v1/cloud/spend", VIEWER),
    row("POST /v1/cloud/stop-everything", OPERATOR),
    row("GET /v1/environments", READ_ENVIRONMENTS),
    takes("POST /v1/environments", WRITE_ENVIRONMENTS),
    row("GET /v1/environments/{id}", READ_ENVIRONMENTS),
    row("DELETE /v1/environments/{id}", WRITE_ENVIRONMENTS),
    takes("POST /v1/environments/{id}/extend", WRITE_ENVIRONMENTS),
    row("GET /v1/environments/{id}/logs", READ_ENVIRONMENTS),
    row("POST /v1/environments/{id}/start", WRITE_ENVIRONMENTS),
    row("POST /v1/environments/{id}/stop", WRITE_ENVIRONMENTS),
    // A shell is more than any agent may have.
    takes("POST /v1/environments/{id}/terminals", OPERATOR),
    row("DELETE /v1/environments/{id}/terminals/{terminal}", OPERATOR),
    counted(Group::Telemetry, row("GET /v1/environments/{id}/terminals/{terminal}", OPERATOR)),
    tells("PUT /v1/environments/{id}/terminals/{terminal}/input", OPERATOR),
    tells("PUT /v1/environments/{id}/terminals/{terminal}/seen", OPERATOR),
    tells("PUT /v1/environments/{id}/terminals/{terminal}/size", OPERATOR),
    row("GET /v1/operations", VIEWER),
    row("GET /v1/operations/{id}", VIEWER),
    row("GET /v1/providers", VIEWER),
    row("DELETE /v1/providers/{provider}", OWNER),
    takes("PUT /v1/providers/{provider}", OWNER),
    row("POST /v1/providers/{provider}/check", OWNER),
    takes("POST /v1/workers", WRITE_WORKERS),
    row("GET /v1/workers/{id}", READ_WORKERS),
    takes("POST /v1/workers/{id}/activity-heartbeat", Who::Anyone),
    row("GET /v1/workers/{id}/runtime", READ_WORKERS),
    takes("POST /v1/workers/{id}/runtime/upgrade", WRITE_WORKERS),
    takes("POST /v1/workers/{id}/stop", WRITE_WORKERS),
    row("POST /v1/workers/{id}/tokens", OPERATOR),
    row("POST /v1/workers/{id}/wake", WRITE_WORKERS),
    // Plans and payment; a biller's message is signed.
    takes("POST /billing/checkout", OWNER),
    takes("POST /billing/portal", OWNER),
    row("GET /billing/status", VIEWER),
    row("POST /billing/sync", VIEWER),
    public(takes("POST /billing/webhook", Who::Anyone)),
    public(takes("POST /billing/webhook/polar", Who::Anyone)),
    row("GET /tiers", Who::Known),
    row("GET /tiers/status", VIEWER),
    row("GET /v1/workers/billing", VIEWER),
    takes("POST /v1/workers/billing/subscription", OWNER),
    // Tools: a call brings its own proof, or a token that its handler looks at.
    row("GET /tools", Who::Known),
    takes("POST /tools/{name}", Who::Anyone),
    row("GET /mcp", Who::Known),
    takes("POST /mcp", Who::Known),
    row("DELETE /mcp", Who::Known),
    // People.
    takes("POST /api/auth/sign-up/email", Who::Anyone),
    takes("POST /api/auth/sign-in/email", Who::Anyone),
    takes("POST /api/auth/sign-in/social", Who::Anyone),
    row("GET /api/auth/callback/{provider}", Who::Anyone),
    row("GET /api/auth/ways", Who::Anyone),
    row("GET /api/auth/get-session", Who::Known),
    row("POST /api/auth/sign-out", VIEWER),
    takes("POST /auth/register", Who::Anyone),
    takes("POST /auth/login", Who::Anyone),
    takes("POST /auth/redeem-invite", VIEWER),
    takes("POST /v1/auth/desktop-handoff", VIEWER),
    counted(Group::SignIn, takes("POST /v1/auth/desktop-handoff/exchange", Who::Anyone)),
    row("GET /v1/me/orgs", VIEWER),
    row("GET /v1/sessions", VIEWER),
    row("DELETE /v1/sessions/{id}", VIEWER),
    row("GET /v1/members", VIEWER),
    takes("PATCH /v1/members/{id}", OWNER),
    row("DELETE /v1/members/{id}", OWNER),
    row("GET /v1/invitations", OWNER),
    takes("POST /v1/invitations", OWNER),
    takes("POST /v1/invitations/accept", VIEWER),
    row("DELETE /v1/invitations/{id}", OWNER),
    // Pages for developers. Where they are not public they are for the operator to look at.
    page("GET /portal"),
    page("GET /portal/api"),
    page("GET /portal/getting-started"),
    public(row("GET /portal/icon.svg", Who::AnyoneNear)),
    page("GET /portal/marketplace"),
    page("GET /portal/marketplace/{id}"),
    public(counted(
        Group::MarketplaceReport,
        takes("POST /portal/marketplace/{id}/report", Who::AnyoneNear),
    )),
    page("GET /portal/pricing"),
    page("GET /portal/status"),
    public(row("GET /portal/style.css", Who::AnyoneNear)),
    // Agents; those of the registry are served under two more prefixes.
    row("GET /agents", READ_AGENTS),
    // The second half of the exchange: a workflow without an agent registers one with what it was given.
    public(takes("POST /agents", WRITE_AGENTS)),
    takes("POST /agents/import", WRITE_AGENTS),
    row("DELETE /agents/{id}", WRITE_AGENTS),
    row("GET /agents/{id}", READ_AGENTS),
    takes("PATCH /agents/{id}", WRITE_AGENTS),
    row("GET /agents/{id}/card", READ_AGENTS),
    row("GET /agents/{id}/credentials", READ_AGENTS),
    takes("POST /agents/{id}/credentials", WRITE_AGENTS),
    row("DELETE /agents/{id}/credentials/{credential}", WRITE_AGENTS),
    takes("POST /agents/{id}/credentials/{credential}/rotate", WRITE_AGENTS),
    public(counted(Group::Marketplace, row("GET /agents/{id}/did.json", Who::Anyone))),
    row("POST /agents/{id}/resume", WRITE_AGENTS),
    row("POST /agents/{id}/suspend", WRITE_AGENTS),
    public(counted(Group::Marketplace, row("GET /.well-known/did.json", Who::Anyone))),
    public(counted(Group::Marketplace, row("GET /.well-known/jwks.json", Who::Anyone))),
    counted(Group::Auth, takes("POST /auth/agent-token", VIEWER)),
    public(counted(Group::Marketplace, row("GET /marketplace/agents", Who::Anyone))),
    public(counted(Group::Marketplace, row("GET /marketplace/agents/{id}", Who::Anyone))),
    takes("POST /marketplace/agents/{id}/hide", Who::OfThisMachine(Role::Operator)),
    public(counted(
        Group::MarketplaceReport,
        takes("POST /marketplace/agents/{id}/report", Who::Anyone),
    )),
    row("POST /marketplace/agents/{id}/unhide", Who::OfThisMachine(Role::Operator)),
    public(counted(Group::Auth, takes("POST /oauth2/token", Who::Anyone))),
    public(counted(Group::Auth, takes("POST /oidc/token", Who::Anyone))),
    row("GET /oidc/trust-policies", OWNER),
    takes("POST /oidc/trust-policies", OWNER),
    takes("POST /oidc/trust-policies/test", OWNER),
    row("DELETE /oidc/trust-policies/{id}", OWNER),
    row("GET /oidc/trust-policies/{id}", OWNER),
    public(counted(Group::Auth, takes("POST /token", Who::Anyone))),
    counted(Group::Auth, takes("POST /token/introspect", Who::Member(Role::Viewer, "tokens:read"))),
    counted(Group::Auth, takes("POST /token/revoke", Who::Known)),
    // The coordinator as a whole, in Den's and Defrag's words.
    row("GET /v1/admin/overview", Who::Admin),
    row("GET /admin/config", Who::Admin),
    row("GET /admin/stats", Who::Admin),
    row("GET /admin/users", Who::Admin),
    row("GET /admin/users/{id}", Who::Admin),
    row("POST /admin/users/{id}/role", Who::Admin),
    // Who may come in.
    row("GET /v1/tokens", VIEWER),
    takes("POST /v1/tokens", OWNER),
    row("DELETE /v1/tokens/{id}", OWNER),
];
