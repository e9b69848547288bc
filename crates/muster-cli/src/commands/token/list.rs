//! `muster token list`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, Tone, relative},
};
use muster_api::token::Token;
use muster_core::{Timestamp, token::TokenKind};

const COLUMNS: &[Column] = &[
    Column::left("STATE"),
    Column::long("NAME"),
    Column::left("KIND"),
    Column::left("TOKEN"),
    Column::left("MADE"),
    Column::left("LAST USED"),
    Column::left("EXPIRES"),
];

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let page = context.client().await?.list_tokens().await?;
    let now = context.output.now;
    context.output.list(&Listing {
        page: &page,
        items: &page.items,
        columns: COLUMNS,
        row: &|token| row(token, now),
        id: &|token| token.id.to_string(),
        if_empty: ("no tokens yet", "make one with `muster token create NAME`"),
    })?;
    Ok(Exit::SUCCESS)
}

fn works_once(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Join | TokenKind::Invite)
}

fn row(token: &Token, now: Timestamp) -> Vec<Cell> {
    let state = if token.revoked_at.is_some() {
        Cell::muted("✕ revoked")
    } else if token.last_used_at.is_some() && works_once(token.kind) {
        Cell::muted("○ used")
    } else if token.expires_at <= now {
        Cell::muted("✕ expired")
    } else {
        Cell::new(Tone::Good, "● valid")
    };
    vec![
        state,
        token.name.as_str().into(),
        token.kind.as_str().into(),
        token.id.to_string().into(),
        relative(token.created_at, now).into(),
        token.last_used_at.map_or("never".to_owned(), |at| relative(at, now)).into(),
        relative(token.expires_at, now).into(),
    ]
}
