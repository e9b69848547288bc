//! Blobs: the bytes of artefacts, each a file that is named after its SHA-256.
//!
//! What arrives is appended to a file of its attempt. Once it is whole it is read again, and only if
//! its bytes are those that were announced it becomes a blob: synced, renamed, and its folder synced.
//! An organisation keeps equal bytes once, and shares nothing with another one; whoever wants to name
//! a blob must have brought all of it, so a hash alone opens nothing.
//!
//! Not here: who may bring what, and the rows that name blobs.

use crate::{crypto::sha256_of, error::AppError};
use bytes::Bytes;
use muster_api::{ProblemKind, artefact::hex, session::Grant};
use muster_core::{OrganisationId, Timestamp};
use muster_seams::Seams;
use std::{
    collections::HashSet,
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::UNIX_EPOCH,
};
use tokio::sync::RwLock;

/// Where artefacts are kept, and how large they may be.
#[derive(Debug, Clone)]
pub struct ArtefactOptions {
    /// The folder of the blobs.
    pub dir: PathBuf,
    /// How many bytes a file may have.
    pub largest_bytes: u64,
    /// How many bytes all files of an attempt may have together.
    pub total_bytes: u64,
}

/// So much stays free beside the store, which must be able to say how jobs ended.
const KEPT_FREE: u64 = 16 << 20;
/// An upload that nobody went on with, and a blob that nobody names, are removed after this.
pub(crate) const OLD: std::time::Duration = std::time::Duration::from_hours(1);

/// A blob could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("failed to {operation}")]
pub(crate) struct BlobError {
    operation: &'static str,
    #[source]
    source: io::Error,
}

impl BlobError {
    pub(crate) fn is_full(&self) -> bool {
        matches!(self.source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
    }

    fn at(operation: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self { operation, source }
    }
}

/// A SHA-256, as it stands in paths.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Digest(String);

impl Digest {
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        Self(hex(bytes))
    }
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let digit = |letter: u8| char::from(letter).to_digit(16).unwrap_or_default();
        let byte = |pair: &[u8]| digit(pair[0]) * 16 + digit(pair[1]);
        let bytes = self.0.as_bytes().chunks_exact(2).map(byte);
        bytes.filter_map(|byte| u8::try_from(byte).ok()).collect()
    }
}

impl std::str::FromStr for Digest {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_digest = text.len() == 64 && text.bytes().all(is_hex);
        is_digest
            .then(|| Self(text.to_owned()))
            .ok_or("not a SHA-256 of 64 small hexadecimal digits")
    }
}

/// A file on its way.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) organisation: OrganisationId,
    pub(crate) grant: Grant,
    /// What it is called meanwhile: its SHA-256, or that of its name if its own is not known yet.
    pub(crate) digest: Digest,
}

#[derive(Debug)]
pub(crate) struct Blobs {
    root: PathBuf,
    seams: Seams,
    pub(crate) largest_bytes: u64,
    pub(crate) total_bytes: u64,
    /// Uploads to which somebody appends.
    busy: Arc<Mutex<HashSet<PathBuf>>>,
    /// Held by whoever makes a blob until its row is committed, and by whoever removes some.
    pub(crate) gate: RwLock<()>,
}

/// The right to append to an upload, for one at a time.
#[derive(Debug)]
pub(crate) struct Claim {
    busy: Arc<Mutex<HashSet<PathBuf>>>,
    path: PathBuf,
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.path);
    }
}

impl Blobs {
    pub(crate) fn new(options: ArtefactOptions, seams: Seams) -> Self {
        let ArtefactOptions { dir: root, largest_bytes, total_bytes } = options;
        let (busy, gate) = (Arc::default(), RwLock::default());
        Self { root, seams, largest_bytes, total_bytes, busy, gate }
    }

    fn incoming(&self, upload: &Upload) -> PathBuf {
        let Upload { organisation, grant, digest } = upload;
        let name = format!("{}-{}-{}", grant.job, grant.fence, digest.as_str());
        self.root.join("incoming").join(organisation.as_str()).join(name)
    }

