//! `muster job export`

use super::list;
use crate::{context::Context, exit::Exit, failure::Failure, read, selector::JobSelector};
use clap::{Args, ValueHint};
use muster_api::job::{ExportQuery, JobState};
use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
};

#[derive(Debug, Args)]
pub(crate) struct Export {
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
            state: list::states(&self.state),
            search: self.search.clone(),
            batch,
            label: list::labels(&self.label),
            newer_than,
            tasks: self.tasks.then_some(true),
        };
        let mut lines = client.export_jobs(&query).await?;
        let mut target = Target::open(self.file.as_deref())?;
        while let Some(part) = lines.next().await? {
            target.write(&part)?;
        }
        let count = target.finish()?;
        if let Some(file) = &self.file {
            let jobs = if count == 1 { "1 job is".to_owned() } else { format!("{count} jobs are") };
            context.output.note(&format!("{jobs} in {}", file.display()));
        }
        Ok(Exit::SUCCESS)
    }
}

/// Where lines go: to standard output, or to a file that has its name once it is whole.
struct Target {
    out: Box<dyn Write>,
    /// The name that it has until then, and the one that it gets.
    names: Option<(PathBuf, PathBuf)>,
    lines: usize,
}

impl Target {
    fn open(file: Option<&Path>) -> Result<Self, Failure> {
        let Some(name) = file else {
            return Ok(Self { out: Box::new(io::stdout().lock()), names: None, lines: 0 });
        };
        if name.exists() {
            let message = format!("{} is there already", name.display());
            return Err(Failure::new("file_exists", message, Exit::CONFLICT));
        }
        let mut part = name.as_os_str().to_owned();
        part.push(".muster-part");
        let part = PathBuf::from(part);
        let out = File::create(&part).map_err(|error| unwritable(name, &error))?;
        Ok(Self { out: Box::new(out), names: Some((part, name.to_owned())), lines: 0 })
    }

    fn write(&mut self, part: &[u8]) -> Result<(), Failure> {
        self.lines += part.split(|byte| *byte == b'\n').count() - 1;
        match self.out.write_all(part) {
            // Whoever reads has what they wanted, as `head` does.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe && self.names.is_none() => {
                self.out = Box::new(io::sink());
                Ok(())
            }
            written => written.map_err(|error| self.unwritable(&error)),
        }
    }

    fn finish(mut self) -> Result<usize, Failure> {
        self.out.flush().map_err(|error| self.unwritable(&error))?;
        if let Some((part, name)) = &self.names {
            std::fs::rename(part, name).map_err(|error| unwritable(name, &error))?;
        }
        Ok(self.lines)
    }

    fn unwritable(&self, error: &io::Error) -> Failure {
        let name = self.names.as_ref().map_or(Path::new("standard output"), |(_, name)| name);
        unwritable(name, error)
    }
}

fn unwritable(name: &Path, error: &io::Error) -> Failure {
    let message = format!("{} cannot be written: {error}", name.display());
    Failure::new("unwritable", message, Exit::FAILURE)
}
