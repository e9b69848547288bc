//! A long queue and a long history: what a claim, a list and a start cost then.
//!
//! Both are brought in through `muster import`, which keeps a million jobs in a minute.

use crate::{
    fleet, floor,
    report::{Figure, quantile},
};
use anyhow::{Context, Result, ensure};
use muster_api::job::{JobQuery, JobSubmission};
use muster_client::Client;
use muster_core::requirement::Written;
use muster_testkit::{Plan, TOKEN, program, shell};
use serde_json::json;
use std::{
    path::Path,
    time::{Duration, Instant},
};

const QUEUED: u32 = 100_000;
/// Kinds of requirements among a million jobs.
const CLASSES: u32 = 1_000;
const MILLION: u32 = 1_000_000;
const CLAIMS: u32 = 300;
const LOOKS: usize = 100;
/// Jobs at the head of the first page.
const WAITING: usize = 50;

/// A claim of a node that polls, with its commit and its answer over HTTP, while many jobs wait: a hundred
/// thousand that ask for nothing, and a million of which each asks for one of a thousand things.
#[tokio::main]
pub(crate) async fn claims() -> Result<Vec<Figure>> {
    let plain = claims_among(QUEUED, 1).await?;
    let classes = claims_among(MILLION, CLASSES).await?;
    Ok(vec![tail("claim", "ms", &plain), tail("claim-classes", "ms", &classes)])
}

async fn claims_among(jobs: u32, classes: u32) -> Result<Vec<f64>> {
    let serve = with_jobs(jobs, classes, "queued")?.start();
    let node = reqwest::Client::new();
    let mut runs = vec![];
    // Each claim is of another node, so that it finds another class.
    for at in 0..CLAIMS {
        let id = format!("bench-{at}");
        let beat = json!({"name": id, "labels": {"class": class(at, classes)}});
        let heartbeat = node.post(format!("{}/nodes/{id}/heartbeat", serve.url));
        heartbeat.bearer_auth(TOKEN).json(&beat).send().await?.error_for_status()?;
        let next = node.get(format!("{}/jobs/next?node_id={id}", serve.url)).bearer_auth(TOKEN);
        let begun = Instant::now();
        let body = next.send().await?.error_for_status()?.bytes().await?;
        runs.push(begun.elapsed().as_secs_f64() * 1e3);
        ensure!(body.len() > 2, "nothing was claimed: {body:?}");
    }
    Ok(runs)
}

fn class(at: u32, classes: u32) -> String {
    (at * 7 % classes).to_string()
}

/// Lists and searches over a million jobs, and a start with them.
#[tokio::main]
pub(crate) async fn lists() -> Result<Vec<Figure>> {
    let plan = with_jobs(MILLION, 1, "succeeded")?;
    let serve = plan.start();
    let client = serve.client().await;
    let lists = [None, Some("succeeded"), Some("failed,queued")];
    let lists =
        lists.map(|state| JobQuery { state: state.map(str::to_owned), ..JobQuery::default() });
    let listed = looks(&client, &lists).await?;
    let search = JobQuery { search: Some("echo 777".to_owned()), ..JobQuery::default() };
    let searched = looks(&client, &[search]).await?;
    serve.stop();
    let started = started(&plan).await?;
    Ok(vec![
        tail("list", "ms", &listed),
        tail("search", "ms", &searched),
        Figure::of("start", "s", &started),
    ])
}

