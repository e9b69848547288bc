//! `muster job logs`: what a job wrote, its stdout on ours and its stderr on ours.

use super::tail;
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    followed::Printer,
    output::{document, to_stdout, visible},
    read,
    selector::JobSelector,
};
use clap::Args;
use muster_api::log::{LogMatch, LogPage, LogQuery, LogSearchQuery};
use muster_client::Client;
use muster_core::JobId;
use muster_host::config::OutputFormat;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "they are the flags of a command line")]
pub(crate) struct Logs {
    /// `job_12`, `12`, or `last`
    job: JobSelector,
    /// Go on until the job has ended
    #[arg(short, long)]
    follow: bool,
    /// Of this attempt [default: the latest]
    #[arg(long, value_name = "NUMBER", value_parser = read::count)]
    attempt: Option<u32>,
    /// From this byte on
    #[arg(long, value_name = "OFFSET", default_value_t = 0, value_parser = read::number::<u64>)]
    from: u64,
    /// Only the last so many lines, and what comes after them
    #[arg(long, value_name = "COUNT", value_parser = read::count, conflicts_with_all = ["from", "search"])]
    tail: Option<u32>,
    /// Print only the lines that contain this text, with their offsets
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["follow", "raw"])]
    search: Option<String>,
    /// Search without regard to the case of letters from A to Z
    #[arg(short, long, requires = "search")]
    ignore_case: bool,
    /// Print the very bytes, even to a terminal
    #[arg(long)]
    raw: bool,
    /// Print before each line when it was read
    #[arg(short, long, conflicts_with = "raw")]
    timestamps: bool,
}

impl Logs {
    pub(super) async fn run(mut self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let job = self.job.find(&client).await?;
        let only = self.attempt;
        if let Some(lines) = self.tail {
            let end = tail::begin(&client, job, self.attempt, lines).await?;
            // The latest attempt of now: a new one must not begin in its middle.
            (self.attempt, self.from) = (self.attempt.or(end.attempt), end.from);
        }
        if let Some(text) = self.search.clone() {
            return self.find(context, &client, job, text).await;
        }
        if self.follow {
            self.follow(context, client, job, only).await?;
        } else if self.raw {
            self.copy(&client, job).await?;
        } else {
            self.print(context, &client, job).await?;
        }
        Ok(Exit::SUCCESS)
    }

    async fn follow(
        &self,
        context: &Context,
        client: Client,
        job: JobId,
        only: Option<u32>,
    ) -> Result<(), Failure> {
        let now = client.get_job(job).await?;
        let first = self.attempt.unwrap_or(now.attempt.max(1));
        if now.state.is_terminal() && self.attempt.is_some_and(|wanted| wanted > now.attempt) {
            let message = format!("{job} has no attempt {first}");
            return Err(Failure::new("attempt_not_found", message, Exit::NOT_FOUND));
        }
        let mut follow = context.follow(client, job).await?.starting_at(first, self.from);
        if let Some(attempt) = only {
            follow = follow.ending_with(attempt);
        }
        let mut printer = Printer::new(&context.output, self.raw, self.timestamps);
        printer.print(&mut follow).await.map(drop)
    }

    /// Prints what was found. Nothing found is no success, as with other programs that search.
    async fn find(
        &self,
        context: &Context,
        client: &Client,
        job: JobId,
        text: String,
    ) -> Result<Exit, Failure> {
        let ignore_case = Some(self.ignore_case);
        let (attempt, from) = (self.attempt, Some(self.from));
        let mut query = LogSearchQuery { q: text, attempt, from, limit: None, ignore_case };
        let mut all: Vec<LogMatch> = vec![];
        let mut count = 0;
        loop {
            let found = client.search_log(job, &query).await?;
            query.attempt = Some(found.attempt).filter(|number| *number > 0);
            query.from = Some(found.next);
            count += found.matches.len();
            match context.output.format {
                OutputFormat::Table | OutputFormat::Quiet => {
                    found.matches.iter().try_for_each(|one| to_stdout(self.line_of(one)))?;
                }
                OutputFormat::Jsonl => found
                    .matches
                    .iter()
                    .try_for_each(|one| to_stdout(format!("{}\n", document(one))))?,
                OutputFormat::Json => all.extend(found.matches),
            }
            if found.is_at_end {
                break;
            }
        }
        if context.output.format == OutputFormat::Json {
            context.output.json(&all)?;
        }
        Ok(if count == 0 { Exit::FAILURE } else { Exit::SUCCESS })
    }

    fn line_of(&self, found: &LogMatch) -> String {
        let time = if self.timestamps { format!("{} ", found.at) } else { String::new() };
        format!("{}: {time}{}\n", found.offset, visible(&found.line))
    }

    async fn copy(&self, client: &Client, job: JobId) -> Result<(), Failure> {
        let mut bytes = client.read_raw_log(job, &query(self.from, self.attempt)).await?;
        while let Some(part) = bytes.next().await? {
            to_stdout(part)?;
        }
        Ok(())
    }

    async fn print(&self, context: &Context, client: &Client, job: JobId) -> Result<(), Failure> {
        let output = &context.output;
        let mut printer = Printer::new(output, false, self.timestamps);
        let (mut from, mut attempt) = (self.from, self.attempt);
        let mut whole: Option<LogPage> = None;
        loop {
            let page = client.read_log(job, &query(from, attempt)).await?;
            let is_last = page.chunks.is_empty() || page.next >= page.size;
            // A new attempt must not begin in the middle of what is printed.
            (from, attempt) = (page.next, Some(page.attempt).filter(|number| *number > 0));
            match output.format {
                OutputFormat::Table | OutputFormat::Quiet => {
                    page.chunks.iter().try_for_each(|chunk| printer.chunk(chunk))?;
                }
                OutputFormat::Jsonl => page
                    .chunks
                    .iter()
                    .try_for_each(|chunk| to_stdout(format!("{}\n", document(chunk))))?,
                OutputFormat::Json => whole = Some(joined(whole, page)),
            }
            if is_last {
                break;
            }
        }
        if let Some(whole) = &whole {
            output.json(whole)?;
        }
        printer.finish()
    }
}

fn query(from: u64, attempt: Option<u32>) -> LogQuery {
    LogQuery { attempt, from: Some(from), limit: None }
}

fn joined(before: Option<LogPage>, page: LogPage) -> LogPage {
    match before {
        None => page,
        Some(mut before) => {
            before.chunks.extend(page.chunks);
            LogPage { chunks: before.chunks, ..page }
        }
    }
}
