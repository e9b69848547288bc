//! The running coordinator: how programs on the same machine find it and make sure of it.

use muster_core::{Timestamp, TokenId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// What stands in `instance.json` beside the store, readable by its owner alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceFile {
    /// Where the coordinator listens.
    pub url: String,
    /// Its process.
    pub pid: u32,
    /// The key of this start: proves the coordinator to us, then us to it.
    pub key: String,
    /// Its version.
    pub version: String,
}

/// A client proves that it knows a credential without showing it, and wants the same of the coordinator.
///
/// Both proofs are HMAC-SHA-256 under the credential's SHA-256: of a token that was issued its secret part's,
/// of any other text its own. They cover who speaks, the nonce and the `Host` of the request, so nobody can
/// pass them on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Challenge {
    /// 32 random bytes, in URL-safe base 64.
    pub nonce: String,
    /// The id of the token; nothing for a preset token and for the key of `instance.json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub token: Option<TokenId>,
    /// The client's proof, in URL-safe base 64.
    pub claim: String,
}

/// The coordinator's proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChallengeAnswer {
    /// In URL-safe base 64.
    pub proof: String,
}

/// The coordinator, as the console shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Coordinator {
    /// Its version.
    pub version: String,
    /// The name of the machine that it runs on.
    pub machine: String,
    /// Addresses at which it listens.
    pub urls: Vec<String>,
    /// Where its data is.
    pub data_dir: String,
    /// Where everybody finds what is public, if anything is.
    #[serde(default)]
    pub public_url: Option<String>,
}

/// Whether the coordinator is well, as deborgen's clients ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// `ok`.
    pub status: String,
}

/// What `doctor` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DoctorReport {
    /// The checks, in order.
    pub checks: Vec<Check>,
}

/// One check of `doctor`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Check {
    /// A stable name.
    pub name: String,
    /// How it went.
    pub verdict: Verdict,
    /// What was found, in a sentence.
    pub finding: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What Muster itself can do about it, once somebody has agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// What Muster can do about something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fix {
    /// Which it is.
    pub kind: FixKind,
    /// What is done, in words to be agreed to: "Make a backup now".
    pub does: String,
    /// The file or folder that it is about, if it is done on the machine of whoever asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// What can be done about something that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FixKind {
    /// A backup is made.
    MakeBackup,
    /// The data directory becomes its owner's alone.
    CloseDataDirectory,
    /// Every reconciler makes its pass at once.
    RepeatPasses,
    /// A file of whoever asks becomes theirs alone; their own program does it.
    CloseFile,
}

/// Which checks are made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DoctorQuery {
    /// Only the one of this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(max_length = 128)]
    pub only: Option<String>,
}

/// What is to be mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FixRequest {
    /// The name of the check that offers it.
    #[schema(max_length = 128)]
    pub check: String,
    /// What is to be done.
    pub fix: FixKind,
}

/// What was done, and how it looks now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FixDone {
    /// What was done, in a sentence.
    pub said: String,
    /// The check, made again.
    pub checks: Vec<Check>,
}

/// What somebody who helps would ask for, without secrets. It is kept nowhere and sent to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupportBundle {
    /// When it was gathered.
    #[schema(value_type = String, format = DateTime)]
    pub made_at: Timestamp,
    /// What is in it.
    pub files: Vec<BundleFile>,
}

/// One file of a support bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BundleFile {
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    pub about: String,
    /// Its text.
    pub text: String,
    /// How many places in it were made unreadable.
    pub redacted: u64,
    /// Whether a part of it was left out, because it was too long.
    pub is_cut: bool,
}

impl SupportBundle {
    /// The files that somebody has chosen, in one text.
    pub fn text(&self, is_chosen: impl Fn(&BundleFile) -> bool) -> String {
        let chosen = self.files.iter().filter(|file| is_chosen(file));
        let parts = chosen.map(|file| format!("==> {} <==\n{}\n", file.name, file.text.trim_end()));
        parts.collect::<Vec<_>>().join("\n")
    }
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Works, but somebody should know.
    Warning,
    /// Does not work.
    Bad,
}

/// How a part of the coordinator is; the worst comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthState {
    /// All is well.
    Healthy,
    /// It works, and somebody should look at it.
    Degraded,
    /// It does not work.
    Unreachable,
}

/// How one part of the coordinator is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartHealth {
    /// In a word.
    pub status: HealthState,
    /// In a sentence.
    pub detail: String,
    /// How long it took to answer, if it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u64>,
}

/// How the coordinator is, part by part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DetailedHealth {
    /// How the worst part is.
    pub status: HealthState,
    /// The version of the coordinator.
    pub version: String,
    /// When that was looked at.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Each part, by its name.
    pub services: BTreeMap<String, PartHealth>,
}
