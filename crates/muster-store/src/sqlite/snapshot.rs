//! Store files that nobody has open: what is in them, and how one goes on after it was restored.
//!
//! A restored store has forgotten what was granted and numbered since it was copied. Before it is
//! used its epoch and its job numbers are raised, so that no fence and no number is given twice.

use super::{file, open};
use crate::{
    OpenError,
    coordinator::{EPOCH_MARGIN, NUMBER_MARGIN},
    migrations::{self, Applied},
};
use rusqlite::{Connection, OpenFlags};
use std::{collections::BTreeMap, path::Path};

/// What is in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The newest migration that was applied to it.
    pub schema: u32,
    /// The epoch of the coordinator that took it last; 0 if none has.
    pub epoch: u32,
    /// How many rows each table has.
    pub rows: BTreeMap<String, u64>,
}

/// What the restored store must go beyond.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// The highest epoch.
    pub epoch: u32,
    /// The last job number of each organisation.
    pub numbers: BTreeMap<String, i64>,
}

/// Reads a whole file and makes sure that it is an undamaged store that this program knows.
pub fn inspect(path: &Path) -> Result<Facts, OpenError> {
    if !path.exists() {
        return Err(OpenError::FileMissing { path: path.to_owned() });
    }
    file::claim(path)?;
    let connection = look(path).map_err(|error| open::refused(path, error))?;
    let findings = open::findings(&connection, "integrity_check");
    let findings = findings.map_err(|error| open::refused(path, error))?;
    if let Some(finding) = findings.into_iter().next() {
        return Err(OpenError::Damaged { finding });
    }
    let applied = applied(&connection).map_err(|error| open::refused(path, error))?;
    migrations::pending(migrations::ALL, &applied)?;
    let schema = applied.last().map_or(0, |step| step.version);
    facts(&connection, schema).map_err(|error| open::refused(path, error))
}

/// What a store has given out so far. Its log is read too if it is still beside it.
pub fn given(path: &Path) -> Result<Given, OpenError> {
    let read = || given_in(&look(path)?);
    read().map_err(|error| open::refused(path, error))
}

fn given_in(connection: &Connection) -> rusqlite::Result<Given> {
    let mut statement = connection.prepare("SELECT organisation, last_number FROM job_sequence")?;
    let numbers = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Given { epoch: epoch(connection)?, numbers: numbers.collect::<Result<_, _>>()? })
}

/// Raises a restored store beyond what is known to have been given out, and by a margin beyond what
/// is not. Answers its new epoch.
pub fn raise(path: &Path, beyond: &Given) -> Result<u32, OpenError> {
    let write = || -> rusqlite::Result<u32> {
        let mut connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;")?;
        let tx = connection.transaction()?;
        let raised = epoch(&tx)?.max(beyond.epoch).saturating_add(EPOCH_MARGIN);
        tx.execute("UPDATE coordinator SET epoch = ?1", [raised])?;
        for (organisation, last) in given_in(&tx)?.numbers {
            let passed = match beyond.numbers.get(&organisation) {
                Some(known) => last.max(*known),
                None => last.saturating_add(NUMBER_MARGIN),
            };
            let pass = "UPDATE job_sequence SET last_number = ?2 WHERE organisation = ?1";
            tx.execute(pass, (organisation, passed))?;
        }
        tx.commit()?;
        connection.close().map_err(|(_, error)| error)?;
        Ok(raised)
    };
    write().map_err(|error| open::refused(path, error))
}

fn look(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags)
}

fn epoch(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("SELECT COALESCE(MAX(epoch), 0) FROM coordinator", [], |row| row.get(0))
}

fn applied(connection: &Connection) -> rusqlite::Result<Vec<Applied>> {
    let mut statement = connection.prepare(migrations::LIST_APPLIED)?;
    let steps = statement.query_map([], |row| {
        Ok(Applied { version: row.get(0)?, name: row.get(1)?, checksum: row.get(2)? })
    })?;
    steps.collect()
}

fn facts(connection: &Connection, schema: u32) -> rusqlite::Result<Facts> {
    let tables = "SELECT name FROM sqlite_schema
                   WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut statement = connection.prepare(tables)?;
    let names = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    let count = |name: String| {
        // The name of a table of ours, which has no quotes in it.
        let sql = format!("SELECT COUNT(*) FROM \"{name}\"");
        let rows: i64 = connection.query_row(&sql, [], |row| row.get(0))?;
        Ok((name, u64::try_from(rows).unwrap_or_default()))
    };
    let rows = names.into_iter().map(count).collect::<rusqlite::Result<_>>()?;
    Ok(Facts { schema, epoch: epoch(connection)?, rows })
}
