//! `GET /v1/templates/{name}`

use super::{no_template, view};
use crate::{
    app::App,
    error::AppError,
    http::extract::{Id, Reader},
};
use axum::extract::State;
use muster_api::{Problem, template::Template};
use muster_core::Name;
use muster_store::template;
use std::sync::Arc;

/// One template.
#[utoipa::path(get, path = "/v1/templates/{name}", tag = "templates", params(("name" = String, Path)),
    responses((status = 200, body = Template), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(name): Id<Name>,
) -> Result<axum::Json<Template>, AppError> {
    let found = app.store.read(move |tx| {
        let row = template::find(tx, &caller.organisation, &name)?;
        view(row.ok_or_else(|| no_template(&name))?)
    });
    found.await.map(axum::Json)
}
