//! Printing: the only place of this crate that writes to the terminal.

use std::{
    io::{IsTerminal, Write},
    time::Duration,
};

/// Prints one line or block to standard output.
#[expect(clippy::print_stdout, reason = "the tasks speak to the person who typed the command")]
pub(crate) fn say(text: &str) {
    println!("{text}");
}

/// Prints what went wrong to standard error.
#[expect(clippy::print_stderr, reason = "the tasks speak to the person who typed the command")]
pub(crate) fn complain(text: &str) {
    eprintln!("{text}");
}

/// Prints a part of a line and shows it at once.
#[expect(clippy::print_stdout, reason = "the tasks speak to the person who typed the command")]
pub(crate) fn show(text: &str) -> std::io::Result<()> {
    print!("{text}");
    std::io::stdout().flush()
}

/// Whether somebody watches, so that a line may be drawn again.
pub(crate) fn is_watched() -> bool {
    std::io::stdout().is_terminal()
}

/// A span as people read it: `0.4s`, `12s`, `4m07s`.
pub(crate) fn span(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..10 => format!("{seconds}.{}s", time.subsec_millis() / 100),
        seconds @ 10..60 => format!("{seconds}s"),
        seconds => format!("{}m{:02}s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::span;
    use std::time::Duration;

    #[test]
    fn spans_read_like_a_stopwatch() {
        let cases = [(40, "0.0s"), (1_999, "1.9s"), (10_000, "10s"), (247_000, "4m07s")];
        for (millis, text) in cases {
            assert_eq!(span(Duration::from_millis(millis)), text);
        }
    }
}
