//! The private PostgreSQL of one test run.
//!
//! One server serves the whole run and every test makes its own database in it. Without it each
//! test would start a server of its own, which is how a test that is run alone does it.

// The test kit's own file: the kit itself would bring the whole product into this small program.
#[cfg(unix)]
#[path = "../../muster-testkit/src/postgres/cluster.rs"]
mod cluster;

use crate::environment;
use anyhow::Result;

/// The variable in which tests find the server.
pub(crate) const VARIABLE: &str = "MUSTER_TEST_POSTGRES";

/// A running server; dropping it stops it and removes its files.
pub(crate) struct Postgres {
    address: String,
    #[cfg(unix)]
    _cluster: Option<cluster::Cluster>,
}

impl Postgres {
    /// Takes the server that the variable names, or starts one; nothing if none is installed.
    #[cfg(unix)]
    pub(crate) fn start() -> Result<Option<Self>> {
        if let Some(address) = environment::variable(VARIABLE) {
            return Ok(Some(Self { address, _cluster: None }));
        }
        let cluster = cluster::Cluster::start()?;
        Ok(cluster.map(|it| Self { address: it.address(), _cluster: Some(it) }))
    }

    /// Takes the server that the variable names.
    #[cfg(not(unix))]
    pub(crate) fn start() -> Result<Option<Self>> {
        Ok(environment::variable(VARIABLE).map(|address| Self { address }))
    }

    /// Where tests connect to, as a user who may create databases.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}
