//! `muster audit export`

use crate::{context::Context, exit::Exit, failure::Failure, file::NewFile};
use clap::{Args, ValueEnum, ValueHint};
use muster_api::audit::{AuditExportQuery, AuditForm};
use std::path::PathBuf;

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
        let mut file = NewFile::begin(&self.file)?;
        let mut parts = context.client().await?.export_audit(&query).await?;
        while let Some(bytes) = parts.next().await? {
            file.write(&bytes)?;
        }
        file.finish()?;
        let name = self.file.display();
        context.output.note(&format!("the log is in {name}"));
        Ok(Exit::SUCCESS)
    }
}
