//! `muster job schema`: what a job file may say, for editors.

use crate::{exit::Exit, failure::Failure, output::to_stdout};
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Schema {}

impl Schema {
    pub(super) fn run() -> Result<Exit, Failure> {
        to_stdout(format!("{:#}\n", muster_api::batch::job_file_schema())).map(|()| Exit::SUCCESS)
    }
}
