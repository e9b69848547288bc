//! `muster config show`: what each setting came to, and who decided it.

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing},
};
use muster_host::config::{Effective, ServeFlags, ServeSettings};
use serde_json::{Value, json};

const COLUMNS: &[Column] =
    &[Column::left("SETTING"), Column::long("VALUE"), Column::long("DECIDED BY")];

pub(crate) fn run(context: &Context) -> Result<Exit, Failure> {
    let items: Vec<_> = settings(context)?.iter().map(item).collect();
    let field = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    context.output.list(&Listing {
        page: &json!({ "items": items }),
        items: &items,
        columns: COLUMNS,
        row: &|item| {
            let [name, value, origin] =
                ["setting", "value", "origin"].map(|name| field(item, name));
            vec![name.into(), value.into(), Cell::muted(&origin)]
        },
        id: &|item| field(item, "setting"),
        if_empty: ("no settings", "see `muster config env-example`"),
    })?;
    if context.output.is_for_people() {
        context.output.note(
            "a command that is started here would use these; a coordinator that runs already may have been started \
             with others",
        );
        context.output.hint("`muster doctor --all` shows those of the coordinator that runs");
    }
    Ok(Exit::SUCCESS)
}

/// Those of `serve`, and those that only the other commands have.
fn settings(context: &Context) -> Result<Vec<Effective>, Failure> {
    let flags = ServeFlags { data_dir: context.global.data_dir.clone(), ..ServeFlags::default() };
    let mut all = ServeSettings::resolve(&context.environment, flags)?.effective;
    for own in &context.settings.effective {
        if !all.iter().any(|found| found.variable == own.variable) {
            all.push(own.clone());
        }
    }
    Ok(all)
}

fn item(setting: &Effective) -> Value {
    json!({
        "setting": setting.variable,
        "value": setting.value,
        "origin": setting.origin.to_string(),
    })
}
