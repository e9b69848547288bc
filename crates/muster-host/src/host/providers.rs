//! The providers of this data directory, each over the network, or played if it is a demo.

use super::demo;
use crate::{StartError, config::ServeSettings};
use aws_lc_rs::digest::{SHA256, digest};
use muster_operations::Providers;
use muster_providers::{
    Mark, ProviderSettings,
    http::{Https, Transport},
};
use muster_seams::Seams;
use muster_session::KeyPair;
use std::{io, sync::Arc};

pub(super) async fn of(
    settings: &ServeSettings,
    mark: Mark,
    seams: &Seams,
) -> Result<Providers, StartError> {
    if settings.is_demo {
        let demo = demo::start(&settings.data_dir.value, seams).await?;
        let connect = |kind, _: &_| Ok(demo.transport(kind));
        return Providers::of(&settings.providers, mark, &seams.clock, connect);
    }
    over_the_network(&settings.providers, mark, seams)
}

pub(super) fn over_the_network(
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

/// What is otherwise, in words for the log.
pub(super) fn changed(before: &ProviderSettings, after: &ProviderSettings) -> Vec<&'static str> {
    let all = [
        ("PROVISIONER_MODE", before.mode != after.mode),
        ("Render", before.render != after.render),
        ("Daytona", before.daytona != after.daytona),
        ("Azure", before.azure != after.azure),
        #[cfg(feature = "kubernetes")]
        ("Kubernetes", before.kubernetes != after.kubernetes),
        #[cfg(feature = "docker")]
        ("Docker", before.docker != after.docker),
        ("the defaults of environments", before.environments != after.environments),
    ];
    all.into_iter().filter(|(_, is_changed)| *is_changed).map(|(what, _)| what).collect()
}
