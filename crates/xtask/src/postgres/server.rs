//! The server process of a private cluster.

use super::{Account, Folder, data};
use crate::{output, shell};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
    process::{Child, ChildStderr, Stdio},
    sync::mpsc::{Sender, channel},
    thread,
    time::Duration,
};

// A laptop that is busy compiling starts a fresh cluster in two seconds.
const START_WITHIN: Duration = Duration::from_mins(1);

// Nothing in this cluster outlives the run, so it need not be safe on disk.
const SETTINGS: &[&str] =
    &["listen_addresses=127.0.0.1", "fsync=off", "full_page_writes=off", "max_connections=300"];

/// A server that accepts connections; dropping it stops it.
pub(crate) struct Server {
    process: Child,
    port: u16,
    // Dropped after the process has been stopped.
    folder: Folder,
}

impl Server {
    /// Starts the server and waits until it says that it is ready.
    pub(super) fn start(programs: &Path, account: Account, folder: Folder) -> Result<Self> {
        let port = free_port()?;
        let mut postgres = account.command(programs.join("postgres"));
        postgres.arg("-D").arg(data(&folder.path)).args(["-p", &port.to_string()]);
        postgres.arg("-c").arg(format!("unix_socket_directories={}", folder.path.display()));
        for setting in SETTINGS {
            postgres.args(["-c", setting]);
        }
        let process = postgres.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let mut server = Self { process, port, folder };
        let messages = server.process.stderr.take().context("the server's messages")?;
        let (ready, is_ready) = channel();
        let file = server.folder.path.join("messages.txt");
        let kept = file.clone();
        thread::spawn(move || keep(messages, &kept, &ready));
        if is_ready.recv_timeout(START_WITHIN).is_err() {
            let said = fs::read_to_string(file).unwrap_or_default();
            bail!("PostgreSQL did not start:\n{said}");
        }
        Ok(server)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    #[cfg(test)]
    pub(super) fn folder(&self) -> &Path {
        &self.folder.path
    }

    fn stop(&mut self) -> Result<()> {
        // An immediate shutdown cleans up the shared memory that a killed server would leave.
        let pid = self.process.id().to_string();
        if !cfg!(unix) || !shell::succeeds(shell::command("kill").args(["-s", "QUIT", &pid])) {
            self.process.kill()?;
        }
        self.process.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            output::complain(&format!("warning: the test database did not stop: {error:#}"));
        }
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Writes what the server says to a file and tells when it accepts connections.
///
/// It reads to the end, because a server whose messages nobody takes stands still.
fn keep(messages: ChildStderr, file: &Path, ready: &Sender<()>) -> Result<()> {
    let mut file = fs::File::create(file)?;
    for line in BufReader::new(messages).lines() {
        let line = line?;
        writeln!(file, "{line}")?;
        if line.contains("database system is ready to accept connections") {
            // Nobody waits any more when it recovers later in the run.
            ready.send(()).unwrap_or_default();
        }
    }
    Ok(())
}
