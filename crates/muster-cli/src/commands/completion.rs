//! `muster completion`: what a shell needs to complete our words.

use crate::{arguments::Arguments, exit::Exit, failure::Failure, output::to_stdout};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

#[derive(Debug, Args)]
#[command(
    after_help = "For bash: muster completion bash > ~/.local/share/bash-completion/completions/muster"
)]
pub(crate) struct Completion {
    /// The shell
    shell: Shell,
}

impl Completion {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "muster", &mut script);
        to_stdout(script).map(|()| Exit::SUCCESS)
    }
}
