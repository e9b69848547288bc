//! Stamps: what a step was last done for, so that an unchanged step is not done again.
//!
//! A stamp is a hash over the content of files, never over their times: a fresh clone and a changed
//! branch both give every file a new time.

use crate::workspace;
use anyhow::{Context, Result};
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

/// A step's memory of its inputs.
pub(crate) struct Stamp {
    file: PathBuf,
    now: String,
}

impl Stamp {
    /// The stamp called `name`, over these files and words.
    pub(crate) fn over(name: &str, files: &[PathBuf], words: &str) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        words.hash(&mut hasher);
        for file in files {
            file.hash(&mut hasher);
            fs::read(file).with_context(|| format!("read {}", file.display()))?.hash(&mut hasher);
        }
        let file = workspace::notes().join(format!("{name}.stamp"));
        Ok(Self { file, now: format!("{:016x}", hasher.finish()) })
    }

    /// Whether nothing has changed since the step was last done.
    pub(crate) fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|then| then == self.now)
    }

    /// Forgets the last time; called before the step starts, so that a broken step is done again.
    pub(crate) fn lift(&self) -> Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Remembers that the step is done.
    pub(crate) fn set(&self) -> Result<()> {
        fs::create_dir_all(workspace::notes())?;
        fs::write(&self.file, &self.now).with_context(|| format!("write {}", self.file.display()))
    }
}

/// Every file below a folder, in a stable order, without the folders named in `except`.
pub(crate) fn files_below(folder: &Path, except: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("list {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let is_left_out = except.iter().any(|name| entry.file_name() == *name);
            match entry.file_type()? {
                _ if is_left_out => {}
                kind if kind.is_dir() => folders.push(entry.path()),
                kind if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{Stamp, files_below};
    use std::fs;

    #[test]
    fn a_stamp_notices_content_and_not_time() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        fs::write(&file, "one").unwrap();
        let over = || Stamp::over("test", std::slice::from_ref(&file), "").unwrap().now;
        let before = over();
        fs::write(&file, "one").unwrap();
        assert_eq!(over(), before, "the same content written again is no change");
        fs::write(&file, "two").unwrap();
        assert_ne!(over(), before);
        assert_ne!(
            Stamp::over("test", &[], "a").unwrap().now,
            Stamp::over("test", &[], "b").unwrap().now
        );
    }

    #[test]
    fn files_come_sorted_and_without_the_excluded_folders() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.ts", "a.ts", "dist/x.js", "src/c.ts"] {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        let found = files_below(folder.path(), &["dist"]).unwrap();
        let names: Vec<_> =
            found.iter().map(|file| file.strip_prefix(folder.path()).unwrap()).collect();
        assert_eq!(
            names.iter().map(|n| n.to_str().unwrap()).collect::<Vec<_>>(),
            ["a.ts", "b.ts", "src/c.ts"]
        );
    }
}
