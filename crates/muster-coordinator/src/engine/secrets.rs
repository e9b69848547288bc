//! Secrets: sealed as they arrive, and opened for the worker that is to have them.
//!
//! What is kept, of jobs, schedules, templates and secrets by name, is sealed with a key that the host keeps
//! elsewhere, bound to its organisation and to what it is called. So a copy of the store tells no secret,
//! and one cannot be passed off as another.

use crate::{
    app::App,
    crypto,
    error::{AppError, Chain},
    http::jobs::invalid,
};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use futures_util::future::BoxFuture;
use muster_api::{Problem, ProblemKind, job::JobSubmission};
use muster_core::{
    Name, OrganisationId,
    job::{Holder, SHORTEST_SECRET},
    sealed,
};
use muster_store::{Read, StoreError, audit_event, audit_event::AuditEntry, job::JobRow, secret};
use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

/// What seals secrets.
pub type SealingKey = [u8; 32];

/// Why there is no such key now, and what to do about it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{reason}")]
pub struct NoSealingKey {
    /// In a sentence.
    pub reason: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Where the key is: the host has the keychain.
pub trait HostSecrets: Send + Sync {
    /// The key; a new one at the first use.
    fn sealing_key(&self) -> BoxFuture<'static, Result<SealingKey, NoSealingKey>>;
}

/// What a sealed text is about. It opens as nothing else.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// The value of a variable.
    Variable(&'a str),
    /// A secret that has a name.
    Named(&'a Name),
}

impl Subject<'_> {
    fn within(&self, organisation: &OrganisationId) -> String {
        match self {
            Self::Variable(name) => format!("{organisation}\0variable\0{name}"),
            Self::Named(name) => format!("{organisation}\0named\0{name}"),
        }
    }
}

/// Seals and opens, once the host has given the key.
pub(crate) struct Sealer {
    host: Option<Arc<dyn HostSecrets>>,
    key: OnceLock<RandomizedNonceKey>,
}

impl Sealer {
    pub(crate) fn new(host: Option<Arc<dyn HostSecrets>>) -> Self {
        Self { host, key: OnceLock::new() }
    }

    async fn key(&self) -> Result<&RandomizedNonceKey, AppError> {
        if let Some(key) = self.key.get() {
            return Ok(key);
        }
        let host = self.host.as_ref().ok_or_else(|| {
            unavailable(&NoSealingKey { reason: "nothing keeps secrets here".into(), hint: None })
        })?;
        let bytes = host.sealing_key().await.map_err(|error| unavailable(&error))?;
        let key = RandomizedNonceKey::new(&AES_256_GCM, &bytes);
        let key = key.map_err(|_| AppError::Internal("use a sealing key"))?;
        Ok(self.key.get_or_init(|| key))
    }

    pub(crate) async fn seal(
        &self,
        organisation: &OrganisationId,
        subject: Subject<'_>,
        value: &str,
    ) -> Result<String, AppError> {
        let (key, about) = (self.key().await?, Aad::from(subject.within(organisation)));
        let mut text = value.as_bytes().to_vec();
        let nonce = key.seal_in_place_append_tag(about, &mut text);
        let nonce = nonce.map_err(|_| AppError::Internal("seal a secret"))?;
        Ok(crypto::encode(&[nonce.as_ref().as_slice(), &text].concat()))
    }

    pub(crate) async fn open(
        &self,
        organisation: &OrganisationId,
        subject: Subject<'_>,
        text: &str,
    ) -> Result<String, AppError> {
        let (key, about) = (self.key().await?, Aad::from(subject.within(organisation)));
        let opened = crypto::decode(text).and_then(|mut sealed| {
            let (nonce, content) = sealed.split_at_mut_checked(NONCE_LEN)?;
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let plain = key.open_in_place(nonce, about, content).ok()?;
            String::from_utf8(plain.to_vec()).ok()
        });
        opened.ok_or_else(|| {
            unavailable(&NoSealingKey {
                reason: "it was sealed with a key that is not here".to_owned(),
                hint: Some("give it again".to_owned()),
            })
        })
    }
}

fn unavailable(error: &NoSealingKey) -> AppError {
    let problem = Problem::new(ProblemKind::SecretsUnavailable, &error.reason);
    match &error.hint {
        Some(hint) => problem.with_hint(hint).into(),
        None => problem.into(),
    }
}

impl App {
    /// A submission as it may be kept: the values of its secret variables are sealed.
    pub(crate) async fn sealed(
        &self,
        organisation: &OrganisationId,
        mut job: JobSubmission,
    ) -> Result<JobSubmission, AppError> {
        for (name, value) in &mut job.env {
            if sealed::is_sealed(value) {
                return Err(invalid(&format!("env.{name}"), "cannot have a NUL"));
            }
            let is_to_be_sealed = job.secret_env.contains(name) && value != REDACTED;
            if is_to_be_sealed {
                if value.trim().len() < SHORTEST_SECRET {
                    return Err(invalid("secret_env", "must name values of 6 bytes or more"));
                }
                let text = self.sealer.seal(organisation, Subject::Variable(name), value).await?;
                *value = sealed::marked(&text);
            }
        }
        Ok(job)
    }

