//! Who is there and whether it is well: `/health`, `/v1/me`, `/v1/doctor`, `/v1/reconcilers`.

use crate::{
    app::App,
    caller::{Caller, Power},
    engine::people,
    error::AppError,
    http::extract::Reader,
    reconcile::Report,
};
use axum::extract::State;
use muster_api::{
    Problem,
    instance::{Check, Coordinator, DoctorReport, Health, Verdict},
    person::{Me, Session, User},
};
use muster_core::worker::Liveness;
use muster_store::{Condition, LARGEST_LOG, Room, StoreError, organisation, person};
use std::sync::Arc;

/// Whether the coordinator answers, in the words that deborgen's clients expect.
#[utoipa::path(get, path = "/health", tag = "about", security(()), responses((status = 200, body = Health)))]
pub(crate) async fn health() -> axum::Json<Health> {
    axum::Json(Health { status: "ok".to_owned() })
}

/// Whether the process lives.
#[utoipa::path(get, path = "/healthz", tag = "about", security(()), responses((status = 200, body = Health)))]
pub(crate) async fn live() -> axum::Json<Health> {
    axum::Json(Health { status: "ok".to_owned() })
}

/// Who you are, and whom you talk to.
#[utoipa::path(get, path = "/v1/me", tag = "about", responses((status = 200, body = Me), (status = 401, body = Problem)))]
pub(crate) async fn me(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<Me>, AppError> {
    let (user, session) = signed_in(&app, &caller).await?.unzip();
    let (role, scopes) = match &caller.power {
        Power::Role(role) => (Some(*role), vec![]),
        Power::Scopes(scopes) => (None, scopes.iter().map(str::to_owned).collect()),
    };
    Ok(axum::Json(Me {
        actor: caller.actor.to_string(),
        organisation: caller.organisation.to_string(),
        may_change: caller.may_change(),
        role,
        scopes,
        user,
        session,
        coordinator: Coordinator {
            version: app.version.clone(),
            machine: app.machine.clone(),
            urls: app.urls(),
            data_dir: app.data_dir.display().to_string(),
            public_url: app.outside.public_origin(),
        },
    }))
}

/// The person and the session behind a caller, if one has signed in.
pub(crate) async fn signed_in(
    app: &App,
    caller: &Caller,
) -> Result<Option<(User, Session)>, AppError> {
    let Some(who) = caller.signed_in.clone() else { return Ok(None) };
    let found = app.store.read(move |tx| {
        let row = person::find(tx, &who.person)?;
        let kept = person::session::find(tx, &who.session)?;
        Ok::<_, StoreError>(
            row.zip(kept)
                .map(|(row, kept)| (people::user(&row), people::shown(kept, Some(&who.session)))),
        )
    });
    Ok(found.await?)
}

/// How each reconciler's last pass went.
#[utoipa::path(get, path = "/v1/reconcilers", tag = "about", responses((status = 200, body = Vec<Report>)))]
pub(crate) async fn reconcilers(
    State(app): State<Arc<App>>,
    Reader(_caller): Reader,
) -> axum::Json<Vec<Report>> {
    axum::Json(app.reports.all())
}

/// Check everything, and say what is wrong and what to do about it.
#[utoipa::path(get, path = "/v1/doctor", tag = "about", responses((status = 200, body = DoctorReport)))]
pub(crate) async fn doctor(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> axum::Json<DoctorReport> {
    let mut checks = vec![
        store(&app).await,
        rows(&app).await,
        artefacts(&app).await,
        audit(&app, &caller.organisation).await,
        workers(&app, &caller.organisation),
        reconcilers_check(&app),
    ];
    checks.extend(billing(&app, &caller.organisation).await);
    if let Some(host_checks) = &app.host_checks {
        checks.extend(host_checks().await);
    }
    axum::Json(DoctorReport { checks })
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
async fn audit(app: &App, organisation: &muster_core::OrganisationId) -> Check {
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
async fn billing(app: &App, organisation: &muster_core::OrganisationId) -> Option<Check> {
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

fn workers(app: &App, organisation: &muster_core::OrganisationId) -> Check {
    let now = app.seams.clock.now();
    let members = app.fleet.list(organisation);
    let online = members.iter().filter(|member| member.liveness(now) == Liveness::Online).count();
    let finding = match members.len() {
        1 => format!("{online} of 1 worker is online"),
        all => format!("{online} of {all} workers are online"),
    };
    match online {
        0 => check(
            "workers",
            Verdict::Warning,
            &finding,
            Some(
                "add one with `muster worker invite` (in the console: `Add worker`), or start this \
                 machine's own with `muster serve`",
            ),
        ),
        _ => check("workers", Verdict::Good, &finding, None),
    }
}

fn reconcilers_check(app: &App) -> Check {
    let failing: Vec<String> = app
        .reports
        .all()
        .into_iter()
        .filter_map(|report| Some(format!("{}: {}", report.name, report.error?)))
        .collect();
    if failing.is_empty() {
        return check("reconcilers", Verdict::Good, "every reconciler's last pass went well", None);
    }
    check(
        "reconcilers",
        Verdict::Bad,
        &failing.join("; "),
        Some("each pass is tried again by itself; the coordinator's log says more"),
    )
}

fn check(name: &str, verdict: Verdict, finding: &str, hint: Option<&str>) -> Check {
    Check {
        name: name.to_owned(),
        verdict,
        finding: finding.to_owned(),
        hint: hint.map(str::to_owned),
    }
}
