//! `muster job tasks`

use super::list;
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, Output, between, job_state},
    read,
    selector::JobSelector,
};
use clap::Args;
use muster_api::job::{Job, JobState, TaskPage, TaskQuery};

const COLUMNS: &[Column] = &[
    Column::left("STATE"),
    Column::left("TASK"),
    Column::left("WORKER"),
    Column::right("TOOK"),
    Column::right("EXIT"),
    Column::long("WHY"),
];
/// The most that one page of the API holds.
const LARGEST_PAGE: u32 = 500;

#[derive(Debug, Args)]
pub(crate) struct Tasks {
    /// `job_12`, `12`, or `last`
    job: JobSelector,
    /// Only tasks in this state, like `failed`; may be repeated
    #[arg(long, value_name = "STATE", value_parser = list::state, value_delimiter = ',')]
    state: Vec<JobState>,
    /// How many at most
    #[arg(long, value_name = "COUNT", default_value_t = 50, value_parser = read::count)]
    limit: u32,
}

impl Tasks {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let page = self.read(context).await?;
        let output = &context.output;
        output.list(&Listing {
            page: &page,
            items: &page.items,
            columns: COLUMNS,
            row: &|task| row(task, output),
            id: &|task| task.id.to_string(),
            if_empty: (
                "no task of this kind has begun",
                "see how far it is with `muster job show`",
            ),
        })?;
        if output.is_for_people() && page.next_cursor.is_some() {
            output.note("there are more; see them with `--limit`");
        }
        Ok(Exit::SUCCESS)
    }

    /// As many pages as it takes.
    async fn read(&self, context: &Context) -> Result<TaskPage, Failure> {
        let client = context.client().await?;
        let array = self.job.find(&client).await?;
        let states: Vec<_> = self.state.iter().map(|state| state.as_str()).collect();
        let state = (!states.is_empty()).then(|| states.join(","));
        let mut page = TaskPage { items: vec![], next_cursor: None };
        loop {
            let missing = self.limit - u32::try_from(page.items.len()).unwrap_or(self.limit);
            let query = TaskQuery {
                state: state.clone(),
                cursor: page.next_cursor.take(),
                limit: Some(missing.min(LARGEST_PAGE)),
            };
            let next = client.list_tasks(array, &query).await?;
            page.items.extend(next.items);
            page.next_cursor = next.next_cursor;
            if page.next_cursor.is_none() || page.items.len() >= self.limit as usize {
                return Ok(page);
            }
        }
    }
}

fn row(task: &Job, output: &Output) -> Vec<Cell> {
    let worker = task.worker.as_ref().map_or("", |worker| &worker.name);
    vec![
        job_state(task),
        task.id.to_string().into(),
        worker.into(),
        between(task.started_at, task.finished_at, output.now).into(),
        task.exit_code.map(|code| code.to_string()).unwrap_or_default().into(),
        Cell::muted(task.reason.as_deref().unwrap_or_default()),
    ]
}
