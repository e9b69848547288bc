//! `PUT /artifacts/{name}` and `GET /artifacts/{name}`
//!
//! The addresses that a node is given to put a file at, and to say where it is. A ticket in each says
//! whose file it is, so neither needs a token, as deborgen's addresses did not.

use crate::{
    app::App,
    crypto::{Sha256, sha256},
    engine::blobs::{Claim, Digest, Upload},
    error::AppError,
    http::{
        compat::not_found,
        extract::{Asked, SLOWEST_BODY},
        jobs::artefacts::answer,
    },
};
use axum::{
    body::{Body, BodyDataStream},
    extract::{Path, State},
    response::Response,
};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::HeaderMap;
use muster_api::{Problem, ProblemKind, artefact::LARGEST_PART, compat::CompatTicket};
use muster_session::ReadingTicket;
use muster_store::artefact;
use std::sync::Arc;

/// Put a file where it was presigned (deborgen). It is kept with the attempt, like every artefact.
#[utoipa::path(put, path = "/artifacts/{name}", tag = "deborgen", security(()), params(("name" = String, Path), CompatTicket),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200), (status = 401, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
        (status = 422, body = Problem), (status = 507, body = Problem)))]
pub(super) async fn put(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Asked(CompatTicket { ticket }): Asked<CompatTicket>,
    body: Body,
) -> Result<(), AppError> {
    let ticket = app.ticket(Some(&ticket))?;
    let upload = Upload {
        organisation: ticket.organisation.clone(),
        grant: ticket.grant,
        digest: Digest::of_bytes(&sha256(name.as_bytes())),
    };
    let claim = app.blobs.claim(&upload)?;
    // What came before it broke off comes again.
    app.blobs.drop_upload(&upload).await?;
    let (size, digest) = match take(&app, &claim, &name, body.into_data_stream()).await {
        Ok(taken) => taken,
        Err(error) => {
            app.blobs.drop_upload(&upload).await?;
            return Err(error);
        }
    };
    let _gate = app.blobs.gate.read().await;
    app.blobs.keep(&upload, &digest).await?;
    app.keep_artefact(&ticket, name, size, &digest).await
}

/// Takes a file as it arrives. Answers how long it is, and its hash.
async fn take(
    app: &App,
    claim: &Claim,
    name: &str,
    mut arriving: BodyDataStream,
) -> Result<(u64, Digest), AppError> {
    let (mut sum, mut size, mut part) = (Sha256::default(), 0, BytesMut::new());
    while let Some(bytes) = next(&mut arriving).await? {
        sum.add(&bytes);
        part.extend_from_slice(&bytes);
        app.check_artefact(name, size + part.len() as u64)?;
        if part.len() >= LARGEST_PART {
            size = app.blobs.append(claim, size, part.split().freeze()).await?;
        }
    }
    // An empty file is one, too.
    app.check_artefact(name, size)?;
    let size = app.blobs.append(claim, size, part.freeze()).await?;
    Ok((size, Digest::of_bytes(&sum.finish())))
}

async fn next(arriving: &mut BodyDataStream) -> Result<Option<Bytes>, AppError> {
    let waiting = tokio::time::timeout(SLOWEST_BODY, arriving.next()).await;
    let arrived = waiting.map_err(|_| {
        AppError::told(ProblemKind::RequestTimeout, "nothing of the body arrived for 20 seconds")
    })?;
    let broke_off = |_| AppError::told(ProblemKind::BadRequest, "the body broke off");
    arrived.transpose().map_err(broke_off)
}

/// Get a file that a node has put (deborgen), byte by byte or a `Range` of it, for seven days.
#[utoipa::path(get, path = "/artifacts/{name}", tag = "deborgen", security(()), params(("name" = String, Path), CompatTicket),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 206, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 401, body = Problem), (status = 404, body = Problem), (status = 416, body = Problem)))]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Asked(CompatTicket { ticket }): Asked<CompatTicket>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let now = app.seams.clock.now();
    let ticket = ReadingTicket::read(&ticket, &app.key.public());
    let ticket = ticket.filter(|ticket| ticket.name == name && now < ticket.until);
    let ticket = ticket.ok_or_else(|| {
        let detail = "this address is not one of ours, or older than seven days";
        AppError::told(ProblemKind::Unauthorized, detail)
    })?;
    let row = app.store.read(move |tx| {
        let ReadingTicket { organisation, job, attempt, name, .. } = &ticket;
        let row = artefact::find(tx, organisation, *job, Some(*attempt), name)?;
        row.ok_or_else(not_found)
    });
    let row = row.await?;
    answer(app, row, &headers)
}
