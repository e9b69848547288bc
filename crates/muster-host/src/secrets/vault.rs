//! The encrypted vault: one file for machines without a keychain.
//!
//! A passphrase opens it. Every change reads the file, changes it and puts a newly encrypted one in
//! its place, under a lock that other processes respect too; so nothing is ever half written and no
//! change is lost.

use super::{SecretName, vault_file};
use crate::{Secret, private_file};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use vault_file::Key;

/// The vault's name in a data directory.
pub(super) const FILE: &str = "secrets.vault";

/// The secrets in a vault, by name.
pub(super) type Content = BTreeMap<String, Secret>;

/// Why the vault cannot be used. It is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The passphrase does not open it.
    #[error("the passphrase does not open the vault `{}`", .path.display())]
    WrongPassphrase {
        /// The vault.
        path: PathBuf,
    },
    /// It is not as we wrote it.
    #[error("the vault `{}` is damaged or was changed by somebody: {reason}", .path.display())]
    Damaged {
        /// The vault.
        path: PathBuf,
        /// In which way.
        reason: &'static str,
    },
    /// It cannot be read or written.
    #[error("cannot use the vault `{}`", .path.display())]
    File {
        /// The vault.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The system gives no randomness or too little memory.
    #[error("cannot encrypt on this system")]
    NoCrypto,
}

impl VaultError {
    /// One stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongPassphrase { .. } => "vault_wrong_passphrase",
            Self::Damaged { .. } => "vault_damaged",
            Self::File { .. } => "vault_unusable",
            Self::NoCrypto => "internal",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::WrongPassphrase { .. } => {
                "set the passphrase that it was made with, or move the file away and give the secrets again"
            }
            Self::Damaged { .. } => {
                "restore it from a backup, or move the file away and give the secrets again"
            }
            Self::File { .. } => "check the data directory and its permissions",
            Self::NoCrypto => "free some memory, then start again",
        }
    }
}

/// An encrypted file of secrets.
#[derive(Debug, Clone)]
pub struct Vault {
    path: PathBuf,
    passphrase: Secret,
    /// The key for the file's present salt: making one takes a tenth of a second, on purpose.
    key: Arc<Mutex<Option<Key>>>,
}

impl Vault {
    /// The vault in this file, which need not exist yet.
    pub fn at(path: PathBuf, passphrase: Secret) -> Self {
        Self { path, passphrase, key: Arc::default() }
    }

