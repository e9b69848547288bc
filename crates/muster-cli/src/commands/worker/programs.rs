//! `muster worker programs`: to what workers can be brought.

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing},
};
use clap::{Args, Subcommand};
use muster_api::update::ProgramView;

const COLUMNS: &[Column] = &[
    Column::left("MACHINES"),
    Column::left("VERSION"),
    Column::right("SIZE"),
    Column::left("FROM"),
    Column::long("SHA-256"),
];

#[derive(Debug, Args)]
pub(crate) struct ProgramsArguments {
    #[command(subcommand)]
    command: Option<ProgramsCommand>,
}

#[derive(Debug, Subcommand)]
enum ProgramsCommand {
    /// Take back a program that was brought: workers are brought to the coordinator's own again, or to the next one
    #[command(visible_alias = "rm")]
    Remove(Remove),
}

#[derive(Debug, Args)]
struct Remove {
    /// Its machines, like `macos-aarch64`, or the beginning of its SHA-256
    program: String,
}

impl ProgramsArguments {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self.command {
            None => list(context).await,
            Some(ProgramsCommand::Remove(remove)) => remove.run(context).await,
        }
    }
}

impl Remove {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let programs = client.list_programs().await?.items;
        let program = meant(programs, &self.program)?;
        client.remove_program(&program.sha256).await?;
        context.output.item(&program, &program.sha256, |program| {
            let ProgramView { version, platform, .. } = program;
            format!("{version} for {platform} is not here any more\n")
        })?;
        Ok(Exit::SUCCESS)
    }
}

/// The program for these machines, or with these bytes.
fn meant(programs: Vec<ProgramView>, named: &str) -> Result<ProgramView, Failure> {
    let is_meant = |program: &ProgramView| {
        program.platform == named || !named.is_empty() && program.sha256.starts_with(named)
    };
    let mut meant = programs.into_iter().filter(is_meant);
    let (first, second) = (meant.next(), meant.next());
    let only = first.filter(|_| second.is_none()).ok_or_else(|| {
        let message = format!("`{named}` names no program that is here, or several");
        Failure::new("program_not_found", message, Exit::NOT_FOUND)
    });
    only.map_err(|failure| failure.with_hint("see `muster worker programs`"))
}

async fn list(context: &Context) -> Result<Exit, Failure> {
    let page = context.client().await?.list_programs().await?;
    context.output.list(&Listing {
        page: &page,
        items: &page.items,
        columns: COLUMNS,
        row: &row,
        id: &|program| program.sha256.clone(),
        if_empty: ("no program is at hand", "bring one with `muster worker update --program FILE`"),
    })?;
    Ok(Exit::SUCCESS)
}

fn row(program: &ProgramView) -> Vec<Cell> {
    let from = if program.is_own { "the coordinator itself" } else { "brought" };
    vec![
        program.platform.clone().into(),
        program.version.clone().into(),
        format!("{} MiB", program.size >> 20).into(),
        from.into(),
        Cell::muted(&program.sha256),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_meant_by_its_machines_or_by_the_beginning_of_its_bytes() {
        let program = |platform: &str, sha256: &str| ProgramView {
            version: "1.0.0".to_owned(),
            platform: platform.to_owned(),
            size: 1,
            sha256: sha256.to_owned(),
            is_own: false,
        };
        let all = [program("linux-x86_64", "abc1"), program("macos-aarch64", "abd2")];
        let named = |text| meant(all.to_vec(), text).map(|program| program.platform);
        assert_eq!(named("macos-aarch64").unwrap(), "macos-aarch64");
        assert_eq!(named("abc").unwrap(), "linux-x86_64");
        for text in ["ab", "", "windows-x86_64", "1.0.0"] {
            assert_eq!(named(text).unwrap_err().exit, Exit::NOT_FOUND, "{text}");
        }
    }
}
