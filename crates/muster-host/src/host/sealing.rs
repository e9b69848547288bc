//! The key that seals secrets: made of the one key that this data directory has.
//!
//! It is asked for when there is something to seal or to open, so a machine whose keychain is locked is
//! asked nothing before that.

use crate::{
    backup::{self, BackupError},
    config::ServeSettings,
    secrets::SecretStore,
};
use futures_util::future::BoxFuture;
use muster_coordinator::{HostSecrets, NoSealingKey, SealingKey};
use std::path::PathBuf;

#[derive(Debug, Clone)]
pub(super) struct Sealing {
    data_dir: PathBuf,
    secrets: SecretStore,
}

impl Sealing {
    pub(super) fn of(settings: &ServeSettings, secrets: &SecretStore) -> Self {
        Self { data_dir: settings.data_dir.value.clone(), secrets: secrets.clone() }
    }
}

impl HostSecrets for Sealing {
    fn sealing_key(&self) -> BoxFuture<'static, Result<SealingKey, NoSealingKey>> {
        let own = self.clone();
        Box::pin(async move {
            let key = backup::load_or_make_key(&own.data_dir, &own.secrets).await;
            key.map(|key| key.for_sealing()).map_err(|error| told(&error))
        })
    }
}

fn told(error: &BackupError) -> NoSealingKey {
    match error {
        BackupError::KeyUnavailable(place) => {
            NoSealingKey { reason: place.to_string(), hint: place.hint().map(ToOwned::to_owned) }
        }
        other => NoSealingKey { reason: other.to_string(), hint: None },
    }
}
