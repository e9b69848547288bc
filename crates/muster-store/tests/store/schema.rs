//! The schema after all migrations, compared with what was committed.

use muster_store::Store;
use muster_testkit::{PrivatePostgres, connect};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// About the deployment or about a person, who may belong to several; not about anybody's work. A biller's message may be
/// about a customer of whom nobody knows yet which organisation it is.
const WITHOUT_ORGANISATION: [&str; 10] = [
    "billing_webhook",
    "coordinator",
    "handoff",
    "organisation",
    "person",
    "person_account",
    "person_session",
    "schema_migration",
    "setting",
    "signing_key",
];

#[tokio::test]
async fn sqlite_is_as_committed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("muster.db");
    Store::open_sqlite(&path).unwrap().close().await;
    let connection = Connection::open(&path).unwrap();
    let mut statement = connection
        .prepare(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY tbl_name, type, name",
        )
        .unwrap();
    let lines: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    insta::assert_snapshot!(lines.join("\n\n"));
}

/// Everything that a release could change by accident, one line each.
const POSTGRES: &str = "
    SELECT table_name || ' column ' || column_name || ' ' || data_type
           || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END
           || COALESCE(' COLLATE ' || collation_name, '') AS line
      FROM information_schema.columns WHERE table_schema = current_schema()
     UNION ALL
    SELECT tablename || ' index ' || indexdef FROM pg_indexes WHERE schemaname = current_schema()
     UNION ALL
    SELECT conrelid::regclass || ' constraint ' || pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
     UNION ALL
    SELECT tgrelid::regclass || ' trigger ' || pg_get_triggerdef(oid)
      FROM pg_trigger WHERE NOT tgisinternal
     ORDER BY line";

#[tokio::test(flavor = "multi_thread")]
async fn postgres_is_as_committed() {
    let Some(server) = PrivatePostgres::start() else { return };
    let client = connect(&server.fresh_database().await).await.unwrap();
    let rows = client.query(POSTGRES, &[]).await.unwrap();
    let lines: Vec<String> = rows.iter().map(|row| row.get("line")).collect();
    insta::assert_snapshot!(lines.join("\n"));

    let tables = |wanted: &str| -> BTreeSet<&str> {
        let wanted = lines.iter().filter(|line| line.contains(wanted));
        wanted.filter_map(|line| line.split(' ').next()).collect()
    };
    let all = tables(" column ");
    let owned = tables(" column organisation text NOT NULL");
    let others: Vec<_> = all.difference(&owned).copied().collect();
    assert_eq!(others, WITHOUT_ORGANISATION, "every other row has its organisation");
}
