//! Drafts: what somebody says of an agent, before it was found to be right.

use super::{Agent, AgentState, Capability, Decommissioned};
use crate::{
    address::{Address, Reach},
    email::Email,
};
use muster_core::{AgentId, OrganisationId, Timestamp};
use std::{collections::BTreeSet, fmt, str::FromStr};

const MOST_CAPABILITIES: usize = 64;
const LONGEST_OWNER: usize = 128;
const LONGEST_NAME: usize = 128;
const LONGEST_DESCRIPTION: usize = 1_024;

/// An agent that somebody wants to be registered, word for word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgentDraft {
    /// Its address.
    pub email: String,
    /// What people call it; what stands before the `@`, if nothing is said.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// What it does.
    pub agent_type: String,
    /// Which version of it.
    pub version: String,
    /// What it can do.
    pub capabilities: Vec<String>,
    /// Who answers for it.
    pub owner: String,
    /// Where it runs.
    pub deployment_env: String,
    /// Where it is spoken to.
    pub endpoint: Option<String>,
    /// Whether everybody may find it.
    pub is_public: bool,
}

/// What somebody wants to be changed; what is not named stays. The address stays as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgentPatch {
    /// What people call it.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// What it does.
    pub agent_type: Option<String>,
    /// Which version of it.
    pub version: Option<String>,
    /// What it can do.
    pub capabilities: Option<Vec<String>>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it runs.
    pub deployment_env: Option<String>,
    /// Where it is spoken to.
    pub endpoint: Option<String>,
    /// Whether everybody may find it.
    pub is_public: Option<bool>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Its name on the wire.
    pub field: &'static str,
    /// What is wrong with it.
    pub says: String,
}

/// Everything that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAgent {
    /// With these fields.
    Fields(Vec<FieldProblem>),
    /// It is over.
    Decommissioned,
}

impl fmt::Display for BadAgent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fields(problems) => {
                let lines = problems.iter().map(|it| format!("{} {}", it.field, it.says));
                f.write_str(&lines.collect::<Vec<_>>().join("\n"))
            }
            Self::Decommissioned => write!(f, "{Decommissioned}"),
        }
    }
}

/// Reads fields and remembers what is wrong.
#[derive(Default)]
struct Reader(Vec<FieldProblem>);

impl Reader {
    fn wrong(&mut self, field: &'static str, says: impl fmt::Display) {
        self.0.push(FieldProblem { field, says: says.to_string() });
    }

    fn parsed<T: FromStr>(&mut self, field: &'static str, text: &str, must: &str) -> Option<T> {
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.wrong(field, must);
        }
        parsed
    }

    fn text(&mut self, field: &'static str, text: &str, lengths: (usize, usize)) -> Option<String> {
        let (least, most) = lengths;
        let text = text.trim();
        let is_plain = !text.chars().any(char::is_control);
        if is_plain && (least..=most).contains(&text.chars().count()) {
            return Some(text.to_owned());
        }
        self.wrong(
            field,
            format!("must have {least} to {most} characters, none of them invisible"),
        );
        None
    }

    fn optional(
        &mut self,
        field: &'static str,
        text: Option<&str>,
        lengths: (usize, usize),
    ) -> Option<String> {
        text.and_then(|text| self.text(field, text, lengths))
    }

    fn capabilities(&mut self, words: &[String]) -> Option<Vec<Capability>> {
        let found: Option<BTreeSet<Capability>> = words.iter().map(|it| it.parse().ok()).collect();
        let found = found.filter(|found| !found.is_empty() && words.len() <= MOST_CAPABILITIES);
        if found.is_none() {
            let most = format!("must be 1 to {MOST_CAPABILITIES} pairs such as `invoices:read`");
            self.wrong("capabilities", most);
        }
        found.map(|found| found.into_iter().collect())
    }

    fn endpoint(&mut self, text: &str, reach: Reach) -> Option<Address> {
        Address::parse(text, reach).map_err(|error| self.wrong("endpoint", error)).ok()
    }

    fn end<T>(self, whole: Option<T>) -> Result<T, BadAgent> {
        match whole {
            Some(whole) if self.0.is_empty() => Ok(whole),
            _ => Err(BadAgent::Fields(self.0)),
        }
    }
}

