//! `muster`: the one headless program. Coordinator, worker and everything one asks of them.

mod arguments;
mod commands;
mod confirm;
mod context;
mod exit;
mod failure;
mod file;
mod followed;
mod job_file;
#[cfg(debug_assertions)]
mod kill_at;
mod label;
mod output;
mod program;
mod read;
mod selector;
mod signals;
mod submission;
mod wording;

fn main() -> std::process::ExitCode {
    program::main()
}
