//! `muster job submit`

use crate::{context::Context, exit::Exit, failure::Failure, read, submission::Submission};
use clap::Args;
use muster_api::job::{JobSubmission, TaskNumbers};

#[derive(Debug, Args)]
pub(crate) struct Submit {
    #[command(flatten)]
    submission: Submission,
    /// Make it an array of so many tasks, or of these, like `1-100,105`; each finds its own in MUSTER_TASK
    #[arg(long, value_name = "NUMBERS")]
    array: Option<String>,
    /// Make it an array of all combinations of the values of these variables
    #[arg(long, value_name = "NAME=VALUE,…", value_parser = read::pair)]
    matrix: Vec<(String, String)>,
}

impl Submit {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let key = self.submission.idempotency_key.as_deref();
        let submission = JobSubmission {
            array: self.array.as_deref().map(numbers),
            matrix: self
                .matrix
                .iter()
                .map(|(name, values)| (name.clone(), words(values)))
                .collect(),
            ..self.submission.to_api()
        };
        let job = client.submit_job(&submission, key).await?;
        super::submitted(&context.output, &job)
    }
}

fn numbers(text: &str) -> TaskNumbers {
    text.parse().map_or_else(|_| TaskNumbers::Ranges(text.to_owned()), TaskNumbers::Count)
}

fn words(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}
