//! The single checks of doctor: what was found, and what to do.

use crate::{
    backup::{self, BackupError, Shelved},
    config::{ListenAddress, Reach},
    data_dir, filesystem,
    secrets::SecretStore,
};
use muster_api::instance::{Check, Fix, FixKind, Verdict};
use muster_core::{Timestamp, job::Isolation};
use muster_worker::Levels;
use std::{path::Path, time::Duration};

pub(super) fn good(name: &str, finding: impl Into<String>) -> Check {
    check(name, Verdict::Good, finding.into(), None)
}

pub(super) fn warning(name: &str, finding: impl Into<String>, hint: &str) -> Check {
    check(name, Verdict::Warning, finding.into(), Some(hint))
}

pub(super) fn bad(name: &str, finding: impl Into<String>, hint: &str) -> Check {
    check(name, Verdict::Bad, finding.into(), Some(hint))
}

fn check(name: &str, verdict: Verdict, finding: String, hint: Option<&str>) -> Check {
    Check { name: name.to_owned(), verdict, finding, hint: hint.map(str::to_owned), fix: None }
}

/// The same with what can be done about it, if there is anything to be done.
pub(super) fn with_fix(check: Check, fix: Fix) -> Check {
    Check { fix: (check.verdict != Verdict::Good).then_some(fix), ..check }
}

/// How much a job can be kept apart on this machine.
pub(super) fn isolation(levels: &Levels) -> Check {
    let told = [Isolation::Landlock, Isolation::Bubblewrap].map(|level| {
        let word = level.as_str();
        match levels.lacks(level) {
            None => format!("`{word}` works here"),
            Some(why) => format!("`{word}` does not: {why}"),
        }
    });
    // Nothing is wrong with a machine that gives none: jobs that ask for one go to others.
    good("isolation", told.join("; "))
}

/// Who may read the data directory, and what it is on.
pub(super) fn data_dir(path: &Path) -> Check {
    const NAME: &str = "data directory";
    let shown = path.display();
    if let Some(kind) = filesystem::flaw(path) {
        let finding = format!("`{shown}` is on {kind}, where a store is not safe");
        return bad(NAME, finding, "choose a data directory on a local disk");
    }
    match data_dir::others_may_read(path) {
        Ok(false) => good(NAME, format!("`{shown}` is its owner's alone")),
        Ok(true) => {
            let finding = format!(
                "other users may look into `{shown}`; the files in it are its owner's alone"
            );
            let hint = format!("run `chmod 700 {shown}` if nothing else is kept there");
            let does = format!("Make `{shown}` its owner's alone");
            let fix = Fix { kind: FixKind::CloseDataDirectory, does, place: None };
            with_fix(warning(NAME, finding, &hint), fix)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            good(NAME, format!("`{shown}` will be created"))
        }
        Err(error) => {
            bad(NAME, format!("`{shown}` cannot be looked at: {error}"), "check its path")
        }
    }
}

/// Less than this is gone within a day of logs.
const LITTLE_SPACE: u64 = 1 << 30;
const NO_SPACE: u64 = 64 << 20;

/// How much room is left.
pub(super) fn space(path: &Path) -> Check {
    const NAME: &str = "disk space";
    // A directory that is yet to be created is on the disk of the one above it.
    let existing = path.ancestors().find(|path| path.exists()).unwrap_or(path);
    match fs4::available_space(existing) {
        Ok(free) => {
            let finding = format!("{} MiB are free", free >> 20);
            match free {
                0..NO_SPACE => {
                    bad(NAME, finding, "free some space: jobs are refused when it is full")
                }
                NO_SPACE..LITTLE_SPACE => warning(NAME, finding, "free some space soon"),
                LITTLE_SPACE.. => good(NAME, finding),
            }
        }
        Err(error) => {
            warning(NAME, format!("the free space is not known: {error}"), "look at the disk")
        }
    }
}

/// Which SQLite is built in.
pub(super) fn sqlite_version() -> Check {
    const NAME: &str = "sqlite";
    // Older ones can lose committed data when several connections write.
    const OLDEST: i32 = 3_051_003;
    let version = rusqlite::version();
    if rusqlite::version_number() >= OLDEST {
        good(NAME, format!("version {version} is built in"))
    } else {
        let finding = format!("version {version} can lose committed data");
        bad(NAME, finding, "build Muster with its bundled SQLite")
    }
}

/// Who can reach the listeners.
pub(super) fn listeners(addresses: &[ListenAddress]) -> Check {
    const NAME: &str = "listeners";
    let told: Vec<_> = addresses.iter().map(ToString::to_string).collect();
    let finding = format!("listens at {}", told.join(", "));
    if addresses.iter().any(|address| address.reach == Reach::Everywhere) {
        return warning(
            NAME,
            format!("{finding}: on every network of this machine, in clear"),
            "listen at loopback or at a tailnet address, unless that network is trusted",
        );
    }
    good(NAME, finding)
}

