//! A worker on a machine without a coordinator: joining one, and running for it.
//!
//! What a worker keeps of its joining is one file per coordinator, `worker/<host>.json`, readable by
//! its owner alone. The key is on disk before the join token is spent, so that a join whose answer
//! was lost can be repeated with the same token.

mod listening;
mod roaming;
mod update;

pub use self::{
    listening::ListenAt,
    update::{Successor, Tried, try_out},
};

use self::{
    listening::Parties,
    roaming::{Roaming, address},
    update::Place,
};
use crate::{Secret, StartError, owner, private_file};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use muster_api::worker::{BadIdentity, JoinRequest, Joined, WorkerIdentity};
use muster_client::{Client, ClientError, Target};
use muster_core::WorkerId;
use muster_seams::Seams;
use muster_session::{KeyPair, PublicKey};
use muster_tls::{Pin, dialling};
use muster_worker::{
    Address, AgentError, AgentOptions, Connect, Told, Updater, WithItsHost, found_labels,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use url::Url;

const FOLDER: &str = "worker";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a machine says when it joins.
#[derive(Debug, Clone)]
pub struct Joining {
    /// The coordinator.
    pub url: Url,
    /// The single-use token.
    pub token: Secret,
    /// The worker's name; the machine's if nothing is said.
    pub name: Option<String>,
    /// How many jobs it runs at a time.
    pub slots: u32,
    /// Where it keeps its identity.
    pub data_dir: PathBuf,
    /// Send the token over plain HTTP to any address.
    pub allows_plain_http: bool,
}

/// A worker's identity at one coordinator, as it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub struct Identity {
    /// Its id.
    pub worker: WorkerId,
    /// Its name.
    pub name: String,
    /// How many jobs it runs at a time.
    pub slots: u32,
    /// The coordinator's addresses, the preferred one first.
    pub urls: Vec<Url>,
    /// By what it recognises the coordinator.
    pub coordinator_key: String,
    /// Its own key, PKCS#8 in URL-safe base 64.
    key: String,
    /// What the coordinator said besides as it joined.
    #[serde(skip)]
    pub note: Option<String>,
    /// Where this is kept. The folder beside it is the worker's own.
    #[serde(skip)]
    file: PathBuf,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity")
            .field("worker", &self.worker)
            .field("name", &self.name)
            .field("urls", &self.urls)
            .finish_non_exhaustive()
    }
}

/// Why a machine does not work for a coordinator.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The coordinator did not take it.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// A file of ours cannot be used.
    #[error(transparent)]
    File(#[from] StartError),
    /// The agent cannot begin.
    #[error(transparent)]
    Agent(#[from] AgentError),
    /// Nothing says whom to trust there.
    #[error(
        "`{url}` is no address for a worker: encrypted ones end with `#` and the coordinator's key"
    )]
    NotWorkable {
        /// The coordinator.
        url: Url,
    },
    /// It has no address of the coordinator: it is called by it.
    #[error("this worker is called by its coordinator, and has to listen")]
    IsCalled,
    /// Nothing says who it is.
    #[error("this machine is no worker that a coordinator calls")]
    NotAttached,
    /// It is several, and one must be named.
    #[error("this machine is several workers that a coordinator calls: {}", .names.join(", "))]
    SeveralCalled {
        /// What they are called.
        names: Vec<String>,
    },
    /// The text is none that was made for it.
    #[error(transparent)]
    Identity(#[from] BadIdentity),
    /// This machine has not joined any coordinator.
    #[error("this machine has not joined a coordinator")]
    NotJoined,
    /// It has joined several, and one must be named.
    #[error("this machine has joined several coordinators: {}", .urls.join(", "))]
    Several {
        /// Their addresses.
        urls: Vec<String>,
    },
}

