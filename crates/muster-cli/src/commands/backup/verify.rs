//! `muster backup verify`

use super::{key_of, list::size, report, settings};
use crate::{context::Context, exit::Exit, failure::Failure, output::Bar};
use clap::{Args, ValueHint};
use muster_host::backup::{self, Opened};
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The backup
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// A file with the key, or `-` for stdin [default: the key of the data directory]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    key_file: Option<PathBuf>,
}

impl Verify {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let settings = settings(context)?;
        let key = key_of(self.key_file.as_deref(), &settings).await?;
        let bar = Bar::new(&context.output);
        let file = self.file.clone();
        let opened = backup::verify_with(&settings, &file, &key, report(&bar)).await?;
        drop(bar);
        let Opened { header, files, bytes } = &opened;
        let document = json!({ "header": header, "files": files, "bytes": bytes });
        context.output.item(&document, &self.file.display().to_string(), |_| {
            format!(
                "{} is whole: {files} files, {}, made {} by Muster {}\n",
                self.file.display(),
                size(*bytes),
                header.created_at,
                header.muster_version,
            )
        })?;
        Ok(Exit::SUCCESS)
    }
}
