//! The providers of this data directory, each over the network, or played if it is a demo.

use super::demo;
use crate::{StartError, config::ServeSettings};
use aws_lc_rs::digest::{SHA256, digest};
use muster_operations::Providers;
use muster_providers::{
    Mark,
    http::{Https, Transport},
};
use muster_seams::Seams;
use muster_session::KeyPair;
use std::{io, sync::Arc};

pub(super) async fn of(
    settings: &ServeSettings,
    key: &KeyPair,
    seams: &Seams,
) -> Result<Providers, StartError> {
    let (said, mark) = (&settings.providers, mark(key));
    if settings.is_demo {
        let demo = demo::start(seams).await?;
        return Providers::of(said, mark, &seams.clock, |kind, _| Ok(demo.transport(kind)));
    }
    Providers::of(said, mark, &seams.clock, |_, base| {
        let https =
            Https::to(base).map_err(|error| StartError::Provider(io::Error::other(error)))?;
        Ok(Arc::new(https) as Arc<dyn Transport>)
    })
}

/// What tells this installation's machines from another's that shares its account. The key outlives the database, so
/// that what was made before that was lost is found again.
fn mark(key: &KeyPair) -> Mark {
    let hash = digest(&SHA256, key.public().as_bytes());
    let (first, _) = hash.as_ref().split_at(16);
    Mark::from_random(first.try_into().unwrap_or_default())
}
