//! `GET /v1/me/orgs`

use super::Signed;
use crate::{app::App, error::AppError};
use axum::extract::State;
use muster_api::{
    Problem,
    person::{Org, Orgs},
};
use muster_store::person::membership::{self, Place};
use std::sync::Arc;

/// Where you belong. `X-Muster-Organisation` says which one a request means; without it the first.
#[utoipa::path(get, path = "/v1/me/orgs", tag = "people", responses((status = 200, body = Orgs), (status = 401, body = Problem)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    signed: Signed,
) -> Result<axum::Json<Orgs>, AppError> {
    let places = app.store.read(move |tx| membership::places(tx, &signed.who.person)).await?;
    let orgs: Vec<Org> = places.into_iter().map(org).collect();
    let default_org_id = orgs.first().map(|org| org.id.clone());
    Ok(axum::Json(Orgs { orgs, default_org_id }))
}

fn org(place: Place) -> Org {
    let id = place.membership.organisation.to_string();
    Org {
        slug: id.clone(),
        id,
        name: place.name,
        owner_user_id: place.owner.map(|id| id.to_string()),
        role: place.membership.role,
        membership_id: place.membership.id,
        created_at: place.created_at,
        updated_at: place.created_at,
    }
}
