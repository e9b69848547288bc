//! `muster status`

use crate::{context::Context, exit::Exit, failure::Failure, output::visible};
use clap::Args;
use muster_api::overview::{Need, Overview};
use muster_core::JobId;

#[derive(Debug, Args)]
pub(crate) struct Status {}

impl Status {
    pub(crate) async fn run(context: &Context) -> Result<Exit, Failure> {
        let overview = match context.client().await {
            Ok(client) => client.overview().await.map_err(Failure::from),
            Err(failure) => Err(failure),
        };
        let overview = overview.map_err(and_the_doctor)?;
        let needs = overview.needs_you.len().to_string();
        context.output.item(&overview, &needs, told)?;
        Ok(Exit::SUCCESS)
    }
}

/// Whoever asks how it is and gets no answer wants to know what to do.
fn and_the_doctor(failure: Failure) -> Failure {
    let looks = "`muster doctor` looks for the cause";
    let hint = match &failure.hint {
        Some(hint) => format!("{hint}; {looks}"),
        None => looks.to_owned(),
    };
    failure.with_hint(hint)
}

fn told(overview: &Overview) -> String {
    let Overview { workers, jobs, slots, busy_slots, needs_you, .. } = overview;
    let mut lines = vec![
        format!(
            "workers  {} of {} online, {busy_slots} of {slots} slots busy",
            workers.online, workers.total
        ),
        format!(
            "jobs     {} running, {} waiting, {} failed",
            jobs.running, jobs.waiting, jobs.failed
        ),
    ];
    let (first, rest) = ("needs    ", "         ");
    for (at, need) in needs_you.iter().enumerate() {
        let (label, reason) = said(need);
        let begins = if at == 0 { first } else { rest };
        let job = job_of(need).map_or_else(String::new, |job| format!("{job} "));
        lines.push(format!("{begins}{job}{}: {}", visible(label), visible(reason)));
    }
    if needs_you.is_empty() {
        lines.push("nothing needs you".to_owned());
    }
    lines.join("\n") + "\n"
}

/// What can be asked about by its id.
fn job_of(need: &Need) -> Option<JobId> {
    match need {
        Need::JobFailed { job, .. } | Need::JobWaiting { job, .. } => Some(*job),
        _ => None,
    }
}

fn said(need: &Need) -> (&str, &str) {
    match need {
        Need::JobFailed { label, reason, .. }
        | Need::JobWaiting { label, reason, .. }
        | Need::BackupFailed { label, reason }
        | Need::LimitNear { label, reason }
        | Need::CloudFailed { label, reason, .. }
        | Need::EnvironmentStops { label, reason, .. }
        | Need::WorkerAway { label, reason, .. } => (label, reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_gets_no_answer_is_told_what_to_do_and_where_to_look() {
        let alone = and_the_doctor(Failure::new("unreachable", "no answer", Exit::TRANSIENT));
        assert_eq!(alone.hint.as_deref(), Some("`muster doctor` looks for the cause"));
        let failure = Failure::new("not_running", "none runs", Exit::TRANSIENT);
        let hint = and_the_doctor(failure.with_hint("start one with `muster serve`")).hint;
        let expected = "start one with `muster serve`; `muster doctor` looks for the cause";
        assert_eq!(hint.as_deref(), Some(expected));
    }
}
