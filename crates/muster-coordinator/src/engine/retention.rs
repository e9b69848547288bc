//! Retention: chooses jobs that are past, and removes what was chosen, a little at a time.
//!
//! Between any two steps the program may be killed: what was chosen is noted with the audit event that
//! counts it, and is removed by whoever comes next, its rows first and its logs after them. So a row
//! never names a log that was removed, and a log without rows is not forgotten.

use crate::{
    app::App,
    engine::changes::Change,
    error::{AppError, Chain},
};
use muster_core::{
    JobId, OrganisationId,
    retention::{Rule, Tally},
};
use muster_store::{
    StoreError, audit_event,
    audit_event::AuditEntry,
    organisation,
    retention::{self, Looked},
};
use std::{collections::BTreeSet, time::Duration};

/// Jobs that are looked at, and chosen, at once.
const PAGE: u32 = 500;
/// Jobs of which rows are removed in one transaction.
const AT_ONCE: u32 = 50;
/// Between two steps, so that whatever waits for the store goes first.
const PAUSE: Duration = Duration::from_millis(20);

/// A walk over the jobs of an organisation that are over.
struct Walk {
    organisation: OrganisationId,
    tally: Tally,
    before: Option<JobId>,
}

impl Walk {
    fn new(app: &App, organisation: &OrganisationId, rules: Vec<Rule>) -> Self {
        let tally = Tally::new(rules, app.seams.clock.now());
        Self { organisation: organisation.clone(), tally, before: None }
    }

    /// Those of the next jobs that may go; nothing at the end.
    async fn next(&mut self, app: &App) -> Result<Option<Vec<JobId>>, StoreError> {
        let (organisation, tally, before) =
            (self.organisation.clone(), self.tally.clone(), self.before);
        let looked = app.store.read(move |tx| {
            let mut tally = tally.clone();
            let looked = retention::look(tx, &organisation, &mut tally, before, PAGE)?;
            let may_go = retention::may_go(tx, &organisation, &looked.past)?;
            Ok::<_, StoreError>((tally, Looked { past: may_go, ..looked }))
        });
        let (tally, looked) = looked.await?;
        (self.tally, self.before) = (tally, looked.last);
        Ok(looked.last.map(|_| looked.past))
    }
}

impl App {
    /// How many jobs would go now by these rules.
    pub(crate) async fn count_past(
        &self,
        organisation: &OrganisationId,
        rules: Vec<Rule>,
    ) -> Result<u64, AppError> {
        let (mut walk, mut count) = (Walk::new(self, organisation, rules), 0);
        while let Some(past) = walk.next(self).await? {
            count += past.len() as u64;
        }
        Ok(count)
    }

    /// Chooses what is past, and removes whatever is leaving. Answers how many jobs and tasks have left.
    pub(crate) async fn apply_retention(&self) -> Result<u64, StoreError> {
        for organisation in self.store.read(|tx| organisation::all(tx)).await? {
            let own = organisation.clone();
            let rules = self.store.read(move |tx| retention::rules(tx, &own)).await?;
            if !rules.is_empty() {
                self.choose(&organisation, rules).await?;
            }
        }
        self.remove_what_leaves().await
    }

    async fn choose(
        &self,
        organisation: &OrganisationId,
        rules: Vec<Rule>,
    ) -> Result<(), StoreError> {
        let mut walk = Walk::new(self, organisation, rules.clone());
        while let Some(past) = walk.next(self).await? {
            if !past.is_empty() {
                // Each page goes before the next is chosen, so that better rules come in time for the rest.
                if !self.let_go(organisation, &rules, past).await? {
                    return Ok(());
                }
                self.remove_what_leaves().await?;
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Notes that these jobs are leaving, as far as nothing keeps them, and how many they are. Answers
    /// whether these are the rules still.
    async fn let_go(
        &self,
        organisation: &OrganisationId,
        rules: &[Rule],
        past: Vec<JobId>,
    ) -> Result<bool, StoreError> {
        let rules = rules.to_vec();
        let (scope, now) = (self.own_scope(organisation), self.seams.clock.now());
        let leaving = self.store.write(move |tx| {
            if retention::rules(tx, &scope.organisation)? != rules {
                return Ok(false);
            }
            let jobs = retention::may_go(tx, &scope.organisation, &past)?;
            if jobs.is_empty() {
                return Ok(true);
            }
            retention::leave(tx, &scope.organisation, &jobs)?;
            audit_event::append(tx, &scope, &entry(&jobs), now).map(|_| true)
        });
        leaving.await
    }

    async fn remove_what_leaves(&self) -> Result<u64, StoreError> {
        let (mut done, mut after, mut is_again) = (0, None, false);
        let mut touched = BTreeSet::new();
        loop {
            let from = after.take();
            let page =
                self.store.read(move |tx| retention::leaving(tx, from.as_ref(), AT_ONCE)).await?;
            let Some(last) = page.last().cloned() else {
                if !std::mem::take(&mut is_again) {
                    self.tell_gone(touched);
                    return Ok(done);
                }
                continue;
            };
            after = Some(last);
            let rows = page.len();
            touched.extend(page.iter().map(|(organisation, _)| organisation.clone()));
            let gone = self.remove_rows(page).await?;
            is_again |= gone.len() < rows;
            done += self.remove_logs(gone).await?;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Removes rows of these jobs. Answers those that have none left.
    async fn remove_rows(
        &self,
        page: Vec<(OrganisationId, JobId)>,
    ) -> Result<Vec<(OrganisationId, JobId)>, StoreError> {
        let removing = self.store.write(move |tx| {
            let mut gone = Vec::new();
            for (organisation, job) in &page {
                if !retention::remove(tx, organisation, *job)? {
                    // The rest of it is the next transaction's.
                    break;
                }
                gone.push((organisation.clone(), *job));
            }
            Ok::<_, StoreError>(gone)
        });
        removing.await
    }

    /// Removes the logs of jobs that have no rows any more. One that cannot be removed is tried again
    /// in the next pass.
    async fn remove_logs(&self, gone: Vec<(OrganisationId, JobId)>) -> Result<u64, StoreError> {
        let mut left = Vec::with_capacity(gone.len());
        for (organisation, job) in gone {
            match self.logs.remove(&organisation, job).await {
                Ok(()) => left.push((organisation, job)),
                Err(error) => {
                    tracing::warn!(error = %Chain(&error), %job, "cannot remove the logs of {job}");
                }
            }
        }
        let done = left.len() as u64;
        self.store.write(move |tx| retention::left(tx, &left)).await?;
        Ok(done)
    }

    fn tell_gone(&self, organisations: BTreeSet<OrganisationId>) {
        for organisation in organisations {
            self.changes.tell(Change::JobsGone(organisation));
        }
    }
}

fn entry(jobs: &[JobId]) -> AuditEntry {
    let (action, target) = ("retention.delete".to_owned(), "jobs".to_owned());
    let detail =
        serde_json::json!({ "jobs": jobs.len(), "first": jobs.last(), "last": jobs.first() });
    AuditEntry { action, target, detail: detail.to_string() }
}
