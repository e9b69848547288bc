//! `muster template show`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Output, Table},
};
use clap::Args;
use muster_api::template::Template;
use muster_core::{Name, template::Parameter};

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The template's name
    template: Name,
}

const COLUMNS: &[Column] = &[
    Column::left("PARAMETER"),
    Column::left("TYPE"),
    Column::left("DEFAULT"),
    Column::long("DESCRIPTION"),
];

impl Show {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let template = context.client().await?.get_template(&self.template).await?;
        let output = &context.output;
        output.item(&template, self.template.as_str(), |template| text(template, output))?;
        Ok(Exit::SUCCESS)
    }
}

/// Its parameters as a table, and the job as it is kept.
fn text(template: &Template, output: &Output) -> String {
    let rows = template.parameters.0.iter().map(|(name, parameter)| row(name, parameter)).collect();
    let table = Table { columns: COLUMNS, rows }.render(output.paint, None);
    // Our own types: plain structures with text keys, which always have a JSON form.
    let job = serde_json::to_value(&template.job).expect("our own types have a JSON form");
    format!("{}\n{table}\n{job:#}\n", template.name)
}

fn row(name: &str, parameter: &Parameter) -> Vec<Cell> {
    let default = parameter.default.as_ref().map(|value| match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_string(),
    });
    vec![
        name.into(),
        parameter.kind.as_str().into(),
        default.map_or_else(|| Cell::muted("must be given"), Cell::from),
        parameter.description.as_deref().unwrap_or_default().into(),
    ]
}
