//! People who sign in with somebody who knows them, and whether they are people.

use super::{Begun, Newcomer, People, Visitor};
use crate::{app::App, error::AppError};
use muster_api::{Problem, ProblemKind};
use muster_core::{Timestamp, token::ClearToken};
use muster_identity::{
    address::{Address, Reach},
    outbound::{Https, Transport},
    settings::Settings,
    social::{Pending, Person, Provider, SignIn, TURNSTILE, Turnstile},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// More than anybody signs in with at once; the oldest give way.
const MOST_WAITING: usize = 1_000;

/// Sign-ins whose browser has not come back yet. A restart forgets them, and their people begin anew.
#[derive(Debug, Default)]
pub(crate) struct Waiting(Mutex<HashMap<String, Waits>>);

/// What is kept until a browser comes back.
#[derive(Debug, Clone)]
pub(crate) struct Waits {
    pending: Pending,
    /// A path of ours, where it goes then.
    pub(crate) then: String,
    pub(crate) invitation: Option<ClearToken>,
}

impl Waiting {
    fn add(&self, waits: Waits, now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, it| it.pending.expires_at > now);
        if all.len() >= MOST_WAITING {
            let oldest = all.iter().min_by_key(|(_, it)| it.pending.expires_at);
            if let Some(key) = oldest.map(|(key, _)| key.clone()) {
                all.remove(&key);
            }
        }
        all.insert(waits.pending.state.reveal().to_owned(), waits);
    }

    fn take(&self, state: &str) -> Option<Waits> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(state)
    }
}

pub(super) fn internet() -> Option<Arc<dyn Transport>> {
    let made = Https::public().inspect_err(|error| tracing::error!(%error, "cannot ask others"));
    Some(Arc::new(made.ok()?))
}

pub(super) fn turnstile(
    settings: &Settings,
    transport: Option<&Arc<dyn Transport>>,
) -> Option<Turnstile> {
    let secret = settings.turnstile.clone()?;
    let at = Address::parse(TURNSTILE, Reach::Public).ok()?;
    Some(Turnstile::new(secret, at, transport?.clone()))
}

impl People {
    /// With whom people can sign in.
    pub(crate) fn providers(&self) -> impl Iterator<Item = Provider> {
        self.sign_ins.iter().map(SignIn::provider)
    }

    fn sign_in_with(&self, provider: Provider) -> Result<&SignIn, AppError> {
        let found = self.sign_ins.iter().find(|it| it.provider() == provider);
        found.ok_or_else(|| {
            let name = provider.as_str();
            Problem::new(
                ProblemKind::ProviderNotConfigured,
                format!("people cannot sign in with {name} here"),
            )
            .with_hint("set its client id and secret; docs/configuration.md names them")
            .into()
        })
    }
}

impl App {
    /// Where a browser is sent to sign in.
    pub(crate) fn begin_social(
        &self,
        provider: Provider,
        redirect: Address,
        then: String,
        invitation: Option<ClearToken>,
    ) -> Result<String, AppError> {
        let sign_in = self.people.sign_in_with(provider)?;
        let (url, pending) = sign_in.begin(redirect, self.seams.rng.as_ref());
        self.people.waiting.add(Waits { pending, then, invitation }, self.seams.clock.now());
        Ok(url.into())
    }

    /// Signs in whoever has come back, and says where they go.
    pub(crate) async fn finish_social(
        &self,
        provider: Provider,
        state: &str,
        query: &str,
        visitor: &Visitor,
    ) -> Result<(Begun, String), AppError> {
        let waits = self.people.waiting.take(state).ok_or_else(|| {
            refused("the answer belongs to no sign-in that was begun here; begin again")
        })?;
        let sign_in = self.people.sign_in_with(provider)?;
        let known = sign_in.finish(waits.pending, query, &visitor.request_id).await;
        let known = known.map_err(|error| {
            tracing::info!(%error, code = error.as_str(), "nobody was signed in");
            refused(error.to_string())
        })?;
        let begun = self.know(known, waits.invitation, visitor).await?;
        Ok((begun, waits.then))
    }

    /// The person whose account at a provider this is; a new one, if it is nobody's.
    async fn know(
        &self,
        known: Person,
        invitation: Option<ClearToken>,
        visitor: &Visitor,
    ) -> Result<Begun, AppError> {
        let (key, how) = (known.account_key(), known.provider.as_str());
        let wanted = key.clone();
        let found = self.store.read(move |tx| muster_store::person::by_account(tx, &wanted));
        if let Some(person) = found.await? {
            return self.begin_session(person, how, visitor).await;
        }
        let name = known.name.unwrap_or_else(|| known.email.local().to_owned());
        let newcomer = Newcomer {
            email: known.email.to_string(),
            is_email_proven: true,
            name,
            password_hash: None,
            account_key: Some(key),
        };
        self.sign_up(newcomer, invitation, visitor).await
    }
}

fn refused(detail: impl Into<String>) -> AppError {
    Problem::new(ProblemKind::Unauthorized, detail).into()
}
