//! `/api/v1/environments`: Dev8's routes over our environments, in the shapes of both of its generations.
//!
//! Answers come at once: what they tell is the environment as it is kept, and the operation that goes on.

mod activity;
mod change;
mod create;
mod show;

use crate::{app::App, cloud::Said, error::AppError};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use muster_api::{
    ProblemKind,
    dev8::{Dev8Answer, Dev8Data, Dev8Environment, Dev8Problem, Dev8Urls},
};
use muster_core::{OperationId, cloud::Status};
use muster_providers::EnvironmentKey;
use muster_store::{resource::ResourceRow, resource_detail::DetailRow};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

const SOMEBODY: &str = "default-user";
const USUAL_BASE: &str = "node";

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create::create, show::list, change::delete))
        .routes(routes!(change::start))
        .routes(routes!(change::stop))
        .routes(routes!(show::show, change::delete_one))
        .routes(routes!(change::start_one))
        .routes(routes!(change::stop_one))
        .routes(routes!(change::extend))
        .routes(routes!(show::logs))
        .routes(routes!(show::connection))
        .routes(routes!(activity::take))
}

/// A refusal in Dev8's shape.
#[derive(Debug)]
pub(crate) struct Refused(AppError);

impl<E: Into<AppError>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let problem = self.0.problem();
        let status = match problem.error {
            ProblemKind::Validation | ProblemKind::StillRunning => 400,
            _ => problem.status,
        };
        if status >= 500 {
            tracing::error!(error = %self.0, "request failed");
        }
        let body = Dev8Problem {
            success: false,
            error: problem.title,
            message: problem.detail,
            code: format!("ERR_{status}"),
            reason: problem.error.as_str().to_owned(),
            upgrade: problem.upgrade,
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, axum::Json(body)).into_response()
    }
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Creating => "CREATING",
        Status::Starting => "STARTING",
        Status::Running => "RUNNING",
        Status::Stopping => "STOPPING",
        Status::Stopped => "STOPPED",
        Status::Failed => "ERROR",
        Status::Deleting | Status::Gone => "DELETING",
    }
}

fn view(row: &ResourceRow, detail: Option<&DetailRow>) -> Dev8Environment {
    let (ours, said) =
        (crate::http::environments::views::environment(row, detail), Said::of(detail));
    let key: Option<EnvironmentKey> = row.provider_name.parse().ok();
    let connection = ours.connection;
    Dev8Environment {
        id: ours.id.to_string(),
        user_id: said.user_id.unwrap_or_else(|| SOMEBODY.to_owned()),
        name: ours.name,
        status: word(row.status).to_owned(),
        reason: ours.reason,
        cloud_provider: row.provider.to_uppercase(),
        cloud_region: row.region.clone().unwrap_or_default(),
        cpu_cores: ours.cpu_cores,
        memory_gb: ours.memory_gb,
        storage_gb: ours.storage_gb,
        base_image: said.base_image.unwrap_or_else(|| USUAL_BASE.to_owned()),
        container_image: ours.image,
        azure_container_group: key.as_ref().map(EnvironmentKey::group).unwrap_or_default(),
        azure_file_share: key.as_ref().map(EnvironmentKey::share).unwrap_or_default(),
        azure_fqdn: connection.as_ref().map(|it| it.host.clone()).unwrap_or_default(),
        connection_urls: Dev8Urls {
            vscode_web_url: connection.map(|it| it.web).unwrap_or_default(),
            ..Dev8Urls::default()
        },
        created_at: ours.created_at,
        updated_at: ours.updated_at,
        last_accessed_at: ours.activity.active_at,
    }
}

/// An answer about one environment.
fn about(
    message: &str,
    environment: Dev8Environment,
    operation: Option<OperationId>,
) -> Dev8Answer {
    let id = environment.id.clone();
    Dev8Answer {
        success: true,
        message: message.to_owned(),
        id: Some(id.clone()),
        data: Dev8Data {
            environment: Some(environment),
            workspace_id: Some(id),
            operation_id: operation,
            message: Some(message.to_owned()),
            ..Dev8Data::default()
        },
        ..Dev8Answer::default()
    }
}
