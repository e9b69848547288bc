//! The part of the Docker Engine API that we use, version 1.44.

use super::{
    FakeDocker, Shared, problem,
    world::{Trouble, World},
};
use crate::fake::voice::{said, sent};
use axum::{
    Json, Router,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderMap, Response},
    routing::{delete, get, post},
};
use base64::{Engine, prelude::BASE64_URL_SAFE};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{collections::HashMap, sync::PoisonError};

pub(super) fn router(world: Shared) -> Router {
    let routes = Router::new()
        .route("/version", get(version))
        .route("/images/create", post(pull))
        .route("/images/{*name}", get(image))
        .route("/volumes", get(volumes))
        .route("/volumes/create", post(make_volume))
        .route("/volumes/{name}", get(volume).delete(remove_volume))
        .route("/containers/create", post(create))
        .route("/containers/json", get(list))
        .route("/containers/{name}", delete(remove))
        .route("/containers/{name}/json", get(inspect))
        .route("/containers/{name}/start", post(start))
        .route("/containers/{name}/stop", post(stop))
        .route("/containers/{name}/logs", get(logs))
        .route("/containers/{name}/exec", post(exec))
        .route("/exec/{id}/start", post(begin))
        .route("/exec/{id}/resize", post(resize))
        .route("/containers/{name}/archive", get(file).put(put))
        .with_state(world);
    Router::new().nest("/v1.44", routes).fallback(async || sent(problem(404, "page not found")))
}

type Asked = Query<HashMap<String, String>>;

fn in_world<T>(world: &Shared, look: impl FnOnce(&mut World) -> T) -> T {
    look(&mut world.lock().unwrap_or_else(PoisonError::into_inner))
}

fn empty(status: u16) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status.try_into().unwrap_or_default();
    response
}

fn answered<T>(
    answer: Result<T, Trouble>,
    show: impl FnOnce(T) -> Response<Body>,
) -> Response<Body> {
    answer.map_or_else(|Trouble(status, says)| sent(problem(status, &says)), show)
}

fn shown(status: u16) -> impl FnOnce(Value) -> Response<Body> {
    move |value| sent(said(status, &value))
}

async fn version() -> Response<Body> {
    let version = json!({ "Version": "28.0.0", "ApiVersion": "1.48", "MinAPIVersion": "1.24" });
    sent(said(200, &version))
}

/// Answers with lines, of which the last may be a refusal.
async fn pull(
    State(world): State<Shared>,
    Query(asked): Asked,
    headers: HeaderMap,
) -> Response<Body> {
    let (name, tag) = (&asked["fromImage"], &asked["tag"]);
    let name = if tag.is_empty() { name.clone() } else { format!("{name}:{tag}") };
    let may = name != FakeDocker::PRIVATE.0
        || password(&headers).as_deref() == Some(FakeDocker::PRIVATE.1);
    let last = if may {
        in_world(&world, |world| world.images.insert(name));
        json!({ "status": "Status: Downloaded newer image" })
    } else {
        let says = "pull access denied, repository does not exist or may require 'docker login'";
        json!({ "errorDetail": { "message": says }, "error": says })
    };
    let first = json!({ "status": "Pulling from team/image", "id": "1" });
    sent(Response::new(Bytes::from(format!("{first}\r\n{last}\r\n"))))
}

fn password(headers: &HeaderMap) -> Option<String> {
    let decoded = BASE64_URL_SAFE.decode(headers.get("x-registry-auth")?).ok()?;
    let auth: Value = serde_json::from_slice(&decoded).ok()?;
    Some(auth["password"].as_str()?.to_owned())
}

async fn image(State(world): State<Shared>, Path(path): Path<String>) -> Response<Body> {
    let name = path.trim_end_matches("/json").to_owned();
    if !in_world(&world, |world| world.images.contains(&name)) {
        return sent(problem(404, &format!("No such image: {name}")));
    }
    let config = json!({ "Entrypoint": ["/usr/bin/entry"], "Cmd": ["serve"] });
    sent(said(200, &json!({ "Id": "sha256:00", "RepoTags": [name], "Config": config })))
}

/// The one label that a filter names.
fn label(asked: &HashMap<String, String>) -> String {
    let filters: Value =
        asked.get("filters").and_then(|it| serde_json::from_str(it).ok()).unwrap_or_default();
    filters["label"][0].as_str().unwrap_or_default().to_owned()
}

async fn volumes(State(world): State<Shared>, Query(asked): Asked) -> Response<Body> {
    sent(said(200, &in_world(&world, |world| world.volumes(&label(&asked)))))
}

async fn make_volume(State(world): State<Shared>, Json(body): Json<Value>) -> Response<Body> {
    sent(said(201, &in_world(&world, |world| world.volume(&body))))
}

