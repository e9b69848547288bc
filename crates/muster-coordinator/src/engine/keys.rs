//! The keys that our tokens are signed with: drawn when the first token is made, kept sealed, and replaced in time.
//!
//! The ring is RSA unless the settings have another key, because the workers of agents read nothing else.

use crate::{app::App, engine::secrets::Subject, error::AppError};
use muster_core::{Secret, Timestamp};
use muster_identity::jwt::{
    Algorithm, KeyRing, LEEWAY, LONGEST_LIFETIME, SigningKey, VerifyingKey,
};
use muster_store::{
    StoreError,
    signing_key::{self, KeyRole, SigningKeyRow},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Mutex;

/// A key signs for so long.
const SIGNS_FOR: Duration = Duration::from_hours(90 * 24);
/// So often is looked whether it still may.
const LOOK_EVERY: Duration = Duration::from_hours(1);

/// The ring, once somebody has asked for it, and when it was looked at.
#[derive(Debug, Default)]
pub(crate) struct Keys(Mutex<Option<(Arc<KeyRing>, Timestamp)>>);

impl App {
    /// The ring; keys are drawn if there are none yet.
    pub(crate) async fn ring(&self) -> Result<Arc<KeyRing>, AppError> {
        let (mut known, now) = (self.keys.0.lock().await, self.seams.clock.now());
        if let Some((ring, at)) = &*known
            && now.since(*at) < LOOK_EVERY
        {
            return Ok(ring.clone());
        }
        let ring = Arc::new(load(self, now).await?);
        *known = Some((ring.clone(), now));
        Ok(ring)
    }

    /// The ring, if a token was ever made: who shows a made-up one makes us ask nobody for a key.
    pub(crate) async fn ring_if_any(&self) -> Result<Option<Arc<KeyRing>>, AppError> {
        if self.keys.0.lock().await.is_none()
            && self.store.read(signing_key::list).await?.is_empty()
        {
            return Ok(None);
        }
        self.ring().await.map(Some)
    }

    /// Who says that it has made our tokens, and for whom they are: the public address, under which others find the
    /// keys; without one this coordinator, wherever it is reached.
    pub(crate) fn issuer(&self) -> String {
        let public = self.outside.public_origin();
        public.unwrap_or_else(|| format!("urn:muster:{}", self.organisation))
    }
}

/// A key that can sign, and its row.
struct Pair(SigningKey, SigningKeyRow);

async fn load(app: &App, now: Timestamp) -> Result<KeyRing, AppError> {
    app.sealer.key().await?;
    let before = app.store.read(signing_key::list).await?;
    let mut retired: Vec<_> = before.iter().filter(|row| counts(row, now)).cloned().collect();
    let kept = |role| before.iter().find(|row| row.role == role);
    let mut next = kept(KeyRole::Next).and_then(|row| opened(app, row));
    let current = match (&app.identity.signing_key, kept(KeyRole::Current)) {
        (Some(set), Some(row)) if row.id == set.verifying().id().as_str() => {
            Some(Pair(set.clone(), row.clone()))
        }
        (set, before) => {
            let drawn = before.and_then(|row| opened(app, row));
            let is_due = |Pair(_, row): &Pair| now.since(row.created_at) >= SIGNS_FOR;
            match (set, drawn) {
                (None, Some(pair)) if !is_due(&pair) => Some(pair),
                (set, _) => {
                    retired.extend(before.map(|row| retire(row, now)));
                    let set = set.as_ref().map(|key| from_settings(key, now)).transpose()?;
                    set.or_else(|| next.take())
                }
            }
        }
    };
    let current = match current {
        // Its season begins now, however long it has waited.
        Some(Pair(key, row)) if row.role == KeyRole::Next => {
            Pair(key, SigningKeyRow { role: KeyRole::Current, created_at: now, ..row })
        }
        Some(pair) => pair,
        None => draw(app, Algorithm::Rs256, KeyRole::Current, now).await?,
    };
    let algorithm = current.0.algorithm();
    let next = match next
        .filter(|Pair(key, row)| key.algorithm() == algorithm && row.id != current.1.id)
    {
        Some(next) => next,
        None => draw(app, algorithm, KeyRole::Next, now).await?,
    };
    retired.retain(|row| row.id != current.1.id && row.id != next.1.id);
    keep(app, before, &current, &next, &retired).await?;
    ring(current.0, next.0, &retired)
}

/// Whether tokens of a retired key may live.
fn counts(row: &SigningKeyRow, now: Timestamp) -> bool {
    matches!(row.role, KeyRole::Retired(until) if until > now)
}

fn retire(row: &SigningKeyRow, now: Timestamp) -> SigningKeyRow {
    let role = KeyRole::Retired(now.after(LONGEST_LIFETIME + LEEWAY));
    SigningKeyRow { role, sealed: None, ..row.clone() }
}

/// A key that was drawn here, if its private half can be opened.
fn opened(app: &App, row: &SigningKeyRow) -> Option<Pair> {
    let sealed = row.sealed.as_deref()?;
    let pem = app.sealer.open(&app.organisation, Subject::SigningKey(&row.id), sealed);
    let key = pem.and_then(|pem| SigningKey::from_pem(&Secret::new(pem)).ok());
    if key.is_none() {
        tracing::warn!(
            key = row.id,
            "a key of tokens was sealed with another key, and is given up"
        );
    }
    key.map(|key| Pair(key, row.clone()))
}

fn public_half(key: &SigningKey) -> Result<String, AppError> {
    key.public_pem().ok_or(AppError::Internal("write down a public key"))
}

fn from_settings(key: &SigningKey, now: Timestamp) -> Result<Pair, AppError> {
    let row = SigningKeyRow {
        id: key.verifying().id().to_string(),
        role: KeyRole::Current,
        public: public_half(key)?,
        sealed: None,
        created_at: now,
    };
    Ok(Pair(key.clone(), row))
}

async fn draw(
    app: &App,
    algorithm: Algorithm,
    role: KeyRole,
    now: Timestamp,
) -> Result<Pair, AppError> {
    let rng = app.seams.rng.clone();
    let drawn = tokio::task::spawn_blocking(move || match algorithm {
        Algorithm::EdDsa => SigningKey::draw_ed25519(rng.as_ref()),
        Algorithm::Rs256 | Algorithm::Hs256 => SigningKey::draw_rs256(),
    });
    let not_drawn = AppError::Internal("draw a key for tokens");
    let Ok(Ok(pem)) = drawn.await else { return Err(not_drawn) };
    let key = SigningKey::from_pem(&pem).map_err(|_| not_drawn)?;
    let id = key.verifying().id().to_string();
    let about = Subject::SigningKey(&id);
    let sealed = app.sealer.seal(&app.organisation, about, pem.reveal()).await?;
    let public = public_half(&key)?;
    let row = SigningKeyRow { role, public, sealed: Some(sealed), created_at: now, id };
    Ok(Pair(key, row))
}

/// Keeps what has changed, unless somebody else was first.
async fn keep(
    app: &App,
    before: Vec<SigningKeyRow>,
    current: &Pair,
    next: &Pair,
    retired: &[SigningKeyRow],
) -> Result<(), AppError> {
    let mut rows = retired.to_vec();
    rows.extend([current.1.clone(), next.1.clone()]);
    let has_changed = rows.len() != before.len() || !rows.iter().all(|row| before.contains(row));
    if !has_changed {
        return Ok(());
    }
    let kept = app.store.write(move |tx| {
        if signing_key::list(tx)? != before {
            return Err(StoreError::Conflict);
        }
        signing_key::replace(tx, &rows)
    });
    Ok(kept.await?)
}

fn ring(
    current: SigningKey,
    next: SigningKey,
    retired: &[SigningKeyRow],
) -> Result<KeyRing, AppError> {
    let retired = retired.iter().filter_map(|row| {
        let key = VerifyingKey::from_pem(&row.public).ok()?;
        // Tokens of another algorithm do not outlive the change of the settings.
        let is_alike = key.algorithm() == current.algorithm();
        match row.role {
            KeyRole::Retired(until) if is_alike => Some((key, until)),
            _ => None,
        }
    });
    let retired = retired.collect();
    KeyRing::new(current, next, retired).map_err(|_| AppError::Internal("make a ring of keys"))
}
