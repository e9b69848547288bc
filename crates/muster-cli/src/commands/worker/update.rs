//! `muster worker update`: workers are brought to another version of their program.

use super::find::find;
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Bar, visible},
};
use clap::{ArgGroup, Args, ValueHint};
use muster_api::{
    program::Program,
    update::{UpdateCounts, UpdateReport, UpdateRequest, UpdateStage, WorkerUpdate},
    worker::Worker,
};
use muster_client::Client;
use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

/// Whoever waits is told this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// One worker first, then a quarter, then the rest, each after the jobs that it runs. The first that fails stops those
/// that have not begun. Interrupting only ends the waiting.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("which").required(true)))]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Update {
    /// Their names or ids
    #[arg(value_name = "WORKER", group = "which")]
    workers: Vec<String>,
    /// All workers, but for the machine that the coordinator runs on
    #[arg(long, group = "which")]
    all: bool,
    /// Bring this program first: for machines of another kind than the coordinator's, or a newer one; may be repeated
    #[arg(long = "program", value_name = "FILE", value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
    /// Ask for it, and do not wait
    #[arg(long)]
    no_wait: bool,
    /// Stop the whole update: no worker that has not begun to change begins
    #[arg(long, group = "which", conflicts_with_all = ["files", "no_wait"])]
    stop: bool,
    /// Say how far the last update is, counted over all workers
    #[arg(long, group = "which", conflicts_with_all = ["files", "no_wait"])]
    status: bool,
}

impl Update {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        if self.stop {
            let stopped = client.stop_updates().await?;
            let text = |count| format!("stopped the update of {count} workers\n");
            context.output.item(&stopped, &stopped.count.to_string(), |it| text(it.count))?;
            return Ok(Exit::SUCCESS);
        }
        if self.status {
            let report = client.updates_of_workers().await?;
            let quiet = report.last.as_ref().map(|last| last.over.to_string());
            context.output.item(&report, &quiet.unwrap_or_default(), counted)?;
            return Ok(Exit::SUCCESS);
        }
        for file in &self.files {
            bring(context, &client, file).await?;
        }
        let request = UpdateRequest { workers: self.named(&client).await? };
        client.update_workers(&request).await?;
        if !self.no_wait {
            wait(context, &client).await?;
        }
        let workers = together(&client).await?;
        let failed = workers.iter().any(|(_, update)| update.stage == UpdateStage::Failed);
        let document =
            serde_json::json!({ "items": workers.iter().map(|it| &it.0).collect::<Vec<_>>() });
        let names: Vec<_> = workers.iter().map(|(worker, _)| worker.id.to_string()).collect();
        context.output.item(&document, &names.join("\n"), |_| told(&workers))?;
        Ok(if failed { Exit::FAILURE } else { Exit::SUCCESS })
    }

    async fn named(&self, client: &Client) -> Result<Option<Vec<muster_core::WorkerId>>, Failure> {
        if self.all {
            return Ok(None);
        }
        let mut named = vec![];
        for worker in &self.workers {
            named.push(find(client, worker).await?.id);
        }
        Ok(Some(named))
    }
}

async fn bring(context: &Context, client: &Client, file: &Path) -> Result<(), Failure> {
    let about =
        |error: io::Error| Failure::usage(format!("cannot read `{}`: {error}", file.display()));
    let bytes = tokio::fs::read(file).await.map_err(about)?;
    context.output.note(&format!("bringing {} ({} MiB)", file.display(), bytes.len() >> 20));
    let own = Program::find(&bytes);
    let programs = client.bring_program(bytes).await?.items;
    let newest = own.and_then(|own| {
        let newest = programs.into_iter().find(|one| one.platform == own.platform)?;
        (newest.version != own.version).then_some((own, newest.version))
    });
    match newest {
        None => Ok(()),
        Some((own, version)) => Err(Failure::usage(format!(
            "`{}` is {own}, and the coordinator has {version}: workers are brought to the newest",
            file.display()
        ))),
    }
}

