//! `muster doctor bundle`: what somebody who helps would ask for, looked at before it is saved.

use crate::{
    confirm,
    context::Context,
    exit::Exit,
    failure::Failure,
    file::{must_be_free, unwritable},
    output::{Cell, Column, Listing, Tone, to_stdout, visible},
};
use clap::Args;
use muster_api::instance::{BundleFile, SupportBundle};
use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Nothing is sent to anybody.
#[derive(Debug, Args)]
pub(crate) struct Bundle {
    /// Where to save it
    #[arg(long, value_name = "FILE", default_value = "muster-support.txt")]
    to: PathBuf,
    /// Leave this file out; may be said again
    #[arg(long, value_name = "NAME")]
    without: Vec<String>,
    /// Print what is in it, and save nothing
    #[arg(long)]
    print: bool,
    /// Save without asking
    #[arg(short, long)]
    yes: bool,
}

const COLUMNS: &[Column] = &[
    Column::left("FILE"),
    Column::right("BYTES"),
    Column::right("REDACTED"),
    Column::left("CUT"),
    Column::long("WHAT"),
];

impl Bundle {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let mut bundle = context.client().await?.support_bundle().await?;
        if let Some(unknown) = unknown(&bundle, &self.without) {
            let message = format!("there is no file `{unknown}` in it");
            return Err(Failure::usage(message));
        }
        bundle.files.retain(|file| !self.without.contains(&file.name));
        let text = bundle.text(|_| true);
        if self.print {
            // It was written by others, and a terminal obeys more than it shows.
            let lines = text.lines().map(visible);
            to_stdout(lines.fold(String::new(), |all, line| all + &line + "\n"))?;
            return Ok(Exit::SUCCESS);
        }
        must_be_free(&self.to)?;
        show(context, &bundle)?;
        let what = format!("save these {} files to {}", bundle.files.len(), self.to.display());
        if !self.yes && !confirm::is_confirmed(&context.output, &what)? {
            return Ok(Exit::FAILURE);
        }
        save(&self.to, &text).map_err(|error| unwritable(&self.to, &error))?;
        context.output.note(&format!("saved {}; read it before you send it", self.to.display()));
        Ok(Exit::SUCCESS)
    }
}

fn unknown<'a>(bundle: &SupportBundle, without: &'a [String]) -> Option<&'a String> {
    without.iter().find(|name| bundle.files.iter().all(|file| file.name != **name))
}

/// Never over something that is there.
fn save(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path)?.write_all(text.as_bytes());
    if written.is_err() {
        drop(fs::remove_file(path));
    }
    written
}

fn show(context: &Context, bundle: &SupportBundle) -> Result<(), Failure> {
    context.output.list(&Listing {
        page: bundle,
        items: &bundle.files,
        columns: COLUMNS,
        row: &row,
        id: &|file| file.name.clone(),
        if_empty: ("everything was left out", "leave out less"),
    })?;
    context.output.hint("`--print` shows what is in them; `--without NAME` leaves one out");
    Ok(())
}

fn row(file: &BundleFile) -> Vec<Cell> {
    let redacted = file.redacted.to_string();
    vec![
        file.name.as_str().into(),
        file.text.len().to_string().into(),
        if file.redacted > 0 { Cell::new(Tone::Notice, &redacted) } else { redacted.into() },
        if file.is_cut { "yes" } else { "" }.into(),
        Cell::muted(&file.about),
    ]
}
