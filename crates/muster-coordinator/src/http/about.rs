//! Who is there and whether it is well: `/health`, `/v1/me`, `/v1/reconcilers`.

use crate::{
    app::App,
    caller::{Caller, Power},
    engine::people,
    error::AppError,
    http::extract::Reader,
    reconcile::Report,
};
use axum::extract::State;
use muster_api::{
    Problem,
    instance::{Coordinator, Health},
    person::{Me, Session, User},
};
use muster_store::{StoreError, person};
use std::sync::Arc;

/// Whether the coordinator answers, in the words that deborgen's clients expect.
#[utoipa::path(get, path = "/health", tag = "about", security(()), responses((status = 200, body = Health)))]
pub(crate) async fn health() -> axum::Json<Health> {
    axum::Json(Health { status: "ok".to_owned() })
}

/// Whether the process lives.
#[utoipa::path(get, path = "/healthz", tag = "about", security(()), responses((status = 200, body = Health)))]
pub(crate) async fn live() -> axum::Json<Health> {
    axum::Json(Health { status: "ok".to_owned() })
}

/// Who you are, and whom you talk to.
#[utoipa::path(get, path = "/v1/me", tag = "about", responses((status = 200, body = Me), (status = 401, body = Problem)))]
pub(crate) async fn me(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<Me>, AppError> {
    let (user, session) = signed_in(&app, &caller).await?.unzip();
    let (role, scopes) = match &caller.power {
        Power::Role(role) => (Some(*role), vec![]),
        Power::Scopes(scopes) => (None, scopes.iter().map(str::to_owned).collect()),
    };
    Ok(axum::Json(Me {
        actor: caller.actor.to_string(),
        organisation: caller.organisation.to_string(),
        may_change: caller.may_change(),
        role,
        scopes,
        user,
        session,
        coordinator: Coordinator {
            version: app.version.clone(),
            machine: app.machine.clone(),
            urls: app.urls(),
            data_dir: app.data_dir.display().to_string(),
            public_url: app.outside.public_origin(),
        },
    }))
}

/// The person and the session behind a caller, if one has signed in.
pub(crate) async fn signed_in(
    app: &App,
    caller: &Caller,
) -> Result<Option<(User, Session)>, AppError> {
    let Some(who) = caller.signed_in.clone() else { return Ok(None) };
    let found = app.store.read(move |tx| {
        let row = person::find(tx, &who.person)?;
        let kept = person::session::find(tx, &who.session)?;
        Ok::<_, StoreError>(
            row.zip(kept)
                .map(|(row, kept)| (people::user(&row), people::shown(kept, Some(&who.session)))),
        )
    });
    Ok(found.await?)
}

/// How each reconciler's last pass went.
#[utoipa::path(get, path = "/v1/reconcilers", tag = "about", responses((status = 200, body = Vec<Report>)))]
pub(crate) async fn reconcilers(
    State(app): State<Arc<App>>,
    Reader(_caller): Reader,
) -> axum::Json<Vec<Report>> {
    axum::Json(app.reports.all())
}
