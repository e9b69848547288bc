//! Passwords: what a person knows, and what is kept of it.
//!
//! What is kept is a *hash*: a PHC string with Argon2id, its cost and its salt. Whoever asks for an
//! account that is not there waits as long as somebody who mistyped a password, so nobody learns
//! which accounts there are.
//!
//! Each sum takes 46 MiB and tens of milliseconds, so at most two are made at once and never on a
//! thread that serves others: [`Passwords`] sees to both.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash as Phc,
};
use muster_core::Secret;
use muster_seams::{Rng, Tasks};
use std::{fmt, str::FromStr, sync::Arc};
use tokio::sync::Semaphore;

/// In characters, as people count them.
pub const SHORTEST: usize = 8;
/// In characters; longer ones only cost memory.
pub const LONGEST: usize = 1_024;

/// How much memory, and how often it is passed over. OWASP's first choice: 46 MiB, once.
const COST: Cost = Cost { memory_kib: 47_104, passes: 1 };
// Nothing that we keep ever asks for more; a row that somebody edited must not take all memory.
const MOST: Cost = Cost { memory_kib: 256 * 1_024, passes: 16 };
/// Two sums take 92 MiB; a third person waits for a moment.
const AT_ONCE: usize = 2;
const SALT_LENGTH: usize = 16;

/// How much work one guess is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cost {
    memory_kib: u32,
    passes: u32,
}

/// What a person typed, of a length that may be a password.
#[derive(Debug, Clone)]
pub struct Password(Secret);

/// A text that cannot be a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPassword {
    /// It is too easy to guess.
    #[error("a password has at least {SHORTEST} characters")]
    TooShort,
    /// It is too much work.
    #[error("a password has at most {LONGEST} characters")]
    TooLong,
}

impl BadPassword {
    /// The word for problems.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooShort => "password_too_short",
            Self::TooLong => "password_too_long",
        }
    }
}

impl Password {
    /// Takes a text as it was typed: nothing is trimmed or folded.
    pub fn new(text: Secret) -> Result<Self, BadPassword> {
        // A character has at most four bytes, so nobody has to count a gigabyte.
        if text.reveal().len() > 4 * LONGEST {
            return Err(BadPassword::TooLong);
        }
        match text.reveal().chars().count() {
            ..SHORTEST => Err(BadPassword::TooShort),
            SHORTEST..=LONGEST => Ok(Self(text)),
            _ => Err(BadPassword::TooLong),
        }
    }
}

/// What is kept of a password.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// The text for the row.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(***)")
    }
}

/// A text that is no hash of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an Argon2id hash of a cost that is used here")]
pub struct NotAHash;

impl FromStr for PasswordHash {
    type Err = NotAHash;
    fn from_str(text: &str) -> Result<Self, NotAHash> {
        cost_of(text).ok_or(NotAHash)?;
        Ok(Self(text.to_owned()))
    }
}

/// The cost of a hash, if it is one of Argon2id with salt and sum.
fn cost_of(text: &str) -> Option<Cost> {
    let phc = Phc::new(text).ok()?;
    let is_argon2id = phc.algorithm.as_str() == Algorithm::Argon2id.as_str();
    let is_whole = phc.version.is_some() && phc.salt.is_some() && phc.hash.is_some();
    let params = Params::try_from(&phc).ok()?;
    let cost = Cost { memory_kib: params.m_cost(), passes: params.t_cost() };
    let is_bearable =
        cost.memory_kib <= MOST.memory_kib && cost.passes <= MOST.passes && params.p_cost() == 1;
    (is_argon2id && is_whole && is_bearable).then_some(cost)
}

/// What came of a try to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is the password.
    Right,
    /// It is the password, and its hash is of another age: keep this one instead.
    RightAndRehashed(PasswordHash),
    /// It is not, or there is no such account.
    Wrong,
}

impl Verdict {
    /// Whether the person may come in.
    pub fn is_right(&self) -> bool {
        match self {
            Self::Right | Self::RightAndRehashed(_) => true,
            Self::Wrong => false,
        }
    }
}

/// No sum could be made: the program is ending, or there is no memory.
#[derive(Debug, thiserror::Error)]
#[error("failed to hash a password")]
pub struct HashError;

/// Hashes and compares, at most two at once.
#[derive(Debug, Clone)]
pub struct Passwords {
    rng: Arc<dyn Rng>,
    tasks: Tasks,
    turns: Arc<Semaphore>,
}

impl Passwords {
    /// With dice for salts, and somewhere to work.
    pub fn new(rng: Arc<dyn Rng>, tasks: Tasks) -> Self {
        Self { rng, tasks, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// What is to be kept of a new password.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, HashError> {
        let salt = self.salt();
        self.in_turn(move || hash(&password, &salt)).await
    }

    /// Whether this is the password of an account. `kept` is its hash; nothing, if there is no such
    /// account or it has no password, which takes the same work.
    pub async fn verify(
        &self,
        password: Password,
        kept: Option<PasswordHash>,
    ) -> Result<Verdict, HashError> {
        let salt = self.salt();
        self.in_turn(move || match kept {
            Some(kept) => verify(&password, &kept, &salt),
            None => hash(&password, &salt).map(|_| Verdict::Wrong),
        })
        .await
    }

    fn salt(&self) -> [u8; SALT_LENGTH] {
        self.rng.bytes()
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        // The turn goes with the work: who stops waiting frees no memory.
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| HashError)?;
        let done = self.tasks.blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        done.await.map_err(|_| HashError)?
    }
}