    fn blob(&self, organisation: &OrganisationId, digest: &Digest) -> PathBuf {
        let (fan, name) = (&digest.as_str()[..2], digest.as_str());
        self.root.join("blobs").join(organisation.as_str()).join(fan).join(name)
    }

    /// Nobody else appends as long as this is held.
    pub(crate) fn claim(&self, upload: &Upload) -> Result<Claim, AppError> {
        let path = self.incoming(upload);
        let is_free = self.busy.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
        if is_free {
            return Ok(Claim { busy: self.busy.clone(), path });
        }
        Err(AppError::told(ProblemKind::NotNow, "another part of this file is being taken"))
    }

    async fn blocking<T: Send + 'static>(
        &self,
        operation: &'static str,
        act: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> Result<T, AppError> {
        self.seams.faults.hit(operation).map_err(BlobError::at(operation))?;
        let acted = self.seams.tasks.blocking(act).await;
        let acted = acted.map_err(|_| AppError::Internal(operation))?;
        Ok(acted.map_err(BlobError::at(operation))?)
    }

    /// How much of a file has arrived.
    pub(crate) async fn offset(&self, upload: &Upload) -> Result<u64, AppError> {
        let path = self.incoming(upload);
        self.blocking("look at an upload", move || length(&path)).await
    }

    /// Takes the next part. Answers how much has arrived; it begins there, or nothing is taken.
    pub(crate) async fn append(
        &self,
        claim: &Claim,
        from: u64,
        part: Bytes,
    ) -> Result<u64, AppError> {
        let path = claim.path.clone();
        let appending = move || {
            let folder = path.parent().unwrap_or(&path);
            fs::create_dir_all(folder)?;
            if fs4::available_space(folder)? < KEPT_FREE + part.len() as u64 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
            let size = file.metadata()?.len();
            if size != from {
                return Ok(Err(size));
            }
            file.write_all(&part).inspect_err(|_| drop(file.set_len(size)))?;
            Ok(Ok(size + part.len() as u64))
        };
        let appended = self.blocking("take a part of an artefact", appending).await?;
        appended.map_err(|size| {
            let detail = format!("{size} bytes have arrived, so the next part begins there");
            AppError::told(ProblemKind::UploadOffset, detail)
        })
    }

    /// Makes what has arrived a blob for good, if it has this SHA-256.
    pub(crate) async fn keep(&self, upload: &Upload, digest: &Digest) -> Result<(), AppError> {
        let (from, to) = (self.incoming(upload), self.blob(&upload.organisation, digest));
        let digest = digest.clone();
        let keeping = move || {
            let file = File::open(&from)?;
            if sha256_of(&file)? != digest.bytes() {
                fs::remove_file(&from)?;
                return Ok(false);
            }
            // What a failed sync has lost is not found by another one.
            file.sync_all().inspect_err(|_| drop(fs::remove_file(&from)))?;
            drop(file);
            let folder = to.parent().unwrap_or(&to);
            create_durably(folder)?;
            // Over an equal one: the blob is young again, so nobody removes it before it is named.
            fs::rename(&from, &to)?;
            sync_dir(folder).map(|()| true)
        };
        if self.blocking("keep an artefact", keeping).await? {
            return Ok(());
        }
        let detail = "the bytes that arrived have another SHA-256; they were dropped";
        Err(AppError::told(ProblemKind::WrongHash, detail))
    }

    /// Forgets what has arrived, if anything has.
    pub(crate) async fn drop_upload(&self, upload: &Upload) -> Result<(), AppError> {
        let path = self.incoming(upload);
        let dropping = move || match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
        self.blocking("drop an upload", dropping).await
    }

