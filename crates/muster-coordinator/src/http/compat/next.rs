//! `GET /jobs/next`

use crate::{
    app::App,
    crypto::sha256,
    engine::{
        fleet::Offer,
        life::{Applied, Moment, NotApplied, apply_to},
        queue::{self, Terms, Turns},
    },
    error::AppError,
    http::{
        compat::{
            lease::{node_id, remember_node},
            view,
        },
        extract::{Asked, Writer},
    },
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use muster_api::{
    Problem,
    compat::{CompatGrant, CompatHeartbeat, CompatJob, CompatNextQuery},
};
use muster_core::job::Event;
use muster_store::{Write, worker::WorkerRow};
use std::sync::Arc;

/// Take the oldest job that a node can run (deborgen).
#[utoipa::path(get, path = "/jobs/next", tag = "deborgen", params(CompatNextQuery),
    responses((status = 200, body = CompatGrant), (status = 204), (status = 422, body = Problem)))]
pub(super) async fn next(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Asked(query): Asked<CompatNextQuery>,
) -> Result<Response, AppError> {
    let node =
        remember_node(&app, &scope, node_id(&query.node_id)?, CompatHeartbeat::default()).await?;
    let lease_token = crate::crypto::encode(&app.seams.rng.bytes::<24>());
    let moment =
        Moment { lease_hash: Some(sha256(lease_token.as_bytes())), ..Moment::new(&app, scope) };
    let own = app.clone();
    let claimed = app.to_its_end(async move { take_oldest(&own, node, moment).await }).await;
    let claimed = claimed.ok_or(AppError::Internal("grant a job to a node"))??;
    let Some(job) = claimed else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    Ok(axum::Json(CompatGrant { job, lease_token }).into_response())
}

/// Grants the oldest fitting job and begins its lease.
async fn take_oldest(
    app: &App,
    node: WorkerRow,
    moment: Moment,
) -> Result<Option<CompatJob>, AppError> {
    let mut turns = app.turns.lock().await;
    let _order = app.order.lock().await;
    // It may have been paused or given labels while it waited for its turn.
    let member = app.fleet.find(&node.organisation, &node.id);
    let Some(member) = member.filter(|member| !app.is_draining() && member.is_open(moment.now))
    else {
        return Ok(None);
    };
    let (epoch, worker, before) = (app.epoch.current(), member.row, turns.clone());
    let claimed = app.store.admit(move |tx| claim(tx, &worker, &before, epoch, &moment)).await?;
    let Some((claim, job, after)) = claimed else { return Ok(None) };
    *turns = after;
    app.begin_lease(&claim.after, node.link);
    app.after_commit(&claim);
    Ok(Some(job))
}

fn claim(
    tx: &mut dyn Write,
    node: &WorkerRow,
    turns: &Turns,
    epoch: u32,
    moment: &Moment,
) -> Result<Option<(Applied, CompatJob, Turns)>, AppError> {
    let offers = vec![Offer { row: node.clone(), free_slots: 1, ahead: None }];
    let terms = Terms { epoch, most: 1, opens_secrets: false };
    let claimed = queue::claim(tx, offers, turns, terms, moment);
    let claimed = claimed.map_err(|error| match error {
        NotApplied::Store(error) => error.into(),
        NotApplied::NoJob | NotApplied::Refused(_) => AppError::Internal("grant a job to a node"),
    })?;
    let Some(granted) = claimed.granted.into_iter().next() else { return Ok(None) };
    let id = granted.after.id;
    let Some(fence) = granted.after.life.state.holder().map(|holder| holder.fence) else {
        return Err(AppError::Internal("find the holder of a job that was just granted"));
    };
    // In deborgen's life a job that was handed out runs.
    let started = apply_to(tx, granted.after, Event::Started(fence), moment)
        .map_err(|error| error.into_error(id))?;
    let job = view(tx, &started.after)?;
    Ok(Some((started, job, claimed.turns)))
}
