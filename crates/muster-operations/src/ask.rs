//! Asking: one question about one resource, put to its provider, and what came of it as a [`Report`].
//!
//! Not here: what is written down before and after. A question that is never answered leaves no trace here.

use crate::{
    advance::Report,
    life::{Answer, Seen, Trouble},
    probe::Probe,
    providers::Providers,
    specification::{Keeper, order_again, place, secrets_of, worker_order},
    vault::Vault,
};
use muster_core::{
    RequestId, Secret,
    cloud::{self, Ask, Phase, Reason, ResourceKind},
};
use muster_providers::{
    EnvironmentEngine, ProviderError, WorkerEngine,
    environment::{Environment, EnvironmentInstance, Force},
    secret::redacted,
    worker::{Address, Handle, Instance, InstanceState},
};
use muster_store::resource::ResourceRow;

/// A resource about which something is asked, and whoever can answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) providers: &'a Providers,
    pub(crate) vault: &'a dyn Vault,
    pub(crate) probe: &'a dyn Probe,
    pub(crate) resource: &'a ResourceRow,
    pub(crate) is_forced: bool,
    pub(crate) request: &'a RequestId,
}

/// An answer with what came beside it.
struct Told {
    answer: Answer,
    said: Option<String>,
    region: Option<String>,
    address: Option<Address>,
    image_digest: Option<String>,
}

/// No answer, and what the provider said instead.
struct Failed {
    trouble: Trouble,
    said: Option<String>,
}

impl From<Answer> for Told {
    fn from(answer: Answer) -> Self {
        Self { answer, said: None, region: None, address: None, image_digest: None }
    }
}

impl From<Trouble> for Failed {
    fn from(trouble: Trouble) -> Self {
        Self { trouble, said: None }
    }
}

impl From<ProviderError> for Failed {
    fn from(error: ProviderError) -> Self {
        // Not what it said: our secrets are not cut out of that yet.
        tracing::info!(%error, request = error.provider_request, "not confirmed");
        Self { trouble: Trouble::Provider(error.outcome, error.not_before), said: error.said }
    }
}

