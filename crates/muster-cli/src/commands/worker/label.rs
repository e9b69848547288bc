//! `muster worker label`: labels that people give a worker, and take back.

use super::{find::find, list::label};
use crate::{context::Context, exit::Exit, failure::Failure, output::visible, read};
use clap::Args;
use muster_api::worker::{Worker, WorkerChange};
use muster_core::requirement::LabelValue;

#[derive(Debug, Args)]
pub(crate) struct Label {
    /// Its name or id
    worker: String,
    /// What it is given, like `gpu` or `room=attic`, and what is taken back, like `room-`
    #[arg(required = true, value_name = "LABEL", value_parser = change)]
    labels: Vec<(String, Option<LabelValue>)>,
}

impl Label {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let worker = find(&client, &self.worker).await?;
        let labels = self.labels.into_iter().collect();
        let change = WorkerChange { labels, ..WorkerChange::default() };
        let worker = client.change_worker(&worker.id, &change).await?;
        context.output.item(&worker, worker.id.as_str(), told)?;
        Ok(Exit::SUCCESS)
    }
}

/// Reads a label that is given, or the name of one that is taken back with `-` after it.
fn change(text: &str) -> Result<(String, Option<LabelValue>), String> {
    match text.strip_suffix('-') {
        Some(name) if !text.contains('=') && !name.is_empty() => Ok((name.to_owned(), None)),
        _ => read::label(text).map(|(name, value)| (name, Some(value))),
    }
}

fn told(worker: &Worker) -> String {
    let name = visible(&worker.name);
    let given = worker.given_labels.iter().map(|(name, value)| label(name, value));
    let given = given.collect::<Vec<_>>().join(" ");
    if given.is_empty() {
        format!("{name} is given no labels\n")
    } else {
        format!("{name} is given {}\n", visible(&given))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_minus_is_taken_back_and_a_value_may_end_with_one() {
        let text = |text: &str| Some(LabelValue::Text(text.to_owned()));
        let cases = [
            ("room-", ("room", None)),
            ("room=a-", ("room", text("a-"))),
            ("rack=3", ("rack", Some(LabelValue::Int(3)))),
            ("gpu", ("gpu", Some(LabelValue::Bool(true)))),
            ("a-b", ("a-b", Some(LabelValue::Bool(true)))),
        ];
        for (written, (name, value)) in cases {
            assert_eq!(change(written), Ok((name.to_owned(), value)), "{written}");
        }
        assert!(change("=1").is_err());
    }
}
