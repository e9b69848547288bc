//! `muster doctor`: what is as it should be, what is not, and what to do about it.
//!
//! The coordinator looks at itself. Where it cannot be reached, its data directory is looked at from
//! here, if it is one of this machine.

mod bundle;
mod fix;
mod told;

use crate::{context::Context, exit::Exit, failure::Failure};
use bundle::Bundle;
use clap::{Args, Subcommand};
use muster_api::instance::{Check, DoctorReport, Verdict};
use muster_client::Client;
use muster_host::{
    config::{ServeFlags, ServeSettings},
    doctor,
};
use std::path::{Path, PathBuf};

/// Exits with 1 if something does not work.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Doctor {
    #[command(subcommand)]
    what: Option<DoctorCommand>,
    /// Make only the check of this name
    #[arg(long, value_name = "CHECK")]
    only: Option<String>,
    /// Show each check and each setting, also those that are good
    #[arg(long)]
    all: bool,
    /// Mend what can be mended, each after a question, and check it again
    #[arg(long)]
    fix: bool,
    /// Mend without asking
    #[arg(short, long, requires = "fix")]
    yes: bool,
}

#[derive(Debug, Subcommand)]
enum DoctorCommand {
    /// Gather what somebody who helps would ask for, without secrets, and save what you have looked at
    Bundle(Bundle),
}

impl Doctor {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Self { what, only, all, fix, yes } = self;
        if let Some(DoctorCommand::Bundle(bundle)) = what {
            return bundle.run(context).await;
        }
        let mut report = made(context, only.as_deref()).await?;
        if fix {
            fix::mend(context, &mut report, yes).await?;
        }
        let output = &context.output;
        // Whoever names a check wants to see it, however it is.
        let is_each = all || only.is_some();
        output.item(&report, &worst(&report), |it| told::table(it, is_each, output.paint))?;
        let is_well = report.checks.iter().all(|check| check.verdict != Verdict::Bad);
        Ok(if is_well { Exit::SUCCESS } else { Exit::FAILURE })
    }
}

/// Everything, or what has this name.
async fn made(context: &Context, only: Option<&str>) -> Result<DoctorReport, Failure> {
    let mut report = match ask(context, only).await {
        Ok(report) => report,
        Err(failure) => look(context, &failure).await?,
    };
    report.checks.extend(exposed(context));
    if let Some(only) = only {
        report.checks.retain(|check| check.name == only);
        if report.checks.is_empty() {
            let message = format!("there is no check `{only}`");
            return Err(Failure::usage(message).with_hint("`muster doctor --all` lists them"));
        }
    }
    Ok(report)
}

/// The coordinator's own report, and that it could be asked.
async fn ask(context: &Context, only: Option<&str>) -> Result<DoctorReport, Failure> {
    let client = context.client().await?;
    let mut report = match only {
        Some(only) => client.doctor_only(only).await?,
        None => client.doctor().await?,
    };
    report.checks.insert(0, reached(&client));
    Ok(report)
}

fn reached(client: &Client) -> Check {
    Check {
        name: "coordinator".to_owned(),
        verdict: Verdict::Good,
        finding: format!("answers at {}", client.url()),
        hint: None,
        fix: None,
    }
}

/// What can be seen without the coordinator.
async fn look(context: &Context, failure: &Failure) -> Result<DoctorReport, Failure> {
    let is_here = context.settings.url.is_none();
    let mut report = if is_here {
        let data_dir = context.global.data_dir.clone();
        let flags = ServeFlags { data_dir, ..ServeFlags::default() };
        let settings = ServeSettings::resolve(&context.environment, flags)?;
        doctor::offline(&settings, context.seams.clock.as_ref()).await
    } else {
        DoctorReport { checks: doctor::settings(&context.settings.effective, &[]) }
    };
    // The data directory's own check says it better that nothing runs there.
    if !is_here || failure.code != "not_running" {
        let unreached = Check {
            name: "coordinator".to_owned(),
            verdict: Verdict::Bad,
            finding: failure.message.clone(),
            hint: failure.hint.clone(),
            fix: None,
        };
        report.checks.retain(|check| check.name != unreached.name);
        report.checks.insert(0, unreached);
    }
    Ok(report)
}

/// Tokens of the user who asks that others could read.
fn exposed(context: &Context) -> Vec<Check> {
    let environment = &context.environment;
    let home = environment.get("HOME").or_else(|| environment.get("USERPROFILE"));
    let token_file = environment.get("MUSTER_TOKEN_FILE").map(PathBuf::from);
    let instance = context.settings.data_dir.value.join("instance.json");
    doctor::tokens(&doctor::Places {
        home: home.map(Path::new),
        secret_files: token_file.into_iter().chain([instance]).collect(),
        env_files: context.global.env_file.iter().cloned().collect(),
        processes: cfg!(target_os = "linux").then_some(Path::new("/proc")),
    })
}

/// The names of what does not work, for a script that wants nothing else.
fn worst(report: &DoctorReport) -> String {
    let bad = report.checks.iter().filter(|check| check.verdict == Verdict::Bad);
    bad.map(|check| check.name.as_str()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_told_the_names_of_what_does_not_work() {
        let check = |verdict, name: &str| Check {
            name: name.into(),
            verdict,
            finding: String::new(),
            hint: None,
            fix: None,
        };
        let checks = vec![
            check(Verdict::Good, "store"),
            check(Verdict::Bad, "keychain"),
            check(Verdict::Warning, "backups"),
        ];
        assert_eq!(worst(&DoctorReport { checks }), "keychain");
    }
}
