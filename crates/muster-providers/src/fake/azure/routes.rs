//! The part of Azure's API that we use.

use super::{FakeAzure, Shared, groups::Trouble, problem, world::World};
use crate::fake::{
    shell,
    voice::{said, sent},
};
use axum::{
    Json, Router,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::IntoResponse,
    routing::{get, post},
};
use bytes::Bytes;
use serde_json::{Value, json};
use std::{collections::HashMap, sync::PoisonError};

const GROUPS: &str = "/subscriptions/{subscription}/resourceGroups/{place}/providers/Microsoft.ContainerInstance/containerGroups";
const ACCOUNT: &str = "/subscriptions/{subscription}/resourceGroups/{place}/providers/Microsoft.Storage/storageAccounts/{account}";

pub(super) fn router(world: Shared) -> Router {
    let share = format!("{ACCOUNT}/fileServices/default/shares/{{name}}");
    Router::new()
        .route(GROUPS, get(list_groups))
        .route(&format!("{GROUPS}/{{name}}"), get(read_group).put(put_group).delete(delete_group))
        .route(&format!("{GROUPS}/{{name}}/start"), post(start))
        .route(&format!("{GROUPS}/{{name}}/stop"), post(stop))
        .route(&format!("{GROUPS}/{{name}}/containers/{{container}}/logs"), get(logs))
        .route(&format!("{GROUPS}/{{name}}/containers/{{container}}/exec"), post(exec))
        .route(&format!("{ACCOUNT}/fileServices/default/shares"), get(list_shares))
        .route(&share, get(read_share).put(put_share).delete(delete_share))
        .route(&format!("{ACCOUNT}/listKeys"), post(keys))
        .layer(from_fn_with_state(world.clone(), known))
        .route("/{tenant}/oauth2/v2.0/token", post(sign_in))
        .with_state(world)
}

