//! `/v1/workers`, `/v1/join-tokens` and `/v1/session`: one file per endpoint.

pub(crate) mod attach;
pub(crate) mod history;
pub(crate) mod invite;
pub(crate) mod invited;
pub(crate) mod join;
pub(crate) mod list;
pub(crate) mod release;
pub(crate) mod remove;
pub(crate) mod session;
pub(crate) mod steer;

use crate::error::{AppError, invalid};
use muster_api::{Problem, ProblemKind};
use muster_core::{
    WorkerId,
    labels::{BadLabel, MOST_GIVEN, check},
    requirement::LabelValue,
};

const LONGEST_NAME: usize = 64;

/// What a worker may be called.
pub(crate) fn sane_name(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    let is_sane = (1..=LONGEST_NAME).contains(&name.chars().count());
    if is_sane && !name.chars().any(char::is_control) {
        return Ok(name.to_owned());
    }
    Err(invalid("name", "must have 1 to 64 characters on one line"))
}

/// What a worker may be given.
fn sane_labels<'a>(
    labels: impl ExactSizeIterator<Item = (&'a String, &'a LabelValue)>,
) -> Result<(), AppError> {
    if labels.len() > MOST_GIVEN {
        return Err(too_many_labels());
    }
    for (name, value) in labels {
        check(name, value).map_err(|bad| bad_label(name, bad))?;
    }
    Ok(())
}

fn too_many_labels() -> AppError {
    invalid("labels", &format!("must be up to {MOST_GIVEN}"))
}

fn bad_label(name: &str, bad: BadLabel) -> AppError {
    let kind = match bad {
        BadLabel::Reserved => ProblemKind::LabelReserved,
        BadLabel::Name | BadLabel::Value => ProblemKind::Validation,
    };
    let field = format!("labels.{name}");
    Problem::new(kind, format!("`{field}` {bad}")).in_field(field).into()
}

pub(crate) fn no_worker(id: &WorkerId) -> AppError {
    AppError::told(ProblemKind::WorkerNotFound, format!("there is no worker `{id}`"))
}
