//! The providers of this data directory, each over the network, or played if it is a demo.

use super::demo;
use crate::{
    StartError,
    config::{RereadError, ServeSettings},
};
use aws_lc_rs::digest::{SHA256, digest};
use futures_util::future::BoxFuture;
use muster_api::provider::SettingsReread;
use muster_coordinator::{CloudOptions, Coordinator, HostSettings};
use muster_operations::Providers;
use muster_providers::{
    Mark, ProviderSettings,
    http::{Https, Transport},
    price::MicroDollars,
};
use muster_seams::Seams;
use muster_session::KeyPair;
use std::{
    collections::BTreeSet,
    fmt, io,
    sync::{Arc, Mutex, PoisonError},
};

pub(super) async fn of(
    settings: &ServeSettings,
    mark: Mark,
    seams: &Seams,
) -> Result<(Providers, CloudOptions), StartError> {
    let (mut providers, mut cloud) = (None, CloudOptions::default());
    if settings.is_demo {
        let demo = demo::start(&settings.data_dir.value, seams).await?;
        let connect = |kind, _: &_| Ok::<_, StartError>(demo.transport(kind));
        let played = Providers::of(&settings.providers, mark.clone(), &seams.clock, connect)?;
        providers = Some(played);
        let demo = demo.clone();
        cloud.connect = Some(Arc::new(move |kind, _| Ok(demo.transport(kind))));
        cloud.workspaces = Some(Arc::new(demo::Nobody));
    }
    let mut providers = match providers {
        Some(played) => played,
        None => over_the_network(&settings.providers, mark, seams)?,
    };
    providers.ceiling = settings.spend_ceiling.value.map(MicroDollars);
    Ok((providers, cloud))
}

fn over_the_network(
    said: &ProviderSettings,
    mark: Mark,
    seams: &Seams,
) -> Result<Providers, StartError> {
    Providers::of(said, mark, &seams.clock, |_, base| {
        let https =
            Https::to(base).map_err(|error| StartError::Provider(io::Error::other(error)))?;
        Ok(Arc::new(https) as Arc<dyn Transport>)
    })
}

/// What tells this installation's machines from another's that shares its account. The key outlives the database, so
/// that what was made before that was lost is found again.
pub(super) fn mark(key: &KeyPair) -> Mark {
    let hash = digest(&SHA256, key.public().as_bytes());
    let (first, _) = hash.as_ref().split_at(16);
    Mark::from_random(first.try_into().unwrap_or_default())
}

/// What it takes to read the settings of providers again while everything runs.
pub(super) struct Rereads {
    /// As they were read last.
    last: Mutex<ServeSettings>,
    mark: Mark,
    seams: Seams,
    /// Who takes them, as long as it runs. It holds this in turn, so it is let go at the end.
    coordinator: Mutex<Option<Coordinator>>,
}

impl fmt::Debug for Rereads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rereads").finish_non_exhaustive()
    }
}

/// Why nothing was taken.
#[derive(Debug, thiserror::Error)]
pub enum NotReread {
    /// What is said will not do.
    #[error(transparent)]
    Settings(#[from] RereadError),
    /// No provider can be asked from here.
    #[error(transparent)]
    Provider(#[from] StartError),
}

impl Rereads {
    pub(super) fn new(settings: &ServeSettings, mark: Mark, seams: &Seams) -> Arc<Self> {
        let (last, seams) = (Mutex::new(settings.clone()), seams.clone());
        Arc::new(Self { last, mark, seams, coordinator: Mutex::default() })
    }

    /// Lets somebody take them from now on, or nobody any more.
    pub(super) fn serve(&self, coordinator: Option<Coordinator>) {
        *self.coordinator.lock().unwrap_or_else(PoisonError::into_inner) = coordinator;
    }

    /// For the coordinator, which is asked over HTTP to have them read.
    pub(super) fn over_http(self: Arc<Self>) -> Arc<dyn HostSettings> {
        Arc::new(OverHttp(self))
    }

    /// Takes what can be taken. A demo plays what it plays.
    pub(super) fn reread(&self) -> Result<SettingsReread, NotReread> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let coordinator = self.coordinator.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(coordinator) = coordinator.filter(|_| !last.is_demo) else {
            return Ok(SettingsReread::default());
        };
        let next = last.again()?;
        let mut taken = over_the_network(&next.providers, self.mark.clone(), &self.seams)?;
        taken.ceiling = next.spend_ceiling.value.map(MicroDollars);
        let reread = compared(&last, &next);
        coordinator.reload_providers(taken);
        *last = next;
        Ok(reread)
    }
}

const CEILING: &str = "MUSTER_SPEND_CEILING";

/// What is otherwise, by its variables. Values may be secrets.
fn compared(before: &ServeSettings, after: &ServeSettings) -> SettingsReread {
    let (old, new) = (before.said_of_providers(), after.said_of_providers());
    let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let names = names.into_iter().filter(|name| old.get(*name) != new.get(*name)).cloned();
    let mut changed: Vec<_> = names.collect();
    let value = |of: &ServeSettings, variable: &str| {
        of.effective.iter().find(|it| it.variable == variable).map(|it| it.value.clone())
    };
    let all = after.effective.iter().map(|it| it.variable);
    let others = all.filter(|name| value(before, name) != value(after, name));
    let (ours, needs_restart): (Vec<_>, Vec<_>) =
        others.map(str::to_owned).partition(|name| name == CEILING);
    changed.extend(ours);
    SettingsReread { changed, needs_restart }
}

/// Reads them where a request waits for it.
struct OverHttp(Arc<Rereads>);

impl HostSettings for OverHttp {
    fn reread(&self) -> BoxFuture<'static, Result<SettingsReread, String>> {
        let rereads = self.0.clone();
        Box::pin(async move {
            let reread = tokio::task::spawn_blocking(move || rereads.reread()).await;
            match reread {
                Ok(reread) => reread.map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            }
        })
    }
}
