//! `/oidc`: runs of GitHub's workflows that get in without a stored secret.

mod exchange;
mod policies;
mod test;

use crate::{app::App, error::AppError, http::origin::Origin};
use muster_api::{Problem, ProblemKind};
use muster_core::{AgentId, OrganisationId, RequestId};
use muster_identity::{
    address::{Address, Reach},
    jwt::Refusal,
    oidc::{
        GITHUB_ISSUER, GITHUB_KEYS, GitHubActions, NotProven, PolicyDraft, TrustPolicy, WorkflowRun,
    },
    outbound::Https,
};
use muster_store::{
    Read,
    trust_policy::{self, TrustPolicyRow},
};
use std::sync::Arc;
use tokio::sync::OnceCell;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(exchange::exchange))
        .routes(routes!(policies::create, policies::list))
        .routes(routes!(policies::show, policies::delete))
        .routes(routes!(test::test))
}

/// Who signs for workflows; asked for the first time when somebody shows a token.
#[derive(Debug, Default)]
pub(crate) struct Workflows(OnceCell<GitHubActions>);

impl App {
    async fn github(&self) -> Result<&GitHubActions, AppError> {
        self.workflows.0.get_or_try_init(async || self.pinned()).await
    }

    fn pinned(&self) -> Result<GitHubActions, AppError> {
        const NO_WAY: AppError = AppError::Internal("make a way to GitHub");
        let clock = self.seams.clock.clone();
        if let Some((issuer, keys)) = &self.identity.workflow_issuer {
            let transport = Arc::new(Https::loopback().map_err(|_| NO_WAY)?);
            return Ok(GitHubActions::new((issuer, keys.clone()), transport, clock));
        }
        let keys = Address::parse(GITHUB_KEYS, Reach::Public).map_err(|_| NO_WAY)?;
        let transport = Arc::new(Https::public().map_err(|_| NO_WAY)?);
        Ok(GitHubActions::new((GITHUB_ISSUER, keys), transport, clock))
    }

    /// Which run a token is of, if GitHub says so to us.
    async fn run_of(
        &self,
        token: &str,
        origin: &Origin,
        request: &RequestId,
    ) -> Result<WorkflowRun, AppError> {
        let proven = self.github().await?.prove(token, &origin.text(), request).await;
        proven.map_err(|error| match error {
            NotProven::KeysUnavailable => {
                AppError::told(ProblemKind::IssuerUnavailable, error.to_string())
            }
            NotProven::Token(refusal) => refused(&refusal, origin),
        })
    }
}

fn refused(refusal: &Refusal, origin: &Origin) -> AppError {
    let failed = refusal.failed().as_str();
    let problem = Problem::new(
        ProblemKind::Unauthorized,
        format!("the token of the run is refused: {failed}: {refusal}"),
    );
    let hint = format!("ask GitHub for a token with the audience `{}`", origin.text());
    problem.with_hint(hint).into()
}

/// What a row says, in identity's words.
fn of_row(row: TrustPolicyRow) -> Result<TrustPolicy, AppError> {
    const NOT_ONE: AppError = AppError::Internal("read a trust policy");
    let draft = PolicyDraft {
        repository_id: row.repository_id,
        repository_owner_id: row.repository_owner_id,
        git_ref: row.git_ref,
        environment: row.environment,
        workflow: row.workflow,
        events: row.events,
        admits_outsiders: row.admits_outsiders,
        agent: row.agent,
        scopes: Some(row.scopes.parse().map_err(|_| NOT_ONE)?),
    };
    TrustPolicy::new(row.id, row.organisation, draft).map_err(|_| NOT_ONE)
}

/// The rules that are looked at for a run that wants to act as this agent, or to make one.
fn policies(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    agent: Option<&AgentId>,
) -> Result<Vec<TrustPolicy>, AppError> {
    let rows = trust_policy::list(tx, organisation)?.into_iter();
    rows.filter(|row| row.agent.as_ref() == agent).map(of_row).collect()
}
