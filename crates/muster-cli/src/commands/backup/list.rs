//! `muster backup list`

use super::settings;
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, Tone, relative},
};
use muster_api::backup::{Backup, BackupList};
use muster_core::Timestamp;
use muster_host::backup::{Shelf, view};

const COLUMNS: &[Column] = &[
    Column::left("STATE"),
    Column::left("MADE"),
    Column::left("SIZE"),
    Column::left("JOBS"),
    Column::left("SCHEMA"),
    Column::left("KEY"),
    Column::long("BACKUP"),
];

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let page = match context.client().await {
        Ok(client) => client.list_backups().await?,
        Err(failure) if failure.code == "not_running" => look(context)?,
        Err(failure) => return Err(failure),
    };
    let now = context.output.now;
    context.output.list(&Listing {
        page: &page,
        items: &page.items,
        columns: COLUMNS,
        row: &|backup| row(backup, now),
        id: &|backup| backup.path.clone(),
        if_empty: ("no backups yet", "make one with `muster backup create`"),
    })?;
    Ok(Exit::SUCCESS)
}

/// What can be seen without a coordinator.
fn look(context: &Context) -> Result<BackupList, Failure> {
    let settings = settings(context)?;
    let shelf = Shelf::at(settings.backup_dir.value.clone());
    Ok(BackupList {
        items: shelf.list()?.into_iter().map(view).collect(),
        folder: shelf.folder().display().to_string(),
        is_daily: settings.backup_keep.value.is_some(),
        run: None,
    })
}

fn row(backup: &Backup, now: Timestamp) -> Vec<Cell> {
    let state = if backup.is_verified {
        Cell::new(Tone::Good, "● verified")
    } else {
        Cell::muted("○ not verified")
    };
    vec![
        state,
        relative(backup.created_at, now).into(),
        size(backup.size).into(),
        backup.jobs.to_string().into(),
        backup.schema.to_string().into(),
        backup.key.as_str().into(),
        backup.name.as_str().into(),
    ]
}

/// `900 B`, `12 KiB`, `3 MiB`: as much as a person compares.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KiB", bytes >> 10),
        _ => format!("{} MiB", bytes >> 20),
    }
}
