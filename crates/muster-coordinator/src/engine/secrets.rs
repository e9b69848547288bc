//! Secrets: sealed as they arrive, and opened for the worker that is to have them.
//!
//! What is kept, of jobs, schedules, templates and secrets by name, is sealed with a key that the host keeps
//! elsewhere, bound to its organisation and to what it is called. So a copy of the store tells no secret,
//! and one cannot be passed off as another.

use crate::{
    app::App,
    crypto,
    engine::audit::AuditKeys,
    error::{AppError, Chain, invalid, missing},
};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use futures_util::future::BoxFuture;
use muster_api::{Problem, ProblemKind, job::JobSubmission};
use muster_core::{
    Name, OrganisationId, Scope, Timestamp,
    job::{Holder, SHORTEST_SECRET, Specification},
    sealed,
};
use muster_store::{
    Read, StoreError, Write, audit_event,
    audit_event::AuditEntry,
    job::JobRow,
    secret::{self, SecretRow},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::OnceCell;

/// A keychain that said no may ask a person: not again before this.
const ASK_AGAIN: Duration = Duration::from_secs(30);

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
    /// The private half of a key that tokens are signed with.
    SigningKey(&'a str),
    /// A credential of an account at a provider.
    Account { provider: &'a str, name: &'a str },
    /// What something at a provider is given under a name, such as a variable.
    Given { resource: &'a str, name: &'a str },
}

impl Subject<'_> {
    fn within(&self, organisation: &OrganisationId) -> String {
        match self {
            Self::Variable(name) => format!("{organisation}\0variable\0{name}"),
            Self::Named(name) => format!("{organisation}\0named\0{name}"),
            Self::SigningKey(id) => format!("{organisation}\0signing_key\0{id}"),
            Self::Account { provider, name } => {
                format!("{organisation}\0account\0{provider}\0{name}")
            }
            Self::Given { resource, name } => format!("{organisation}\0given\0{resource}\0{name}"),
        }
    }
}

/// Seals and opens, once the host has given the key.
pub(crate) struct Sealer {
    host: Option<Arc<dyn HostSecrets>>,
    key: OnceCell<RandomizedNonceKey>,
    /// What the audit log is sealed with: made of the same key, and asked for by itself.
    audit: OnceCell<AuditKeys>,
    /// Somebody asks for it, or has been told no a moment ago.
    is_asked: AtomicBool,
}

impl Sealer {
    pub(crate) fn new(host: Option<Arc<dyn HostSecrets>>) -> Self {
        Self {
            host,
            key: OnceCell::new(),
            audit: OnceCell::new(),
            is_asked: AtomicBool::new(false),
        }
    }

    /// Whether the key is here, so that what is sealed can be opened without asking anybody.
    pub(crate) fn is_ready(&self) -> bool {
        self.key.initialized()
    }

    /// The key, which may have to be asked for. That can take as long as a person does.
    pub(crate) async fn key(&self) -> Result<&RandomizedNonceKey, AppError> {
        self.key.get_or_try_init(|| self.ask()).await
    }

    async fn ask(&self) -> Result<RandomizedNonceKey, AppError> {
        RandomizedNonceKey::new(&AES_256_GCM, &self.secret().await?)
            .map_err(|_| AppError::Internal("use a sealing key"))
    }

    async fn secret(&self) -> Result<SealingKey, AppError> {
        let host = self.host.as_ref().ok_or_else(|| {
            unavailable(&NoSealingKey { reason: "nothing keeps secrets here".into(), hint: None })
        })?;
        host.sealing_key().await.map_err(|error| unavailable(&error))
    }

    /// The keys of the audit log, which may have to be asked for.
    pub(crate) async fn audit_keys(&self) -> Result<&AuditKeys, AppError> {
        let ask = async || {
            AuditKeys::derive(&self.secret().await?)
                .map_err(|_| AppError::Internal("use a sealing key"))
        };
        self.audit.get_or_try_init(ask).await
    }

