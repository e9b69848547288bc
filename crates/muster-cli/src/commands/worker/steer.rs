//! `muster worker pause`, `drain`, `resume` and `rename`

use super::find::find;
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Bar, Output, relative, visible},
    read,
    wording::{Options, with_options},
};
use clap::Args;
use muster_api::worker::{PauseWorkerRequest, Worker, WorkerChange, WorkerLiveness};
use muster_client::Client;
use std::time::Duration;

const OPTIONS: Options = &[
    ("reason", "--reason"),
    ("resume_after_seconds", "--for"),
    ("take_back_after_seconds", "--within"),
];

/// How often it is asked how many slots are still taken.
const ASK_EVERY: Duration = Duration::from_millis(500);

#[derive(Debug, Args)]
pub(crate) struct Pause {
    /// Its name or id
    worker: String,
    /// Why, for everybody who wonders
    #[arg(long, value_name = "REASON")]
    reason: String,
    /// After how long it goes on by itself, like `2h` [default: when it is resumed]
    #[arg(long = "for", value_name = "SPAN", value_parser = some_span)]
    span: Option<Duration>,
}

#[derive(Debug, Args)]
pub(crate) struct Drain {
    /// Its name or id
    worker: String,
    /// Why, for everybody who wonders
    #[arg(long, value_name = "REASON", default_value = "drained")]
    reason: String,
    /// After how long what still runs is taken back and given to others, like `10min` [default: it runs to its end]
    #[arg(long, value_name = "SPAN", value_parser = read::span)]
    within: Option<Duration>,
    /// Do not wait until nothing runs on it
    #[arg(long)]
    no_wait: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// Its name or id
    worker: String,
}

#[derive(Debug, Args)]
pub(crate) struct Rename {
    /// Its name or id
    worker: String,
    /// What it is called from now on
    name: String,
}

/// No time at all would be a pause that is over before it begins.
fn some_span(text: &str) -> Result<Duration, String> {
    let span = read::span(text)?;
    if span.is_zero() {
        let rule = "is no time at all; write it like `2h`, or leave it out to pause until `muster worker resume`";
        return Err(format!("`{text}` {rule}"));
    }
    Ok(span)
}

impl Pause {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let worker = find(&client, &self.worker).await?;
        let request = PauseWorkerRequest {
            reason: self.reason,
            resume_after_seconds: self.span.map(|span| span.as_secs()),
            ..PauseWorkerRequest::default()
        };
        let paused = client.pause_worker(&worker.id, &request).await;
        say(context, &paused.map_err(|error| with_options(error, OPTIONS))?, &self.worker)
    }
}

impl Drain {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let worker = find(&client, &self.worker).await?;
        let request = PauseWorkerRequest {
            reason: self.reason,
            take_back_after_seconds: self.within.map(|span| span.as_secs()),
            ..PauseWorkerRequest::default()
        };
        let paused = client.pause_worker(&worker.id, &request).await;
        let mut worker = paused.map_err(|error| with_options(error, OPTIONS))?;
        if !self.no_wait {
            worker = drained(&client, worker, &context.output).await?;
        }
        if worker.pause.is_none() {
            let message = format!("{} was resumed before nothing ran on it", visible(&worker.name));
            return Err(Failure::new("worker_resumed", message, Exit::CONFLICT));
        }
        say(context, &worker, &self.worker)
    }
}

/// Waits until nothing runs on a worker any more, or somebody has resumed it.
pub(super) async fn drained(
    client: &Client,
    mut worker: Worker,
    output: &Output,
) -> Result<Worker, Failure> {
    let (bar, all) = (Bar::new(output), u64::from(worker.busy_slots));
    while worker.busy_slots > 0 && worker.pause.is_some() {
        let left = u64::from(worker.busy_slots);
        bar.draw("draining", all.saturating_sub(left), all);
        tokio::time::sleep(ASK_EVERY).await;
        worker = find(client, worker.id.as_str()).await?;
    }
    Ok(worker)
}

impl Resume {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let worker = find(&client, &self.worker).await?;
        say(context, &client.resume_worker(&worker.id).await?, &self.worker)
    }
}

impl Rename {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let worker = find(&client, &self.worker).await?;
        let before = visible(&worker.name);
        let change = WorkerChange { name: Some(self.name), ..WorkerChange::default() };
        let worker = client.change_worker(&worker.id, &change).await?;
        context.output.item(&worker, worker.id.as_str(), |worker| {
            format!("{before} is called {} now\n", visible(&worker.name))
        })?;
        Ok(Exit::SUCCESS)
    }
}

fn say(context: &Context, worker: &Worker, named: &str) -> Result<Exit, Failure> {
    let output = &context.output;
    output.item(worker, worker.id.as_str(), |worker| told(worker, named, output))?;
    Ok(Exit::SUCCESS)
}

/// A name as it is typed into a shell.
pub(super) fn typed(named: &str) -> String {
    let name = visible(named);
    if name.contains(char::is_whitespace) { format!("'{name}'") } else { name }
}

/// How it stands. Who has named it can type that name again.
fn told(worker: &Worker, named: &str, output: &Output) -> String {
    let name = visible(&worker.name);
    let Some(pause) = &worker.pause else {
        let is_here = worker.liveness == WorkerLiveness::Online;
        let when = if is_here { "now" } else { "when it comes back" };
        return format!("{name} takes jobs {when}\n");
    };
    let runs = match worker.busy_slots {
        0 => "nothing runs on it".to_owned(),
        1 => "1 of its slots is still taken".to_owned(),
        count => format!("{count} of its slots are still taken"),
    };
    let ends = pause.until.map_or_else(
        || format!("until `muster worker resume {}`", typed(named)),
        |until| format!("goes on {}", relative(until, output.now)),
    );
    format!("{name} is paused: {}; {ends}; {runs}\n", visible(&pause.reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_of_no_time_is_refused_with_what_to_say_instead() {
        assert_eq!(some_span("2h"), Ok(Duration::from_hours(2)));
        for text in ["0", "0s", "0h0min"] {
            assert!(some_span(text).unwrap_err().contains("leave it out"), "{text}");
        }
        assert!(some_span("soon").unwrap_err().contains("no span of time"));
    }
}