/// Whether secrets can be kept.
pub(super) async fn secrets(store: &SecretStore, data_dir: &Path) -> Check {
    const NAME: &str = "secrets";
    match store.check().await {
        Ok(()) => good(NAME, format!("{store} keeps secrets")),
        Err(error) => {
            let hint =
                error.hint().unwrap_or("start with `--secrets=file` and `MUSTER_VAULT_PASSPHRASE`");
            let code = error.code();
            // Where the key lies in a file, what is sealed with it is kept and opened all the same.
            let finding = if backup::key_is_in_file(data_dir) {
                format!(
                    "{error}; the key that seals secrets lies in the data directory instead, and \
                     logins are not kept ({code})"
                )
            } else {
                format!("{error}; secrets can be neither kept nor opened ({code})")
            };
            warning(NAME, finding, hint)
        }
    }
}

/// One that is made every day is never older, unless this machine was off.
const OLD_BACKUP: Duration = Duration::from_hours(48);

/// How old the last good backup is.
pub(super) fn backups(
    shelved: Result<Vec<Shelved>, BackupError>,
    is_daily: bool,
    now: Timestamp,
) -> Check {
    const NAME: &str = "backups";
    let shelved = match shelved {
        Ok(shelved) => shelved,
        Err(error) => {
            return bad(NAME, format!("backups cannot be listed: {error}"), &error.hint());
        }
    };
    let Some(last) = shelved.into_iter().find(|backup| backup.is_verified) else {
        let finding = "there is no verified backup yet";
        return if is_daily {
            good(NAME, format!("{finding}; a running coordinator makes one every day"))
        } else {
            warning(NAME, finding, "make one with `muster backup create`")
        };
    };
    let age = now.since(last.header.created_at);
    let finding = format!("`{}` is {} h old", last.name, age.as_secs() / 3_600);
    if age < OLD_BACKUP {
        good(NAME, finding)
    } else {
        warning(NAME, finding, "make one with `muster backup create`")
    }
}

/// 2026-01-01: no Muster was built before.
const TOO_EARLY: Timestamp = Timestamp::from_millis(1_767_225_600_000);
/// 2100-01-01: no Muster runs that long.
const TOO_LATE: Timestamp = Timestamp::from_millis(4_102_444_800_000);

/// Whether the wall clock can be right.
pub(super) fn clock(now: Timestamp) -> Check {
    const NAME: &str = "clock";
    if (TOO_EARLY..TOO_LATE).contains(&now) {
        good(NAME, format!("the clock says {now}"))
    } else {
        let finding = format!("the clock says {now}, so tokens expire at the wrong time");
        bad(NAME, finding, "set the clock, or let the system keep it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Secret, config::reach, secrets::Vault};

    fn listening(at: &str) -> Verdict {
        let socket: std::net::SocketAddr = at.parse().expect("an address");
        let reach = reach(socket.ip());
        listeners(&[ListenAddress { socket, reach }]).verdict
    }

    #[tokio::test]
    async fn secrets_go_on_without_their_store_where_the_key_lies_in_a_file() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("secrets.vault");
        std::fs::write(&path, "no vault").unwrap();
        let store = SecretStore::Vault(Vault::at(path, Secret::new("passphrase")));
        let told = secrets(&store, home.path()).await.finding;
        assert!(told.contains("can be neither kept nor opened"), "{told}");
        std::fs::write(home.path().join("backup-key.unprotected"), "a key").unwrap();
        let told = secrets(&store, home.path()).await.finding;
        assert!(told.contains("lies in the data directory"), "{told}");
    }

    #[test]
    fn listening_everywhere_is_told() {
        assert_eq!(listening("127.0.0.1:1"), Verdict::Good);
        assert_eq!(listening("100.64.0.1:1"), Verdict::Good);
        assert_eq!(listening("0.0.0.0:1"), Verdict::Warning);
        assert_eq!(listening("[::]:1"), Verdict::Warning);
    }

    #[test]
    fn a_clock_that_cannot_be_right_is_told() {
        assert_eq!(clock(Timestamp::from_millis(0)).verdict, Verdict::Bad);
        assert_eq!(clock(TOO_EARLY).verdict, Verdict::Good);
        assert_eq!(clock(TOO_LATE).verdict, Verdict::Bad);
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_that_others_may_read_is_told() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        for (mode, verdict) in [(0o700, Verdict::Good), (0o755, Verdict::Warning)] {
            std::fs::set_permissions(dir.path(), PermissionsExt::from_mode(mode)).unwrap();
            assert_eq!(data_dir(dir.path()).verdict, verdict, "{mode:o}");
        }
        assert_eq!(data_dir(&dir.path().join("new")).verdict, Verdict::Good);
    }
}
