//! Trust policies: which runs are taken, and what they get.
//!
//! A policy names a repository and its owner by number, and may narrow that down. It *admits* a run if nothing that
//! it says is otherwise. Policies are tried in their order, and the first that admits counts.

use super::WorkflowRun;
use crate::Scopes;
use muster_core::{AgentId, OrganisationId, TrustPolicyId};
use std::{fmt, str::FromStr};

/// What a run without an agent may do: make one.
const BOOTSTRAP: &str = "agents:write";
/// Events that somebody without the right to write can cause, with code or words of their own in the run.
const BY_OUTSIDERS: [&str; 7] = [
    "pull_request",
    "pull_request_target",
    "pull_request_review",
    "pull_request_review_comment",
    "workflow_run",
    "issue_comment",
    "issues",
];
const LONGEST: usize = 255;

/// A branch or tag, or all that begin alike: `refs/heads/main`, `refs/tags/v*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefPattern(String);

impl RefPattern {
    /// The pattern as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn fits(&self, git_ref: &str) -> bool {
        match self.0.strip_suffix('*') {
            Some(beginning) => git_ref.starts_with(beginning),
            None => git_ref == self.0,
        }
    }
}

impl FromStr for RefPattern {
    type Err = BadPolicy;
    fn from_str(text: &str) -> Result<Self, BadPolicy> {
        let body = text.strip_suffix('*').unwrap_or(text);
        let is_ref = ["refs/heads/", "refs/tags/"].iter().any(|kind| text.starts_with(kind));
        let is_plain = body.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'*');
        if is_ref && is_plain && text.len() <= LONGEST {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadPolicy::Ref)
        }
    }
}

/// Which runs are taken, and what they get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustPolicy {
    /// What it is called.
    pub id: TrustPolicyId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// The repository.
    pub repository_id: u64,
    /// Its owner.
    pub repository_owner_id: u64,
    /// Only these branches or tags.
    pub git_ref: Option<RefPattern>,
    /// Only jobs in this environment.
    pub environment: Option<String>,
    /// Only this file of a workflow.
    pub workflow: Option<String>,
    /// Only these events; all but those of outsiders, if none is named.
    pub events: Vec<String>,
    /// Whether events of outsiders are admitted, pull requests from forks among them.
    pub admits_outsiders: bool,
    /// Which agent a run acts as; none, if it may only make one.
    pub agent: Option<AgentId>,
    /// What its token may be used for.
    pub scopes: Scopes,
}

/// A policy that somebody wants, word for word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyDraft {
    /// The repository's number.
    pub repository_id: u64,
    /// The owner's number.
    pub repository_owner_id: u64,
    /// A branch or tag, in full.
    pub git_ref: Option<String>,
    /// An environment.
    pub environment: Option<String>,
    /// The file of a workflow.
    pub workflow: Option<String>,
    /// Events.
    pub events: Vec<String>,
    /// Whether those of outsiders are admitted.
    pub admits_outsiders: bool,
    /// Which agent a run acts as.
    pub agent: Option<AgentId>,
    /// What for; making an agent, if there is none.
    pub scopes: Option<Scopes>,
}

/// What no policy says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPolicy {
    /// A number is missing.
    #[error("repository_id and repository_owner_id are numbers above 0")]
    Number,
    /// It is no branch or tag.
    #[error("ref begins with refs/heads/ or refs/tags/, and has a * at its end at most")]
    Ref,
    /// It is no text that GitHub would say.
    #[error("environment, workflow and events are plain texts of at most {LONGEST} characters")]
    Text,
    /// The file lies elsewhere.
    #[error("workflow is a file such as .github/workflows/release.yml")]
    Workflow,
    /// The agent's scopes are missing.
    #[error("a policy for an agent says its scopes")]
    Scopes,
    /// A run without an agent can do nothing else.
    #[error("a policy without an agent gives {BOOTSTRAP} alone")]
    Bootstrap,
    /// It would never admit a run.
    #[error("an event of outsiders is named, but outsiders are not admitted")]
    Contradiction,
}

impl TrustPolicy {
    /// A policy of this draft.
    pub fn new(
        id: TrustPolicyId,
        organisation: OrganisationId,
        draft: PolicyDraft,
    ) -> Result<Self, BadPolicy> {
        let git_ref = draft.git_ref.as_deref().map(str::parse).transpose()?;
        let policy = Self {
            scopes: scopes(&draft)?,
            id,
            organisation,
            repository_id: draft.repository_id,
            repository_owner_id: draft.repository_owner_id,
            git_ref,
            environment: draft.environment,
            workflow: draft.workflow,
            events: draft.events,
            admits_outsiders: draft.admits_outsiders,
            agent: draft.agent,
        };
        policy.check()?;
        Ok(policy)
    }

    fn check(&self) -> Result<(), BadPolicy> {
        let is_plain = |text: &String| {
            (1..=LONGEST).contains(&text.len()) && !text.chars().any(char::is_control)
        };
        let is_file = |path: &String| path.starts_with(".github/workflows/");
        let mut texts = self.environment.iter().chain(&self.workflow).chain(&self.events);
        let names_outsiders = self.events.iter().any(|event| is_by_outsiders(event));
        match () {
            () if self.repository_id == 0 || self.repository_owner_id == 0 => {
                Err(BadPolicy::Number)
            }
            () if !texts.all(is_plain) => Err(BadPolicy::Text),
            () if !self.workflow.iter().all(is_file) => Err(BadPolicy::Workflow),
            () if names_outsiders && !self.admits_outsiders => Err(BadPolicy::Contradiction),
            () => Ok(()),
        }
    }

