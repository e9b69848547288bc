//! Steps: named pieces of a task, one line each with its time.
//!
//! A step's output goes to its transcript and is shown only when the step fails, or as it comes
//! with `-v`. A failed step does not end the task: what does not need it still runs, so one run
//! tells everything that is wrong.

mod live;
mod transcript;

pub(crate) use transcript::Transcript;

use crate::{output, tally::Tally};
use anyhow::{Result, bail};
use std::time::{Duration, Instant};

/// What is known about a step before it runs.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    /// Steps without which this one makes no sense.
    pub(crate) needs: &'static [&'static str],
    /// What to do when it fails.
    pub(crate) hint: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Passed,
    Failed,
    NotRun,
}

struct Line {
    name: &'static str,
    verdict: Verdict,
    took: Duration,
    note: String,
}

/// Why a step failed, and the end of what its programs said.
struct Failure {
    seen: String,
    error: anyhow::Error,
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self { seen: String::new(), error }
    }
}

/// The steps of one task, in the order in which they ran.
pub(crate) struct Steps {
    is_verbose: bool,
    done: Vec<Line>,
    tally: Tally,
}

impl Steps {
    pub(crate) fn new(is_verbose: bool) -> Self {
        Self { is_verbose, done: Vec::new(), tally: Tally::default() }
    }

    /// Runs a step; the text that `work` returns stands on the step's line.
    pub(crate) fn step(
        &mut self,
        step: Step,
        work: impl FnOnce(&mut Transcript) -> Result<String>,
    ) {
        let missed = step.needs.iter().find(|need| !self.has_passed(need));
        if let Some(need) = missed {
            self.add(step.name, Verdict::NotRun, Duration::ZERO, format!("needs {need}"));
            return;
        }
        let started = now();
        match self.perform(&step, work) {
            Ok(note) => self.add(step.name, Verdict::Passed, started.elapsed(), note),
            Err(Failure { seen, error }) => {
                self.add(step.name, Verdict::Failed, started.elapsed(), String::new());
                output::say(&format!("\n{seen}\n{error:#}\nhint: {}\n", step.hint));
            }
        }
    }

    /// Ends the task with a table and a count; an error if any step failed.
    pub(crate) fn finish(&self) -> Result<()> {
        output::say("");
        for line in &self.done {
            output::say(&line.text());
        }
        let total: Duration = self.done.iter().map(|line| line.took).sum();
        let failed = self.done.iter().filter(|line| line.verdict != Verdict::Passed).count();
        output::say(&format!(
            "\n{} steps in {}, {failed} not passed",
            self.done.len(),
            output::span(total)
        ));
        if let Some(count) = self.tally.text() {
            output::say(&count);
        }
        self.verdict()
    }

    /// An error if any step failed.
    pub(crate) fn verdict(&self) -> Result<()> {
        let failed = self.done.iter().filter(|line| line.verdict == Verdict::Failed);
        let names: Vec<_> = failed.map(|line| line.name).collect();
        if !names.is_empty() {
            bail!("failed: {}", names.join(", "));
        }
        Ok(())
    }

    fn perform(
        &mut self,
        step: &Step,
        work: impl FnOnce(&mut Transcript) -> Result<String>,
    ) -> Result<String, Failure> {
        let mut transcript = Transcript::of(step.name)?;
        let file = transcript.file().to_owned();
        let result = live::during(step.name, &file, self.is_verbose, || work(&mut transcript))?;
        self.tally.add(transcript.tally());
        result.map_err(|error| {
            // With -v everything has been seen already.
            let seen = if self.is_verbose { String::new() } else { transcript.ending() };
            Failure { seen, error }
        })
    }

    fn has_passed(&self, name: &str) -> bool {
        self.done.iter().any(|line| line.name == name && line.verdict == Verdict::Passed)
    }

    fn add(&mut self, name: &'static str, verdict: Verdict, took: Duration, note: String) {
        let line = Line { name, verdict, took, note };
        output::say(&line.text());
        self.done.push(line);
    }
}

impl Line {
    fn text(&self) -> String {
        let verdict = match self.verdict {
            Verdict::Passed => "ok",
            Verdict::Failed => "FAILED",
            Verdict::NotRun => "not run",
        };
        let took = output::span(self.took);
        format!("{verdict:>7}  {:<10} {took:>7}  {}", self.name, self.note).trim_end().to_owned()
    }
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch for people; nothing decides by it")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::{Step, Steps, Verdict};
    use anyhow::anyhow;

    fn step(name: &'static str, needs: &'static [&'static str]) -> Step {
        Step { name, needs, hint: "look again" }
    }

    #[test]
    fn a_failed_step_stops_only_what_needs_it() {
        let mut steps = Steps::new(false);
        steps.step(step("t-fails", &[]), |_| Err(anyhow!("broken")));
        steps.step(step("t-needs", &["t-fails"]), |_| Ok(String::new()));
        steps.step(step("t-free", &[]), |_| Ok("fine".into()));
        let verdicts: Vec<_> = steps.done.iter().map(|line| line.verdict).collect();
        assert!(verdicts == [Verdict::Failed, Verdict::NotRun, Verdict::Passed]);
        let error = steps.finish().unwrap_err();
        assert_eq!(error.to_string(), "failed: t-fails");
    }

    #[test]
    fn a_line_shows_verdict_name_time_and_note() {
        let mut steps = Steps::new(false);
        steps.step(step("t-note", &[]), |_| Ok("3 files".into()));
        assert_eq!(steps.done[0].text(), "     ok  t-note        0.0s  3 files");
        steps.finish().unwrap();
    }
}
