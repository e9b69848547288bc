//! `muster version`

use crate::{exit::Exit, failure::Failure, output::Output};
use clap::Args;
use serde_json::json;

pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Debug, Args)]
pub(crate) struct Version {}

impl Version {
    pub(crate) fn run(output: &Output) -> Result<Exit, Failure> {
        let document = json!({ "name": "muster", "version": VERSION });
        output.item(&document, VERSION, |_| format!("muster {VERSION}\n"))?;
        Ok(Exit::SUCCESS)
    }
}
