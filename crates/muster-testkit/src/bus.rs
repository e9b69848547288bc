//! A message bus of a test's own, without services: none of the machine's own is started for a test.

use crate::program;
use std::{
    io::{BufRead, BufReader, ErrorKind},
    process::{Child, Stdio},
};
use tempfile::TempDir;

/// A bus. It ends when it is dropped.
#[derive(Debug)]
pub struct Bus {
    child: Child,
    /// Where it is reached.
    pub address: String,
    /// Holds its socket.
    _dir: TempDir,
}

impl Bus {
    /// A bus, or nothing where `dbus-daemon` is not installed.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start() -> Option<Self> {
        let dir = TempDir::new().expect("a temporary directory");
        let config = dir.path().join("bus.conf");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:path={}/bus</listen>\
             <policy context='default'><allow send_destination='*' eavesdrop='true'/>\
             <allow eavesdrop='true'/><allow own='*'/></policy></busconfig>",
            dir.path().display()
        );
        std::fs::write(&config, text).expect("write the bus's settings");
        let mut command = program::clean("dbus-daemon");
        command.arg(format!("--config-file={}", config.display()));
        command.args(["--nofork", "--nopidfile", "--print-address=1"]);
        let mut child = match command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn() {
            Ok(child) => child,
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            Err(error) => panic!("cannot start {command:?}: {error}"),
        };
        let mut address = String::new();
        let said = child.stdout.take().expect("stdout is piped");
        BufReader::new(said).read_line(&mut address).expect("the bus's address");
        Some(Self { child, address: address.trim().to_owned(), _dir: dir })
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
