//! Programs that workers are brought to: this coordinator's own, and those that somebody brought for other machines.
//!
//! There is one for each kind of machine: the newest that is known. What a file is stands in its label, so that a
//! program for another system need not be run to be known.

use crate::{
    app::App,
    crypto::sha256_of,
    engine::{blobs::Digest, updates},
    error::AppError,
    http::SLOWEST_BODY,
};
use axum::body::BodyDataStream;
use bytes::Bytes;
use futures_util::StreamExt;
use muster_api::{
    Problem, ProblemKind,
    program::{Program, platform_of},
};
use muster_core::Scope;
use muster_seams::Tasks;
use muster_store::audit_event::{self, AuditEntry};
use semver::Version;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};
use tokio::{io::AsyncWriteExt, time::timeout};

/// No program of ours is as long.
const LARGEST: u64 = 512 << 20;
/// What a program is called until all of it has come.
const COMING: &str = "coming";
/// There are programs for these.
const SYSTEMS: [&str; 3] = ["linux", "macos", "windows"];
const PROCESSORS: [&str; 2] = ["x86_64", "aarch64"];

/// A program that is at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) program: Program,
    pub(crate) sha256: Digest,
    pub(crate) size: u64,
    /// Whether it is this coordinator's own.
    pub(crate) is_own: bool,
    path: PathBuf,
}

/// What is known of a file as long as it has this length and this age; nothing, if it is no program.
type Known = Mutex<BTreeMap<(PathBuf, (u64, Option<SystemTime>)), Option<Kept>>>;

/// Every program that is at hand.
#[derive(Debug)]
pub(crate) struct Programs {
    dir: PathBuf,
    own: Option<PathBuf>,
    tasks: Tasks,
    known: Arc<Known>,
    taking: tokio::sync::Mutex<()>,
}

impl Programs {
    /// Those in a folder, and the file of this very program.
    pub(crate) fn new(dir: PathBuf, own: Option<PathBuf>, tasks: Tasks) -> Self {
        Self { dir, own, tasks, known: Arc::default(), taking: tokio::sync::Mutex::default() }
    }

    /// The newest for each kind of machine.
    pub(crate) async fn newest(&self) -> Result<BTreeMap<String, Kept>, AppError> {
        let (dir, own, known) = (self.dir.clone(), self.own.clone(), self.known.clone());
        let looking = move || {
            let mut found = BTreeMap::new();
            let brought = brought(&dir)?.into_iter().map(|path| (path, false));
            for (path, is_own) in own.into_iter().map(|path| (path, true)).chain(brought) {
                if let Some(kept) = look(&known, &path, is_own) {
                    put_if_newer(&mut found, kept);
                }
            }
            Ok(found)
        };
        self.blocking("look at the programs", looking).await
    }

    /// Takes a program that comes part by part, in the place of an earlier one for the same machines. One at a time.
    pub(crate) async fn keep(&self, mut body: BodyDataStream) -> Result<Program, AppError> {
        let _one_at_a_time = self.taking.lock().await;
        let (dir, coming) = (self.dir.clone(), self.dir.join(COMING));
        let mut file = tokio::fs::File::from_std(
            self.blocking("keep a program", move || {
                fs::create_dir_all(&dir)?;
                File::create(dir.join(COMING))
            })
            .await?,
        );
        let mut size = 0;
        while let Some(part) = next_part(&mut body).await? {
            size += part.len() as u64;
            if size > LARGEST {
                let detail = format!("a program may have {} MiB at most", LARGEST >> 20);
                return Err(AppError::told(ProblemKind::BodyTooLarge, detail));
            }
            file.write_all(&part).await.map_err(|error| not_kept(&error))?;
        }
        file.sync_all().await.map_err(|error| not_kept(&error))?;
        let dir = self.dir.clone();
        let kept = self.blocking("keep a program", move || put_in_place(&dir, &coming)).await?;
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
        if self.find(sha256).is_none() {
            // Nobody has looked since the start.
            self.newest().await?;
        }
        let kept = self.find(sha256).filter(|kept| from < kept.size);
        let Some(kept) = kept else { return Ok(None) };
        let reading = move || {
            let mut file = File::open(kept.path)?;
            file.seek(SeekFrom::Start(from))?;
            let mut bytes = vec![];
            file.take(limit).read_to_end(&mut bytes)?;
            Ok(Some(bytes.into()))
        };
        self.blocking("read a program", reading).await
    }

    /// The program with these bytes, if somebody brought it.
    pub(crate) async fn brought(&self, sha256: &Digest) -> Result<Option<Kept>, AppError> {
        // Nobody may have looked since the start.
        self.newest().await?;
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut brought = known.values().flatten().filter(|kept| !kept.is_own);
        Ok(brought.find(|kept| kept.sha256 == *sha256).cloned())
    }

    /// Forgets a program that somebody brought.
    async fn forget(&self, kept: Kept) -> Result<(), AppError> {
        let _one_at_a_time = self.taking.lock().await;
        // Another one may have come in its place meanwhile.
        if self.brought(&kept.sha256).await?.is_none() {
            return Ok(());
        }
        let (dir, path) = (self.dir.clone(), kept.path.clone());
        let removing = move || {
            fs::remove_file(path)?;
            sync(&dir)
        };
        self.blocking("remove a program", removing).await?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(path, _), _| *path != kept.path);
        Ok(())
    }

    fn find(&self, sha256: &Digest) -> Option<Kept> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.values().flatten().find(|kept| kept.sha256 == *sha256).cloned()
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

