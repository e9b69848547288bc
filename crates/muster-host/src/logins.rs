//! Logins: tokens for coordinators elsewhere, in the keychain or the vault.
//!
//! A token is kept for an address with the key that stands behind it, so that nobody else at that address is shown it.
//! A file of the data directory names the coordinators, without a secret, so that a keychain is opened, and somebody
//! perhaps asked, only where there is something to be found.

use crate::{
    Secret, StartError, private_file,
    secrets::{SecretError, SecretName, SecretStore, foreign_token},
};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};
use url::Url;

const FILE: &str = "logins.json";

/// Why a login cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Where its token is.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The file that names it.
    #[error(transparent)]
    File(#[from] StartError),
    /// Its address is too long to be a name.
    #[error("`{url}` is too long for the keychain")]
    TooLong {
        /// The coordinator.
        url: Url,
    },
}

/// The logins of a data directory.
#[derive(Debug)]
pub struct Logins {
    file: PathBuf,
    store: SecretStore,
}

impl Logins {
    /// Those of this data directory, whose tokens are in that store.
    pub fn of(data_dir: &Path, store: SecretStore) -> Self {
        Self { file: data_dir.join(FILE), store }
    }

    /// Whether there is one for this coordinator; nothing is opened to find out.
    pub fn has(data_dir: &Path, url: &Url) -> Result<bool, LoginError> {
        Ok(read(&data_dir.join(FILE))?.contains(url.as_str()))
    }

    /// The coordinators that there are logins for; nothing is opened to find out.
    pub fn all(&self) -> Result<Vec<Url>, LoginError> {
        Ok(read(&self.file)?.iter().filter_map(|url| url.parse().ok()).collect())
    }

    /// The token for a coordinator.
    pub async fn token(&self, url: &Url) -> Result<Option<Secret>, LoginError> {
        Ok(self.store.read(&name(url)?).await?)
    }

    /// Keeps a token.
    pub async fn keep(&self, url: &Url, token: &Secret) -> Result<(), LoginError> {
        let mut known = read(&self.file)?;
        known.insert(url.to_string());
        // The name first: a token that nothing names could not be forgotten.
        write(&self.file, &known)?;
        Ok(self.store.write(&name(url)?, token).await?)
    }

    /// Forgets a token. Answers whether there was one.
    pub async fn forget(&self, url: &Url) -> Result<bool, LoginError> {
        let mut known = read(&self.file)?;
        if !known.remove(url.as_str()) {
            return Ok(false);
        }
        self.store.forget(&name(url)?).await?;
        write(&self.file, &known)?;
        Ok(true)
    }
}

/// The token that deborgen's notes have a user keep, if this system's keychain has it.
pub async fn deborgen_token(user: &str) -> Result<Option<Secret>, SecretError> {
    foreign_token("deborgen_token", user).await
}

fn name(url: &Url) -> Result<SecretName, LoginError> {
    let too_long = |_| LoginError::TooLong { url: url.clone() };
    format!("token-of-{url}").parse().map_err(too_long)
}

fn read(file: &Path) -> Result<BTreeSet<String>, StartError> {
    match fs::read(file) {
        Ok(text) => serde_json::from_slice(&text).map_err(|error| StartError::Damaged {
            path: file.to_owned(),
            reason: error.to_string(),
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(StartError::about(file, error)),
    }
}

fn write(file: &Path, known: &BTreeSet<String>) -> Result<(), StartError> {
    let about = |source: io::Error| StartError::about(file, source);
    if let Some(folder) = file.parent() {
        private_file::create_dir(folder).map_err(about)?;
    }
    let text = serde_json::to_vec_pretty(known).map_err(|error| about(error.into()))?;
    private_file::replace(file, &text).map_err(about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::Vault;

    #[tokio::test]
    async fn a_token_is_found_for_its_coordinator_alone_and_stands_in_no_file_of_ours() {
        let dir = tempfile::tempdir().unwrap();
        let passphrase = Secret::new("correct horse battery staple");
        let vault = Vault::at(dir.path().join("vault"), passphrase);
        let logins = Logins::of(dir.path(), SecretStore::Vault(vault));
        let [mine, other] = ["https://10.0.0.7:7600#mine", "https://10.0.0.7:7600#other"];
        let [mine, other]: [Url; 2] = [mine.parse().unwrap(), other.parse().unwrap()];
        assert!(!Logins::has(dir.path(), &mine).unwrap());
        logins.keep(&mine, &Secret::new("hunter2hunter2hunter2")).await.unwrap();
        assert!(
            Logins::has(dir.path(), &mine).unwrap() && !Logins::has(dir.path(), &other).unwrap()
        );
        assert_eq!(logins.all().unwrap(), std::slice::from_ref(&mine));
        let found = logins.token(&mine).await.unwrap().unwrap();
        assert_eq!(found.reveal(), "hunter2hunter2hunter2");
        assert!(logins.token(&other).await.unwrap().is_none());
        let named = fs::read_to_string(dir.path().join(FILE)).unwrap();
        assert!(named.contains("10.0.0.7") && !named.contains("hunter2"));
        assert!(logins.forget(&mine).await.unwrap());
        assert!(!logins.forget(&mine).await.unwrap());
        assert!(logins.token(&mine).await.unwrap().is_none());
    }
}
