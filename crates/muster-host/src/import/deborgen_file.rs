//! deborgen's SQLite file, read-only and exactly as it is.
//!
//! The oldest files have neither requirements nor artefacts; both columns are optional here. What
//! artefacts there are stay where they are: this version keeps logs only.

use super::ImportError;
use rusqlite::{Connection, OpenFlags, Row, Transaction};
use std::{collections::BTreeSet, path::Path};

/// Everything in a file that is worth keeping.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) jobs: Vec<ForeignJob>,
    pub(super) nodes: Vec<ForeignNode>,
}

/// A row of `jobs`, with its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ForeignJob {
    pub(super) id: i64,
    pub(super) status: String,
    pub(super) command: String,
    pub(super) created_at: String,
    pub(super) started_at: Option<String>,
    pub(super) finished_at: Option<String>,
    pub(super) assigned_node_id: Option<String>,
    pub(super) timeout_seconds: i64,
    pub(super) attempts: i64,
    pub(super) max_attempts: i64,
    pub(super) exit_code: Option<i64>,
    pub(super) failure_reason: Option<String>,
    /// JSON.
    pub(super) requirements: Option<String>,
    /// The texts of its log, each with its time.
    pub(super) log: Vec<(String, String)>,
}

/// A row of `nodes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ForeignNode {
    pub(super) node_id: String,
    pub(super) name: Option<String>,
    /// JSON.
    pub(super) labels: String,
    pub(super) last_seen_at: String,
}

/// What every deborgen has had.
const TABLES: [(&str, &[&str]); 3] = [
    (
        "jobs",
        &[
            "id",
            "status",
            "command",
            "created_at",
            "started_at",
            "finished_at",
            "assigned_node_id",
            "timeout_seconds",
            "attempts",
            "max_attempts",
            "exit_code",
            "failure_reason",
        ],
    ),
    ("logs", &["id", "job_id", "text", "created_at"]),
    ("nodes", &["node_id", "name", "labels_json", "last_seen_at"]),
];

pub(super) fn read(path: &Path) -> Result<Content, ImportError> {
    let unreadable = |source| ImportError::Read { path: path.to_owned(), source };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(unreadable)?;
    // One transaction sees one moment, even if deborgen is still running.
    let tx = connection.transaction().map_err(unreadable)?;
    let requirements = requirements_column(path, &tx)?;
    let content = Content {
        jobs: jobs(&tx, requirements).map_err(unreadable)?,
        nodes: nodes(&tx).map_err(unreadable)?,
    };
    Ok(content)
}

/// Makes sure that the tables are there, and finds what the requirements are called, if anything.
fn requirements_column(
    path: &Path,
    tx: &Transaction<'_>,
) -> Result<Option<&'static str>, ImportError> {
    let unreadable = |source| ImportError::Read { path: path.to_owned(), source };
    for (table, wanted) in TABLES {
        let found = columns(tx, table).map_err(unreadable)?;
        if let Some(missing) = wanted.iter().find(|column| !found.contains(**column)) {
            let reason = format!("it has no column `{missing}` in a table `{table}`");
            return Err(ImportError::Foreign { path: path.to_owned(), reason });
        }
    }
    let found = columns(tx, "jobs").map_err(unreadable)?;
    Ok(["requirements", "requirements_json"].into_iter().find(|name| found.contains(*name)))
}

fn columns(tx: &Transaction<'_>, table: &str) -> rusqlite::Result<BTreeSet<String>> {
    let mut statement = tx.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    names.collect()
}

fn jobs(tx: &Transaction<'_>, requirements: Option<&str>) -> rusqlite::Result<Vec<ForeignJob>> {
    // The name is one of two constants.
    let requirements = requirements.unwrap_or("NULL");
    let text = format!("SELECT jobs.*, {requirements} AS needs FROM jobs ORDER BY id");
    let mut statement = tx.prepare(&text)?;
    let mut log = tx.prepare("SELECT text, created_at FROM logs WHERE job_id = ?1 ORDER BY id")?;
    let mut jobs = statement.query_map([], job)?.collect::<rusqlite::Result<Vec<_>>>()?;
    for job in &mut jobs {
        let texts = log.query_map([job.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        job.log = texts.collect::<rusqlite::Result<_>>()?;
    }
    Ok(jobs)
}

fn job(row: &Row<'_>) -> rusqlite::Result<ForeignJob> {
    Ok(ForeignJob {
        id: row.get("id")?,
        status: row.get("status")?,
        command: row.get("command")?,
        created_at: row.get("created_at")?,
        started_at: row.get("started_at")?,
        finished_at: row.get("finished_at")?,
        assigned_node_id: row.get("assigned_node_id")?,
        timeout_seconds: row.get("timeout_seconds")?,
        attempts: row.get("attempts")?,
        max_attempts: row.get("max_attempts")?,
        exit_code: row.get("exit_code")?,
        failure_reason: row.get("failure_reason")?,
        requirements: row.get("needs")?,
        log: Vec::new(),
    })
}

fn nodes(tx: &Transaction<'_>) -> rusqlite::Result<Vec<ForeignNode>> {
    let mut statement = tx.prepare("SELECT * FROM nodes ORDER BY node_id")?;
    let nodes = statement.query_map([], |row| {
        Ok(ForeignNode {
            node_id: row.get("node_id")?,
            name: row.get("name")?,
            labels: row.get("labels_json")?,
            last_seen_at: row.get("last_seen_at")?,
        })
    })?;
    nodes.collect()
}
