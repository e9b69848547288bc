//! `muster retention`: what is kept of jobs that are over.

use crate::{
    confirm,
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{to_stdout, visible},
};
use clap::{ArgGroup, Args, Subcommand};
use muster_api::retention::{Retention, RetentionRule};
use muster_client::Client;

#[derive(Debug, Subcommand)]
pub(crate) enum RetentionCommand {
    /// Show the rules by which jobs that are over go
    Show,
    /// Set all rules; what is past by them goes, for good
    Set(Set),
    /// Say how many jobs would go now
    Preview(Preview),
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("which").required(true)))]
pub(crate) struct Set {
    /// What to keep, like `last=100`, `days=30`, or `label=team=ml,days=90`; may be repeated, and the first
    /// that matches decides
    #[arg(long, value_name = "RULE", value_parser = rule, group = "which")]
    rule: Vec<RetentionRule>,
    /// Keep everything
    #[arg(long, group = "which")]
    keep_all: bool,
    /// Set them without asking, even if jobs go now
    #[arg(short, long)]
    yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Preview {
    /// By these rules, as for `set` [default: the rules that are set]
    #[arg(long, value_name = "RULE", value_parser = rule)]
    rule: Vec<RetentionRule>,
}

impl RetentionCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        match self {
            Self::Show => shown(context, &client.get_retention().await?),
            Self::Set(set) => set.run(context, &client).await,
            Self::Preview(Preview { rule }) => {
                let rules = if rule.is_empty() {
                    client.get_retention().await?
                } else {
                    Retention { rules: rule }
                };
                let preview = client.preview_retention(&rules).await?;
                let count = preview.jobs.to_string();
                context.output.item(&preview, &count, |_| format!("{count} would go now\n"))?;
                Ok(Exit::SUCCESS)
            }
        }
    }
}

impl Set {
    async fn run(self, context: &Context, client: &Client) -> Result<Exit, Failure> {
        let wanted = Retention { rules: self.rule };
        if !self.yes {
            let jobs = client.preview_retention(&wanted).await?.jobs;
            let loss = loss(&wanted.rules, jobs);
            let may = loss.map(|what| confirm::is_confirmed(&context.output, &what)).transpose()?;
            if may == Some(false) {
                context.output.note("the rules are as they were");
                return Ok(Exit::SUCCESS);
            }
        }
        shown(context, &client.set_retention(&wanted).await?)
    }
}

/// What is lost by these rules, by which so many jobs go now; nothing if that is nothing out of the ordinary.
fn loss(rules: &[RetentionRule], jobs: u64) -> Option<String> {
    let keeps_none = |rule: &RetentionRule| rule.keep_last == Some(0) && rule.keep_days.is_none();
    let later = "every job that a rule with `last=0` is about, a day after its end";
    match (jobs, rules.iter().any(keeps_none)) {
        (0, false) => None,
        (0, true) => Some(format!("remove {later}")),
        (jobs, false) => Some(format!("remove {} now, for good", confirm::jobs(jobs))),
        (jobs, true) => Some(format!("remove {} now, for good, and {later}", confirm::jobs(jobs))),
    }
}

fn shown(context: &Context, retention: &Retention) -> Result<Exit, Failure> {
    if !context.output.is_for_people() {
        context.output.item(retention, &retention.rules.len().to_string(), |_| String::new())?;
        return Ok(Exit::SUCCESS);
    }
    let mut text: String = retention.rules.iter().map(|rule| sentence(rule) + "\n").collect();
    // A rule about all leaves no others.
    if retention.rules.is_empty() {
        text += "every job is kept\n";
    } else if retention.rules.iter().all(|rule| rule.label.is_some()) {
        text += "others: kept\n";
    }
    to_stdout(text)?;
    Ok(Exit::SUCCESS)
}

/// A rule in words.
fn sentence(rule: &RetentionRule) -> String {
    let about = rule.label.as_deref().map_or_else(|| "all".to_owned(), visible);
    let last = rule.keep_last.map(|last| format!("the last {last}"));
    let days = rule.keep_days.map(|days| format!("those of the last {days} days"));
    let kept: Vec<_> = last.into_iter().chain(days).collect();
    if kept.is_empty() {
        format!("{about}: kept")
    } else {
        format!("{about}: kept are {}", kept.join(" and "))
    }
}

/// Reads `label=team=ml,last=100,days=30`.
fn rule(text: &str) -> Result<RetentionRule, String> {
    let mut rule = RetentionRule::default();
    for part in text.split(',') {
        let number = |value: &str| {
            value.parse::<u32>().map(Some).map_err(|_| format!("`{value}` is no number"))
        };
        match part.split_once('=') {
            Some(("label", label)) => rule.label = Some(label.to_owned()),
            Some(("last", value)) => rule.keep_last = number(value)?,
            Some(("days", value)) => rule.keep_days = number(value)?,
            Some(_) | None => {
                return Err(format!("`{part}` is none of `label=NAME=VALUE`, `last=N`, `days=N`"));
            }
        }
    }
    Ok(rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_as_it_is_told() {
        let said = |text| rule(text).map(|rule| sentence(&rule));
        assert_eq!(said("label=keep=yes").unwrap(), "keep=yes: kept");
        assert_eq!(
            said("label=team=ml,last=5,days=30").unwrap(),
            "team=ml: kept are the last 5 and those of the last 30 days"
        );
        assert_eq!(said("last=0").unwrap(), "all: kept are the last 0");
        assert!(said("first=3").unwrap_err().contains("`first=3` is none of"));
        assert!(said("last=many").unwrap_err().contains("no number"));
    }

    #[test]
    fn rules_by_which_jobs_go_are_asked_about_with_their_number_and_others_are_not() {
        let asked = |text: &str, jobs| loss(&[rule(text).unwrap()], jobs);
        assert_eq!(asked("last=100", 0), None);
        assert_eq!(asked("last=100", 1).unwrap(), "remove 1 job now, for good");
        let none = asked("last=0", 0).unwrap();
        assert!(none.contains("every job") && none.contains("a day after its end"), "{none}");
        assert!(asked("last=0", 12).unwrap().starts_with("remove 12 jobs now, for good, and"));
        assert_eq!(asked("last=0,days=30", 0), None, "those of the last days are kept");
    }
}