fn hasher(cost: Cost) -> Result<Argon2<'static>, HashError> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|_| HashError)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &Password, salt: &[u8]) -> Result<PasswordHash, HashError> {
    let made = hasher(COST)?.hash_password_with_salt(password.0.reveal().as_bytes(), salt);
    Ok(PasswordHash(made.map_err(|_| HashError)?.to_string()))
}

fn verify(password: &Password, kept: &PasswordHash, salt: &[u8]) -> Result<Verdict, HashError> {
    // Cost and salt come from the hash, and sums are compared in constant time.
    if hasher(COST)?.verify_password(password.0.reveal().as_bytes(), kept.as_str()).is_err() {
        return Ok(Verdict::Wrong);
    }
    if cost_of(kept.as_str()) == Some(COST) {
        return Ok(Verdict::Right);
    }
    hash(password, salt).map(Verdict::RightAndRehashed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seams::SeededRng;

    fn passwords() -> Passwords {
        Passwords::new(Arc::new(SeededRng::from_seed(1)), Tasks::default())
    }

    fn typed(text: &str) -> Password {
        Password::new(Secret::new(text)).unwrap()
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let passwords = passwords();
        let kept = passwords.hash(typed("correct horse")).await.unwrap();
        let right = passwords.verify(typed("correct horse"), Some(kept.clone())).await.unwrap();
        assert_eq!(right, Verdict::Right);
        for wrong in ["correct horsf", "Correct horse", "correct horse ", "correct\u{a0}horse"] {
            let verdict = passwords.verify(typed(wrong), Some(kept.clone())).await.unwrap();
            assert_eq!(verdict, Verdict::Wrong, "{wrong:?}");
        }
    }

    #[tokio::test]
    async fn equal_passwords_look_different_and_no_hash_shows_when_printed() {
        let passwords = passwords();
        let one = passwords.hash(typed("correct horse")).await.unwrap();
        let other = passwords.hash(typed("correct horse")).await.unwrap();
        assert_ne!(one, other);
        assert!(one.as_str().starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{}", one.as_str());
        assert_eq!(format!("{one:?}"), "PasswordHash(***)");
    }

    #[tokio::test]
    async fn who_has_no_account_is_wrong_and_takes_the_same_sum() {
        let passwords = passwords();
        let verdict = passwords.verify(typed("correct horse"), None).await.unwrap();
        assert_eq!(verdict, Verdict::Wrong);
    }

    #[tokio::test]
    async fn a_hash_of_another_cost_is_replaced_when_its_owner_signs_in() {
        let passwords = passwords();
        let old = hasher(Cost { memory_kib: 8 * 1_024, passes: 3 }).unwrap();
        let old = old.hash_password_with_salt(b"correct horse", &[7; 16]).unwrap().to_string();
        let old: PasswordHash = old.parse().unwrap();
        let verdict = passwords.verify(typed("correct horse"), Some(old.clone())).await.unwrap();
        let Verdict::RightAndRehashed(fresh) = verdict else { panic!("{verdict:?}") };
        let again = passwords.verify(typed("correct horse"), Some(fresh)).await.unwrap();
        assert_eq!(again, Verdict::Right);
        let wrong = passwords.verify(typed("wrong horse"), Some(old)).await.unwrap();
        assert_eq!(wrong, Verdict::Wrong, "a wrong password replaces nothing");
    }

    #[test]
    fn length_is_counted_in_characters() {
        let length = |count: usize| Password::new(Secret::new("ä".repeat(count))).map(|_| ());
        assert_eq!(length(7), Err(BadPassword::TooShort));
        assert_eq!(length(8), Ok(()));
        assert_eq!(length(1_024), Ok(()));
        assert_eq!(length(1_025), Err(BadPassword::TooLong));
        assert_eq!(length(3_000), Err(BadPassword::TooLong));
    }

    #[test]
    fn a_row_that_was_edited_is_no_hash_and_takes_no_memory() {
        let sum = "c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG";
        let good = format!("$argon2id$v=19$m=19456,t=2,p=1${sum}");
        assert!(good.parse::<PasswordHash>().is_ok());
        for bad in [
            format!("$argon2i$v=19$m=19456,t=2,p=1${sum}"),
            format!("$argon2id$v=19$m=4194304,t=2,p=1${sum}"),
            format!("$argon2id$v=19$m=19456,t=999,p=1${sum}"),
            format!("$argon2id$v=19$m=19456,t=2,p=64${sum}"),
            "$argon2id$v=19$m=19456,t=2,p=1".to_owned(),
            "hunter2".to_owned(),
            String::new(),
        ] {
            assert_eq!(bad.parse::<PasswordHash>(), Err(NotAHash), "{bad}");
        }
    }
}