    /// Whether there is anybody who could have keys.
    pub(crate) fn has_host(&self) -> bool {
        self.host.is_some()
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

    /// What was sealed; nothing if it was sealed with another key, or about something else.
    pub(crate) fn open(
        &self,
        organisation: &OrganisationId,
        subject: Subject<'_>,
        text: &str,
    ) -> Option<String> {
        let (key, about) = (self.key.get()?, Aad::from(subject.within(organisation)));
        let mut sealed = crypto::decode(text)?;
        let (nonce, content) = sealed.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let plain = key.open_in_place(nonce, about, content).ok()?;
        String::from_utf8(plain.to_vec()).ok()
    }

    /// What the command of a job finds in its environment, given the secrets that it names.
    pub(crate) fn environment(
        &self,
        job: &JobRow,
        named: &[SecretRow],
    ) -> Result<BTreeMap<String, String>, CannotGive> {
        let (own, said) = (&job.organisation, &job.specification);
        let mut environment = said.environment_of(job.id);
        for (name, value) in &mut environment {
            if let Some(text) = sealed::unmarked(value) {
                let opened = self.open(own, Subject::Variable(name), text);
                *value = opened.ok_or_else(|| CannotGive::Closed(name.clone()))?;
            }
        }
        for (variable, name) in &said.secrets {
            let row = named.iter().find(|row| row.name == *name);
            let row = row.ok_or_else(|| CannotGive::Gone(name.clone()))?;
            let opened = self.open(own, Subject::Named(name), &row.sealed);
            let value = opened.ok_or_else(|| CannotGive::Closed(name.to_string()))?;
            environment.insert(variable.clone(), value);
        }
        Ok(environment)
    }
}

/// Why a command cannot be given its secrets.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CannotGive {
    #[error("there is no secret `{0}` any more")]
    Gone(Name),
    #[error("the secret `{0}` was sealed with a key that is not here; give it again")]
    Closed(String),
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

    /// Asks for the key in the background, and lets jobs go on that wait for it.
    pub(crate) fn ask_for_key(self: &Arc<Self>) {
        if self.sealer.is_asked.swap(true, Ordering::AcqRel) {
            return;
        }
        let app = self.clone();
        self.seams.tasks.spawn("sealing key", async move {
            if let Err(error) = app.sealer.key().await {
                tracing::warn!(error = %Chain(&error), "jobs with secrets wait for their key");
                tokio::time::sleep(ASK_AGAIN).await;
            }
            app.sealer.is_asked.store(false, Ordering::Release);
            app.wake_dispatch();
        });
    }
}

/// The secrets that a job names which is being granted, and a note of who is given which.
pub(crate) fn give(
    tx: &mut dyn Write,
    job: &JobRow,
    scope: &Scope,
    now: Timestamp,
) -> Result<Vec<SecretRow>, StoreError> {
    let (names, Some(holder)) = (names(&job.specification), job.life.state.holder()) else {
        return Ok(vec![]);
    };
    if names.is_empty() {
        return Ok(vec![]);
    }
    let scope = Scope { organisation: job.organisation.clone(), ..scope.clone() };
    audit_event::append(tx, &scope, &given(job, holder), now)?;
    secret::many(tx, &job.organisation, &names)
}

fn names(said: &Specification) -> Vec<Name> {
    let names: BTreeSet<&Name> = said.secrets.values().collect();
    names.into_iter().cloned().collect()
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

/// Refuses a job that names a secret which is not there, with its place among them.
pub(crate) fn must_be_there<'a>(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    jobs: impl Iterator<Item = &'a Specification> + Clone,
) -> Result<(), (usize, AppError)> {
    let wanted: BTreeSet<&Name> = jobs.clone().flat_map(|said| said.secrets.values()).collect();
    let wanted: Vec<Name> = wanted.into_iter().cloned().collect();
    let known = secret::many(tx, organisation, &wanted).map_err(|error| (0, error.into()))?;
    let known: BTreeSet<&Name> = known.iter().map(|row| &row.name).collect();
    for (place, said) in jobs.enumerate() {
        if let Some((variable, name)) = said.secrets.iter().find(|(_, name)| !known.contains(name))
        {
            let rule = format!("names `{name}`, and there is no secret of this name");
            let field = format!("secrets.{variable}");
            return Err((place, missing(ProblemKind::SecretNotFound, &field, &rule)));
        }
    }
    Ok(())
}

/// What stands in the place of a secret where submissions are shown.
pub(crate) const REDACTED: &str = "[redacted]";
