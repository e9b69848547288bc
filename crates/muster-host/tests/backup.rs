//! Backups from the making to the restore: whole or not at all, whatever happens in between.
#![cfg(test)]

use muster_core::{OrganisationId, Timestamp};
use muster_host::{
    DataDir, Host,
    backup::{
        BackupError, BackupKey, Report, Restored, Restoring, Shelved, TakingBack, create_offline,
        restore, take_back, verify_with,
    },
    config::{Environment, ServeFlags, ServeSettings},
};
use muster_seams::{Faults, NamedFaults, NoFaults, Seams};
use muster_store::{Store, StoreError, coordinator, organisation, snapshot};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use tempfile::TempDir;

const NOW: Timestamp = Timestamp::from_millis(1_795_219_200_000);

fn settings(data_dir: &Path) -> ServeSettings {
    let environment = Environment::from([("PATH", "/usr/bin:/bin")]);
    let flags = ServeFlags {
        data_dir: Some(data_dir.to_owned()),
        listen: vec!["127.0.0.1:0".to_owned()],
        no_local_worker: true,
        ..ServeFlags::default()
    };
    ServeSettings::resolve(&environment, flags).unwrap()
}

fn silent() -> Report {
    Arc::new(|_| {})
}

/// A key in its file, so that no test asks the keychain of whoever runs it.
fn put_key(data_dir: &Path) -> BackupKey {
    let key = BackupKey::generate().unwrap();
    fs::write(data_dir.join("backup-key.unprotected"), key.reveal().reveal()).unwrap();
    key
}

/// A data directory as a coordinator leaves it, taken so many times, with one log and one key.
async fn data_dir(starts: u32, word: &str) -> TempDir {
    let home = TempDir::new().unwrap();
    let store = Store::open_sqlite(&home.path().join("muster.db")).unwrap();
    for _ in 0..starts {
        let taken = store.write(|tx| {
            organisation::local(tx, &OrganisationId::from_random([1; 16]), NOW)?;
            coordinator::take(tx, "test", NOW)
        });
        taken.await.map_err(|error: StoreError| error).unwrap();
    }
    store.close().await;
    for folder in ["keys", "logs/org/1"] {
        fs::create_dir_all(home.path().join(folder)).unwrap();
    }
    fs::write(home.path().join("keys/coordinator.pkcs8"), word).unwrap();
    fs::write(home.path().join("logs/org/1/1.log"), word.repeat(100_000)).unwrap();
    fs::write(home.path().join(format!("logs/org/1/{word}.idx")), word).unwrap();
    home
}

async fn back_up(home: &Path) -> Shelved {
    create_offline(&settings(home), NOW, silent()).await.unwrap()
}

fn restoring(file: &Path, key: &BackupKey, to: &Path) -> Restoring {
    Restoring {
        file: file.to_owned(),
        key: key.clone(),
        settings: settings(to),
        may_replace: false,
        now: NOW,
        faults: Arc::new(NoFaults),
        report: silent(),
    }
}

