//! A PostgreSQL for tests: one server, and a database of its own for every test.
//!
//! The server is the one that `MUSTER_TEST_POSTGRES` names, or else a private one that lives in a
//! temporary folder and ends with the test. Each database is a copy of one template that was
//! migrated once, which is many times faster than migrating each.

#[cfg(unix)]
mod cluster;

use anyhow::{Context, Result, bail};
use muster_seams::{OsRng, Rng};
use muster_store::{OpenError, Store};
use std::{
    str::FromStr,
    sync::{Mutex, PoisonError},
    thread,
};
use tokio_postgres::{Client, Config, NoTls};

const VARIABLE: &str = "MUSTER_TEST_POSTGRES";
const TEMPLATE: &str = "muster_template";
/// Held while the template is made or copied, since PostgreSQL copies only what nobody uses.
const TEMPLATE_LOCK: i64 = 0x4d55_5354_4554;

/// A server in which every test gets its own database.
#[derive(Debug)]
pub struct PrivatePostgres {
    /// Of a user who may create databases.
    address: String,
    /// The databases of this test, which end with it on a server that outlives it.
    made: Mutex<Vec<String>>,
    #[cfg(unix)]
    _cluster: Option<cluster::Cluster>,
}

impl PrivatePostgres {
    /// Takes the server that is named, or starts one.
    ///
    /// Where PostgreSQL is not installed the answer is nothing, and the test that asked is skipped
    /// with a word; under `CI=true` it fails instead.
    pub fn start() -> Option<Self> {
        if let Some(address) = variable(VARIABLE) {
            return Some(Self::named(address));
        }
        match Self::private() {
            Ok(Some(started)) => Some(started),
            Ok(None) => {
                let is_required = variable("CI").is_some_and(|value| value == "true");
                assert!(!is_required, "PostgreSQL is missing: install postgresql");
                eprintln!("skipped: PostgreSQL is missing (install postgresql to run this)");
                None
            }
            Err(error) => panic!("PostgreSQL did not start: {error:#}"),
        }
    }

    #[cfg(unix)]
    fn named(address: String) -> Self {
        Self { address, made: Mutex::default(), _cluster: None }
    }

    #[cfg(not(unix))]
    fn named(address: String) -> Self {
        Self { address, made: Mutex::default() }
    }

    #[cfg(unix)]
    fn private() -> Result<Option<Self>> {
        let cluster = cluster::Cluster::start()?;
        Ok(cluster.map(|it| Self {
            address: it.address(),
            made: Mutex::default(),
            _cluster: Some(it),
        }))
    }

    #[cfg(not(unix))]
    fn private() -> Result<Option<Self>> {
        Ok(None)
    }

    /// The address of a new database with Muster's schema and nothing in it.
    pub async fn fresh_database(&self) -> String {
        self.create(Some(TEMPLATE)).await.expect("make a database for this test")
    }

    /// The address of a new database with nothing in it at all.
    pub async fn empty_database(&self) -> String {
        self.create(None).await.expect("make a database for this test")
    }

    async fn create(&self, template: Option<&str>) -> Result<String> {
        let rng: &dyn Rng = &OsRng;
        let name = format!("muster_test_{:016x}", u64::from_le_bytes(rng.bytes()));
        let client = connect(&self.address).await?;
        client.execute("SELECT pg_advisory_lock($1)", &[&TEMPLATE_LOCK]).await?;
        if template.is_some() {
            self.ensure_template(&client).await?;
        }
        let template = template.unwrap_or("template0");
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push(name.clone());
        client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await?;
        client.execute("SELECT pg_advisory_unlock($1)", &[&TEMPLATE_LOCK]).await?;
        self.database(&name)
    }

    async fn ensure_template(&self, client: &Client) -> Result<()> {
        const EXISTS: &str = "SELECT 1 FROM pg_database WHERE datname = $1";
        if client.query_opt(EXISTS, &[&TEMPLATE]).await?.is_none() {
            client.batch_execute(&format!("CREATE DATABASE {TEMPLATE} TEMPLATE template0")).await?;
        }
        if !self.is_migrated().await? {
            // An earlier build's, on a server that outlives a run.
            client.batch_execute(&format!("DROP DATABASE {TEMPLATE} WITH (FORCE)")).await?;
            client.batch_execute(&format!("CREATE DATABASE {TEMPLATE} TEMPLATE template0")).await?;
            if !self.is_migrated().await? {
                bail!("an empty database cannot be migrated");
            }
        }
        Ok(())
    }

    async fn is_migrated(&self) -> Result<bool> {
        match Store::connect_postgres(&self.database(TEMPLATE)?).await {
            Ok(store) => {
                store.close().await;
                Ok(true)
            }
            Err(OpenError::TooNew { .. } | OpenError::AlteredMigration { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The same server, another database.
    fn database(&self, name: &str) -> Result<String> {
        let (server, rest) = self.address.rsplit_once('/').context("no database in the address")?;
        let query = rest.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
        Ok(format!("{server}/{name}{query}"))
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        let made = std::mem::take(self.made.get_mut().unwrap_or_else(PoisonError::into_inner));
        let address = self.address.clone();
        // A runtime cannot wait inside another one, so this one has a thread of its own.
        let dropping = thread::spawn(move || drop_databases(&address, &made));
        if !matches!(dropping.join(), Ok(Ok(()))) {
            eprintln!("a database of this test stays on the server");
        }
    }
}

fn drop_databases(address: &str, names: &[String]) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let client = connect(address).await?;
        for name in names {
            client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        }
        Ok(())
    })
}

/// A plain connection, for what the store's own interface has no words for.
pub async fn connect(address: &str) -> Result<Client> {
    let (client, connection) = Config::from_str(address)?.connect(NoTls).await?;
    #[expect(clippy::disallowed_methods, reason = "a test's connection ends with its client")]
    tokio::spawn(connection);
    Ok(client)
}

#[expect(clippy::disallowed_methods, reason = "the test run itself hands these over")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