fn not_kept(error: &io::Error) -> AppError {
    tracing::error!(%error, "cannot keep a program");
    AppError::Internal("keep a program")
}

/// A part that does not come is not waited for.
async fn next_part(body: &mut BodyDataStream) -> Result<Option<Bytes>, AppError> {
    let part = timeout(SLOWEST_BODY, body.next()).await.map_err(|_| {
        AppError::told(ProblemKind::RequestTimeout, "nothing of the program came for 20 seconds")
    })?;
    let broke_off = |_| AppError::told(ProblemKind::BadRequest, "the program broke off");
    part.transpose().map_err(broke_off)
}

/// Gives what came the name of its machines, if it is a program of ours for some that we know.
fn put_in_place(dir: &Path, coming: &Path) -> io::Result<Option<Program>> {
    let found = Program::find(&fs::read(coming)?);
    let Some(program) = found.filter(|program| is_known(&program.platform)) else {
        fs::remove_file(coming)?;
        return Ok(None);
    };
    fs::rename(coming, dir.join(&program.platform))?;
    sync(dir)?;
    Ok(Some(program))
}

fn sync(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

fn is_known(platform: &str) -> bool {
    let known = |os, arch| platform == platform_of(os, arch);
    SYSTEMS.iter().any(|os| PROCESSORS.iter().any(|arch| known(os, arch)))
}

/// The files that somebody brought, each named after its machines.
fn brought(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries.collect::<io::Result<Vec<_>>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => return Err(error),
    };
    let paths = entries.into_iter().map(|entry| entry.path());
    Ok(paths.filter(|path| path.file_name().is_some_and(|name| name != COMING)).collect())
}

/// What a file is. One that cannot be read, or is none of our programs, is passed over.
fn look(known: &Known, path: &Path, is_own: bool) -> Option<Kept> {
    let seen = |error: &io::Error| tracing::warn!(%error, path = %path.display(), "cannot look at a program");
    let found = fs::metadata(path).inspect_err(seen).ok()?;
    let state = (found.len(), found.modified().ok());
    let before = known
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&(path.to_owned(), state))
        .cloned();
    if let Some(before) = before {
        return before;
    }
    let kept = read(path, state.0, is_own).inspect_err(seen).ok()?;
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    known.retain(|(other, _), _| other != path);
    known.insert((path.to_owned(), state), kept.clone());
    kept
}

fn read(path: &Path, size: u64, is_own: bool) -> io::Result<Option<Kept>> {
    let file = fs::read(path)?;
    let Some(program) = Program::find(&file) else { return Ok(None) };
    let sha256 = Digest::of_bytes(&sha256_of(&File::open(path)?)?);
    Ok(Some(Kept { program, sha256, size, is_own, path: path.to_owned() }))
}

/// What is no version in order is older than any that is.
fn put_if_newer(found: &mut BTreeMap<String, Kept>, kept: Kept) {
    let platform = kept.program.platform.clone();
    let is_newer = |other: &Kept| is_newer(&kept.program.version, &other.program.version);
    if found.get(&platform).is_none_or(is_newer) {
        found.insert(platform, kept);
    }
}

/// Whether a version is newer than another one.
pub(crate) fn is_newer(version: &str, other: &str) -> bool {
    Version::parse(version).ok() > Version::parse(other).ok()
}

impl App {
    /// Keeps a program that somebody brought, and who that was.
    pub(crate) async fn keep_program(
        &self,
        scope: Scope,
        file: BodyDataStream,
    ) -> Result<(), AppError> {
        let program = self.programs.keep(file).await?;
        let now = self.seams.clock.now();
        let entry = AuditEntry {
            action: "program.bring".to_owned(),
            target: program.platform.clone(),
            detail: serde_json::json!({ "version": program.version }).to_string(),
        };
        let kept = self.store.write(move |tx| audit_event::append(tx, &scope, &entry, now));
        Ok(kept.await.map(drop)?)
    }

    /// Takes a program that somebody brought back, unless a worker is on its way to it.
    pub(crate) async fn remove_program(
        &self,
        scope: Scope,
        sha256: &Digest,
    ) -> Result<(), AppError> {
        let kept = self.programs.brought(sha256).await?.ok_or_else(|| {
            let detail = "nobody has brought this program; the coordinator's own cannot be removed";
            AppError::told(ProblemKind::RouteNotFound, detail)
        })?;
        if let Some(name) = updates::on_its_way_to(self, &kept.program) {
            let detail = format!("{name} is being updated to it, or is to be; stop that first");
            let hint = "`muster worker update --stop`";
            return Err(Problem::new(ProblemKind::NotNow, detail).with_hint(hint).into());
        }
        let Program { platform: target, version } = kept.program.clone();
        self.programs.forget(kept).await?;
        let now = self.seams.clock.now();
        let detail = serde_json::json!({ "version": version, "sha256": sha256.as_str() });
        let entry =
            AuditEntry { action: "program.remove".to_owned(), target, detail: detail.to_string() };
        let kept = self.store.write(move |tx| audit_event::append(tx, &scope, &entry, now));
        Ok(kept.await.map(drop)?)
    }
}
