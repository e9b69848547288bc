//! `muster env create`

use super::accepted;
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    read,
    wording::{Options, with_options},
};
use clap::{Args, ValueHint};
use muster_api::cloud::{EnvironmentRequest, RegistryLogin};
use std::time::Duration;

/// Where images are that name no registry.
const REGISTRY: &str = "index.docker.io";
const OPTIONS: Options = &[
    ("id", "--id"),
    ("region", "--region"),
    ("image", "--image"),
    ("registry", "--registry"),
    ("cpu_cores", "--cpu"),
    ("memory_gb", "--memory"),
    ("storage_gb", "--storage"),
    ("env", "--env"),
    ("secrets", "--secret-file"),
    ("stop_after_idle_minutes", "--stop-after-idle"),
];

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Its name for people
    name: String,
    /// Its id, from which its names at the provider are made [default: drawn]
    #[arg(long)]
    id: Option<String>,
    /// The region [default: the one of the settings]
    #[arg(long)]
    region: Option<String>,
    /// The container image [default: the one of the settings]
    #[arg(long)]
    image: Option<String>,
    /// The registry of the image, if not everybody may pull it [default: the one of the settings]
    #[arg(long, value_name = "HOST", requires = "registry_password_file")]
    registry: Option<String>,
    /// Who pulls from the registry
    #[arg(long, value_name = "NAME", requires = "registry_password_file")]
    registry_user: Option<String>,
    /// A file with the password for the registry
    #[arg(long, value_name = "FILE", value_parser = read::secret_text, value_hint = ValueHint::FilePath, requires = "registry_user")]
    registry_password_file: Option<String>,
    /// Processor cores
    #[arg(long, value_name = "COUNT", default_value_t = 2, value_parser = read::count)]
    cpu: u32,
    /// Memory in GB
    #[arg(long, value_name = "GB", default_value_t = 4, value_parser = read::count)]
    memory: u32,
    /// Storage in GB, which survives a stop
    #[arg(long, value_name = "GB", default_value_t = 20, value_parser = read::count)]
    storage: u32,
    /// A variable that anybody may see; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = read::pair)]
    env: Vec<(String, String)>,
    /// A variable that only the environment sees, with its value in a file; may be repeated
    #[arg(long, value_name = "NAME=FILE", value_parser = read::secret_file, value_hint = ValueHint::Other)]
    secret_file: Vec<(String, String)>,
    /// Stop it after so long without use, like `30min` [default: never]
    #[arg(long, value_name = "SPAN", value_parser = read::span)]
    stop_after_idle: Option<Duration>,
    /// Wait until it runs
    #[arg(long)]
    wait: bool,
}

impl Create {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let minutes = self.stop_after_idle.map(|span| span.as_secs().div_ceil(60));
        let registry = self.registry_user.zip(self.registry_password_file);
        let registry = registry.map(|(username, password)| {
            let server = self.registry.unwrap_or_else(|| REGISTRY.to_owned());
            RegistryLogin { server, username, password }
        });
        let request = EnvironmentRequest {
            id: self.id,
            name: self.name,
            region: self.region,
            image: self.image,
            registry,
            cpu_cores: self.cpu,
            memory_gb: self.memory,
            storage_gb: self.storage,
            env: self.env.into_iter().collect(),
            secrets: self.secret_file.into_iter().collect(),
            stop_after_idle_minutes: minutes.map(|it| u32::try_from(it).unwrap_or(u32::MAX)),
        };
        let made = context.client().await?.create_environment(&request, None).await;
        let made = made.map_err(|error| with_options(error, OPTIONS))?;
        if let (true, Some(password)) = (context.output.is_for_people(), &made.password) {
            context.output.note(&format!("its editor's password, shown once: {password}"));
        }
        accepted(context, &made, self.wait).await
    }
}