    /// The secrets of a job that was just granted, and a note of who was given which.
    async fn named_secrets(
        &self,
        job: &JobRow,
        holder: &Holder,
    ) -> Result<BTreeMap<String, String>, AppError> {
        let (scope, now) = (self.own_scope(&job.organisation), self.seams.clock.now());
        let wanted = job.specification.secrets.clone();
        let entry = given(job, holder);
        let rows = self.store.write(move |tx| {
            let names: Vec<Name> = wanted.values().cloned().collect();
            let rows = secret::many(tx, &scope.organisation, &names)?;
            audit_event::append(tx, &scope, &entry, now)?;
            Ok::<_, StoreError>(rows)
        });
        let rows = rows.await?;
        let mut values = BTreeMap::new();
        for (variable, name) in &job.specification.secrets {
            let row = rows.iter().find(|row| row.name == *name).ok_or_else(|| no_secret(name))?;
            let subject = Subject::Named(name);
            let value = self.sealer.open(&job.organisation, subject, &row.sealed).await?;
            values.insert(variable.clone(), value);
        }
        Ok(values)
    }

    /// What the command of a job that was just granted finds in its environment.
    pub(crate) async fn environment_for(
        &self,
        job: &JobRow,
        holder: &Holder,
    ) -> Result<BTreeMap<String, String>, AppError> {
        let mut environment = job.specification.environment_of(job.id);
        for (name, value) in &mut environment {
            if let Some(text) = sealed::unmarked(value) {
                let subject = Subject::Variable(name);
                *value = self.sealer.open(&job.organisation, subject, text).await?;
            }
        }
        if !job.specification.secrets.is_empty() {
            environment.extend(self.named_secrets(job, holder).await?);
        }
        Ok(environment)
    }
}

/// Why an attempt cannot be given what it needs, for those who read about it.
pub(crate) fn why(error: &AppError) -> String {
    match error {
        AppError::Told(problem) => format!("its secrets cannot be given: {}", problem.detail),
        other => format!("its secrets cannot be given: {}", Chain(other)),
    }
}

fn given(job: &JobRow, holder: &Holder) -> AuditEntry {
    let detail = serde_json::json!({
        "secrets": job.specification.secrets.values().collect::<Vec<_>>(),
        "attempt": holder.attempt,
        "worker": holder.worker,
    });
    AuditEntry {
        action: "secret.give".to_owned(),
        target: job.id.to_string(),
        detail: detail.to_string(),
    }
}

pub(crate) fn no_secret(name: &Name) -> AppError {
    AppError::told(ProblemKind::SecretNotFound, format!("there is no secret `{name}`"))
}

/// Refuses a job that names a secret which is not there.
pub(crate) fn must_be_there(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    wanted: &BTreeMap<String, Name>,
) -> Result<(), AppError> {
    let names: Vec<Name> = wanted.values().cloned().collect();
    if names.is_empty() {
        return Ok(());
    }
    let known = secret::many(tx, organisation, &names)?;
    let is_missing = |name: &Name| !known.iter().any(|row| row.name == *name);
    match wanted.iter().find(|(_, name)| is_missing(name)) {
        Some((variable, name)) => {
            let rule = format!("names `{name}`, and there is no secret of this name");
            Err(invalid(&format!("secrets.{variable}"), &rule))
        }
        None => Ok(()),
    }
}

/// What stands in the place of a secret where submissions are shown.
pub(crate) const REDACTED: &str = "[redacted]";
