//! A transcript: everything that the programs of one step wrote, in one file.

use crate::{
    shell,
    tally::{Runner, Tally},
    workspace,
};
use anyhow::{Context, Result, bail};
use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

// Enough for the failures of a whole test run; the file has the rest.
const LINES_SHOWN: usize = 400;

/// Where the programs of a step write to.
pub(crate) struct Transcript {
    path: PathBuf,
    file: File,
    tally: Tally,
}

impl Transcript {
    /// An empty transcript of the step called `name`.
    pub(super) fn of(name: &str) -> Result<Self> {
        let folder = workspace::notes().join("transcripts");
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}.txt"));
        File::create(&path).with_context(|| format!("write {}", path.display()))?;
        // Two programs and this one share the file: every write goes to its end.
        let file = File::options().append(true).open(&path)?;
        Ok(Self { path, file, tally: Tally::default() })
    }

    pub(super) fn file(&self) -> &Path {
        &self.path
    }

    /// Runs a program to its end; it failing is an error.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<()> {
        let typed = shell::typed(command);
        writeln!(self.file, "$ {typed}")?;
        command.stdout(self.file.try_clone()?).stderr(self.file.try_clone()?);
        let status = command.status().with_context(|| format!("`{typed}` could not be started"))?;
        if !status.success() {
            bail!("`{typed}` ended with {status}");
        }
        Ok(())
    }

    /// Runs a test runner and counts what it ran, also when tests fail.
    pub(crate) fn count(&mut self, runner: Runner, command: &mut Command) -> Result<String> {
        let before = self.text().len();
        let result = self.run(command);
        let tally = runner.read(self.text().get(before..).unwrap_or_default());
        self.tally.add(tally);
        result?;
        // A runner that finds nothing to run must not look like a run in which all is well.
        tally.text().with_context(|| format!("`{}` reported no tests", shell::typed(command)))
    }

    /// Adds a line of our own.
    pub(crate) fn note(&mut self, line: &str) -> Result<()> {
        Ok(writeln!(self.file, "{line}")?)
    }

    pub(super) fn tally(&self) -> Tally {
        self.tally
    }

    /// The lines that have a word, for a step's own line.
    pub(crate) fn lines_with(&self, word: &str) -> Vec<String> {
        self.text().lines().filter(|line| line.contains(word)).map(str::to_owned).collect()
    }

    /// The last lines, for a person to read.
    pub(super) fn ending(&self) -> String {
        let text = self.text();
        let lines: Vec<_> = text.lines().collect();
        let left_out = lines.len().saturating_sub(LINES_SHOWN);
        let shown = lines.get(left_out..).unwrap_or_default().join("\n");
        match left_out {
            0 => shown,
            _ => format!("{shown}\n({left_out} earlier lines in {})", self.path.display()),
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.path).unwrap_or_default()).into_owned()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::Transcript;
    use crate::{shell, tally::Runner};

    fn sh(script: &str) -> std::process::Command {
        let mut sh = shell::command("sh");
        sh.args(["-c", script]);
        sh
    }

    #[test]
    fn both_streams_land_in_the_transcript_in_order() {
        let mut transcript = Transcript::of("t-streams").unwrap();
        transcript.run(&mut sh("echo one; echo two >&2; echo three")).unwrap();
        assert!(transcript.ending().ends_with("one\ntwo\nthree"), "{}", transcript.ending());
    }

    #[test]
    fn a_failing_program_is_an_error_that_names_it() {
        let mut transcript = Transcript::of("t-failing").unwrap();
        let error = transcript.run(&mut sh("exit 3")).unwrap_err().to_string();
        assert_eq!(error, "`sh -c exit 3` ended with exit status: 3");
    }

    #[test]
    fn a_failing_test_run_is_counted() {
        let mut transcript = Transcript::of("t-counting").unwrap();
        let script = "echo 'Summary [ 1s] 5 tests run: 3 passed, 2 failed, 0 skipped'; exit 100";
        assert!(transcript.count(Runner::Nextest, &mut sh(script)).is_err());
        assert_eq!(transcript.tally().text().unwrap(), "3 passed, 2 failed");
    }

    #[test]
    fn a_test_run_without_tests_is_an_error() {
        let mut transcript = Transcript::of("t-nothing").unwrap();
        assert!(transcript.count(Runner::Vitest, &mut sh("true")).is_err());
    }
}
