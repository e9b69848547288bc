//! `muster serve`: the coordinator in the foreground, with this machine as its worker.

use crate::{
    commands::cloud::dollars,
    context::Context,
    exit::Exit,
    failure::{Failure, told},
    output::{Output, relative, to_stdout},
    signals::{Reloads, Signals},
};
use clap::{Args, ValueHint};
use muster_api::provider::SettingsReread;
use muster_coordinator::SignUp;
use muster_host::{
    Host, HostFailure, StartError,
    config::{Reach, ServeFlags, ServeSettings},
    find_running, logging,
};
use serde::Serialize;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen; may be repeated [env: MUSTER_LISTEN] [default: 127.0.0.1:7600]
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Vec<String>,
    /// A further host name under which clients reach it; may be repeated
    #[arg(long, value_name = "NAME")]
    allowed_host: Vec<String>,
    /// Run no jobs on this machine
    #[arg(long)]
    no_local_worker: bool,
    /// How many jobs this machine runs at a time [default: one per processor]
    #[arg(long, value_name = "COUNT", conflicts_with = "no_local_worker")]
    slots: Option<String>,
    /// Where secrets are kept: `keychain`, or `file` for an encrypted vault
    #[arg(long, value_name = "PLACE", value_hint = ValueHint::Other)]
    secrets: Option<String>,
    /// Try cloud workers and environments on providers that this program plays, in a data directory of its own [env: MUSTER_DEMO]
    #[arg(long)]
    demo: bool,
    /// Print one line of JSON on stdout as soon as it is ready
    #[arg(long)]
    json: bool,
}

impl Serve {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let with_json = self.json;
        let data_dir = context.global.data_dir.clone();
        let settings = ServeSettings::resolve(&context.environment, self.flags(data_dir))?;
        logging::start(&settings.log)?;
        let mut signals = Signals::listen()?;
        let host = tokio::select! {
            started = Host::start(settings, context.seams.clone()) => started?,
            exit = signals.next() => return Ok(exit),
        };
        welcome(&context.output, &host, with_json)?;
        let mut reloads = Reloads::listen()?;
        let failure = loop {
            tokio::select! {
                _ = signals.next() => break None,
                failure = host.failed() => break Some(failure),
                () = reloads.next() => reload(context, &host),
            }
        };
        let exit = stop(&context.output, &host, &mut signals).await?;
        failure.map_or(Ok(exit), |failure| Err(failure.into()))
    }

    fn flags(self, data_dir: Option<PathBuf>) -> ServeFlags {
        ServeFlags {
            data_dir,
            listen: self.listen,
            allowed_hosts: self.allowed_host,
            no_local_worker: self.no_local_worker,
            slots: self.slots,
            secrets: self.secrets,
            is_demo: self.demo,
        }
    }
}

/// What a script reads from the first line; the names are part of the contract.
#[derive(Debug, Serialize)]
struct Ready<'a> {
    url: &'a str,
    data_dir: &'a str,
    pid: u32,
    version: &'a str,
}

/// Says where it is and how to get in. What a program wants to know goes to stdout.
fn welcome(output: &Output, host: &Host, with_json: bool) -> Result<(), Failure> {
    for url in host.urls() {
        output.note(&format!("Muster {} listens at {url}", host.version()));
    }
    output.note(&format!("data directory: {}", host.data_dir().display()));
    if host.addresses().iter().any(|address| address.reach == Reach::Everywhere) {
        output.warn(
            "it listens on every network of this machine without TLS; on a network that you do \
             not trust, listen on a tailnet address instead",
        );
    }
    for note in &host.settings().providers.notices {
        output.warn(&format!("{} {}", note.variable, note.says));
    }
    warn_of_open_sign_up(output, host.settings());
    if host.settings().is_demo {
        output.note(
            "this is a demo: Render, Daytona, Azure, Kubernetes and Docker are played, and nothing costs anything",
        );
    }
    if !host.operator_token_is_preset() {
        let link = host.console_link();
        let ends = relative(link.expires_at, output.now);
        output.note(&format!("open the console: {}", link.url));
        output
            .hint(&format!("the link works once and stops {ends}; `muster console` makes another"));
    }
    if with_json {
        let ready = Ready {
            url: host.url(),
            data_dir: &host.data_dir().to_string_lossy(),
            pid: std::process::id(),
            version: host.version(),
        };
        let line = serde_json::to_string(&ready).expect("plain fields have a JSON form");
        to_stdout(format!("{line}\n"))?;
    }
    Ok(())
}

/// Reads the settings of providers again. Ones that will not do change nothing.
fn reload(context: &Context, host: &Host) {
    let output = &context.output;
    match host.reread() {
        Ok(reread) if reread == SettingsReread::default() => {
            output.note("settings read again: nothing is otherwise")
        }
        Ok(SettingsReread { changed, needs_restart }) => {
            if !changed.is_empty() {
                output.note(&format!("settings read again: {}", changed.join(", ")));
            }
            if !needs_restart.is_empty() {
                let names = needs_restart.join(", ");
                output.warn(&format!("these hold only after a restart: {names}"));
            }
        }
        Err(error) => output.warn(&format!("settings stay as they were: {}", told(&error))),
    }
}

/// Who may spend whose money.
fn warn_of_open_sign_up(output: &Output, settings: &ServeSettings) {
    let ServeSettings { people, providers, spend_ceiling, .. } = settings;
    let set_up = [
        ("Render", providers.render.is_some()),
        ("Daytona", providers.daytona.is_some()),
        ("Azure", providers.azure.is_some()),
    ];
    let set_up: Vec<_> = set_up.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect();
    if people.sign_up != SignUp::Open || set_up.is_empty() || settings.is_demo {
        return;
    }
    let most = match spend_ceiling.value {
        Some(micro) => format!("for up to {} an hour together", dollars(micro)),
        None => "without any limit; set MUSTER_SPEND_CEILING".to_owned(),
    };
    let whose = set_up.join(", ");
    output.warn(&format!(
        "with MUSTER_SIGNUP=open any account may order machines at {whose} on the credentials of \
         this environment, {most}"
    ));
}

/// Stops in good order; whoever asks twice does not wait for it.
async fn stop(output: &Output, host: &Host, signals: &mut Signals) -> Result<Exit, Failure> {
    output.note("stopping; interrupt again to stop at once");
    tokio::select! {
        () = host.stop() => Ok(Exit::SUCCESS),
        exit = signals.next() => Ok(exit),
    }
}

impl From<HostFailure> for Failure {
    fn from(failure: HostFailure) -> Self {
        let exit = Exit::of_host(&failure);
        Self::new(failure.code(), told(&failure), exit).with_hint(failure.hint())
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        let exit = match &error {
            StartError::InUse { .. } | StartError::PortTaken { .. } => Exit::CONFLICT,
            StartError::Full { .. } => Exit::TRANSIENT,
            _ if error.code() == "storage_failed" => Exit::DISK_FAILED,
            _ => Exit::FAILURE,
        };
        let who = match &error {
            StartError::InUse { path } => holder(path),
            _ => String::new(),
        };
        let message = format!("{}{who}", told(&error));
        Self::new(error.code(), message, exit).with_hint(error.hint())
    }
}

/// Who says that it runs on a data directory.
fn holder(data_dir: &Path) -> String {
    match find_running(data_dir) {
        Ok(Some(instance)) => format!(": process {} at {}", instance.pid, instance.url),
        // It may be starting or stopping; the directory is in use all the same.
        Ok(None) | Err(_) => String::new(),
    }
}
