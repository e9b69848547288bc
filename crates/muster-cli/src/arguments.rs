//! The command line: what may be said, and what each word means.

use crate::commands::{
    Console, Doctor, Import, Status, Version,
    agent::AgentCommand,
    ai::AiCommand,
    audit::AuditCommand,
    backup::BackupCommand,
    billing::BillingCommand,
    cloud::CloudCommand,
    completion::Completion,
    config::ConfigCommand,
    env::EnvCommand,
    invitation::InvitationCommand,
    job::JobCommand,
    login::{Login, Logout},
    mcp::Mcp,
    member::MemberCommand,
    oidc::OidcCommand,
    openapi::Openapi,
    operation::OperationCommand,
    provider::ProviderCommand,
    queue::QueueCommand,
    retention::RetentionCommand,
    run::Run,
    schedule::ScheduleCommand,
    secret::SecretCommand,
    serve::Serve,
    session::SessionCommand,
    template::TemplateCommand,
    token::TokenCommand,
    usage::Usage,
    worker::WorkerArguments,
};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use muster_host::config::{ClientFlags, OutputFormat};
use std::path::PathBuf;

/// One job fleet out of the machines that a team already has.
#[derive(Debug, Parser)]
#[command(
    name = "muster",
    version = crate::label::version(),
    propagate_version = false,
    after_help = "Exit codes: 0 done, 1 failed, 2 usage, 3 try again, 4 not found, 5 not allowed, \
                  6 conflict, 7 payment required, 8 rate limited, 124 timed out, 130 interrupted. \
                  `run` ends with the command's own code, with 128 and its number if a signal ended \
                  the command, and with 75 if not the command failed but what should have run it."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What can be said with every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The coordinator to talk to [env: MUSTER_URL]
    #[arg(long, global = true, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) url: Option<String>,
    /// Where the coordinator on this machine keeps its data [env: MUSTER_DATA_DIR]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) data_dir: Option<PathBuf>,
    /// How to print [env: MUSTER_OUTPUT] [default: table]
    #[arg(short, long, global = true, value_enum, value_name = "FORMAT")]
    pub(crate) output: Option<Format>,
    /// Print without colours [env: NO_COLOR]
    #[arg(long, global = true)]
    pub(crate) no_color: bool,
    /// Read further variables from a file of `NAME=value` lines
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) env_file: Option<PathBuf>,
    /// Send the token over plain HTTP even outside of this machine and the tailnet
    #[arg(long, global = true)]
    pub(crate) allow_plain_http: bool,
}

impl Global {
    pub(crate) fn client_flags(&self) -> ClientFlags {
        ClientFlags {
            data_dir: self.data_dir.clone(),
            url: self.url.clone(),
            output: self.output.map(|format| OutputFormat::from(format).to_string()),
            no_color: self.no_color,
        }
    }
}

/// The formats, as words of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns for people
    Table,
    /// One JSON document
    Json,
    /// One JSON document per line
    Jsonl,
    /// Ids alone
    Quiet,
}