const KINDS: &str = "must be one of screener, classifier, orchestrator, extractor, summarizer, \
                     router, monitor, custom";
const VERSION: &str = "must be a version such as 1.0.0";
const DEPLOYMENTS: &str = "must be one of development, staging, production";

impl Agent {
    /// A new agent, or everything that is wrong with the draft.
    pub fn register(
        id: AgentId,
        organisation: OrganisationId,
        draft: &AgentDraft,
        reach: Reach,
        now: Timestamp,
    ) -> Result<Self, BadAgent> {
        let mut read = Reader::default();
        let email = read.parsed("email", &draft.email, "must be an e-mail address");
        let name = read.optional("name", draft.name.as_deref(), (1, LONGEST_NAME));
        let lengths = (0, LONGEST_DESCRIPTION);
        let description = read.optional("description", draft.description.as_deref(), lengths);
        let kind = read.parsed("agentType", &draft.agent_type, KINDS);
        let version = read.parsed("version", &draft.version, VERSION);
        let capabilities = read.capabilities(&draft.capabilities);
        let owner = read.text("owner", &draft.owner, (1, LONGEST_OWNER));
        let deployment = read.parsed("deploymentEnv", &draft.deployment_env, DEPLOYMENTS);
        let endpoint = draft.endpoint.as_deref().and_then(|text| read.endpoint(text, reach));
        let whole = || {
            let email: Email = email?;
            Some(Self {
                name: name.unwrap_or_else(|| email.local().to_owned()),
                email,
                kind: kind?,
                version: version?,
                capabilities: capabilities?,
                owner: owner?,
                deployment: deployment?,
                id,
                organisation,
                description: description.unwrap_or_default(),
                endpoint,
                is_public: draft.is_public,
                state: AgentState::Active,
                created_at: now,
                updated_at: now,
            })
        };
        let whole = whole();
        read.end(whole)
    }

    /// The agent with these changes, or everything that is wrong with them.
    pub fn change(
        self,
        patch: &AgentPatch,
        reach: Reach,
        now: Timestamp,
    ) -> Result<Self, BadAgent> {
        if self.state == AgentState::Decommissioned {
            return Err(BadAgent::Decommissioned);
        }
        let mut read = Reader::default();
        let name = read.optional("name", patch.name.as_deref(), (1, LONGEST_NAME));
        let lengths = (0, LONGEST_DESCRIPTION);
        let description = read.optional("description", patch.description.as_deref(), lengths);
        let kind = patch.agent_type.as_deref().and_then(|it| read.parsed("agentType", it, KINDS));
        let version = patch.version.as_deref().and_then(|it| read.parsed("version", it, VERSION));
        let capabilities = patch.capabilities.as_deref().and_then(|it| read.capabilities(it));
        let owner = read.optional("owner", patch.owner.as_deref(), (1, LONGEST_OWNER));
        let deployment = patch.deployment_env.as_deref();
        let deployment = deployment.and_then(|it| read.parsed("deploymentEnv", it, DEPLOYMENTS));
        let endpoint = patch.endpoint.as_deref().and_then(|it| read.endpoint(it, reach));
        let changed = Self {
            name: name.unwrap_or(self.name),
            description: description.unwrap_or(self.description),
            kind: kind.unwrap_or(self.kind),
            version: version.unwrap_or(self.version),
            capabilities: capabilities.unwrap_or(self.capabilities),
            owner: owner.unwrap_or(self.owner),
            deployment: deployment.unwrap_or(self.deployment),
            endpoint: endpoint.or(self.endpoint),
            is_public: patch.is_public.unwrap_or(self.is_public),
            updated_at: now,
            ..self
        };
        read.end(Some(changed))
    }
}
