//! `POST /jobs/{job_id}/artifacts` and `POST /jobs/{job_id}/artifacts/presign`

use crate::{
    app::App,
    engine::life::grant_of,
    error::{AppError, invalid},
    http::{
        compat::{
            job_id,
            lease::{Standing, check, is_over, standing},
        },
        extract::{Id, Json, Writer},
        people::Scheme,
    },
};
use axum::extract::State;
use http::HeaderMap;
use muster_api::{
    Problem,
    artefact::encoded,
    compat::{ARTIFACTS, CompatArtifact, CompatPresign, CompatPresigned},
};
use muster_core::artefact::check_name;
use muster_session::{ReadingTicket, Ticket};
use muster_store::artefact;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

const LONGEST_URL: usize = 4096;
const MOST_URLS: usize = 1000;
/// How long deborgen's addresses can be read.
const READABLE: Duration = Duration::from_hours(7 * 24);

/// Say where a file of a job is (deborgen). The same address once more changes nothing.
#[utoipa::path(post, path = "/jobs/{job_id}/artifacts", tag = "deborgen", params(("job_id" = String, Path)), request_body = CompatArtifact,
    responses((status = 200, body = Value), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn register(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(text): Id<String>,
    body: Json<CompatArtifact>,
) -> Result<axum::Json<Value>, AppError> {
    let (id, said) = (job_id(&text)?, body.value);
    let is_web = said.url.starts_with("https://") || said.url.starts_with("http://");
    let is_sane = said.url.len() <= LONGEST_URL && !said.url.chars().any(char::is_control);
    if !is_web || !is_sane {
        return Err(invalid("url", "must be an address of the web, up to 4096 bytes"));
    }
    let noted = app.store.admit(move |tx| {
        check(tx, &scope.organisation, id, &said.node_id, &said.lease_token)?;
        let urls = artefact::urls(tx, &scope.organisation, id)?;
        if urls.contains(&said.url) {
            return Ok(());
        }
        if urls.len() >= MOST_URLS {
            return Err(invalid("url", "would be one more than the 1000 of a job"));
        }
        let place = u32::try_from(urls.len() + 1).unwrap_or(u32::MAX);
        Ok(artefact::add_url(tx, &scope.organisation, id, place, &said.url)?)
    });
    noted.await.map(|()| axum::Json(json!({ "status": "ok" })))
}

/// Ask where to put a file (deborgen). The addresses need no token, because each carries a ticket.
#[utoipa::path(post, path = "/jobs/{job_id}/artifacts/presign", tag = "deborgen", params(("job_id" = String, Path)), request_body = CompatPresign,
    responses((status = 200, body = CompatPresigned), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn presign(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(text): Id<String>,
    scheme: Scheme,
    headers: HeaderMap,
    body: Json<CompatPresign>,
) -> Result<axum::Json<CompatPresigned>, AppError> {
    let (id, CompatPresign { node_id, lease_token, filename: name }) = (job_id(&text)?, body.value);
    check_name(&name).map_err(|rule| invalid("filename", &format!("is refused: it {rule}")))?;
    let organisation = scope.organisation;
    let standing = standing(&app, &organisation, id, node_id, lease_token).await?;
    let Standing::Holds(holder) = standing else { return Err(is_over()) };
    let (grant, address) = (grant_of(id, &holder), address(&scheme.base(&headers), &name));
    let until = app.seams.clock.now().after(READABLE);
    let bringing = Ticket { organisation: organisation.clone(), worker: holder.worker, grant };
    let reading = ReadingTicket { organisation, job: id, attempt: grant.attempt, name, until };
    Ok(axum::Json(CompatPresigned {
        upload_url: format!("{address}?ticket={}", bringing.sign(&app.key)),
        download_url: format!("{address}?ticket={}", reading.sign(&app.key)),
    }))
}

/// The address of a file, where the node itself has reached us.
fn address(base: &str, name: &str) -> String {
    let name: String = name.bytes().map(encoded).collect();
    format!("{base}{ARTIFACTS}{name}")
}
