//! `muster version`

use crate::{exit::Exit, failure::Failure, label, output::Output};
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub(crate) struct Version {}

impl Version {
    pub(crate) fn run(output: &Output) -> Result<Exit, Failure> {
        let version = label::version();
        let document = json!({ "name": "muster", "version": version });
        output.item(&document, version, |_| format!("muster {version}\n"))?;
        Ok(Exit::SUCCESS)
    }
}
