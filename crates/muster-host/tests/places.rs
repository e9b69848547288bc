//! Places where a host cannot start, for real: a read-only disk, a full one, somebody else's file.
#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, reason = "these tests are about processes")]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// The program `examples/host.rs`, which is built with the tests.
fn program() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    let folder = test.ancestors().nth(2).expect("target/debug/deps has a folder above it");
    folder.join("examples/host")
}

/// Whether we may mount; only root may, and not in every container.
fn may_mount() -> bool {
    let tried = Command::new("unshare").args(["--mount", "true"]).output();
    let may = tried.is_ok_and(|output| output.status.success());
    assert!(may || std::env::var("CI").as_deref() != Ok("true"), "run the tests as root");
    if !may {
        eprintln!("skipped: mounting needs root");
    }
    may
}

/// What the host says when it starts on `$1/data`, after a script has prepared `$1`.
fn say(home: &Path, script: &str) -> String {
    let script = format!("{script}\nexec \"$0\" \"$1/data\" < /dev/null");
    let output = Command::new("unshare")
        .args(["--mount", "--propagation", "private", "sh", "-euc", &script])
        .arg(program())
        .arg(home)
        .output()
        .expect("unshare runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
fn a_read_only_disk_is_told() {
    if !may_mount() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let said = say(home.path(), r#"mount -t tmpfs -o ro none "$1""#);
    assert!(said.starts_with("refused storage_read_only: "), "{said}");
    assert!(said.contains("/data` is on a read-only file system"), "{said}");
    assert!(said.contains("give another directory with `--data-dir`"), "{said}");
}

#[test]
fn a_disk_that_became_read_only_is_told() {
    if !may_mount() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let script = r#"
        mount -t tmpfs none "$1"
        "$0" "$1/data" < /dev/null > /dev/null
        mount -o remount,ro "$1"
    "#;
    let said = say(home.path(), script);
    assert!(said.starts_with("refused storage_read_only: "), "{said}");
}

#[test]
fn a_full_disk_is_told() {
    if !may_mount() {
        return;
    }
    for size in ["64k", "256k"] {
        let home = tempfile::tempdir().unwrap();
        let said = say(home.path(), &format!(r#"mount -t tmpfs -o size={size} none "$1""#));
        assert!(said.starts_with("refused storage_full: "), "{size}: {said}");
        assert!(said.contains("free some space"), "{said}");
    }
}

/// A host in a process of its own; its stdin keeps it running.
struct Running {
    child: Child,
    stdout: BufReader<std::process::ChildStdout>,
}

impl Running {
    fn start(data_dir: &Path) -> (Self, String) {
        let mut command = Command::new(program());
        command.arg(data_dir).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the host starts");
        let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut running = Self { child, stdout };
        let line = running.line();
        (running, line)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("the host speaks");
        line.trim().to_owned()
    }

    fn stop(mut self) -> String {
        drop(self.child.stdin.take());
        let line = self.line();
        self.child.wait().expect("the host ends");
        line
    }

    fn kill(mut self) {
        self.child.kill().expect("the host is killed");
        self.child.wait().expect("the host ends");
    }
}

#[test]
fn of_two_processes_one_has_the_data_directory_and_a_crash_frees_it() {
    let home = tempfile::tempdir().unwrap();
    let (first, said) = Running::start(home.path());
    assert!(said.starts_with("ready http://127.0.0.1:"), "{said}");
    let (_second, said) = Running::start(home.path());
    assert!(said.starts_with("refused data_dir_in_use: another Muster is using"), "{said}");
    first.kill();
    assert!(home.path().join("instance.json").exists(), "a crash leaves it behind");
    let (third, said) = Running::start(home.path());
    assert!(said.starts_with("ready "), "{said}");
    assert_eq!(third.stop(), "stopped");
    assert!(!home.path().join("instance.json").exists());
}

#[test]
fn somebody_elses_database_is_left_to_the_byte() {
    let home = tempfile::tempdir().unwrap();
    let theirs = home.path().join("deborgen.db");
    let connection = rusqlite::Connection::open(&theirs).unwrap();
    connection.execute_batch("CREATE TABLE jobs (id INTEGER PRIMARY KEY, status TEXT)").unwrap();
    drop(connection);
    let before = fs::read(&theirs).unwrap();
    let output = Command::new(program())
        .arg(home.path().join("data"))
        .arg(format!("DEBORGEN_DB_PATH={}", theirs.display()))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.starts_with("refused foreign_schema: "), "{said}");
    assert!(said.contains("deborgen.db") && said.contains("tables: jobs"), "{said}");
    assert!(said.contains("muster import"), "{said}");
    assert_eq!(fs::read(&theirs).unwrap(), before);
    let beside: Vec<_> =
        fs::read_dir(home.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 2, "nothing was put beside it: {beside:?}");
}

#[test]
fn starting_and_stopping_leaves_nothing_behind_however_often() {
    let home = tempfile::tempdir().unwrap();
    for _ in 0..10 {
        let (running, said) = Running::start(home.path());
        assert!(said.starts_with("ready "), "{said}");
        assert_eq!(running.stop(), "stopped");
    }
    let stray = |name: &str| name.contains(".new") || name == "instance.json";
    let names = fs::read_dir(home.path()).unwrap().map(|file| file.unwrap().file_name());
    let left: Vec<_> = names.filter(|name| stray(&name.to_string_lossy())).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Everything below a directory.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(
            |path| if path.is_dir() { [files(&path), vec![path]].concat() } else { vec![path] },
        )
        .collect()
}

#[test]
fn whatever_the_umask_says_nobody_else_can_read_what_a_host_writes() {
    use std::os::unix::fs::PermissionsExt;
    for umask in ["000", "022", "277"] {
        let home = tempfile::tempdir().unwrap();
        let output = Command::new("sh")
            .args(["-euc", &format!("umask {umask}; exec \"$0\" \"$@\" < /dev/null")])
            .arg(program())
            .arg(home.path().join("data"))
            .arg(format!("DEBORGEN_DB_PATH={}", home.path().join("fleet.db").display()))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.ends_with("stopped\n"), "umask {umask}: {said}");
        let written = files(home.path());
        assert!(written.len() > 5, "{written:?}");
        for path in written {
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode & 0o077, 0, "umask {umask}: {} has {mode:o}", path.display());
        }
    }
}

#[test]
fn no_secret_stands_in_a_file_or_in_the_log_even_when_everything_is_logged() {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(program())
        .arg(home.path())
        .args(["MUSTER_TOKEN=canary-token-0123456789", "MUSTER_LOG=trace", "MUSTER_SECRETS=file"])
        .arg("MUSTER_VAULT_PASSPHRASE=canary-passphrase")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(log.contains("TRACE"), "everything is logged: {log}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("stopped"), "{log}");
    assert!(!log.contains("canary"), "{log}");
    for path in files(home.path()).iter().filter(|path| path.is_file()) {
        let bytes = fs::read(path).unwrap();
        let has_secret = bytes.windows(6).any(|window| window == b"canary");
        assert!(!has_secret, "{}", path.display());
    }
}

#[test]
fn a_tailnet_address_and_every_address_are_served_when_asked_for() {
    if !may_mount() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let listen = |address: &str| {
        let script = "
            ip link set lo up
            ip address add 100.64.0.7/32 dev lo
            exec \"$0\" \"$@\" < /dev/null";
        let output = Command::new("unshare")
            .args(["--net", "sh", "-euc", script])
            .arg(program())
            .arg(home.path())
            .arg(format!("MUSTER_LISTEN={address}"))
            .output()
            .unwrap();
        let said =
            [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        said.concat()
    };
    let tailnet = listen("100.64.0.7:8000");
    assert!(tailnet.starts_with("ready http://100.64.0.7:8000\n"), "{tailnet}");
    assert!(!tailnet.contains("every network"), "{tailnet}");
    let everywhere = listen("0.0.0.0:8000");
    assert!(everywhere.starts_with("ready http://127.0.0.1:8000\n"), "{everywhere}");
    assert!(everywhere.contains("listens on every network of this machine"), "{everywhere}");
    let unknown = listen("100.64.0.8:8000");
    assert!(
        unknown.starts_with("refused cannot_listen: cannot listen at 100.64.0.8:8000"),
        "{unknown}"
    );
}
