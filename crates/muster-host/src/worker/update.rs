//! Another version in the place of this program: put there, tried out, and taken back if it does not do.
//!
//! The new program is run once beside this one before anything is changed. Then it takes this one's place on
//! disk and, when this one has ended, in its process. Until the coordinator has welcomed it, it is on trial:
//! the old program is kept, and comes back if that takes too long or the new one ends too often.

use super::read;
use crate::private_file;
use muster_api::session::{FailedUpdate, UpdateOrder};
use muster_core::Timestamp;
use muster_seams::Seams;
use muster_worker::{AgentStatus, Told, Updater};
use serde::{Deserialize, Serialize};
use std::{
    ffi::OsString,
    fs::{self, TryLockError},
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};
use tokio::time::timeout;

/// Who is welcome after this time is not on trial any more, and who is not goes.
const TRIAL: Duration = Duration::from_mins(3);
/// Who has started so often without a welcome goes, too.
const MOST_STARTS: u32 = 3;
/// A program that is tried out has half a minute to say what it is.
const PAUSE: Duration = Duration::from_millis(20);
const MOST_LOOKS: u32 = 1500;
/// What the program before is called, as long as the new one is on trial.
const BEFORE: &str = "before";
/// Where it stands which program is on trial.
const NOTE: &str = "update.json";
/// What a program says of itself when it is tried out.
const TRIED_WITH: [&str; 4] = ["worker", "try", "--output", "json"];

/// Which program is to be started when this one has ended, if another is.
#[derive(Debug, Clone, Default)]
pub struct Successor {
    program: Arc<OnceLock<PathBuf>>,
    /// The words that it is started with.
    words: Vec<OsString>,
}

impl Successor {
    /// One that will be started with these words.
    pub fn with(words: Vec<OsString>) -> Self {
        Self { program: Arc::default(), words }
    }

    /// Starts it in the place of this one. Comes back only if there is none or that failed.
    pub fn start(&self) -> Option<io::Error> {
        self.program.get().map(|program| become_program(program, &self.words))
    }

    fn is(&self, program: &Path, seams: &Seams) {
        // A second one would be the same file.
        drop(self.program.set(program.to_owned()));
        seams.tasks.stop();
    }
}

/// What a program answers when it is tried out.
#[derive(Debug, Serialize, Deserialize)]
pub struct Tried {
    /// Its version.
    pub version: String,
}

/// Looks whether a worker of this identity could run with this program.
pub fn try_out(identity: &Path, version: &str) -> Result<Tried, super::WorkerError> {
    read(identity)?;
    Ok(Tried { version: version.to_owned() })
}

/// A change that is on trial.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Change {
    asked_at: Timestamp,
    version: String,
    /// The file of the program, which is another one now.
    program: PathBuf,
    /// How often it was started meanwhile.
    starts: u32,
}

/// The program of a worker, and what becomes of it.
#[derive(Debug)]
pub(super) struct Place {
    program: PathBuf,
    identity: PathBuf,
    state_dir: PathBuf,
    version: String,
    seams: Seams,
    successor: Successor,
    /// Held while the program is changed or on trial.
    claim: Mutex<Option<fs::File>>,
}

impl Place {
    /// Nothing where the system does not say which file this program is.
    pub(super) fn find(
        identity: &Path,
        state_dir: &Path,
        version: &str,
        seams: &Seams,
        successor: Successor,
    ) -> Option<Self> {
        let program = on_trial(&state_dir.join(NOTE), version)
            .map_or_else(std::env::current_exe, |change| Ok(change.program));
        let program =
            program.inspect_err(|error| tracing::warn!(%error, "cannot find this program"));
        Some(Self {
            program: program.ok()?,
            identity: identity.to_owned(),
            state_dir: state_dir.to_owned(),
            version: version.to_owned(),
            seams: seams.clone(),
            successor,
            claim: Mutex::default(),
        })
    }

    fn beside(&self, what: &str) -> PathBuf {
        let name = self.program.file_name().unwrap_or_default().to_string_lossy();
        self.program.with_file_name(format!("{name}.{what}"))
    }

    fn note(&self) -> PathBuf {
        self.state_dir.join(NOTE)
    }

    fn failure(&self) -> PathBuf {
        self.state_dir.join("update-failed.json")
    }

    /// If this program is on trial, has it go unless it is welcome in time. Answers whether it goes at once.
    pub(super) fn begin(self: &Arc<Self>, told: &Told) -> bool {
        self.try_to_begin(told).unwrap_or_else(|error| {
            // Whatever it is, it keeps no worker from its work.
            tracing::error!(%error, "cannot see whether this program is on trial");
            false
        })
    }

