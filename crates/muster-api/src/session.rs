//! Frames of the worker session.
//!
//! Protocol roles do not depend on who dialled: the worker speaks first. Control frames are JSON
//! texts; log bytes travel as binary frames, a JSON head and the raw bytes behind one newline.
//!
//! The life of a session: `hello` → `challenge` → `proof` → `welcome`, then anything in any order.
//! A report is repeated until it is confirmed, over as many sessions as it takes.
//!
//! The other side may be newer. Whatever it says in words unknown here can still be read: where one
//! word is unknown, its field has a meaning for that; an assignment with one must not begin.

use crate::{
    job::one_slot,
    lenient::{known_labels, known_limits},
};
use muster_core::{
    Fence, JobId, Timestamp, WorkerId,
    job::{AttemptEnd, Command, DEFAULT_LOST_AFTER, Hidden, HiddenText, Isolation, OnDisconnect},
    log::{GapReason, Stream},
    owner::Owner,
    requirement::Labels,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// One try of a job, as both sides of a session name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// The job.
    pub job: JobId,
    /// The attempt's number.
    pub attempt: u32,
    /// The grant's fence.
    pub fence: Fence,
}

/// What a worker says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromWorker {
    /// The first frame: who it is and what it speaks.
    Hello(Box<Hello>),
    /// The coordinator's nonce, signed.
    Proof {
        /// Ed25519, in URL-safe base 64.
        signature: String,
    },
    /// It is alive, and this is what it runs: every lease named here is renewed.
    Heartbeat {
        /// What it runs or has not yet had confirmed.
        grants: Vec<Grant>,
    },
    /// It began to run an attempt.
    Started {
        /// The attempt.
        grant: Grant,
    },
    /// An attempt is over.
    Finished(Finished),
    /// It has or allows something else than it has said before.
    Changed {
        /// What it has.
        #[serde(deserialize_with = "known_labels")]
        labels: Labels,
        /// What its owner allows, and whether that keeps jobs from it now.
        #[serde(deserialize_with = "known_limits")]
        owner: Owner,
        /// Why its last update failed, if it did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failed_update: Option<FailedUpdate>,
    },
    /// It will not take jobs any more and goes away in good order.
    Bye {
        /// Why.
        reason: ByeReason,
    },
    /// A frame of a newer worker.
    #[serde(other)]
    Unknown,
}

/// The report that an attempt is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// The attempt.
    pub grant: Grant,
    /// How it ended.
    pub end: AttemptEnd,
    /// The length of its log.
    pub log_size: u64,
    /// The end of its log that the worker cannot give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Lost>,
    /// The end of its log, if that is short and was not sent: it is stored before the report is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tail: Vec<LogPart>,
}

impl Finished {
    /// The report of an attempt whose log was sent, or will be when it is asked for.
    pub fn new(grant: Grant, end: AttemptEnd, log_size: u64) -> Self {
        Self { grant, end, log_size, lost: None, tail: vec![] }
    }
}

/// What a worker cannot give of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Everything from this offset to the log's end.
    pub from: u64,
    /// Why.
    pub reason: GapReason,
}

/// A few bytes of a log within another frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPart {
    /// Position of the first byte.
    pub offset: u64,
    /// Where the bytes came from.
    pub stream: Stream,
    /// When the worker read them.
    pub at: Timestamp,
    /// They are the line of a gap.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_gap: bool,
    /// The bytes, in base 64.
    #[serde(with = "base64_bytes")]
    pub bytes: Vec<u8>,
}

mod base64_bytes {
    use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD_NO_PAD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        STANDARD_NO_PAD.decode(text).map_err(D::Error::custom)
    }
}

/// Why a worker goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ByeReason {
    /// Its machine goes to sleep.
    Sleep,
    /// It is shut down.
    Stop,
    /// A reason of a newer worker.
    #[serde(other)]
    Other,
}

