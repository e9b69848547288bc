//! `muster agent credential`

use super::agent_id;
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, Tone, relative},
    read,
};
use clap::{Args, Subcommand};
use muster_api::agent::{Credential, CredentialCreated, CredentialRequest, RotationRequest};
use muster_core::{AgentId, Timestamp, TokenId};
use serde_json::json;
use std::time::Duration;

#[derive(Debug, Subcommand)]
pub(crate) enum CredentialCommand {
    /// Make a credential and print it, the only time that it is shown
    Create(Create),
    /// List an agent's credentials, newest first
    #[command(visible_alias = "ls")]
    List(super::steer::One),
    /// Make a successor of a credential and print it, the only time that it is shown
    Rotate(Rotate),
    /// Make a credential worthless, and every token that was got with it
    #[command(visible_alias = "rm")]
    Revoke(Revoke),
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// The agent's id
    #[arg(value_parser = agent_id)]
    agent: AgentId,
    /// What tokens may be got for [default: the registry, the audit log and tokens]
    #[arg(long, value_name = "SCOPES")]
    scope: Option<String>,
    /// How long it counts, like `12h` or `90d` [default: until it is revoked]
    #[arg(long, value_name = "SPAN", value_parser = read::span)]
    expires: Option<Duration>,
}

#[derive(Debug, Args)]
pub(crate) struct Rotate {
    /// The agent's id
    #[arg(value_parser = agent_id)]
    agent: AgentId,
    /// The credential's id
    #[arg(value_parser = credential_id)]
    credential: TokenId,
    /// How long both count, a week at most [default: not at all]
    #[arg(long, value_name = "SPAN", value_parser = read::span)]
    overlap: Option<Duration>,
}

#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// The agent's id
    #[arg(value_parser = agent_id)]
    agent: AgentId,
    /// The credential's id
    #[arg(value_parser = credential_id)]
    credential: TokenId,
}

/// A credential itself is no id, and is not repeated in the message.
fn credential_id(text: &str) -> Result<TokenId, String> {
    read::id(text, "a credential", "tok_", "muster agent credential list")
}

const COLUMNS: &[Column] = &[
    Column::left("STATE"),
    Column::left("CREDENTIAL"),
    Column::long("SCOPE"),
    Column::left("MADE"),
    Column::left("LAST USED"),
    Column::left("EXPIRES"),
];

impl CredentialCommand {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Create(create) => create.run(context).await,
            Self::List(one) => list(&one.agent, context).await,
            Self::Rotate(rotate) => rotate.run(context).await,
            Self::Revoke(revoke) => revoke.run(context).await,
        }
    }
}

impl Create {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let expires_at = self.expires.map(|span| context.output.now.after(span));
        let request = CredentialRequest { expires_at, scope: self.scope };
        let made = context.client().await?.create_credential(&self.agent, &request).await?;
        shown(context, &made)
    }
}

impl Rotate {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let overlap_seconds = self.overlap.map(|span| span.as_secs());
        let request = RotationRequest { overlap_seconds };
        let client = context.client().await?;
        let made = client.rotate_credential(&self.agent, &self.credential, &request).await?;
        shown(context, &made)
    }
}

fn shown(context: &Context, made: &CredentialCreated) -> Result<Exit, Failure> {
    let output = &context.output;
    output.item(made, &made.client_secret, |made| format!("{}\n", made.client_secret))?;
    if output.is_for_people() {
        output.note(&format!("it is not shown again; it is for {}", made.stored.scope));
        let agent = &made.stored.client_id;
        output.hint(&format!("get a token with it by `muster agent token {agent}`"));
    }
    Ok(Exit::SUCCESS)
}

impl Revoke {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        client.revoke_credential(&self.agent, &self.credential).await?;
        let id = self.credential.to_string();
        let document = json!({ "credentialId": id, "status": "revoked" });
        context.output.item(&document, &id, |_| format!("{id} lets nobody in any more\n"))?;
        Ok(Exit::SUCCESS)
    }
}

async fn list(agent: &AgentId, context: &Context) -> Result<Exit, Failure> {
    let page = context.client().await?.list_credentials(agent).await?;
    let now = context.output.now;
    context.output.list(&Listing {
        page: &page,
        items: &page.data,
        columns: COLUMNS,
        row: &|credential| row(credential, now),
        id: &|credential| credential.credential_id.to_string(),
        if_empty: ("no credentials yet", "make one with `muster agent credential create AGENT`"),
    })?;
    Ok(Exit::SUCCESS)
}

fn row(credential: &Credential, now: Timestamp) -> Vec<Cell> {
    let state = match credential.status.as_str() {
        "active" => Cell::new(Tone::Good, "● active"),
        "ends_soon" => Cell::new(Tone::Notice, "◌ ends soon"),
        other => Cell::muted(&format!("✕ {other}")),
    };
    let or = |at: Option<Timestamp>, none: &str| at.map_or(none.to_owned(), |at| relative(at, now));
    vec![
        state,
        credential.credential_id.to_string().into(),
        credential.scope.as_str().into(),
        relative(credential.created_at, now).into(),
        or(credential.last_used_at, "never").into(),
        or(credential.expires_at, "never").into(),
    ]
}
