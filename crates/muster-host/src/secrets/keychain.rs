//! The system's keychain: slow, sometimes locked, sometimes waiting for somebody's answer.
//!
//! Every call runs on a thread of its own and is waited for no longer than ten seconds. A call that
//! still hangs keeps later ones from piling up behind it. The first use writes a random value, reads
//! it back and compares: a keychain that forgets at once is worse than none.

use super::{SecretError, SecretName, State};
use crate::Secret;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Mutex, oneshot};

/// The name under which the system shows our secrets.
const SERVICE: &str = "Muster";
/// A person may be asked something; after that long nobody is there to answer.
const LONGEST_CALL: Duration = Duration::from_secs(10);

/// Why a keychain refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RingError {
    /// There is none, or it does not work.
    Unavailable,
    /// It is locked.
    Locked,
    /// Somebody said no.
    Denied,
}

/// A keychain as the system offers it: calls that block for as long as they like.
pub trait Ring: fmt::Debug + Send + Sync {
    /// The secret of this name.
    fn read(&self, name: &str) -> Result<Option<Secret>, RingError>;
    /// Keeps a secret under this name.
    fn write(&self, name: &str, secret: &Secret) -> Result<(), RingError>;
    /// Removes the secret of this name.
    fn remove(&self, name: &str) -> Result<(), RingError>;
}

/// The keychain, with its slowness bounded.
#[derive(Debug, Clone)]
pub struct Keychain {
    ring: Arc<dyn Ring>,
    /// One call at a time, and whether the write-and-read-back check has succeeded.
    is_checked: Arc<Mutex<bool>>,
    /// A call that nobody waits for any more has not come back yet.
    is_hanging: Arc<AtomicBool>,
}

impl Keychain {
    /// A keychain over this one of the system.
    pub fn over(ring: impl Ring + 'static) -> Self {
        Self { ring: Arc::new(ring), is_checked: Arc::default(), is_hanging: Arc::default() }
    }

    /// Whether it can keep secrets, found out by writing one and reading it back.
    pub async fn state(&self) -> State {
        match self.checked().await {
            Ok(_) => State::Available,
            Err(state) => state,
        }
    }

    pub(super) async fn read(&self, name: &SecretName) -> Result<Option<Secret>, SecretError> {
        let name = name.clone();
        // To read, nothing has to be tried out before.
        let _turn = self.is_checked.lock().await;
        self.call(move |ring| ring.read(name.as_str())).await.map_err(SecretError::Keychain)
    }

    pub(super) async fn write(
        &self,
        name: &SecretName,
        secret: &Secret,
    ) -> Result<(), SecretError> {
        let (name, secret) = (name.clone(), secret.clone());
        self.use_ring(move |ring| ring.write(name.as_str(), &secret)).await
    }

    pub(super) async fn forget(&self, name: &SecretName) -> Result<(), SecretError> {
        let name = name.clone();
        self.use_ring(move |ring| ring.remove(name.as_str())).await
    }

    async fn use_ring<T, F>(&self, work: F) -> Result<T, SecretError>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Ring) -> Result<T, RingError> + Send + 'static,
    {
        let _turn = self.checked().await.map_err(SecretError::Keychain)?;
        self.call(work).await.map_err(SecretError::Keychain)
    }

    /// Waits for our turn, and makes sure that what is written can be read back.
    async fn checked(&self) -> Result<tokio::sync::MutexGuard<'_, bool>, State> {
        let mut is_checked = self.is_checked.lock().await;
        if !*is_checked {
            self.call(write_and_read_back).await?;
            *is_checked = true;
        }
        Ok(is_checked)
    }

    async fn call<T, F>(&self, work: F) -> Result<T, State>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Ring) -> Result<T, RingError> + Send + 'static,
    {
        if self.is_hanging.swap(true, Ordering::AcqRel) {
            return Err(State::Silent);
        }
        let (answer, answered) = oneshot::channel();
        let (ring, is_hanging) = (self.ring.clone(), self.is_hanging.clone());
        // A runtime waits for its blocking threads when it ends; this thread may never come back.
        let started = std::thread::Builder::new().name("keychain".to_owned()).spawn(move || {
            let result = work(ring.as_ref());
            is_hanging.store(false, Ordering::Release);
            // Nobody waits any more if it took too long.
            drop(answer.send(result));
        });
        if started.is_err() {
            self.is_hanging.store(false, Ordering::Release);
            return Err(State::Unavailable);
        }
        match tokio::time::timeout(LONGEST_CALL, answered).await {
            Ok(Ok(Ok(value))) => Ok(value),
            Ok(Ok(Err(error))) => Err(error.into()),
            Ok(Err(_panicked)) => Err(State::Unavailable),
            Err(_too_late) => Err(State::Silent),
        }
    }
}

impl From<RingError> for State {
    fn from(error: RingError) -> Self {
        match error {
            RingError::Unavailable => Self::Unavailable,
            RingError::Locked => Self::Locked,
            RingError::Denied => Self::Denied,
        }
    }
}

fn write_and_read_back(ring: &dyn Ring) -> Result<(), RingError> {
    let mut random = [0; 16];
    aws_lc_rs::rand::fill(&mut random).map_err(|_| RingError::Unavailable)?;
    let secret = Secret::new(muster_core::id::encode(random));
    // Two processes that check at the same time must not read each other's value.
    let name = format!("check-{}", std::process::id());
    ring.write(&name, &secret)?;
    let read_back = ring.read(&name);
    ring.remove(&name)?;
    let is_same = read_back?.is_some_and(|found| {
        verify_slices_are_equal(found.reveal().as_bytes(), secret.reveal().as_bytes()).is_ok()
    });
    if is_same { Ok(()) } else { Err(RingError::Unavailable) }
}

