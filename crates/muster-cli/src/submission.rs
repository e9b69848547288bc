//! What `run` and `job submit` say about a job.

use crate::{
    failure::Failure,
    read,
    wording::{Options, with_options},
};
use clap::{ArgGroup, Args};
use muster_api::job::JobSubmission;
use muster_client::ClientError;
use muster_core::{
    Name,
    job::{Isolation, OnDisconnect},
    requirement::{Requirement, Requirements},
};
use std::{fmt, time::Duration};

/// The fields of a submission, each with the option that says it.
const OPTIONS: Options = &[
    ("name", "--name"),
    ("timeout_seconds", "--timeout"),
    ("max_attempts", "--attempts"),
    ("requirements", "--require"),
    ("slots", "--slots"),
    ("isolation", "--isolation"),
    ("env", "--env"),
    ("secret_env", "--secret-file"),
    ("secrets", "--with-secret"),
    ("log_limit_bytes", "--log-limit"),
    ("on_disconnect", "--on-disconnect"),
    ("lost_after_seconds", "--lost-after"),
    ("priority", "--priority"),
    ("working_dir", "--working-dir"),
    ("stdin", "--stdin"),
    ("artefacts", "--artefact"),
    ("labels", "--label"),
    ("template", "--template"),
    ("parameters", "--parameter"),
    ("array", "--array"),
    ("matrix", "--matrix"),
    ("hold", "--hold"),
    ("needs", "--needs"),
    ("if_needs_fail", "--if-needs-fail"),
];

/// Why a job was refused, in the words with which it was submitted.
pub(crate) fn refused(error: ClientError) -> Failure {
    with_options(error, OPTIONS)
}

/// A job, as the command line describes it.
#[derive(Clone, Default, Args)]
#[command(group(ArgGroup::new("what").required(true)))]
pub(crate) struct Submission {
    /// A name for people
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// How long one attempt may take, like `15min` [default: 1h]
    #[arg(long, value_name = "SPAN", value_parser = read::span)]
    pub(crate) timeout: Option<Duration>,
    /// How many attempts may fail [default: 1]
    #[arg(long, value_name = "COUNT", value_parser = read::count)]
    pub(crate) attempts: Option<u32>,
    /// What the worker must have, like `gpu`, `not battery`, `os=linux`, `cpu_cores >= 8` or `region in [eu, us]`
    #[arg(short, long, value_name = "CONDITION")]
    pub(crate) require: Vec<Requirement>,
    /// How many of its worker's slots it takes [default: 1]
    #[arg(long, value_name = "COUNT", value_parser = read::count)]
    pub(crate) slots: Option<u32>,
    /// How much it is kept apart from its worker: none, landlock or bubblewrap [default: none]
    #[arg(long, value_name = "LEVEL", value_parser = read::isolation)]
    pub(crate) isolation: Option<Isolation>,
    /// A variable for the command
    #[arg(short, long, value_name = "NAME=VALUE", value_parser = read::pair)]
    pub(crate) env: Vec<(String, String)>,
    /// A variable whose value, of 6 bytes or more, is read from a file and must not appear in the log
    #[arg(long, value_name = "NAME=FILE", value_parser = read::secret_file)]
    pub(crate) secret_file: Vec<(String, String)>,
    /// A variable whose value is a secret that is kept under a name, as `muster secret list` shows it; the name
    /// alone if the variable is called the same
    #[arg(long, value_name = "VARIABLE=NAME", value_parser = read::named_secret)]
    pub(crate) with_secret: Vec<(String, Name)>,
    /// How much of an attempt's output is kept, like `512MiB` [default: 1GiB]
    #[arg(long, value_name = "SIZE", value_parser = read::size)]
    pub(crate) log_limit: Option<u64>,
    /// What becomes of it while its worker is out of reach: keep, replace or stop [default: replace]
    #[arg(long, value_name = "POLICY", value_parser = read::on_disconnect)]
    pub(crate) on_disconnect: Option<OnDisconnect>,
    /// How long a job that is kept may be out of reach, like `30min` [default: 5min]
    #[arg(long, value_name = "SPAN", value_parser = read::span)]
    pub(crate) lost_after: Option<Duration>,
    /// How much earlier it starts than your other jobs, in minutes of waiting [default: 0]
    #[arg(long, value_name = "POINTS", allow_negative_numbers = true, value_parser = read::number::<i32>)]
    pub(crate) priority: Option<i32>,
    /// Where on the worker it works, an absolute path [default: a folder of its own]
    #[arg(long, value_name = "DIR")]
    pub(crate) working_dir: Option<String>,
    /// What the command reads from standard input: a file here, or `-` for ours, up to 64 KiB
    #[arg(long, value_name = "FILE", value_parser = read::input)]
    pub(crate) stdin: Option<String>,
    /// Files to keep when it has ended, below its working directory, like `dist/**`; may be repeated
    #[arg(long = "artefact", value_name = "GLOB")]
    pub(crate) artefacts: Vec<String>,
    /// What to sort it by; may be repeated
    #[arg(short, long, value_name = "NAME=VALUE", value_parser = read::pair)]
    pub(crate) label: Vec<(String, String)>,
    /// Submit once under this key, however often the line is run
    #[arg(long, value_name = "KEY")]
    pub(crate) idempotency_key: Option<String>,
    /// Take a single argument as the name of a program, not as a line for the shell
    #[arg(long)]
    pub(crate) no_shell: bool,
    /// The template that says what to run
    #[arg(long, group = "what", value_name = "NAME")]
    pub(crate) template: Option<Name>,
    /// The value of a parameter of the template
    #[arg(short = 'P', long = "parameter", value_name = "NAME=VALUE", value_parser = read::pair, requires = "template")]
    pub(crate) parameters: Vec<(String, String)>,
    /// A program and its arguments; one argument alone is a line for the worker's shell
    #[arg(group = "what", trailing_var_arg = true, allow_hyphen_values = false)]
    pub(crate) command: Vec<String>,
}

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_api().fmt(f)
    }
}

