//! The coordinator's own checks: its store, its rows, its audit log, its workers and its reconcilers.

use crate::app::App;
use muster_api::{
    instance::{Check, Fix, FixKind, Verdict},
    overview::WorkerCounts,
};
use muster_core::OrganisationId;
use muster_store::{Condition, LARGEST_LOG, Room, organisation};
use std::collections::BTreeMap;

/// What there is to look at, in this order.
pub(super) const NAMES: [&str; 7] =
    ["store", "rows", "artefacts", "audit", "workers", "reconcilers", "billing"];

/// The check of this name.
pub(super) async fn make(app: &App, organisation: &OrganisationId, name: &str) -> Option<Check> {
    Some(match name {
        "store" => store(app).await,
        "rows" => rows(app).await,
        "artefacts" => artefacts(app).await,
        "audit" => audit(app, organisation).await,
        "workers" => workers(app, organisation).await,
        "reconcilers" => reconcilers(app),
        "billing" => return billing(app, organisation).await,
        _ => return None,
    })
}

async fn store(app: &App) -> Check {
    let answers = app.store.read(|tx| organisation::all(tx)).await;
    match answers {
        Ok(_) => condition(app.store.condition()),
        Err(error) => check(
            "store",
            Verdict::Bad,
            &format!("the store does not answer: {error}"),
            Some("look at the disk and at the coordinator's log"),
        ),
    }
}

/// Whether what must be true of the rows is true.
async fn rows(app: &App) -> Check {
    let hint = Some("keep the data directory as it is, and restore a backup if jobs are affected");
    match app.store.violations().await {
        Ok(found) => match found.first() {
            None => check("rows", Verdict::Good, "jobs, attempts and usage agree", None),
            Some(first) => {
                let finding = format!("{first} ({} findings in all)", found.len());
                check("rows", Verdict::Bad, &finding, hint)
            }
        },
        Err(error) => check("rows", Verdict::Bad, &format!("failed to {error}"), hint),
    }
}

/// Whether every artefact has its bytes.
async fn artefacts(app: &App) -> Check {
    let hint = Some("restore a backup if the bytes are needed");
    match app.artefacts_without_bytes().await {
        Ok(found) => match found.first() {
            None => check("artefacts", Verdict::Good, "every artefact has its bytes", None),
            Some(first) => {
                let finding = format!("{first} ({} findings in all)", found.len());
                check("artefacts", Verdict::Bad, &finding, hint)
            }
        },
        Err(error) => check("artefacts", Verdict::Bad, &error.to_string(), hint),
    }
}

/// Whether the audit log is as it was written.
async fn audit(app: &App, organisation: &OrganisationId) -> Check {
    let report = Box::pin(app.verify_audit_since_its_gap(organisation)).await;
    let has_key = app.sealer.audit_keys().await.is_ok();
    match report {
        Err(error) => check("audit", Verdict::Bad, &error.to_string(), None),
        Ok((report, gap)) => match report.reason {
            Some(reason) => {
                let at = report.broken_at_event_id;
                let at = at.map_or_else(String::new, |id| format!(" at {id}"));
                let hint = "keep the data directory as it is; docs/audit.md says what to do";
                check("audit", Verdict::Bad, &format!("{reason}{at}"), Some(hint))
            }
            None if !has_key => check(
                "audit",
                Verdict::Warning,
                "audit events wait for their seals, because the key is out of reach",
                Some("unlock the keychain; they are sealed by themselves then"),
            ),
            None => {
                let whole = format!("{} events are as they were written", report.checked_count);
                match gap {
                    None => check("audit", Verdict::Good, &whole, None),
                    Some(gap) => check(
                        "audit",
                        Verdict::Warning,
                        &format!("{whole} since others were lost, of which {gap} tells"),
                        Some("that is so after a restore; if there was none, see docs/audit.md"),
                    ),
                }
            }
        },
    }
}

/// Whether billers are heard, where anything is sold.
async fn billing(app: &App, organisation: &OrganisationId) -> Option<Check> {
    let found = app.check_billing(organisation).await;
    found.unwrap_or_else(|error| Some(check("billing", Verdict::Bad, &error.to_string(), None)))
}

fn condition(condition: Condition) -> Check {
    let log = condition.log_size;
    match condition.room {
        Room::Full => check(
            "store",
            Verdict::Bad,
            "the disk is full: new jobs are refused, what becomes of the others is kept",
            Some("free some space on the coordinator's disk; it goes on by itself"),
        ),
        _ if log > LARGEST_LOG => check(
            "store",
            Verdict::Warning,
            &format!(
                "the store's write-ahead log has {} MiB, because something still reads it",
                log >> 20
            ),
            Some("end other programs that have `muster.db` open"),
        ),
        Room::NoReserve => check(
            "store",
            Verdict::Warning,
            "the store answers, but has no reserve for a full disk",
            Some("let the coordinator write `muster.db-reserve` beside its store"),
        ),
        Room::Enough => check("store", Verdict::Good, "the store answers", None),
    }
}

/// Whether there are workers, and none is missed. Those that sleep or were cut off a moment ago come back by themselves,
/// and one whose machine at a provider does not run has said nothing for a good reason.
async fn workers(app: &App, organisation: &OrganisationId) -> Check {
    let now = app.seams.clock.now();
    let off = match app.cloud_trouble(organisation, now).await {
        Ok(cloud) => cloud.off,
        Err(error) => return check("workers", Verdict::Bad, &error.to_string(), None),
    };
    let counts = app.fleet.tally(organisation, &BTreeMap::new(), &off, now, 0).workers;
    let WorkerCounts { total, online, lost, .. } = counts;
    let finding = match (online, total) {
        (_, 1) => format!("{online} of 1 worker is online"),
        (1, all) => format!("1 of {all} workers is online"),
        (_, all) => format!("{online} of {all} workers are online"),
    };
    match (online, lost) {
        (0, _) => check(
            "workers",
            Verdict::Warning,
            &finding,
            Some(
                "add one with `muster worker invite` (in the console: `Add worker`), or start this \
                 machine's own with `muster serve`",
            ),
        ),
        (_, 0) => check("workers", Verdict::Good, &finding, None),
        (_, lost) => check(
            "workers",
            Verdict::Warning,
            &format!("{finding}; lost: {lost}"),
            Some("look at the machines of those that are lost, or remove what does not come back"),
        ),
    }
}

fn reconcilers(app: &App) -> Check {
    let failing: Vec<String> = app
        .reports
        .all()
        .into_iter()
        .filter_map(|report| Some(format!("{}: {}", report.name, report.error?)))
        .collect();
    if failing.is_empty() {
        return check("reconcilers", Verdict::Good, "every reconciler's last pass went well", None);
    }
    let found = check(
        "reconcilers",
        Verdict::Bad,
        &failing.join("; "),
        Some("each pass is tried again by itself; the coordinator's log says more"),
    );
    let does = "Make every pass again now".to_owned();
    Check { fix: Some(Fix { kind: FixKind::RepeatPasses, does, place: None }), ..found }
}

fn check(name: &str, verdict: Verdict, finding: &str, hint: Option<&str>) -> Check {
    Check {
        name: name.to_owned(),
        verdict,
        finding: finding.to_owned(),
        hint: hint.map(str::to_owned),
        fix: None,
    }
}
