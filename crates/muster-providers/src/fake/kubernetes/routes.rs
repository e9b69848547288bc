//! The part of the Kubernetes API that we use.

use super::{
    FakeKubernetes, Shared, problem,
    world::{Trouble, World},
};
use crate::fake::voice::{authorised, said, sent};
use axum::{
    Router,
    body::Body,
    extract::{Path, Query, State},
    http::{Method, Response},
    middleware::from_fn,
    routing::{MethodRouter, get, on},
};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use std::sync::PoisonError;

pub(super) fn router(world: Shared) -> Router {
    let core = "/api/v1/namespaces/{namespace}/{plural}";
    let apps = "/apis/apps/v1/namespaces/{namespace}/{plural}";
    let one = |path: &str| format!("{path}/{{name}}");
    Router::new()
        .route("/api/v1/namespaces/{namespace}", get(namespace))
        .route("/api/v1/namespaces/{namespace}/pods/{name}/log", get(log))
        .route("/api/v1/namespaces/{namespace}/pods/{name}/exec", get(exec))
        .route(core, many())
        .route(apps, many())
        .route(&one(core), single())
        .route(&one(apps), single())
        .fallback(async || sent(text(404, "404 page not found\n")))
        .layer(from_fn(|request, next| {
            let refused = || problem(401, "Unauthorized", "Unauthorized");
            authorised(FakeKubernetes::TOKEN, refused, request, next)
        }))
        .with_state(world)
}

fn many() -> MethodRouter<Shared> {
    get(list).post(create)
}

fn single() -> MethodRouter<Shared> {
    use axum::routing::MethodFilter as Filter;
    on(Filter::GET.or(Filter::PUT).or(Filter::PATCH).or(Filter::DELETE), about_one)
}

fn text(status: u16, text: &'static str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(text.as_bytes()));
    *response.status_mut() = status.try_into().unwrap_or_default();
    response
}

fn in_world<T>(world: &Shared, look: impl FnOnce(&mut World) -> T) -> T {
    look(&mut world.lock().unwrap_or_else(PoisonError::into_inner))
}

fn answered(
    status: u16,
    answer: Result<Value, Trouble>,
    (plural, name): (&str, &str),
) -> Response<Body> {
    let what = format!("{plural} \"{name}\"");
    sent(match answer {
        Ok(value) => said(status, &value),
        Err(Trouble::NotFound) => problem(404, "NotFound", &format!("{what} not found")),
        Err(Trouble::Exists) => problem(409, "AlreadyExists", &format!("{what} already exists")),
        Err(Trouble::Changed) => problem(
            409,
            "Conflict",
            &format!("Operation cannot be fulfilled on {what}: the object has been modified"),
        ),
        Err(Trouble::Invalid(why)) => problem(422, "Invalid", &format!("{what} is invalid: {why}")),
        Err(Trouble::Expired) => {
            problem(410, "Expired", "The provided continue parameter is too old")
        }
    })
}

async fn namespace(Path(namespace): Path<String>) -> Response<Body> {
    let is_there = namespace == FakeKubernetes::NAMESPACE;
    let found = is_there.then(World::namespace).ok_or(Trouble::NotFound);
    answered(200, found, ("namespaces", &namespace))
}

async fn create(
    State(world): State<Shared>,
    Path((namespace, plural)): Path<(String, String)>,
    body: Bytes,
) -> Response<Body> {
    if namespace != FakeKubernetes::NAMESPACE {
        return answered(201, Err(Trouble::NotFound), ("namespaces", &namespace));
    }
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let name = body["metadata"]["name"].as_str().unwrap_or_default().to_owned();
    let made = in_world(&world, |world| world.create(&plural, &body));
    answered(201, made, (&plural, &name))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    #[serde(default)]
    label_selector: String,
    limit: Option<usize>,
    #[serde(default)]
    r#continue: String,
}

async fn list(
    State(world): State<Shared>,
    Path((namespace, plural)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Response<Body> {
    let (labels, page) =
        (&wanted.label_selector, (wanted.limit.unwrap_or(usize::MAX), wanted.r#continue.as_str()));
    let found = in_world(&world, |world| match plural.as_str() {
        // A namespace that does not exist has nothing in it, and nobody says so.
        _ if namespace != FakeKubernetes::NAMESPACE => world.list("", labels, (1, "")),
        "pods" => world.pods(labels),
        plural => world.list(plural, labels, page),
    });
    answered(200, found, (&plural, ""))
}

async fn about_one(
    State(world): State<Shared>,
    Path((namespace, plural, name)): Path<(String, String, String)>,
    method: Method,
    body: Bytes,
) -> Response<Body> {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let is_here = namespace == FakeKubernetes::NAMESPACE;
    let answer = in_world(&world, |world| match method.as_str() {
        _ if !is_here => Err(Trouble::NotFound),
        "PUT" => world.replace(&plural, &name, &body),
        "PATCH" => world.patch(&plural, &name, &body),
        "DELETE" => world.delete(&plural, &name, &body),
        _ => world.get(&plural, &name).ok_or(Trouble::NotFound),
    });
    answered(200, answer, (&plural, &name))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tail {
    tail_lines: u32,
}

async fn log(
    State(world): State<Shared>,
    Path((_, pod)): Path<(String, String)>,
    Query(tail): Query<Tail>,
) -> Response<Body> {
    let name = pod.trim_end_matches("-0").to_owned();
    let found = in_world(&world, |world| world.get("deployments", &name));
    if found.is_none() {
        return answered(200, Err(Trouble::NotFound), ("pods", &pod));
    }
    let line = if tail.tail_lines == 0 { String::new() } else { format!("{name} is up\n") };
    sent(Response::new(Bytes::from(line)))
}

/// Becomes a socket; what is said on it is played elsewhere.
async fn exec(
    State(world): State<Shared>,
    Path((_, pod)): Path<(String, String)>,
) -> Response<Body> {
    let name = pod.trim_end_matches("-0").to_owned();
    if in_world(&world, |world| world.get("deployments", &name)).is_none() {
        return answered(200, Err(Trouble::NotFound), ("pods", &pod));
    }
    sent(text(101, ""))
}
