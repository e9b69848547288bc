//! `muster env adopt`

use crate::{context::Context, exit::Exit, failure::Failure};

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let adopted = context.client().await?.adopt().await?;
    let ids: Vec<_> = adopted.operations.iter().map(|it| it.resource.to_string()).collect();
    context.output.item(&adopted, &ids.join("\n"), |_| match ids.len() {
        0 => "nothing is there that is not known here\n".to_owned(),
        _ => format!("{}\n", ids.join("\n")),
    })?;
    if context.output.is_for_people() && !ids.is_empty() {
        context.output.note("how they are is looked up now; see `muster operation list`");
    }
    Ok(Exit::SUCCESS)
}
