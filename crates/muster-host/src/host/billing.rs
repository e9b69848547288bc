//! Billing of this data directory: the way to each biller, and the mark that tells an older copy of the store.

use super::{
    demo,
    gate::Fields,
    heads::{keep_file, read_file, short_of},
};
use crate::{
    StartError, backup,
    config::ServeSettings,
    secrets::{SecretError, SecretName, SecretStore, State},
};
use futures_util::future::BoxFuture;
use muster_coordinator::{BillingOptions, HeadRead, HostMark, NoHeads};
use muster_core::Secret;
use muster_seams::Seams;
use std::{io, path::PathBuf, sync::Arc};

const FILE: &str = "billing-mark";

/// What a coordinator is told about billing.
pub(super) async fn of(
    settings: &ServeSettings,
    secrets: &SecretStore,
    seams: &Seams,
    url: &str,
) -> Result<BillingOptions, StartError> {
    let said = &settings.billing;
    let sold = if settings.is_demo {
        demo::billing::played(settings, seams, url).await?
    } else {
        Fields { settings, secrets }.sold().await
    };
    let options = BillingOptions::of(sold, &seams.clock)
        .map_err(|error| StartError::Provider(io::Error::other(error)))?;
    let mark = Mark { data_dir: settings.data_dir.value.clone(), secrets: secrets.clone() };
    Ok(BillingOptions {
        mark: Some(Arc::new(mark)),
        public_url: said.public_url.clone(),
        ..options
    })
}

/// Keeps the mark where secrets are kept, as heads of the audit log are.
#[derive(Debug, Clone)]
struct Mark {
    data_dir: PathBuf,
    secrets: SecretStore,
}

impl Mark {
    fn name(&self) -> SecretName {
        let place = short_of(&self.data_dir);
        format!("billing-mark-{place}").parse().expect("base 64 has plain characters")
    }

    fn file(&self) -> PathBuf {
        self.data_dir.join(FILE)
    }
}

impl HostMark for Mark {
    fn read(&self) -> BoxFuture<'static, HeadRead> {
        let (own, name, file) = (self.clone(), self.name(), self.file());
        Box::pin(async move {
            if backup::key_is_in_file(&own.data_dir) {
                return read_file(&file);
            }
            match own.secrets.read(&name).await {
                Ok(Some(mark)) => Ok(Some(mark.reveal().to_owned())),
                Ok(None) | Err(SecretError::Keychain(State::Unavailable)) => read_file(&file),
                Err(error) => Err(NoHeads { reason: error.to_string() }),
            }
        })
    }

    fn keep(&self, mark: String) -> BoxFuture<'static, Result<(), NoHeads>> {
        let (own, name, file) = (self.clone(), self.name(), self.file());
        Box::pin(async move {
            if backup::key_is_in_file(&own.data_dir) {
                return keep_file(&file, &mark);
            }
            match own.secrets.write(&name, &Secret::new(mark.clone())).await {
                Ok(()) => Ok(()),
                Err(SecretError::Keychain(State::Unavailable)) => keep_file(&file, &mark),
                Err(error) => Err(NoHeads { reason: error.to_string() }),
            }
        })
    }
}
