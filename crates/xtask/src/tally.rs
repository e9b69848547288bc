//! Tallies: how many tests passed and failed, read from what the test runners say.

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
    /// Passed at a second try only: a fault with a lower rate.
    flaky: u64,
}

/// Who ran the tests.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Runner {
    Nextest,
    Vitest,
    Playwright,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.flaky += other.flaky;
    }

    /// `3 passed, 0 failed`, and what passed at a second try only; nothing if no test ran.
    pub(crate) fn text(self) -> Option<String> {
        let Self { passed, failed, flaky } = self;
        let has_run = passed + failed > 0;
        let again = if flaky > 0 { format!(", {flaky} at a second try") } else { String::new() };
        has_run.then(|| format!("{passed} passed, {failed} failed{again}"))
    }
}

impl Runner {
    /// Reads the runner's summary.
    pub(crate) fn read(self, text: &str) -> Tally {
        let text = &without_colours(text);
        match self {
            // Summary [  12.3s] 431 tests run: 430 passed (2 slow), 1 failed, 0 skipped
            Self::Nextest => last_line(text, |line| line.starts_with("Summary [")),
            //       Tests  1 failed | 33 passed (34)
            Self::Vitest => last_line(text, |line| line.starts_with("Tests ")),
            // One count per line:  "  1 failed",  "  12 passed (30.1s)"
            Self::Playwright => {
                let mut tally = Tally::default();
                for line in text.lines().filter(|line| is_playwright_count(line)) {
                    tally.add(counts(line));
                }
                tally
            }
        }
    }
}

/// The text without escape sequences: some runners colour even what nobody watches.
fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\x1b[");
    let first = pieces.next().unwrap_or_default().to_owned();
    // A sequence ends with its first letter.
    let ends = |piece: &str| piece.find(|it: char| it.is_ascii_alphabetic()).map_or(0, |at| at + 1);
    pieces.fold(first, |plain, piece| plain + piece.get(ends(piece)..).unwrap_or_default())
}

fn last_line(text: &str, is_summary: fn(&str) -> bool) -> Tally {
    let summary = text.lines().map(str::trim_start).rfind(|line| is_summary(line));
    summary.map(counts).unwrap_or_default()
}

fn is_playwright_count(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.next().is_some_and(|word| word.parse::<u64>().is_ok())
        && matches!(words.next(), Some("passed" | "failed" | "flaky"))
        && words.next().is_none_or(|word| word.starts_with('('))
}

/// Every number that stands before `passed`, `failed`, `timed out` or `flaky`.
fn counts(line: &str) -> Tally {
    let words: Vec<_> = line.split_whitespace().collect();
    let mut tally = Tally::default();
    for pair in words.windows(2) {
        let Ok(number) = pair[0].trim_start_matches('(').parse::<u64>() else { continue };
        match pair[1].trim_end_matches([',', ')']) {
            "passed" => tally.passed += number,
            "failed" | "timed" => tally.failed += number,
            "flaky" => tally.flaky += number,
            _ => {}
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::{Runner, Tally};

    #[test]
    fn nextest() {
        let text = "     Summary [  12.337s] 431 tests run: 428 passed (2 slow, 1 flaky), 2 failed, 1 timed out, 3 skipped\n        FAIL [ 0.1s] x";
        let tally = Runner::Nextest.read(text);
        assert_eq!(tally, Tally { passed: 428, failed: 3, flaky: 1 });
        assert_eq!(tally.text().unwrap(), "428 passed, 3 failed, 1 at a second try");
    }

    #[test]
    fn vitest() {
        let text =
            " Test Files  1 failed | 9 passed (10)\n      Tests  1 failed | 33 passed (34)\n";
        assert_eq!(Runner::Vitest.read(text), Tally { passed: 33, failed: 1, flaky: 0 });
    }

    #[test]
    fn coloured() {
        let text = "\x1b[2m      Tests \x1b[22m \x1b[1m\x1b[32m79 passed\x1b[39m\x1b[22m\x1b[90m (79)\x1b[39m\n";
        assert_eq!(Runner::Vitest.read(text), Tally { passed: 79, failed: 0, flaky: 0 });
    }

    #[test]
    fn playwright() {
        let text = "Running 14 tests\n  1 failed\n  1 flaky\n    [chromium] › a.spec.ts:3 › 2 passed things\n  12 passed (30.1s)\n";
        assert_eq!(Runner::Playwright.read(text), Tally { passed: 12, failed: 1, flaky: 1 });
    }

    #[test]
    fn nothing_ran() {
        assert_eq!(Runner::Nextest.read("error: no tests").text(), None);
    }
}
