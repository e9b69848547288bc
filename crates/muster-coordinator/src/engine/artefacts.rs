//! Artefacts: what a worker is told to bring, what of it is taken, and what becomes of its bytes.
//!
//! They belong to an attempt by its fence: nothing is taken for one that is over, and nothing changes
//! afterwards. The row is committed last, so every row has its blob; a blob without a row is removed
//! once it is old.

use crate::{
    app::App,
    engine::{
        blobs::{Digest, OLD},
        usage,
    },
    error::AppError,
};
use muster_api::{Problem, ProblemKind, session::ArtefactOrder, session::Grant};
use muster_core::{
    WorkerId,
    artefact::{MOST_FILES, check_name},
};
use muster_session::Ticket;
use muster_store::{
    Room, Write,
    artefact::{self, ArtefactRow},
    attempt,
    job::{self, JobRow},
};

/// Rows in one question.
const PAGE: u32 = 500;
/// More findings say nothing new.
const MOST_FINDINGS: usize = 20;

impl App {
    /// What the worker has to bring when the attempt has ended, if anything.
    pub(crate) fn artefact_order(
        &self,
        job: &JobRow,
        grant: Grant,
        worker: &WorkerId,
    ) -> Option<ArtefactOrder> {
        let patterns = &job.specification.artefacts;
        if patterns.is_empty() {
            return None;
        }
        let (organisation, worker) = (job.organisation.clone(), worker.clone());
        Some(ArtefactOrder {
            patterns: patterns.clone(),
            largest_bytes: self.blobs.largest_bytes,
            total_bytes: self.blobs.total_bytes,
            ticket: Ticket { organisation, worker, grant }.sign(&self.key),
        })
    }

    /// Reads a ticket whose grant still stands.
    pub(crate) fn ticket(&self, text: Option<&str>) -> Result<Ticket, AppError> {
        let ticket = text.and_then(|text| Ticket::read(text, &self.key.public()));
        let ticket = ticket.ok_or_else(|| {
            let detail = "artefacts come with the ticket that was given out for them";
            AppError::told(ProblemKind::Unauthorized, detail)
        })?;
        let Ticket { organisation, worker, grant } = &ticket;
        if self.leases.holds(worker, organisation, *grant) {
            return Ok(ticket);
        }
        Err(stale(grant))
    }

    /// Whether a file of this name and size would be taken.
    pub(crate) fn check_artefact(&self, name: &str, size: u64) -> Result<(), AppError> {
        check_name(name).map_err(|rule| in_name(&format!("`name` is refused: it {rule}")))?;
        if size > self.blobs.largest_bytes {
            return Err(too_large(&format!("a file may have {} bytes", self.blobs.largest_bytes)));
        }
        // New work never spends what the store needs to say how jobs ended.
        if self.store.condition().room == Room::Full {
            return Err(muster_store::StoreError::Full.into());
        }
        Ok(())
    }

    /// Commits that an attempt has left a file whose blob is there.
    pub(crate) async fn keep_artefact(
        &self,
        ticket: &Ticket,
        name: String,
        size: u64,
        digest: &Digest,
    ) -> Result<(), AppError> {
        let Ticket { organisation, worker, grant } = ticket.clone();
        let row = ArtefactRow {
            organisation,
            job: grant.job,
            attempt: grant.attempt,
            name,
            size,
            sha256: digest.bytes(),
            created_at: self.seams.clock.now(),
        };
        let total = self.blobs.total_bytes;
        self.store.admit(move |tx| insert(tx, &row, &worker, &grant, total)).await
    }

    /// Artefacts whose bytes are not there, in sentences.
    pub(crate) async fn artefacts_without_bytes(&self) -> Result<Vec<String>, AppError> {
        let (mut findings, mut last) = (vec![], None);
        while findings.len() < MOST_FINDINGS {
            let after = last.take();
            let page = self
                .store
                .read(move |tx| artefact::walk_of_all_organisations(tx, after.as_ref(), PAGE));
            let page = page.await?;
            let blobs =
                page.iter().map(|row| (row.organisation.clone(), Digest::of_bytes(&row.sha256)));
            let sizes = self.blobs.sizes(blobs.collect()).await?;
            let lost = page.iter().zip(sizes).filter(|(row, size)| *size != Some(row.size));
            findings.extend(lost.map(|(row, size)| finding(row, size)));
            last = page.last().cloned();
            if last.is_none() {
                break;
            }
        }
        findings.truncate(MOST_FINDINGS);
        Ok(findings)
    }

    /// Removes the bytes that nobody names and nobody has brought lately.
    pub(crate) async fn sweep_artefacts(&self) -> Result<u64, AppError> {
        let now = self.seams.clock.now();
        let mut removed = self.blobs.remove_old_uploads(now).await?;
        for (organisation, folder) in self.blobs.folders().await? {
            let old = self.blobs.old_blobs(folder, now).await?;
            for batch in old.chunks(PAGE as usize) {
                // Whoever makes one of them young again does it before or after this.
                let _gate = self.blobs.gate.write().await;
                let hashes: Vec<_> = batch.iter().map(Digest::bytes).collect();
                let whose = organisation.clone();
                let named = self.store.read(move |tx| artefact::named(tx, &whose, &hashes)).await?;
                let unnamed = batch.iter().filter(|digest| !named.contains(&digest.bytes()));
                let unnamed = unnamed.cloned().collect();
                removed += self.blobs.remove(&organisation, unnamed, now).await?;
            }
        }
        if removed > 0 {
            tracing::info!(removed, after = ?OLD, "removed bytes of artefacts that nobody names");
        }
        Ok(removed)
    }
}

fn insert(
    tx: &mut dyn Write,
    row: &ArtefactRow,
    worker: &WorkerId,
    grant: &Grant,
    total: u64,
) -> Result<(), AppError> {
    let attempt = attempt::find(tx, &row.organisation, row.job, row.attempt)?;
    let stands = attempt.is_some_and(|attempt| {
        attempt.fence == grant.fence && attempt.worker == *worker && attempt.ended_at.is_none()
    });
    if !stands {
        return Err(stale(grant));
    }
    if !artefact::insert(tx, row)? {
        return Err(in_name("`name` is another artefact's, but for capital letters at most"));
    }
    let (files, bytes) = artefact::usage(tx, &row.organisation, row.job, row.attempt)?;
    if files > MOST_FILES as u64 {
        return Err(too_large(&format!("an attempt may have {MOST_FILES} artefacts")));
    }
    if bytes > total {
        return Err(too_large(&format!("the artefacts of an attempt may have {total} bytes")));
    }
    let job = job::find(tx, &row.organisation, row.job)?;
    let person = job.map_or_else(String::new, |job| job.created_by);
    usage::note_artefact(tx, row, worker.as_str(), &person).map_err(AppError::from)
}

fn finding(row: &ArtefactRow, size: Option<u64>) -> String {
    let there = size.map_or("nothing".to_owned(), |size| format!("{size} bytes"));
    let ArtefactRow { job, attempt, name, size, .. } = row;
    format!("`{name}` of {job}, attempt {attempt}, should have {size} bytes and there is {there}")
}

fn stale(grant: &Grant) -> AppError {
    let detail = format!("{}: attempt {} is over or was granted anew", grant.job, grant.attempt);
    AppError::told(ProblemKind::FenceStale, detail)
}

fn in_name(detail: &str) -> AppError {
    Problem::new(ProblemKind::Validation, detail).in_field("name").into()
}

fn too_large(rule: &str) -> AppError {
    AppError::told(ProblemKind::BodyTooLarge, format!("{rule} at most"))
}
