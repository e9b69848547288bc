//! A command's output on its way into the spool.
//!
//! What cannot be written is not read: when the disk is slow the pipe fills up and the command waits,
//! and memory stays constant. A disk that takes nothing for long does not hold the job up for ever:
//! then bytes are left out, and the log says how many.

use super::{
    budget::Budget,
    lines::Lines,
    redact::{Redactor, Secrets},
    spool::Spool,
};
use muster_core::log::{Chunk, Gap, GapReason, Stream};
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
/// A job that waits for its disk for longer than this is not helped by its log any more.
const PATIENCE: Duration = Duration::from_mins(1);

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
    /// How long the command may wait for the disk.
    patience: Duration,
    /// Bytes that were left out since the last one that could be written.
    unwritten: u64,
}

#[derive(Debug)]
struct Source<R> {
    reader: R,
    lines: Lines,
    redactor: Redactor,
    is_open: bool,
}

impl<R: AsyncRead + Unpin> Source<R> {
    fn new(reader: R) -> Self {
        Self { reader, lines: Lines::new(), redactor: Redactor::default(), is_open: true }
    }

    /// Reads once and gives what can leave; at the end that is everything.
    async fn read(&mut self) -> Vec<u8> {
        match self.reader.read(self.lines.space()).await {
            Ok(0) | Err(_) => {
                self.is_open = false;
                self.take_rest()
            }
            Ok(count) => {
                let whole = self.lines.advance(count);
                self.redactor.feed(whole)
            }
        }
    }

    fn take_begun(&mut self) -> Vec<u8> {
        let begun = self.lines.take_begun();
        self.redactor.feed(begun)
    }

