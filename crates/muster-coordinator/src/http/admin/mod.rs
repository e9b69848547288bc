//! `/admin` and `/v1/admin`: the coordinator as a whole, for its owner and for who is admin by address.
//!
//! Each look and each change is an event of the machine's audit log. Nobody acts in somebody else's name here: there is
//! no way to become another person.

use crate::{
    app::App,
    caller::Caller,
    error::AppError,
    http::extract::{Asked, Id, Reader, request_id},
};
use axum::extract::{FromRequestParts, State};
use http::request::Parts;
use muster_api::{
    Problem, ProblemKind,
    admin::{
        AdminConfig, AdminOverview, AdminRoleQuery, AdminStats, AdminSummary, AdminUser,
        AdminUsers, AdminUsersQuery, AdminViewer,
    },
};
use muster_core::{OrganisationId, PersonId, Role, Scope};
use muster_store::{
    Read, StoreError,
    audit_event::{self, AuditEntry},
    organisation,
    person::{self, PersonRow, membership},
};
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

const USUAL_PAGE: u32 = 50;
const LARGEST_PAGE: u32 = 100;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(overview))
        .routes(routes!(config))
        .routes(routes!(stats))
        .routes(routes!(users))
        .routes(routes!(user))
        .routes(routes!(set_role))
}

/// Whoever the guard has let in as an admin, in the scope of the machine's organisation.
pub(crate) struct Admin {
    caller: Caller,
    scope: Scope,
}

impl FromRequestParts<Arc<App>> for Admin {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, AppError> {
        let Reader(caller) = Reader::from_request_parts(parts, app).await?;
        let scope = caller.scope(request_id(parts)?, None);
        let scope = Scope { organisation: app.organisation.clone(), ..scope };
        Ok(Self { caller, scope })
    }
}

impl App {
    async fn note_admin(
        &self,
        scope: Scope,
        action: &str,
        target: String,
        detail: Value,
    ) -> Result<(), AppError> {
        let now = self.seams.clock.now();
        let entry = AuditEntry { action: action.to_owned(), target, detail: detail.to_string() };
        let noted =
            self.store.write(move |tx| audit_event::append(tx, &scope, &entry, now).map(drop));
        let noted: Result<(), StoreError> = noted.await;
        Ok(noted?)
    }
}

fn shown(
    tx: &mut dyn Read,
    local: &OrganisationId,
    row: PersonRow,
) -> Result<AdminUser, StoreError> {
    let place = membership::of(tx, local, &row.id)?;
    Ok(AdminUser {
        id: row.id,
        email: row.email,
        name: row.name,
        role: place.map(|place| place.role),
        created_at: row.created_at,
    })
}

/// People, newest first, and how many there are.
async fn people(app: &App, limit: u32, offset: u32) -> Result<(Vec<AdminUser>, u64), AppError> {
    let local = app.organisation.clone();
    let read = app.store.read(move |tx| {
        let rows = person::page_of_all(tx, limit, offset)?;
        let shown = rows.into_iter().map(|row| shown(tx, &local, row));
        let users = shown.collect::<Result<Vec<_>, _>>()?;
        Ok::<_, StoreError>((users, person::count_of_all(tx)?))
    });
    Ok(read.await?)
}

async fn counted(app: &App) -> Result<AdminStats, AppError> {
    let read = app.store.read(|tx| {
        Ok::<_, StoreError>((person::count_of_all(tx)?, organisation::all(tx)?.len() as u64))
    });
    let (total_users, total_organisations) = read.await?;
    let total_workers = app.fleet.all().len() as u64;
    Ok(AdminStats { total_users, total_organisations, total_workers })
}

/// Everything at a glance (Den).
#[utoipa::path(get, path = "/v1/admin/overview", tag = "admin",
    responses((status = 200, body = AdminOverview), (status = 403, body = Problem)))]
pub(crate) async fn overview(
    State(app): State<Arc<App>>,
    Admin { caller, scope }: Admin,
) -> Result<axum::Json<AdminOverview>, AppError> {
    let (users, _) = people(&app, LARGEST_PAGE, 0).await?;
    let AdminStats { total_users, total_organisations, total_workers } = counted(&app).await?;
    let summary =
        AdminSummary { total_users, total_organisations, total_workers, paid_users: None };
    let person = caller.signed_in.clone().map(|signed_in| signed_in.person);
    let viewer = app.store.read(move |tx| match &person {
        Some(id) => person::find(tx, id),
        None => Ok::<_, StoreError>(None),
    });
    let viewer =
        AdminViewer { id: caller.actor.to_string(), email: viewer.await?.map(|row| row.email) };
    let admins = app.identity.dev_admin.iter().map(|admin| admin.email.to_string()).collect();
    app.note_admin(scope, "admin.look", "overview".to_owned(), json!({})).await?;
    let generated_at = app.seams.clock.now();
    Ok(axum::Json(AdminOverview { viewer, admins, summary, users, generated_at }))
}

/// What is set up (Defrag). No secret is told.
#[utoipa::path(get, path = "/admin/config", tag = "admin",
    responses((status = 200, body = AdminConfig), (status = 403, body = Problem)))]
