//! Settings: the documented environment variables, read once and checked as a whole.
//!
//! [`ProviderSettings::read`] takes a map, because only the host may look at the environment, and because the
//! same names come from a file or from the console. It names everything that is missing or wrong at once, and
//! says of every variable of these families that it has no effect, if it has none.

mod azure;
mod daytona;
#[cfg(feature = "docker")]
mod docker;
mod entered;
#[cfg(feature = "kubernetes")]
mod kubernetes;
mod reader;
mod render;

pub use azure::EnvironmentDefaults;
pub use entered::Field;

#[cfg(feature = "docker")]
use crate::docker::DockerSettings;
#[cfg(feature = "kubernetes")]
use crate::kubernetes::KubernetesSettings;
use crate::{
    azure::AzureSettings, daytona::DaytonaSettings, error::ProviderKind, render::RenderSettings,
};
use reader::Reader;
use std::{collections::BTreeMap, fmt};

/// What workers run if nobody says otherwise.
pub const WORKER_IMAGE: &str = concat!("ghcr.io/muster/muster-worker:", env!("CARGO_PKG_VERSION"));

/// One variable, and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SettingNote {
    /// Its name.
    pub variable: String,
    /// What is wrong, or what it does not do.
    pub says: String,
}

/// Everything that is missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct BadSettings {
    /// At least one.
    pub problems: Vec<SettingNote>,
}

impl fmt::Display for BadSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> =
            self.problems.iter().map(|it| format!("{} {}", it.variable, it.says)).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// The providers of one installation.
///
/// More than one may be set up: `mode` is for new workers, and those that are there keep theirs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProviderSettings {
    /// Where new cloud workers are made, if anywhere.
    pub mode: Option<ProviderKind>,
    /// Render, if it is set up.
    pub render: Option<RenderSettings>,
    /// Daytona, if it is set up.
    pub daytona: Option<DaytonaSettings>,
    /// Azure, if it is set up.
    pub azure: Option<AzureSettings>,
    /// Kubernetes, if it is set up.
    #[cfg(feature = "kubernetes")]
    pub kubernetes: Option<KubernetesSettings>,
    /// Docker, if it is set up.
    #[cfg(feature = "docker")]
    pub docker: Option<DockerSettings>,
    /// What environments are made of, if the request does not say.
    pub environments: EnvironmentDefaults,
    /// What should be said at the start.
    pub notices: Vec<SettingNote>,
}

impl ProviderSettings {
    /// Reads and checks variables.
    pub fn read(variables: &BTreeMap<String, String>) -> Result<Self, BadSettings> {
        let mut reader = Reader::of(variables);
        let mode = mode(&mut reader);
        let settings = Self {
            mode,
            render: render::read(&mut reader, mode == Some(ProviderKind::Render)),
            daytona: daytona::read(&mut reader, mode == Some(ProviderKind::Daytona)),
            azure: azure::read(&mut reader),
            #[cfg(feature = "kubernetes")]
            kubernetes: kubernetes::read(&mut reader, mode == Some(ProviderKind::Kubernetes)),
            #[cfg(feature = "docker")]
            docker: docker::read(&mut reader),
            environments: azure::defaults(&mut reader),
            notices: Vec::new(),
        };
        let notices = reader.end()?;
        Ok(Self { notices, ..settings })
    }
}

fn mode(reader: &mut Reader<'_>) -> Option<ProviderKind> {
    match reader.text("PROVISIONER_MODE") {
        None | Some("stub") => None,
        Some("render") => Some(ProviderKind::Render),
        Some("daytona") => Some(ProviderKind::Daytona),
        #[cfg(feature = "kubernetes")]
        Some("kubernetes") => Some(ProviderKind::Kubernetes),
        Some(_) => {
            let says = "must be `render`, `daytona`, `kubernetes` or `stub`";
            reader.problem("PROVISIONER_MODE", says);
            None
        }
    }
}

#[cfg(test)]
mod tests;
