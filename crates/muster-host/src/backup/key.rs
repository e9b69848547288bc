//! The backup key: 32 random bytes, made once, without which no backup can be opened, and no secret
//! that the store keeps.
//!
//! It is kept where secrets are kept. A machine without a keychain keeps it in a file whose name says
//! what it is: it protects backups that leave this disk, and nothing on this disk. A note beside it
//! holds the key's id, so that a key that is out of reach is not silently replaced by another.

use super::BackupError;
use crate::{
    Secret, private_file,
    secrets::{SecretError, SecretName, SecretStore, State},
};
use aws_lc_rs::{digest, hmac, rand};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use muster_coordinator::SealingKey;
use std::{fmt, fs, io, path::Path};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

/// The key where there is no better place for it.
pub(super) const FILE: &str = "backup-key.unprotected";
/// The id of the key that is in use.
pub(super) const ID_FILE: &str = "backup-key.id";
const SECRET: &str = "backup-key";
/// Tells a key from other secrets, for people and for scanners.
const PREFIX: &str = "mbk_";
const LENGTH: usize = 32;

/// What opens a backup.
#[derive(Clone)]
pub struct BackupKey(Zeroizing<[u8; LENGTH]>);

impl fmt::Debug for BackupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BackupKey({})", self.id())
    }
}

impl BackupKey {
    /// A new one.
    pub fn generate() -> Result<Self, BackupError> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        rand::fill(&mut *bytes).map_err(|_| BackupError::BrokenOff)?;
        Ok(Self(bytes))
    }

    /// Reads the text that [`BackupKey::reveal`] made.
    pub fn parse(text: &str) -> Result<Self, BackupError> {
        let text = text.trim().strip_prefix(PREFIX).ok_or(BackupError::BadKey)?;
        let mut bytes = Zeroizing::new([0; LENGTH]);
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut *bytes);
        if length.is_ok_and(|length| length == LENGTH) {
            Ok(Self(bytes))
        } else {
            Err(BackupError::BadKey)
        }
    }

    /// The key as a text to be kept; every call is a place to look at in a review.
    pub fn reveal(&self) -> Secret {
        Secret::new(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(*self.0)))
    }

    /// By what one recognises the key without knowing it.
    pub fn id(&self) -> String {
        let mut content = Zeroizing::new(b"muster backup key id".to_vec());
        content.extend_from_slice(&*self.0);
        let hash = digest::digest(&digest::SHA256, &content);
        URL_SAFE_NO_PAD.encode(&hash.as_ref()[..9])
    }

    /// The key that seals secrets in the store, so that whoever can restore a backup can open them.
    pub(crate) fn for_sealing(&self) -> SealingKey {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &*self.0);
        let mut derived = SealingKey::default();
        derived.copy_from_slice(hmac::sign(&key, b"muster sealed secrets 1").as_ref());
        derived
    }

    /// The key of one file: no two files share one, so a nonce may count from zero in each.
    pub(super) fn of_file(&self, salt: &[u8]) -> Zeroizing<[u8; LENGTH]> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &*self.0);
        let tag = hmac::sign(&key, &[b"muster backup file 1".as_slice(), salt].concat());
        let mut derived = Zeroizing::new([0; LENGTH]);
        derived.copy_from_slice(tag.as_ref());
        derived
    }
}

/// Whether the key lies in a file, because there is no better place for it.
pub(crate) fn is_in_file(data_dir: &Path) -> bool {
    data_dir.join(FILE).exists()
}

/// The key of a data directory, if it has one.
pub async fn find_key(
    data_dir: &Path,
    secrets: &SecretStore,
) -> Result<Option<BackupKey>, BackupError> {
    let path = data_dir.join(FILE);
    match fs::read_to_string(&path).map(Zeroizing::new) {
        Ok(text) => return BackupKey::parse(&text).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(BackupError::about(&path, source)),
    }
    match kept_elsewhere(secrets, noted_id(data_dir).as_deref()).await {
        Ok(None) => Ok(None),
        Ok(Some(text)) => BackupKey::parse(text.reveal()).map(Some),
        // A machine that has no keychain has never kept one there.
        Err(SecretError::Keychain(State::Unavailable)) if !data_dir.join(ID_FILE).exists() => {
            Ok(None)
        }
        Err(error) => Err(BackupError::KeyUnavailable(error)),
    }
}

/// The id of the key that a data directory goes by, if it has said so.
fn noted_id(data_dir: &Path) -> Option<String> {
    fs::read_to_string(data_dir.join(ID_FILE)).ok()
}

