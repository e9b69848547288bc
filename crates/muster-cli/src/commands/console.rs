//! `muster console`: a link that opens the console in a browser, once.

use crate::{context::Context, exit::Exit, failure::Failure, output::relative};
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Console {}

impl Console {
    pub(crate) async fn run(context: &Context) -> Result<Exit, Failure> {
        let link = context.client().await?.create_console_link().await?;
        let output = &context.output;
        output.item(&link, &link.url, |link| format!("{}\n", link.url))?;
        if output.is_for_people() {
            let ends = relative(link.expires_at, output.now);
            output.note(&format!("opens the console once; stops working {ends}"));
        }
        Ok(Exit::SUCCESS)
    }
}