impl Submission {
    /// The same for the coordinator. Arguments are never joined into a line: what is quoted here
    /// would not be quoted there.
    pub(crate) fn to_api(&self) -> JobSubmission {
        let is_line = self.command.len() == 1 && !self.no_shell;
        JobSubmission {
            command: self.command.first().filter(|_| is_line).cloned(),
            argv: (!is_line && self.template.is_none()).then(|| self.command.clone()),
            template: self.template.clone(),
            // Their types are the template's to say.
            parameters: self
                .parameters
                .iter()
                .map(|(name, value)| (name.clone(), value.as_str().into()))
                .collect(),
            name: self.name.clone(),
            timeout_seconds: self.timeout.map(|timeout| timeout.as_secs()),
            max_attempts: self.attempts,
            requirements: self.require.iter().cloned().collect::<Requirements>().into(),
            slots: self.slots,
            isolation: self.isolation,
            env: self.env.iter().chain(&self.secret_file).cloned().collect(),
            secret_env: self.secret_file.iter().map(|(name, _)| name.clone()).collect(),
            secrets: self.with_secret.iter().cloned().collect(),
            log_limit_bytes: self.log_limit,
            on_disconnect: self.on_disconnect,
            lost_after_seconds: self.lost_after.map(|span| span.as_secs()),
            priority: self.priority,
            working_dir: self.working_dir.clone(),
            stdin: self.stdin.clone(),
            artefacts: self.artefacts.clone(),
            labels: self.label.iter().cloned().collect(),
            ..JobSubmission::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn submission(command: &[&str], no_shell: bool) -> JobSubmission {
        let command = command.iter().map(ToString::to_string).collect();
        Submission { no_shell, command, ..Submission::default() }.to_api()
    }

    #[test]
    fn every_option_that_a_refusal_names_can_be_typed() {
        use clap::CommandFactory;
        let root = crate::arguments::Arguments::command();
        let job = root.find_subcommand("job").unwrap();
        let submit = job.find_subcommand("submit").unwrap();
        let typed: Vec<_> = submit.get_arguments().filter_map(clap::Arg::get_long).collect();
        for (field, option) in OPTIONS {
            assert!(typed.contains(&option.trim_start_matches("--")), "{field}: {option}");
        }
    }

    #[test]
    fn one_argument_is_a_line_and_several_are_a_program() {
        let line = submission(&["for i in 1 2 3; do echo $i; done"], false);
        assert_eq!(line.command.as_deref(), Some("for i in 1 2 3; do echo $i; done"));
        assert_eq!(line.argv, None);
        let program = submission(&["echo", "a b", "$HOME"], false);
        assert_eq!(program.argv, Some(vec!["echo".into(), "a b".into(), "$HOME".into()]));
        assert_eq!(program.command, None);
        assert_eq!(submission(&["my program"], true).argv, Some(vec!["my program".into()]));
    }
}
