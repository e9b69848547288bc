//! How far the audit log went, kept where secrets are kept: who can write to the database cannot change it there.
//!
//! Where the key lies in a file because there is no keychain, heads do, too. That shows a database that was put back
//! alone, and nothing if the whole data directory was.

use crate::{
    backup,
    config::ServeSettings,
    private_file,
    secrets::{SecretError, SecretName, SecretStore, State},
};
use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::BoxFuture;
use muster_coordinator::{HeadRead, HostHeads, NoHeads};
use muster_core::{OrganisationId, Secret};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

const FOLDER: &str = "audit-heads";

#[derive(Debug, Clone)]
pub(super) struct Heads {
    data_dir: PathBuf,
    secrets: SecretStore,
}

impl Heads {
    pub(super) fn of(settings: &ServeSettings, secrets: &SecretStore) -> Self {
        Self { data_dir: settings.data_dir.value.clone(), secrets: secrets.clone() }
    }

    /// A copy of a data directory has heads of its own, because both go on.
    fn name(&self, organisation: &OrganisationId) -> SecretName {
        let place = short_of(&self.data_dir);
        format!("audit-head-{organisation}-{place}").parse().expect("ids have plain characters")
    }

    fn file(&self, organisation: &OrganisationId) -> PathBuf {
        self.data_dir.join(FOLDER).join(format!("{organisation}.json"))
    }
}

impl HostHeads for Heads {
    fn read(&self, organisation: &OrganisationId) -> BoxFuture<'static, HeadRead> {
        let (own, name, file) = (self.clone(), self.name(organisation), self.file(organisation));
        Box::pin(async move {
            if backup::key_is_in_file(&own.data_dir) {
                return read_file(&file);
            }
            match own.secrets.read(&name).await {
                Ok(Some(head)) => Ok(Some(head.reveal().to_owned())),
                Ok(None) | Err(SecretError::Keychain(State::Unavailable)) => read_file(&file),
                Err(error) => Err(NoHeads { reason: error.to_string() }),
            }
        })
    }

    fn keep(
        &self,
        organisation: &OrganisationId,
        head: String,
    ) -> BoxFuture<'static, Result<(), NoHeads>> {
        let (own, name, file) = (self.clone(), self.name(organisation), self.file(organisation));
        Box::pin(async move {
            if backup::key_is_in_file(&own.data_dir) {
                return keep_file(&file, &head);
            }
            match own.secrets.write(&name, &Secret::new(head.clone())).await {
                Ok(()) => Ok(()),
                Err(SecretError::Keychain(State::Unavailable)) => keep_file(&file, &head),
                Err(error) => Err(NoHeads { reason: error.to_string() }),
            }
        })
    }
}

/// A short word for where a data directory is.
pub(super) fn short_of(data_dir: &Path) -> String {
    let place = digest::digest(&digest::SHA256, data_dir.to_string_lossy().as_bytes());
    URL_SAFE_NO_PAD.encode(&place.as_ref()[..9])
}

pub(super) fn read_file(path: &Path) -> HeadRead {
    match fs::read_to_string(path) {
        Ok(head) => Ok(Some(head)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(about(path, &error)),
    }
}

pub(super) fn keep_file(path: &Path, head: &str) -> Result<(), NoHeads> {
    let kept = path.parent().map_or(Ok(()), private_file::create_dir);
    let kept = kept.and_then(|()| private_file::replace(path, head.as_bytes()));
    kept.map_err(|error| about(path, &error))
}

fn about(path: &Path, error: &io::Error) -> NoHeads {
    NoHeads { reason: format!("`{}`: {error}", path.display()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::{Keychain, Ring, RingError, Vault};

    /// A machine that has no keychain.
    #[derive(Debug)]
    struct NoRing;

    impl Ring for NoRing {
        fn read(&self, _: &str) -> Result<Option<Secret>, RingError> {
            Err(RingError::Unavailable)
        }
        fn write(&self, _: &str, _: &Secret) -> Result<(), RingError> {
            Err(RingError::Unavailable)
        }
        fn remove(&self, _: &str) -> Result<(), RingError> {
            Err(RingError::Unavailable)
        }
    }

    fn organisation() -> OrganisationId {
        OrganisationId::from_random([7; 16])
    }

    #[tokio::test]
    async fn a_head_is_kept_where_secrets_are_or_beside_the_database() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::at(home.path().join("secrets.vault"), Secret::new("passphrase"));
        for (secrets, is_file) in [
            (SecretStore::Vault(vault), false),
            (SecretStore::Keychain(Keychain::over(NoRing)), true),
        ] {
            let heads = Heads { data_dir: home.path().to_owned(), secrets };
            assert_eq!(heads.read(&organisation()).await.unwrap(), None);
            for head in ["first", "second"] {
                heads.keep(&organisation(), head.to_owned()).await.unwrap();
                assert_eq!(heads.read(&organisation()).await.unwrap().as_deref(), Some(head));
            }
            assert_eq!(heads.file(&organisation()).exists(), is_file);
        }
    }

    #[test]
    fn a_copy_of_a_data_directory_has_heads_of_its_own() {
        let secrets = SecretStore::Keychain(Keychain::over(NoRing));
        let name = |dir: &str| {
            Heads { data_dir: dir.into(), secrets: secrets.clone() }.name(&organisation())
        };
        assert_ne!(name("/one"), name("/other"));
    }
}
