//! Stops cloud workers that nobody uses, and deletes those that were stopped long ago, if an organisation wants that.
//!
//! A worker is idle if it is connected, has had no job for the whole limit, and, where a program on it reports, says
//! within the limit that nobody uses that either. Whatever cannot be known is no idleness.

use crate::{
    app::App, cloud::NotStopped, engine::fleet::Member, error::Chain, http::den::say_of_stop,
};
use muster_api::den::Heartbeat;
use muster_core::{
    Timestamp, WorkerId,
    cloud::{ResourceKind, Status},
    worker::Liveness,
};
use muster_operations::Act;
use muster_store::{
    StoreError, cloud_rule,
    cloud_rule::CloudRule,
    resource,
    resource::ResourceRow,
    resource_detail::{self, DetailRow},
};
use std::{sync::Arc, time::Duration};

/// More than one organisation pays for.
const MOST: u32 = 10_000;

/// What is to become of a worker.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Stays,
    /// It seems unused, and that cannot be known.
    Unknown(&'static str),
    Idle(String),
}

/// A cloud worker, and the rules for it.
struct Candidate {
    row: ResourceRow,
    detail: Option<DetailRow>,
    rule: CloudRule,
}

pub(super) async fn pass(app: &Arc<App>) -> Result<u64, StoreError> {
    let mut done = 0;
    for it in candidates(app).await? {
        let Ok(id) = it.row.id.as_str().parse::<WorkerId>() else { continue };
        match it.row.status {
            Status::Running => done += stop(app, &it, &id).await?,
            Status::Stopped => done += delete(app, &it, &id).await?,
            _ => {}
        }
    }
    Ok(done)
}

/// Those of organisations that want something to happen by itself.
async fn candidates(app: &App) -> Result<Vec<Candidate>, StoreError> {
    let read = app.store.read(|tx| {
        let mut found = Vec::new();
        for organisation in resource::owners(tx)? {
            let rule = cloud_rule::of(tx, &organisation)?;
            if rule.idle_minutes.is_none() && rule.stopped_days.is_none() {
                continue;
            }
            for row in resource::page(tx, &organisation, ResourceKind::Worker, None, MOST)? {
                let detail = resource_detail::find(tx, &organisation, &row.id)?;
                found.push(Candidate { row, detail, rule: rule.clone() });
            }
        }
        Ok(found)
    });
    read.await
}

async fn stop(app: &Arc<App>, it: &Candidate, id: &WorkerId) -> Result<u64, StoreError> {
    let Some(minutes) = it.rule.idle_minutes else { return Ok(0) };
    let Some(member) = app.fleet.find(&it.row.organisation, id) else { return Ok(0) };
    let limit = Duration::from_mins(minutes.into());
    let heard = heartbeat(it.detail.as_ref(), limit, app.seams.clock.now());
    let says = match verdict(Seen::of(app, &it.row, &member), heard.as_ref(), limit) {
        Verdict::Stays => None,
        Verdict::Unknown(why) => Some(format!("it does not stop by itself: {why}")),
        Verdict::Idle(evidence) => {
            let scope = app.own_scope(&it.row.organisation);
            match app.stop_if_free(&scope, id).await {
                Ok(_) => {
                    tracing::info!(worker = %id, %evidence, "a worker is stopped that nobody uses");
                    say_of_stop(app, &it.row, Some(evidence)).await?;
                    return Ok(1);
                }
                Err(NotStopped::Busy(_)) => None,
                Err(NotStopped::Refused(error)) => {
                    tracing::info!(error = %Chain(&error), worker = %id, "not stopped now");
                    return Ok(0);
                }
            }
        }
    };
    if let Some(says) = &says {
        tracing::debug!(worker = %id, "{says}");
    }
    say_of_stop(app, &it.row, says).await.map(|()| 0)
}

/// What is known of a worker without asking it.
#[derive(Debug, Clone, Copy)]
struct Seen {
    jobs: u32,
    /// For how long it was given nothing and has ended nothing.
    unused: Duration,
    /// For how long its machine has been as it is.
    unchanged: Duration,
    is_online: bool,
}

impl Seen {
    fn of(app: &App, row: &ResourceRow, member: &Member) -> Self {
        let (now, boot, id) = (app.seams.clock.now(), app.seams.clock.boot(), &member.row.id);
        Self {
            jobs: app.leases.count_of(id),
            unused: boot.since(app.fleet.unused_since(id, boot)),
            unchanged: now.since(row.updated_at),
            is_online: member.liveness(now) == Liveness::Online,
        }
    }
}

fn verdict(seen: Seen, heard: Option<&Heard>, limit: Duration) -> Verdict {
    // Whatever it is now, it is so since then at the earliest.
    if seen.jobs > 0 || seen.unchanged < limit || seen.unused < limit {
        return Verdict::Stays;
    }
    if !seen.is_online {
        return Verdict::Unknown("it is not connected, so nobody knows what it does");
    }
    let minutes = seen.unused.as_secs() / 60;
    let evidence = format!("it runs no job and was given none for {minutes} minutes");
    match heard {
        None => Verdict::Idle(evidence),
        Some(Heard::Used) => Verdict::Stays,
        Some(Heard::Old) => Verdict::Unknown("no activity signal: its heartbeat has stopped"),
        Some(Heard::Unused(at)) => {
            Verdict::Idle(format!("{evidence}, and its heartbeat of {at} says that nobody uses it"))
        }
    }
}

