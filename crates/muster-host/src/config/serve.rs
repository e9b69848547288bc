//! The settings of `muster serve`.

use super::{
    ai, artefacts, backups,
    billing::{self, BillingSettings},
    choices::{LogFormat, LogSettings, SecretsPlace},
    database::{self, Database},
    env_file::EnvFileError,
    environment::Environment,
    identity, limits,
    listen::{self, ListenAddress},
    outside, place, providers,
    resolve::{Reader, Resolver, Wrong, wrong, yes_or_no},
    setting::{ConfigError, Effective, Origin, Setting},
    token, usage,
};
use crate::{Secret, backup::Keep};
use muster_providers::ProviderSettings;
use std::{collections::BTreeMap, path::PathBuf};

/// What the command line of `muster serve` says; texts are not understood yet.
#[derive(Debug, Clone, Default)]
pub struct ServeFlags {
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// `--listen`, as often as it is given.
    pub listen: Vec<String>,
    /// `--allowed-host`, as often as it is given.
    pub allowed_hosts: Vec<String>,
    /// `--no-local-worker`.
    pub no_local_worker: bool,
    /// `--slots`.
    pub slots: Option<String>,
    /// `--secrets`.
    pub secrets: Option<String>,
    /// `--demo`.
    pub is_demo: bool,
}

/// Everything that a host needs to know before it starts.
#[derive(Debug, Clone)]
pub struct ServeSettings {
    /// Where everything is kept.
    pub data_dir: Setting<PathBuf>,
    /// The store.
    pub database: Setting<Database>,
    /// Where to listen.
    pub listen: Setting<Vec<ListenAddress>>,
    /// Further names in the Host allow-list.
    pub allowed_hosts: Setting<Vec<String>>,
    /// The operator's preset token.
    pub token: Option<Setting<Secret>>,
    /// Whether this machine runs jobs.
    pub local_worker: Setting<bool>,
    /// How many at a time.
    pub slots: Setting<u32>,
    /// Where secrets are kept.
    pub secrets: Setting<SecretsPlace>,
    /// What the vault is opened with.
    pub vault_passphrase: Option<Setting<Secret>>,
    /// Where backups are kept.
    pub backup_dir: Setting<PathBuf>,
    /// Which of the daily backups stay; nothing if none are made.
    pub backup_keep: Setting<Option<Keep>>,
    /// How many bytes an artefact may have.
    pub artefact_file_limit: Setting<u64>,
    /// How many bytes all artefacts of an attempt may have together.
    pub artefact_limit: Setting<u64>,
    /// How many requests of other machines are taken, and where they are counted.
    pub limits: muster_coordinator::LimitSettings,
    /// How usage is counted and limited.
    pub usage: muster_coordinator::UsageOptions,
    /// How others see the coordinator.
    pub outside: muster_coordinator::OutsideOptions,
    /// Who people and agents are, and what they prove it with.
    pub identity: muster_coordinator::IdentitySettings,
    /// How people come in.
    pub people: muster_coordinator::PeopleOptions,
    /// What is sold, by whom, and what is limited.
    pub billing: BillingSettings,
    /// Which model may be asked about failures.
    pub ai: muster_coordinator::AiOptions,
    /// Who has machines for cloud workers and environments.
    pub providers: Box<ProviderSettings>,
    /// Whether providers are fakes of this process.
    pub is_demo: bool,
    /// What is logged, and how.
    pub log: LogSettings,
    /// Whether the process is there for the host alone, so that it may be closed to others as a
    /// whole. The desktop's own services have to look into a program with a window.
    pub is_headless: bool,
    /// What a job's command sees of our environment.
    pub job_environment: BTreeMap<String, String>,
    /// Every setting and its origin, for `doctor`.
    pub effective: Vec<Effective>,
    /// What everything on the credentials of the environment may cost an hour, in millionths of a US dollar.
    pub spend_ceiling: Setting<Option<u64>>,
    /// What all of this was read from.
    source: Source,
    /// Variables of predecessors that are set and mean nothing here, with the reason.
    pub ignored: Vec<(&'static str, &'static str)>,
}

/// What settings were read from, so that they can be read again.
#[derive(Debug, Clone)]
struct Source {
    environment: Environment,
    flags: ServeFlags,
    reader: Reader,
}