fn in_world<T>(world: &Shared, look: impl FnOnce(&mut World) -> T) -> T {
    look(&mut world.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Lets requests through that have a good token and are about what there is.
async fn known(State(world): State<Shared>, request: Request, next: Next) -> Response<Body> {
    let token = request.headers().get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    let is_good = in_world(&world, |world| world.is_good(token.unwrap_or_default()));
    if !is_good {
        return sent(problem(401, "ExpiredAuthenticationToken", "The access token expired."));
    }
    let parts: Vec<_> = request.uri().path().split('/').collect();
    match missing(&parts) {
        Some((code, message)) => sent(problem(404, code, message)),
        None => next.run(request).await,
    }
}

/// Which of the things that a path names does not exist at all.
fn missing(parts: &[&str]) -> Option<(&'static str, &'static str)> {
    let at = |place: usize| parts.get(place).copied().unwrap_or_default();
    if at(2) != FakeAzure::SUBSCRIPTION {
        return Some(("SubscriptionNotFound", "The subscription could not be found."));
    }
    let Some((_, account)) = FakeAzure::PLACES.iter().find(|(group, _)| *group == at(4)) else {
        return Some(("ResourceGroupNotFound", "The resource group could not be found."));
    };
    let is_missing = at(6) == "Microsoft.Storage" && at(8) != *account;
    is_missing.then_some((
        "ResourceNotFound",
        "The Resource 'Microsoft.Storage/storageAccounts/x' was not found.",
    ))
}

fn refused(trouble: Trouble) -> Response<Bytes> {
    match trouble {
        Trouble::NotFound => problem(
            404,
            "ResourceNotFound",
            "The Resource 'Microsoft.ContainerInstance/containerGroups/x' was not found.",
        ),
        Trouble::LabelTaken => problem(
            409,
            "DnsNameLabelNotAvailable",
            "The DNS name label 'x' in container group 'x' not available. Try using a different label.",
        ),
        Trouble::Transitioning => problem(
            409,
            "ContainerGroupTransitioning",
            "The container group is still transitioning.",
        ),
    }
}

async fn sign_in(
    State(world): State<Shared>,
    Path(tenant): Path<String>,
    body: Bytes,
) -> Response<Body> {
    let form: HashMap<_, _> = url::form_urlencoded::parse(&body).into_owned().collect();
    let token = in_world(&world, |world| world.sign_in(&form));
    sent(match token.filter(|_| tenant == FakeAzure::TENANT) {
        Some(token) => said(200, &token),
        None => said(
            401,
            &json!({
                "error": "invalid_client",
                "error_description": "AADSTS7000215: Invalid client secret provided.",
                "error_codes": [7_000_215],
            }),
        ),
    })
}

type Group = Path<(String, String, String)>;

async fn put_group(
    State(world): State<Shared>,
    Path((_, place, name)): Group,
    Json(body): Json<Value>,
) -> Response<Body> {
    let made = in_world(&world, |world| world.groups.put(&place, &name, &body));
    sent(match made {
        Ok((status, group)) => said(status, &group),
        Err(trouble) => refused(trouble),
    })
}

async fn read_group(State(world): State<Shared>, Path((_, place, name)): Group) -> Response<Body> {
    let found = in_world(&world, |world| world.groups.get(&place, &name));
    sent(found.map_or_else(refused, |group| said(200, &group)))
}

async fn delete_group(
    State(world): State<Shared>,
    Path((_, place, name)): Group,
) -> Response<Body> {
    match in_world(&world, |world| world.groups.delete(&place, &name)) {
        Ok(()) => accepted(),
        Err(Trouble::NotFound) => StatusCode::NO_CONTENT.into_response(),
        Err(trouble) => sent(refused(trouble)),
    }
}

/// Yes, but not yet.
fn accepted() -> Response<Body> {
    let headers = [
        (header::LOCATION, HeaderValue::from_static("https://management.azure.com/operations/1")),
        (HeaderName::from_static("retry-after"), HeaderValue::from_static("10")),
    ];
    (StatusCode::ACCEPTED, headers).into_response()
}

async fn start(State(world): State<Shared>, Path((_, place, name)): Group) -> Response<Body> {
    match in_world(&world, |world| world.groups.start(&place, &name)) {
        Ok(()) => accepted(),
        Err(trouble) => sent(refused(trouble)),
    }
}

async fn stop(State(world): State<Shared>, Path((_, place, name)): Group) -> Response<Body> {
    match in_world(&world, |world| world.groups.stop(&place, &name)) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(trouble) => sent(refused(trouble)),
    }
}

async fn list_groups(
    State(world): State<Shared>,
    Path((_, place)): Path<(String, String)>,
) -> Response<Body> {
    let groups = in_world(&world, |world| world.groups.list(&place));
    sent(said(200, &json!({ "value": groups })))
}

async fn logs(
    State(world): State<Shared>,
    Path((_, place, name, _)): Path<(String, String, String, String)>,
) -> Response<Body> {
    let found = in_world(&world, |world| world.groups.get(&place, &name));
    let content = format!("{name} is up\n");
    sent(found.map_or_else(refused, |_| said(200, &json!({ "content": content }))))
}

async fn exec(
    State(world): State<Shared>,
    Path((_, place, name, _)): Path<(String, String, String, String)>,
    Json(body): Json<Value>,
) -> Response<Body> {
    let found = in_world(&world, |world| world.groups.get(&place, &name));
    let size = &body["terminalSize"];
    let size = format!("{}x{}", size["cols"], size["rows"]);
    let socket = format!("wss://fake.management.azurecontainer.io/exec/{name}?{size}");
    let opened = json!({ "webSocketUri": socket, "password": shell::PASSWORD });
    sent(found.map_or_else(refused, |_| said(200, &opened)))
}

async fn list_shares(
    State(world): State<Shared>,
    Path((_, _, account)): Path<(String, String, String)>,
) -> Response<Body> {
    let shares = in_world(&world, |world| world.shares.list(&account));
    sent(said(200, &json!({ "value": shares })))
}

type Share = Path<(String, String, String, String)>;

async fn put_share(
    State(world): State<Shared>,
    Path((_, _, account, name)): Share,
    Json(body): Json<Value>,
) -> Response<Body> {
    let (status, share) = in_world(&world, |world| world.shares.put(&account, &name, &body));
    sent(said(status, &share))
}

async fn read_share(
    State(world): State<Shared>,
    Path((_, _, account, name)): Share,
) -> Response<Body> {
    let found = in_world(&world, |world| world.shares.get(&account, &name));
    sent(found.map_or_else(
        || problem(404, "ShareNotFound", "The specified share does not exist."),
        |share| said(200, &share),
    ))
}

async fn delete_share(
    State(world): State<Shared>,
    Path((_, _, account, name)): Share,
) -> Response<Body> {
    let deleted = in_world(&world, |world| world.shares.delete(&account, &name));
    let status = deleted.map_or(StatusCode::NO_CONTENT, |()| StatusCode::OK);
    status.into_response()
}

async fn keys() -> Response<Body> {
    let key = json!({ "keyName": "key1", "value": "fake-storage-key", "permissions": "Full" });
    sent(said(200, &json!({ "keys": [key] })))
}
