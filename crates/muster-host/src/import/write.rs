//! Keeping what was read: logs first, then every row in one transaction.

use super::{
    ImportError, Imported,
    convert::{self, Converted, Target},
    deborgen_file::{Content, ForeignJob, ForeignNode},
};
use crate::DataDir;
use muster_core::{
    Actor, JobId, OrganisationId, RequestId, Scope, WorkerId,
    log::{Chunk, Stream},
};
use muster_log::{LogError, LogWriter};
use muster_seams::Seams;
use muster_store::{
    Store, StoreError, attempt,
    audit_event::{self, AuditEntry},
    job, organisation, worker,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

/// Numbers in one question to the store.
const PAGE: usize = 500;

pub(super) async fn keep(
    content: Content,
    data_dir: &DataDir,
    store: &Store,
    seams: &Seams,
) -> Result<Imported, ImportError> {
    let organisation = organisation_of(store, seams).await?;
    refuse_taken(&content, &organisation, store).await?;
    let scope = scope(&organisation, seams)?;
    let nodes = keep_nodes(&content, &scope, store, seams).await?;
    let target = Target {
        organisation: organisation.clone(),
        request_id: scope.request_id.to_string(),
        nodes,
        now: seams.clock.now(),
    };
    let converted = content.jobs.iter().map(|foreign| convert::job(foreign, &target));
    let mut converted = converted.collect::<Result<Vec<_>, _>>()?;
    let log_dir = data_dir.folder("logs")?.join(organisation.as_str());
    let imported = Imported { nodes: content.nodes.len(), ..count(&converted) };
    let (imported, converted) = keep_logs(content.jobs, &mut converted, log_dir.clone(), imported)
        .await
        .map(|imported| (imported, Arc::new(converted)))?;
    let kept = keep_rows(converted.clone(), scope, &imported, store, target.now).await;
    if kept.is_err() {
        let ids = converted.iter().map(|converted| converted.job.id);
        remove_logs(&log_dir, ids);
    }
    kept.map(|()| imported)
}

async fn organisation_of(store: &Store, seams: &Seams) -> Result<OrganisationId, StoreError> {
    let (fresh, now) = (OrganisationId::from_random(seams.rng.bytes()), seams.clock.now());
    store.write(move |tx| organisation::local(tx, &fresh, now)).await
}

fn scope(organisation: &OrganisationId, seams: &Seams) -> Result<Scope, ImportError> {
    let request: RequestId = format!("import_{}", muster_core::id::encode(seams.rng.bytes()))
        .parse()
        .map_err(|_| ImportError::BrokenOff)?;
    Ok(Scope {
        organisation: organisation.clone(),
        actor: Actor::Coordinator,
        request_id: request,
        idempotency_key: None,
    })
}

async fn refuse_taken(
    content: &Content,
    organisation: &OrganisationId,
    store: &Store,
) -> Result<(), ImportError> {
    let mut taken = Vec::new();
    for page in content.jobs.chunks(PAGE) {
        let ids: Vec<_> = page.iter().map(|job| JobId::from_number(job.id)).collect();
        let organisation = organisation.clone();
        let found = store.read(move |tx| job::many(tx, &organisation, &ids));
        let found: Vec<_> = found.await?;
        taken.extend(found.into_iter().map(|job: job::JobRow| job.id));
    }
    match taken.iter().min() {
        Some(first) => Err(ImportError::NumbersTaken { first: *first, more: taken.len() - 1 }),
        None => Ok(()),
    }
}

/// Every node becomes a worker that polls, and so does one that only a job names.
///
/// A node that is known here already keeps its id, so this may be repeated.
async fn keep_nodes(
    content: &Content,
    scope: &Scope,
    store: &Store,
    seams: &Seams,
) -> Result<BTreeMap<String, WorkerId>, ImportError> {
    let known: BTreeSet<_> = content.nodes.iter().map(|node| &node.node_id).collect();
    let named = content.jobs.iter().filter_map(|job| job.assigned_node_id.as_ref().zip(Some(job)));
    let missing: BTreeMap<_, _> = named.filter(|(id, _)| !known.contains(id)).collect();
    let missing = missing.into_iter().map(|(id, job)| ForeignNode {
        node_id: id.clone(),
        name: None,
        labels: "{}".to_owned(),
        last_seen_at: job.finished_at.clone().unwrap_or_else(|| job.created_at.clone()),
    });
    let all: Vec<_> = content.nodes.iter().cloned().chain(missing).collect();
    let rows = all.iter().map(|node| {
        convert::node(node, &scope.organisation, WorkerId::from_random(seams.rng.bytes()))
    });
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    let scope = scope.clone();
    let kept = store.write(move |tx| {
        let kept = rows.iter().map(|row| worker::upsert_node(tx, &scope, row));
        kept.collect::<Result<Vec<_>, StoreError>>()
    });
    let kept = kept.await?;
    Ok(kept.into_iter().filter_map(|row| Some((row.node_id?, row.id))).collect())
}

fn count(converted: &[Converted]) -> Imported {
    Imported {
        jobs: converted.len(),
        requeued: converted.iter().filter(|converted| converted.was_running).count(),
        ..Imported::default()
    }
}

/// Writes every log under its job's last attempt, and tells the attempt how long it is.
async fn keep_logs(
    foreign: Vec<ForeignJob>,
    converted: &mut [Converted],
    log_dir: PathBuf,
    mut imported: Imported,
) -> Result<Imported, ImportError> {
    let attempts: Vec<_> =
        converted.iter().map(|c| (c.job.id, c.attempts.len(), c.job.created_at)).collect();
    let written = tokio::task::spawn_blocking(move || {
        // Left by an import that was killed: no job has these numbers.
        remove_logs(&log_dir, attempts.iter().map(|(id, ..)| *id));
        let logs = foreign.iter().zip(&attempts).map(|(foreign, (id, attempt, created))| {
            let folder = log_dir.join(id.to_string());
            write_log(&folder, *attempt, &foreign.log, *created)
        });
        let sizes = logs.collect::<Result<Vec<_>, LogError>>();
        if sizes.is_err() {
            remove_logs(&log_dir, attempts.iter().map(|(id, ..)| *id));
        }
        sizes
    });
    let sizes = written.await.map_err(|_| ImportError::BrokenOff)??;
    for (converted, size) in converted.iter_mut().zip(sizes) {
        imported.logs += usize::from(size > 0);
        imported.log_bytes += size;
        if let Some(last) = converted.attempts.last_mut() {
            last.log_size = Some(size);
        }
    }
    Ok(imported)
}

fn write_log(
    folder: &Path,
    attempt: usize,
    texts: &[(String, String)],
    created: muster_core::Timestamp,
) -> Result<u64, LogError> {
    if attempt == 0 || texts.is_empty() {
        return Ok(0);
    }
    let mut writer = LogWriter::open(folder, &attempt.to_string())?;
    for (text, at) in texts {
        let at = convert::time(at).unwrap_or(created);
        let bytes = text.as_bytes().to_vec();
        writer.append(&Chunk::new(writer.size(), Stream::Stdout, at, bytes))?;
    }
    writer.sync()?;
    Ok(writer.size())
}

fn remove_logs(log_dir: &Path, ids: impl Iterator<Item = JobId>) {
    for id in ids {
        let folder = log_dir.join(id.to_string());
        if let Err(error) = std::fs::remove_dir_all(&folder)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, folder = %folder.display(), "cannot remove a log");
        }
    }
}

