//! The settings of everything that talks to a coordinator: the CLI's commands and the desktop app.

use super::{
    choices::{LogSettings, OutputFormat},
    environment::Environment,
    place,
    resolve::{Reader, Resolver, Wrong, wrong},
    serve::{ServeFlags, ServeSettings},
    setting::{ConfigError, Effective, Setting},
    token,
};
use muster_core::Secret;
use muster_tls::Pin;
use std::path::PathBuf;
use url::Url;

/// What the command line of a command says; texts are not understood yet.
#[derive(Debug, Clone, Default)]
pub struct ClientFlags {
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// `--url`.
    pub url: Option<String>,
    /// `--output`.
    pub output: Option<String>,
    /// `--no-color`.
    pub no_color: bool,
}

/// How to reach a coordinator, and how to print.
#[derive(Debug, Clone)]
pub struct ClientSettings {
    /// Where a coordinator on this machine keeps its data.
    pub data_dir: Setting<PathBuf>,
    /// The coordinator to talk to, if somebody named one.
    pub url: Option<Setting<Url>>,
    /// The operator's token.
    pub token: Option<Setting<Secret>>,
    /// The single-use token of `worker join`.
    pub join_token: Option<Setting<Secret>>,
    /// What a worker that listens proves itself with.
    pub worker_identity: Option<Setting<Secret>>,
    /// How to print.
    pub output: Setting<OutputFormat>,
    /// Whether to print without colours.
    pub no_color: bool,
    /// What is logged, and how.
    pub log: LogSettings,
    /// Every setting and its origin, for `doctor`.
    pub effective: Vec<Effective>,
}

impl ClientSettings {
    /// Brings flags, environment and defaults together, or tells everything that is wrong.
    pub fn resolve(environment: &Environment, flags: ClientFlags) -> Result<Self, ConfigError> {
        let mut resolver = Resolver::new(environment, Reader::Other);
        let is_demo = place::is_demo(&mut resolver, false);
        let place = place::resolve(&mut resolver, flags.data_dir, is_demo);
        let url = resolver.parse("MUSTER_URL", flags.url, read_url);
        if let Some(url) = &url {
            resolver.note("MUSTER_URL", url.value.to_string(), &url.origin);
        }
        let token = token(&mut resolver);
        let join_token = resolver.said("MUSTER_JOIN_TOKEN", None).map(|t| t.map(Secret::new));
        if let Some(token) = &join_token {
            resolver.note("MUSTER_JOIN_TOKEN", "***".to_owned(), &token.origin);
        }
        let worker_identity =
            resolver.secret("MUSTER_WORKER_IDENTITY", "MUSTER_WORKER_IDENTITY_FILE");
        if let Some(identity) = &worker_identity {
            resolver.note("MUSTER_WORKER_IDENTITY", "***".to_owned(), &identity.origin);
        }
        let output = OutputFormat::resolve(&mut resolver, flags.output);
        let no_color = no_color(&mut resolver, flags.no_color);
        let log = LogSettings::resolve(&mut resolver);
        let effective = resolver.finish()?;
        let Some(place) = place else {
            unreachable!("a missing place is a problem that `finish` tells");
        };
        let data_dir = place.data_dir;
        Ok(Self {
            data_dir,
            url,
            token,
            join_token,
            worker_identity,
            output,
            no_color,
            log,
            effective,
        })
    }
}

fn no_color(resolver: &mut Resolver<'_>, is_off: bool) -> bool {
    let said = resolver.said("NO_COLOR", is_off.then(|| "1".to_owned()));
    if let Some(said) = &said {
        resolver.note("NO_COLOR", said.value.clone(), &said.origin);
    }
    said.is_some()
}

fn token(resolver: &mut Resolver<'_>) -> Option<Setting<Secret>> {
    let token = resolver.secret("MUSTER_TOKEN", "MUSTER_TOKEN_FILE")?;
    resolver.note("MUSTER_TOKEN", "***".to_owned(), &token.origin);
    match token::check(token.value.reveal()) {
        Ok(()) => Some(token),
        Err(wrong) => {
            resolver.blame(&token.origin, wrong);
            None
        }
    }
}

fn read_url(text: &str) -> Result<Url, Wrong> {
    let wrong_form = || {
        wrong(
            format!("`{text}` is not the address of a coordinator"),
            "write it like `http://127.0.0.1:7600`, or `https://…#KEY` with the coordinator's key",
        )
    };
    let url = Url::parse(text).map_err(|_| wrong_form())?;
    let is_plain = url.username().is_empty() && url.password().is_none();
    let is_ours = matches!(url.scheme(), "http" | "https") && url.has_host() && is_plain;
    let has_pin =
        url.scheme() == "https" && url.fragment().is_some_and(|key| key.parse::<Pin>().is_ok());
    if is_ours && url.query().is_none() && (url.fragment().is_none() || has_pin) {
        Ok(url)
    } else {
        Err(wrong_form())
    }
}

/// What the command line of the desktop app says.
#[derive(Debug, Clone, Default)]
pub struct DesktopFlags {
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
}

/// The settings of the desktop app: those of a host, without any name that lacks our prefix.
#[derive(Debug, Clone)]
pub struct DesktopSettings {
    /// What the host in the app needs to know.
    pub serve: ServeSettings,
}

impl DesktopSettings {
    /// Brings flags, environment and defaults together, or tells everything that is wrong.
    pub fn resolve(environment: &Environment, flags: DesktopFlags) -> Result<Self, ConfigError> {
        let flags = ServeFlags { data_dir: flags.data_dir, ..ServeFlags::default() };
        let serve = ServeSettings::resolve_for(Reader::Other, environment, flags)?;
        Ok(Self { serve })
    }
}
