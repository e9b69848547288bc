//! `muster invitation list`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, relative},
};
use muster_api::person::Invitation;
use muster_core::Timestamp;

const COLUMNS: &[Column] = &[
    Column::left("ROLE"),
    Column::long("FOR"),
    Column::left("INVITATION"),
    Column::left("MADE"),
    Column::left("EXPIRES"),
];

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let page = context.client().await?.list_invitations().await?;
    let now = context.output.now;
    context.output.list(&Listing {
        page: &page,
        items: &page.items,
        columns: COLUMNS,
        row: &|invitation| row(invitation, now),
        id: &|invitation| invitation.id.to_string(),
        if_empty: (
            "no invitation can be used now",
            "make one with `muster invitation create --role viewer`",
        ),
    })?;
    Ok(Exit::SUCCESS)
}

fn row(invitation: &Invitation, now: Timestamp) -> Vec<Cell> {
    vec![
        invitation.role.as_str().into(),
        invitation.email.as_deref().unwrap_or("whoever has the link").into(),
        invitation.id.to_string().into(),
        relative(invitation.created_at, now).into(),
        relative(invitation.expires_at, now).into(),
    ]
}