/// The operating system's own: Secret Service, Keychain Services or the Credential Manager.
#[derive(Debug, Clone, Copy)]
pub struct SystemRing {
    /// Under which name the system shows what is kept.
    service: &'static str,
}

impl Default for SystemRing {
    fn default() -> Self {
        Self { service: SERVICE }
    }
}

/// What another program has kept for a user, as that program names it.
pub(crate) async fn foreign_token(
    service: &'static str,
    user: &str,
) -> Result<Option<Secret>, SecretError> {
    let (keychain, user) = (Keychain::over(SystemRing { service }), user.to_owned());
    keychain.call(move |ring| ring.read(&user)).await.map_err(SecretError::Keychain)
}

impl Ring for SystemRing {
    fn read(&self, name: &str) -> Result<Option<Secret>, RingError> {
        match self.entry(name)?.get_password() {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(understand(&error)),
        }
    }

    fn write(&self, name: &str, secret: &Secret) -> Result<(), RingError> {
        self.entry(name)?.set_password(secret.reveal()).map_err(|error| understand(&error))
    }

    fn remove(&self, name: &str) -> Result<(), RingError> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(understand(&error)),
        }
    }
}

impl SystemRing {
    fn entry(self, name: &str) -> Result<keyring::Entry, RingError> {
        keyring::Entry::new(self.service, name).map_err(|error| understand(&error))
    }
}

fn understand(error: &keyring::Error) -> RingError {
    tracing::debug!(%error, "the keychain refused");
    match error {
        // The Secret Service's own words are all there is to tell a dismissed question by.
        keyring::Error::NoStorageAccess(cause) if cause.to_string().contains("prompt") => {
            RingError::Denied
        }
        keyring::Error::NoStorageAccess(_) => RingError::Locked,
        _ => RingError::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        collections::BTreeMap,
        sync::{Condvar, Mutex as StdMutex},
    };

    /// A keychain whose every behaviour a test decides.
    #[derive(Debug, Default)]
    struct FakeRing {
        kept: StdMutex<BTreeMap<String, Secret>>,
        forgets: bool,
        refuses: Option<RingError>,
        closed: Option<Arc<(StdMutex<bool>, Condvar)>>,
    }

    impl FakeRing {
        fn pass(&self) -> Result<(), RingError> {
            if let Some(gate) = &self.closed {
                let open = gate.0.lock().unwrap();
                drop(gate.1.wait_while(open, |open| !*open).unwrap());
            }
            self.refuses.map_or(Ok(()), Err)
        }
    }

    impl Ring for FakeRing {
        fn read(&self, name: &str) -> Result<Option<Secret>, RingError> {
            self.pass()?;
            Ok(self.kept.lock().unwrap().get(name).cloned())
        }
        fn write(&self, name: &str, secret: &Secret) -> Result<(), RingError> {
            self.pass()?;
            if !self.forgets {
                self.kept.lock().unwrap().insert(name.to_owned(), secret.clone());
            }
            Ok(())
        }
        fn remove(&self, name: &str) -> Result<(), RingError> {
            self.pass()?;
            self.kept.lock().unwrap().remove(name);
            Ok(())
        }
    }

    fn name() -> SecretName {
        "coordinator:http://127.0.0.1:7600".parse().unwrap()
    }

    #[tokio::test]
    async fn what_is_kept_is_read_back_until_it_is_forgotten() {
        let keychain = Keychain::over(FakeRing::default());
        assert!(keychain.read(&name()).await.unwrap().is_none());
        keychain.write(&name(), &Secret::new("one")).await.unwrap();
        keychain.write(&name(), &Secret::new("two")).await.unwrap();
        assert_eq!(keychain.read(&name()).await.unwrap(), Some(Secret::new("two")));
        keychain.forget(&name()).await.unwrap();
        keychain.forget(&name()).await.unwrap();
        assert!(keychain.read(&name()).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_keychain_that_forgets_at_once_is_not_used() {
        let keychain = Keychain::over(FakeRing { forgets: true, ..FakeRing::default() });
        assert_eq!(keychain.state().await, State::Unavailable);
        let error = keychain.write(&name(), &Secret::new("lost")).await.unwrap_err();
        assert_eq!(error.code(), "keychain_unavailable");
    }

    #[tokio::test]
    async fn each_refusal_is_told_apart_with_what_to_do() {
        for (refusal, state) in [
            (RingError::Unavailable, State::Unavailable),
            (RingError::Locked, State::Locked),
            (RingError::Denied, State::Denied),
        ] {
            let ring = FakeRing { refuses: Some(refusal), ..FakeRing::default() };
            assert_eq!(Keychain::over(ring).state().await, state);
            let hint = state.hint().unwrap();
            // The vault does not open without its passphrase, and a hint must not lead to the next failure.
            assert!(hint.contains("--secrets=file") && hint.contains("MUSTER_VAULT_PASSPHRASE"));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_keychain_that_hangs_is_waited_for_ten_seconds_and_only_once() {
        let gate = Arc::new((StdMutex::new(false), Condvar::new()));
        let ring = FakeRing { closed: Some(gate.clone()), ..FakeRing::default() };
        let keychain = Keychain::over(ring);
        let began = tokio::time::Instant::now();
        assert_eq!(keychain.state().await, State::Silent);
        assert_eq!(began.elapsed(), LONGEST_CALL);
        assert_eq!(keychain.state().await, State::Silent, "the first call still hangs");
        assert_eq!(began.elapsed(), LONGEST_CALL, "nobody waits for a second one");
        *gate.0.lock().unwrap() = true;
        gate.1.notify_all();
        while keychain.state().await == State::Silent {
            tokio::task::yield_now().await;
        }
        assert_eq!(keychain.state().await, State::Available, "it came back");
    }
}
