//! How far it is, or how it stands: one line that is drawn anew on a terminal, nothing elsewhere.

use super::{Output, to_stderr};
use std::{
    io::{IsTerminal, stderr},
    sync::{Arc, Mutex, PoisonError},
};

const WIDTH: u64 = 30;

/// Draws on stderr. Dropped, it clears its line.
#[derive(Debug, Clone)]
pub(crate) struct Bar(Arc<Line>);

#[derive(Debug)]
struct Line {
    is_drawn: bool,
    last: Mutex<String>,
}

impl Bar {
    pub(crate) fn new(output: &Output) -> Self {
        let is_drawn = output.is_for_people() && stderr().is_terminal();
        Self(Arc::new(Line { is_drawn, last: Mutex::default() }))
    }

    /// Whether anybody sees it.
    pub(crate) fn is_drawn(&self) -> bool {
        self.0.is_drawn
    }

    pub(crate) fn draw(&self, step: &str, done: u64, total: u64) {
        self.say(bar(step, done, total));
    }

    /// A line of text in place of a bar.
    pub(crate) fn say(&self, line: String) {
        let mut last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        if self.0.is_drawn && *last != line {
            // A bar that cannot be drawn is missed by nobody.
            drop(to_stderr(format!("\r\x1b[2K{line}")));
            *last = line;
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.is_drawn {
            drop(to_stderr("\r\x1b[2K"));
        }
    }
}

fn bar(step: &str, done: u64, total: u64) -> String {
    let part = |of: u64| done.min(total).saturating_mul(of).checked_div(total).unwrap_or(of);
    let full = usize::try_from(part(WIDTH)).unwrap_or_default();
    let empty = usize::try_from(WIDTH).unwrap_or_default().saturating_sub(full);
    format!("{step:<18} {}{} {:>3} %", "█".repeat(full), "░".repeat(empty), part(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_never_longer_than_itself() {
        assert_eq!(bar("sealing", 0, 100).matches('█').count(), 0);
        assert_eq!(bar("sealing", 50, 100).matches('█').count(), 15);
        assert_eq!(bar("sealing", 200, 100).matches('█').count(), 30);
        assert!(bar("sealing", 0, 0).ends_with("100 %"));
    }
}