/// What a data directory holds: its store's epoch, and the content of its keys and logs.
fn state(home: &Path) -> (u32, BTreeMap<PathBuf, Vec<u8>>) {
    let mut files = BTreeMap::new();
    let mut folders = vec![home.join("keys"), home.join("logs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(home).unwrap().to_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    (snapshot::given(&home.join("muster.db")).unwrap().epoch, files)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_restored_on_another_machine_with_its_key() {
    let home = data_dir(3, "first").await;
    let key = put_key(home.path());
    let made = back_up(home.path()).await;
    assert!(made.is_verified && !made.is_daily);
    assert_eq!((made.header.epoch, made.header.rows["organisation"]), (3, 1));
    let left: Vec<_> = fs::read_dir(made.path.parent().unwrap()).unwrap().collect();
    assert_eq!(left.len(), 2, "the backup and the list of the verified: {left:?}");
    assert!(!home.path().join("backup-work").exists(), "nothing in clear stays");

    let elsewhere = TempDir::new().unwrap();
    let Restored { epoch, kept_aside, .. } =
        restore(restoring(&made.path, &key, elsewhere.path())).await.unwrap();
    assert_eq!(kept_aside, None);
    assert!(
        epoch >= 3 + coordinator::EPOCH_MARGIN,
        "fences that were granted are not granted again"
    );
    let (_, files) = state(home.path());
    assert_eq!(state(elsewhere.path()), (epoch, files));
    let again = back_up(elsewhere.path()).await;
    assert_eq!(again.header.key, key.id(), "it goes on with the key that its owner knows");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_is_replaced_only_when_that_is_said_and_then_kept_aside() {
    let (source, target) = (data_dir(1, "new").await, data_dir(9, "old").await);
    let key = put_key(source.path());
    let made = back_up(source.path()).await;
    let old = state(target.path());

    let asked = restoring(&made.path, &key, target.path());
    let error = restore(asked.clone()).await.unwrap_err();
    assert_eq!(error.code(), "data_dir_occupied");
    let held = DataDir::take(target.path()).unwrap();
    let asked = Restoring { may_replace: true, ..asked };
    assert_eq!(restore(asked.clone()).await.unwrap_err().code(), "data_dir_in_use");
    drop(held);
    assert_eq!(state(target.path()), old);

    let restored = restore(asked).await.unwrap();
    assert!(restored.epoch > 9, "it goes beyond what the replaced store had");
    assert_eq!(state(&restored.kept_aside.unwrap()), old);
    assert_eq!(state(target.path()).1, state(source.path()).1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_is_killed_anywhere_leaves_the_old_state_or_the_new_one() {
    let source = data_dir(1, "new").await;
    let key = put_key(source.path());
    let made = back_up(source.path()).await;
    let mut outcomes = BTreeMap::new();
    for (place, passages) in [
        ("restore.staged", 1),
        ("restore.committed", 1),
        ("restore.retire", 2),
        ("restore.set_aside", 4),
        ("restore.move", 4),
        ("restore.end", 1),
    ] {
        for passage in 1..=passages {
            let target = data_dir(5, "old").await;
            let (old, new) = (state(target.path()), state(source.path()).1);
            let faults = Arc::new(NamedFaults::default());
            faults.fail_at(place, passage);
            let faults: Arc<dyn Faults> = faults;
            let asked = restoring(&made.path, &key, target.path());
            let asked = Restoring { may_replace: true, faults, ..asked };
            let error = restore(asked).await.unwrap_err();
            // Whoever takes the directory next finds one of the two.
            drop(DataDir::take(target.path()).unwrap());
            let found = state(target.path());
            let is_old = found == old;
            let is_new = found.1 == new && found.0 > 5 + coordinator::EPOCH_MARGIN - 1;
            assert!(is_old || is_new, "{place} {passage} left a mix: {found:?}");
            assert!(!target.path().join("restore-staging").exists());
            outcomes.insert((place, passage), is_new);
            // Whoever asked is told which of them it is.
            let (code, hint) = (error.code(), error.hint());
            let BackupError::RestoreUnfinished { restored, .. } = error else {
                assert_eq!((code, is_old), ("backup_file_failed", true), "{place} {passage}");
                continue;
            };
            assert_eq!((code, is_new), ("restore_unfinished", true), "{place} {passage}");
            assert_eq!(restored.epoch, found.0, "{place} {passage}");
            let kept_aside = restored.kept_aside.unwrap();
            assert!(hint.contains(&kept_aside.display().to_string()), "{hint}");
            assert_eq!(state(&kept_aside), old, "{place} {passage}");
        }
    }
    let old: Vec<_> = outcomes.iter().filter(|(_, is_new)| !**is_new).collect();
    assert_eq!(old, [(&("restore.staged", 1), &false)], "from the journal on it is the new one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_is_taken_back_whole_wherever_that_is_interrupted() {
    let source = data_dir(1, "new").await;
    let key = put_key(source.path());
    let made = back_up(source.path()).await;
    for place in ["restore.staged", "restore.committed", "restore.move", "restore.end", "nowhere"] {
        let target = data_dir(9, "old").await;
        let old = state(target.path());
        let asked = Restoring { may_replace: true, ..restoring(&made.path, &key, target.path()) };
        let kept_aside = restore(asked).await.unwrap().kept_aside.unwrap();
        let new = state(target.path());
        let faults = Arc::new(NamedFaults::default());
        faults.fail_at(place, 1);
        let settings = settings(target.path());
        let asked = TakingBack { settings, kept_aside: kept_aside.clone(), now: NOW, faults };
        let outcome = take_back(asked.clone()).await;
        assert_eq!(outcome.is_ok(), place == "nowhere", "{place}");
        // Whoever takes the directory next finishes what was begun.
        drop(DataDir::take(target.path()).unwrap());
        let now = state(target.path());
        if place == "restore.staged" {
            assert_eq!(outcome.unwrap_err().code(), "backup_file_failed");
            assert_eq!(now.1, new.1, "nothing was begun");
            continue;
        }
        assert_eq!(now.1, old.1, "{place}");
        assert!(now.0 > new.0, "{place}: what was granted meanwhile is not granted again");
        assert!(!kept_aside.exists(), "{place}");
        let aside = match outcome {
            Ok(aside) | Err(BackupError::TakeBackUnfinished { aside, .. }) => aside,
            Err(error) => panic!("{place}: {error}"),
        };
        assert_eq!(state(&aside).1, new.1, "{place}: what was restored is kept in its turn");
        let again = take_back(asked).await.unwrap_err();
        assert_eq!(again.code(), "backup_file_failed", "{place}: there is nothing to take back");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_whole_backup_is_refused_by_name_and_changes_nothing() {
    let source = data_dir(1, "new").await;
    let key = put_key(source.path());
    let made = back_up(source.path()).await;
    let bytes = fs::read(&made.path).unwrap();
    let files = TempDir::new().unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = files.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 0x10;
    let cut = file("cut", &bytes[..bytes.len() - 9]);
    let flipped = file("flipped", &flipped);
    let plain = source.path().join("muster.db");
    let foreign = file("foreign", b"PK\x03\x04 something else");
    let other = BackupKey::generate().unwrap();
    let target = data_dir(1, "old").await;
    let old = state(target.path());
    for (path, key, code) in [
        (&cut, &key, "backup_truncated"),
        (&flipped, &key, "backup_damaged"),
        (&plain, &key, "backup_plain_copy"),
        (&foreign, &key, "backup_foreign"),
        (&made.path, &other, "backup_wrong_key"),
    ] {
        let settings = settings(target.path());
        let verified = verify_with(&settings, path, key, silent()).await;
        assert_eq!(verified.unwrap_err().code(), code);
        let asked = restoring(path, key, target.path());
        let error: BackupError =
            restore(Restoring { may_replace: true, ..asked }).await.unwrap_err();
        assert_eq!(error.code(), code);
        assert!(!error.hint().is_empty());
        assert_eq!(state(target.path()), old, "{code}");
        assert!(!target.path().join("restore-staging").exists());
    }
    verify_with(&settings(target.path()), &made.path, &key, silent()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_database_is_left_to_its_own_tools() {
    let home = TempDir::new().unwrap();
    let environment = Environment::from([("MUSTER_DATABASE_URL", "postgres://u@127.0.0.1:1/d")]);
    let flags = ServeFlags { data_dir: Some(home.path().to_owned()), ..ServeFlags::default() };
    let settings = ServeSettings::resolve(&environment, flags).unwrap();
    let error = create_offline(&settings, NOW, silent()).await.unwrap_err();
    assert_eq!(error.code(), "backup_needs_sqlite");
}

async fn back_up_under_load(backups: usize, submissions: usize) {
    let home = TempDir::new().unwrap();
    let key = put_key(home.path());
    let host = Host::start(settings(home.path()), Seams::real()).await.unwrap();
    let client = muster_client::discover(muster_client::Wish {
        url: None,
        token: None,
        data_dir: home.path().to_owned(),
        allows_plain_http: false,
    });
    let client = client.await.unwrap();
    let submitting = async {
        for _ in 0..submissions {
            let job = muster_api::job::JobSubmission {
                command: Some("true".to_owned()),
                ..Default::default()
            };
            client.submit_job(&job, None).await.unwrap();
        }
    };
    let backing_up = async {
        for _ in 0..backups {
            let number = client.create_backup().await.unwrap().number;
            loop {
                let run = client.list_backups().await.unwrap().run.unwrap();
                assert_eq!((run.number, run.failure), (number, None));
                if run.is_over {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
    };
    tokio::join!(submitting, backing_up);
    let list = client.list_backups().await.unwrap().items;
    assert_eq!(list.len(), backups);
    assert_eq!(client.overview().await.unwrap().jobs.total, submissions as u64);
    host.stop().await;
    let settings = settings(home.path());
    for backup in &list {
        assert!(backup.is_verified && backup.jobs <= submissions as u64);
        verify_with(&settings, Path::new(&backup.path), &key, silent()).await.unwrap();
    }
    let jobs: Vec<_> = list.iter().map(|backup| backup.jobs).collect();
    assert!(
        jobs.is_sorted_by(|newer, older| newer >= older),
        "each holds what was there: {jobs:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn backups_that_are_made_while_jobs_are_submitted_are_whole() {
    Box::pin(back_up_under_load(2, 40)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn long_twenty_backups_during_a_thousand_submissions_are_whole() {
    Box::pin(back_up_under_load(20, 1_000)).await;
}