    /// Its file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) async fn read(&self, name: &SecretName) -> Result<Option<Secret>, VaultError> {
        let name = name.clone();
        self.run(move |vault| Ok(vault.load()?.remove(name.as_str()))).await
    }

    pub(super) async fn write(&self, name: &SecretName, secret: &Secret) -> Result<(), VaultError> {
        let (name, secret) = (name.as_str().to_owned(), secret.clone());
        self.run(move |vault| {
            let _turn = vault.lock()?;
            let mut content = vault.load()?;
            content.insert(name, secret);
            vault.save(&content)
        })
        .await
    }

    pub(super) async fn forget(&self, name: &SecretName) -> Result<(), VaultError> {
        let name = name.clone();
        self.run(move |vault| {
            let _turn = vault.lock()?;
            let mut content = vault.load()?;
            match content.remove(name.as_str()) {
                Some(_) => vault.save(&content),
                None => Ok(()),
            }
        })
        .await
    }

    /// Whether the passphrase opens it and a change can be kept; makes it if there is none.
    pub(super) async fn check(&self) -> Result<(), VaultError> {
        self.run(|vault| {
            let _turn = vault.lock()?;
            let content = vault.load()?;
            if vault.path.exists() { Ok(()) } else { vault.save(&content) }
        })
        .await
    }

    async fn run<T, F>(&self, work: F) -> Result<T, VaultError>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> Result<T, VaultError> + Send + 'static,
    {
        let vault = self.clone();
        match tokio::task::spawn_blocking(move || work(&vault)).await {
            Ok(result) => result,
            Err(error) => {
                tracing::error!(%error, "the vault's task ended");
                Err(VaultError::NoCrypto)
            }
        }
    }

    /// Nobody else changes the vault until the file is dropped.
    fn lock(&self) -> Result<File, VaultError> {
        let path = self.path.with_extension("lock");
        let file = private_file::open(&path).map_err(|source| self.unusable(source))?;
        file.lock().map_err(|source| self.unusable(source))?;
        Ok(file)
    }

    fn load(&self) -> Result<Content, VaultError> {
        let document = match fs::read(&self.path) {
            Ok(document) => document,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Content::new()),
            Err(source) => return Err(self.unusable(source)),
        };
        let sealed = vault_file::Sealed::parse(&document).map_err(|error| self.tell(error))?;
        let key = self.key_for(&sealed)?;
        sealed.open(&key).map_err(|error| self.tell(error))
    }

    fn save(&self, content: &Content) -> Result<(), VaultError> {
        let key = self.present_key()?;
        let document = vault_file::seal(&key, content).map_err(|error| self.tell(error))?;
        private_file::replace(&self.path, &document).map_err(|source| self.unusable(source))
    }

    fn key_for(&self, sealed: &vault_file::Sealed) -> Result<Key, VaultError> {
        let mut known = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = known.as_ref().filter(|key| key.fits(sealed)) {
            return Ok(key.clone());
        }
        let key = sealed.derive(&self.passphrase).map_err(|error| self.tell(error))?;
        Ok(known.insert(key).clone())
    }

    /// The key of the file that was just read, or a new one for a new file.
    fn present_key(&self) -> Result<Key, VaultError> {
        let mut known = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = known.as_ref().filter(|_| self.path.exists()) {
            return Ok(key.clone());
        }
        let key = Key::fresh(&self.passphrase).map_err(|error| self.tell(error))?;
        Ok(known.insert(key).clone())
    }

    fn tell(&self, error: vault_file::Flaw) -> VaultError {
        let path = self.path.clone();
        match error {
            vault_file::Flaw::WrongPassphrase => VaultError::WrongPassphrase { path },
            vault_file::Flaw::Damaged(reason) => VaultError::Damaged { path, reason },
            vault_file::Flaw::NoCrypto => VaultError::NoCrypto,
        }
    }

    fn unusable(&self, source: io::Error) -> VaultError {
        VaultError::File { path: self.path.clone(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(dir: &Path, passphrase: &str) -> Vault {
        Vault::at(dir.join(FILE), Secret::new(passphrase))
    }

    fn name(text: &str) -> SecretName {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn what_is_kept_is_read_back_by_the_next_process_and_stands_nowhere_in_clear() {
        let dir = tempfile::tempdir().unwrap();
        let first = vault(dir.path(), "correct horse");
        assert!(first.read(&name("a")).await.unwrap().is_none(), "no vault is an empty one");
        first.write(&name("canary-name"), &Secret::new("canary-value")).await.unwrap();
        first.write(&name("b"), &Secret::new("2")).await.unwrap();
        first.forget(&name("b")).await.unwrap();
        let second = vault(dir.path(), "correct horse");
        let read = second.read(&name("canary-name")).await.unwrap();
        assert_eq!(read, Some(Secret::new("canary-value")));
        assert!(second.read(&name("b")).await.unwrap().is_none());
        for file in fs::read_dir(dir.path()).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(6).any(|window| window == b"canary"));
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn every_file_of_it_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        vault(dir.path(), "p").check().await.unwrap();
        let files: Vec<_> = fs::read_dir(dir.path()).unwrap().map(Result::unwrap).collect();
        assert_eq!(files.len(), 2, "the vault and its lock");
        for file in files {
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[tokio::test]
    async fn a_wrong_passphrase_is_told_as_such_and_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        vault(dir.path(), "right").write(&name("a"), &Secret::new("1")).await.unwrap();
        let before = fs::read(dir.path().join(FILE)).unwrap();
        let wrong = vault(dir.path(), "wrong");
        let errors = [
            wrong.read(&name("a")).await.unwrap_err(),
            wrong.write(&name("a"), &Secret::new("2")).await.unwrap_err(),
            wrong.check().await.unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.code(), "vault_wrong_passphrase");
        }
        assert_eq!(fs::read(dir.path().join(FILE)).unwrap(), before);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn no_change_is_lost_when_many_change_it_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let vaults: Vec<_> = (0..4).map(|_| vault(dir.path(), "p")).collect();
        vaults[0].check().await.unwrap();
        let writes = (0..32).map(|number| {
            let vault = vaults[number % vaults.len()].clone();
            async move { vault.write(&name(&format!("s{number}")), &Secret::new("x")).await }
        });
        for written in futures_util::future::join_all(writes).await {
            written.unwrap();
        }
        let fresh = vault(dir.path(), "p");
        for number in 0..32 {
            let read = fresh.read(&name(&format!("s{number}"))).await.unwrap();
            assert!(read.is_some(), "s{number} was lost");
        }
    }

    #[tokio::test]
    async fn a_vault_that_was_moved_away_starts_afresh_under_a_new_salt() {
        let dir = tempfile::tempdir().unwrap();
        let vault = vault(dir.path(), "p");
        vault.write(&name("a"), &Secret::new("1")).await.unwrap();
        let first = fs::read(vault.path()).unwrap();
        fs::remove_file(vault.path()).unwrap();
        assert!(vault.read(&name("a")).await.unwrap().is_none());
        vault.write(&name("b"), &Secret::new("2")).await.unwrap();
        let salt = |document: &[u8]| {
            let json: serde_json::Value = serde_json::from_slice(document).unwrap();
            json["salt"].as_str().unwrap().to_owned()
        };
        assert_ne!(salt(&first), salt(&fs::read(vault.path()).unwrap()));
    }
}