pub(crate) async fn config(
    State(app): State<Arc<App>>,
    Admin { scope, .. }: Admin,
) -> Result<axum::Json<AdminConfig>, AppError> {
    app.note_admin(scope, "admin.look", "config".to_owned(), json!({})).await?;
    let (admin, provider) = (&app.identity.dev_admin, &app.ai.provider);
    Ok(axum::Json(AdminConfig {
        dev_admin_enabled: admin.is_some(),
        dev_admin_email: admin.as_ref().map(|admin| admin.email.to_string()),
        dev_admin_expires_at: admin.as_ref().and_then(|admin| admin.expires_at),
        admin_mutations_enabled: app.identity.may_admins_change,
        ai_provider: provider.as_ref().map_or("disabled", |it| it.kind().as_str()).to_owned(),
        ai_configured: provider.is_some(),
        app_base_url: app.console_url(),
        api_base_url: app.outside.public_url().map(ToString::to_string),
    }))
}

/// How much there is of everything (Defrag).
#[utoipa::path(get, path = "/admin/stats", tag = "admin",
    responses((status = 200, body = AdminStats), (status = 403, body = Problem)))]
pub(crate) async fn stats(
    State(app): State<Arc<App>>,
    Admin { scope, .. }: Admin,
) -> Result<axum::Json<AdminStats>, AppError> {
    app.note_admin(scope, "admin.look", "stats".to_owned(), json!({})).await?;
    counted(&app).await.map(axum::Json)
}

/// People of all organisations, newest first (Defrag).
#[utoipa::path(get, path = "/admin/users", tag = "admin", params(AdminUsersQuery),
    responses((status = 200, body = AdminUsers), (status = 403, body = Problem)))]
pub(crate) async fn users(
    State(app): State<Arc<App>>,
    Admin { scope, .. }: Admin,
    Asked(query): Asked<AdminUsersQuery>,
) -> Result<axum::Json<AdminUsers>, AppError> {
    let limit = query.limit.unwrap_or(USUAL_PAGE).clamp(1, LARGEST_PAGE);
    let offset = query.offset.unwrap_or_default();
    app.note_admin(scope, "admin.look", "users".to_owned(), json!({ "offset": offset })).await?;
    let (users, total) = people(&app, limit, offset).await?;
    Ok(axum::Json(AdminUsers { users, total, limit, offset }))
}

/// One person (Defrag).
#[utoipa::path(get, path = "/admin/users/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = AdminUser), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn user(
    State(app): State<Arc<App>>,
    Admin { scope, .. }: Admin,
    Id(id): Id<PersonId>,
) -> Result<axum::Json<AdminUser>, AppError> {
    app.note_admin(scope, "admin.look", id.to_string(), json!({})).await?;
    let local = app.organisation.clone();
    let found = app.store.read(move |tx| {
        let row = person::find(tx, &id)?.ok_or_else(|| no_person(&id))?;
        Ok::<_, AppError>(shown(tx, &local, row)?)
    });
    found.await.map(axum::Json)
}

/// Give a member of the machine's organisation another role (Defrag). Admins may only where that is set.
#[utoipa::path(post, path = "/admin/users/{id}/role", tag = "admin", params(("id" = String, Path), AdminRoleQuery),
    responses((status = 200, body = AdminUser), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn set_role(
    State(app): State<Arc<App>>,
    Admin { scope, .. }: Admin,
    Id(id): Id<PersonId>,
    Asked(query): Asked<AdminRoleQuery>,
) -> Result<axum::Json<AdminUser>, AppError> {
    if !app.identity.may_admins_change {
        return Err(Problem::new(
            ProblemKind::AdminChangesOff,
            "admins may look here and change nothing",
        )
        .with_hint("`SYNTH_ADMIN_MUTATIONS_ENABLED` (or `MUSTER_ADMINS_MAY_CHANGE`) allows it")
        .into());
    }
    let role: Role = query.role.parse().map_err(|_| {
        let rule = "`role` must be `viewer`, `operator` or `owner`";
        AppError::from(Problem::new(ProblemKind::Validation, rule).in_field("role"))
    })?;
    let now = app.seams.clock.now();
    let changed = app.store.write(move |tx| {
        let row = person::find(tx, &id)?.ok_or_else(|| no_person(&id))?;
        let place = membership::of(tx, &scope.organisation, &id)?.ok_or_else(|| no_person(&id))?;
        membership::set_role(tx, &scope, &place.id, role, now)?;
        let entry = AuditEntry {
            action: "admin.role".to_owned(),
            target: place.id.to_string(),
            detail: json!({ "from": place.role, "to": role }).to_string(),
        };
        audit_event::append(tx, &scope, &entry, now)?;
        Ok::<_, AppError>(AdminUser {
            id: row.id,
            email: row.email,
            name: row.name,
            role: Some(role),
            created_at: row.created_at,
        })
    });
    changed.await.map(axum::Json)
}

fn no_person(id: &PersonId) -> AppError {
    AppError::told(ProblemKind::PersonNotFound, format!("there is no such person here: `{id}`"))
}