async fn keep_rows(
    converted: Arc<Vec<Converted>>,
    scope: Scope,
    imported: &Imported,
    store: &Store,
    now: muster_core::Timestamp,
) -> Result<(), ImportError> {
    let detail = serde_json::json!({ "jobs": imported.jobs, "nodes": imported.nodes });
    let entry = AuditEntry {
        action: "import.deborgen".to_owned(),
        target: scope.organisation.to_string(),
        detail: detail.to_string(),
    };
    let kept = store.write(move |tx| {
        for converted in converted.iter() {
            job::import(tx, &scope, &converted.job)?;
            for row in &converted.attempts {
                keep_attempt(tx, row)?;
            }
        }
        audit_event::append(tx, &scope, &entry, now).map(|_| ())
    });
    Ok(kept.await?)
}

/// An attempt is opened and ended, as it would have been here.
fn keep_attempt(
    tx: &mut dyn muster_store::Write,
    row: &attempt::AttemptRow,
) -> Result<(), StoreError> {
    let (Some(end), Some(ended_at)) = (&row.end, row.ended_at) else { return Ok(()) };
    let open = attempt::AttemptRow {
        state: muster_core::job::AttemptState::Running,
        end: None,
        ended_at: None,
        ..row.clone()
    };
    attempt::open(tx, &open)?;
    attempt::end(tx, &row.organisation, row.job, row.number, end, row.log_size, ended_at)
}
