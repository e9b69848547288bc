//! `GET /v1/overview`

use crate::{
    app::App,
    engine::{
        fleet::{Member, look::Tally},
        usage::{limits, notices},
        views,
    },
    error::AppError,
    http::extract::Reader,
};
use axum::extract::State;
use muster_api::{
    overview::{ActivityHour, JobCounts, Need, Overview},
    usage::{Enforcement, LimitedThing},
};
use muster_core::{Day, Timestamp, worker::Liveness};
use muster_store::{
    Read, StoreError, agent,
    job::{self, JobFilter, JobRow},
    usage_notice::{self, Notice},
};
use std::{sync::Arc, time::Duration};

const HOUR_MS: i64 = 3_600_000;
const HOURS: i64 = 24;
/// A person reads a handful, not a list.
const MOST_NEEDS: u32 = 5;
/// A job that waits shorter than this is not worth a person's look.
const PATIENCE: Duration = Duration::from_secs(30);

/// The state of everything, in numbers.
#[utoipa::path(get, path = "/v1/overview", tag = "overview", responses((status = 200, body = Overview)))]
pub(crate) async fn overview(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<Overview>, AppError> {
    let organisation = caller.organisation;
    let (now, busy) = (app.seams.clock.now(), app.leases.slots_by_worker());
    let fleet = app.fleet_view(&organisation);
    let cloud = app.cloud_trouble(&organisation, now).await?;
    let Tally { workers, slots, busy_slots, away } =
        app.fleet.tally(&organisation, &busy, &cloud.off, now, MOST_NEEDS as usize);
    let first_hour = Timestamp::from_millis((now.millis() / HOUR_MS - HOURS + 1) * HOUR_MS);
    let jobs = count_jobs(&app.job_counts(&organisation).await?);
    let activity = activity(first_hour, &app.ended_per_hour(&organisation, first_hour).await?);
    let enforcement = app.usage.options.enforcement;
    let read = app.store.read(move |tx| {
        let oldest_waiting = job::oldest_waiting(tx, &organisation)?;
        let mut needs_you = needs(tx, &organisation, &fleet, now)?;
        if enforcement != Enforcement::Off {
            needs_you.extend(limits_near(tx, &organisation, now)?);
        }
        Ok::<_, AppError>((oldest_waiting, needs_you))
    });
    let (oldest_waiting, mut needs_you) = read.await?;
    needs_you.extend(cloud.needs);
    needs_you
        .extend(away.iter().filter_map(|member| {
            worker_away(member, app.leases.count_of(&member.row.id) > 0, now)
        }));
    needs_you.extend(backup_failed(&app));
    Ok(axum::Json(Overview {
        workers,
        slots,
        busy_slots,
        jobs,
        oldest_waiting,
        activity,
        needs_you,
    }))
}

fn count_jobs(by_state: &[(String, u64)]) -> JobCounts {
    let mut counts = JobCounts::default();
    for (state, count) in by_state {
        counts.total += count;
        match state.as_str() {
            "blocked" | "queued" | "retry_wait" => counts.waiting += count,
            "leased" | "running" => counts.running += count,
            "succeeded" => counts.succeeded += count,
            "cancelled" => counts.cancelled += count,
            _ => counts.failed += count,
        }
    }
    counts
}

/// Every hour has its place, also those in which nothing ended.
fn activity(first_hour: Timestamp, ended: &[(i64, String, u64)]) -> Vec<ActivityHour> {
    let hour = |index: i64| {
        let from = first_hour.millis() + index * HOUR_MS;
        let count = |is_wanted: fn(&str) -> bool| {
            ended
                .iter()
                .filter(|(start, state, _)| *start == from && is_wanted(state))
                .map(|(_, _, count)| count)
                .sum()
        };
        ActivityHour {
            from: Timestamp::from_millis(from),
            succeeded: count(|state| state == "succeeded"),
            failed: count(|state| matches!(state, "failed" | "timed_out" | "quarantined")),
        }
    };
    (0..HOURS).map(hour).collect()
}

fn needs(
    tx: &mut dyn Read,
    organisation: &muster_core::OrganisationId,
    fleet: &views::FleetView,
    now: Timestamp,
) -> Result<Vec<Need>, StoreError> {
    let failed =
        JobFilter { states: vec!["failed", "timed_out", "quarantined"], ..JobFilter::default() };
    let waiting = JobFilter { states: vec!["queued"], ..JobFilter::default() };
    let yesterday = Timestamp::from_millis(now.millis() - HOURS * HOUR_MS);
    let label = |row: &JobRow| {
        row.specification.name.clone().unwrap_or_else(|| row.specification.command.display())
    };
    let failed = job::page(tx, organisation, &failed, None, MOST_NEEDS)?.jobs;
    let waiting = job::page(tx, organisation, &waiting, None, MOST_NEEDS)?.jobs;
    let seen = fleet.seen(tx, &waiting)?;
    let reason = |row: &JobRow| views::reason(row, &seen).unwrap_or_default();
    let recent = failed.iter().filter(|row| row.finished_at.is_some_and(|at| at > yesterday));
    let failed =
        recent.map(|row| Need::JobFailed { job: row.id, label: label(row), reason: reason(row) });
    let mut needs: Vec<Need> = failed.collect();
    // What is held back waits because a person said so.
    let stuck = waiting.iter().filter(|row| row.is_waiting());
    let stuck = stuck.filter(|row| now.since(row.created_at) >= PATIENCE);
    needs.extend(stuck.map(|row| Need::JobWaiting {
        job: row.id,
        label: label(row),
        reason: reason(row),
    }));
    Ok(needs)
}

/// Limits that were noticed to be near and still are, each as it was noticed last. Calls of a day grow; agents may have
/// become fewer since.
fn limits_near(
    tx: &mut dyn Read,
    organisation: &muster_core::OrganisationId,
    now: Timestamp,
) -> Result<Vec<Need>, StoreError> {
    let told = usage_notice::since(tx, organisation, Day::of(now).first_of_month())?;
    let agents = agent::count_active(tx, organisation)?;
    let has_room_again = |it: &Notice| agents * 100 < it.most * u64::from(it.percent);
    let near = LimitedThing::ALL.map(|limited| {
        let period = notices::period(limited, Day::of(now));
        let is_past = |it: &Notice| limited == LimitedThing::Agents && has_room_again(it);
        let its =
            |it: &&Notice| it.limited == limited.as_str() && it.period == period && !is_past(it);
        told.iter().filter(its).max_by_key(|it| it.percent).map(|it| limit_near(limited, it))
    });
    Ok(near.into_iter().flatten().collect())
}

fn limit_near(limited: LimitedThing, told: &Notice) -> Need {
    let (things, period) = match limited {
        LimitedThing::Agents => ("active agents", "this month"),
        LimitedThing::ApiCalls => ("API calls", "today"),
    };
    let Notice { percent, used, most, forecast, .. } = told;
    let forecast = forecast.map(|forecast| format!(", {forecast} to be expected by its end"));
    Need::LimitNear {
        label: format!("{percent} % of the {things} of the plan"),
        reason: format!(
            "{used} of {most} {period}{}; to have room, {}",
            forecast.unwrap_or_default(),
            limits::frees(limited)
        ),
    }
}

fn backup_failed(app: &App) -> Option<Need> {
    let failure = app.host_backups.as_ref()?.failure()?;
    let reason = format!("{}; {}", failure.message, failure.hint);
    Some(Need::BackupFailed { label: "The last backup failed".to_owned(), reason })
}

fn worker_away(member: &Member, has_jobs: bool, now: Timestamp) -> Option<Need> {
    let minutes = now.since(member.row.last_seen_at).as_secs() / 60;
    let reason = match member.liveness(now) {
        Liveness::Online | Liveness::Asleep => return None,
        Liveness::Disconnected => match (minutes, has_jobs) {
            (0, false) => "disconnected a moment ago".to_owned(),
            (0, true) => "disconnected a moment ago; its jobs are kept for now".to_owned(),
            (_, false) => format!("disconnected {minutes} min ago"),
            (_, true) => format!("disconnected {minutes} min ago; its jobs are kept for now"),
        },
        Liveness::Lost => format!("not heard for {minutes} min; its jobs went back to the queue"),
    };
    Some(Need::WorkerAway {
        worker: member.row.id.to_string(),
        label: member.row.name.clone(),
        reason,
    })
}
