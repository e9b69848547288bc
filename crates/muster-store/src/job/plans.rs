//! Which index serves which list: what must stay fast with a million jobs.

use super::{labelled, lane, need, read, steer};
use crate::{dialect::Dialect, driver::Sql, migrations, retention};
use rusqlite::Connection;

fn migrated() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    for migration in migrations::ALL {
        connection.execute_batch(&Dialect::Sqlite.render(migration.text)).unwrap();
    }
    connection
}

fn plan(connection: &Connection, sql: Sql) -> String {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", sql.text)).unwrap();
    let lines = statement.raw_query().mapped(|row| row.get::<_, String>("detail"));
    lines.map(Result::unwrap).collect::<Vec<_>>().join("; ")
}

#[test]
fn every_list_walks_along_its_index() {
    let connection = migrated();
    for (sql, index) in [
        (read::FIND, "sqlite_autoindex_job_1"),
        (read::PAGE, "sqlite_autoindex_job_1"),
        (read::PAGE_OF_STATE, "job_state"),
        (read::COUNT, "COVERING INDEX job_state"),
        (read::OLDEST_OF_STATE, "job_state"),
        (labelled::PAGE_OF_LABEL, "chosen USING COVERING INDEX sqlite_autoindex_job_label_1"),
        (labelled::COUNT_OF_LABEL, "chosen USING COVERING INDEX sqlite_autoindex_job_label_1"),
        (labelled::COUNT_LABEL, "COVERING INDEX sqlite_autoindex_job_label_1"),
        (labelled::RARITY, "COVERING INDEX sqlite_autoindex_job_label_1"),
        (read::PAGE_UNDER_WAY, "job_under_way"),
        (read::PAGE_BLOCKED, "job_state"),
        (read::PAGE_OF_BATCH, "job_batch"),
        (need::OPEN, "need_open"),
        (need::BLOCKED_BY, "sqlite_autoindex_need_1"),
        (need::NEEDS, "sqlite_autoindex_need_1"),
        (need::NEEDED_BY, "need_needed"),
        (read::COUNT_UNDER_WAY, "job_under_way"),
        (read::TASKS, "sqlite_autoindex_job_1"),
        (read::TASKS_OF_STATE, "job_state"),
        (read::TASK_NUMBERS, "COVERING INDEX job_state"),
        (read::CANCELLED_ARRAYS, "job_array_cancelled"),
        (steer::HOLD_TASKS, "job_state"),
        (steer::PLACE_TASKS, "job_state"),
        (lane::WAITING, "job_waiting"),
        (lane::JOBS, "job_waiting"),
        (lane::JOBS_AFTER, "job_waiting"),
        (lane::UNPLACED, "job_unplaced"),
        (read::HELD, "job_held"),
        (read::UNFINISHED, "sqlite_autoindex_job_1"),
        (read::RETRY_DUE, "job_retry"),
        (read::RETRY_AFTER, "job_retry"),
        (read::ENDED_PER_HOUR, "COVERING INDEX job_ended"),
        (retention::OVER, "sqlite_autoindex_job_1"),
        (retention::LABELLED, "COVERING INDEX sqlite_autoindex_job_label_1"),
        (retention::MAY_GO, "need_needed"),
        (retention::TASKS, "sqlite_autoindex_job_1"),
    ] {
        let plan = plan(&connection, sql);
        assert!(plan.contains(index), "{}: {plan}", sql.name);
        let is_sorted =
            [read::ENDED_PER_HOUR.name, labelled::COUNT_OF_LABEL.name].contains(&sql.name);
        assert!(is_sorted || !plan.contains("TEMP B-TREE"), "{}: {plan}", sql.name);
    }
}
