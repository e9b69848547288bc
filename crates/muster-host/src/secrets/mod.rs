//! Secrets that must outlast a restart: in the system's keychain, or in the encrypted vault.
//!
//! Which of the two is a decision of the operator (`--secrets`), never a fallback. What the place
//! cannot do is told as a [`State`] with a sentence, and Muster goes on without what needed it.
//! A secret that is gone, on a new machine say, is simply not there and has to be given again.

mod keychain;
mod vault;
mod vault_file;

pub(crate) use keychain::foreign_token;
pub use keychain::{Keychain, Ring, RingError, SystemRing};
pub use vault::{Vault, VaultError};

use crate::{
    Secret,
    config::{SecretsPlace, ServeSettings},
};
use std::{fmt, str::FromStr};

/// What a secret is called.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SecretName(String);

impl SecretName {
    /// The name as it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that cannot name a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 200 visible ASCII characters")]
pub struct BadSecretName;

impl FromStr for SecretName {
    type Err = BadSecretName;
    fn from_str(text: &str) -> Result<Self, BadSecretName> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_plain && (1..=200).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadSecretName)
        }
    }
}

/// Whether secrets can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// They can: one was written and read back.
    Available,
    /// This system has no keychain, or it does not work.
    Unavailable,
    /// There is one, and it is locked.
    Locked,
    /// Somebody said no when the system asked.
    Denied,
    /// It does not answer; perhaps it waits for somebody to answer a question.
    Silent,
}

impl State {
    /// The stable word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Unavailable => "unavailable",
            Self::Locked => "locked",
            Self::Denied => "denied",
            Self::Silent => "silent",
        }
    }

    /// The state in a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Available => "a secret was written and read back",
            Self::Unavailable => "this system has no keychain that works",
            Self::Locked => "the system's keychain is locked",
            Self::Denied => "access to the system's keychain was denied",
            Self::Silent => "the system's keychain has not answered within 10 seconds",
        }
    }

    /// What to do about it.
    pub fn hint(self) -> Option<&'static str> {
        match self {
            Self::Available => None,
            Self::Unavailable => Some(
                "start with `--secrets=file` and a passphrase in `MUSTER_VAULT_PASSPHRASE` to use an encrypted vault",
            ),
            Self::Locked => {
                Some("unlock it, or start with `--secrets=file` and `MUSTER_VAULT_PASSPHRASE`")
            }
            Self::Denied => Some(
                "allow it when asked again, or start with `--secrets=file` and `MUSTER_VAULT_PASSPHRASE`",
            ),
            Self::Silent => Some(
                "answer its question, or start with `--secrets=file` and `MUSTER_VAULT_PASSPHRASE`",
            ),
        }
    }
}

/// Why a secret could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The keychain cannot be used now.
    #[error("{}", .0.sentence())]
    Keychain(State),
    /// The vault cannot be used.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl SecretError {
    /// One stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Keychain(State::Available) => "keychain_failed",
            Self::Keychain(State::Unavailable) => "keychain_unavailable",
            Self::Keychain(State::Locked) => "keychain_locked",
            Self::Keychain(State::Denied) => "keychain_denied",
            Self::Keychain(State::Silent) => "keychain_silent",
            Self::Vault(error) => error.code(),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Keychain(state) => state.hint(),
            Self::Vault(error) => Some(error.hint()),
        }
    }
}

/// Where secrets are kept.
#[derive(Debug, Clone)]
pub enum SecretStore {
    /// The system's keychain.
    Keychain(Keychain),
    /// The encrypted vault.
    Vault(Vault),
}

impl SecretStore {
    /// The place that the settings name.
    pub fn of(settings: &ServeSettings) -> Self {
        match (settings.secrets.value, &settings.vault_passphrase) {
            (SecretsPlace::Vault, Some(passphrase)) => {
                let path = settings.data_dir.value.join(vault::FILE);
                Self::Vault(Vault::at(path, passphrase.value.clone()))
            }
            // Settings without a passphrase for the vault do not resolve.
            (SecretsPlace::Keychain | SecretsPlace::Vault, _) => {
                Self::Keychain(Keychain::over(SystemRing::default()))
            }
        }
    }

    /// The secret of this name, if there is one.
    pub async fn read(&self, name: &SecretName) -> Result<Option<Secret>, SecretError> {
        match self {
            Self::Keychain(keychain) => keychain.read(name).await,
            Self::Vault(vault) => Ok(vault.read(name).await?),
        }
    }

    /// Keeps a secret under this name, in place of the one before.
    pub async fn write(&self, name: &SecretName, secret: &Secret) -> Result<(), SecretError> {
        match self {
            Self::Keychain(keychain) => keychain.write(name, secret).await,
            Self::Vault(vault) => Ok(vault.write(name, secret).await?),
        }
    }

    /// Forgets the secret of this name, whether or not there is one.
    pub async fn forget(&self, name: &SecretName) -> Result<(), SecretError> {
        match self {
            Self::Keychain(keychain) => keychain.forget(name).await,
            Self::Vault(vault) => Ok(vault.forget(name).await?),
        }
    }

    /// Whether secrets can be kept there, found out by trying.
    pub async fn check(&self) -> Result<(), SecretError> {
        match self {
            Self::Keychain(keychain) => match keychain.state().await {
                State::Available => Ok(()),
                other => Err(SecretError::Keychain(other)),
            },
            Self::Vault(vault) => Ok(vault.check().await?),
        }
    }
}

impl fmt::Display for SecretStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keychain(_) => f.write_str("the system's keychain"),
            Self::Vault(vault) => write!(f, "the vault `{}`", vault.path().display()),
        }
    }
}
