//! `muster backup restore`

use super::{key_of, report, settings};
use crate::{context::Context, exit::Exit, failure::Failure, output::Bar};
use clap::{Args, ValueHint};
use muster_host::backup::{self, Restored, Restoring};
use serde_json::json;
use std::path::PathBuf;

/// It goes into the directory that `--data-dir` names. A coordinator there must be stopped first.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// A file with the key, or `-` for stdin [default: the key of the data directory]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    key_file: Option<PathBuf>,
    /// Replace what is in the data directory, which is kept aside under a dated name
    #[arg(long)]
    replace: bool,
}

impl Restore {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let settings = settings(context)?;
        let key = key_of(self.key_file.as_deref(), &settings).await?;
        let bar = Bar::new(&context.output);
        let restored = backup::restore(Restoring {
            file: self.file,
            key,
            settings: settings.clone(),
            may_replace: self.replace,
            now: context.seams.clock.now(),
            faults: context.seams.faults.clone(),
            report: report(&bar),
        });
        let Restored { header, epoch, kept_aside } = restored.await?;
        drop(bar);
        let data_dir = settings.data_dir.value.display().to_string();
        let document = json!({
            "data_dir": data_dir, "header": header, "epoch": epoch, "kept_aside": kept_aside,
        });
        context.output.item(&document, &data_dir, |_| {
            let kept = kept_aside.as_ref();
            let kept = kept.map(|aside| format!("what was there is kept in {}\n", aside.display()));
            let kept = kept.unwrap_or_default();
            format!("{data_dir} is as it was at {}\n{kept}", header.created_at)
        })?;
        if context.output.is_for_people() {
            context.output.hint("start it with `muster serve`");
        }
        Ok(Exit::SUCCESS)
    }
}
