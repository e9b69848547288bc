//! The keys of a foreign issuer, fetched rarely and believed for a while.
//!
//! Keys are *fresh* for an hour. An unknown name makes us look again, but at most once a minute,
//! whoever asks how often. While the issuer cannot be asked, old keys count for a day. A key that
//! the issuer has withdrawn is gone with the next look.

use crate::{
    address::Address,
    jwt::{Jwks, KeyId, VerifyingKey},
    outbound::{Question, Transport},
};
use http::StatusCode;
use muster_core::RequestId;
use muster_seams::{BootTime, Clock};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

const FRESH: Duration = Duration::from_hours(1);
const BETWEEN_LOOKS: Duration = Duration::from_mins(1);
const STALE_AT_MOST: Duration = Duration::from_hours(24);

/// Why a key is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyMissing {
    /// The issuer has none of that name.
    Unknown,
    /// The issuer cannot be asked.
    Unavailable,
}

/// What is known of an issuer's keys.
#[derive(Debug, Default)]
struct Known {
    keys: Vec<VerifyingKey>,
    /// When these were fetched.
    fetched: Option<BootTime>,
    /// When somebody last looked, whatever came of it.
    looked: Option<BootTime>,
    has_failed: bool,
}

/// The keys of one issuer.
#[derive(Debug)]
pub struct KeyCache {
    address: Address,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    known: Mutex<Known>,
    /// Held by the one who looks; the others wait for what comes of it.
    looking: tokio::sync::Mutex<()>,
}

impl KeyCache {
    /// The keys that lie at this address.
    pub fn new(address: Address, transport: Arc<dyn Transport>, clock: Arc<dyn Clock>) -> Self {
        let (known, looking) = (Mutex::default(), tokio::sync::Mutex::default());
        Self { address, transport, clock, known, looking }
    }

    /// The key of this name.
    pub async fn key(&self, id: &KeyId, request: &RequestId) -> Result<VerifyingKey, KeyMissing> {
        if let Some(answer) = self.known().answer(id, self.clock.boot()) {
            return answer;
        }
        let _turn = self.looking.lock().await;
        if let Some(answer) = self.known().answer(id, self.clock.boot()) {
            return answer;
        }
        let found = self.look(request).await;
        let now = self.clock.boot();
        let mut known = self.known();
        known.take(found, now);
        known.as_it_is(id, now)
    }

    async fn look(&self, request: &RequestId) -> Option<Vec<VerifyingKey>> {
        let question = Question::get(self.address.as_str()).for_request(request);
        let answer = match question.ask(&*self.transport).await {
            Ok(answer) if answer.status() == StatusCode::OK => answer,
            Ok(answer) => {
                tracing::warn!(status = %answer.status(), "an issuer does not give its keys");
                return None;
            }
            Err(error) => {
                tracing::warn!(error = %error.0, "an issuer cannot be asked for its keys");
                return None;
            }
        };
        let read = Jwks::read(answer.body());
        read.map_err(|error| tracing::warn!(%error, "an issuer's keys cannot be used")).ok()
    }

    /// Nothing in it is left half done by a panic.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn find(&self, id: &KeyId) -> Option<&VerifyingKey> {
        self.keys.iter().find(|key| key.id() == id)
    }

    /// An answer without another look; nothing, if it is time for one.
    fn answer(&self, id: &KeyId, now: BootTime) -> Option<Result<VerifyingKey, KeyMissing>> {
        let is_fresh = self.fetched.is_some_and(|then| now.since(then) < FRESH);
        let has_looked = self.looked.is_some_and(|then| now.since(then) < BETWEEN_LOOKS);
        let is_known = is_fresh && self.find(id).is_some();
        (is_known || has_looked).then(|| self.as_it_is(id, now))
    }

    /// What is known, be it old.
    fn as_it_is(&self, id: &KeyId, now: BootTime) -> Result<VerifyingKey, KeyMissing> {
        let is_usable = self.fetched.is_some_and(|then| now.since(then) < STALE_AT_MOST);
        match self.find(id) {
            Some(key) if is_usable => Ok(key.clone()),
            // It may be one that has come since.
            _ if !is_usable || self.has_failed => Err(KeyMissing::Unavailable),
            _ => Err(KeyMissing::Unknown),
        }
    }

    fn take(&mut self, found: Option<Vec<VerifyingKey>>, now: BootTime) {
        self.looked = Some(now);
        self.has_failed = found.is_none();
        if let Some(keys) = found {
            (self.keys, self.fetched) = (keys, Some(now));
        }
    }
}