/// Why settings cannot be read again.
#[derive(Debug, thiserror::Error)]
pub enum RereadError {
    /// The file of variables.
    #[error(transparent)]
    File(#[from] EnvFileError),
    /// What is said in it, or in the environment.
    #[error(transparent)]
    Settings(#[from] ConfigError),
}

impl ServeSettings {
    /// Reads everything again as it is said now.
    pub fn again(&self) -> Result<Self, RereadError> {
        let Source { environment, flags, reader } = &self.source;
        Ok(Self::resolve_for(*reader, &environment.again()?, flags.clone())?)
    }

    /// What is sold and limited if what the gate lacks was filled in like this.
    pub(crate) fn billing_with(
        &self,
        filled: &BTreeMap<String, String>,
    ) -> muster_billing::settings::Settings {
        let Source { environment, reader, .. } = &self.source;
        let (is_serve, known) = (*reader == Reader::Serve, &self.billing.settings);
        let mut said = billing::said(environment, is_serve, self.is_demo);
        for (name, value) in filled.iter().filter(|(name, _)| billing::can_be_filled_in(name)) {
            let is_lacking = known.lacks.iter().any(|lack| lack.variable == *name);
            if is_lacking || !said.contains_key(name) {
                said.insert(name.clone(), value.clone());
            }
        }
        billing::read(&said, is_serve, self.billing.profile).unwrap_or_else(|_| known.clone())
    }

    /// What is said of providers, by its variables.
    pub(crate) fn said_of_providers(&self) -> BTreeMap<String, String> {
        self.source.environment.all_that(providers::is_of_provider)
    }

    /// Brings flags, environment and defaults together, or tells everything that is wrong.
    pub fn resolve(environment: &Environment, flags: ServeFlags) -> Result<Self, ConfigError> {
        Self::resolve_for(Reader::Serve, environment, flags)
    }

    /// Whether the address to listen at is nobody's choice, so that its port may move.
    pub fn may_move_port(&self) -> bool {
        self.listen.origin == Origin::Default
    }

    pub(super) fn resolve_for(
        reader: Reader,
        environment: &Environment,
        flags: ServeFlags,
    ) -> Result<Self, ConfigError> {
        let source = Source { environment: environment.clone(), flags: flags.clone(), reader };
        let mut resolver = Resolver::new(environment, reader);
        let is_demo = place::is_demo(&mut resolver, flags.is_demo);
        let place = place::resolve(&mut resolver, flags.data_dir, is_demo);
        let database = place.as_ref().and_then(|place| database(&mut resolver, place));
        let listen = listen(&mut resolver, &flags.listen);
        let allowed_hosts = allowed_hosts(&mut resolver, &flags.allowed_hosts);
        let outside = outside::resolve(&mut resolver, &allowed_hosts.value);
        let token = preset_token(&mut resolver);
        let local_worker = local_worker(&mut resolver, flags.no_local_worker);
        let slots = slots(&mut resolver, flags.slots);
        let secrets = SecretsPlace::resolve(&mut resolver, flags.secrets);
        let vault_passphrase = vault_passphrase(&mut resolver, &secrets);
        let backup_dir =
            backups::folder(&mut resolver, place.as_ref().map(|it| &it.data_dir.value));
        let backup_keep = backups::keep(&mut resolver);
        let artefact_file_limit = artefacts::largest(&mut resolver);
        let artefact_limit = artefacts::total(&mut resolver);
        let limits = limits::resolve(&mut resolver);
        let identity = identity::resolve(&mut resolver);
        let people = identity::people(&mut resolver);
        let ai = ai::resolve(&mut resolver);
        let billing = billing::resolve(&mut resolver, is_demo);
        let billing = BillingSettings { public_url: outside.public_url.clone(), ..billing };
        let usage = usage::resolve(&mut resolver, &billing);
        let providers = providers::resolve(&mut resolver, is_demo);
        let spend_ceiling = providers::spend_ceiling(&mut resolver);
        let log = LogSettings::resolve(&mut resolver);
        let effective = resolver.finish()?;
        let (Some(place), Some(database)) = (place, database) else {
            unreachable!("a missing place or database is a problem that `finish` tells");
        };
        let job_environment = environment.for_jobs();
        Ok(Self {
            data_dir: place.data_dir,
            database,
            listen,
            allowed_hosts,
            token,
            local_worker,
            slots,
            secrets,
            vault_passphrase,
            backup_dir,
            backup_keep,
            artefact_file_limit,
            artefact_limit,
            limits,
            usage,
            outside,
            identity,
            people,
            ai,
            billing,
            providers: Box::new(providers),
            is_demo,
            log,
            is_headless: reader == Reader::Serve,
            job_environment,
            effective,
            spend_ceiling,
            source,
            ignored: ignored(environment),
        })
    }
}

fn database(resolver: &mut Resolver<'_>, place: &place::Place) -> Option<Setting<Database>> {
    let base = place.data_dir.value.clone();
    let working_dir = std::env::current_dir().unwrap_or_else(|_| base.clone());
    let is_said = resolver.said("MUSTER_DATABASE_URL", None).is_some();
    let database = if is_said {
        resolver.parse("MUSTER_DATABASE_URL", None, |text| database::parse(text, &working_dir))?
    } else if let Some(file) = &place.store_file {
        file.clone().map(Database::Sqlite)
    } else {
        Setting::by_default(Database::Sqlite(base.join("muster.db")))
    };
    resolver.note("MUSTER_DATABASE_URL", database.value.to_string(), &database.origin);
    Some(database)
}

fn listen(resolver: &mut Resolver<'_>, flags: &[String]) -> Setting<Vec<ListenAddress>> {
    let flag = (!flags.is_empty()).then(|| flags.join(","));
    let said = match resolver.variable("MUSTER_LISTEN") {
        None if flag.is_none() && resolver.reads_bare_names() => listen_by_bare_names(resolver),
        _ => resolver.parse("MUSTER_LISTEN", flag, |text| listen::parse_list([text])),
    };
    let listen = said.unwrap_or_else(|| Setting::by_default(vec![ListenAddress::standard()]));
    let shown: Vec<_> = listen.value.iter().map(ToString::to_string).collect();
    resolver.note("MUSTER_LISTEN", shown.join(", "), &listen.origin);
    listen
}

/// `PORT` alone means loopback; `AGENT_HOST` and `AGENT_PORT` belong together.
fn listen_by_bare_names(resolver: &mut Resolver<'_>) -> Option<Setting<Vec<ListenAddress>>> {
    let (host, port) = match resolver.variable("PORT") {
        Some(port) => (None, Some(port)),
        None => (resolver.variable("AGENT_HOST"), resolver.variable("AGENT_PORT")),
    };
    let origin = host.as_ref().or(port.as_ref())?.origin.clone();
    let host = host.map_or("127.0.0.1".to_owned(), |host| host.value);
    let port = port.map_or(listen::DEFAULT_PORT.to_string(), |port| port.value);
    let text = format!("{host}:{port}");
    match listen::parse_list([text.as_str()]) {
        Ok(value) => Some(Setting { value, origin }),
        Err(wrong) => {
            resolver.blame(&origin, wrong);
            None
        }
    }
}

fn allowed_hosts(resolver: &mut Resolver<'_>, flags: &[String]) -> Setting<Vec<String>> {
    let flag = (!flags.is_empty()).then(|| flags.join(","));
    let hosts = resolver
        .parse("MUSTER_ALLOWED_HOSTS", flag, read_hosts)
        .unwrap_or_else(|| Setting::by_default(vec![]));
    resolver.note("MUSTER_ALLOWED_HOSTS", hosts.value.join(", "), &hosts.origin);
    hosts
}

fn read_hosts(text: &str) -> Result<Vec<String>, Wrong> {
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    let read = |name: &str| match url::Host::parse(name) {
        Ok(host) => Ok(host.to_string()),
        Err(_) => Err(wrong(
            format!("`{name}` is not a host name"),
            "give the bare name, without scheme, port or path, like `muster.example.org`",
        )),
    };
    names.map(read).collect()
}

fn preset_token(resolver: &mut Resolver<'_>) -> Option<Setting<Secret>> {
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

fn local_worker(resolver: &mut Resolver<'_>, is_off: bool) -> Setting<bool> {
    let flag = is_off.then(|| "false".to_owned());
    let setting = resolver
        .parse("MUSTER_LOCAL_WORKER", flag, yes_or_no)
        .unwrap_or_else(|| Setting::by_default(true));
    resolver.note("MUSTER_LOCAL_WORKER", setting.value.to_string(), &setting.origin);
    setting
}

fn slots(resolver: &mut Resolver<'_>, flag: Option<String>) -> Setting<u32> {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let standard = u32::try_from(processors).unwrap_or(1);
    let setting = resolver
        .parse("MUSTER_SLOTS", flag, |text| match text.parse() {
            Ok(slots @ 1..=1024) => Ok(slots),
            Ok(_) | Err(_) => Err(wrong(
                format!("`{text}` is not a number of jobs"),
                "say how many jobs run at a time, from 1 to 1024",
            )),
        })
        .unwrap_or_else(|| Setting::by_default(standard));
    resolver.note("MUSTER_SLOTS", setting.value.to_string(), &setting.origin);
    setting
}

fn vault_passphrase(
    resolver: &mut Resolver<'_>,
    secrets: &Setting<SecretsPlace>,
) -> Option<Setting<Secret>> {
    let passphrase = resolver.secret("MUSTER_VAULT_PASSPHRASE", "MUSTER_VAULT_PASSPHRASE_FILE");
    if let Some(passphrase) = &passphrase {
        resolver.note("MUSTER_VAULT_PASSPHRASE", "***".to_owned(), &passphrase.origin);
    } else if secrets.value == SecretsPlace::Vault {
        resolver.blame(
            &secrets.origin,
            wrong(
                "the encrypted vault needs a passphrase",
                "set MUSTER_VAULT_PASSPHRASE or MUSTER_VAULT_PASSPHRASE_FILE",
            ),
        );
    }
    passphrase
}

/// Names of predecessors that are set and that no setting of ours reads.
fn ignored(environment: &Environment) -> Vec<(&'static str, &'static str)> {
    let rows = super::variables::all().filter_map(|(_, variable)| match variable.ours {
        super::variables::Ours::NotApplicable(reason) => Some((variable.name, reason)),
        super::variables::Ours::Setting(_) | super::variables::Ours::Same => None,
    });
    let mut found: Vec<_> = rows.filter(|(name, _)| environment.get(name).is_some()).collect();
    found.sort_unstable();
    found.dedup_by_key(|(name, _)| *name);
    found
}

impl LogSettings {
    /// What holds if nobody says anything.
    pub fn standard() -> Self {
        Self { filter: "info".to_owned(), format: LogFormat::Auto }
    }
}