    fn try_to_begin(self: &Arc<Self>, told: &Told) -> io::Result<bool> {
        let Some(change) = kept::<Change>(&self.note())? else { return Ok(false) };
        if !self.claim()? {
            // Another process of this worker, or of another one with this program, sees to it.
            return Ok(false);
        }
        if change.version != self.version || !self.beside(BEFORE).exists() {
            // Somebody has put another program there by hand, or this one was just put back.
            self.clear()?;
            return Ok(false);
        }
        let change = Change { starts: change.starts + 1, ..change };
        if let Err(error) = keep(&self.note(), &change) {
            tracing::warn!(%error, "cannot count the starts of a program on trial");
        }
        if change.starts > MOST_STARTS {
            self.go_back(&change, &format!("it ended {MOST_STARTS} times before it was welcome"))?;
            return Ok(true);
        }
        let (own, mut status) = (self.clone(), told.status.subscribe());
        self.seams.tasks.spawn("trial", async move {
            let welcome = status.wait_for(is_welcome);
            let stopped = own.seams.tasks.clone();
            let done = tokio::select! {
                biased;
                tried = timeout(TRIAL, welcome) => match tried {
                    Ok(Ok(_)) => own.is_settled(),
                    // It ends without a welcome. Its next start counts that.
                    Ok(Err(_)) => Ok(()),
                    Err(_) => own.go_back(&change, "it was not welcome within 3 minutes"),
                },
                () = stopped.stopped() => Ok(()),
            };
            if let Err(error) = done {
                tracing::error!(%error, "cannot settle which program this worker is");
            }
        });
        Ok(false)
    }

    /// The new program has come to stay.
    fn is_settled(&self) -> io::Result<()> {
        tracing::info!(version = %self.version, "this program has taken its place");
        remove(&self.failure())?;
        self.clear()
    }

    fn clear(&self) -> io::Result<()> {
        remove(&self.note())?;
        remove(&self.beside(BEFORE))?;
        remove(&self.beside("failed"))?;
        self.give_up_claim();
        Ok(())
    }

