//! `muster template put`

use crate::{context::Context, exit::Exit, failure::Failure, read};
use clap::{Args, ValueHint};
use muster_api::template::TemplateRequest;
use muster_core::Name;
use serde::Deserialize;
use std::path::Path;

#[derive(Debug, Args)]
pub(crate) struct Put {
    /// A file in TOML, or in JSON if it ends in `.json`; `-` is standard input, in JSON
    #[arg(value_hint = ValueHint::FilePath)]
    file: String,
    /// The template's name [default: as the file says, or is called]
    #[arg(long)]
    name: Option<Name>,
}

/// A template as a file has it.
#[derive(Debug, Deserialize)]
struct Written {
    name: Option<Name>,
    #[serde(flatten)]
    request: TemplateRequest,
}

impl Put {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let written = self.read()?;
        let called = || Path::new(&self.file).file_stem()?.to_str()?.parse().ok();
        let name = self.name.clone().or(written.name).or_else(called);
        let name = name.ok_or_else(|| {
            Failure::usage("the template has no name; say one with `--name`".to_owned())
        })?;
        let template = context.client().await?.put_template(&name, &written.request).await?;
        let output = &context.output;
        output.item(&template, name.as_str(), |_| format!("{name}\n"))?;
        if output.is_for_people() {
            output.hint(&format!("run it with `muster job submit --template {name}`"));
        }
        Ok(Exit::SUCCESS)
    }

    fn read(&self) -> Result<Written, Failure> {
        let wrong = |error: String| Failure::usage(format!("`{}`: {error}", self.file));
        let text = read::input(&self.file).map_err(Failure::usage)?;
        let is_json =
            Path::new(&self.file).extension().is_some_and(|extension| extension == "json");
        if is_json || self.file == "-" {
            serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))
        } else {
            toml::from_str(&text).map_err(|error| wrong(error.to_string()))
        }
    }
}
