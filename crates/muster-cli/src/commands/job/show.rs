//! `muster job show`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Output, Table, between, exact, job_state, relative, span, visible},
    selector::JobSelector,
};
use clap::Args;
use muster_api::{
    batch::{JobLink, JobNeeds, NeedsQuery},
    job::{Attempt, Job},
};
use muster_core::{Name, Timestamp, job::AttemptState};
use serde::Serialize;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// `job_12`, `12`, or `last`
    job: JobSelector,
}

/// A job with its attempts.
#[derive(Debug, Serialize)]
struct Whole {
    #[serde(flatten)]
    job: Job,
    attempts: Vec<Attempt>,
    #[serde(flatten)]
    needs: JobNeeds,
}

const FIELDS: &[Column] = &[Column::left(""), Column::left("")];
const ATTEMPTS: &[Column] = &[
    Column::right("ATTEMPT"),
    Column::left("STATE"),
    Column::left("WORKER"),
    Column::right("TOOK"),
    Column::right("EXIT"),
    Column::long("WHY"),
];

impl Show {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let id = self.job.find(&client).await?;
        let query = NeedsQuery::default();
        let (job, attempts, needs) = tokio::try_join!(
            client.get_job(id),
            client.list_attempts(id),
            client.job_needs(id, &query)
        )?;
        let output = &context.output;
        output.item(&Whole { job, attempts, needs }, &id.to_string(), |whole| {
            let Whole { job, attempts, needs } = whole;
            let mut text = fields(job, needs, output);
            if !attempts.is_empty() {
                text.push('\n');
                text.push_str(&table(attempts, output));
                text.extend(attempts.iter().flat_map(left_out));
            }
            text
        })?;
        Ok(Exit::SUCCESS)
    }
}

/// One line per field that has something to say.
fn fields(job: &Job, needs: &JobNeeds, output: &Output) -> String {
    let moment =
        |moment: Timestamp| format!("{} ({})", relative(moment, output.now), exact(moment));
    let rows = [
        ("state", Some(job_state(job))),
        ("why", job.reason.as_deref().map(Cell::from)),
        (
            "held",
            job.hold
                .as_ref()
                .map(|hold| format!("by {}, {}: {}", hold.by, moment(hold.at), hold.reason).into()),
        ),
        ("tasks", job.array.as_ref().map(|array| super::list::progress(array).into())),
        ("name", job.name.as_deref().map(Cell::from)),
        ("template", job.template.as_ref().map(|name| name.as_str().into())),
        ("schedule", job.schedule.as_ref().map(|name| scheduled(name, job.slot).into())),
        ("command", Some(job.command.as_str().into())),
        ("worker", job.worker.as_ref().map(|worker| worker.name.as_str().into())),
        ("exit code", job.exit_code.map(|code| code.to_string().into())),
        ("submitted", Some(format!("{} by {}", moment(job.created_at), job.created_by).into())),
        ("started", job.started_at.map(|at| moment(at).into())),
        ("ended", job.finished_at.map(|at| moment(at).into())),
        ("retries", job.retry_at.map(|at| moment(at).into())),
        ("time-out", Some(span(Duration::from_secs(job.timeout_seconds)).into())),
        (
            "attempts",
            job.array
                .is_none()
                .then(|| format!("{}, of which {} may fail", job.attempt, job.max_attempts).into()),
        ),
        (
            "requires",
            Some(job.requirements.conditions().join(", "))
                .filter(|text| !text.is_empty())
                .map(Cell::from),
        ),
        ("slots", (job.slots > 1).then(|| job.slots.to_string().into())),
        ("isolation", (!job.isolation.is_none()).then(|| job.isolation.as_str().into())),
        ("needs", links(&needs.needs)),
        ("needed by", links(&needs.needed_by)),
        ("batch", job.batch.map(|batch| batch.to_string().into())),
        ("priority", (job.priority != 0).then(|| job.priority.to_string().into())),
        ("works in", job.working_dir.as_deref().map(Cell::from)),
        ("reads", job.stdin_bytes.map(|bytes| format!("{bytes} bytes of standard input").into())),
        (
            "labels",
            super::list::labels(&job.labels.clone().into_iter().collect::<Vec<_>>())
                .map(|text| text.replace(',', ", ").into()),
        ),
        (
            "artefacts",
            Some(job.artefacts.join(", ")).filter(|text| !text.is_empty()).map(Cell::from),
        ),
        ("out of reach", Some(job.on_disconnect.as_str().into())),
        ("request", Some(Cell::muted(&job.request_id))),
    ];
    let said = rows.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let rows = said.map(|(name, value)| vec![Cell::muted(name), value]).collect();
    let title = format!("{}\n", job.id);
    let table = Table { columns: FIELDS, rows }.render(output.paint, None);
    // A table begins with its titles, and these have none.
    title + table.split_once('\n').map_or("", |(_, rows)| rows)
}

/// The first few jobs of a list, each with its state.
fn links(jobs: &[JobLink]) -> Option<Cell> {
    const SHOWN: usize = 5;
    let said = jobs.iter().take(SHOWN).map(|job| format!("{} {}", job.id, job.state.as_str()));
    let more = jobs.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| format!("and {more} more"));
    let text = said.chain(more).collect::<Vec<_>>().join(", ");
    (!text.is_empty()).then(|| text.as_str().into())
}

/// The schedule that a job is a run of, and its slot.
fn scheduled(name: &Name, slot: Option<Timestamp>) -> String {
    slot.map_or_else(|| format!("{name}, asked for"), |slot| format!("{name} at {}", exact(slot)))
}

/// Artefacts that were not kept, a line for each.
fn left_out(attempt: &Attempt) -> impl Iterator<Item = String> {
    attempt.left_out.iter().map(|line| format!("attempt {}: {}\n", attempt.number, visible(line)))
}

fn table(attempts: &[Attempt], output: &Output) -> String {
    let row = |attempt: &Attempt| {
        let state = match attempt.state {
            AttemptState::Leased => "leased",
            AttemptState::Running => "running",
            AttemptState::Ended => "ended",
        };
        let why = attempt.detail.clone();
        let why = why.or_else(|| attempt.reason.map(|reason| reason.as_str().replace('_', " ")));
        let survivors = format!("processes may survive on {}", attempt.worker.name);
        let why: Vec<_> = why.into_iter().chain(attempt.may_survive.then_some(survivors)).collect();
        vec![
            attempt.number.to_string().into(),
            state.into(),
            attempt.worker.name.as_str().into(),
            between(attempt.started_at, attempt.ended_at, output.now).into(),
            attempt.exit_code.map(|code| code.to_string()).unwrap_or_default().into(),
            Cell::muted(&why.join("; ")),
        ]
    };
    Table { columns: ATTEMPTS, rows: attempts.iter().map(row).collect() }.render(output.paint, None)
}
