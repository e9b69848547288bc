//! `muster job list`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, Output, between, job_state},
    read,
    selector::JobSelector,
};
use clap::Args;
use muster_api::job::{ArrayProgress, Job, JobPage, JobQuery, JobState, WorkerName};
use muster_core::Name;
use std::collections::BTreeSet;

const COLUMNS: &[Column] = &[
    Column::left("STATE"),
    Column::left("JOB"),
    Column::long("COMMAND"),
    Column::long("WORKER"),
    Column::right("TOOK"),
    Column::long("WHY"),
];
/// The most that one page of the API holds.
const LARGEST_PAGE: u32 = 500;

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Which ones, like `state:failed label:gpu worker:studio older:1h newer:7d` and a text of the command, name or id
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Only jobs in this state, like `running`; may be repeated
    #[arg(long, value_name = "STATE", value_parser = state, value_delimiter = ',')]
    state: Vec<JobState>,
    /// Only jobs whose command, name or id contains this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only jobs that were submitted together, by the id of the first
    #[arg(long, value_name = "JOB")]
    batch: Option<JobSelector>,
    /// Only the runs of this schedule
    #[arg(long, value_name = "NAME", conflicts_with_all = ["query", "state", "search", "batch", "label"])]
    schedule: Option<Name>,
    /// Only jobs that have this label; may be repeated, and all must match
    #[arg(short, long, value_name = "NAME=VALUE", value_parser = read::pair)]
    label: Vec<(String, String)>,
    /// How many at most
    #[arg(long, value_name = "COUNT", default_value_t = 50, value_parser = read::count)]
    limit: u32,
}

pub(super) fn state(text: &str) -> Result<JobState, String> {
    text.parse().map_err(|()| {
        let all = JobState::ALL.map(JobState::as_str).join(", ");
        format!("`{text}` is not a state; there are {all}")
    })
}

/// States, as a query of the API names them.
pub(super) fn states(states: &[JobState]) -> Option<String> {
    let words: Vec<_> = states.iter().map(|state| state.as_str()).collect();
    Some(words.join(",")).filter(|text| !text.is_empty())
}

/// Labels, as a query of the API names them.
pub(super) fn labels(pairs: &[(String, String)]) -> Option<String> {
    let labels = pairs.iter().map(|(name, value)| format!("{name}={value}"));
    Some(labels.collect::<Vec<_>>().join(",")).filter(|text| !text.is_empty())
}

impl List {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let page = self.read(context).await?;
        let (output, namesakes) = (&context.output, namesakes(&page.items));
        output.list(&Listing {
            page: &page,
            items: &page.items,
            columns: COLUMNS,
            row: &|job| row(job, &namesakes, output),
            id: &|job| job.id.to_string(),
            if_empty: self.if_empty(),
        })?;
        let shown = page.items.len() as u64;
        if output.is_for_people() && page.next_cursor.is_some() {
            output.note(&format!("{shown} of {} jobs; see more with `--limit`", page.total));
        }
        Ok(Exit::SUCCESS)
    }

    /// As many pages as it takes.
    async fn read(&self, context: &Context) -> Result<JobPage, Failure> {
        let client = context.client().await?;
        let batch = match self.batch {
            Some(batch) => Some(batch.find(&client).await?.to_string()),
            None => None,
        };
        let mut page = JobPage { items: vec![], next_cursor: None, total: 0 };
        loop {
            let missing = self.limit - u32::try_from(page.items.len()).unwrap_or(self.limit);
            let query = JobQuery {
                query: read::query(&self.query),
                state: states(&self.state),
                search: self.search.clone(),
                batch: batch.clone(),
                schedule: self.schedule.as_ref().map(ToString::to_string),
                label: labels(&self.label),
                cursor: page.next_cursor.take(),
                limit: Some(missing.min(LARGEST_PAGE)),
            };
            let next = client.list_jobs(&query).await?;
            let is_last = next.next_cursor.is_none() || next.items.is_empty();
            page.items.extend(next.items);
            (page.next_cursor, page.total) = (next.next_cursor, next.total);
            if is_last || page.items.len() >= self.limit as usize {
                return Ok(page);
            }
        }
    }

    fn if_empty(&self) -> (&'static str, &'static str) {
        let is_for_all = self.query.is_empty() && self.state.is_empty() && self.search.is_none();
        if is_for_all && self.batch.is_none() && self.label.is_empty() && self.schedule.is_none() {
            ("no jobs yet", "run one with `muster run -- echo hello`")
        } else {
            ("no job matches", "see all with `muster job list`")
        }
    }
}

/// Of an array how far it is, of any other job why it waits or how it ended.
fn why(job: &Job) -> String {
    let reason = job.reason.clone();
    let progress = job.array.as_ref().filter(|_| !job.state.is_terminal()).map(progress);
    // What keeps the rest of it matters more than how far it is.
    let held = reason.clone().filter(|_| job.hold.is_some());
    held.or(progress).or(reason).unwrap_or_default()
}

/// How far an array is, in one line.
pub(super) fn progress(array: &ArrayProgress) -> String {
    let parts = [
        (array.succeeded, "succeeded"),
        (array.went_wrong(), "failed"),
        (array.cancelled, "cancelled"),
        (array.under_way, "under way"),
        (array.waiting, "waiting"),
    ];
    let said = parts.into_iter().filter(|(count, _)| *count > 0);
    let said: Vec<_> = said.map(|(count, word)| format!("{count} {word}")).collect();
    format!("of {} tasks {}", array.tasks, said.join(", "))
}

