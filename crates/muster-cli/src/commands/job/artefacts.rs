//! `muster job artefacts`
//!
//! A download writes single files below one folder, through a handle that leads nowhere else, and under
//! names that were checked here too. Nothing is unpacked.

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing},
    read,
    selector::JobSelector,
};
use aws_lc_rs::digest::{Context as Sum, SHA256};
use cap_std::{
    ambient_authority,
    fs::{Dir, OpenOptions},
};
use clap::Args;
use muster_api::artefact::{Artefact, ArtefactPage, ArtefactQuery, DownloadQuery, hex};
use muster_client::Client;
use muster_core::{JobId, artefact::check_name};
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

const COLUMNS: &[Column] = &[
    Column::long("NAME"),
    Column::right("BYTES"),
    Column::right("ATTEMPT"),
    Column::left("SHA-256"),
];
/// Enough of a hash for people; the whole of it is in the JSON.
const SHOWN: usize = 12;

#[derive(Debug, Args)]
pub(crate) struct Artefacts {
    /// `job_12`, `12`, or `last`
    job: JobSelector,
    /// Write them below this folder
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    download: Option<PathBuf>,
    /// Those of this attempt; to download, the latest that has any if nothing is said
    #[arg(long, value_name = "NUMBER", value_parser = read::count)]
    attempt: Option<u32>,
    /// Replace files that are there
    #[arg(long, requires = "download")]
    force: bool,
}

impl Artefacts {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let job = self.job.find(&client).await?;
        let mut page = self.read(&client, job).await?;
        let Some(folder) = &self.download else {
            context.output.list(&Listing {
                page: &page,
                items: &page.items,
                columns: COLUMNS,
                row: &row,
                id: &|artefact: &Artefact| artefact.name.clone(),
                if_empty: (
                    "the job has left no files behind",
                    "say which ones to keep with `--artefact` when it is submitted",
                ),
            })?;
            return Ok(Exit::SUCCESS);
        };
        let latest = page.items.iter().map(|artefact| artefact.attempt).max();
        page.items.retain(|artefact| Some(artefact.attempt) == latest);
        let target = Target::open(folder, self.force)?;
        for artefact in &page.items {
            target.fetch(&client, job, artefact).await?;
        }
        let count = page.items.len();
        let files = if count == 1 { "1 file is".to_owned() } else { format!("{count} files are") };
        context.output.note(&format!("{files} in {}", folder.display()));
        Ok(Exit::SUCCESS)
    }

    /// As many pages as it takes.
    async fn read(&self, client: &Client, job: JobId) -> Result<ArtefactPage, Failure> {
        let mut whole = ArtefactPage { items: vec![], next_cursor: None };
        loop {
            let query = ArtefactQuery { cursor: whole.next_cursor.take(), limit: None };
            let page = client.list_artefacts(job, &query).await?;
            let is_asked =
                |artefact: &Artefact| self.attempt.is_none_or(|number| artefact.attempt == number);
            whole.items.extend(page.items.into_iter().filter(is_asked));
            whole.next_cursor = page.next_cursor;
            if whole.next_cursor.is_none() {
                return Ok(whole);
            }
        }
    }
}

fn row(artefact: &Artefact) -> Vec<Cell> {
    vec![
        artefact.name.as_str().into(),
        artefact.size.to_string().into(),
        artefact.attempt.to_string().into(),
        Cell::muted(artefact.sha256.get(..SHOWN).unwrap_or(&artefact.sha256)),
    ]
}

/// The folder below which files are written.
struct Target {
    dir: Dir,
    may_replace: bool,
}

impl Target {
    fn open(folder: &Path, may_replace: bool) -> Result<Self, Failure> {
        let opened = std::fs::create_dir_all(folder)
            .and_then(|()| Dir::open_ambient_dir(folder, ambient_authority()));
        let dir = opened.map_err(|error| unwritable(&folder.display().to_string(), &error))?;
        Ok(Self { dir, may_replace })
    }

    /// Under another name until it is whole and has the right sum.
    async fn fetch(&self, client: &Client, job: JobId, artefact: &Artefact) -> Result<(), Failure> {
        let name = artefact.name.as_str();
        if let Err(rule) = check_name(name) {
            let message = format!("`{name}` is not written here: its name {rule}");
            return Err(Failure::new("artefact_name", message, Exit::FAILURE));
        }
        if !self.may_replace && self.dir.symlink_metadata(name).is_ok() {
            let failure =
                Failure::new("file_exists", format!("{name} is there already"), Exit::CONFLICT);
            return Err(failure.with_hint("replace it with `--force`"));
        }
        let part = format!("{name}.muster-part");
        let written = self.write(&part, client, job, artefact).await;
        if written.is_err() {
            // What is not whole has no worth, and the failure is told already.
            drop(self.dir.remove_file(&part));
        }
        written?;
        self.dir.rename(&part, &self.dir, name).map_err(|error| unwritable(name, &error))
    }

    async fn write(
        &self,
        part: &str,
        client: &Client,
        job: JobId,
        artefact: &Artefact,
    ) -> Result<(), Failure> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        let parent = Path::new(part).parent().filter(|parent| !parent.as_os_str().is_empty());
        let made = parent.map_or(Ok(()), |parent| self.dir.create_dir_all(parent));
        let opened = made.and_then(|()| self.dir.open_with(part, &options));
        let failed = |error: io::Error| unwritable(&artefact.name, &error);
        let (mut file, mut sum) = (opened.map_err(failed)?, Sum::new(&SHA256));
        let query = DownloadQuery { attempt: Some(artefact.attempt) };
        let mut bytes = client.read_artefact(job, &artefact.name, &query).await?;
        while let Some(next) = bytes.next().await? {
            sum.update(&next);
            file.write_all(&next).map_err(failed)?;
        }
        if hex(sum.finish().as_ref()) == artefact.sha256 {
            return Ok(());
        }
        let message = format!("{} did not arrive as it was kept", artefact.name);
        Err(Failure::new("wrong_hash", message, Exit::TRANSIENT))
    }
}

fn unwritable(name: &str, error: &io::Error) -> Failure {
    Failure::new("unwritable", format!("{name} cannot be written: {error}"), Exit::FAILURE)
}