/// The first frame of a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// Who it is.
    pub worker: WorkerId,
    /// The oldest protocol it speaks.
    pub oldest_protocol: u32,
    /// The newest protocol it speaks.
    pub protocol: u32,
    /// Its random part of the proof, 32 bytes in URL-safe base 64.
    pub nonce: String,
    /// The version of its agent.
    pub version: String,
    /// How many jobs it runs at a time.
    pub slots: u32,
    /// What it has.
    #[serde(deserialize_with = "known_labels")]
    pub labels: Labels,
    /// What it still runs, or has ended and not had confirmed, from an earlier session.
    pub grants: Vec<Grant>,
    /// The last bookmark that it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bookmark: Option<String>,
    /// The newest head of the audit log that it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit_head: Option<String>,
    /// It keeps heads of the audit log.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_heads: bool,
    /// It gives back what it holds ahead and cannot begin before long.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gives_back: bool,
    /// What its owner allows, and whether that keeps jobs from it now.
    #[serde(default, deserialize_with = "known_limits")]
    pub owner: Owner,
    /// Why it cannot be updated by its coordinator, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cannot_update: Option<String>,
    /// Why its last update failed, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_update: Option<FailedUpdate>,
}

/// An update that did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedUpdate {
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Why, in a sentence.
    pub why: String,
}

/// What a coordinator says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromCoordinator {
    /// Its own proof, and what the worker must sign.
    Challenge {
        /// The protocol that both will speak.
        protocol: u32,
        /// Its random part of the proof.
        nonce: String,
        /// The worker's nonce, signed.
        signature: String,
    },
    /// The session is open.
    Welcome {
        /// How often the worker should say that it is alive.
        heartbeat_ms: u64,
        /// How long a lease lasts without a word.
        lease_ms: u64,
        /// Which of the worker's grants still stand, and where their logs go on.
        kept: Vec<KeptGrant>,
        /// Which of them do not: their commands must be stopped and their reports forgotten.
        dropped: Vec<Grant>,
        /// Where else the coordinator can be reached, the best first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        urls: Vec<String>,
    },
    /// How far the coordinator has come, in its own words. To be kept for good before any later
    /// grant begins, and to be brought to the next session.
    Bookmark {
        /// Only the coordinator understands it.
        bookmark: String,
    },
    /// How far the audit log went, signed; to be kept and brought to the next session. It is said to
    /// those who say that they keep it.
    AuditHead {
        /// Only the coordinator understands it.
        head: String,
    },
    /// Run this.
    Run(Order),
    /// Stop this: end its processes, then report it finished as cancelled.
    Stop {
        /// The attempt.
        grant: Grant,
    },
    /// Take this back from the command: end its processes, then report it finished as taken back.
    TakeBack {
        /// The attempt.
        grant: Grant,
    },
    /// Become this program, and come back.
    Update(UpdateOrder),
    /// The leases are renewed.
    Renewed {
        /// Which ones; a grant that was asked for and is missing here has ended.
        grants: Vec<Grant>,
    },
    /// The log is stored up to this offset.
    LogStored {
        /// The attempt.
        grant: Grant,
        /// The offset of the next byte that is wanted.
        next: u64,
    },
    /// The report that an attempt is over is stored for good, or does not count any more.
    FinishStored {
        /// The attempt.
        grant: Grant,
    },
    /// The session ends, and why.
    Refused {
        /// The same code as in a problem.
        error: String,
        /// In a sentence.
        detail: String,
    },
    /// The coordinator stops; come back after this long.
    Bye {
        /// In milliseconds.
        retry_ms: u64,
    },
    /// A frame of a newer coordinator.
    #[serde(other)]
    Unknown,
}

/// A program that a worker is to become.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateOrder {
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Its version.
    pub version: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// What the worker has to show to fetch it.
    pub ticket: String,
    /// The coordinator's signature under all of it but the ticket, for this worker.
    pub signature: String,
}

impl fmt::Debug for UpdateOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateOrder")
            .field("asked_at", &self.asked_at)
            .field("version", &self.version)
            .field("size", &self.size)
            .field("sha256", &self.sha256)
            .field("ticket", &HiddenText(Some(&self.ticket)))
            .finish_non_exhaustive()
    }
}

/// A grant that still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptGrant {
    /// The attempt.
    pub grant: Grant,
    /// The offset of the next log byte that the coordinator wants.
    pub log_next: u64,
}