    /// Up to so many bytes of a blob, from an offset.
    pub(crate) async fn read(
        &self,
        organisation: &OrganisationId,
        digest: &Digest,
        from: u64,
        limit: u64,
    ) -> Result<Bytes, AppError> {
        let path = self.blob(organisation, digest);
        let reading = move || {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(from))?;
            let mut bytes = Vec::new();
            file.take(limit).read_to_end(&mut bytes)?;
            Ok(bytes.into())
        };
        self.blocking("read an artefact", reading).await
    }

    /// How long each of these blobs is; nothing of one that is not there.
    pub(crate) async fn sizes(
        &self,
        blobs: Vec<(OrganisationId, Digest)>,
    ) -> Result<Vec<Option<u64>>, AppError> {
        let paths: Vec<_> =
            blobs.iter().map(|(organisation, digest)| self.blob(organisation, digest)).collect();
        let size = |path: PathBuf| fs::metadata(path).ok().map(|found| found.len());
        self.blocking("look at artefacts", move || Ok(paths.into_iter().map(size).collect())).await
    }

    /// The folders in which blobs lie, each with whose they are.
    pub(crate) async fn folders(&self) -> Result<Vec<(OrganisationId, PathBuf)>, AppError> {
        let root = self.root.join("blobs");
        let looking = move || {
            let mut found = vec![];
            for organisation in entries(&root)? {
                let name = organisation.file_name().and_then(|name| name.to_str());
                // A folder of another name is not ours.
                let Some(Ok(id)) = name.map(str::parse::<OrganisationId>) else { continue };
                found
                    .extend(entries(&organisation)?.into_iter().map(|folder| (id.clone(), folder)));
            }
            Ok(found)
        };
        self.blocking("list the folders of artefacts", looking).await
    }

    /// The blobs of a folder that are old enough to be removed.
    pub(crate) async fn old_blobs(
        &self,
        folder: PathBuf,
        now: Timestamp,
    ) -> Result<Vec<Digest>, AppError> {
        let looking = move || {
            let old = entries(&folder)?.into_iter().filter(|path| is_old(path, now));
            let digest = |path: PathBuf| path.file_name()?.to_str()?.parse().ok();
            Ok(old.filter_map(digest).collect())
        };
        self.blocking("list artefacts", looking).await
    }

    /// Removes blobs that are old still. [`Self::gate`] is held, and no row names them.
    pub(crate) async fn remove(
        &self,
        organisation: &OrganisationId,
        blobs: Vec<Digest>,
        now: Timestamp,
    ) -> Result<u64, AppError> {
        let paths: Vec<_> = blobs.iter().map(|digest| self.blob(organisation, digest)).collect();
        self.blocking("remove artefacts that nobody names", move || remove_old(paths, now)).await
    }

    /// Removes uploads that nobody went on with.
    pub(crate) async fn remove_old_uploads(&self, now: Timestamp) -> Result<u64, AppError> {
        let root = self.root.join("incoming");
        let removing = move || {
            let mut removed = 0;
            for organisation in entries(&root)? {
                removed += remove_old(entries(&organisation)?, now)?;
            }
            Ok(removed)
        };
        self.blocking("remove uploads that were given up", removing).await
    }
}

fn length(path: &Path) -> io::Result<u64> {
    match fs::metadata(path) {
        Ok(found) => Ok(found.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}

/// What is in a folder, in order; nothing in one that is not there.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => vec![],
        Err(error) => return Err(error),
    };
    found.sort();
    Ok(found)
}

fn remove_old(paths: Vec<PathBuf>, now: Timestamp) -> io::Result<u64> {
    let mut removed = 0;
    for path in paths.into_iter().filter(|path| is_old(path, now)) {
        fs::remove_file(path)?;
        removed += 1;
    }
    Ok(removed)
}

fn is_old(path: &Path, now: Timestamp) -> bool {
    let changed = fs::metadata(path).and_then(|found| found.modified());
    let changed = changed.ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let changed = changed.and_then(|at| i64::try_from(at.as_millis()).ok());
    changed.is_some_and(|at| now.since(Timestamp::from_millis(at)) >= OLD)
}

/// Makes a folder with its parents so that a power cut leaves them.
fn create_durably(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let Some(parent) = folder.parent() else { return Ok(()) };
    create_durably(parent)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => sync_dir(parent),
    }
}

fn sync_dir(dir: &Path) -> io::Result<()> {
    // Windows cannot open a directory as a file, and keeps its entries durable by itself.
    if cfg!(windows) { Ok(()) } else { File::open(dir)?.sync_all() }
}
