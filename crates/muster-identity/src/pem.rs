//! PEM: how keys are written into files and variables.

use base64::{Engine, prelude::BASE64_STANDARD};

/// Sixty-four characters to a line, as every reader accepts.
const LINE: usize = 64;

/// A PEM file with one thing in it.
pub(crate) fn write(label: &str, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(LINE.min(rest.len()));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem + &format!("-----END {label}-----\n")
}

/// A PEM file that stands in one line of an environment, with `\n` written out.
pub(crate) fn unfold(text: &str) -> String {
    text.replace("\\n", "\n")
}
