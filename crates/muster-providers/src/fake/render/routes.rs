//! The part of Render's API that we use.

use super::{FakeRender, Shared, problem, rate_limited, world::World};
use crate::fake::voice::{authorised, said, sent};
use axum::{
    Json, Router,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderValue, Response, StatusCode, header},
    middleware::from_fn,
    response::IntoResponse,
    routing::{get, post},
};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::PoisonError;

pub(super) fn router(world: Shared) -> Router {
    Router::new()
        .route("/services", post(create).get(search))
        .route("/services/{id}", get(read).delete(delete))
        .route("/services/{id}/suspend", post(suspend))
        .route("/services/{id}/resume", post(resume))
        .route("/services/{id}/deploys", get(deploys))
        .route("/owners/{id}", get(owner))
        .layer(from_fn(|request, next| {
            authorised(FakeRender::KEY, || problem(401, "unauthorized"), request, next)
        }))
        .with_state(world)
}

fn in_world<T>(world: &Shared, look: impl FnOnce(&mut World) -> T) -> T {
    look(&mut world.lock().unwrap_or_else(PoisonError::into_inner))
}

fn shown(found: Option<Value>, id: &str) -> Response<Body> {
    sent(found.map_or_else(|| missing(id), |value| said(200, &value)))
}

fn done(found: Option<()>, id: &str, status: StatusCode) -> Response<Body> {
    found.map_or_else(|| sent(missing(id)), |()| status.into_response())
}

fn missing(id: &str) -> Response<Bytes> {
    problem(404, &format!("not found: {id}"))
}

async fn create(State(world): State<Shared>, Json(body): Json<Value>) -> Response<Body> {
    if let Some(wait) = in_world(&world, |world| world.full_for()) {
        let mut response = rate_limited();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs()));
        return sent(response);
    }
    let made = in_world(&world, |world| world.create(&body));
    sent(
        made.map_or_else(
            || problem(409, "a service with this name exists"),
            |value| said(201, &value),
        ),
    )
}

#[derive(Debug, Deserialize)]
struct Search {
    name: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

async fn search(State(world): State<Shared>, Query(search): Query<Search>) -> Response<Body> {
    let (name, cursor) = (search.name.as_deref(), search.cursor.as_deref());
    let rows = in_world(&world, |world| world.search(name, cursor, search.limit.unwrap_or(20)));
    sent(said(200, &rows))
}

async fn read(State(world): State<Shared>, Path(id): Path<String>) -> Response<Body> {
    shown(in_world(&world, |world| world.get(&id)), &id)
}

async fn delete(State(world): State<Shared>, Path(id): Path<String>) -> Response<Body> {
    done(in_world(&world, |world| world.delete(&id)), &id, StatusCode::NO_CONTENT)
}

async fn suspend(State(world): State<Shared>, Path(id): Path<String>) -> Response<Body> {
    done(in_world(&world, |world| world.suspend(&id)), &id, StatusCode::ACCEPTED)
}

async fn resume(State(world): State<Shared>, Path(id): Path<String>) -> Response<Body> {
    done(in_world(&world, |world| world.resume(&id)), &id, StatusCode::ACCEPTED)
}

#[derive(Debug, Deserialize)]
struct Newest {
    limit: Option<usize>,
}

async fn deploys(
    State(world): State<Shared>,
    Path(id): Path<String>,
    Query(newest): Query<Newest>,
) -> Response<Body> {
    shown(in_world(&world, |world| world.deploys(&id, newest.limit.unwrap_or(20))), &id)
}

async fn owner(Path(id): Path<String>) -> Response<Body> {
    let owner = json!({ "id": id, "name": "A team", "email": "team@example.com", "type": "team" });
    shown((id == FakeRender::OWNER).then_some(owner), &id)
}
