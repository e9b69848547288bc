//! Backups: one file per endpoint. The host makes them; the coordinator only passes the word on.

pub(super) mod create;
pub(super) mod list;

use crate::{
    app::{App, HostBackups},
    error::AppError,
};
use muster_api::ProblemKind;
use std::sync::Arc;

fn backups(app: &App) -> Result<Arc<dyn HostBackups>, AppError> {
    app.host_backups.clone().ok_or_else(|| {
        AppError::told(ProblemKind::NotNow, "nobody makes backups for this coordinator")
    })
}
