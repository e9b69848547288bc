//! `muster config env-example`: every setting with its default, as `.env.example` has them.

use crate::{exit::Exit, failure::Failure, output::to_stdout};
use muster_host::config::env_example;

pub(crate) fn run() -> Result<Exit, Failure> {
    to_stdout(env_example()).map(|()| Exit::SUCCESS)
}