/// What a program on a worker says of its own use.
#[derive(Debug, PartialEq, Eq)]
enum Heard {
    Used,
    Unused(Timestamp),
    Old,
}

/// Nothing if there never was any: then there is no such program.
fn heartbeat(detail: Option<&DetailRow>, limit: Duration, now: Timestamp) -> Option<Heard> {
    let detail = detail?;
    let at = detail.reported_at?;
    if now.since(at) >= limit {
        return Some(Heard::Old);
    }
    let report = detail.report.clone().map(serde_json::from_value::<Heartbeat>);
    let Some(Ok(report)) = report else { return Some(Heard::Old) };
    let has_open = report.open_session_count.is_some_and(|count| count > 0);
    let was_used = detail.active_at.is_some_and(|used| now.since(used) < limit);
    let is_used = report.is_active_recently || has_open || was_used;
    Some(if is_used { Heard::Used } else { Heard::Unused(at) })
}

async fn delete(app: &Arc<App>, it: &Candidate, id: &WorkerId) -> Result<u64, StoreError> {
    let Some(days) = it.rule.stopped_days else { return Ok(0) };
    let stopped = app.seams.clock.now().since(it.row.updated_at);
    if stopped < Duration::from_hours(24) * days || app.leases.count_of(id) > 0 {
        return Ok(0);
    }
    let scope = app.own_scope(&it.row.organisation);
    let deleted = app.operations.act(&scope, &it.row.id, Act::Delete { is_forced: false }).await;
    match deleted {
        Ok(_) => {
            tracing::info!(worker = %id, days, "a worker is deleted that was stopped for so many days");
            Ok(1)
        }
        Err(error) => {
            tracing::info!(error = %Chain(&error), worker = %id, "not deleted now");
            Ok(0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_mins(30);
    const NOW: Timestamp = Timestamp::from_millis(1_795_219_200_000);

    fn unused() -> Seen {
        let long = Duration::from_mins(45);
        Seen { jobs: 0, unused: long, unchanged: long, is_online: true }
    }

    fn is_idle(seen: Seen, heard: Option<&Heard>) -> bool {
        matches!(verdict(seen, heard, LIMIT), Verdict::Idle(_))
    }

    #[test]
    fn a_worker_that_is_busy_or_of_which_nothing_is_known_never_stops() {
        assert!(is_idle(unused(), None));
        let briefly = Duration::from_mins(29);
        let others = [
            Seen { jobs: 1, ..unused() },
            Seen { unused: briefly, ..unused() },
            Seen { unchanged: briefly, ..unused() },
            Seen { is_online: false, ..unused() },
        ];
        for seen in others {
            assert!(!is_idle(seen, None), "{seen:?}");
            assert!(!is_idle(seen, Some(&Heard::Unused(NOW))), "{seen:?}");
        }
        assert!(!is_idle(unused(), Some(&Heard::Used)) && !is_idle(unused(), Some(&Heard::Old)));
    }

    #[test]
    fn the_evidence_says_what_is_known_and_since_when() {
        let Verdict::Idle(told) = verdict(unused(), Some(&Heard::Unused(NOW)), LIMIT) else {
            panic!("it is idle")
        };
        assert!(told.contains("45 minutes") && told.contains(&NOW.to_string()), "{told}");
    }

    #[test]
    fn a_heartbeat_counts_as_long_as_it_is_newer_than_the_limit() {
        let detail = |minutes: u64, report: serde_json::Value| DetailRow {
            organisation: muster_core::OrganisationId::from_random([1; 16]),
            resource: "a".parse().unwrap(),
            said: serde_json::json!({}),
            token_hash: None,
            report: Some(report),
            reported_at: Some(NOW.before(Duration::from_mins(minutes))),
            active_at: None,
        };
        let quiet = serde_json::json!({ "isActiveRecently": false, "openSessionCount": 0 });
        let open = serde_json::json!({ "isActiveRecently": false, "openSessionCount": 1 });
        let heard = |row: &DetailRow| heartbeat(Some(row), LIMIT, NOW);
        assert!(matches!(heard(&detail(5, quiet.clone())), Some(Heard::Unused(_))));
        assert_eq!(heard(&detail(5, open)), Some(Heard::Used), "a session is open");
        assert_eq!(heard(&detail(31, quiet.clone())), Some(Heard::Old));
        assert_eq!(heard(&detail(5, serde_json::json!("nonsense"))), Some(Heard::Old));
        let used = Some(NOW.before(Duration::from_mins(20)));
        let used = DetailRow { active_at: used, ..detail(5, quiet) };
        assert_eq!(heard(&used), Some(Heard::Used), "it was used within the limit");
        assert_eq!(heartbeat(None, LIMIT, NOW), None);
    }
}
