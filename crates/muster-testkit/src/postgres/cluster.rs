//! A private server: initialised in a temporary folder, reached by a socket in it, gone with it.

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    io::{BufRead, BufReader},
    os::unix::fs::chown,
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Stdio},
    sync::mpsc,
    thread,
};
use tempfile::TempDir;

/// What a thrown-away server need not do: keep its promise through a power cut.
const SETTINGS: [&str; 6] = [
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
    "max_connections=200",
    "log_checkpoints=off",
];
const READY: &str = "database system is ready to accept connections";

/// A running server; dropping it stops the server and removes its files.
#[derive(Debug)]
pub(super) struct Cluster {
    server: Child,
    folder: TempDir,
}

impl Cluster {
    /// Nothing if PostgreSQL is not installed.
    pub(super) fn start() -> Result<Option<Self>> {
        let Some(programs) = programs() else { return Ok(None) };
        let account = Account::for_server()?;
        let folder = tempfile::Builder::new().prefix("muster-pg-").tempdir_in("/tmp")?;
        if let Account::Package { user, group } = account {
            chown(folder.path(), Some(user), Some(group))?;
        }
        initialise(&account, &programs, folder.path())?;
        let server = serve(&account, &programs, folder.path())?;
        Ok(Some(Self { server, folder }))
    }

    pub(super) fn address(&self) -> String {
        let socket = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{socket}/postgres")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Immediate shutdown: nothing in it is needed any more.
        let pid = i32::try_from(self.server.id()).ok().and_then(Pid::from_raw);
        let told = pid.map(|pid| kill_process(pid, Signal::QUIT));
        if matches!(told, Some(Ok(()))) {
            self.server.wait().expect("the server that was started can be waited for");
        }
    }
}

/// Where `initdb` and `postgres` are: the newest that the system has.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let packaged = versions.map(|version| version.path().join("bin")).max_by_key(|bin| {
        let version = bin.parent().and_then(Path::file_name).and_then(|name| name.to_str());
        version.and_then(|name| name.parse::<u32>().ok())
    });
    let others = ["/usr/local/bin", "/opt/homebrew/bin", "/usr/bin"].map(PathBuf::from);
    packaged
        .into_iter()
        .chain(others)
        .find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

/// Whose process the server is: it refuses to run as root.
#[derive(Debug)]
enum Account {
    Ours,
    Package { user: u32, group: u32 },
}

impl Account {
    fn for_server() -> Result<Self> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Ours);
        }
        Ok(Self::Package { user: id("-u")?, group: id("-g")? })
    }

    #[expect(clippy::disallowed_methods, reason = "a test's own database server")]
    fn command(&self, program: &Path) -> Command {
        let mut command = match self {
            Self::Ours => Command::new(program),
            Self::Package { .. } => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
                // It ends with the test, even when the test is killed.
                command.args(["--pdeathsig=QUIT", "--"]).arg(program);
                command
            }
        };
        // The other account may not be able to enter the checkout.
        command.current_dir("/tmp").stdin(Stdio::null());
        command
    }
}

#[expect(clippy::disallowed_methods, reason = "a test's own database server")]
fn id(which: &str) -> Result<u32> {
    let output = Command::new("id").args([which, "postgres"]).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().context("there is no user `postgres`")
}

fn initialise(account: &Account, programs: &Path, folder: &Path) -> Result<()> {
    let output = account
        .command(&programs.join("initdb"))
        .args(["--username=postgres", "--auth=trust", "--locale=C", "--encoding=UTF8"])
        .args(["--no-sync", "--pgdata"])
        .arg(folder.join("data"))
        .output()?;
    if !output.status.success() {
        bail!("initdb: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

fn serve(account: &Account, programs: &Path, folder: &Path) -> Result<Child> {
    let mut command = account.command(&programs.join("postgres"));
    command.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
    let mut server = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let words = server.stderr.take().context("the server has no stderr")?;
    until_ready(words).map(|()| server)
}

/// Reads what the server says until it is ready, and goes on reading so that it never blocks.
fn until_ready(words: ChildStderr) -> Result<()> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut listener = Some(tell);
        for line in BufReader::new(words).lines().map_while(Result::ok) {
            listener = listener.filter(|tell| tell.send(line).is_ok());
        }
    });
    let mut said = Vec::new();
    for line in told {
        if line.contains(READY) {
            return Ok(());
        }
        said.push(line);
    }
    bail!("it ended at once: {}", said.join("\n"))
}
