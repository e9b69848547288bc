//! Arrays: what happens to all the tasks of one.

use crate::{app::App, engine::life::NotApplied};
use muster_core::{JobId, OrganisationId, job::Event};
use muster_store::{StoreError, job};
use std::sync::Arc;

/// Tasks that are read at once.
const PAGE: u32 = 256;

impl App {
    /// Asks for the end of every task of an array that has begun. Answers how many there were.
    pub(crate) async fn cancel_tasks(
        self: &Arc<Self>,
        organisation: &OrganisationId,
        array: JobId,
    ) -> Result<u64, StoreError> {
        let (mut after, mut done) = (None, 0);
        loop {
            let (own, from) = (organisation.clone(), after);
            let page =
                self.store.read(move |tx| job::live_tasks(tx, &own, array, from, PAGE)).await?;
            let Some(last) = page.last() else { return Ok(done) };
            after = Some(last.id);
            for task in page.iter().filter(|task| !task.life.is_cancel_requested) {
                let scope = self.own_scope(organisation);
                match self.apply(scope, task.id, Event::CancelRequested).await {
                    Ok(_) => done += 1,
                    // It ended just now.
                    Err(NotApplied::Refused(_) | NotApplied::NoJob) => {}
                    Err(NotApplied::Store(error)) => return Err(error),
                }
            }
        }
    }
}
