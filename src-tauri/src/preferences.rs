//! Preferences: what the person has chosen for this app, and where its windows were.
//!
//! They are of this app on this account, not of a coordinator, so they lie in a file beside the
//! window's place. A file that cannot be read is as good as none: nobody is kept from working by it.
//!
//! Where updates come from and who signs them is only read here, never written: whoever could change it
//! from the page could have this machine run any program.

use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};
use url::Url;

const FILE: &str = "desktop.json";

/// What is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Kept {
    /// Of what the person wants to hear.
    pub(crate) notify: Notify,
    /// The language of the console, as the page said it last. A text, because a newer version may know more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<String>,
    /// Whether the person wants a menu bar where there is none by itself.
    pub(crate) shows_menu_bar: bool,
    /// How large the page is drawn, in percent; nothing said is its own size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zoom: Option<u16>,
    /// Where to look for updates; nowhere, if nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) updates: Option<Feed>,
    /// The coordinator that the window showed last; the one of this machine if none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shown: Option<Url>,
    /// What the person calls coordinators elsewhere, by their addresses.
    pub(crate) names: BTreeMap<String, String>,
    /// Where the window of each coordinator was.
    pub(crate) places: BTreeMap<String, Place>,
}

/// The kinds of notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "one switch for each kind")]
pub(crate) struct Notify {
    /// A job failed and nobody is looking.
    pub(crate) job_failed: bool,
    /// The machine goes to sleep while jobs run on it.
    pub(crate) sleep: bool,
    /// A limit is near or reached.
    pub(crate) limit: bool,
    /// An environment is about to stop by itself.
    pub(crate) environment_stops: bool,
}

impl Default for Notify {
    fn default() -> Self {
        Self { job_failed: true, sleep: true, limit: true, environment_stops: true }
    }
}

/// Where updates are told of, and whose signature they bear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Feed {
    pub(crate) url: Url,
    /// The public key, as the signer's tool prints it.
    pub(crate) key: String,
}

/// Where a window was, in pixels of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) is_maximized: bool,
}

/// The preferences, on disk and here.
#[derive(Debug)]
pub(crate) struct Preferences {
    file: PathBuf,
    kept: Mutex<Kept>,
}

impl Preferences {
    /// Those in this folder.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        let file = folder.join(FILE);
        let kept = read(&file).unwrap_or_else(|error| {
            tracing::warn!(%error, path = %file.display(), "the preferences cannot be read");
            Kept::default()
        });
        Self { file, kept: Mutex::new(kept) }
    }

    /// What is kept now.
    pub(crate) fn get(&self) -> Kept {
        self.lock().clone()
    }

    /// Changes something and writes it down.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Kept)) -> io::Result<()> {
        let mut kept = self.lock();
        let before = kept.clone();
        change(&mut kept);
        if *kept == before {
            return Ok(());
        }
        write(&self.file, &kept)
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(file: &Path) -> io::Result<Kept> {
    match fs::read(file) {
        Ok(text) => Ok(serde_json::from_slice(&text)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kept::default()),
        Err(error) => Err(error),
    }
}

/// Beside the old one first, so that no crash leaves half a file.
fn write(file: &Path, kept: &Kept) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = file.with_extension("json.new");
    fs::write(&new, serde_json::to_vec_pretty(kept)?)?;
    fs::rename(new, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let preferences = Preferences::in_folder(&folder.path().join("new"));
        assert_eq!(preferences.get(), Kept::default());
        preferences.change(|kept| kept.notify.job_failed = false).unwrap();
        let again = Preferences::in_folder(&folder.path().join("new")).get();
        assert!(!again.notify.job_failed && again.notify.sleep);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "{ not json").unwrap();
        assert_eq!(Preferences::in_folder(folder.path()).get(), Kept::default());
    }

    #[test]
    fn a_newer_version_may_have_written_more() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), r#"{ "notify": { "limit": false }, "more": 1 }"#)
            .unwrap();
        let kept = Preferences::in_folder(folder.path()).get();
        assert!(!kept.notify.limit && kept.notify.job_failed && kept.notify.environment_stops);
    }

    #[test]
    fn a_language_that_only_a_newer_version_speaks_loses_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let text = r#"{ "language": "tlh", "notify": { "sleep": false } }"#;
        fs::write(folder.path().join(FILE), text).unwrap();
        assert!(!Preferences::in_folder(folder.path()).get().notify.sleep);
    }
}
