//! `muster session`: where you have signed in.

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, Tone, relative},
    read,
};
use clap::{Args, Subcommand};
use muster_api::person::Session;
use muster_core::{Timestamp, TokenId};
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(crate) enum SessionCommand {
    /// List where you have signed in
    #[command(visible_alias = "ls")]
    List,
    /// End one of your sessions
    #[command(visible_alias = "rm")]
    End(End),
}

#[derive(Debug, Args)]
pub(crate) struct End {
    /// Its id, as `muster session list` shows it
    #[arg(value_parser = id)]
    session: TokenId,
}

fn id(text: &str) -> Result<TokenId, String> {
    read::id(text, "a session", "tok_", "muster session list")
}

const COLUMNS: &[Column] = &[
    Column::left("SESSION"),
    Column::left("FROM"),
    Column::long("WITH"),
    Column::left("BEGAN"),
    Column::left("LAST USED"),
    Column::left("ENDS"),
];

impl SessionCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::List => list(context).await,
            Self::End(end) => end.run(context).await,
        }
    }
}

async fn list(context: &Context) -> Result<Exit, Failure> {
    let page = context.client().await?.list_sessions().await?;
    let now = context.output.now;
    context.output.list(&Listing {
        page: &page,
        items: &page.items,
        columns: COLUMNS,
        row: &|session| row(session, now),
        id: &|session| session.id.to_string(),
        if_empty: ("no sessions", "sign in with `muster login --email ADDRESS`"),
    })?;
    Ok(Exit::SUCCESS)
}

fn row(session: &Session, now: Timestamp) -> Vec<Cell> {
    let id = session.id.to_string();
    vec![
        if session.is_current { Cell::new(Tone::Good, &id) } else { id.into() },
        session.ip_address.as_deref().unwrap_or("this machine").into(),
        session.user_agent.as_deref().unwrap_or("-").into(),
        relative(session.created_at, now).into(),
        relative(session.updated_at, now).into(),
        relative(session.expires_at, now).into(),
    ]
}

impl End {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let id = self.session;
        context.client().await?.end_session(&id).await?;
        let document = json!({ "id": id, "is_ended": true });
        context.output.item(&document, id.as_str(), |_| format!("{id} has ended\n"))?;
        Ok(Exit::SUCCESS)
    }
}