impl WorkerError {
    /// One stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Client(ClientError::Problem(problem)) => problem.error.as_str(),
            Self::Client(_) => "join_failed",
            Self::File(error) => error.code(),
            Self::Agent(AgentError::InUse { .. }) => "worker_in_use",
            Self::Agent(AgentError::StateDir { .. }) => "storage_failed",
            Self::NotWorkable { .. } => "worker_needs_key",
            Self::IsCalled => "worker_must_listen",
            Self::NotAttached => "worker_not_attached",
            Self::Identity(_) => "bad_identity",
            Self::NotJoined => "worker_not_joined",
            Self::Several { .. } | Self::SeveralCalled { .. } => "worker_ambiguous",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Client(error) => error.hint(),
            Self::File(error) => Some(error.hint()),
            Self::Agent(AgentError::InUse { .. }) => {
                Some("end the worker that is running already".to_owned())
            }
            Self::Agent(AgentError::StateDir { .. }) => {
                Some("check the data directory and its permissions".to_owned())
            }
            Self::NotWorkable { .. } => {
                Some("copy the whole line that `muster worker invite` prints there".to_owned())
            }
            Self::IsCalled => Some("say where, with `--listen ADDRESS:PORT`".to_owned()),
            Self::NotAttached => Some(
                "`muster worker attach URL` on the coordinator's side prints the line to paste here"
                    .to_owned(),
            ),
            Self::Identity(_) => None,
            Self::NotJoined => Some(
                "ask for a line with `muster worker invite` on the coordinator's side, or with `Add worker` in the \
                 console, and paste it here"
                    .to_owned(),
            ),
            Self::Several { .. } => Some("name one with `--url`".to_owned()),
            Self::SeveralCalled { .. } => Some("name one with `--name`".to_owned()),
        }
    }
}

/// Joins a coordinator and keeps the identity that it gives.
pub async fn join(joining: Joining) -> Result<Identity, WorkerError> {
    let folder = folder_of(&joining.data_dir, &joining.url)?;
    let pending = folder.with_extension("joining");
    let key = load_or_make(&pending)?;
    let target = Target {
        url: joining.url.clone(),
        credential: None,
        allows_plain_http: joining.allows_plain_http,
    };
    let request = JoinRequest {
        token: joining.token.reveal().to_owned(),
        public_key: key.public().to_string(),
        name: joining.name.unwrap_or_else(crate::host::machine_name),
        slots: joining.slots,
        labels: found_labels(),
        version: VERSION.to_owned(),
    };
    let Joined { worker, name, coordinator_key, note } =
        Client::over_http(target).await?.join_worker(&request).await?;
    let identity = Identity {
        worker,
        name,
        slots: joining.slots,
        urls: vec![joining.url],
        note,
        file: file_for(&folder, &coordinator_key)?,
        coordinator_key,
        key: encode(&key)?,
    };
    write(&identity)?;
    fs::remove_file(&pending).map_err(|source| StartError::about(&pending, source))?;
    Ok(identity)
}

/// Every coordinator that this machine has joined.
pub fn identities(data_dir: &Path) -> Result<Vec<Identity>, WorkerError> {
    let folder = data_dir.join(FOLDER);
    let about = |source| StartError::about(&folder, source);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries.collect::<io::Result<Vec<_>>>().map_err(about)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(about(error).into()),
    };
    let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

/// Which identity is meant: the one for this address, or the only one there is.
pub fn choose(data_dir: &Path, url: Option<&Url>) -> Result<Identity, WorkerError> {
    let mut known = identities(data_dir)?;
    // One that is called is meant only where there is no other.
    if known.iter().any(|identity| !identity.urls.is_empty()) {
        known.retain(|identity| !identity.urls.is_empty());
    }
    if let Some(url) = url {
        known.retain(|identity| identity.urls.iter().any(|known| is_same(known, url)));
    }
    match known.len() {
        0 => Err(WorkerError::NotJoined),
        1 => Ok(known.remove(0)),
        _ => {
            let urls = known.iter().filter_map(|identity| identity.urls.first());
            Err(WorkerError::Several { urls: urls.map(ToString::to_string).collect() })
        }
    }
}

