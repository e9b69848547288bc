//! Which index serves which list: what must stay fast with a million jobs.

use super::{labelled, lane, list, need, read, steer};
use crate::{dialect::Dialect, driver::Sql, migrations, retention, worker};
use proptest::{
    prop_assert, prop_assert_eq,
    test_runner::{Config, TestRunner},
};
use rusqlite::{Connection, StatementStatus, types::Value};

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
        (list::PAGE, "sqlite_autoindex_job_1"),
        (list::PAGE_OF_STATE, "job_state"),
        (list::COUNT_OF_STATE, "COVERING INDEX job_state"),
        (list::COUNT_OF_BATCH, "job_batch"),
        (list::PAGE_OF_WORKER, "job_worker"),
        (list::COUNT_OF_WORKER, "COVERING INDEX job_worker"),
        (list::COUNT_FOUND_OF_WORKER, "job_worker"),
        (list::ACCEPTED, "sqlite_autoindex_job_1"),
        (worker::CALLED, "COVERING INDEX worker_name"),
        (read::OLDEST_OF_STATE, "job_state"),
        (labelled::PAGE_OF_LABEL, "chosen USING COVERING INDEX sqlite_autoindex_job_label_1"),
        (labelled::COUNT_OF_LABEL, "chosen USING COVERING INDEX sqlite_autoindex_job_label_1"),
        (labelled::COUNT_LABEL, "COVERING INDEX sqlite_autoindex_job_label_1"),
        (labelled::RARITY, "COVERING INDEX sqlite_autoindex_job_label_1"),
        (list::PAGE_UNDER_WAY, "job_under_way"),
        (list::PAGE_BLOCKED, "job_state"),
        (list::PAGE_OF_BATCH, "job_batch"),
        (need::OPEN, "need_open"),
        (need::BLOCKED_BY, "sqlite_autoindex_need_1"),
        (need::NEEDS, "sqlite_autoindex_need_1"),
        (need::NEEDED_BY, "need_needed"),
        (list::COUNT_UNDER_WAY, "job_under_way"),
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
        let is_sorted = [read::ENDED_PER_HOUR, labelled::COUNT_OF_LABEL, list::COUNT_OF_BATCH]
            .iter()
            .any(|counted| counted.name == sql.name);
        assert!(is_sorted || !plan.contains("TEMP B-TREE"), "{}: {plan}", sql.name);
    }
}

/// Jobs of one organisation: each in turn failed, succeeded or waits, and ran on one of ten workers.
fn filled(jobs: i64) -> Connection {
    let connection = migrated();
    connection
        .execute_batch(&format!(
            "PRAGMA foreign_keys = OFF;
             PRAGMA ignore_check_constraints = ON;
             WITH RECURSIVE counted (number) AS
                  (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < {jobs})
             INSERT INTO job (organisation, number, specification, search, state, attempts, failures, crashes,
                              max_attempts, is_cancel_requested, ended_at, worker, created_at, created_by, request_id,
                              batch)
             SELECT 'org', number, '{{}}', 'job_' || number,
                    CASE number % 3 WHEN 0 THEN 'failed' WHEN 1 THEN 'succeeded' ELSE 'queued' END,
                    1, 0, 0, 1, 0, number, 'wrk_' || (number % 10), number, 'operator', 'req', number / 100 * 100
               FROM counted;
             INSERT INTO job_label SELECT 'org', 'team=' || (number % 5), number FROM job;"
        ))
        .unwrap();
    connection
}

/// How many steps of its machine SQLite takes for all rows, and how many rows there are.
fn steps(connection: &Connection, sql: Sql, values: &[Value]) -> (i32, usize) {
    let mut statement = connection.prepare(sql.text).unwrap();
    for (place, value) in (1..).zip(values) {
        statement.raw_bind_parameter(place, value).unwrap();
    }
    let rows = statement.raw_query().mapped(|_| Ok(())).count();
    (statement.get_status(StatementStatus::VmStep), rows)
}

/// Pages from a place, along each index that serves one.
fn pages(from: i64, limit: i64) -> [(Sql, Vec<Value>); 5] {
    let (text, number, null) = (|it: &str| Value::Text(it.into()), Value::Integer, Value::Null);
    let page = vec![text("org"), number(from), number(0), null.clone(), number(limit)];
    let of = |more: &[Value]| [&page[..], more].concat();
    let label = [text("org"), text("team=3"), null.clone(), null.clone(), null.clone()];
    let between = [number(from), number(0), null.clone()];
    let labelled = [&label[..], &between, &vec![null; 7], &[number(limit)]].concat();
    [
        (list::PAGE, page.clone()),
        (list::PAGE_OF_STATE, of(&[text("failed")])),
        (list::PAGE_OF_WORKER, of(&[text("wrk_6"), text("failed")])),
        (labelled::PAGE_OF_LABEL, labelled),
        (list::ACCEPTED, vec![text("org"), number(from)]),
    ]
}

#[test]
fn a_page_reads_its_own_rows_and_no_others_however_many_there_are() {
    let (few, many) = (filled(3_000), filled(30_000));
    let mut runner = TestRunner::new(Config::with_cases(64));
    let read = runner.run(&(1_i64..3_000, 1_i64..100), |(from, limit)| {
        for (sql, asked) in pages(from, limit) {
            let (among_few, rows) = steps(&few, sql, &asked);
            let (among_many, same) = steps(&many, sql, &asked);
            prop_assert_eq!(rows, same, "{}", sql.name);
            prop_assert!(
                among_many <= among_few + 8,
                "{}: {}, {}",
                sql.name,
                among_few,
                among_many
            );
        }
        Ok(())
    });
    read.unwrap();
}
