//! Programs that workers are brought to: this coordinator's own, and those that somebody brought for other machines.
//!
//! There is one for each kind of machine: the newest that is known. What a file is stands in its label, so that a
//! program for another system need not be run to be known.

use crate::{app::App, crypto::sha256_of, engine::blobs::Digest, error::AppError};
use bytes::Bytes;
use muster_api::{Problem, ProblemKind, program::Program};
use muster_core::Scope;
use muster_seams::Tasks;
use muster_store::audit_event::{self, AuditEntry};
use semver::Version;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

/// No program of ours is as long.
pub(crate) const LARGEST: usize = 512 << 20;

/// A program that is at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) program: Program,
    pub(crate) sha256: Digest,
    pub(crate) size: u64,
    /// Whether it is this coordinator's own.
    pub(crate) is_own: bool,
    path: PathBuf,
    changed: Option<SystemTime>,
}

/// Every program that is at hand.
#[derive(Debug)]
pub(crate) struct Programs {
    dir: PathBuf,
    own: Option<PathBuf>,
    tasks: Tasks,
    /// What was found out about a file, until it changes.
    known: Arc<Mutex<BTreeMap<PathBuf, Kept>>>,
}

impl Programs {
    /// Those in a folder, and the file of this very program.
    pub(crate) fn new(dir: PathBuf, own: Option<PathBuf>, tasks: Tasks) -> Self {
        Self { dir, own, tasks, known: Arc::default() }
    }

    /// The newest for each kind of machine.
    pub(crate) async fn newest(&self) -> Result<BTreeMap<String, Kept>, AppError> {
        let (dir, own, known) = (self.dir.clone(), self.own.clone(), self.known.clone());
        let looking = move || {
            let mut found = BTreeMap::new();
            let brought = brought(&dir)?.into_iter().map(|path| (path, false));
            for (path, is_own) in own.into_iter().map(|path| (path, true)).chain(brought) {
                if let Some(kept) = look(&known, &path, is_own)? {
                    put_if_newer(&mut found, kept);
                }
            }
            Ok(found)
        };
        self.blocking("look at the programs", looking).await
    }

    /// Keeps a program in the place of an earlier one for the same machines.
    pub(crate) async fn keep(&self, bytes: Bytes) -> Result<Program, AppError> {
        let dir = self.dir.clone();
        let keeping = move || {
            let Some(program) = Program::find(&bytes) else { return Ok(None) };
            fs::create_dir_all(&dir)?;
            let (coming, path) = (dir.join("coming"), dir.join(&program.platform));
            let mut file = File::create(&coming)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&coming, &path)?;
            Ok(Some(program))
        };
        let kept = self.blocking("keep a program", keeping).await?;
        kept.ok_or_else(|| {
            let detail = "this file is no program of muster that can update itself";
            Problem::new(ProblemKind::Validation, detail).into()
        })
    }

    /// The next part of a program; nothing of one that is not at hand.
    pub(crate) async fn read(
        &self,
        sha256: &Digest,
        from: u64,
        limit: u64,
    ) -> Result<Option<Bytes>, AppError> {
        let newest = self.newest().await?;
        let Some(kept) = newest.into_values().find(|kept| kept.sha256 == *sha256) else {
            return Ok(None);
        };
        let reading = move || {
            let mut file = File::open(kept.path)?;
            file.seek(SeekFrom::Start(from))?;
            let mut bytes = vec![];
            file.take(limit).read_to_end(&mut bytes)?;
            Ok(Some(bytes.into()))
        };
        self.blocking("read a program", reading).await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        operation: &'static str,
        act: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> Result<T, AppError> {
        let acted = self.tasks.blocking(act).await.map_err(|_| AppError::Internal(operation))?;
        acted.map_err(|error| {
            tracing::error!(%error, "cannot {operation}");
            AppError::Internal(operation)
        })
    }
}

/// The files that somebody brought, each named after its machines.
fn brought(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries.collect::<io::Result<Vec<_>>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => return Err(error),
    };
    let paths = entries.into_iter().map(|entry| entry.path());
    Ok(paths.filter(|path| path.file_name().is_some_and(|name| name != "coming")).collect())
}

fn look(
    known: &Mutex<BTreeMap<PathBuf, Kept>>,
    path: &Path,
    is_own: bool,
) -> io::Result<Option<Kept>> {
    let found = fs::metadata(path)?;
    let (size, changed) = (found.len(), found.modified().ok());
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = known.get(path).filter(|it| (it.size, it.changed) == (size, changed)) {
        return Ok(Some(kept.clone()));
    }
    let Some(program) = Program::find(&fs::read(path)?) else { return Ok(None) };
    let sha256 = Digest::of_bytes(&sha256_of(&File::open(path)?)?);
    let kept = Kept { program, sha256, size, is_own, path: path.to_owned(), changed };
    known.insert(path.to_owned(), kept.clone());
    Ok(Some(kept))
}

/// What is no version in order is older than any that is.
fn put_if_newer(found: &mut BTreeMap<String, Kept>, kept: Kept) {
    let age = |kept: &Kept| Version::parse(&kept.program.version).ok();
    let platform = kept.program.platform.clone();
    if found.get(&platform).is_none_or(|other| age(&kept) > age(other)) {
        found.insert(platform, kept);
    }
}

impl App {
    /// Keeps a program that somebody brought, and who that was.
    pub(crate) async fn keep_program(&self, scope: Scope, file: Bytes) -> Result<(), AppError> {
        let (size, now) = (file.len(), self.seams.clock.now());
        let program = self.programs.keep(file).await?;
        let entry = AuditEntry {
            action: "program.bring".to_owned(),
            target: program.platform.clone(),
            detail: serde_json::json!({ "version": program.version, "size": size }).to_string(),
        };
        let kept = self.store.write(move |tx| audit_event::append(tx, &scope, &entry, now));
        Ok(kept.await.map(drop)?)
    }
}
