//! The providers of one installation: an engine for each, and how patient to be with it.

use crate::pace::Pace;
use muster_core::{RequestId, cloud::Account};
#[cfg(feature = "docker")]
use muster_providers::docker::Docker;
#[cfg(feature = "kubernetes")]
use muster_providers::kubernetes::Kubernetes;
use muster_providers::{
    EnvironmentEngine, Mark, Prefix, ProviderError, ProviderKind, ProviderSettings, WorkerEngine,
    azure::Azure,
    daytona::Daytona,
    http::{Base, Transport},
    price::MicroDollars,
    render::Render,
    settings::EnvironmentDefaults,
    worker::Account as Taken,
};
use muster_seams::Clock;
use muster_store::resource::ResourceRow;
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
    /// Whose credentials it is asked with.
    pub account: Account,
}

/// A provider of environments.
#[derive(Debug, Clone)]
pub struct EnvironmentProvider {
    /// What asks it.
    pub engine: Arc<dyn EnvironmentEngine>,
    /// How patient to be.
    pub pace: Pace,
    /// Whose credentials it is asked with.
    pub account: Account,
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
    /// What everything on the credentials of the installation may cost an hour, whoever has it.
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
        let account = Account::Installation;
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
            let engine = Arc::new(engine);
            providers.workers.push(WorkerProvider { engine, prefix, pace, account });
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
            let engine = Arc::new(engine);
            providers.workers.push(WorkerProvider { engine, prefix, pace, account });
        }
        if let Some(azure) = &settings.azure {
            let transport = connect(ProviderKind::Azure, &azure.base)?;
            let engine = Azure::new(azure.clone(), mark.clone(), transport, clock.clone());
            let (engine, pace) = (Arc::new(engine), Pace::default());
            providers.environments.push(EnvironmentProvider { engine, pace, account });
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
            let own = EnvironmentProvider { engine: engine.clone(), pace, account };
            providers.environments.push(own);
            if cluster.worker.address.is_some() {
                providers.workers.push(WorkerProvider { engine, prefix, pace, account });
            }
        }
        #[cfg(feature = "docker")]
        if let Some(docker) = &settings.docker {
            let transport = connect(ProviderKind::Docker, &docker.base)?;
            let engine = Docker::new(docker.clone(), mark, transport, clock.clone());
            let (engine, pace) = (Arc::new(engine), Pace::default());
            providers.environments.push(EnvironmentProvider { engine, pace, account });
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
            return self.environments.iter().find(|it| it.engine.provider() == kind);
        }
        let has = |it: &&EnvironmentProvider| region.is_some_and(|region| it.has_region(region));
        self.environments.iter().find(has).or_else(|| self.environments.first())
    }

    /// The same, asked with the credentials that one organisation has entered.
    #[must_use]
    pub fn of_one_organisation(mut self) -> Self {
        for it in &mut self.workers {
            it.account = Account::Organisation;
        }
        for it in &mut self.environments {
            it.account = Account::Organisation;
        }
        self
    }

    /// What an organisation can have that has entered these beside those of the installation. What it makes is made
    /// with its own credentials.
    pub(crate) fn beside(&self, all: &Self) -> Self {
        let has_own = !self.environments.is_empty();
        let defaults = if has_own { &self.defaults } else { &all.defaults };
        Self {
            mark: all.mark.clone(),
            mode: self.mode.or(all.mode),
            workers: self.workers.iter().chain(&all.workers).cloned().collect(),
            environments: self.environments.iter().chain(&all.environments).cloned().collect(),
            defaults: EnvironmentDefaults {
                // It is this installation that a workspace reports to, whoever pays for it.
                agent_base_url: all.defaults.agent_base_url.clone(),
                ..defaults.clone()
            },
            ceiling: all.ceiling,
        }
    }

    /// Asks a provider whether it takes these credentials; nothing if it is not set up.
    pub async fn check(
        &self,
        kind: ProviderKind,
        request: &RequestId,
    ) -> Option<Result<Taken, ProviderError>> {
        if let Some(it) = self.for_worker(kind) {
            return Some(it.engine.check(request).await);
        }
        let it = self.environments.iter().find(|it| it.engine.provider() == kind)?;
        Some(it.engine.check(request).await)
    }

    /// Where a new worker is made at this provider.
    pub fn for_worker(&self, kind: ProviderKind) -> Option<&WorkerProvider> {
        self.workers.iter().find(|it| it.engine.provider() == kind)
    }

    /// The provider at which a worker was made.
    pub(crate) fn of_worker(&self, made: &ResourceRow) -> Option<&WorkerProvider> {
        let at = |it: &&WorkerProvider| it.engine.provider().as_str() == made.provider;
        self.workers.iter().filter(at).find(|it| it.account == made.account)
    }

    /// The same for environments.
    pub(crate) fn of_environment(&self, made: &ResourceRow) -> Option<&EnvironmentProvider> {
        let at = |it: &&EnvironmentProvider| it.engine.provider().as_str() == made.provider;
        self.environments.iter().filter(at).find(|it| it.account == made.account)
    }
}
