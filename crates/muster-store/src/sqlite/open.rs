//! Opening a file: set-up of a connection, and the migrations.

use super::{backup, error, file};
use crate::{
    OpenError,
    dialect::Dialect,
    migrations::{self, Applied, Migration},
};
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior, ffi};
use std::{error::Error, path::Path, sync::Arc, time::Duration};

/// Before this one, two connections to one file could lose a committed transaction.
const OLDEST_SQLITE: i32 = 3_051_003;
/// A small file is checked at every start; a big one would hold the start up, so the doctor does it.
const CHECKED_AT_START: u64 = 32 << 20;
/// Another process that only looks (the doctor, a backup) is gone sooner.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

const IN_MEMORY: &str = ":memory:";

/// The writer empties the log itself: SQLite would not tell of a sync that failed while it did so.
/// `FULL` syncs at every commit; without it a power cut takes back what was acknowledged.
const SET_UP: &str = "
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA mmap_size = 0;
    PRAGMA temp_store = MEMORY;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA wal_autocheckpoint = 0;";

/// The connection that writes, with every migration applied.
pub(super) fn writer(path: &Path, known: &[Migration]) -> Result<Connection, OpenError> {
    file::claim(path)?;
    bring_up(path, connect(path)?, known)
}

/// The same without a sync of the disk, for a store that no power cut can reach.
pub(super) fn without_sync(path: &Path, known: &[Migration]) -> Result<Connection, OpenError> {
    file::claim(path)?;
    let connection = connect(path)?;
    connection.pragma_update(None, "synchronous", "OFF").map_err(|error| refused(path, error))?;
    bring_up(path, connection, known)
}

/// A database that ends with its connection.
pub(super) fn in_memory(known: &[Migration]) -> Result<Connection, OpenError> {
    let path = Path::new(IN_MEMORY);
    let connection = Connection::open_in_memory().map_err(|error| refused(path, error))?;
    set_up(&connection).map_err(|error| refused(path, error))?;
    bring_up(path, connection, known)
}

fn bring_up(
    path: &Path,
    mut connection: Connection,
    known: &[Migration],
) -> Result<Connection, OpenError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(OpenError::OldSqlite { found: rusqlite::version() });
    }
    let applied = applied(path, &connection)?;
    let pending = migrations::pending(known, &applied)?;
    refuse_damage(path, &connection)?;
    prepare(&connection).map_err(|error| refused(path, error))?;
    if let Some(last) = applied.last().filter(|_| !pending.is_empty()) {
        backup::make(path, &connection, last.version)?;
    }
    migrate(&mut connection, pending).map_err(|error| refused(path, error))?;
    refuse_no_log(path, &connection)?;
    Ok(connection)
}

/// SQLite says that it has a write-ahead log even where a failing disk kept it from beginning one.
fn refuse_no_log(path: &Path, connection: &Connection) -> Result<(), OpenError> {
    // The first look into the file is what opens its log.
    applied(path, connection)?;
    if path == Path::new(IN_MEMORY) || file::log_of(path).exists() {
        return Ok(());
    }
    let error = ffi::Error::new(ffi::SQLITE_IOERR);
    let told = "the write-ahead log could not be begun".to_owned();
    Err(refused(path, rusqlite::Error::SqliteFailure(error, Some(told))))
}

/// A connection that can only read.
pub(super) fn reader(path: &Path) -> Result<Connection, OpenError> {
    let connection = connect(path)?;
    connection.pragma_update(None, "query_only", true).map_err(|error| refused(path, error))?;
    Ok(connection)
}

fn connect(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let connection = Connection::open_with_flags(path, flags)?;
        // SQLite makes do with less than it was asked for, and fails at the first write.
        let is_readonly = connection.is_readonly("main")?;
        Ok((connection, is_readonly))
    };
    let (connection, is_readonly) = open().map_err(|error| refused(path, error))?;
    if is_readonly {
        return Err(OpenError::ReadOnly { path: path.to_owned() });
    }
    set_up(&connection).map_err(|error| refused(path, error))?;
    Ok(connection)
}

fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(128);
    connection.execute_batch(SET_UP)
}

/// The mark comes before the write-ahead log, so that it is in the file itself from the first byte.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    if pages == 0 {
        connection.pragma_update(None, "application_id", file::APPLICATION_ID)?;
    }
    connection
        .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0))?;
    Ok(())
}

fn applied(path: &Path, connection: &Connection) -> Result<Vec<Applied>, OpenError> {
    let read = || -> rusqlite::Result<Vec<Applied>> {
        if !connection.table_exists(None, migrations::TABLE)? {
            return Ok(Vec::new());
        }
        let mut statement = connection.prepare(migrations::LIST_APPLIED)?;
        let steps = statement.query_map([], |row| {
            Ok(Applied { version: row.get(0)?, name: row.get(1)?, checksum: row.get(2)? })
        })?;
        steps.collect()
    };
    read().map_err(|error| refused(path, error))
}

