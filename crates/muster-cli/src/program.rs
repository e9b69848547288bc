//! The program: reads the command line, runs the command, tells how it went.

use crate::{
    arguments::Arguments, commands, context::Context, exit::Exit, failure::Failure, output::Output,
};
use clap::{Parser, error::ErrorKind};
use muster_host::config::{Environment, OutputFormat};
use muster_seams::Seams;
use std::{ffi::OsString, process::ExitCode};

pub(crate) fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error).into(),
    };
    let seams = Seams::real();
    // Errors must be told somehow even before the settings are known.
    let format = arguments.global.output.map_or(OutputFormat::Table, Into::into);
    let first = Output::new(format, !arguments.global.no_color, seams.clock.now());
    if let Some(outcome) = commands::run_alone(&first, &arguments.command) {
        return finish(&first, outcome).into();
    }
    match prepare(&arguments, seams) {
        Ok(context) => finish(&context.output.clone(), run(context, arguments)),
        Err(failure) => finish(&first, Err(failure)),
    }
    .into()
}

fn prepare(arguments: &Arguments, seams: Seams) -> Result<Context, Failure> {
    let mut environment = Environment::of_process();
    if let Some(file) = &arguments.global.env_file {
        environment = environment
            .with_file(file)
            .map_err(|error| Failure::new("env_file", crate::failure::told(&error), Exit::USAGE))?;
    }
    #[cfg(debug_assertions)]
    let seams = crate::kill_at::armed(seams, &environment);
    Context::new(arguments.global.clone(), environment, seams)
}

fn run(context: Context, arguments: Arguments) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(commands::run(context, arguments.command));
    // A thread may still wait for stdin; nobody waits for it.
    runtime.shutdown_background();
    outcome
}

fn finish(output: &Output, outcome: Result<Exit, Failure>) -> Exit {
    match outcome {
        Ok(exit) => exit,
        Err(failure) => {
            output.failure(&failure);
            failure.exit
        }
    }
}

/// Help goes to stdout; a mistake goes to stderr, as JSON if JSON was asked for.
fn usage(error: &clap::Error) -> Exit {
    let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if !is_help && asks_for_json(&std::env::args_os().collect::<Vec<_>>()) {
        let output = Output::new(OutputFormat::Json, false, Seams::real().clock.now());
        let text = error.render().to_string();
        let (message, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let message = message.trim_start_matches("error: ");
        output.failure(
            &Failure::usage(message)
                .with_hint(rest.split_whitespace().collect::<Vec<_>>().join(" ")),
        );
        return Exit::USAGE;
    }
    match error.print() {
        Ok(()) if is_help => Exit::SUCCESS,
        Ok(()) | Err(_) => Exit::USAGE,
    }
}

/// Whether JSON is wanted, as far as a command line that cannot be read says so.
fn asks_for_json(arguments: &[OsString]) -> bool {
    let words: Vec<_> = arguments.iter().map_while(|word| word.to_str()).collect();
    let words: Vec<_> = words.into_iter().take_while(|word| *word != "--").collect();
    let is_json = |word: &str| matches!(word, "json" | "jsonl");
    words.windows(2).any(|pair| matches!(pair[0], "-o" | "--output") && is_json(pair[1]))
        || words.iter().any(|word| {
            let format = word.strip_prefix("--output=").or_else(|| word.strip_prefix("-o"));
            format.is_some_and(|format| is_json(format.trim_start_matches('=')))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_recognised_in_a_line_that_cannot_be_read() {
        let asks =
            |line: &str| asks_for_json(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        for line in
            ["muster -o json x", "muster x --output jsonl", "muster --output=json", "muster -ojson"]
        {
            assert!(asks(line), "{line}");
        }
        for line in ["muster x", "muster -o table", "muster run -- -o json", "muster json"] {
            assert!(!asks(line), "{line}");
        }
    }
}
