//! `instance.json`: where the coordinator of a data directory is, and the key that proves it.

use muster_api::instance::InstanceFile;
use std::{
    fs::{self, File},
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};

/// The file's name within the data directory.
const NAME: &str = "instance.json";
/// A file that is longer was not written by us.
const LONGEST: u64 = 64 * 1024;

/// Why `instance.json` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InstanceError {
    /// Other users can read or replace it, so its key proves nothing.
    #[error("{} is not ours alone: {reason}", path.display())]
    Unsafe {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// It cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

impl InstanceError {
    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Self::Unsafe { .. } => "stop the coordinator, delete the file and start it again",
            Self::Unreadable { .. } => "check `--data-dir`, or name the coordinator with `--url`",
        }
    }
}

/// Reads the file that names the coordinator running on a data directory; nothing if none does.
///
/// A file that others can read or that somebody else wrote is refused, since its key would prove
/// nothing.
pub fn read_instance_file(data_dir: &Path) -> Result<Option<InstanceFile>, InstanceError> {
    let path = data_dir.join(NAME);
    let unreadable = |source| InstanceError::Unreadable { path: path.clone(), source };
    // A link would let somebody else choose the file after we looked at it.
    match fs::symlink_metadata(&path) {
        Ok(found) if !found.is_file() => {
            return Err(InstanceError::Unsafe { path, reason: "it is not a plain file" });
        }
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    }
    let file = File::open(&path).map_err(unreadable)?;
    let found = file.metadata().map_err(unreadable)?;
    if let Some(reason) = flaw(&found) {
        return Err(InstanceError::Unsafe { path, reason });
    }
    let mut text = String::new();
    file.take(LONGEST).read_to_string(&mut text).map_err(unreadable)?;
    serde_json::from_str(&text).map(Some).map_err(|error| unreadable(error.into()))
}

/// What is wrong with the file's owner or permissions.
#[cfg(unix)]
fn flaw(found: &fs::Metadata) -> Option<&'static str> {
    use std::os::unix::fs::MetadataExt;
    if found.uid() != rustix::process::geteuid().as_raw() {
        Some("it belongs to another user")
    } else if found.mode() & 0o077 != 0 {
        Some("other users may read or write it")
    } else {
        None
    }
}

/// The data directory lies in the user's own profile, whose access list keeps others out.
#[cfg(not(unix))]
fn flaw(_found: &fs::Metadata) -> Option<&'static str> {
    None
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn written(mode: u32) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAME);
        let text = r#"{"url":"http://127.0.0.1:1","pid":1,"key":"k","version":"0","new_field":1}"#;
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        dir
    }

    #[test]
    fn our_own_file_is_read_and_a_missing_one_means_that_nothing_runs() {
        let dir = written(0o600);
        assert_eq!(read_instance_file(dir.path()).unwrap().unwrap().key, "k");
        assert!(read_instance_file(&dir.path().join("nowhere")).unwrap().is_none());
    }

    #[test]
    fn a_file_that_others_may_touch_is_refused() {
        for mode in [0o640, 0o604, 0o620, 0o602] {
            let dir = written(mode);
            let error = read_instance_file(dir.path()).expect_err("others may touch it");
            assert!(matches!(error, InstanceError::Unsafe { .. }), "{mode:o}: {error}");
        }
    }

    #[test]
    fn a_link_is_refused_even_to_a_good_file() {
        let (good, dir) = (written(0o600), tempfile::tempdir().unwrap());
        symlink(good.path().join(NAME), dir.path().join(NAME)).unwrap();
        let error = read_instance_file(dir.path()).expect_err("a link");
        assert!(matches!(error, InstanceError::Unsafe { .. }), "{error}");
    }

    #[test]
    fn a_file_of_another_user_is_refused() {
        let dir = written(0o600);
        let path = dir.path().join(NAME);
        // Only root may give files away; for anybody else the rule cannot be broken this way.
        if std::os::unix::fs::chown(&path, Some(65534), None).is_ok() {
            let error = read_instance_file(dir.path()).expect_err("a stranger's file");
            assert!(matches!(error, InstanceError::Unsafe { .. }), "{error}");
        }
    }

    #[test]
    fn nonsense_is_an_error_and_no_panic() {
        let dir = written(0o600);
        fs::write(dir.path().join(NAME), "{").unwrap();
        let error = read_instance_file(dir.path()).expect_err("half a file");
        assert!(matches!(error, InstanceError::Unreadable { .. }), "{error}");
    }
}