/// Names that more than one of the workers of these jobs has.
fn namesakes(jobs: &[Job]) -> BTreeSet<&str> {
    let workers = jobs.iter().filter_map(|job| job.worker.as_ref());
    let workers: BTreeSet<_> = workers.map(|worker| (&*worker.name, worker.id.as_str())).collect();
    let names: Vec<_> = workers.into_iter().map(|(name, _)| name).collect();
    names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
}

/// Its name, with its id where that is not enough; of an array how many there are now.
fn worker(job: &Job, namesakes: &BTreeSet<&str>) -> String {
    match job.array.as_ref().map_or(0, |array| array.workers) {
        0 => {}
        1 => return "1 worker".to_owned(),
        count => return format!("{count} workers"),
    }
    match &job.worker {
        Some(WorkerName { id, name }) if namesakes.contains(&**name) => format!("{name} ({id})"),
        Some(WorkerName { name, .. }) => name.clone(),
        None => String::new(),
    }
}

fn row(job: &Job, namesakes: &BTreeSet<&str>, output: &Output) -> Vec<Cell> {
    vec![
        job_state(job),
        job.id.to_string().into(),
        job.command.as_str().into(),
        worker(job, namesakes).into(),
        between(job.started_at, job.finished_at, output.now).into(),
        Cell::muted(&why(job)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Paint, Table};
    use muster_core::{
        JobId, Timestamp, WorkerId,
        job::{IfNeedsFail, Isolation, OnDisconnect},
        requirement::Written,
    };
    use muster_host::config::OutputFormat;

    const NOW: Timestamp = Timestamp::from_millis(1_795_219_200_000);

    fn job(number: i64, state: JobState, reason: Option<&str>) -> Job {
        let before = |seconds: i64| Timestamp::from_millis(NOW.millis() - seconds * 1000);
        let has_begun = !matches!(state, JobState::Blocked | JobState::Queued);
        let worker = WorkerName { id: WorkerId::from_random([1; 16]), name: "studio".to_owned() };
        Job {
            id: JobId::from_number(number),
            state,
            reason: reason.map(ToOwned::to_owned),
            command: "make -j test".to_owned(),
            name: None,
            worker: has_begun.then_some(worker),
            attempt: u32::from(has_begun),
            max_attempts: 1,
            timeout_seconds: 3600,
            requirements: Written::default(),
            slots: 1,
            isolation: Isolation::None,
            on_disconnect: OnDisconnect::default(),
            lost_after_seconds: 300,
            created_at: before(300),
            created_by: "operator".to_owned(),
            request_id: "req_1".to_owned(),
            started_at: has_begun.then(|| before(245)),
            finished_at: state.is_terminal().then(|| before(200)),
            retry_at: None,
            exit_code: None,
            is_cancel_requested: false,
            priority: 0,
            working_dir: None,
            artefacts: vec![],
            stdin_bytes: None,
            secrets: [].into(),
            labels: [].into(),
            hold: None,
            array: None,
            task: None,
            batch: None,
            if_needs_fail: IfNeedsFail::default(),
            template: None,
            schedule: None,
            slot: None,
        }
    }

    #[test]
    fn an_array_says_how_far_it_is_until_it_says_how_it_ended() {
        let array = ArrayProgress {
            numbers: "1-100".to_owned(),
            tasks: 100,
            waiting: 70,
            under_way: 4,
            workers: 3,
            succeeded: 24,
            failed: 1,
            cancelled: 0,
            timed_out: 1,
            quarantined: 0,
        };
        let running = Job { array: Some(array), ..job(1, JobState::Running, None) };
        let so_far = "of 100 tasks 24 succeeded, 2 failed, 4 under way, 70 waiting";
        assert_eq!(why(&running), so_far);
        assert_eq!(worker(&running, &[].into()), "3 workers");
        let over = Job {
            state: JobState::Failed,
            reason: Some("of 100 tasks 2 failed".into()),
            ..running
        };
        assert_eq!(why(&over), "of 100 tasks 2 failed");
    }

    #[test]
    fn workers_of_one_name_are_told_apart_by_their_ids_and_others_are_not() {
        let on = |number, name: &str, seed| {
            let worker =
                WorkerName { id: WorkerId::from_random([seed; 16]), name: name.to_owned() };
            Job { worker: Some(worker), ..job(number, JobState::Running, None) }
        };
        let jobs = [on(1, "studio", 1), on(2, "tower", 2), on(3, "studio", 3), on(4, "tower", 2)];
        let namesakes = namesakes(&jobs);
        let shown: Vec<_> = jobs.iter().map(|job| worker(job, &namesakes)).collect();
        assert_eq!(shown[0], format!("studio ({})", WorkerId::from_random([1; 16])));
        assert_eq!(shown[2], format!("studio ({})", WorkerId::from_random([3; 16])));
        assert_eq!([&*shown[1], &*shown[3]], ["tower", "tower"]);
    }

    #[test]
    fn every_state_has_a_glyph_a_word_and_its_reason() {
        let output = Output::new(OutputFormat::Table, false, NOW);
        let mut rows: Vec<_> = (1..)
            .zip(JobState::ALL)
            .map(|(number, state)| {
                row(&job(number, state, Some("why it is so")), &[].into(), &output)
            })
            .collect();
        let stopping = Job { is_cancel_requested: true, ..job(11, JobState::Running, None) };
        rows.push(row(&stopping, &[].into(), &output));
        let table = Table { columns: COLUMNS, rows };
        insta::assert_snapshot!(table.render(Paint::new(false), Some(100)));
        let narrow = table.render(Paint::new(false), Some(60));
        assert!(narrow.lines().all(|line| line.chars().count() <= 60), "{narrow}");
        assert!(narrow.contains("job_1 ") && narrow.contains("make -j test"), "{narrow}");
    }
}