impl Question<'_> {
    pub(crate) async fn ask(&self, ask: Ask) -> Report {
        let told = match self.resource.kind {
            ResourceKind::Worker => self.ask_worker(ask).await,
            ResourceKind::Environment => self.ask_environment(ask).await,
        };
        match told {
            Ok(told) => self.report(ask, told).await,
            Err(Failed { trouble, said }) => {
                let said = self.clean(said).await;
                let (region, address, image_digest) = (None, None, None);
                Report { ask, answer: Err(trouble), said, region, address, image_digest }
            }
        }
    }

    async fn report(&self, ask: Ask, told: Told) -> Report {
        let said = self.clean(told.said).await;
        let report = Report {
            ask,
            answer: Ok(told.answer),
            said,
            region: told.region,
            address: None,
            image_digest: told.image_digest,
        };
        let Some(address) = told.address else { return report };
        match self.kept(address).await {
            Ok(address) => Report { address: Some(address), ..report },
            Err(trouble) if ask == Ask::Address => Report { answer: Err(trouble), ..report },
            // What was made is made, and its address can be asked for later.
            Err(_) => Report { answer: report.answer.map(Answer::without_address), ..report },
        }
    }

    fn keeper(&self) -> Keeper<'_> {
        Keeper {
            vault: self.vault,
            organisation: &self.resource.organisation,
            resource: &self.resource.id,
        }
    }

    /// What somebody else said, without our secrets; nothing at all if they cannot be looked for.
    async fn clean(&self, said: Option<String>) -> Option<String> {
        let said = said?;
        let secrets = secrets_of(self.resource, self.keeper()).await.ok()?;
        Some(redacted(&said, &secrets))
    }

    /// An address as it is kept: one that ends is signed, and whoever knows it gets in.
    async fn kept(&self, address: Address) -> Result<cloud::Address, Trouble> {
        let (is_sealed, expires) = (address.expires.is_some(), address.expires);
        let url = if is_sealed {
            self.keeper().seal(ADDRESS, &address.url).await?
        } else {
            address.url.reveal().to_owned()
        };
        Ok(cloud::Address { url, is_sealed, expires })
    }

    /// The address again.
    pub(crate) async fn address(&self) -> Result<Secret, Trouble> {
        let address = self.resource.address.as_ref().ok_or(Trouble::Unreadable)?;
        if address.is_sealed {
            Ok(self.keeper().open(ADDRESS, &address.url).await?)
        } else {
            Ok(Secret::new(address.url.clone()))
        }
    }

    async fn ask_worker(&self, ask: Ask) -> Result<Told, Failed> {
        let provider = self.providers.of_worker(self.resource);
        let engine = &*provider.ok_or(Trouble::NotSetUp)?.engine;
        let handle = self.resource.life.handle.clone().map(Handle);
        match (ask, handle) {
            (Ask::Health, _) => {
                let is_well = self.probe.is_well(&self.address().await?).await;
                Ok(Answer::Well(is_well).into())
            }
            (Ask::Create, _) => {
                let order = worker_order(self.resource, self.keeper()).await?;
                Ok(seen_worker(Some(engine.create(&order, self.request).await?)))
            }
            (ask, Some(handle)) => self.ask_instance(engine, ask, &handle).await,
            // Whatever is to be done to it, it has to be found first.
            (_, None) => {
                let name = self.resource.provider_name.parse();
                let name = name.map_err(|_| Trouble::Unreadable)?;
                Ok(seen_worker(engine.find(&name, self.request).await?))
            }
        }
    }

    async fn ask_instance(
        &self,
        engine: &dyn WorkerEngine,
        ask: Ask,
        handle: &Handle,
    ) -> Result<Told, Failed> {
        match ask {
            Ask::Start => engine.wake(handle, self.request).await?,
            Ask::Stop => engine.stop(handle, self.request).await?,
            Ask::Delete => engine.delete(handle, self.request).await?,
            Ask::Address => {
                let address = Some(engine.address(handle, self.request).await?);
                return Ok(Told { address, ..Answer::Reachable.into() });
            }
            Ask::Look | Ask::Create | Ask::Health | Ask::KeepStorage | Ask::DiscardStorage => {
                return Ok(seen_worker(Some(engine.status(handle, self.request).await?)));
            }
        }
        Ok(Answer::Done.into())
    }

    async fn ask_environment(&self, ask: Ask) -> Result<Told, Failed> {
        let provider = self.providers.of_environment(self.resource);
        let engine = &*provider.ok_or(Trouble::NotSetUp)?.engine;
        let place = place(self.resource)?;
        let force = if self.is_forced { Force::Yes } else { Force::No };
        match ask {
            Ask::KeepStorage | Ask::Create => return self.make_part(engine, ask).await,
            Ask::Start => engine.start(&place, self.request).await?,
            Ask::Stop => engine.stop(&place, self.request).await?,
            Ask::Delete => engine.delete(&place, force, self.request).await?,
            Ask::DiscardStorage => engine.discard_storage(&place, self.request).await?,
            Ask::Look | Ask::Address | Ask::Health => {
                return Ok(seen_environment(engine.look(&place, self.request).await?));
            }
        }
        Ok(Answer::Done.into())
    }

    async fn make_part(&self, engine: &dyn EnvironmentEngine, ask: Ask) -> Result<Told, Failed> {
        let order = order_again(self.resource, self.keeper()).await?;
        if ask == Ask::KeepStorage {
            engine.keep_storage(&order, self.request).await?;
            return Ok(Answer::Done.into());
        }
        let made = engine.create(&order, self.request).await?;
        Ok(seen_container(Some(made), None))
    }
}

/// What an address is called in the vault; no variable can have this name.
const ADDRESS: &str = "signed address";

fn seen_worker(found: Option<Instance>) -> Told {
    let mut told = Told::from(Answer::Seen(Seen::default()));
    let Some(Instance { handle, region, state, address, .. }) = found else { return told };
    let (phase, failure, said) = phase(state);
    told.answer = Answer::Seen(Seen {
        instance: Some(phase),
        failure,
        handle: Some(handle.0),
        has_storage: None,
        has_address: address.is_some(),
    });
    Told { said, region, address, ..told }
}

fn seen_environment(found: Environment) -> Told {
    seen_container(found.instance, Some(found.storage.is_some()))
}

fn seen_container(found: Option<EnvironmentInstance>, has_storage: Option<bool>) -> Told {
    let Some(EnvironmentInstance { state, connection, image_digest }) = found else {
        return Answer::Seen(Seen { has_storage, ..Seen::default() }).into();
    };
    let (phase, failure, said) = phase(state);
    let address =
        connection.map(|connection| Address { url: Secret::new(connection.host), expires: None });
    let seen = Seen {
        instance: Some(phase),
        failure,
        handle: None,
        has_storage,
        has_address: address.is_some(),
    };
    Told { said, address, image_digest, ..Answer::Seen(seen).into() }
}

fn phase(state: InstanceState) -> (Phase, Option<Reason>, Option<String>) {
    let phase = match state {
        InstanceState::Starting => Phase::Starting,
        InstanceState::Running => Phase::Running,
        InstanceState::Stopping => Phase::Stopping,
        InstanceState::Stopped => Phase::Stopped,
        InstanceState::Deleting => Phase::Deleting,
        InstanceState::Strange(word) => return (Phase::Strange, None, Some(word)),
        InstanceState::Failed(failure) => {
            return (Phase::Failed, Some(Reason::of_failure(failure.code)), failure.said);
        }
    };
    (phase, None, None)
}
