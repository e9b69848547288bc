//! What this machine's owner allows jobs to do here: one file of the data directory, for every worker in it.
//!
//! Only who can write to the data directory can change it. Workers that run read it again and again.

use crate::{StartError, private_file};
use muster_core::{
    Timestamp,
    owner::{Limits, Machine},
};
use muster_seams::Tasks;
use muster_worker::{SystemProbe, UnreadableLimits, read_limits, written_limits};
use std::path::{Path, PathBuf};

const FILE: &str = "owner.json";

/// The file in a data directory.
pub fn file(data_dir: &Path) -> PathBuf {
    data_dir.join(FILE)
}

/// What is allowed here.
pub fn read(data_dir: &Path) -> Result<Limits, StartError> {
    let path = file(data_dir);
    read_limits(&path).map_err(|error| match error {
        UnreadableLimits::Io(source) => StartError::about(&path, source),
        UnreadableLimits::Unknown(reason) => StartError::Damaged { path, reason },
    })
}

/// Allows this from now on.
pub fn write(data_dir: &Path, limits: &Limits) -> Result<(), StartError> {
    let path = file(data_dir);
    private_file::create_dir(data_dir).map_err(|source| StartError::about(data_dir, source))?;
    private_file::replace(&path, written_limits(limits).as_bytes())
        .map_err(|source| StartError::about(&path, source))
}

/// How this machine is now, as far as these limits ask for it.
pub async fn look(limits: &Limits, now: Timestamp, tasks: &Tasks) -> Machine {
    muster_worker::look(&SystemProbe::new(tasks.clone()), limits, now).await
}
