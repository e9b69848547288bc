//! `muster schedule list`

use super::state;
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, relative},
};
use muster_api::schedule::{NameQuery, Schedule, SchedulePage};
use muster_core::Timestamp;

const COLUMNS: &[Column] = &[
    Column::left("STATE"),
    Column::left("NAME"),
    Column::left("CRON"),
    Column::left("TIME ZONE"),
    Column::left("NEXT"),
    Column::left("LAST RUN"),
    Column::long("WHY"),
];

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let client = context.client().await?;
    let mut page = SchedulePage { items: vec![], next_cursor: None };
    loop {
        let query = NameQuery { cursor: page.next_cursor.take(), limit: Some(500) };
        let next = client.list_schedules(&query).await?;
        page.items.extend(next.items);
        page.next_cursor = next.next_cursor;
        if page.next_cursor.is_none() {
            break;
        }
    }
    let now = context.output.now;
    context.output.list(&Listing {
        page: &page,
        items: &page.items,
        columns: COLUMNS,
        row: &|schedule| row(schedule, now),
        id: &|schedule| schedule.name.to_string(),
        if_empty: (
            "no schedules yet",
            "make one with `muster schedule create NAME --cron @daily -- COMMAND`",
        ),
    })?;
    Ok(Exit::SUCCESS)
}

fn row(schedule: &Schedule, now: Timestamp) -> Vec<Cell> {
    let next = schedule.next_slots.first().map(|slot| relative(*slot, now));
    let last = schedule.last_run.as_ref().map(|run| match run.state {
        Some(state) => format!("{} {}", run.job, state.as_str().replace('_', " ")),
        None => run.job.to_string(),
    });
    let skipped = schedule
        .skipped
        .as_ref()
        .map(|skipped| format!("skipped {}: {}", relative(skipped.from, now), skipped.reason));
    vec![
        state(schedule),
        schedule.name.as_str().into(),
        schedule.cron.as_str().into(),
        schedule.time_zone.as_str().into(),
        next.unwrap_or_default().into(),
        last.unwrap_or_else(|| "never".to_owned()).into(),
        Cell::muted(&schedule.reason.clone().or(skipped).unwrap_or_default()),
    ]
}
