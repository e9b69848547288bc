//! A command's output on its way into the spool.
//!
//! What cannot be written is not read: when the disk is slow the pipe fills up and the command waits,
//! and memory stays constant.

use super::{budget::Budget, lines::Lines, spool::Spool};
use muster_core::{Timestamp, log::Stream};
use muster_seams::Clock;
use std::{io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// A person who watches takes this for at once.
const FLUSH_AFTER: Duration = Duration::from_millis(50);
/// A full disk is emptied by somebody, sooner or later.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// The output of one command.
#[derive(Debug)]
pub(crate) struct Output<'a, O, E> {
    stdout: Source<O>,
    stderr: Source<E>,
    spool: &'a mut Spool,
    budget: Budget,
    clock: Arc<dyn Clock>,
    /// Nothing more is read once this is cancelled.
    cut: CancellationToken,
    flush_at: Option<Instant>,
    read_last: Stream,
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

impl<'a, O, E> Output<'a, O, E>
where
    O: AsyncRead + Unpin,
    E: AsyncRead + Unpin,
{
    pub(crate) fn new(
        (stdout, stderr): (O, E),
        spool: &'a mut Spool,
        budget: Budget,
        clock: Arc<dyn Clock>,
        cut: CancellationToken,
    ) -> Self {
        let (stdout, stderr) = (Source::new(stdout), Source::new(stderr));
        Self {
            stdout,
            stderr,
            spool,
            budget,
            clock,
            cut,
            flush_at: None,
            read_last: Stream::Stderr,
        }
    }

    /// Moves bytes until both streams have ended or it is cut.
    pub(crate) async fn pump(mut self) {
        let cut = self.cut.clone();
        while self.stdout.is_open || self.stderr.is_open {
            let flush_at = self.flush_at.unwrap_or_else(Instant::now);
            let (stream, bytes) = tokio::select! {
                biased;
                () = cut.cancelled() => break,
                () = sleep_until(flush_at), if self.flush_at.is_some() => {
                    self.flush().await;
                    continue;
                }
                read = self.read() => read,
            };
            self.read_last = stream;
            self.store(stream, bytes).await;
            self.set_flush();
        }
        let rest = (self.stdout.lines.take_rest(), self.stderr.lines.take_rest());
        self.store(Stream::Stdout, rest.0).await;
        self.store(Stream::Stderr, rest.1).await;
        let budget = std::mem::replace(&mut self.budget, Budget::new(0));
        for (stream, at, bytes) in budget.finish(self.clock.now()) {
            self.write(stream, at, bytes).await;
        }
    }

    /// Reads what is there first; of two that never pause each has its turn.
    async fn read(&mut self) -> (Stream, Vec<u8>) {
        let (stdout, stderr) = (&mut self.stdout, &mut self.stderr);
        if self.read_last == Stream::Stdout {
            tokio::select! {
                biased;
                bytes = stderr.read(), if stderr.is_open => (Stream::Stderr, bytes),
                bytes = stdout.read(), if stdout.is_open => (Stream::Stdout, bytes),
            }
        } else {
            tokio::select! {
                biased;
                bytes = stdout.read(), if stdout.is_open => (Stream::Stdout, bytes),
                bytes = stderr.read(), if stderr.is_open => (Stream::Stderr, bytes),
            }
        }
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

    /// Stores bytes, as far as the budget goes.
    async fn store(&mut self, stream: Stream, bytes: Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        if let Some((stream, at, bytes)) = self.budget.admit((stream, self.clock.now(), bytes)) {
            self.write(stream, at, bytes).await;
        }
    }

    /// Writes bytes, however long it takes, unless the output is cut meanwhile.
    async fn write(&mut self, stream: Stream, at: Timestamp, bytes: Vec<u8>) {
        let chunk = self.spool.chunk(stream, at, bytes);
        while let Err(error) = self.spool.append(chunk.clone()).await {
            tracing::warn!(error = %reason(&error), "the command waits: cannot write its output");
            tokio::select! {
                biased;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attempt::{Attempt, SPOOL};
    use muster_api::session::Grant;
    use muster_core::{Fence, JobId};
    use muster_log::LogReader;
    use muster_seams::{SystemClock, Tasks};

    #[tokio::test]
    async fn a_command_that_never_stops_talking_is_drained_and_its_log_stays_small() {
        let dir = tempfile::tempdir().unwrap();
        let fence = Fence { epoch: 1, counter: 1 };
        let grant = Grant { job: JobId::from_number(1), attempt: 1, fence };
        let attempt = Arc::new(Attempt::for_test(dir.path(), grant));
        let mut spool = Spool::open(&attempt, &Arc::default(), &Tasks::default()).await.unwrap();
        let stdout = tokio::io::repeat(b'x').take(20 << 20).chain(&b"\nthe end\n"[..]);
        let (budget, cut) = (Budget::new(1 << 20), CancellationToken::new());
        let streams = (stdout, tokio::io::empty());
        Output::new(streams, &mut spool, budget, Arc::new(SystemClock), cut).pump().await;

        let mut log = LogReader::open(attempt.folder.path(), SPOOL).unwrap();
        let size = log.size().unwrap();
        assert_eq!(size, attempt.spooled());
        assert!((1 << 20..2 << 20).contains(&size), "{size} bytes");
        let text = log.read_raw(1 << 20, 1 << 20).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.starts_with("muster: "), "{text:.80}");
        assert!(text.ends_with("x\nthe end\n"));
    }
}
