//! `POST /v1/workers/attach`

use crate::{
    app::App,
    engine::calls::Place,
    error::{AppError, invalid},
    http::{
        create::{Created, Creation},
        extract::{Json, Writer},
        workers::{sane_labels, sane_name},
    },
};
use axum::{extract::State, response::Response};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use muster_api::{
    Problem,
    worker::{AttachRequest, Attached, JoinLine, WorkerIdentity},
};
use muster_core::{
    Scope, WorkerId,
    labels::WorkerLabels,
    network::{is_one_machine, is_private},
    owner::Owner,
    requirement::Labels,
    worker::{Destination, Link},
};
use muster_session::KeyPair;
use muster_store::{
    audit_event::{self, AuditEntry},
    worker::{self, WorkerRow},
};
use std::{net::IpAddr, sync::Arc};
use url::{Host, Url};

const MOST_SLOTS: u32 = 1024;
/// Where a worker listens behind something that has a port of its own.
const USUAL_PORT: u16 = 7700;

/// Attach a machine that listens.
///
/// For a machine that cannot reach this coordinator, but can be reached from it, like one in a cloud. The answer
/// holds the line to start there; the coordinator calls until somebody answers who proves to be that worker.
#[utoipa::path(post, path = "/v1/workers/attach", tag = "workers", request_body = AttachRequest,
    responses((status = 201, body = Attached), (status = 422, body = Problem)))]
pub(crate) async fn attach(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<AttachRequest>,
) -> Result<Response, AppError> {
    let request = body.value;
    let url = check_url(&request)?;
    sane_labels(request.labels.iter())?;
    let slots = request.slots.unwrap_or(1);
    if !(1..=MOST_SLOTS).contains(&slots) {
        return Err(invalid("slots", "must be from 1 to 1024"));
    }
    let host = url.host_str().unwrap_or_default();
    let name = sane_name(request.name.as_deref().unwrap_or(host))?;
    let key = KeyPair::generate().map_err(|_| AppError::Internal("make a key"))?;
    let row = WorkerRow { name, slots, ..row(&app, &scope, &request, &url, &key) };
    let answer = answer(&app, &row, &url, &key, request.is_behind_proxy)?;
    let now = row.joined_at;
    let detail = serde_json::json!({ "name": row.name, "url": url.as_str() }).to_string();
    let entry =
        AuditEntry { action: "worker.attach".to_owned(), target: row.id.to_string(), detail };
    let creation = Creation {
        scope: &scope,
        route: "POST /v1/workers/attach",
        body: &body.bytes,
        is_secret: true,
    };
    let kept = row.clone();
    let created = app.create(creation, move |tx, scope| {
        worker::insert(tx, scope, &kept)?;
        audit_event::append(tx, scope, &entry, now)?;
        Ok(answer.clone())
    });
    let created = created.await?;
    if matches!(created, Created::Fresh(..)) {
        app.fleet.put(row);
    }
    Ok(created.into_response())
}

fn row(app: &App, scope: &Scope, request: &AttachRequest, url: &Url, key: &KeyPair) -> WorkerRow {
    let now = app.seams.clock.now();
    WorkerRow {
        organisation: scope.organisation.clone(),
        id: WorkerId::from_random(app.seams.rng.bytes()),
        name: String::new(),
        destination: Destination::Local,
        link: Link::Session,
        public_key: Some(key.public().as_bytes().to_vec()),
        labels: WorkerLabels::new(Labels::new(), request.labels.clone()),
        slots: 1,
        version: None,
        is_this_machine: false,
        node_id: None,
        joined_at: now,
        last_seen_at: now,
        said_asleep: false,
        joined_with: None,
        pause: None,
        owner: Owner::default(),
        url: Some(called_at(url, key, request.is_behind_proxy)),
        update: None,
    }
}

/// Nothing but where it listens, and nothing that others could read.
fn check_url(request: &AttachRequest) -> Result<Url, AppError> {
    let form = || invalid("url", "must be like `https://192.168.1.9:7700`, without a path");
    let url = Url::parse(&request.url).map_err(|_| form())?;
    let is_bare = url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none();
    if !is_bare || Place::of(&url).is_none() {
        return Err(form());
    }
    let ip = match url.host() {
        Some(Host::Ipv4(ip)) => Some(IpAddr::from(ip)),
        Some(Host::Ipv6(ip)) => Some(IpAddr::from(ip)),
        Some(Host::Domain(_)) | None => None,
    };
    if ip.is_some_and(|ip| !is_one_machine(ip)) {
        return Err(invalid("url", "must name one machine"));
    }
    let is_private = url.host_str() == Some("localhost") || ip.is_some_and(is_private);
    match (url.scheme(), is_private) {
        ("http", false) => {
            Err(invalid("url", "must begin with `https://`: others could read what is said there"))
        }
        ("https", true) if !request.is_behind_proxy => {
            Err(invalid("url", "must begin with `http://`: nobody else reads what is said there"))
        }
        _ => Ok(url),
    }
}

