//! A job that is followed on this terminal: its output here, what happens to it on stderr.

use crate::{
    failure::{Failure, told},
    output::{Bar, Output, ansi::Filter, to_stderr, to_stdout, visible},
};
use muster_api::{
    job::{Job, JobState},
    log::LogChunk,
};
use muster_client::{Follow, Followed};
use muster_core::log::Stream;
use std::io::{self, IsTerminal};

/// Prints a job's log as it comes.
#[derive(Debug)]
pub(crate) struct Printer {
    output: Output,
    out: Gate,
    err: Gate,
    /// Says when each line was read.
    with_times: bool,
    /// How far an array is, where that can be drawn.
    bar: Option<Bar>,
}

/// One of our two streams. A terminal gets a filtered text, a file or pipe gets all of it.
#[derive(Debug)]
struct Gate {
    filter: Option<Filter>,
    is_at_line_start: bool,
}

impl Gate {
    fn new(is_terminal: bool) -> Self {
        Self { filter: is_terminal.then(Filter::default), is_at_line_start: true }
    }
}

impl Printer {
    pub(crate) fn new(output: &Output, is_raw: bool, with_times: bool) -> Self {
        Self {
            output: output.clone(),
            out: Gate::new(io::stdout().is_terminal() && !is_raw),
            err: Gate::new(io::stderr().is_terminal() && !is_raw),
            with_times,
            bar: None,
        }
    }

    pub(crate) fn chunk(&mut self, chunk: &LogChunk) -> Result<(), Failure> {
        if chunk.is_damaged {
            let length = chunk.length;
            self.output.warn(&format!("the disk has changed some of the next {length} bytes"));
        }
        let gate = match chunk.stream {
            Stream::Stdout => &mut self.out,
            Stream::Stderr | Stream::System => &mut self.err,
        };
        let mut text = match &mut gate.filter {
            Some(filter) => filter.feed(&chunk.text),
            None => chunk.text.clone(),
        };
        if self.with_times {
            text = stamped(&text, &chunk.at.to_string(), &mut gate.is_at_line_start);
        }
        match chunk.stream {
            Stream::Stdout => to_stdout(text),
            Stream::Stderr | Stream::System => to_stderr(text),
        }
    }

    /// Leaves the terminal as it was.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        let reset = |gate: &mut Gate| gate.filter.as_mut().map_or("", Filter::finish);
        to_stdout(reset(&mut self.out))?;
        to_stderr(reset(&mut self.err))
    }

    /// What happens besides the log; the job at its end.
    pub(crate) fn event(&mut self, event: Followed) -> Result<Option<Job>, Failure> {
        if !matches!(event, Followed::Progress(_)) {
            self.bar = None;
        }
        match event {
            Followed::Chunk(chunk) => self.chunk(&chunk)?,
            Followed::Waiting(job) => {
                self.output.note(&format!("{}: {}", job.id, does(&job)));
            }
            Followed::Progress(job) => self.draw(&job),
            // The first attempt is what everybody expects.
            Followed::Attempt(1) => {}
            Followed::Attempt(number) => self.output.note(&format!("attempt {number}")),
            Followed::Away(error) => {
                self.output.warn(&format!("{}; trying again", told(&error)));
            }
            Followed::Ended(job) => {
                self.finish()?;
                return Ok(Some(*job));
            }
        }
        Ok(None)
    }

    /// How far an array is.
    fn draw(&mut self, job: &Job) {
        let Some(array) = &job.array else { return };
        let failed = array.went_wrong();
        let failures = if failed > 0 { format!(", {failed} failed") } else { String::new() };
        let bar = self.bar.get_or_insert_with(|| Bar::new(&self.output));
        bar.draw(&format!("{}{failures}", job.id), array.ended().into(), array.tasks.into());
    }

    /// Prints to the end of the job, or of the one attempt that is followed.
    pub(crate) async fn print(&mut self, follow: &mut Follow) -> Result<Option<Job>, Failure> {
        while let Some(event) = follow.next().await? {
            if let Some(job) = self.event(event)? {
                return Ok(Some(job));
            }
        }
        Ok(None)
    }
}

/// What a job does that is not over: why it waits, or where it runs.
fn does(job: &Job) -> String {
    if let Some(why) = &job.reason {
        return visible(why);
    }
    let worker = job.worker.as_ref().map(|worker| format!(" on {}", visible(&worker.name)));
    let worker = worker.unwrap_or_default();
    match job.state {
        JobState::Running => format!("runs{worker}"),
        JobState::Leased => format!("is about to start{worker}"),
        _ => "waits for a worker".to_owned(),
    }
}

/// How a job ended, in a sentence.
pub(crate) fn ending(job: &Job) -> String {
    let state = job.state.as_str().replace('_', " ");
    match &job.reason {
        Some(why) if *why != state => format!("{} {state}: {}", job.id, visible(why)),
        Some(_) | None => format!("{} {state}", job.id),
    }
}

/// The text with the time before each line that begins in it.
fn stamped(text: &str, time: &str, is_at_line_start: &mut bool) -> String {
    let mut stamped = String::with_capacity(text.len() + time.len() + 1);
    for line in text.split_inclusive('\n') {
        if *is_at_line_start {
            stamped.push_str(time);
            stamped.push(' ');
        }
        stamped.push_str(line);
        *is_at_line_start = line.ends_with('\n');
    }
    stamped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_stands_before_each_line_and_not_within_one() {
        let mut is_at_line_start = true;
        assert_eq!(stamped("one\ntw", "T1", &mut is_at_line_start), "T1 one\nT1 tw");
        assert_eq!(stamped("o\n\n", "T2", &mut is_at_line_start), "o\nT2 \n");
        assert_eq!(stamped("three", "T3", &mut is_at_line_start), "T3 three");
    }
}