    fn take_rest(&mut self) -> Vec<u8> {
        let rest = self.lines.take_rest();
        let mut rest = self.redactor.feed(rest);
        rest.extend(self.redactor.finish());
        rest
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
            patience: PATIENCE,
            unwritten: 0,
        }
    }

    /// Keeps these out of the log.
    pub(crate) fn hiding(mut self, secrets: &Secrets) -> Self {
        self.stdout.redactor = Redactor::new(secrets.clone());
        self.stderr.redactor = Redactor::new(secrets.clone());
        self
    }

    /// Moves bytes until both streams have ended or it is cut. Answers how many bytes are missing at
    /// the end without a word about them in the log.
    pub(crate) async fn pump(mut self) -> u64 {
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
        let rest = (self.stdout.take_rest(), self.stderr.take_rest());
        self.store(Stream::Stdout, rest.0).await;
        self.store(Stream::Stderr, rest.1).await;
        let (left_out, tail) = std::mem::replace(&mut self.budget, Budget::new(0)).finish();
        if let Some(gap) = left_out {
            self.write(gap.chunk(0, self.clock.now())).await;
        }
        for (stream, at, bytes) in tail {
            self.write(Chunk::new(0, stream, at, bytes)).await;
        }
        if self.unwritten > 0 {
            self.write_gap().await;
        }
        self.unwritten
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
        let begun = (self.stdout.take_begun(), self.stderr.take_begun());
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
            self.write(Chunk::new(0, stream, at, bytes)).await;
        }
    }

    /// Writes a chunk where the spool ends. As long as there is hope for it the command waits.
    async fn write(&mut self, chunk: Chunk) {
        if self.unwritten > 0 && !self.write_gap().await {
            self.unwritten += chunk.bytes.len() as u64;
            return;
        }
        let give_up_at = Instant::now() + self.patience;
        let chunk = self.spool.place(chunk);
        while let Err(error) = self.spool.append(chunk.clone()).await {
            tracing::warn!(error = %reason(&error), "the command waits: cannot write its output");
            let is_cut = tokio::select! {
                biased;
                () = self.cut.cancelled() => true,
                () = sleep(RETRY_AFTER.min(self.patience)) => false,
            };
            if is_cut || Instant::now() >= give_up_at {
                self.unwritten += chunk.end().saturating_sub(self.spool.size());
                tracing::warn!("the command goes on without its output: the disk takes nothing");
                return;
            }
        }
    }

    /// Says in the log how many bytes were left out, if the disk takes anything now.
    async fn write_gap(&mut self) -> bool {
        let gap = Gap { missing: self.unwritten, reason: GapReason::WorkerDisk };
        let chunk = self.spool.place(gap.chunk(0, self.clock.now()));
        let is_written = self.spool.append(chunk).await.is_ok();
        if is_written {
            self.unwritten = 0;
        }
        is_written
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
    use muster_seams::{Seams, SystemClock};
    use std::path::Path;
    use tokio::io::AsyncWriteExt;

    fn attempt(dir: &Path) -> Arc<Attempt> {
        let fence = Fence { epoch: 1, counter: 1 };
        let grant = Grant { job: JobId::from_number(1), attempt: 1, fence };
        Arc::new(Attempt::for_test(dir, grant))
    }

    fn spool(attempt: &Arc<Attempt>) -> Spool {
        Spool::new(attempt, &Arc::default(), &Seams::real())
    }

    fn log_of(attempt: &Attempt) -> Vec<Chunk> {
        LogReader::open(attempt.folder.path(), SPOOL).unwrap().read(0, 8 << 20).unwrap()
    }

    #[tokio::test]
    async fn a_command_that_never_stops_talking_is_drained_and_its_log_stays_small() {
        let dir = tempfile::tempdir().unwrap();
        let attempt = attempt(dir.path());
        let mut spool = spool(&attempt);
        let stdout = tokio::io::repeat(b'x').take(20 << 20).chain(&b"\nthe end\n"[..]);
        let (budget, cut) = (Budget::new(1 << 20), CancellationToken::new());
        let streams = (stdout, tokio::io::empty());
        let output = Output::new(streams, &mut spool, budget, Arc::new(SystemClock), cut);
        assert_eq!(output.pump().await, 0);

        let mut log = LogReader::open(attempt.folder.path(), SPOOL).unwrap();
        let size = log.size().unwrap();
        assert_eq!(size, attempt.spooled());
        assert!((1 << 20..2 << 20).contains(&size), "{size} bytes");
        let kept = log_of(&attempt);
        let gaps: Vec<_> = kept.iter().filter_map(Chunk::gap).collect();
        let shown: u64 = kept.iter().map(|chunk| chunk.bytes.len() as u64).sum();
        let word = gaps[0].line().len() as u64;
        let missing = (20 << 20) + 9 - (shown - word);
        assert_eq!(
            gaps,
            [Gap { missing, reason: GapReason::Limit }],
            "every byte is accounted for"
        );
        let text: Vec<u8> = kept.into_iter().flat_map(|chunk| chunk.bytes).collect();
        assert!(text.ends_with(b"x\nthe end\n"));
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_disk_that_takes_nothing_does_not_hold_the_command_up_for_ever() {
        let dir = tempfile::tempdir().unwrap();
        let attempt = attempt(dir.path());
        std::fs::create_dir_all(attempt.folder.path()).unwrap();
        let bytes = attempt.folder.path().join("spool.log");
        std::os::unix::fs::symlink("/dev/full", &bytes).unwrap();
        let mut spool = spool(&attempt);
        let (stdout, stderr) = (tokio::io::repeat(b'x').take(5 << 20), tokio::io::empty());
        let (budget, cut) = (Budget::new(1 << 30), CancellationToken::new());
        let mut output =
            Output::new((stdout, stderr), &mut spool, budget, Arc::new(SystemClock), cut);
        output.patience = Duration::from_millis(20);
        assert_eq!(output.pump().await, 5 << 20, "what is missing is counted");
        assert_eq!(attempt.spooled(), 0);
    }

    #[tokio::test]
    async fn a_secret_is_replaced_before_it_reaches_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let attempt = attempt(dir.path());
        let mut spool = spool(&attempt);
        let (mut near, far) = tokio::io::duplex(64);
        let (budget, cut) = (Budget::new(1 << 30), CancellationToken::new());
        let streams = (far, tokio::io::empty());
        let secrets = Secrets::for_test(&[("TOKEN", "hunter22")]);
        let output = Output::new(streams, &mut spool, budget, Arc::new(SystemClock), cut);
        let talk = async {
            for piece in [&b"it is hun"[..], b"ter", b"22, not hunter2"] {
                near.write_all(piece).await.unwrap();
                // Longer than a begun line waits, so that each piece leaves by itself.
                sleep(2 * FLUSH_AFTER).await;
            }
            drop(near);
        };
        tokio::join!(output.hiding(&secrets).pump(), talk);
        let text: Vec<u8> = log_of(&attempt).into_iter().flat_map(|chunk| chunk.bytes).collect();
        assert_eq!(text, b"it is [redacted TOKEN], not hunter2");
    }
}
