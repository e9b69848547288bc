//! `muster backup create`

use super::{list::size, report, settings};
use crate::{context::Context, exit::Exit, failure::Failure, file::must_be_free, output::Bar};
use clap::{Args, ValueHint};
use muster_api::backup::Backup;
use muster_client::Client;
use muster_host::backup;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// The coordinator that runs makes it; without one, it is made from here.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Put a copy of the finished backup here as well
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    to: Option<PathBuf>,
}

impl Create {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        if self.to.is_some() && context.settings.url.is_some() {
            return Err(Failure::usage("`--to` works with a coordinator on this machine only")
                .with_hint("leave `--url` and MUSTER_URL out"));
        }
        // A copy that cannot be made must not leave a backup that nobody wanted alone.
        self.to.as_deref().map_or(Ok(()), must_be_free)?;
        let bar = Bar::new(&context.output);
        let backup = match context.client().await {
            Ok(client) => ask(&client, &bar).await?,
            Err(failure) if failure.code == "not_running" => make(context, &bar).await?,
            Err(failure) => return Err(failure),
        };
        drop(bar);
        if let Some(to) = &self.to {
            let from = PathBuf::from(&backup.path);
            backup::copy_out(&from, to)?;
        }
        context
            .output
            .item(&backup, &backup.path, |backup| sentence(backup, self.to.as_deref()))?;
        Ok(Exit::SUCCESS)
    }
}

fn sentence(backup: &Backup, copy: Option<&Path>) -> String {
    let (jobs, size) = (backup.jobs, size(backup.size));
    let copied = copy.map(|copy| format!("copied to {}\n", copy.display()));
    let copied = copied.unwrap_or_default();
    format!("{} ({size}, {jobs} jobs) is verified\n{copied}", backup.path)
}

/// Lets the coordinator make one, and waits for it.
async fn ask(client: &Client, bar: &Bar) -> Result<Backup, Failure> {
    /// A small one takes less than a second.
    const LOOK_EVERY: Duration = Duration::from_millis(200);
    let number = client.create_backup().await?.number;
    loop {
        let run = client.list_backups().await?.run.filter(|run| run.number == number);
        let Some(run) = run else {
            let broken = "the coordinator started anew before the backup was finished";
            return Err(Failure::new("backup_interrupted", broken, Exit::TRANSIENT)
                .with_hint("make it again"));
        };
        match (run.backup, run.failure) {
            (Some(backup), _) => return Ok(backup),
            (None, Some(failure)) => {
                return Err(Failure::new(&failure.code, failure.message, Exit::FAILURE)
                    .with_hint(failure.hint));
            }
            (None, None) => bar.draw(&run.step, run.done, run.total),
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Makes one of a data directory that no coordinator uses.
async fn make(context: &Context, bar: &Bar) -> Result<Backup, Failure> {
    let settings = settings(context)?;
    let now = context.seams.clock.now();
    let shelved = backup::create_offline(&settings, now, report(bar)).await?;
    Ok(backup::view(shelved))
}
