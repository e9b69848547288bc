//! The two streams, and the only place that writes to them.

use crate::failure::Failure;
use std::io::{self, Write};

/// Writes to stdout: what was asked for.
pub(crate) fn to_stdout(content: impl AsRef<[u8]>) -> Result<(), Failure> {
    Ok(write(&mut io::stdout().lock(), content.as_ref())?)
}

/// Writes to stderr: everything else.
pub(crate) fn to_stderr(content: impl AsRef<[u8]>) -> Result<(), Failure> {
    Ok(write(&mut io::stderr().lock(), content.as_ref())?)
}

fn write(stream: &mut impl Write, content: &[u8]) -> io::Result<()> {
    stream.write_all(content)?;
    stream.flush()
}
