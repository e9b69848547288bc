//! `POST /v1/doctor/bundle`
//!
//! What leaves is text alone, with everything made unreadable that is known to be a secret or looks like one. Names of
//! jobs, commands and logs of jobs are not in it.

use super::look;
use crate::{
    app::App,
    engine::{redact::Redactor, secrets::Subject},
    error::AppError,
    http::extract::Writer,
};
use axum::extract::State;
use muster_api::{
    Problem,
    instance::{BundleFile, Check, SupportBundle},
};
use muster_core::OrganisationId;
use muster_store::{
    StoreError,
    audit_event::{self, AuditEntry},
    operation, secret,
};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// More of one file is left out.
const LARGEST_FILE: usize = 256 * 1024;
/// What is wanted of providers, latest first.
const OPERATIONS: u32 = 50;
/// As many secrets as anybody keeps are looked for.
const SECRETS: u32 = 10_000;
const SETTING: &str = "setting ";

/// Gather what somebody who helps would ask for, without secrets.
///
/// It is kept nowhere and sent to nobody: whoever asks reads it, and decides what to save.
#[utoipa::path(post, path = "/v1/doctor/bundle", tag = "about",
    responses((status = 200, body = SupportBundle), (status = 503, body = Problem)))]
pub(crate) async fn gather(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
) -> Result<axum::Json<SupportBundle>, AppError> {
    let organisation = scope.organisation.clone();
    let known = known_secrets(&app, &organisation).await?;
    let entry = AuditEntry {
        action: "doctor.bundle".to_owned(),
        target: app.machine.clone(),
        detail: "{}".to_owned(),
    };
    let now = app.seams.clock.now();
    app.store.write(move |tx| audit_event::append(tx, &scope, &entry, now)).await?;
    let texts = texts(&app, &organisation).await?;
    let files = texts.into_iter().map(|text| text.readable(&known)).collect();
    Ok(axum::Json(SupportBundle { made_at: now, files }))
}

/// A file before anything in it is made unreadable.
struct Raw {
    name: &'static str,
    about: &'static str,
    text: String,
    /// Whether its end says more than its beginning.
    is_log: bool,
}

impl Raw {
    fn readable(self, known: &[String]) -> BundleFile {
        let mut redactor = Redactor::knowing(known.iter().cloned());
        // Made unreadable before it is cut: half of a secret is found by nobody.
        let readable = redactor.whole(self.text.as_bytes());
        let readable = String::from_utf8_lossy(&readable);
        let text = cut(&readable, self.is_log);
        let is_cut = text.len() < readable.len();
        let (name, about) = (self.name.to_owned(), self.about.to_owned());
        BundleFile { name, about, text: text.to_owned(), redacted: redactor.count, is_cut }
    }
}

fn cut(text: &str, is_log: bool) -> &str {
    if text.len() <= LARGEST_FILE {
        return text;
    }
    if is_log {
        &text[text.ceil_char_boundary(text.len() - LARGEST_FILE)..]
    } else {
        &text[..text.floor_char_boundary(LARGEST_FILE)]
    }
}

fn file(name: &'static str, about: &'static str, text: String) -> Raw {
    Raw { name, about, text, is_log: false }
}

async fn texts(app: &App, organisation: &OrganisationId) -> Result<Vec<Raw>, AppError> {
    let checks = look(app, organisation, None).await;
    let (settings, checks): (Vec<_>, Vec<_>) =
        checks.into_iter().partition(|check| check.name.starts_with(SETTING));
    let mut all = vec![
        file("about.json", "This coordinator and its machine", about(app)),
        file("doctor.json", "What the doctor found", pretty(&checks)),
        file("settings.txt", "Every setting in effect; secrets are never shown", listed(&settings)),
        file("reconcilers.json", "What becomes true by itself", pretty(&app.reports.all())),
        file("workers.json", "Workers: how alive, which version", workers(app, organisation)),
        file("operations.json", "What was wanted of providers", wanted(app, organisation).await?),
        file("metrics.txt", "What is counted", app.metrics.text()),
    ];
    if let Some(host) = &app.host_doctor {
        let about = "The end of what the coordinator said since its start";
        all.push(Raw { name: "coordinator.log", about, text: host.log(), is_log: true });
    }
    Ok(all)
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn about(app: &App) -> String {
    pretty(&json!({
        "version": app.version,
        "system": std::env::consts::OS,
        "architecture": std::env::consts::ARCH,
        "time_zone": app.time_zone,
        "at": app.seams.clock.now().to_string(),
        "urls": app.urls(),
    }))
}

fn listed(settings: &[Check]) -> String {
    let lines = settings.iter().map(|check| {
        let name = check.name.strip_prefix(SETTING).unwrap_or(&check.name);
        format!("{name} = {}\n", check.finding)
    });
    lines.collect()
}

/// Neither their names nor their labels, which say whose they are.
fn workers(app: &App, organisation: &OrganisationId) -> String {
    let busy = app.leases.slots_by_worker();
    let members = app.fleet.list(organisation);
    let views = members.iter().map(|member| {
        let worker = app.worker_view(member, &busy);
        json!({
            "id": worker.id,
            "liveness": worker.liveness,
            "version": worker.version,
            "slots": worker.slots,
            "is_this_machine": worker.is_this_machine,
            "is_paused": worker.pause.is_some(),
        })
    });
    pretty(&views.collect::<Vec<_>>())
}

async fn wanted(app: &App, organisation: &OrganisationId) -> Result<String, AppError> {
    let own = organisation.clone();
    let rows = app.store.read(move |tx| operation::page(tx, &own, None, OPERATIONS));
    let rows = rows.await?;
    Ok(pretty(&rows.into_iter().map(|row| app.operation_view(row)).collect::<Vec<_>>()))
}

/// Everything that is kept sealed under a name, and what the host was given.
async fn known_secrets(app: &App, organisation: &OrganisationId) -> Result<Vec<String>, AppError> {
    let own = organisation.clone();
    let rows = app.store.read(move |tx| secret::page(tx, &own, None, SECRETS));
    let rows = rows.await.map_err(|error: StoreError| AppError::from(error))?;
    let mut known = app.host_doctor.as_ref().map(|host| host.secrets()).unwrap_or_default();
    if !rows.is_empty() {
        app.sealer.key().await?;
    }
    known.extend(
        rows.iter().filter_map(|row| {
            app.sealer.open(organisation, Subject::Named(&row.name), &row.sealed)
        }),
    );
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_log_its_end_is_kept_and_of_another_file_its_beginning() {
        let text = format!("{}é{}", "a".repeat(LARGEST_FILE), "b".repeat(LARGEST_FILE - 1));
        let (beginning, end) = (cut(&text, false), cut(&text, true));
        assert!(beginning.len() <= LARGEST_FILE && beginning.chars().all(|letter| letter == 'a'));
        assert!(end.len() <= LARGEST_FILE && end.chars().all(|letter| letter == 'b'));
        assert_eq!(cut("short", true), "short");
    }

    #[test]
    fn a_secret_at_the_place_where_a_file_is_cut_is_found_whole() {
        let canary = "canary-0123456789";
        let text = format!("{}{canary}", "a ".repeat(LARGEST_FILE / 2 - 4));
        let file = file("x", "x", text).readable(&[canary.to_owned()]);
        assert!(!file.text.contains("canary") && file.redacted == 1);
    }
}
