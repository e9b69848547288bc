//! A command's output on its way into the spool.
//!
//! What cannot be written is not read: when the disk is slow the pipe fills up and the command waits,
//! and memory stays constant.

use super::{lines::Lines, spool::Spool};
use muster_core::log::Stream;
use muster_seams::Clock;
use std::{io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::{ChildStderr, ChildStdout},
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// A person who watches takes this for at once.
const FLUSH_AFTER: Duration = Duration::from_millis(50);
/// A full disk is emptied by somebody, sooner or later.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// The output of one command.
#[derive(Debug)]
pub(crate) struct Output<'a> {
    stdout: Source<ChildStdout>,
    stderr: Source<ChildStderr>,
    spool: &'a mut Spool,
    clock: Arc<dyn Clock>,
    /// Nothing more is read once this is cancelled.
    cut: CancellationToken,
    flush_at: Option<Instant>,
}

#[derive(Debug)]
struct Source<R> {
    reader: R,
    lines: Lines,
    is_open: bool,
}

impl<R: AsyncRead + Unpin> Source<R> {
    fn new(reader: R) -> Self {
        Self { reader, lines: Lines::new(), is_open: true }
    }

    /// Reads once and gives what can leave; at the end that is everything.
    async fn read(&mut self) -> Vec<u8> {
        match self.reader.read(self.lines.space()).await {
            Ok(0) | Err(_) => {
                self.is_open = false;
                self.lines.take_rest()
            }
            Ok(count) => self.lines.advance(count),
        }
    }
}

impl<'a> Output<'a> {
    pub(crate) fn new(
        (stdout, stderr): (ChildStdout, ChildStderr),
        spool: &'a mut Spool,
        clock: Arc<dyn Clock>,
        cut: CancellationToken,
    ) -> Self {
        let (stdout, stderr) = (Source::new(stdout), Source::new(stderr));
        Self { stdout, stderr, spool, clock, cut, flush_at: None }
    }

    /// Moves bytes until both streams have ended or it is cut.
    pub(crate) async fn pump(mut self) {
        let cut = self.cut.clone();
        while self.stdout.is_open || self.stderr.is_open {
            let flush_at = self.flush_at.unwrap_or_else(Instant::now);
            let (stream, bytes) = tokio::select! {
                () = cut.cancelled() => break,
                () = sleep_until(flush_at), if self.flush_at.is_some() => {
                    self.flush().await;
                    continue;
                }
                bytes = self.stdout.read(), if self.stdout.is_open => (Stream::Stdout, bytes),
                bytes = self.stderr.read(), if self.stderr.is_open => (Stream::Stderr, bytes),
            };
            self.store(stream, bytes).await;
            self.set_flush();
        }
        let rest = (self.stdout.lines.take_rest(), self.stderr.lines.take_rest());
        self.store(Stream::Stdout, rest.0).await;
        self.store(Stream::Stderr, rest.1).await;
    }

    async fn flush(&mut self) {
        let begun = (self.stdout.lines.take_begun(), self.stderr.lines.take_begun());
        self.store(Stream::Stdout, begun.0).await;
        self.store(Stream::Stderr, begun.1).await;
        // What is left is the beginning of a character; it waits for the rest of it.
        self.flush_at = None;
    }

    fn set_flush(&mut self) {
        if self.stdout.lines.is_empty() && self.stderr.lines.is_empty() {
            self.flush_at = None;
        } else {
            self.flush_at.get_or_insert_with(|| Instant::now() + FLUSH_AFTER);
        }
    }

    /// Stores bytes, however long it takes, unless the output is cut meanwhile.
    async fn store(&mut self, stream: Stream, bytes: Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let chunk = self.spool.chunk(stream, self.clock.now(), bytes);
        while let Err(error) = self.spool.append(chunk.clone()).await {
            tracing::warn!(error = %reason(&error), "the command waits: cannot write its output");
            tokio::select! {
                () = self.cut.cancelled() => return,
                () = sleep(RETRY_AFTER) => {}
            }
        }
    }
}

/// The whole chain of causes in one line.
pub(crate) fn reason(error: &io::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