async fn volume(State(world): State<Shared>, Path(name): Path<String>) -> Response<Body> {
    let found = in_world(&world, |world| world.volumes.get(&name).cloned());
    let found = found.ok_or_else(|| Trouble(404, format!("get {name}: no such volume")));
    answered(found, shown(200))
}

async fn remove_volume(State(world): State<Shared>, Path(name): Path<String>) -> Response<Body> {
    answered(in_world(&world, |world| world.remove_volume(&name)), |()| empty(204))
}

async fn create(
    State(world): State<Shared>,
    Query(asked): Asked,
    Json(body): Json<Value>,
) -> Response<Body> {
    answered(in_world(&world, |world| world.create(&asked["name"], &body)), shown(201))
}

async fn list(State(world): State<Shared>, Query(asked): Asked) -> Response<Body> {
    sent(said(200, &in_world(&world, |world| world.list(&label(&asked)))))
}

#[derive(Debug, Deserialize)]
struct How {
    #[serde(default)]
    force: bool,
}

async fn remove(
    State(world): State<Shared>,
    Path(name): Path<String>,
    Query(how): Query<How>,
) -> Response<Body> {
    answered(in_world(&world, |world| world.remove(&name, how.force)), |()| empty(204))
}

async fn inspect(State(world): State<Shared>, Path(name): Path<String>) -> Response<Body> {
    let found = in_world(&world, |world| world.inspect(&name));
    answered(found.ok_or_else(|| Trouble(404, format!("No such container: {name}"))), shown(200))
}

/// Nothing to do is no failure, and has a status of its own.
fn done(is_changed: bool) -> Response<Body> {
    empty(if is_changed { 204 } else { 304 })
}

async fn start(State(world): State<Shared>, Path(name): Path<String>) -> Response<Body> {
    answered(in_world(&world, |world| world.start(&name)), done)
}

async fn stop(State(world): State<Shared>, Path(name): Path<String>) -> Response<Body> {
    answered(in_world(&world, |world| world.stop(&name)), done)
}

async fn logs(State(world): State<Shared>, Path(name): Path<String>) -> Response<Body> {
    if in_world(&world, |world| world.inspect(&name)).is_none() {
        return sent(problem(404, &format!("No such container: {name}")));
    }
    let line = format!("{name} is up\n");
    let length = u8::try_from(line.len()).unwrap_or_default();
    let mut stream = vec![1, 0, 0, 0, 0, 0, 0, length];
    stream.extend_from_slice(line.as_bytes());
    sent(Response::new(Bytes::from(stream)))
}

/// What is run besides is named after its container, so that it is found again.
async fn exec(State(world): State<Shared>, Path(name): Path<String>) -> Response<Body> {
    let found = in_world(&world, |world| world.inspect(&name));
    match found {
        None => sent(problem(404, &format!("No such container: {name}"))),
        Some(container) if container["State"]["Status"] == "running" => {
            sent(said(201, &json!({ "Id": format!("in-{name}") })))
        }
        Some(_) => sent(problem(409, &format!("container {name} is not running"))),
    }
}

/// Becomes a connection; what is said on it is played elsewhere.
async fn begin(State(world): State<Shared>, Path(id): Path<String>) -> Response<Body> {
    answered(executed(&world, &id), |()| empty(101))
}

async fn resize(State(world): State<Shared>, Path(id): Path<String>) -> Response<Body> {
    answered(executed(&world, &id), |()| empty(200))
}

fn executed(world: &Shared, id: &str) -> Result<(), Trouble> {
    let name = id.strip_prefix("in-").unwrap_or_default();
    let found = in_world(world, |world| world.inspect(name));
    found.map(drop).ok_or_else(|| Trouble(404, format!("No such exec instance: {id}")))
}

async fn file(
    State(world): State<Shared>,
    Path(name): Path<String>,
    Query(asked): Asked,
) -> Response<Body> {
    let found = in_world(&world, |world| world.file(&name, &asked["path"]));
    answered(found, |text| Response::new(Body::from(text)))
}

async fn put(State(world): State<Shared>, Path(name): Path<String>, body: Bytes) -> Response<Body> {
    answered(in_world(&world, |world| world.put(&name, unpacked(&body))), |()| empty(200))
}

/// The files of an archive.
fn unpacked(mut archive: &[u8]) -> Vec<(String, String)> {
    const BLOCK: usize = 512;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned();
    let mut files = Vec::new();
    while let Some((header, rest)) = archive.split_at_checked(BLOCK).filter(|(it, _)| it[0] != 0) {
        let length = usize::from_str_radix(&text(&header[124..136]), 8).unwrap_or_default();
        files.push((text(&header[..100]), text(&rest[..length])));
        archive = &rest[length.next_multiple_of(BLOCK)..];
    }
    files
}
