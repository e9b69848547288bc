//! The private PostgreSQL of one test run.
//!
//! One cluster serves the whole run and every test makes its own database in it. The cluster lives
//! in a temporary folder, listens on a loopback port that the system chose, asks for a password
//! that only this run knows, and is gone afterwards, also when this program is killed.

mod server;

use crate::{environment, output, shell};
use anyhow::{Context, Result};
use server::Server;
use std::{
    fs,
    hash::{BuildHasher, Hasher, RandomState},
    path::{Path, PathBuf},
    process::Command,
};

/// The variable in which tests find the cluster.
pub(crate) const VARIABLE: &str = "MUSTER_TEST_POSTGRES";

/// A running cluster; dropping it stops the server and removes its files.
pub(crate) enum Postgres {
    /// Somebody else's, by its address.
    Given(String),
    Private {
        server: Server,
        password: String,
    },
}

impl Postgres {
    /// Takes the cluster that the variable names, or starts one.
    pub(crate) fn start() -> Result<Self> {
        match environment::variable(VARIABLE) {
            Some(url) => Ok(Self::Given(url)),
            None => Self::private(),
        }
    }

    fn private() -> Result<Self> {
        let programs = programs().context("no PostgreSQL server is installed")?;
        let account = Account::for_server()?;
        let folder = Folder::owned_by(account)?;
        let password = password();
        initialise(&programs, account, &folder.path, &password)?;
        let server = Server::start(&programs, account, folder)?;
        Ok(Self::Private { server, password })
    }

    /// Where tests connect to, as a user who may create databases.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Given(url) => url.clone(),
            Self::Private { server, password } => {
                let port = server.port();
                format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres")
            }
        }
    }
}

/// Whose process the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Account {
    /// Whoever runs the tests.
    Ours,
    /// The package's own user, because the server refuses to run as root.
    Postgres,
}

impl Account {
    fn for_server() -> Result<Self> {
        let is_root = cfg!(unix) && shell::answer(shell::command("id").arg("-u"))?.trim() == "0";
        Ok(if is_root { Self::Postgres } else { Self::Ours })
    }

    /// A program that runs under this account and dies with us.
    fn command(self, program: PathBuf) -> Command {
        let mut command = match self {
            Self::Ours => shell::command(program),
            Self::Postgres => {
                let mut command = shell::command("setpriv");
                command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
                // An immediate shutdown: the cluster is thrown away.
                command.args(["--pdeathsig=QUIT", "--"]).arg(program);
                command
            }
        };
        // The other account may not be able to enter the checkout.
        command.current_dir(std::env::temp_dir());
        command
    }
}

/// A folder that is removed with everything in it.
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn owned_by(account: Account) -> Result<Self> {
        let name = format!("muster-postgres-{:016x}", random());
        let folder = Self { path: std::env::temp_dir().join(name) };
        fs::create_dir(&folder.path)
            .with_context(|| format!("create {}", folder.path.display()))?;
        if account == Account::Postgres {
            shell::answer(shell::command("chown").arg("postgres:postgres").arg(&folder.path))?;
        }
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            output::complain(&format!("warning: {} stays: {error}", self.path.display()));
        }
    }
}

/// Where `initdb` and `postgres` are: on the search path, or where Debian keeps each version.
fn programs() -> Option<PathBuf> {
    if let Some(initdb) = environment::program("initdb") {
        return initdb.parent().map(Path::to_path_buf);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let names = versions.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    Some(Path::new("/usr/lib/postgresql").join(newest(names)?.to_string()).join("bin"))
}

fn newest(versions: impl Iterator<Item = String>) -> Option<u32> {
    versions.filter_map(|name| name.parse().ok()).max()
}

fn initialise(programs: &Path, account: Account, folder: &Path, password: &str) -> Result<()> {
    let secret = folder.join("password");
    fs::write(&secret, password)?;
    let mut initdb = account.command(programs.join("initdb"));
    initdb.args(["--locale=C", "--encoding=UTF8", "--username=postgres", "--no-sync"]);
    initdb.args(["--auth=scram-sha-256", "--pwfile"]).arg(&secret);
    shell::answer(initdb.arg("--pgdata").arg(data(folder)))?;
    Ok(fs::remove_file(secret)?)
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

/// On a machine with other users, a superuser without a password would be a way in.
fn password() -> String {
    format!("{:016x}{:016x}", random(), random())
}

/// The standard library seeds its hash maps from the system's randomness.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::{newest, password};

    #[test]
    fn the_newest_version_wins_by_number() {
        let names = ["9", "15", "README"].map(str::to_owned);
        assert_eq!(newest(names.into_iter()), Some(15));
        assert_eq!(newest(std::iter::empty()), None);
    }

    #[test]
    fn no_two_runs_share_a_password() {
        assert_ne!(password(), password());
        assert_eq!(password().len(), 32);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_cluster_answers_and_leaves_nothing_behind() {
        let cluster = super::Postgres::private().unwrap();
        let super::Postgres::Private { server, password } = &cluster else { unreachable!() };
        let (address, folder) = (("127.0.0.1", server.port()), server.folder().to_owned());
        let url = format!("postgres://postgres:{password}@127.0.0.1:{}/postgres", address.1);
        assert_eq!(cluster.url(), url);
        std::net::TcpStream::connect(address).expect("the server listens");
        drop(cluster);
        assert!(std::net::TcpStream::connect(address).is_err(), "the server is gone");
        assert!(!folder.exists(), "and so are its files");
    }
}
