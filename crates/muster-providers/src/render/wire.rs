//! Render's own words, as <https://api-docs.render.com/reference> has them; they stay in this folder.

use super::settings::{RenderSettings, Source};
use crate::worker::WorkerOrder;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Service {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) owner_id: String,
    /// A text, not a boolean: `suspended` or `not_suspended`.
    pub(super) suspended: String,
    #[serde(default, rename = "serviceDetails")]
    pub(super) details: ServiceDetails,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct ServiceDetails {
    pub(super) region: Option<String>,
    pub(super) url: Option<String>,
}

/// `POST /services` answers with the service and its first deploy.
#[derive(Debug, Deserialize)]
pub(super) struct Created {
    pub(super) service: Service,
}

#[derive(Debug, Deserialize)]
pub(super) struct ServiceRow {
    pub(super) service: Service,
    pub(super) cursor: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct DeployRow {
    pub(super) deploy: Deploy,
}

#[derive(Debug, Deserialize)]
pub(super) struct Deploy {
    pub(super) status: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Owner {
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Problem {
    pub(super) message: String,
}

/// The body of `POST /services`.
pub(super) fn create(settings: &RenderSettings, order: &WorkerOrder) -> Value {
    let mut body = json!({
        "type": "web_service",
        "name": order.name.as_str(),
        "ownerId": settings.owner,
        "autoDeploy": "no",
        "envVars": variables(order),
        "secretFiles": secret_files(order),
        "serviceDetails": {
            "runtime": runtime(&settings.source),
            "plan": settings.plan,
            "region": settings.region,
            "healthCheckPath": "/health",
            "numInstances": 1,
        },
    });
    match &settings.source {
        Source::Image(path) => {
            body["image"] = json!({ "ownerId": settings.owner, "imagePath": path })
        }
        Source::Repository { url, branch, root } => {
            body["repo"] = json!(url);
            body["branch"] = json!(branch);
            body["rootDir"] = json!(root);
        }
    }
    body
}

fn runtime(source: &Source) -> &'static str {
    match source {
        Source::Image(_) => "image",
        Source::Repository { .. } => "docker",
    }
}

fn variables(order: &WorkerOrder) -> Vec<Value> {
    let pairs = order.variables.iter();
    pairs.map(|(key, value)| json!({ "key": key, "value": value })).collect()
}

/// Secrets travel as files: unlike variables they are not read back with the service.
fn secret_files(order: &WorkerOrder) -> Vec<Value> {
    let pairs = order.secrets.iter();
    pairs.map(|(name, secret)| json!({ "name": name, "content": secret.reveal() })).collect()
}
