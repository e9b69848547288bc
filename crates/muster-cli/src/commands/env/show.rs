//! `muster env show`

use super::{find::find, price, state};
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Output, Table, exact, relative},
};
use clap::Args;
use muster_api::cloud::Environment;

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Its name or id
    environment: String,
}

const FIELDS: &[Column] = &[Column::left(""), Column::left("")];

impl Show {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let id = find(&client, &self.environment).await?;
        let shown = client.get_environment(&id).await?;
        let output = &context.output;
        output.item(&shown, id.as_str(), |shown| fields(shown, output))?;
        Ok(Exit::SUCCESS)
    }
}

/// One line per field that has something to say.
fn fields(shown: &Environment, output: &Output) -> String {
    let Environment { cpu_cores, memory_gb, storage_gb, .. } = shown;
    let used = shown.activity.active_at.map(|at| relative(at, output.now));
    let stops = shown.stops.as_ref().map(|stops| {
        let until = stops.not_before.map(|at| format!(", not before {}", exact(at)));
        let says = stops.says.as_ref().map(|says| format!(" ({says})"));
        format!(
            "after {} minutes without use{}{}",
            stops.after_idle_minutes,
            until.unwrap_or_default(),
            says.unwrap_or_default()
        )
    });
    let why = shown.reason.as_deref().map(|reason| reason.replace('_', " "));
    let place = shown.connection.as_ref().map(|connection| connection.web.clone());
    let made = format!("{} by {}", exact(shown.created_at), shown.created_by);
    let cost = Some(price(shown.price_per_hour)).filter(|cost| !cost.is_empty());
    let region = shown.region.as_deref().unwrap_or_default();
    let rows = [
        ("state", Some(state(shown))),
        ("why", why.map(Cell::from)),
        ("said", shown.said.as_deref().map(Cell::from)),
        ("where", Some(format!("{} {region}", shown.provider).into())),
        ("reached at", place.map(Cell::from)),
        ("image", Some(shown.image.as_str().into())),
        ("size", Some(format!("{cpu_cores} cores, {memory_gb} GB, {storage_gb} GB kept").into())),
        ("price", cost.map(Cell::from)),
        ("last used", used.map(Cell::from)),
        ("stops", stops.map(Cell::from)),
        ("made", Some(made.into())),
    ];
    let said = rows.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let rows = said.map(|(name, value)| vec![Cell::muted(name), value]).collect();
    let table = Table { columns: FIELDS, rows }.render(output.paint, None);
    // A table begins with its titles, and these have none.
    let rows = table.split_once('\n').map_or("", |(_, rows)| rows);
    format!("{} ({})\n{rows}", shown.name, shown.id)
}
