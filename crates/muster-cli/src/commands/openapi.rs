//! `muster openapi`: the description of the API, from which the console's types are made.

use crate::{exit::Exit, failure::Failure, output::to_stdout};
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Openapi {}

impl Openapi {
    pub(crate) fn run() -> Result<Exit, Failure> {
        let document = muster_coordinator::openapi_json();
        to_stdout(format!("{}\n", document.trim_end())).map(|()| Exit::SUCCESS)
    }
}
