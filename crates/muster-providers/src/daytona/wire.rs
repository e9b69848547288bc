//! Daytona's own words, as the specification in its clients' repository has them.

use super::settings::{DaytonaSettings, Source};
use crate::{name::Mark, worker::WorkerOrder};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The label that tells whose sandbox it is.
pub(super) const MARK: &str = "muster-mark";

/// A sandbox, of which the environment is left unread: it has secrets.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sandbox {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) target: String,
    pub(super) state: Option<String>,
    pub(super) error_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    pub(super) items: Vec<Sandbox>,
    pub(super) next_cursor: Option<String>,
}

/// Whoever knows it gets in, so it has no `Debug`.
#[derive(Deserialize)]
pub(super) struct SignedUrl {
    pub(super) url: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) permissions: Vec<String>,
}

/// An error; the specification has none, so this is what the service sends.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Problem {
    #[expect(dead_code, reason = "whoever has none is not Daytona")]
    pub(super) status_code: u16,
    pub(super) message: Message,
}

/// One sentence, or one for each field that is wrong.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Message {
    One(String),
    Many(Vec<String>),
}

/// The labels by which ours are found.
pub(super) fn labels(mark: &Mark) -> Value {
    json!({ MARK: mark.as_str() })
}

/// The body of `POST /sandbox`.
pub(super) fn create(settings: &DaytonaSettings, mark: &Mark, order: &WorkerOrder) -> Value {
    let mut body = json!({
        "name": order.name.as_str(),
        "labels": labels(mark),
        "env": environment(order),
        "public": settings.is_public,
        "autoStopInterval": settings.timers.stop,
        "autoArchiveInterval": settings.timers.archive,
        "autoDeleteInterval": settings.timers.delete,
    });
    if let Some(target) = &settings.target {
        body["target"] = json!(target);
    }
    match &settings.source {
        Source::Snapshot(name) => body["snapshot"] = json!(name),
        Source::Image { image, cpu, memory_gb, disk_gb } => {
            body["buildInfo"] = json!({ "dockerfileContent": format!("FROM {image}\n") });
            body["cpu"] = json!(cpu);
            body["memory"] = json!(memory_gb);
            body["disk"] = json!(disk_gb);
        }
    }
    body
}

fn environment(order: &WorkerOrder) -> Map<String, Value> {
    let plain = order.variables.iter().map(|(name, value)| (name.clone(), json!(value)));
    let secret = order.secrets.iter().map(|(name, value)| (name.clone(), json!(value.reveal())));
    plain.chain(secret).collect()
}
