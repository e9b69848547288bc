//! Commands: one file each. A command does one thing and answers how the program ends.

pub(crate) mod agent;
pub(crate) mod ai;
pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod billing;
pub(crate) mod cloud;
pub(crate) mod completion;
pub(crate) mod config;
mod console;
mod doctor;
pub(crate) mod env;
mod import;
pub(crate) mod invitation;
pub(crate) mod job;
pub(crate) mod login;
pub(crate) mod mcp;
pub(crate) mod member;
pub(crate) mod oidc;
pub(crate) mod openapi;
pub(crate) mod operation;
pub(crate) mod provider;
pub(crate) mod queue;
pub(crate) mod retention;
pub(crate) mod run;
pub(crate) mod schedule;
pub(crate) mod secret;
pub(crate) mod serve;
pub(crate) mod session;
mod status;
pub(crate) mod template;
pub(crate) mod token;
pub(crate) mod usage;
mod version;
pub(crate) mod worker;

pub(crate) use console::Console;
pub(crate) use doctor::Doctor;
pub(crate) use import::Import;
pub(crate) use status::Status;
pub(crate) use version::Version;

use crate::{arguments::Command, context::Context, exit::Exit, failure::Failure, output::Output};
use config::ConfigCommand;
use mcp::Mcp;
use schedule::ScheduleCommand;

/// Runs what needs neither settings nor a coordinator, so that it works whatever they are.
pub(crate) fn run_alone(output: &Output, command: &Command) -> Option<Result<Exit, Failure>> {
    match command {
        Command::Completion(completion) => Some(completion.run()),
        Command::Version(Version {}) => Some(Version::run(output)),
        Command::Openapi(openapi::Openapi {}) => Some(openapi::Openapi::run()),
        Command::Config(ConfigCommand::EnvExample) => Some(config::print_env_example()),
        Command::Job(job) => job.run_alone(),
        Command::Audit(audit) => audit.run_alone(output),
        Command::Schedule(ScheduleCommand::Next(next)) => Some(next.run(output)),
        Command::Serve(_)
        | Command::Run(_)
        | Command::Queue(_)
        | Command::Retention(_)
        | Command::Ai(_)
        | Command::Schedule(_)
        | Command::Template(_)
        | Command::Secret(_)
        | Command::Worker(_)
        | Command::Env(_)
        | Command::Billing(_)
        | Command::Operation(_)
        | Command::Provider(_)
        | Command::Cloud(_)
        | Command::Token(_)
        | Command::Usage(_)
        | Command::Member(_)
        | Command::Invitation(_)
        | Command::Session(_)
        | Command::Mcp(_)
        | Command::Agent(_)
        | Command::Oidc(_)
        | Command::Login(_)
        | Command::Logout(_)
        | Command::Console(_)
        | Command::Doctor(_)
        | Command::Status(_)
        | Command::Backup(_)
        | Command::Import(_)
        | Command::Config(ConfigCommand::Show) => None,
    }
}

pub(crate) async fn run(context: Context, command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Serve(serve) => Box::pin(serve.run(&context)).await,
        Command::Run(run) => run.run(&context).await,
        Command::Job(job) => job.run(&context).await,
        Command::Queue(queue) => queue.run(&context).await,
        Command::Retention(retention) => retention.run(&context).await,
        Command::Ai(ai) => ai.run(&context).await,
        Command::Audit(audit) => audit.run(&context).await,
        Command::Schedule(schedule) => schedule.run(&context).await,
        Command::Template(template) => template.run(&context).await,
        Command::Secret(secret) => secret.run(&context).await,
        Command::Worker(worker) => worker.run(&context).await,
        Command::Env(env) => env.run(&context).await,
        Command::Billing(billing) => billing.run(&context).await,
        Command::Operation(operation) => operation.run(&context).await,
        Command::Provider(provider) => provider.run(&context).await,
        Command::Cloud(cloud) => cloud.run(&context).await,
        Command::Token(token) => token.run(&context).await,
        Command::Usage(usage) => usage.run(&context).await,
        Command::Member(member) => member.run(&context).await,
        Command::Invitation(invitation) => invitation.run(&context).await,
        Command::Session(session) => session.run(&context).await,
        Command::Mcp(Mcp {}) => Mcp::run(&context).await,
        Command::Agent(agent) => agent.run(&context).await,
        Command::Oidc(oidc) => oidc.run(&context).await,
        Command::Login(login) => login.run(&context).await,
        Command::Logout(logout) => logout.run(&context).await,
        Command::Console(Console {}) => Console::run(&context).await,
        Command::Status(Status {}) => Status::run(&context).await,
        Command::Doctor(doctor) => doctor.run(&context).await,
        Command::Backup(backup) => Box::pin(backup.run(&context)).await,
        Command::Import(import) => import.run(&context).await,
        Command::Config(ConfigCommand::Show) => config::show(&context),
        Command::Completion(_)
        | Command::Version(_)
        | Command::Openapi(_)
        | Command::Config(ConfigCommand::EnvExample) => {
            unreachable!("it was run alone")
        }
    }
}