/// The key with this id; the usual one if it is not there, or none is named. Directories of one person
/// share a keychain, and a restored one may go by another key than the others.
async fn kept_elsewhere(
    secrets: &SecretStore,
    id: Option<&str>,
) -> Result<Option<Secret>, SecretError> {
    let usual = secrets.read(&name()).await?;
    let is_it = |text: &Secret| {
        BackupKey::parse(text.reveal()).is_ok_and(|key| Some(key.id().as_str()) == id)
    };
    match (usual, id) {
        (Some(text), Some(_)) if is_it(&text) => Ok(Some(text)),
        (usual, Some(id)) => Ok(secrets.read(&name_of(id)).await?.or(usual)),
        (usual, None) => Ok(usual),
    }
}

/// Two that find none at the same time must not make two.
static MAKING: Mutex<()> = Mutex::const_new(());

/// The key of a data directory; a new one at the first use.
pub async fn load_or_make_key(
    data_dir: &Path,
    secrets: &SecretStore,
) -> Result<BackupKey, BackupError> {
    let _one_at_a_time = MAKING.lock().await;
    if let Some(key) = find_key(data_dir, secrets).await? {
        return Ok(key);
    }
    let key = BackupKey::generate()?;
    keep(data_dir, secrets, &key).await?;
    Ok(key)
}

/// Keeps a key for a data directory that has none, or another one. Another directory's key stays.
pub(super) async fn keep(
    data_dir: &Path,
    secrets: &SecretStore,
    key: &BackupKey,
) -> Result<(), BackupError> {
    private_file::create_dir(data_dir).map_err(|source| BackupError::about(data_dir, source))?;
    let text = key.reveal();
    let kept = match secrets.read(&name()).await {
        Ok(Some(other)) if other != text => secrets.write(&name_of(&key.id()), &text).await,
        Ok(_) => secrets.write(&name(), &text).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(()) => {}
        Err(SecretError::Keychain(State::Unavailable)) => {
            let path = data_dir.join(FILE);
            private_file::replace(&path, text.reveal().as_bytes())
                .map_err(|source| BackupError::about(&path, source))?;
        }
        Err(error) => return Err(BackupError::KeyUnavailable(error)),
    }
    let path = data_dir.join(ID_FILE);
    private_file::replace(&path, key.id().as_bytes())
        .map_err(|source| BackupError::about(&path, source))
}

fn name_of(id: &str) -> SecretName {
    format!("{SECRET}-{id}").parse().expect("an id has plain characters")
}

fn name() -> SecretName {
    SECRET.parse().expect("it is a name")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::Vault;

    #[test]
    fn a_key_is_read_back_and_a_part_of_one_is_not() {
        let key = BackupKey::generate().unwrap();
        let text = key.reveal().reveal().to_owned();
        assert_eq!(BackupKey::parse(&format!("{text}\n")).unwrap().id(), key.id());
        for bad in ["", "mbk_", &text[4..], &text[..text.len() - 2], &format!("{text}AA")] {
            assert_eq!(BackupKey::parse(bad).unwrap_err().code(), "backup_key_invalid");
        }
        assert!(!format!("{key:?}").contains(&text[4..]));
    }

    #[tokio::test]
    async fn the_key_stays_the_same_and_lies_where_secrets_lie() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::at(home.path().join("secrets.vault"), Secret::new("passphrase"));
        let secrets = SecretStore::Vault(vault);
        assert!(find_key(home.path(), &secrets).await.unwrap().is_none());
        let made = load_or_make_key(home.path(), &secrets).await.unwrap();
        let found = load_or_make_key(home.path(), &secrets).await.unwrap();
        assert_eq!(found.id(), made.id());
        assert!(!home.path().join(FILE).exists());
        assert_eq!(fs::read_to_string(home.path().join(ID_FILE)).unwrap(), made.id());
    }

    #[tokio::test]
    async fn a_directory_that_was_restored_goes_by_its_own_key_and_others_keep_theirs() {
        let [first, second] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let vault = Vault::at(first.path().join("secrets.vault"), Secret::new("passphrase"));
        let secrets = SecretStore::Vault(vault);
        let made = load_or_make_key(first.path(), &secrets).await.unwrap();
        let brought = BackupKey::generate().unwrap();
        keep(second.path(), &secrets, &brought).await.unwrap();
        for (dir, key) in [(&first, &made), (&second, &brought)] {
            let found = load_or_make_key(dir.path(), &secrets).await.unwrap();
            assert_eq!(found.id(), key.id());
        }
    }

    #[tokio::test]
    async fn many_that_ask_for_the_first_key_get_the_same() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::at(home.path().join("secrets.vault"), Secret::new("passphrase"));
        let secrets = SecretStore::Vault(vault);
        let asked = (0..4).map(|_| load_or_make_key(home.path(), &secrets));
        let keys = futures_util::future::join_all(asked).await;
        let ids: std::collections::BTreeSet<_> =
            keys.into_iter().map(|key| key.unwrap().id()).collect();
        assert_eq!(ids.len(), 1);
    }
}