/// What is to be run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Order {
    /// An assignment, with nothing in it that is unknown here.
    Known(Box<Assignment>),
    /// A newer coordinator says something of it that this worker cannot understand. It must not
    /// begin, since that may be a limit.
    Unknown {
        /// The attempt.
        grant: Grant,
    },
}

impl From<Assignment> for Order {
    fn from(assignment: Assignment) -> Self {
        Self::Known(Box::new(assignment))
    }
}

/// A job for a worker.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The attempt.
    pub grant: Grant,
    /// What to run.
    pub command: Command,
    /// How long it may take.
    pub timeout_ms: u64,
    /// Variables added to the command's environment.
    pub environment: BTreeMap<String, String>,
    /// What to do with it once its lease cannot be proven.
    #[serde(default)]
    pub on_disconnect: OnDisconnect,
    /// How long it may be out of reach, if it is kept.
    #[serde(default = "default_lost_after_ms")]
    pub lost_after_ms: u64,
    /// Names of these variables whose values must not appear in the log.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub secret_environment: BTreeSet<String>,
    /// How much of the output is kept; as the worker thinks right if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_limit: Option<u64>,
    /// Where it works; in a folder of its own if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_dir: Option<String>,
    /// What it reads from standard input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stdin: Option<String>,
    /// Which files are to be kept, if any are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artefacts: Option<ArtefactOrder>,
    /// The request that submitted the job, to be named in the worker's own log.
    pub request_id: String,
    /// Whose job it is: `operator`, or the id of a token. Nobody's, if nothing is said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub submitter: String,
    /// How many slots it takes.
    #[serde(default = "one_slot", skip_serializing_if = "is_one_slot")]
    pub slots: u32,
    /// How much it is to be kept apart. A worker that cannot do that must not begin it.
    #[serde(default, skip_serializing_if = "Isolation::is_none")]
    pub isolation: Isolation,
    /// No slot is free for it yet. It is to be given back if none is before long.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_ahead: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_one_slot(slots: &u32) -> bool {
    *slots == 1
}

/// Which files an attempt is to leave behind, and with what they are sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArtefactOrder {
    /// Patterns, relative to the working directory.
    pub patterns: Vec<String>,
    /// How long a file may be.
    pub largest_bytes: u64,
    /// How much all of them may have together.
    pub total_bytes: u64,
    /// What the worker has to show with each file.
    pub ticket: String,
}

impl fmt::Debug for ArtefactOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArtefactOrder")
            .field("patterns", &self.patterns)
            .field("largest_bytes", &self.largest_bytes)
            .field("total_bytes", &self.total_bytes)
            .field("ticket", &HiddenText(Some(&self.ticket)))
            .finish()
    }
}

fn default_lost_after_ms() -> u64 {
    u64::try_from(DEFAULT_LOST_AFTER.as_millis()).unwrap_or(u64::MAX)
}

impl fmt::Debug for Assignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assignment")
            .field("grant", &self.grant)
            .field("command", &self.command)
            .field("timeout_ms", &self.timeout_ms)
            .field("environment", &Hidden(&self.environment))
            .field("on_disconnect", &self.on_disconnect)
            .field("lost_after_ms", &self.lost_after_ms)
            .field("secret_environment", &self.secret_environment)
            .field("log_limit", &self.log_limit)
            .field("working_dir", &self.working_dir)
            .field("stdin", &HiddenText(self.stdin.as_deref()))
            .field("artefacts", &self.artefacts)
            .field("request_id", &self.request_id)
            .field("submitter", &self.submitter)
            .field("slots", &self.slots)
            .field("isolation", &self.isolation)
            .field("is_ahead", &self.is_ahead)
            .finish()
    }
}

/// The head of a binary frame: bytes of an attempt's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogHead {
    /// The attempt.
    pub grant: Grant,
    /// Position of the first byte.
    pub offset: u64,
    /// Where the bytes came from.
    pub stream: Stream,
    /// When the worker read them.
    pub at: Timestamp,
    /// They are the line of a gap.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_gap: bool,
}