/// The identity of a worker that is called: the one of this name, or the only one there is.
pub fn choose_called(data_dir: &Path, name: Option<&str>) -> Result<Identity, WorkerError> {
    let mut known = identities(data_dir)?;
    known.retain(|identity| identity.urls.is_empty());
    known.retain(|identity| name.is_none_or(|name| identity.name == name));
    match known.len() {
        0 => Err(WorkerError::NotAttached),
        1 => Ok(known.remove(0)),
        _ => Err(WorkerError::SeveralCalled {
            names: known.into_iter().map(|one| one.name).collect(),
        }),
    }
}

/// Whether two addresses are one, whatever they say of its key.
fn is_same(known: &Url, url: &Url) -> bool {
    let plain = |url: &Url| {
        let mut url = url.clone();
        url.set_fragment(None);
        url
    };
    plain(known) == plain(url)
}

/// Keeps an identity that was made elsewhere, for a worker that listens.
pub fn adopt(data_dir: &Path, text: &Secret, slots: u32) -> Result<Identity, WorkerError> {
    let said: WorkerIdentity = text.reveal().parse()?;
    let file = folder(data_dir)?.join(format!("listening-{}.json", said.worker));
    let WorkerIdentity { worker, name, coordinator_key, key } = said;
    let (urls, note) = (Vec::new(), None);
    let identity = Identity { worker, name, slots, urls, coordinator_key, key, note, file };
    write(&identity)?;
    Ok(identity)
}

/// What a worker runs with.
#[derive(Debug)]
pub struct Work<'a> {
    /// Who it is.
    pub identity: &'a Identity,
    /// The data directory.
    pub data_dir: &'a Path,
    /// Where it is called, if it does not call.
    pub listen_at: Option<ListenAt>,
    /// What jobs see of the machine's environment.
    pub job_environment: BTreeMap<String, String>,
    /// The version of this program.
    pub version: &'a str,
    /// What is to be started when it has ended, if anything is.
    pub successor: Successor,
}

/// Runs jobs for a coordinator until the seams' tasks are told to stop; calls it, or is called.
pub async fn run(work: Work<'_>, seams: Seams, told: Told) -> Result<(), WorkerError> {
    let Work { identity, data_dir, listen_at, job_environment, version, successor } = work;
    let state_dir = identity.file.with_extension("");
    private_file::create_dir(&state_dir).map_err(|error| StartError::about(&state_dir, error))?;
    let damaged = |reason: String| StartError::Damaged { path: identity.file.clone(), reason };
    let coordinator_key: PublicKey =
        identity.coordinator_key.parse().map_err(|bad| damaged(format!("it holds {bad}")))?;
    let place = Place::find(&identity.file, &state_dir, version, &seams, successor).map(Arc::new);
    if place.as_ref().is_some_and(|place| place.begin(&told)) {
        return Ok(());
    }
    let updater: Arc<dyn Updater> = match place {
        Some(place) => place,
        None => Arc::new(WithItsHost),
    };
    let options = AgentOptions {
        name: identity.name.clone(),
        worker: identity.worker.clone(),
        key: decode(&identity.key).map_err(|reason| damaged(reason.to_owned()))?,
        coordinator_key,
        slots: identity.slots,
        labels: found_labels(),
        version: version.to_owned(),
        state_dir: state_dir.clone(),
        updater,
        limits_file: owner::file(data_dir),
        data_dir: data_dir.to_owned(),
        job_environment,
    };
    let connect: Arc<dyn Connect> = match listen_at {
        None if identity.urls.is_empty() => return Err(WorkerError::IsCalled),
        None => Arc::new(roaming(identity, &seams)?),
        Some(at) => {
            let worker = options.worker.clone();
            let (key, coordinator) = (options.key.clone(), options.coordinator_key);
            let parties = Parties { worker, key, coordinator };
            let (socket, lines) = listening::listen(at, parties, &seams).await?;
            tracing::info!(%socket, "listening for the coordinator");
            lines
        }
    };
    Ok(muster_worker::run(options, connect, seams, told).await?)
}

