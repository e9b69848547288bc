//! `muster job export`

use super::list;
use crate::{
    context::Context, exit::Exit, failure::Failure, file::NewFile, read, selector::JobSelector,
};
use clap::{Args, ValueHint};
use muster_api::{export::ExportQuery, job::JobState};
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Which ones, as for `muster job list`
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Only jobs in this state, like `failed`; may be repeated
    #[arg(long, value_name = "STATE", value_parser = list::state, value_delimiter = ',')]
    state: Vec<JobState>,
    /// Only jobs whose command, name or id contains this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only jobs that were submitted together, by the id of the first
    #[arg(long, value_name = "JOB")]
    batch: Option<JobSelector>,
    /// Only jobs that have this label; may be repeated, and all must match
    #[arg(short, long, value_name = "NAME=VALUE", value_parser = read::pair)]
    label: Vec<(String, String)>,
    /// Only jobs that were submitted after this one
    #[arg(long, value_name = "JOB")]
    newer_than: Option<JobSelector>,
    /// The tasks of arrays, too
    #[arg(long)]
    tasks: bool,
    /// Write to this file, which must not be there [default: standard output]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,
}

impl Export {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let batch = match &self.batch {
            Some(batch) => Some(batch.find(&client).await?.to_string()),
            None => None,
        };
        let newer_than = match &self.newer_than {
            Some(job) => Some(job.find(&client).await?.to_string()),
            None => None,
        };
        let query = ExportQuery {
            query: read::query(&self.query),
            state: list::states(&self.state),
            search: self.search.clone(),
            batch,
            label: list::labels(&self.label),
            newer_than,
            tasks: self.tasks.then_some(true),
        };
        let new_file = self.file.as_deref().map(NewFile::begin).transpose()?;
        let mut lines = client.export_jobs(&query).await?;
        let Some(mut file) = new_file else {
            let mut out = io::stdout().lock();
            while let Some(part) = lines.next().await? {
                match out.write_all(&part).and_then(|()| out.flush()) {
                    // Whoever reads has what they wanted, as `head` does.
                    Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
                    written => written?,
                }
            }
            return Ok(Exit::SUCCESS);
        };
        let mut count = 0;
        while let Some(bytes) = lines.next().await? {
            count += bytes.split(|byte| *byte == b'\n').count() - 1;
            file.write(&bytes)?;
        }
        file.finish()?;
        let name = self.file.as_deref().unwrap_or(Path::new("")).display();
        let jobs = if count == 1 { "1 job is".to_owned() } else { format!("{count} jobs are") };
        context.output.note(&format!("{jobs} in {name}"));
        Ok(Exit::SUCCESS)
    }
}