    fn give_up_claim(&self) {
        self.claim.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Keeps everybody else from changing this program until the claim is given up, or this process ends. Answers whether
    /// nobody else has it.
    fn claim(&self) -> io::Result<bool> {
        let file = fs::File::create(self.beside("lock"))?;
        match file.try_lock() {
            Ok(()) => {
                self.claim.lock().unwrap_or_else(PoisonError::into_inner).replace(file);
                Ok(true)
            }
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn go_back(&self, change: &Change, why: &str) -> io::Result<()> {
        tracing::warn!(version = %self.version, "going back to the program before: {why}");
        put_in_place(&self.beside(BEFORE), &self.program, &self.beside("failed"))?;
        let why = format!("it went back to the version before: {why}");
        let said = keep(&self.failure(), &FailedUpdate { asked_at: change.asked_at, why });
        said.and_then(|()| remove(&self.note())).unwrap_or_else(|error| {
            tracing::warn!(%error, "cannot keep why the program before came back");
        });
        self.successor.is(&self.program, &self.seams);
        Ok(())
    }

    fn lay_beside(&self, program: &Path) -> io::Result<PathBuf> {
        let new = self.beside("new");
        copy_durably(program, &new)?;
        fs::set_permissions(&new, fs::metadata(&self.program)?.permissions())?;
        Ok(new)
    }

    /// Runs it beside this one.
    fn try_beside(&self, new: &Path, version: &str) -> Result<(), String> {
        let said = run_briefly(new, &self.identity, &self.successor.words)
            .map_err(|error| format!("the new program does not start here: {error}"))?;
        let said = said.map_err(|said| format!("the new program does not work here: {said}"))?;
        let tried: Option<Tried> = serde_json::from_slice(&said).ok();
        match tried {
            Some(tried) if tried.version == version => Ok(()),
            Some(tried) => Err(format!("the new program is version {}", tried.version)),
            None => Err("the new program does not say which version it is".to_owned()),
        }
    }

    fn try_and_change_to(&self, program: &Path, order: &UpdateOrder) -> Result<(), String> {
        let new = self.lay_beside(program).map_err(|error| not_put(&error))?;
        let tried = self.try_beside(&new, &order.version);
        if tried.is_err() {
            remove(&new).map_err(|error| not_put(&error))?;
            return tried;
        }
        self.change_to(&new, order).map_err(|error| not_put(&error))
    }

    fn change_to(&self, new: &Path, order: &UpdateOrder) -> io::Result<()> {
        let (asked_at, version) = (order.asked_at, order.version.clone());
        let program = self.program.clone();
        keep(&self.note(), &Change { asked_at, version, program, starts: 0 })?;
        remove(&self.failure())?;
        put_in_place(new, &self.program, &self.beside(BEFORE)).inspect_err(|_| {
            // Nothing was changed, so nothing is on trial.
            drop(remove(&self.note()));
        })?;
        self.successor.is(&self.program, &self.seams);
        Ok(())
    }
}

impl Updater for Place {
    fn cannot(&self) -> Option<String> {
        if cfg!(windows) {
            return Some("a worker on Windows is updated by hand".to_owned());
        }
        let probe = self.beside(&format!("probe-{}", std::process::id()));
        let tried = fs::write(&probe, b"").and_then(|()| remove(&probe));
        let folder = self.program.parent().unwrap_or(&self.program).display();
        tried
            .err()
            .map(|error| format!("it cannot write to `{folder}`, where its program is: {error}"))
    }

    fn failed_before(&self) -> Option<FailedUpdate> {
        let failed = kept(&self.failure());
        failed
            .inspect_err(|error| tracing::warn!(%error, "cannot read why an update failed"))
            .ok()?
    }

    fn take(&self, program: &Path, order: &UpdateOrder) -> Result<(), String> {
        if !self.claim().map_err(|error| not_put(&error))? {
            return Err("another worker with this program is being updated".to_owned());
        }
        self.try_and_change_to(program, order).inspect_err(|_| self.give_up_claim())
    }
}

fn not_put(error: &io::Error) -> String {
    format!("the program cannot be put in its place: {error}")
}

/// The change that put a program of this version in its place, if it is on trial.
fn on_trial(note: &Path, version: &str) -> Option<Change> {
    kept::<Change>(note).ok().flatten().filter(|change| change.version == version)
}

fn is_welcome(status: &AgentStatus) -> bool {
    match status {
        AgentStatus::Idle | AgentStatus::Closed(_) | AgentStatus::Running(_) => true,
        AgentStatus::Connecting | AgentStatus::Refused { .. } => false,
    }
}

/// What it says on standard output if it ends well, and otherwise on the other one.
#[expect(clippy::disallowed_methods, reason = "this is our own program, and no command of a job")]
fn run_briefly(
    program: &Path,
    identity: &Path,
    words: &[OsString],
) -> io::Result<Result<Vec<u8>, String>> {
    let mut command = Command::new(program);
    command.args(TRIED_WITH).arg(identity).arg("--").args(words);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn()?;
    for _ in 0..MOST_LOOKS {
        if running.try_wait()?.is_some() {
            break;
        }
        std::thread::sleep(PAUSE);
    }
    // What has ended cannot be killed, and that is as good.
    drop(running.kill());
    let ended = running.wait_with_output()?;
    if ended.status.success() {
        return Ok(Ok(ended.stdout));
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    let last = said.lines().next_back().map(|last| format!(": {last}"));
    Ok(Err(format!("{}{}", ended.status, last.unwrap_or_default())))
}

/// Puts one program in the place of another, which is kept. At no moment is there none.
fn put_in_place(new: &Path, program: &Path, kept: &Path) -> io::Result<()> {
    remove(kept)?;
    // Some file systems have no links, and some programs are another user's.
    fs::hard_link(program, kept).or_else(|_| copy_durably(program, kept))?;
    fs::rename(new, program)?;
    sync_parent(program)
}

fn copy_durably(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    fs::OpenOptions::new().write(true).open(to)?.sync_all()
}

fn sync_parent(file: &Path) -> io::Result<()> {
    match file.parent().filter(|_| cfg!(unix)) {
        Some(folder) => fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn keep(file: &Path, said: &impl Serialize) -> io::Result<()> {
    private_file::replace(file, &serde_json::to_vec(said)?)
}

fn kept<T: for<'de> Deserialize<'de>>(file: &Path) -> io::Result<Option<T>> {
    match fs::read(file) {
        Ok(said) => Ok(Some(serde_json::from_slice(&said)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "this is our own program, and no command of a job")]
fn become_program(program: &Path, words: &[OsString]) -> io::Error {
    use std::os::unix::process::CommandExt;
    Command::new(program).args(words).exec()
}

/// Nothing can take a process's place there, so no worker becomes another version there by itself.
#[cfg(windows)]
fn become_program(_: &Path, _: &[OsString]) -> io::Error {
    io::ErrorKind::Unsupported.into()
}
