//! The part of Daytona's API that we use.

use super::{
    FakeDaytona, Shared, problem,
    world::{Trouble, World},
};
use crate::fake::voice::{authorised, said, sent};
use axum::{
    Json, Router,
    body::Body,
    extract::{Path, Query, State},
    http::Response,
    middleware::from_fn,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::PoisonError;

/// Under `/api` as the real one, and without it.
pub(super) fn router(world: Shared) -> Router {
    let routes = routes(world);
    Router::new().nest("/api", routes.clone()).merge(routes)
}

fn routes(world: Shared) -> Router {
    Router::new()
        .route("/sandbox", post(create).get(list))
        .route("/sandbox/{called}", get(read).delete(destroy))
        .route("/sandbox/{called}/start", post(start))
        .route("/sandbox/{called}/stop", post(stop))
        .route("/sandbox/{called}/ports/{port}/signed-preview-url", get(sign))
        .route("/api-keys/current", get(key))
        .layer(from_fn(|request, next| {
            authorised(FakeDaytona::KEY, || problem(401, "Invalid credentials"), request, next)
        }))
        .with_state(world)
}

/// What comes of a look into the world, in Daytona's words.
fn answered(
    world: &Shared,
    look: impl FnOnce(&mut World) -> Result<Value, Trouble>,
) -> Response<Body> {
    let found = look(&mut world.lock().unwrap_or_else(PoisonError::into_inner));
    sent(match found {
        Ok(value) => said(200, &value),
        Err(Trouble::NotFound) => problem(404, "Sandbox not found"),
        Err(Trouble::Exists) => problem(409, "Sandbox with this name already exists"),
        Err(Trouble::BadState(message)) => problem(400, message),
    })
}

async fn create(State(world): State<Shared>, Json(order): Json<Value>) -> Response<Body> {
    answered(&world, |world| world.create(&order))
}

#[derive(Debug, Deserialize)]
struct Search {
    labels: Option<String>,
    cursor: Option<usize>,
    limit: Option<usize>,
}

async fn list(State(world): State<Shared>, Query(search): Query<Search>) -> Response<Body> {
    let labels = search.labels.as_deref().unwrap_or("{}");
    let Ok(labels) = serde_json::from_str(labels) else {
        return sent(problem(400, "Invalid labels"));
    };
    let (after, most) = (search.cursor.unwrap_or(0), search.limit.unwrap_or(100));
    answered(&world, |world| Ok(world.list(&labels, after, most)))
}

async fn read(State(world): State<Shared>, Path(called): Path<String>) -> Response<Body> {
    answered(&world, |world| world.get(&called))
}

async fn destroy(State(world): State<Shared>, Path(called): Path<String>) -> Response<Body> {
    answered(&world, |world| world.destroy(&called))
}

async fn start(State(world): State<Shared>, Path(called): Path<String>) -> Response<Body> {
    answered(&world, |world| world.start(&called))
}

async fn stop(State(world): State<Shared>, Path(called): Path<String>) -> Response<Body> {
    answered(&world, |world| world.stop(&called))
}

async fn sign(
    State(world): State<Shared>,
    Path((called, port)): Path<(String, u16)>,
) -> Response<Body> {
    answered(&world, |world| world.sign(&called, port))
}

async fn key(State(world): State<Shared>) -> Response<Body> {
    let key = json!({
        "name": "muster",
        "value": "dtn_********",
        "createdAt": "2026-01-01T00:00:00Z",
        "permissions": ["write:sandboxes", "delete:sandboxes"],
        "lastUsedAt": null,
        "expiresAt": null,
        "userId": "user-fake",
    });
    answered(&world, |_| Ok(key))
}
