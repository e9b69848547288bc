//! Power cuts: whatever the disk had not been told to keep may be there, be gone, or be torn, and
//! everything that was acknowledged is there.
//!
//! One run is recorded. Then, at every moment around a sync, the files are put together as a disk
//! could have left them, opened by the code that opens every store, checked, and compared with what
//! had been acknowledged by then.
#![cfg(unix)]

use crate::{
    builders::read,
    recorder::{Event, Recorder},
};
use muster_seams::{Rng, SeededRng};
use muster_store::{Store, coordinator};
use rusqlite::Connection;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

const WRITES: usize = 60;
const LARGE: usize = 90_000;
const SECTOR: usize = 512;

fn value(number: usize) -> String {
    format!("{number} {}", "v".repeat(LARGE))
}

/// What becomes of the writes that no sync had reached.
#[derive(Debug, Clone, Copy)]
enum Unsynced {
    Kept,
    Dropped,
    Torn(u64),
}

/// A file as the disk has it, and what was done to it since its last sync.
#[derive(Debug, Clone, Default)]
struct File {
    synced: Option<Vec<u8>>,
    since: Vec<Event>,
}

impl File {
    fn happened(&mut self, event: &Event) {
        if let Event::Sync { .. } = event {
            let mut content = self.synced.take();
            self.since.drain(..).for_each(|event| change(&mut content, &event));
            self.synced = Some(content.unwrap_or_default());
        } else {
            self.since.push(event.clone());
        }
    }

    fn after_a_cut(&self, unsynced: Unsynced, rng: &SeededRng) -> Option<Vec<u8>> {
        let mut content = self.synced.clone();
        for event in &self.since {
            match unsynced {
                Unsynced::Kept => change(&mut content, event),
                Unsynced::Dropped => {}
                Unsynced::Torn(_) => tear(&mut content, event, rng),
            }
        }
        content
    }
}

fn change(content: &mut Option<Vec<u8>>, event: &Event) {
    match event {
        Event::Write { at, bytes, .. } => put(content, *at, bytes),
        Event::Cut { size, .. } => content.get_or_insert_default().resize(*size, 0),
        Event::Delete { .. } => *content = None,
        Event::Sync { .. } | Event::Acknowledged(_) => {}
    }
}

fn put(content: &mut Option<Vec<u8>>, at: usize, bytes: &[u8]) {
    let content = content.get_or_insert_default();
    let end = at + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    content[at..end].copy_from_slice(bytes);
}

/// Each sector of a write reaches the disk or does not; a cut happens or does not.
fn tear(content: &mut Option<Vec<u8>>, event: &Event, rng: &SeededRng) {
    let is_kept = || {
        let mut byte = [0];
        rng.fill(&mut byte);
        byte[0] & 1 == 1
    };
    if let Event::Write { at, bytes, .. } = event {
        for (place, sector) in bytes.chunks(SECTOR).enumerate() {
            if is_kept() {
                put(content, at + place * SECTOR, sector);
            }
        }
    } else if is_kept() {
        change(content, event);
    }
}

/// The files of a folder as events leave them.
#[derive(Debug, Default)]
struct Disk {
    files: BTreeMap<String, File>,
    acknowledged: usize,
}

impl Disk {
    fn happened(&mut self, event: &Event) {
        match event {
            Event::Acknowledged(number) => self.acknowledged = number + 1,
            Event::Write { file, .. }
            | Event::Cut { file, .. }
            | Event::Delete { file }
            | Event::Sync { file } => {
                if matches!(event, Event::Sync { .. }) {
                    self.sync_folder(file);
                }
                self.files.entry(file.clone()).or_default().happened(event);
            }
        }
    }

    /// With the first sync of a log or a journal SQLite syncs the folder too, so that the file is found
    /// again; a file that was deleted before is gone from then on.
    fn sync_folder(&mut self, file: &str) {
        let is_new = self.files.get(file).is_none_or(|file| file.synced.is_none());
        if !is_new || file == "muster.db" {
            return;
        }
        for file in self.files.values_mut() {
            if let Some(last) = file.since.iter().rposition(|it| matches!(it, Event::Delete { .. }))
            {
                file.since.drain(..=last);
                file.synced = None;
            }
        }
    }

    fn leave(&self, folder: &Path, unsynced: Unsynced) -> PathBuf {
        let rng = match unsynced {
            Unsynced::Torn(seed) => SeededRng::from_seed(seed),
            Unsynced::Kept | Unsynced::Dropped => SeededRng::from_seed(0),
        };
        for (name, file) in &self.files {
            let path = folder.join(name);
            match file.after_a_cut(unsynced, &rng) {
                Some(content) => fs::write(path, content).unwrap(),
                None if path.exists() => fs::remove_file(path).unwrap(),
                None => {}
            }
        }
        folder.join("muster.db")
    }

