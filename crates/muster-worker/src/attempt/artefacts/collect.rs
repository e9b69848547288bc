//! Collecting: which files below a working directory are wanted, and may be sent.
//!
//! The folder is walked through handles: whatever the command has put there, and whatever still
//! changes it, no step leads out of it. Links are not followed, and what is no regular file is not
//! opened. Folders in which nothing can be wanted are not walked.

use super::left_out::LeftOut;
use cap_std::fs::{Dir, DirEntry, FileType};
use muster_api::session::ArtefactOrder;
use muster_core::artefact::{BadPattern, MOST_FILES, Patterns, Reach, check_name, folded};
use std::{collections::BTreeSet, io};

/// More is no working directory, but a whole disk.
const MOST_LOOKED_AT: usize = 1_000_000;
const DEEPEST: usize = 64;

/// What is to be sent.
#[derive(Debug)]
pub(super) struct Collected {
    /// Names, in order.
    pub(super) files: Vec<String>,
    pub(super) left_out: LeftOut,
}

/// Looks for what is wanted. Waits for the disk.
pub(super) fn collect(root: &Dir, order: &ArtefactOrder) -> Collected {
    let mut walk = Walk {
        order,
        files: vec![],
        left_out: LeftOut::default(),
        names: [].into(),
        bytes: 0,
        looked_at: 0,
    };
    match Patterns::read(&order.patterns) {
        Ok(patterns) => {
            let start = patterns.start();
            walk.folder(root, "", &patterns, &start, 0);
        }
        // A newer coordinator may allow what this worker does not understand.
        Err(BadPattern { place, rule }) => walk.left_out.add(&order.patterns[place], rule),
    }
    Collected { files: walk.files, left_out: walk.left_out }
}

struct Walk<'a> {
    order: &'a ArtefactOrder,
    files: Vec<String>,
    left_out: LeftOut,
    /// The names as a system reads them that does not tell capital letters.
    names: BTreeSet<String>,
    bytes: u64,
    looked_at: usize,
}

impl Walk<'_> {
    fn folder(&mut self, dir: &Dir, path: &str, patterns: &Patterns, reach: &Reach, depth: usize) {
        let entries = match sorted(dir) {
            Ok(entries) => entries,
            Err(error) => return self.left_out.add(path, &format!("it cannot be read: {error}")),
        };
        for (name, entry) in entries {
            if self.looked_at == MOST_LOOKED_AT {
                return self.left_out.add(path, "there is too much to look at");
            }
            self.looked_at += 1;
            let (file, inner) = (patterns.want(reach, &name), patterns.within(reach, &name));
            if !file && inner.is_empty() {
                continue;
            }
            let path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
            match self.look(&entry, &path, file) {
                Look::File(size) => self.take(path, size),
                Look::Folder if inner.is_empty() => {}
                Look::Folder if depth == DEEPEST => self.left_out.add(&path, "it lies too deep"),
                Look::Folder => match entry.open_dir() {
                    Ok(dir) => self.folder(&dir, &path, patterns, &inner, depth + 1),
                    Err(error) => {
                        self.left_out.add(&path, &format!("it cannot be opened: {error}"))
                    }
                },
                Look::Nothing => {}
            }
        }
    }

    /// What an entry is, without following it.
    fn look(&mut self, entry: &DirEntry, path: &str, is_wanted: bool) -> Look {
        if entry.file_name().to_str().is_none() {
            self.left_out.add(path, "its name is not UTF-8");
            return Look::Nothing;
        }
        match entry.metadata() {
            Ok(found) if found.is_dir() => Look::Folder,
            Ok(found) if found.is_file() && is_wanted => Look::File(found.len()),
            Ok(found) if found.is_file() => Look::Nothing,
            Ok(found) => {
                self.left_out.add(path, what(found.file_type()));
                Look::Nothing
            }
            Err(error) => {
                self.left_out.add(path, &format!("it cannot be looked at: {error}"));
                Look::Nothing
            }
        }
    }

    fn take(&mut self, path: String, size: u64) {
        let ArtefactOrder { largest_bytes, total_bytes, .. } = *self.order;
        let why = if let Err(rule) = check_name(&path) {
            format!("its name {rule}")
        } else if size > largest_bytes {
            format!("it has {size} bytes, and {largest_bytes} are allowed")
        } else if self.files.len() == MOST_FILES {
            format!("there are more than {MOST_FILES}")
        } else if self.bytes + size > total_bytes {
            format!("with it there would be more than {total_bytes} bytes")
        } else if !self.names.insert(folded(&path)) {
            "another one has its name, but for capital letters".to_owned()
        } else {
            self.bytes += size;
            return self.files.push(path);
        };
        self.left_out.add(&path, &why);
    }
}

enum Look {
    File(u64),
    Folder,
    Nothing,
}

fn what(kind: FileType) -> &'static str {
    if kind.is_symlink() { "it is a symbolic link" } else { "it is no regular file" }
}

/// In the order of the names, so that the same folder always gives the same.
fn sorted(dir: &Dir) -> io::Result<Vec<(String, DirEntry)>> {
    let named = |entry: io::Result<DirEntry>| {
        let entry = entry?;
        Ok((entry.file_name().to_string_lossy().into_owned(), entry))
    };
    let mut entries = dir.entries()?.map(named).collect::<io::Result<Vec<_>>>()?;
    entries.sort_by(|left, right| left.0.cmp(&right.0));
    Ok(entries)
}
