//! Setting a log aside that lies where another one is to be written.

use crate::{LogError, Paths, durable};
use std::{fs, path::Path};

/// Gives a log that is there another name, `<name>.earlier-<number>`, so that its place is free.
/// Answers whether there was one.
pub fn set_aside(dir: &Path, name: &str) -> Result<bool, LogError> {
    let old = Paths::of(dir, name);
    if !old.are_there() {
        return Ok(false);
    }
    let names = (1_u32..).map(|number| Paths::of(dir, &format!("{name}.earlier-{number}")));
    let is_free = |new: &Paths| !new.are_there();
    if let Some(new) = names.into_iter().find(is_free) {
        for (from, to) in [(&old.index, &new.index), (&old.bytes, &new.bytes)] {
            if from.exists() {
                fs::rename(from, to).map_err(|error| LogError::io("rename", from, error))?;
            }
        }
    }
    durable::sync_dir(dir)?;
    Ok(true)
}
