//! `GET /api/v1/environments`, `/{id}`, `/{id}/logs` and `/{id}/connection`

use super::{Refused, about, view};
use crate::{
    app::App,
    http::{
        environments::{environment_id, found, page, tail},
        extract::{Asked, Reader},
    },
};
use axum::extract::{Extension, Path, State};
use muster_api::{
    cloud::TailQuery,
    dev8::{Dev8Answer, Dev8Data, Dev8Page, Dev8Problem},
};
use muster_core::{OrganisationId, RequestId};
use std::sync::Arc;

const USUAL_PAGE: u64 = 20;
const LARGEST_PAGE: u64 = 100;
/// More environments than anybody pays for; a page is cut out of them.
const MOST: u32 = 10_000;

/// Environments, as Dev8 has them.
#[utoipa::path(get, path = "/api/v1/environments", tag = "dev8", params(Dev8Page),
    responses((status = 200, body = Dev8Answer)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(asked): Asked<Dev8Page>,
) -> Result<axum::Json<Dev8Answer>, Refused> {
    let rows = page(&app, &caller.organisation, None, MOST).await?;
    let number = asked.page.unwrap_or(1).max(1);
    let size = asked.page_size.unwrap_or(USUAL_PAGE).clamp(1, LARGEST_PAGE);
    let skipped = usize::try_from((number - 1).saturating_mul(size)).unwrap_or(usize::MAX);
    let shown = rows.iter().skip(skipped).take(usize::try_from(size).unwrap_or(usize::MAX));
    let shown: Vec<_> = shown.map(|(row, detail)| view(row, detail.as_ref())).collect();
    Ok(axum::Json(Dev8Answer {
        success: true,
        message: "Environments".to_owned(),
        data: Dev8Data { environments: Some(shown.clone()), ..Dev8Data::default() },
        environments: Some(shown),
        total: Some(rows.len() as u64),
        page: Some(number),
        page_size: Some(size),
        id: None,
    }))
}

/// An environment, as Dev8 has it.
#[utoipa::path(get, path = "/api/v1/environments/{id}", tag = "dev8", params(("id" = String, Path)),
    responses((status = 200, body = Dev8Answer), (status = 404, body = Dev8Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Path(id): Path<String>,
) -> Result<axum::Json<Dev8Answer>, Refused> {
    answer(&app, &caller.organisation, &id).await
}

/// How to reach an environment.
#[utoipa::path(get, path = "/api/v1/environments/{id}/connection", tag = "dev8", params(("id" = String, Path)),
    responses((status = 200, body = Dev8Answer), (status = 404, body = Dev8Problem)))]
pub(crate) async fn connection(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Path(id): Path<String>,
) -> Result<axum::Json<Dev8Answer>, Refused> {
    answer(&app, &caller.organisation, &id).await
}

async fn answer(
    app: &App,
    organisation: &OrganisationId,
    id: &str,
) -> Result<axum::Json<Dev8Answer>, Refused> {
    let (row, detail) = found(app, organisation, &environment_id(id)?).await?;
    Ok(axum::Json(about("Environment", view(&row, detail.as_ref()), None)))
}

/// The last lines that an environment wrote.
#[utoipa::path(get, path = "/api/v1/environments/{id}/logs", tag = "dev8", params(("id" = String, Path), TailQuery),
    responses((status = 200, body = Dev8Answer), (status = 404, body = Dev8Problem)))]
pub(crate) async fn logs(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Extension(request): Extension<RequestId>,
    Path(id): Path<String>,
    Asked(query): Asked<TailQuery>,
) -> Result<axum::Json<Dev8Answer>, Refused> {
    let text = tail(&app, &caller.organisation, &id, query.lines, &request).await?;
    Ok(axum::Json(Dev8Answer {
        success: true,
        message: "Logs".to_owned(),
        data: Dev8Data { workspace_id: Some(id.clone()), logs: Some(text), ..Dev8Data::default() },
        id: Some(id),
        ..Dev8Answer::default()
    }))
}