impl From<Format> for OutputFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Table => Self::Table,
            Format::Json => Self::Json,
            Format::Jsonl => Self::Jsonl,
            Format::Quiet => Self::Quiet,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the coordinator, and this machine as a worker
    Serve(Serve),
    /// Run a command on a worker as if it ran here
    Run(Box<Run>),
    /// Submit, watch and cancel jobs
    #[command(subcommand)]
    Job(JobCommand),
    /// Pause and resume the queue
    #[command(subcommand)]
    Queue(QueueCommand),
    /// Say what is kept of jobs that are over
    #[command(subcommand)]
    Retention(RetentionCommand),
    /// Say whether a model may be shown what failed jobs wrote
    #[command(subcommand)]
    Ai(AiCommand),
    /// Run a job again and again
    #[command(subcommand)]
    Schedule(ScheduleCommand),
    /// Keep jobs with gaps, to be filled when they are run
    #[command(subcommand)]
    Template(TemplateCommand),
    /// Keep secrets for jobs
    #[command(subcommand)]
    Secret(SecretCommand),
    /// Join machines, run, pause and remove them
    Worker(WorkerArguments),
    /// Make, start, stop and delete dev environments at a provider
    #[command(subcommand)]
    Env(EnvCommand),
    /// See which plan there is, and buy or end one
    #[command(subcommand)]
    Billing(BillingCommand),
    /// See what is wanted of providers, and how far it has come
    #[command(subcommand)]
    Operation(OperationCommand),
    /// Show what was used, and how near limits are
    Usage(Usage),
    /// Enter accounts of your own at Render, Daytona and Azure
    #[command(subcommand)]
    Provider(ProviderCommand),
    /// See and limit what everything at providers costs, and stop all of it
    #[command(subcommand)]
    Cloud(CloudCommand),
    /// Make and revoke lasting tokens
    #[command(subcommand)]
    Token(TokenCommand),
    /// Show who belongs to the organisation, and what they may do
    #[command(subcommand)]
    Member(MemberCommand),
    /// Invite people
    #[command(subcommand)]
    Invitation(InvitationCommand),
    /// Show and end the sessions of your account
    #[command(subcommand)]
    Session(SessionCommand),
    /// Register programs that act on your behalf, and let them in
    #[command(subcommand)]
    Agent(AgentCommand),
    /// Let runs of GitHub's workflows in without a stored secret
    #[command(subcommand)]
    Oidc(OidcCommand),
    /// Keep the token for a coordinator elsewhere in the keychain, or sign in with an account
    Login(Login),
    /// Forget the token for a coordinator
    Logout(Logout),
    /// Print a link that opens the console in a browser, once
    Console(Console),
    /// Serve the coordinator's tools to a model, over the Model Context Protocol
    Mcp(Mcp),
    /// Show workers and jobs in numbers, and what needs you
    Status(Status),
    /// Check that everything is as it should be, mend what can be mended, or gather what others need who help
    Doctor(Doctor),
    /// Show who did what, and verify that it is still all of it
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Make, check and restore backups
    #[command(subcommand)]
    Backup(BackupCommand),
    /// Take over what another system has stored
    #[command(subcommand)]
    Import(Import),
    /// Show settings and where they come from
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Print the completions for a shell
    Completion(Completion),
    /// Print the version
    Version(Version),
    /// Print the description of the API
    #[command(hide = true)]
    Openapi(Openapi),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn what_follows_the_dashes_belongs_to_the_command() {
        let line = ["muster", "-o", "json", "run", "--name", "x", "--", "ls", "-o", "--url"];
        let arguments = Arguments::try_parse_from(line).unwrap();
        assert_eq!(arguments.global.output, Some(Format::Json));
        let Command::Run(run) = arguments.command else { panic!("not `run`") };
        assert_eq!(run.submission.command, ["ls", "-o", "--url"]);
    }

    /// Before it is built a command has its own arguments only; building it adds the global ones, but for those that
    /// it seems to have.
    #[test]
    fn no_command_takes_a_global_option_for_an_argument_of_its_own() {
        let root = Arguments::command();
        let global: Vec<_> = root.get_arguments().map(clap::Arg::get_id).collect();
        let mut waiting: Vec<_> = root.get_subcommands().collect();
        while let Some(command) = waiting.pop() {
            waiting.extend(command.get_subcommands());
            let own = command.get_arguments().map(clap::Arg::get_id);
            let both: Vec<_> = own.filter(|id| global.contains(id)).collect();
            assert!(both.is_empty(), "`{}` hides the global {both:?}", command.get_name());
        }
    }

    /// What the parsers of the standard library say is for programmers.
    #[test]
    fn no_option_answers_with_the_words_of_a_parser() {
        let root = Arguments::command();
        let mut waiting: Vec<_> =
            root.get_subcommands().map(|command| (vec!["muster"], command)).collect();
        while let Some((mut path, command)) = waiting.pop() {
            path.push(command.get_name());
            waiting.extend(command.get_subcommands().map(|next| (path.clone(), next)));
            for argument in command.get_arguments() {
                let option = argument.get_long().map(|long| format!("--{long}="));
                for value in ["~", "0", "99999999999999999999"] {
                    let word = format!("{}{value}", option.as_deref().unwrap_or_default());
                    let line = path.iter().map(ToString::to_string).chain([word]);
                    let Err(error) = Arguments::try_parse_from(line) else { continue };
                    let said = error.to_string();
                    let raws = ["invalid digit", "is not in ", "number too large", "relative URL"];
                    let is_raw = raws.iter().any(|raw| said.contains(raw))
                        || said
                            .lines()
                            .any(|line| line.contains(": not a ") && line.ends_with(" id"));
                    assert!(!is_raw, "{path:?} {}: {said}", argument.get_id());
                }
            }
        }
    }

    #[test]
    fn a_lasting_token_has_no_flag() {
        let mut command = Arguments::command();
        command.build();
        let mut waiting = vec![&command];
        while let Some(command) = waiting.pop() {
            // Under `help` every command has its name again, and no flags.
            waiting.extend(command.get_subcommands().filter(|next| next.get_name() != "help"));
            let flags = command.get_arguments().filter_map(clap::Arg::get_long);
            let secret: Vec<_> = flags
                .filter(|flag| ["token", "password", "secret", "key", "passphrase"].contains(flag))
                .collect();
            // A join token works once and for ten minutes, and its line must be pasted as one.
            let expected: &[&str] = if command.get_name() == "join" { &["token"] } else { &[] };
            assert_eq!(secret, expected, "{}", command.get_name());
        }
    }
}
