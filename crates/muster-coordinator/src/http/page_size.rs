//! How much of a list one answer has.

const USUAL: u32 = 100;
const MOST: u32 = 500;

/// As many as were asked for, within bounds.
pub(crate) fn page_size(asked: Option<u32>) -> u32 {
    asked.unwrap_or(USUAL).clamp(1, MOST)
}
