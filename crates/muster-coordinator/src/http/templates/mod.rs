//! `/v1/templates`: one file per endpoint.

pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod put;
pub(crate) mod show;

use crate::{engine::submission::kept, error::AppError};
use muster_api::{ProblemKind, template::Template};
use muster_core::Name;
use muster_store::template::TemplateRow;

fn view(row: TemplateRow) -> Result<Template, AppError> {
    Ok(Template {
        job: kept::shown(&row.job)?,
        name: row.name,
        description: row.description,
        parameters: row.parameters,
        updated_at: row.updated_at,
        updated_by: row.updated_by,
    })
}

fn no_template(name: &Name) -> AppError {
    AppError::told(ProblemKind::TemplateNotFound, format!("there is no template `{name}`"))
}
