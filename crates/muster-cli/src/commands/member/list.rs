//! `muster member list`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, relative},
};
use muster_api::person::Member;
use muster_core::Timestamp;

const COLUMNS: &[Column] = &[
    Column::left("ROLE"),
    Column::long("NAME"),
    Column::long("ADDRESS"),
    Column::left("MEMBER"),
    Column::left("SINCE"),
];

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let page = context.client().await?.list_members().await?;
    let now = context.output.now;
    context.output.list(&Listing {
        page: &page,
        items: &page.items,
        columns: COLUMNS,
        row: &|member| row(member, now),
        id: &|member| member.id.to_string(),
        if_empty: (
            "nobody but the operator of this machine",
            "invite somebody with `muster invitation create --role viewer`",
        ),
    })?;
    Ok(Exit::SUCCESS)
}

fn row(member: &Member, now: Timestamp) -> Vec<Cell> {
    vec![
        member.role.as_str().into(),
        member.user.name.as_str().into(),
        member.user.email.as_str().into(),
        member.id.to_string().into(),
        relative(member.created_at, now).into(),
    ]
}