/// Each in a transaction of its own: a kill in between leaves a schema that some release had.
fn migrate(connection: &mut Connection, pending: &[Migration]) -> rusqlite::Result<()> {
    for migration in pending {
        let tx = Transaction::new(connection, TransactionBehavior::Immediate)?;
        tx.execute_batch(&Dialect::Sqlite.render(migrations::CREATE_TABLE))?;
        tx.execute_batch(&Dialect::Sqlite.render(migration.text))?;
        tx.execute(migrations::RECORD, (migration.version, migration.name, migration.checksum()))?;
        tx.commit()?;
        tracing::info!(version = migration.version, name = migration.name, "migrated the store");
    }
    Ok(())
}

fn refuse_damage(path: &Path, connection: &Connection) -> Result<(), OpenError> {
    if path.metadata().is_ok_and(|file| file.len() > CHECKED_AT_START) {
        return Ok(());
    }
    let findings = findings(connection, "quick_check").map_err(|error| refused(path, error))?;
    let first = findings.into_iter().next();
    first.map_or(Ok(()), |finding| Err(OpenError::Damaged { finding }))
}

/// What SQLite's own check finds; nothing if all is well.
pub(super) fn findings(connection: &Connection, check: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(&format!("PRAGMA {check}(20)"))?;
    let lines = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

pub(super) fn refused(path: &Path, error: rusqlite::Error) -> OpenError {
    let owned = path.to_owned();
    match error.sqlite_error_code() {
        _ if error::is_full(&error) => OpenError::Full { path: owned },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            OpenError::ReadOnly { path: owned }
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            OpenError::InUse { path: owned }
        }
        Some(ErrorCode::DatabaseCorrupt) => OpenError::Damaged { finding: error.to_string() },
        Some(ErrorCode::SystemIoFailure) => {
            OpenError::DiskFailed { path: owned, source: Arc::new(error) }
        }
        Some(ErrorCode::NotADatabase) => OpenError::NotADatabase { path: owned },
        _ => failed(path, error),
    }
}

/// Something that has no name of its own.
pub(super) fn failed(path: &Path, error: impl Error + Send + Sync + 'static) -> OpenError {
    OpenError::Failed { place: path.display().to_string(), source: Arc::new(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWEST: usize = migrations::ALL.len();
    const HALF: &str = "CREATE TABLE half (x {integer}) {strict};";
    const BROKEN: &str =
        "CREATE TABLE whole (x {integer}) {strict}; INSERT INTO nowhere VALUES (1);";

    fn next() -> [Migration; 2] {
        let newest = u32::try_from(NEWEST).unwrap();
        [
            Migration { version: newest + 1, name: "half", text: HALF },
            Migration { version: newest + 2, name: "broken", text: BROKEN },
        ]
    }

    #[test]
    fn a_migration_that_fails_leaves_the_last_one_that_did_not_and_a_copy_from_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("muster.db");
        drop(writer(&path, migrations::ALL).unwrap());
        let before = applied(&path, &connect(&path).unwrap()).unwrap().len();
        let known = [migrations::ALL, &next()].concat();
        writer(&path, &known).unwrap_err();

        let found = connect(&path).unwrap();
        assert_eq!(applied(&path, &found).unwrap().len(), before + 1);
        assert!(found.table_exists(None, "half").unwrap());
        assert!(!found.table_exists(None, "whole").unwrap(), "all of a migration, or nothing");

        let copy = folder.path().join(format!("muster.db.schema-{NEWEST}"));
        let old = writer(&copy, migrations::ALL).unwrap();
        assert!(!old.table_exists(None, "half").unwrap(), "the old release opens the copy");
        assert!(!folder.path().join("muster.db.backup").exists());
        drop(writer(&path, &known[..=NEWEST]).unwrap());
    }

    #[test]
    fn a_new_store_needs_no_copy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("muster.db");
        drop(writer(&path, migrations::ALL).unwrap());
        drop(writer(&path, migrations::ALL).unwrap());
        let files = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(files, 1, "the file, and nothing beside it");
    }

    #[test]
    fn a_connection_is_set_up_to_keep_what_it_acknowledges() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("muster.db");
        let connection = writer(&path, migrations::ALL).unwrap();
        let number =
            |name| -> i64 { connection.pragma_query_value(None, name, |row| row.get(0)).unwrap() };
        assert_eq!(number("synchronous"), 2, "FULL");
        assert_eq!(number("foreign_keys"), 1);
        assert_eq!(number("mmap_size"), 0);
        assert_eq!(number("application_id"), i64::from(file::APPLICATION_ID));
        let mode: String =
            connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
    }
}
