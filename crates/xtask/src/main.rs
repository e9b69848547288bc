//! `cargo xtask`: the one front door to building, checking and starting the project.
//!
//! One file per verb. Everything here runs on a machine that has only Rust, Node and npm; what else
//! a verb needs it installs or names.

mod bench;
mod check;
mod components;
mod contract;
mod debian;
mod environment;
mod openapi;
mod output;
mod postgres;
mod run;
mod seeded;
mod shell;
mod stamp;
mod steps;
mod tally;
mod test;
mod tidy;
mod tools;
mod ui;
mod workspace;

use std::process::ExitCode;

/// One task that `cargo xtask` can do.
struct Verb {
    name: &'static str,
    usage: &'static str,
    says: &'static str,
    run: fn(&[String]) -> anyhow::Result<()>,
}

const VERBS: &[Verb] = &[
    Verb {
        name: "run",
        usage: "run [-- ARGS]",
        says: "install what is missing, build, and open the app",
        run: run::run,
    },
    Verb {
        name: "test",
        usage: "test [--long] [-v] [FILTER]",
        says: "install what tests need, and run them all",
        run: test::run,
    },
    Verb {
        name: "check",
        usage: "check [-v]",
        says: "the fast part of test: fmt, clippy, tidy, ui",
        run: check::run,
    },
    Verb {
        name: "seeded",
        usage: "seeded [BUG]",
        says: "break each promise in a copy, and see the tests notice",
        run: seeded::run,
    },
    Verb {
        name: "bench",
        usage: "bench [--json] [NAME…]",
        says: "measure the speed, beside what this machine can do",
        run: bench::run,
    },
    Verb {
        name: "tidy",
        usage: "tidy",
        says: "check the rules that no compiler knows",
        run: tidy::run,
    },
    Verb {
        name: "openapi",
        usage: "openapi",
        says: "write openapi.json and the types generated from it",
        run: openapi::run,
    },
];

fn main() -> ExitCode {
    let arguments = environment::arguments();
    let Some((name, rest)) = arguments.split_first() else {
        output::say(&usage());
        return ExitCode::SUCCESS;
    };
    let Some(verb) = VERBS.iter().find(|verb| verb.name == name) else {
        output::complain(&format!("error: there is no task `{name}`\n\n{}", usage()));
        return ExitCode::from(2);
    };
    match (verb.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn usage() -> String {
    let width = VERBS.iter().map(|verb| verb.usage.len()).max().unwrap_or(0);
    let lines =
        VERBS.iter().map(|verb| format!("  cargo xtask {:width$}  {}", verb.usage, verb.says));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_verb_has_one_line() {
        let usage = super::usage();
        assert_eq!(usage.lines().count(), super::VERBS.len());
        assert!(usage.lines().all(|line| line.len() <= 100), "{usage}");
    }
}
