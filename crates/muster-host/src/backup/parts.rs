//! What of a data directory is in a backup, and under which names.

use super::{BackupError, key};
use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

/// The store's name in a backup, whatever its file is called.
pub(super) const STORE: &str = "store";
/// Whatever else is in a backup: files, and folders with everything in them. A part that is new in
/// the data directory belongs here, or it is lost with the disk.
pub(super) const PARTS: [&str; 7] = [
    "keys",
    "worker/this-machine.pkcs8",
    "secrets.vault",
    key::FILE,
    key::ID_FILE,
    "logs",
    "artefacts/blobs",
];

/// A file of the data directory that is to be backed up.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) size: u64,
}

/// Every file of every part, in a fixed order.
pub(super) fn list(data_dir: &Path) -> Result<Vec<Source>, BackupError> {
    let mut found = Vec::new();
    for part in PARTS {
        walk(data_dir, Path::new(part), &mut found)?;
    }
    Ok(found)
}

fn walk(data_dir: &Path, name: &Path, found: &mut Vec<Source>) -> Result<(), BackupError> {
    let path = data_dir.join(name);
    let about = |source| BackupError::about(&path, source);
    let metadata = match fs::symlink_metadata(&path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(about(error)),
    };
    if metadata.is_dir() {
        let entries = fs::read_dir(&path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut names: Vec<_> =
            entries.map_err(about)?.into_iter().map(|entry| entry.file_name()).collect();
        // `1.idx` comes before `1.log`: a record promises bytes, so it must be the older of the two.
        names.sort();
        return names.into_iter().try_for_each(|each| walk(data_dir, &name.join(each), found));
    }
    // All our names are plain; what is not was not put there by us.
    if let Some(text) = name.to_str().filter(|_| metadata.is_file()) {
        let name = text.replace(std::path::MAIN_SEPARATOR, "/");
        found.push(Source { name, path, size: metadata.len() });
    }
    Ok(())
}

/// Where a file of a backup goes below a folder; nothing if it is none of ours.
pub(super) fn place(folder: &Path, name: &str) -> Option<PathBuf> {
    if name == STORE {
        return Some(folder.join(STORE));
    }
    let path = Path::new(name);
    let is_plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    let is_ours = PARTS.iter().any(|part| path.starts_with(part));
    (is_plain && is_ours && !name.contains('\\')).then(|| folder.join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_a_backup_leads_nowhere_else() {
        let folder = Path::new("/staging");
        for (name, is_taken) in [
            ("store", true),
            ("keys/coordinator.pkcs8", true),
            ("logs/org_1/job_1/1.log", true),
            ("artefacts/blobs/org_1/ab/abcd", true),
            ("artefacts/incoming/org_1/x", false),
            ("logs/../../etc/passwd", false),
            ("/etc/passwd", false),
            ("worker/else.json", false),
            ("instance.json", false),
        ] {
            assert_eq!(place(folder, name).is_some(), is_taken, "{name}");
        }
    }
}
