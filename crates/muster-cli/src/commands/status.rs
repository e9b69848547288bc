//! `muster status`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{cut, visible},
};
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
        let output = &context.output;
        output.item(&overview, &needs, |overview| told(overview, output.width()))?;
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

/// A line for each thing, which ends where the terminal does.
fn told(overview: &Overview, width: Option<usize>) -> String {
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
    let fit = |line: &String| width.map_or_else(|| line.clone(), |width| cut(line, width)) + "\n";
    lines.iter().map(fit).collect()
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
    fn a_line_ends_where_the_terminal_does_and_is_whole_elsewhere() {
        let overview: Overview = serde_json::from_value(serde_json::json!({
            "workers": { "total": 2, "online": 1, "asleep": 0, "disconnected": 1, "lost": 0, "off": 0,
                         "stopped": 0, "failed": 0, "moving": 0 },
            "slots": 4, "busy_slots": 1,
            "jobs": { "total": 9, "waiting": 1, "running": 1, "succeeded": 5, "failed": 2, "cancelled": 0 },
            "activity": [],
            "needs_you": [{ "kind": "job_failed", "job": "job_9", "label": "make -j test",
                            "reason": "exit code 2, which is the third time in a row for this command" }],
        }))
        .unwrap();
        let narrow = told(&overview, Some(60));
        assert!(narrow.lines().all(|line| line.chars().count() <= 60), "{narrow}");
        assert!(narrow.ends_with("…\n"), "{narrow}");
        assert!(told(&overview, None).ends_with("for this command\n"));
    }

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
