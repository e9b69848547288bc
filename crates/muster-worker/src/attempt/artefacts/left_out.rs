//! What was not kept, in lines for people: the first ones by name, the rest as a number.

const MOST_LINES: usize = 50;
const LONGEST_NAME: usize = 200;

/// Artefacts that were not kept, and why.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    lines: Vec<String>,
    more: u64,
}

impl LeftOut {
    /// One more; its name may be anything that a command could write.
    pub(super) fn add(&mut self, name: &str, why: &str) {
        if self.lines.len() == MOST_LINES {
            self.more += 1;
            return;
        }
        let name: String = name.chars().take(LONGEST_NAME).flat_map(char::escape_debug).collect();
        self.lines.push(format!("`{name}` was not kept: {why}"));
    }

    pub(super) fn into_lines(mut self) -> Vec<String> {
        if self.more > 0 {
            self.lines.push(format!("{} more were not kept", self.more));
        }
        self.lines
    }
}
