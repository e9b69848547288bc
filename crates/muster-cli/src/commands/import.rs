//! `muster import`: what another system has stored, with its numbers.

use crate::{
    context::Context,
    exit::Exit,
    failure::{Failure, told},
};
use clap::{Subcommand, ValueHint};
use muster_host::{
    config::{ServeFlags, ServeSettings},
    import::{ImportError, Imported, deborgen},
};
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Copy jobs, logs and nodes out of deborgen's file, which stays as it is
    Deborgen {
        /// The file that `DEBORGEN_DB_PATH` named
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
}

impl Import {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Self::Deborgen { file } = self;
        let data_dir = context.global.data_dir.clone();
        let flags = ServeFlags { data_dir, ..ServeFlags::default() };
        let settings = ServeSettings::resolve(&context.environment, flags)?;
        let imported = deborgen(&file, &settings, &context.seams).await?;
        let document = json!({
            "jobs": imported.jobs,
            "requeued": imported.requeued,
            "logs": imported.logs,
            "log_bytes": imported.log_bytes,
            "nodes": imported.nodes,
        });
        context
            .output
            .item(&document, &imported.jobs.to_string(), |_| sentence(&imported, &file))?;
        Ok(Exit::SUCCESS)
    }
}

fn sentence(imported: &Imported, file: &Path) -> String {
    let Imported { jobs, requeued, logs, log_bytes, nodes } = imported;
    let mut text = format!(
        "{jobs} jobs, {logs} logs ({log_bytes} bytes) and {nodes} nodes copied from {}\n",
        file.display()
    );
    if *requeued > 0 {
        let line = format!("{requeued} that were running there wait here for a worker\n");
        text.push_str(&line);
    }
    text
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        let exit = match error {
            ImportError::Start(error) => return error.into(),
            ImportError::NumbersTaken { .. } => Exit::CONFLICT,
            _ => Exit::FAILURE,
        };
        Self::new(error.code(), told(&error), exit).with_hint(error.hint())
    }
}
