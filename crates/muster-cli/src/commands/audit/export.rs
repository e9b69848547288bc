//! `muster audit export`

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::{Args, ValueEnum, ValueHint};
use muster_api::audit::{AuditExportQuery, AuditForm};
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};
use tempfile::NamedTempFile;

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Write to this file, which must not be there
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "ndjson")]
    format: Form,
    /// Only from this date or time on, in UTC
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Only up to the end of this date, or up to this time
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Lines of JSON, signed; `muster audit verify FILE` verifies them
    Ndjson,
    /// For spreadsheets; it proves nothing
    Csv,
}

impl Export {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let format = match self.format {
            Form::Ndjson => AuditForm::Ndjson,
            Form::Csv => AuditForm::Csv,
        };
        let query = AuditExportQuery { format: Some(format), from: self.from, to: self.to };
        let mut parts = context.client().await?.export_audit(&query).await?;
        let name = self.file.display().to_string();
        let failed = |error: io::Error| unwritable(&name, &error);
        // It has its name once it is whole, and goes if it does not get there.
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut part = NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
        while let Some(bytes) = parts.next().await? {
            part.write_all(&bytes).map_err(failed)?;
        }
        part.persist_noclobber(&self.file).map_err(|failure| failed(failure.error))?;
        context.output.note(&format!("the log is in {name}"));
        Ok(Exit::SUCCESS)
    }
}

fn unwritable(name: &str, error: &io::Error) -> Failure {
    let exit = match error.kind() {
        io::ErrorKind::AlreadyExists => Exit::CONFLICT,
        _ => Exit::FAILURE,
    };
    Failure::new("unwritable", format!("{name} cannot be written: {error}"), exit)
}