/// Reaches the coordinator wherever it is, and keeps what it says of that.
fn roaming(identity: &Identity, seams: &Seams) -> Result<Roaming, WorkerError> {
    let pin: Pin = identity.coordinator_key.parse().map_err(|bad| StartError::Damaged {
        path: identity.file.clone(),
        reason: format!("it holds {bad}"),
    })?;
    let tls = dialling(pin).map_err(|_| StartError::NoKey)?;
    let (file, tasks) = (identity.file.clone(), seams.tasks.clone());
    let keep = move |urls| {
        let (file, own) = (file.clone(), tasks.clone());
        tasks.spawn("keep addresses", async move {
            // What else it says may have changed since.
            let kept = own.blocking(move || {
                let known = read(&file)?;
                Ok::<_, WorkerError>(write(&Identity { urls, ..known })?)
            });
            if let Ok(Err(error)) = kept.await {
                tracing::warn!(%error, "cannot keep where the coordinator is");
            }
        });
    };
    Ok(Roaming::new(seams.net.clone(), tls, identity.urls.clone(), Box::new(keep)))
}

fn write(identity: &Identity) -> Result<(), StartError> {
    let path = &identity.file;
    let text = serde_json::to_vec_pretty(identity)
        .map_err(|error| StartError::about(path, error.into()))?;
    private_file::replace(path, &text).map_err(|source| StartError::about(path, source))
}

/// The path for one coordinator, without an extension.
fn folder_of(data_dir: &Path, url: &Url) -> Result<PathBuf, WorkerError> {
    let not_workable = || WorkerError::NotWorkable { url: url.clone() };
    let Address { authority: address, .. } = address(url).ok_or_else(not_workable)?;
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-.".contains(character);
    let name: String = address.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    // The dots of an address must not be taken for an extension.
    Ok(folder(data_dir)?.join(name.replace('.', "-")))
}

/// Where identities are kept.
fn folder(data_dir: &Path) -> Result<PathBuf, WorkerError> {
    let folder = data_dir.join(FOLDER);
    for folder in [data_dir, &folder] {
        private_file::create_dir(folder).map_err(|source| StartError::about(folder, source))?;
    }
    Ok(folder)
}

/// Where an identity is kept: at an address that another coordinator had before, beside that one's.
fn file_for(folder: &Path, coordinator_key: &str) -> Result<PathBuf, WorkerError> {
    let usual = folder.with_extension("json");
    if !usual.exists() || read(&usual)?.coordinator_key == coordinator_key {
        return Ok(usual);
    }
    let whose: String = coordinator_key.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    Ok(folder.with_file_name(format!("{name}-{}.json", whose.get(..12).unwrap_or(&whose))))
}

fn load_or_make(path: &Path) -> Result<KeyPair, WorkerError> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let damaged = |reason: &str| StartError::Damaged {
                path: path.to_owned(),
                reason: reason.to_owned(),
            };
            Ok(decode(text.trim()).map_err(damaged)?)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let key = KeyPair::generate().map_err(|_| StartError::NoKey)?;
            let text = zeroize::Zeroizing::new(encode(&key)?);
            let about = |source| StartError::about(path, source);
            private_file::replace(path, text.as_bytes()).map_err(about)?;
            Ok(key)
        }
        Err(error) => Err(StartError::about(path, error).into()),
    }
}

fn encode(key: &KeyPair) -> Result<String, StartError> {
    key.to_pkcs8().map(|document| URL_SAFE_NO_PAD.encode(document)).map_err(|_| StartError::NoKey)
}

fn decode(text: &str) -> Result<KeyPair, &'static str> {
    let document = URL_SAFE_NO_PAD.decode(text).map_err(|_| "its key is not base 64")?;
    KeyPair::from_pkcs8(&document).map_err(|_| "its key is not a key")
}

fn read(path: &Path) -> Result<Identity, WorkerError> {
    let text = fs::read(path).map_err(|source| StartError::about(path, source))?;
    let identity: Identity = serde_json::from_slice(&text).map_err(|error| {
        StartError::Damaged { path: path.to_owned(), reason: error.to_string() }
    })?;
    Ok(Identity { file: path.to_owned(), ..identity })
}
