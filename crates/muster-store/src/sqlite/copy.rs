//! A copy of the file, made while it is written to.
//!
//! SQLite copies page by page; what *this* connection writes meanwhile goes into the copy as well,
//! while a write of any other connection would make it begin anew. So the writer makes the copy
//! itself, some pages between two commits, and nobody waits longer than for those pages.

use super::{
    error,
    writer::{Message, Writer},
};
use crate::{StoreError, driver::Sql};
use rusqlite::{
    Connection,
    backup::{Backup, StepResult},
};
use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};

/// One MiB: about a millisecond, which is less than a commit takes.
const PAGES: i32 = 256;
/// Somebody else has a lock, a checkpoint of another process say.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// A minute of locks is no passing thing.
const MOST_LOOKS: u32 = 12_000;
const COPY: Sql = Sql::new("store.copy", "");

/// Hears how many of how many bytes are copied.
pub type Progress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// What is to be copied where.
pub(super) struct Copy {
    pub(super) target: PathBuf,
    pub(super) progress: Progress,
    pub(super) tell: oneshot::Sender<Result<(), StoreError>>,
}

impl fmt::Debug for Copy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Copy").field("target", &self.target).finish_non_exhaustive()
    }
}

/// Makes the copy and serves whoever writes meanwhile. What it was told to do next is answered with.
pub(super) fn run(
    writer: &Writer,
    copy: Copy,
    queue: &mut mpsc::Receiver<Message>,
) -> Option<Message> {
    let mut next = None;
    let outcome = make(writer, &copy, queue, &mut next);
    if outcome.is_err()
        && let Err(error) = fs::remove_file(&copy.target)
    {
        tracing::debug!(%error, "an unfinished copy stays");
    }
    if copy.tell.send(outcome).is_err() {
        tracing::trace!("a copy was made for a caller who had gone");
    }
    next
}

fn make(
    writer: &Writer,
    copy: &Copy,
    queue: &mut mpsc::Receiver<Message>,
    next: &mut Option<Message>,
) -> Result<(), StoreError> {
    let failed = |failure| error::statement(COPY, failure);
    let mut target = open(&copy.target).map_err(failed)?;
    let backup = Backup::new(&writer.connection, &mut target).map_err(failed)?;
    let mut looks = 0;
    while !step(&backup, copy, &mut looks).map_err(failed)? {
        serve(writer, queue, next);
        if matches!(next, Some(Message::Close(_))) || copy.tell.is_closed() {
            return Err(StoreError::Closed);
        }
    }
    drop(backup);
    drop(target);
    settle(&copy.target).map_err(failed)
}

/// Nothing of it has to survive a crash: an unfinished copy is thrown away.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
    Ok(connection)
}

/// Copies some pages. Answers whether that was the last of them.
fn step(backup: &Backup<'_, '_>, copy: &Copy, looks: &mut u32) -> rusqlite::Result<bool> {
    /// Every release made its pages so large.
    const PAGE: u64 = 4096;
    match backup.step(PAGES)? {
        StepResult::Done => return Ok(true),
        StepResult::More => *looks = 0,
        // What the library may answer besides is that somebody has a lock.
        _ if *looks >= MOST_LOOKS => {
            let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
            return Err(rusqlite::Error::SqliteFailure(busy, None));
        }
        _ => {
            *looks += 1;
            std::thread::sleep(LOOK_AGAIN);
        }
    }
    let progress = backup.progress();
    let bytes = |pages: i32| u64::try_from(pages).unwrap_or_default() * PAGE;
    (copy.progress)(bytes(progress.pagecount - progress.remaining), bytes(progress.pagecount));
    Ok(false)
}

/// One group of writes at most, then it is the copy's turn again.
fn serve(writer: &Writer, queue: &mut mpsc::Receiver<Message>, next: &mut Option<Message>) {
    if next.is_some() {
        return;
    }
    let Ok(message) = queue.try_recv() else { return };
    *next = match writer.serve(message, queue) {
        // Two at a time would only take longer, and the second would keep the writes waiting.
        Some(Message::Copy(second)) => {
            drop(second.tell.send(Err(StoreError::Conflict)));
            None
        }
        other => other,
    };
}

/// The copy needs no write-ahead log beside it, so it is one file that is whole by itself.
fn settle(path: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection
        .pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get::<_, String>(0))?;
    connection.close().map_err(|(_, error)| error)
}