async fn looks(client: &Client, queries: &[JobQuery]) -> Result<Vec<f64>> {
    let mut runs = vec![];
    for query in queries.iter().cycle().take(LOOKS * queries.len()) {
        let begun = Instant::now();
        client.list_jobs(query).await?;
        runs.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(runs)
}

/// The first page of 100 000 jobs, all of the last day, of 10 000 workers, and the overview of both, as a browser
/// asks for them; beside each an answer of as many bytes that is made of nothing.
#[tokio::main]
pub(crate) async fn first_pages() -> Result<Vec<Figure>> {
    let serve = with_recent_jobs(QUEUED)?.start();
    let client = serve.client().await;
    fleet::joined(&client).await?;
    // Jobs that wait are explained by the whole fleet.
    for _ in 0..WAITING {
        let requirements = Written::Conditions(vec!["gpu".to_owned()]);
        client.submit_job(&JobSubmission { requirements, ..shell("true") }, None).await?;
    }
    let mut figures = vec![];
    for (name, path) in [
        ("page-jobs", "/v1/jobs?limit=200"),
        (
            "page-query",
            "/v1/jobs?limit=200&query=state:succeeded%20older:1h%20worker:%22Lab%20one%22",
        ),
        ("page-workers", "/v1/workers?page_size=100"),
        ("page-overview", "/v1/overview"),
    ] {
        let (bytes, taken) = asked(&format!("{}{path}", serve.url)).await?;
        let floor = floor::answered(bytes, LOOKS).await?;
        figures
            .push(Figure { floor: Some(quantile(&floor, 0.99)), ..tail(name, "ms p99", &taken) });
    }
    Ok(figures)
}

/// How large an answer is, and how long each of many takes in milliseconds.
async fn asked(url: &str) -> Result<(usize, Vec<f64>)> {
    let (client, mut bytes, mut taken) = (reqwest::Client::new(), 0, vec![]);
    for _ in 0..LOOKS {
        let begun = Instant::now();
        let answer = client.get(url).bearer_auth(TOKEN).send().await?.error_for_status()?;
        bytes = answer.bytes().await?.len();
        taken.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok((bytes, taken))
}

/// From the start of the program until its own worker begins a job.
async fn started(plan: &Plan) -> Result<Vec<f64>> {
    let plan = plan.clone().with_local_worker();
    let mut runs = vec![];
    for _ in 0..3 {
        let begun = Instant::now();
        let serve = plan.start();
        let client = serve.client().await;
        let id = client.submit_job(&shell("true"), None).await?.id;
        while client.get_job(id).await?.started_at.is_none() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        runs.push(begun.elapsed().as_secs_f64());
        serve.stop();
    }
    Ok(runs)
}

fn tail(name: &'static str, unit: &'static str, runs: &[f64]) -> Figure {
    Figure { value: quantile(runs, 0.99), ..Figure::of(name, unit, runs) }
}

/// A coordinator that has so many jobs of the kind already.
fn with_jobs(count: u32, classes: u32, status: &str) -> Result<Plan> {
    imported(|file| deborgen_file(file, count, classes, status, "'2026-02-26T01:00:00+00:00'"))
}

/// One whose jobs have succeeded within the last day, one after the other.
fn with_recent_jobs(count: u32) -> Result<Plan> {
    let at = "strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-' || ((?1 - value) * 80000 / ?1) || ' seconds')";
    imported(|file| deborgen_file(file, count, 1, "succeeded", at))
}

fn imported(file_with_jobs: impl Fn(&Path) -> Result<()>) -> Result<Plan> {
    let plan = Plan::default().without_local_worker();
    let file = plan.data_dir().join("deborgen.db");
    file_with_jobs(&file)?;
    let mut import = program::command();
    import.args(["import", "deborgen"]).arg(&file).arg("--data-dir").arg(plan.data_dir());
    let said = program::run(&mut import);
    ensure!(said.code == Some(0), "cannot import: {}", said.stderr);
    Ok(plan)
}

/// What deborgen would have stored of them, each from the moment that an expression says.
fn deborgen_file(path: &Path, count: u32, classes: u32, status: &str, at: &str) -> Result<()> {
    let file = rusqlite::Connection::open(path).context("make a file of deborgen's")?;
    file.execute_batch(
        "CREATE TABLE jobs (
             id INTEGER PRIMARY KEY AUTOINCREMENT, status TEXT NOT NULL, command TEXT NOT NULL,
             created_at TEXT NOT NULL, started_at TEXT, finished_at TEXT, assigned_node_id TEXT,
             timeout_seconds INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
             max_attempts INTEGER NOT NULL DEFAULT 1, exit_code INTEGER, failure_reason TEXT, requirements_json TEXT);
         CREATE TABLE leases (
             job_id INTEGER PRIMARY KEY, node_id TEXT NOT NULL, lease_token TEXT NOT NULL,
             lease_expires_at TEXT NOT NULL);
         CREATE TABLE logs (
             id INTEGER PRIMARY KEY AUTOINCREMENT, job_id INTEGER NOT NULL, text TEXT NOT NULL,
             created_at TEXT NOT NULL);
         CREATE TABLE nodes (
             node_id TEXT PRIMARY KEY, name TEXT, labels_json TEXT NOT NULL DEFAULT '{}',
             last_seen_at TEXT NOT NULL);
         INSERT INTO nodes VALUES ('lab-1', 'Lab one', '{}', '2026-02-26T01:02:00+00:00');",
    )?;
    let is_over = status != "queued";
    file.execute(
        &format!(
            "WITH RECURSIVE number (value) AS
                  (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < ?1)
             INSERT INTO jobs
             SELECT value, ?2, 'echo ' || value, {at}, CASE WHEN ?3 THEN {at} END, CASE WHEN ?3 THEN {at} END,
                    CASE WHEN ?3 THEN 'lab-1' END, 3600, ?3, 1, CASE WHEN ?3 THEN 0 END, NULL,
                    CASE WHEN ?4 > 1 THEN json_object('class', CAST(value % ?4 AS TEXT)) END
               FROM number"
        ),
        rusqlite::params![count, status, is_over, classes],
    )?;
    Ok(())
}
