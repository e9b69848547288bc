//! `muster backup`: one file per command.

mod create;
mod key;
mod list;
mod restore;
mod verify;

use crate::{
    context::Context,
    exit::Exit,
    failure::{Failure, told},
    file::unreadable,
    output::Bar,
};
use clap::Subcommand;
use muster_host::{
    StartError,
    backup::{BackupError, BackupKey, Progress, Report, find_key},
    config::{ServeFlags, ServeSettings},
    secrets::SecretStore,
};
use std::{
    io::{self, Read, stdin},
    path::Path,
    sync::Arc,
};
use zeroize::Zeroizing;

#[derive(Debug, Subcommand)]
pub(crate) enum BackupCommand {
    /// Make a backup and verify it
    Create(create::Create),
    /// Read a backup to its end and make sure that it is whole
    Verify(verify::Verify),
    /// Put a backup in the place of a data directory, which is kept aside
    Restore(restore::Restore),
    /// List backups, newest first
    #[command(visible_alias = "ls")]
    List,
    /// Show the key that opens the backups, to be kept in a safe place
    Key(key::Key),
}

impl BackupCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Create(create) => create.run(context).await,
            Self::Verify(verify) => verify.run(context).await,
            Self::Restore(restore) => Box::pin(restore.run(context)).await,
            Self::List => list::run(context).await,
            Self::Key(key) => key.run(context).await,
        }
    }
}

/// Shows on a bar how far it is.
fn report(bar: &Bar) -> Report {
    let bar = bar.clone();
    Arc::new(move |Progress { step, done, total }| bar.draw(step, done, total))
}

/// The settings of the data directory that is meant.
fn settings(context: &Context) -> Result<ServeSettings, Failure> {
    let data_dir = context.global.data_dir.clone();
    let flags = ServeFlags { data_dir, ..ServeFlags::default() };
    Ok(ServeSettings::resolve(&context.environment, flags)?)
}

/// The key from a file, from stdin (`-`), or from where the data directory keeps it.
async fn key_of(file: Option<&Path>, settings: &ServeSettings) -> Result<BackupKey, Failure> {
    /// A key is one short line.
    const LONGEST: u64 = 4_096;
    let Some(path) = file else {
        let found = find_key(&settings.data_dir.value, &SecretStore::of(settings)).await?;
        return Ok(found.ok_or(BackupError::NoKey)?);
    };
    let mut text = Zeroizing::new(String::new());
    let read = if path == Path::new("-") {
        stdin().take(LONGEST).read_to_string(&mut text)
    } else {
        let file = std::fs::File::open(path);
        file.and_then(|file| file.take(LONGEST).read_to_string(&mut text))
    };
    read.map_err(|source| BackupError::File { path: path.to_owned(), source })?;
    Ok(BackupKey::parse(&text)?)
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        if let BackupError::File { path, source } = &error
            && source.kind() == io::ErrorKind::NotFound
        {
            return unreadable(path, source);
        }
        let exit = match &error {
            BackupError::Start(StartError::InUse { .. }) | BackupError::Occupied { .. } => {
                Exit::CONFLICT
            }
            BackupError::WrongKey { .. }
            | BackupError::NoKey
            | BackupError::BadKey
            | BackupError::KeyUnavailable(_) => Exit::AUTH,
            _ => Exit::FAILURE,
        };
        Self::new(error.code(), told(&error), exit).with_hint(error.hint())
    }
}
