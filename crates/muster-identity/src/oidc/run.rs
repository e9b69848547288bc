//! Runs: what GitHub says of one run of a workflow.
//! <https://docs.github.com/actions/concepts/security/openid-connect>

use crate::jwt::{Behind, Claims, Refusal};
use muster_core::Timestamp;

/// GitHub's have 36 characters.
const LONGEST_ID: usize = 255;

/// One run of a workflow, as GitHub has signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkflowRun {
    /// Who has signed it.
    pub issuer: String,
    /// `sub`, for people and the audit; nothing is decided by it.
    pub subject: String,
    /// The repository, by a number that stays.
    pub repository_id: u64,
    /// Whose it is, by a number that stays.
    pub repository_owner_id: u64,
    /// The repository as it is called now, for people.
    pub repository: String,
    /// The branch or tag, such as `refs/heads/main`.
    pub git_ref: String,
    /// The environment that the job was let into, if any.
    pub environment: Option<String>,
    /// The file of the workflow, such as `.github/workflows/release.yml`.
    pub workflow: String,
    /// What has caused it.
    pub event_name: String,
    /// Whether it has a branch to be merged from, which only pull requests have.
    pub has_head: bool,
    /// Who has caused it, for people.
    pub actor: String,
    /// The number of the run, for people.
    pub run_id: String,
    /// By which its token is known.
    pub token_id: String,
    /// Until when its token counts.
    pub expires_at: Timestamp,
}

impl WorkflowRun {
    /// Who stands behind a token that it is exchanged for.
    pub fn behind(&self) -> Behind {
        Behind { issuer: self.issuer.clone(), subject: self.subject.clone() }
    }

    pub(super) fn read(claims: Claims) -> Result<Self, Refusal> {
        let text = |name: &'static str| {
            let text = claims.text(name).ok_or(Refusal::ClaimMissing(name))?;
            if text.is_empty() { Err(Refusal::ClaimMalformed(name)) } else { Ok(text.to_owned()) }
        };
        let number = |name: &'static str| {
            let text = text(name)?;
            let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
            text.parse().ok().filter(|_| is_plain).ok_or(Refusal::ClaimMalformed(name))
        };
        let filled = |name: &str| claims.text(name).filter(|text| !text.is_empty());
        let repository = text("repository")?;
        Ok(Self {
            repository_id: number("repository_id")?,
            repository_owner_id: number("repository_owner_id")?,
            git_ref: text("ref")?,
            environment: filled("environment").map(str::to_owned),
            workflow: workflow(&text("workflow_ref")?, &repository)?,
            event_name: text("event_name")?,
            has_head: filled("head_ref").is_some(),
            actor: text("actor")?,
            run_id: text("run_id")?,
            token_id: token_id(&claims)?,
            expires_at: claims.expires_at,
            repository,
            issuer: claims.issuer,
            subject: claims.subject,
        })
    }
}

/// A name of a token that can be remembered.
fn token_id(claims: &Claims) -> Result<String, Refusal> {
    let id = claims.id.clone().ok_or(Refusal::ClaimMissing("jti"))?;
    let is_name = (1..=LONGEST_ID).contains(&id.len());
    if is_name { Ok(id) } else { Err(Refusal::ClaimMalformed("jti")) }
}

/// The file in `owner/name/.github/workflows/file.yml@refs/heads/main`.
fn workflow(reference: &str, repository: &str) -> Result<String, Refusal> {
    let within = reference.strip_prefix(repository).and_then(|rest| rest.strip_prefix('/'));
    let path = within.and_then(|rest| rest.split_once('@')).map(|(path, _)| path);
    path.map(str::to_owned).ok_or(Refusal::ClaimMalformed("workflow_ref"))
}