    /// What is lost or damaged after a cut at this moment; nothing if all is well.
    async fn losses(&self, unsynced: Unsynced) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = self.leave(folder.path(), unsynced);
        let store = match Store::open_inline(&path) {
            Ok(store) => store,
            Err(error) => return Some(format!("it does not open: {error} ({error:?})")),
        };
        let findings = store.check().await.unwrap();
        if !findings.is_empty() {
            return Some(findings.join("; "));
        }
        for number in 0..self.acknowledged {
            let name = format!("s{number}");
            let found = read(&store, move |tx| coordinator::setting(tx, &name)).await;
            if found.as_deref() != Some(&value(number)) {
                return Some(format!("write {number} of {} is lost", self.acknowledged));
            }
        }
        None
    }
}

/// Cuts the power around every `step`th sync, with every fate of what was not synced. Answers how
/// many states were opened, or the first loss.
async fn cut(events: &[Event], step: usize, seeds: std::ops::Range<u64>) -> Result<usize, String> {
    let (mut disk, mut states, mut syncs) = (Disk::default(), 0, 0);
    for (at, event) in events.iter().enumerate() {
        // The moment before a sync has the most to lose; an answer makes more of it matter.
        let is_moment = matches!(event, Event::Sync { .. } | Event::Acknowledged(_));
        syncs += usize::from(is_moment);
        if !is_moment {
            disk.happened(event);
            continue;
        }
        if let Event::Acknowledged(_) = event {
            disk.happened(event);
        }
        if syncs % step == 0 {
            let torn = seeds.clone().map(|seed| Unsynced::Torn(seed ^ ((at as u64) << 16)));
            for unsynced in [Unsynced::Kept, Unsynced::Dropped].into_iter().chain(torn) {
                states += 1;
                if let Some(loss) = disk.losses(unsynced).await {
                    let before: Vec<_> =
                        events[at.saturating_sub(6)..=at].iter().map(told).collect();
                    let story = before.join(", ");
                    return Err(format!("{loss}: cut at event {at}, {unsynced:?}, after {story}"));
                }
            }
        }
        if let Event::Sync { .. } = event {
            disk.happened(event);
        }
    }
    Ok(states)
}

fn told(event: &Event) -> String {
    match event {
        Event::Write { file, at, bytes } => format!("write {} at {at} of {file}", bytes.len()),
        Event::Cut { file, size } => format!("cut {file} to {size}"),
        Event::Delete { file } => format!("delete {file}"),
        Event::Sync { file } => format!("sync {file}"),
        Event::Acknowledged(number) => format!("acknowledge {number}"),
    }
}

async fn recorded() -> Vec<Event> {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::of(folder.path());
    let store = Store::open_sqlite(&folder.path().join("muster.db")).unwrap();
    for number in 0..WRITES {
        let written: Result<(), muster_store::StoreError> = store
            .write(move |tx| coordinator::put_setting(tx, &format!("s{number}"), &value(number)))
            .await;
        written.unwrap();
        recorder.acknowledge(number);
    }
    store.close().await;
    recorder.events()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_power_cut_leaves_everything_acknowledged() {
    let states = cut(&recorded().await, 3, 0..1).await.unwrap();
    assert!(states > 100, "only {states} states");
}

/// A page that is half there looks like nothing that SQLite has ever written.
#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_at_the_very_first_page_leaves_a_store_that_begins_again() {
    let events = recorded().await;
    assert!(cut(&events[..12], 1, 0..20).await.unwrap() > 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn long_every_power_cut_leaves_everything_acknowledged() {
    let events = recorded().await;
    let states = cut(&events, 1, 0..20).await.unwrap();
    println!("{states} states after {} events", events.len());
}

/// The same run with weaker settings, which lose what was acknowledged.
async fn recorded_with(setting: &str) -> Vec<Event> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("muster.db");
    let recorder = Recorder::of(folder.path());
    Store::open_sqlite(&path).unwrap().close().await;
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(&format!("PRAGMA synchronous = {setting}")).unwrap();
    for number in 0..WRITES {
        let row = (format!("s{number}"), value(number));
        connection.execute("INSERT INTO setting (name, value) VALUES (?1, ?2)", row).unwrap();
        recorder.acknowledge(number);
    }
    recorder.events()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_syncs_less_is_caught() {
    for setting in ["NORMAL", "OFF"] {
        let found = cut(&recorded_with(setting).await, 3, 0..1).await;
        assert!(found.as_ref().is_err_and(|loss| loss.contains("is lost")), "{setting}: {found:?}");
    }
}
