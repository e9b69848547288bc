//! A look at a SQLite store that nobody has open: read-only, so that looking changes nothing.

use super::findings::{bad, good, warning};
use crate::config::Database;
use muster_api::instance::Check;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};

const NAME: &str = "store";

pub(super) async fn check(database: &Database) -> Check {
    match database {
        Database::Postgres(_) => warning(
            NAME,
            format!("`{database}` is looked at by a running coordinator only"),
            "start one with `muster serve` and ask again",
        ),
        Database::Sqlite(path) => {
            let path = path.clone();
            // A large file takes a while to read.
            let looked = tokio::task::spawn_blocking(move || look(&path)).await;
            looked.unwrap_or_else(|error| {
                bad(NAME, format!("the look at the store broke off: {error}"), "try again")
            })
        }
    }
}

fn look(path: &Path) -> Check {
    let shown = path.display();
    if !path.exists() {
        return good(NAME, format!("`{shown}` will be created"));
    }
    match quick_check(path.to_owned()) {
        Ok(found) if found == ["ok"] => good(NAME, format!("`{shown}` is in order")),
        Ok(found) => bad(
            NAME,
            format!("`{shown}` is damaged: {}", found.join("; ")),
            "restore a backup of the data directory",
        ),
        Err(error) => bad(
            NAME,
            format!("`{shown}` cannot be read: {error}"),
            "check that it is Muster's file and that you may read it",
        ),
    }
}

fn quick_check(path: PathBuf) -> rusqlite::Result<Vec<String>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    let mut statement = connection.prepare("PRAGMA quick_check(5)")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_api::instance::Verdict;

    #[test]
    fn a_damaged_file_and_one_that_is_no_database_are_told_and_left_as_they_are() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("muster.db");
        assert_eq!(look(&path).verdict, Verdict::Good);
        std::fs::write(&path, "not a database, and long enough to look like something").unwrap();
        assert_eq!(look(&path).verdict, Verdict::Bad);
        std::fs::remove_file(&path).unwrap();
        let connection = Connection::open(&path).unwrap();
        let fill = "
            CREATE TABLE t (x);
            CREATE INDEX i ON t (x);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
            INSERT INTO t SELECT hex(randomblob(20)) FROM n;";
        connection.execute_batch(fill).unwrap();
        drop(connection);
        assert_eq!(look(&path).verdict, Verdict::Good);
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 4096].fill(0xff);
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(look(&path).verdict, Verdict::Bad);
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}
