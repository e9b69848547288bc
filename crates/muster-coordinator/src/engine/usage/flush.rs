//! Flushes: what is in memory is written down, and the summary read that requests go by.
//!
//! One organisation after the other, at least once a minute and once more before the store is closed.

use super::limits::count_agents;
use crate::{app::App, error::Chain, reconcile};
use muster_api::usage::{LimitedThing, UsageMeter};
use muster_core::{Day, OrganisationId, Timestamp};
use muster_store::{
    Read, StoreError, agent, organisation, usage_count, usage_notice, usage_notice::Notice,
};
use std::{sync::Arc, time::Duration};

/// A counter of others that nobody raises any more is forgotten after this long.
const KEPT_ELSEWHERE: Duration = Duration::from_hours(48);

/// What is written down of an organisation on one day.
struct Sums {
    calls: u64,
    agents: u64,
    most_agents: u64,
    told: Vec<Notice>,
}

/// Flushes from time to time until everything should end.
pub(crate) async fn run(app: Arc<App>) {
    let every = app.usage.options.flush_every;
    loop {
        tokio::select! {
            biased;
            () = app.seams.tasks.stopped() => return,
            () = tokio::time::sleep(every) => {}
        }
        let outcome = app.flush_usage().await;
        reconcile::report(&app, "usage", outcome);
        app.report_usage().await;
    }
}

impl App {
    /// Writes down what is in memory and reads the summary anew.
    pub(crate) async fn flush_usage(&self) -> Result<u64, StoreError> {
        let _alone = self.usage.flushing.lock().await;
        let mut written = 0;
        for organisation in self.store.read(|tx| organisation::all(tx)).await? {
            written += self.flush_usage_of(&organisation).await?;
        }
        Ok(written)
    }

    async fn flush_usage_of(&self, organisation: &OrganisationId) -> Result<u64, StoreError> {
        let now = self.seams.clock.now();
        let (day, counts) = (Day::of(now), self.usage.take(organisation));
        let written = counts.iter().map(|(_, quantity)| quantity).sum();
        if !counts.is_empty() {
            let (own, rows) = (organisation.clone(), counts.clone());
            let [part] = self.seams.rng.bytes();
            let kept = self.store.write(move |tx| usage_count::add(tx, &own, part, &rows)).await;
            if let Err(error) = kept {
                self.usage.put_back(organisation, counts);
                return Err(error);
            }
        }
        self.plan_of(organisation).await?;
        let own = organisation.clone();
        let sums = self.store.read(move |tx| sums(tx, &own, day)).await?;
        let elsewhere = self.calls_elsewhere(organisation, day).await;
        self.usage.summed(organisation, day, sums.calls.max(elsewhere));
        self.tell_of_limits(organisation, &sums, now).await?;
        Ok(written)
    }

    /// How many calls all coordinators that share a Redis have had on a day; nothing if there is none.
    async fn calls_elsewhere(&self, organisation: &OrganisationId, day: Day) -> u64 {
        let fresh = self.usage.unpublished(organisation, day);
        let name = format!("calls:{organisation}:{day}");
        self.limits.add_up(&name, fresh, KEPT_ELSEWHERE).await.unwrap_or(0)
    }

    /// Keeps how many agents there were, and what is to be told of limits.
    async fn tell_of_limits(
        &self,
        organisation: &OrganisationId,
        sums: &Sums,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let used = [(LimitedThing::Agents, sums.agents), (LimitedThing::ApiCalls, sums.calls)];
        let due = used.map(|used| self.usage.due(organisation, used, &sums.told, now)).concat();
        if due.is_empty() && sums.agents <= sums.most_agents {
            return Ok(());
        }
        for notice in &due {
            let Notice { limited, percent, used, most, .. } = notice;
            tracing::warn!(%organisation, limited, used, most, "{percent} % of a limit is reached");
        }
        let (own, agents) = (organisation.clone(), sums.agents);
        let kept = self.store.write(move |tx| {
            count_agents(tx, &own, Day::of(now), agents)?;
            due.iter().try_for_each(|notice| usage_notice::insert(tx, &own, notice).map(drop))
        });
        kept.await
    }

    /// The last flush, before the store is closed.
    pub(crate) async fn flush_usage_at_last(&self) {
        if let Err(error) = self.flush_usage().await {
            tracing::error!(error = %Chain(&error), "cannot write down what was used last");
        }
    }
}

fn sums(tx: &mut dyn Read, own: &OrganisationId, day: Day) -> Result<Sums, StoreError> {
    Ok(Sums {
        calls: usage_count::of_day(tx, own, day, UsageMeter::ApiCalls.as_str())?,
        agents: agent::count_active(tx, own)?,
        most_agents: usage_count::of_day(tx, own, day, UsageMeter::ActiveAgents.as_str())?,
        told: usage_notice::since(tx, own, day.first_of_month())?,
    })
}