/// The address with the key to be trusted there, where the worker itself encrypts.
fn called_at(url: &Url, key: &KeyPair, is_behind_proxy: bool) -> String {
    let mut url = url.clone();
    if encrypts_itself(&url, is_behind_proxy) {
        url.set_fragment(Some(&key.public().to_string()));
    }
    url.into()
}

fn encrypts_itself(url: &Url, is_behind_proxy: bool) -> bool {
    url.scheme() == "https" && !is_behind_proxy
}

fn answer(
    app: &App,
    row: &WorkerRow,
    url: &Url,
    key: &KeyPair,
    is_behind_proxy: bool,
) -> Result<Attached, AppError> {
    let identity = WorkerIdentity {
        worker: row.id.clone(),
        name: row.name.clone(),
        coordinator_key: app.key.public().to_string(),
        key: written(key)?,
    };
    let identity = identity.reveal();
    let proxy = if is_behind_proxy { " --behind-proxy" } else { "" };
    let run = format!("worker run --listen {}{proxy}", listens_at(url, is_behind_proxy));
    let line = |os: &str, line: String| JoinLine { os: os.to_owned(), line };
    let unix = format!("MUSTER_WORKER_IDENTITY={identity} muster {run}");
    let lines = vec![
        line("linux", unix.clone()),
        line("macos", unix),
        line("windows", format!("$env:MUSTER_WORKER_IDENTITY='{identity}'; muster.exe {run}")),
    ];
    Ok(Attached { id: row.id.clone(), name: row.name.clone(), identity, lines })
}

/// A worker's key as it is kept where it listens.
pub(crate) fn written(key: &KeyPair) -> Result<String, AppError> {
    let document = key.to_pkcs8().map_err(|_| AppError::Internal("write a key"))?;
    Ok(URL_SAFE_NO_PAD.encode(document))
}

/// A machine need not know the address at which others see it, and what stands before it has a port of its own.
fn listens_at(url: &Url, is_behind_proxy: bool) -> String {
    let port = url.port_or_known_default().filter(|_| !is_behind_proxy).unwrap_or(USUAL_PORT);
    match url.host() {
        Some(Host::Ipv4(ip)) if is_private(ip.into()) => format!("{ip}:{port}"),
        Some(Host::Ipv6(ip)) if is_private(ip.into()) => format!("[{ip}]:{port}"),
        Some(Host::Domain("localhost")) => format!("localhost:{port}"),
        Some(Host::Ipv6(_)) => format!("[::]:{port}"),
        Some(Host::Ipv4(_) | Host::Domain(_)) | None => format!("0.0.0.0:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str) -> Result<Url, String> {
        let request = AttachRequest {
            url: url.to_owned(),
            name: None,
            slots: None,
            labels: [].into(),
            is_behind_proxy: false,
        };
        check_url(&request).map_err(|error| format!("{error:?}"))
    }

    #[test]
    fn an_address_is_bare_and_says_nothing_to_others() {
        for url in [
            "https://192.168.1.9:7700",
            "https://worker.example.com",
            "http://127.0.0.1:7700/",
            "http://localhost:7700",
            "http://100.64.0.9:7700",
            "https://[fd00::9]:7700",
        ] {
            check(url).unwrap();
        }
        for (url, about) in [
            ("worker", "https://192.168.1.9:7700"),
            ("ftp://worker", "https://192.168.1.9:7700"),
            ("https://worker/path", "https://192.168.1.9:7700"),
            ("https://me:secret@worker", "https://192.168.1.9:7700"),
            ("https://worker#key", "https://192.168.1.9:7700"),
            ("http://192.168.1.9:7700", "others could read"),
            ("http://worker:7700", "others could read"),
            ("https://100.64.0.9:7700", "nobody else reads"),
            ("https://localhost:7700", "nobody else reads"),
            ("https://[::ffff:0.0.0.0]:7700", "one machine"),
            ("https://169.254.169.254", "one machine"),
            ("https://0.0.0.0:7700", "one machine"),
        ] {
            let error = check(url).unwrap_err();
            assert!(error.contains(about), "{url}: {error}");
        }
    }

    #[test]
    fn the_line_says_where_a_machine_can_listen() {
        for (url, is_behind_proxy, expected) in [
            ("http://127.0.0.1:7700", false, "127.0.0.1:7700"),
            ("http://100.64.0.9:7711", false, "100.64.0.9:7711"),
            ("https://203.0.113.5:7700", false, "0.0.0.0:7700"),
            ("https://[2001:db8::5]:7700", false, "[::]:7700"),
            ("https://worker.example.com", true, "0.0.0.0:7700"),
        ] {
            assert_eq!(listens_at(&url.parse().unwrap(), is_behind_proxy), expected, "{url}");
        }
    }
}
