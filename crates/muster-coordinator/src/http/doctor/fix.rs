//! `POST /v1/doctor/fix`

use super::look;
use crate::{
    app::{App, HostBackups},
    error::AppError,
    http::extract::{Json, Writer},
};
use axum::extract::State;
use muster_api::{
    Problem, ProblemKind,
    instance::{FixDone, FixKind, FixRequest},
};
use muster_store::audit_event::{self, AuditEntry};
use std::{sync::Arc, time::Duration};

/// A backup that takes longer goes on, and is told of as one that is being made.
const BACKUP_WITHIN: Duration = Duration::from_secs(15);
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Do what a check offers to do, and make that check again.
///
/// It is done only if the check offers it now.
#[utoipa::path(post, path = "/v1/doctor/fix", tag = "about", request_body = FixRequest,
    responses((status = 200, body = FixDone), (status = 409, body = Problem)))]
pub(crate) async fn fix(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Json { value: wanted, .. }: Json<FixRequest>,
) -> Result<axum::Json<FixDone>, AppError> {
    let FixRequest { check, fix } = wanted;
    let organisation = scope.organisation.clone();
    let found = look(&app, &organisation, Some(&check)).await;
    let is_offered =
        |kind| found.iter().any(|it| it.fix.as_ref().is_some_and(|it| it.kind == kind));
    if !is_offered(fix) {
        return Err(AppError::told(ProblemKind::NotNow, "that check offers no such fix now"));
    }
    let entry = AuditEntry {
        action: "doctor.fix".to_owned(),
        target: check.clone(),
        detail: serde_json::json!({ "fix": fix }).to_string(),
    };
    let now = app.seams.clock.now();
    // Written down before it is done: what happened is then known whatever happens.
    app.store.write(move |tx| audit_event::append(tx, &scope, &entry, now)).await?;
    let said = mend(&app, fix).await?;
    let checks = look(&app, &organisation, Some(&check)).await;
    Ok(axum::Json(FixDone { said, checks }))
}

async fn mend(app: &App, fix: FixKind) -> Result<String, AppError> {
    let refused = |detail: String| AppError::told(ProblemKind::NotNow, detail);
    match fix {
        FixKind::MakeBackup => {
            let backups = app.host_backups.clone();
            let backups = backups
                .ok_or_else(|| refused("nobody makes backups for this coordinator".into()))?;
            back_up(backups.as_ref()).await.map_err(refused)
        }
        FixKind::RepeatPasses => {
            app.reports.repeat();
            Ok("every pass is made again".to_owned())
        }
        FixKind::CloseDataDirectory | FixKind::CloseFile => {
            let host = app.host_doctor.as_ref();
            let host = host.ok_or_else(|| refused("nobody here has that file".into()))?;
            host.mend(fix).map_err(refused)
        }
    }
}

async fn back_up(backups: &dyn HostBackups) -> Result<String, String> {
    backups.begin();
    let made = async {
        loop {
            let list = backups.list().await.map_err(|failure| failure.message)?;
            let Some(run) = list.run.filter(|run| run.is_over) else {
                tokio::time::sleep(LOOK_EVERY).await;
                continue;
            };
            let name = run.backup.map(|backup| format!("made the backup `{}`", backup.name));
            return name.ok_or_else(|| {
                run.failure.map_or_else(|| "the backup failed".to_owned(), |it| it.message)
            });
        }
    };
    let made = tokio::time::timeout(BACKUP_WITHIN, made).await;
    made.unwrap_or_else(|_| Ok("a backup is being made".to_owned()))
}
