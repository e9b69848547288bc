//! `muster job explain`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Output, Table, between, relative, visible, worker_verdict},
    selector::JobSelector,
};
use clap::Args;
use muster_api::{
    ai::AiExplanation,
    explanation::JobWait,
    job::{JobExplanation, WorkerGroup, WorkerVerdict},
};

const COLUMNS: &[Column] = &[
    Column::right("COUNT"),
    Column::left("VERDICT"),
    Column::long("WHY"),
    Column::long("WORKERS"),
    Column::long("WHAT HELPS"),
];

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// `job_12`, `12`, or `last`
    job: JobSelector,
    /// Ask a model why it failed; an owner must have agreed with `muster ai allow`
    #[arg(long)]
    ai: bool,
}

impl Explain {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let id = self.job.find(&client).await?;
        if self.ai {
            let explanation = client.explain_failure(id).await?;
            context.output.item(&explanation, &id.to_string(), said)?;
            return Ok(Exit::SUCCESS);
        }
        let explanation = client.explain_job(id).await?;
        let output = &context.output;
        output.item(&explanation, &id.to_string(), |explanation| told(explanation, output))?;
        Ok(Exit::SUCCESS)
    }
}

fn told(explanation: &JobExplanation, output: &Output) -> String {
    let JobExplanation { job, state, summary, retry_at, groups, waited } = explanation;
    let retry = retry_at.map(|at| format!("; tried again {}", relative(at, output.now)));
    let state = state.as_str().replace('_', " ");
    let mut text = format!("{job} ({state}): {}{}\n", visible(summary), retry.unwrap_or_default());
    if !groups.is_empty() {
        let table = Table { columns: COLUMNS, rows: groups.iter().map(row).collect() };
        text.push('\n');
        text.push_str(&table.render(output.paint, output.width()));
    }
    if !waited.is_empty() {
        text.push_str("\nwaited");
        text.extend(waited.iter().map(|wait| told_wait(wait, output)));
        text.push('\n');
    }
    text
}

/// "waited", then a line for each thing that it waited for.
fn told_wait(wait: &JobWait, output: &Output) -> String {
    let JobWait { from, until, cause, said } = wait;
    let span = between(Some(*from), *until, output.now);
    let so_far = if until.is_none() { " so far" } else { "" };
    let said = said.as_ref().map(|said| format!(" ({})", visible(said))).unwrap_or_default();
    format!("\n  {span}{so_far} {}{said}", cause.words())
}

/// What a model has said, with the word that it is one.
fn said(explanation: &AiExplanation) -> String {
    let AiExplanation { job, attempt, provider, model, text, .. } = explanation;
    let lines: String = text.lines().map(|line| visible(line) + "\n").collect();
    let (provider, model) = (visible(provider), visible(model));
    format!(
        "{lines}\nWritten by a model ({provider}, {model}) from the log of {job}, attempt {attempt}. It may be wrong.\n"
    )
}

fn row(group: &WorkerGroup) -> Vec<Cell> {
    let WorkerGroup { verdict, why, count, workers, helps } = group;
    // Of those that fit, the verdict says it all.
    let why = if *verdict == WorkerVerdict::Unfit { why } else { "" };
    let more = if workers.len() < *count { ", \u{2026}" } else { "" };
    vec![
        count.to_string().into(),
        worker_verdict(*verdict),
        why.into(),
        format!("{}{more}", workers.join(", ")).into(),
        helps.as_str().into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_api::{explanation::WaitCause, job::JobState};
    use muster_core::{JobId, Timestamp};
    use muster_host::config::OutputFormat;

    const NOW: Timestamp = Timestamp::from_millis(1_795_219_200_000);

    fn group(verdict: WorkerVerdict, why: &str, count: usize, helps: &str) -> WorkerGroup {
        let workers = ["studio", "tower"].iter().take(count).map(ToString::to_string).collect();
        WorkerGroup { verdict, why: why.to_owned(), count, workers, helps: helps.to_owned() }
    }

    fn shown(state: JobState, retry_at: Option<Timestamp>, groups: Vec<WorkerGroup>) -> String {
        let summary = "why it is so".to_owned();
        let job = JobId::from_number(7);
        let output = Output::new(OutputFormat::Table, false, NOW);
        let waited = Vec::new();
        told(&JobExplanation { job, state, summary, retry_at, groups, waited }, &output)
    }

    #[test]
    fn what_it_waited_for_is_told_below() {
        let ago = |seconds| NOW.before(std::time::Duration::from_secs(seconds));
        let said = Some("1 worker lacks `gpu`".to_owned());
        let waited = vec![
            JobWait { from: ago(900), until: Some(ago(180)), cause: WaitCause::Fit, said },
            JobWait { from: ago(180), until: None, cause: WaitCause::Slot, said: None },
        ];
        let (job, summary) = (JobId::from_number(7), "1 busy".to_owned());
        let (state, retry_at, groups) = (JobState::Queued, None, vec![]);
        let output = Output::new(OutputFormat::Table, false, NOW);
        let text = told(&JobExplanation { job, state, summary, retry_at, groups, waited }, &output);
        let expected = "job_7 (queued): 1 busy\n\nwaited\n  12 min for a worker that fits (1 worker lacks `gpu`)\n  \
                        3 min so far for a free slot\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn every_group_has_its_row_with_what_helps() {
        use WorkerVerdict::{Asleep, Busy, Disconnected, Lost, Ready, Stopping, Unfit};
        let groups = vec![
            group(Unfit, "lacks `gpu`", 9, "Add a worker with `gpu`"),
            group(Unfit, "`cpu_cores >= 8`, but has 4", 1, "Add a worker with `cpu_cores >= 8`"),
            group(Asleep, "asleep", 1, "Wake `studio`"),
            group(Disconnected, "disconnected", 1, "Connect `studio` again"),
            group(Lost, "lost", 1, "Start `studio` again"),
            group(Stopping, "stopping", 1, "Start `studio` again"),
            group(Busy, "busy", 2, "Wait for a slot, or raise `--slots`"),
            group(Ready, "ready", 1, "Nothing has to be done"),
        ];
        insta::assert_snapshot!(shown(JobState::Queued, None, groups));
    }

    #[test]
    fn a_job_that_does_not_wait_for_a_worker_has_its_sentence_alone() {
        assert_eq!(shown(JobState::Running, None, vec![]), "job_7 (running): why it is so\n");
        let later = Some(Timestamp::from_millis(NOW.millis() + 30_000));
        let line = "job_7 (retry wait): why it is so; tried again in 30 s\n";
        assert_eq!(shown(JobState::RetryWait, later, vec![]), line);
    }
}
