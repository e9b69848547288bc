//! Reaching a database: the pool, and the migrations.

use crate::{
    OpenError,
    dialect::Dialect,
    migrations::{self, Applied, Migration},
};
use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts};
use std::{sync::Arc, time::Duration};
use tokio_postgres::{Config, Error, NoTls, error::SqlState};

const CONNECTIONS: usize = 16;
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// Longer than any statement may take, so that a full pool is not an error at once.
const CONNECTION_WITHIN: Duration = Duration::from_secs(35);
/// Held while migrations run, so that coordinators that start together take turns.
const MIGRATION_LOCK: i64 = 0x4d55_5354_4552;
/// No call may hang a loop for ever; and a commit that is acknowledged is on the server's disk, even
/// where that was switched off for everybody.
const SESSION: &str = "-c statement_timeout=30000 -c lock_timeout=10000 \
     -c idle_in_transaction_session_timeout=60000 -c synchronous_commit=on";

/// A pool of connections to a database with every migration applied.
pub(super) async fn open(url: &str, known: &[Migration]) -> Result<Pool, OpenError> {
    let mut config: Config =
        url.parse().map_err(|error| OpenError::BadAddress { source: Arc::new(error) })?;
    let place = describe(&config);
    let options = config.get_options().map_or(SESSION.to_owned(), |own| format!("{own} {SESSION}"));
    config.options(options);
    config.application_name("muster");
    config.connect_timeout(CONNECT_WITHIN);
    let pool = pool(config).map_err(|error| failed(&place, error))?;
    let mut client = pool.get().await.map_err(|error| OpenError::Unreachable {
        place: place.clone(),
        source: Arc::new(error),
    })?;
    migrate(&mut client, &place, known).await?;
    drop(client);
    Ok(pool)
}

fn pool(config: Config) -> Result<Pool, deadpool_postgres::BuildError> {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    Pool::builder(Manager::from_config(config, NoTls, recycling))
        .max_size(CONNECTIONS)
        .timeouts(Timeouts {
            wait: Some(CONNECTION_WITHIN),
            create: Some(CONNECT_WITHIN * 2),
            recycle: Some(CONNECT_WITHIN),
        })
        .runtime(Runtime::Tokio1)
        .build()
}

/// Host and database, never the password.
fn describe(config: &Config) -> String {
    let host = config.get_hosts().first().map_or_else(
        || "?".to_owned(),
        |host| match host {
            tokio_postgres::config::Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
        },
    );
    let port = config.get_ports().first().copied().unwrap_or(5432);
    format!("{host}:{port}/{}", config.get_dbname().or(config.get_user()).unwrap_or_default())
}

async fn migrate(client: &mut Client, place: &str, known: &[Migration]) -> Result<(), OpenError> {
    loop {
        let transaction = client.transaction().await.map_err(|error| refused(place, error))?;
        // Ends with the transaction, whichever way that ends.
        transaction
            .execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATION_LOCK])
            .await
            .map_err(|error| refused(place, error))?;
        let applied = applied(&transaction, place).await?;
        let Some(next) = migrations::pending(known, &applied)?.first() else { return Ok(()) };
        apply(&transaction, next).await.map_err(|error| refused(place, error))?;
        transaction.commit().await.map_err(|error| refused(place, error))?;
        tracing::info!(version = next.version, name = next.name, "migrated the store");
    }
}

async fn apply(
    transaction: &tokio_postgres::Transaction<'_>,
    migration: &Migration,
) -> Result<(), Error> {
    transaction.batch_execute(&Dialect::Postgres.render(migrations::CREATE_TABLE)).await?;
    transaction.batch_execute(&Dialect::Postgres.render(migration.text)).await?;
    let (version, checksum) = (i64::from(migration.version), migration.checksum());
    transaction.execute(migrations::RECORD, &[&version, &migration.name, &checksum]).await?;
    Ok(())
}

const TABLES: &str = "
    SELECT CAST(tablename AS TEXT) AS tablename
      FROM pg_catalog.pg_tables
     WHERE schemaname = current_schema()
     ORDER BY tablename
     LIMIT 50";

async fn applied(
    transaction: &tokio_postgres::Transaction<'_>,
    place: &str,
) -> Result<Vec<Applied>, OpenError> {
    let refused = |error| refused(place, error);
    let tables = transaction.query(TABLES, &[]).await.map_err(refused)?;
    let tables: Vec<String> = tables.iter().map(|row| row.get(0)).collect();
    if tables.is_empty() {
        return Ok(Vec::new());
    }
    if !tables.iter().any(|table| table == migrations::TABLE) {
        return Err(OpenError::ForeignSchema { place: place.to_owned(), tables });
    }
    let rows = transaction.query(migrations::LIST_APPLIED, &[]).await.map_err(|error| {
        // Another program's list, which only happens to have the same name.
        if error.code() == Some(&SqlState::UNDEFINED_COLUMN) {
            return OpenError::ForeignSchema { place: place.to_owned(), tables: tables.clone() };
        }
        refused(error)
    })?;
    rows.iter().map(step).collect::<Result<_, _>>().map_err(refused)
}

fn step(row: &tokio_postgres::Row) -> Result<Applied, Error> {
    let version: i64 = row.try_get("version")?;
    Ok(Applied {
        version: u32::try_from(version).unwrap_or(u32::MAX),
        name: row.try_get("name")?,
        checksum: row.try_get("checksum")?,
    })
}

fn refused(place: &str, error: Error) -> OpenError {
    match error.code().map(SqlState::code) {
        Some("53100") => OpenError::Full { path: place.into() },
        Some("25006" | "42501") => OpenError::ReadOnly { path: place.into() },
        _ => failed(place, error),
    }
}

fn failed(place: &str, error: impl std::error::Error + Send + Sync + 'static) -> OpenError {
    OpenError::Failed { place: place.to_owned(), source: Arc::new(error) }
}