    /// The first thing that is otherwise, in the order in which people look.
    fn mismatch(&self, run: &WorkflowRun) -> Option<Mismatch> {
        let differ = |claim, wanted: &dyn fmt::Display, found: &dyn fmt::Display| {
            let (policy, wanted, found) = (self.id.clone(), wanted.to_string(), found.to_string());
            Some(Mismatch { policy, claim, wanted, found })
        };
        let environment = run.environment.as_deref();
        let is_outsider = run.has_head || is_by_outsiders(&run.event_name);
        match self {
            _ if self.repository_id != run.repository_id => {
                differ("repository_id", &self.repository_id, &run.repository_id)
            }
            _ if self.repository_owner_id != run.repository_owner_id => {
                let (wanted, found) = (&self.repository_owner_id, &run.repository_owner_id);
                differ("repository_owner_id", wanted, found)
            }
            _ if is_outsider && !self.admits_outsiders => {
                differ("event_name", &"nothing that outsiders can cause", &run.event_name)
            }
            _ if !self.events.is_empty() && !self.events.contains(&run.event_name) => {
                differ("event_name", &self.events.join(" or "), &run.event_name)
            }
            Self { git_ref: Some(wanted), .. } if !wanted.fits(&run.git_ref) => {
                differ("ref", &wanted.as_str(), &run.git_ref)
            }
            Self { environment: Some(wanted), .. } if environment != Some(wanted) => {
                differ("environment", wanted, &environment.unwrap_or("none"))
            }
            Self { workflow: Some(wanted), .. } if *wanted != run.workflow => {
                differ("workflow_ref", wanted, &run.workflow)
            }
            _ => None,
        }
    }

    /// What it looks at.
    fn claims(&self) -> Vec<&'static str> {
        let mut claims = vec!["repository_id", "repository_owner_id", "event_name"];
        claims.extend(self.git_ref.is_some().then_some("ref"));
        claims.extend(self.environment.is_some().then_some("environment"));
        claims.extend(self.workflow.is_some().then_some("workflow_ref"));
        claims
    }
}

fn is_by_outsiders(event: &str) -> bool {
    BY_OUTSIDERS.contains(&event)
}

fn scopes(draft: &PolicyDraft) -> Result<Scopes, BadPolicy> {
    let only = Scopes::new([BOOTSTRAP]).map_err(|_| BadPolicy::Bootstrap)?;
    match (&draft.agent, &draft.scopes) {
        (Some(_), Some(scopes)) => Ok(scopes.clone()),
        (Some(_), None) => Err(BadPolicy::Scopes),
        (None, Some(scopes)) if *scopes != only => Err(BadPolicy::Bootstrap),
        (None, _) => Ok(only),
    }
}

/// Why a policy does not admit a run: the first claim that is otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Which policy.
    pub policy: TrustPolicyId,
    /// What it looked at, as GitHub calls it.
    pub claim: &'static str,
    /// What it wants there.
    pub wanted: String,
    /// What is there.
    pub found: String,
}

impl Mismatch {
    /// Whether whoever asks may read it: others learn nothing of a policy for a repository that is not theirs.
    pub fn is_of_their_repository(&self) -> bool {
        !["repository_id", "repository_owner_id"].contains(&self.claim)
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { policy, claim, wanted, found } = self;
        write!(f, "{policy}: {claim} is {found}, not {wanted}")
    }
}

/// What an admitted run gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// By which policy.
    pub policy: TrustPolicyId,
    /// Whose rows it may touch.
    pub organisation: OrganisationId,
    /// Which agent it acts as; none, if it may only make one.
    pub agent: Option<AgentId>,
    /// What its token may be used for.
    pub scopes: Scopes,
    /// What the policy looked at and found right.
    pub matched: Vec<&'static str>,
}

impl Admission {
    pub(super) fn by(policy: &TrustPolicy) -> Self {
        Self {
            policy: policy.id.clone(),
            organisation: policy.organisation.clone(),
            agent: policy.agent.clone(),
            scopes: policy.scopes.clone(),
            matched: policy.claims(),
        }
    }
}

/// Why a run is admitted, or is not. It admits nobody: for that, a token has to be spent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The policy that admits it, and what it looked at and found right.
    pub admitted_by: Option<(TrustPolicyId, Vec<&'static str>)>,
    /// Of each policy that was tried before, the first claim that is otherwise.
    pub mismatches: Vec<Mismatch>,
}

/// Whether one of these policies would admit a run, and which.
pub fn explain(run: &WorkflowRun, policies: &[TrustPolicy]) -> Explanation {
    let (found, mismatches) = first(run, policies);
    let admitted_by = found.map(|policy| (policy.id.clone(), policy.claims()));
    Explanation { admitted_by, mismatches }
}

/// The first policy that admits a run, and why those before it do not.
pub(super) fn first<'p>(
    run: &WorkflowRun,
    policies: &'p [TrustPolicy],
) -> (Option<&'p TrustPolicy>, Vec<Mismatch>) {
    let mut mismatches = Vec::new();
    for policy in policies {
        match policy.mismatch(run) {
            Some(mismatch) => mismatches.push(mismatch),
            None => return (Some(policy), mismatches),
        }
    }
    (None, mismatches)
}
