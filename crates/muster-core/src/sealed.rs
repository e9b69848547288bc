//! Sealed values: secrets as they stand in what is kept.
//!
//! A variable of an environment never has a NUL, so a value that begins with one was sealed here, and
//! nobody can send one.

const MARK: char = '\0';

/// A sealed text, marked as what it is.
pub fn marked(sealed: &str) -> String {
    format!("{MARK}{sealed}")
}

/// What was sealed, if it is.
pub fn unmarked(value: &str) -> Option<&str> {
    value.strip_prefix(MARK)
}

/// Whether a value is sealed.
pub fn is_sealed(value: &str) -> bool {
    value.starts_with(MARK)
}
