//! The providers of one installation: an engine for each, and how patient to be with it.

use crate::pace::Pace;
#[cfg(feature = "docker")]
use muster_providers::docker::Docker;
#[cfg(feature = "kubernetes")]
use muster_providers::kubernetes::Kubernetes;
use muster_providers::{
    EnvironmentEngine, Mark, Prefix, ProviderKind, ProviderSettings, WorkerEngine,
    azure::Azure,
    daytona::Daytona,
    http::{Base, Transport},
    price::MicroDollars,
    render::Render,
    settings::EnvironmentDefaults,
};
use muster_seams::Clock;
use std::{sync::Arc, time::Duration};

/// A provider of cloud workers.
#[derive(Debug, Clone)]
pub struct WorkerProvider {
    /// What asks it.
    pub engine: Arc<dyn WorkerEngine>,
    /// What names there begin with.
    pub prefix: Prefix,
    /// How patient to be.
    pub pace: Pace,
}

/// A provider of environments.
#[derive(Debug, Clone)]
pub struct EnvironmentProvider {
    /// What asks it.
    pub engine: Arc<dyn EnvironmentEngine>,
    /// How patient to be.
    pub pace: Pace,
}

impl EnvironmentProvider {
    fn has_region(&self, region: &str) -> bool {
        self.engine.regions().iter().any(|it| it.region == region)
    }

    /// The region if nobody says one: the usual one, or the first that there is.
    pub(crate) fn region_unless_said(&self, usual: &str) -> String {
        let regions = self.engine.regions();
        let first = regions.first().filter(|_| !self.has_region(usual));
        first.map_or_else(|| usual.to_owned(), |it| it.region.clone())
    }
}

/// Everything that is set up. It is exchanged as a whole when the settings change.
#[derive(Debug, Clone)]
pub struct Providers {
    /// What tells this installation's things from another's.
    pub mark: Mark,
    /// Where new workers are made, if nobody says otherwise.
    pub mode: Option<ProviderKind>,
    /// Providers of workers.
    pub workers: Vec<WorkerProvider>,
    /// Providers of environments; new ones are made at the first unless their order says otherwise.
    pub environments: Vec<EnvironmentProvider>,
    /// What environments are made of, if nobody says.
    pub defaults: EnvironmentDefaults,
    /// What everything together may cost an hour.
    pub ceiling: Option<MicroDollars>,
}

// What was sent before an answer was lost reaches Azure within its own time-out of a minute, or never.
pub(crate) const ENVIRONMENT_SETTLES_WITHIN: Duration = Duration::from_mins(1);

impl Providers {
    /// None at all.
    pub fn none(mark: Mark) -> Self {
        Self {
            mark,
            mode: None,
            workers: Vec::new(),
            environments: Vec::new(),
            defaults: EnvironmentDefaults::default(),
            ceiling: None,
        }
    }

    /// Those of the settings, each over what leads to its address: the network, or a fake of this process.
    pub fn of<E>(
        settings: &ProviderSettings,
        mark: Mark,
        clock: &Arc<dyn Clock>,
        connect: impl Fn(ProviderKind, &Base) -> Result<Arc<dyn Transport>, E>,
    ) -> Result<Self, E> {
        let mut providers = Self::none(mark.clone());
        providers.mode = settings.mode;
        providers.defaults = settings.environments.clone();
        if let Some(render) = &settings.render {
            let transport = connect(ProviderKind::Render, &render.base)?;
            let pace = Pace {
                provision_within: render.provision_within,
                healthy_within: render.healthy_within,
                poll_every: render.poll_every,
                ..Pace::default()
            };
            let prefix = render.prefix.clone();
            let engine = Render::new(render.clone(), mark.clone(), transport, clock.clone());
            providers.workers.push(WorkerProvider { engine: Arc::new(engine), prefix, pace });
        }
        if let Some(daytona) = &settings.daytona {
            let transport = connect(ProviderKind::Daytona, &daytona.base)?;
            let pace = Pace {
                provision_within: daytona.provision_within,
                healthy_within: daytona.healthy_within,
                delete_within: daytona.delete_within,
                poll_every: daytona.poll_every,
                ..Pace::default()
            };
            let prefix = daytona.prefix.clone();
            let engine = Daytona::new(daytona.clone(), mark.clone(), transport, clock.clone());
            providers.workers.push(WorkerProvider { engine: Arc::new(engine), prefix, pace });
        }
        if let Some(azure) = &settings.azure {
            let transport = connect(ProviderKind::Azure, &azure.base)?;
            let engine = Azure::new(azure.clone(), mark.clone(), transport, clock.clone());
            let (engine, pace) = (Arc::new(engine), Pace::default());
            providers.environments.push(EnvironmentProvider { engine, pace });
        }
        #[cfg(feature = "kubernetes")]
        if let Some(cluster) = &settings.kubernetes {
            let transport = connect(ProviderKind::Kubernetes, &cluster.base)?;
            let pace = Pace {
                provision_within: cluster.worker.provision_within,
                healthy_within: cluster.worker.healthy_within,
                poll_every: cluster.worker.poll_every,
                ..Pace::default()
            };
            let prefix = cluster.worker.prefix.clone();
            let engine = Kubernetes::new(cluster.clone(), mark.clone(), transport, clock.clone());
            let engine = Arc::new(engine);
            providers.environments.push(EnvironmentProvider { engine: engine.clone(), pace });
            if cluster.worker.address.is_some() {
                providers.workers.push(WorkerProvider { engine, prefix, pace });
            }
        }
        #[cfg(feature = "docker")]
        if let Some(docker) = &settings.docker {
            let transport = connect(ProviderKind::Docker, &docker.base)?;
            let engine = Docker::new(docker.clone(), mark, transport, clock.clone());
            let (engine, pace) = (Arc::new(engine), Pace::default());
            providers.environments.push(EnvironmentProvider { engine, pace });
        }
        Ok(providers)
    }

    /// The region of a new environment if nobody says one.
    pub fn usual_region(&self) -> String {
        let usual = &self.defaults.region;
        let first = self.environments.first();
        first.map_or_else(|| usual.clone(), |it| it.region_unless_said(usual))
    }

    /// Where a new environment is made: at this provider, at one that has this region, or at the first.
    pub(crate) fn for_environment(
        &self,
        provider: Option<ProviderKind>,
        region: Option<&str>,
    ) -> Option<&EnvironmentProvider> {
        if let Some(kind) = provider {
            return self.of_environment(kind.as_str());
        }
        let has = |it: &&EnvironmentProvider| region.is_some_and(|region| it.has_region(region));
        self.environments.iter().find(has).or_else(|| self.environments.first())
    }

    /// The provider of this name, for workers that were made there.
    pub(crate) fn of_worker(&self, provider: &str) -> Option<&WorkerProvider> {
        self.workers.iter().find(|it| it.engine.provider().as_str() == provider)
    }

    /// The same for environments.
    pub(crate) fn of_environment(&self, provider: &str) -> Option<&EnvironmentProvider> {
        self.environments.iter().find(|it| it.engine.provider().as_str() == provider)
    }
}