/// Shows how far it is until nothing more becomes of it.
async fn wait(context: &Context, client: &Client) -> Result<(), Failure> {
    let (bar, mut before) = (Bar::new(&context.output), String::new());
    loop {
        let last = client.updates_of_workers().await?.last;
        let Some(last) = last.filter(UpdateCounts::is_under_way) else { return Ok(()) };
        let text = last.one.map(|one| line(&one.name, &one.update)).unwrap_or_default();
        bar.draw("updating", last.over, last.total);
        if !bar.is_drawn() && text != before {
            context.output.note(&text);
        }
        before = text;
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Those that were asked for last, at one time.
async fn together(client: &Client) -> Result<Vec<(Worker, WorkerUpdate)>, Failure> {
    let workers = client.list_workers().await?.items;
    let mut updates: Vec<_> =
        workers.into_iter().filter_map(|one| Some((one.clone(), one.update?))).collect();
    let last = updates.iter().map(|(_, update)| update.asked_at).max();
    updates.retain(|(_, update)| Some(update.asked_at) == last);
    Ok(updates)
}

fn told(workers: &[(Worker, WorkerUpdate)]) -> String {
    if workers.is_empty() {
        return "there is no worker to update\n".to_owned();
    }
    let lines: Vec<_> = workers.iter().map(|(worker, update)| line(&worker.name, update)).collect();
    lines.join("\n") + "\n"
}

/// How many are over, and the one that matters.
fn counted(report: &UpdateReport) -> String {
    let Some(last) = &report.last else {
        return format!("no update yet; {} workers can be updated\n", report.workers);
    };
    let UpdateCounts { version, over, total, failed, .. } = last;
    let goes = if last.is_under_way() { "under way" } else { "over" };
    let to = if version.is_empty() { String::new() } else { format!(" to {}", visible(version)) };
    let one = last.one.as_ref().map(|one| line(&one.name, &one.update) + "\n");
    format!("{goes}{to}: {over} of {total} workers, {failed} failed\n{}", one.unwrap_or_default())
}

fn line(name: &str, update: &WorkerUpdate) -> String {
    let what = match update.stage {
        UpdateStage::Waiting => "waits",
        UpdateStage::Draining => "runs its jobs to their end",
        UpdateStage::Changing => "changes",
        UpdateStage::Done => "done",
        UpdateStage::Failed => "failed",
        UpdateStage::Skipped => "left as it is",
        UpdateStage::Stopped => "stopped",
    };
    let why = update.reason.as_ref().map(|why| format!(": {}", visible(why))).unwrap_or_default();
    let to =
        if update.version.is_empty() { String::new() } else { format!(" → {}", update.version) };
    format!("{}{}  {what}{why}", visible(name), visible(&to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        update: Update,
    }

    fn read(words: &[&str]) -> Result<Update, String> {
        let line = Line::try_parse_from(["update"].iter().chain(words));
        line.map(|line| line.update).map_err(|error| error.to_string())
    }

    #[test]
    fn whoever_says_nothing_is_told_of_all_ways() {
        let said = read(&[]).unwrap_err();
        assert!(said.contains("<WORKER|--all|--stop|--status>"), "{said}");
        assert_eq!(read(&["a", "b"]).unwrap().workers, ["a", "b"]);
        assert!(read(&["--all"]).unwrap().all && read(&["--stop"]).unwrap().stop);
    }

    #[test]
    fn stopping_is_about_all_of_them_and_the_usage_says_so() {
        let wrong =
            [&["--stop", "a"][..], &["--stop", "--all"], &["--all", "a"], &["--status", "a"]];
        for words in wrong {
            let said = read(words).unwrap_err();
            assert!(said.contains("cannot be used with"), "{said}");
        }
        assert!(read(&["--stop", "--program", "x"]).unwrap_err().contains("cannot be used with"));
    }
}
