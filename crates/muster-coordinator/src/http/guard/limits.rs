//! How many requests somebody on another machine may make.
//!
//! Programs of this machine are not counted: they could stop the coordinator altogether, and the console and the
//! command line of its operator are among them. A proxy on this machine counts for those whom it serves.

use crate::{app::App, caller::Caller, error::AppError};
use axum::extract::Request;
use muster_api::{Problem, ProblemKind};
use muster_limits::{Admission, Busy, Group, Key, Permit};
use std::net::IpAddr;

/// Another machine, from which a request comes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Far(pub(crate) IpAddr);

impl Far {
    /// Nothing for this machine itself.
    pub(crate) fn of(address: IpAddr) -> Option<Self> {
        (!address.to_canonical().is_loopback()).then_some(Self(address))
    }

    pub(crate) fn sends(request: &Request) -> Option<Self> {
        request.extensions().get::<Self>().copied()
    }

    /// Counts a request of somebody who is known, and refuses it if there were too many.
    pub(crate) async fn known(
        self,
        app: &App,
        caller: &Caller,
        group: Group,
    ) -> (Admission, Result<Permit, AppError>) {
        admitted(app, Key::token(caller.actor.to_string().as_bytes()), group).await
    }

    /// The same of somebody who is not, and got nowhere.
    pub(crate) async fn unknown(self, app: &App) -> (Admission, Result<Permit, AppError>) {
        admitted(app, Key::address(self.0), Group::Auth).await
    }

    /// The same of a route that is open to everybody, and counted by itself.
    pub(crate) async fn anyone(
        self,
        app: &App,
        group: Group,
    ) -> (Admission, Result<Permit, AppError>) {
        admitted(app, Key::address(self.0), group).await
    }
}

/// Counts an attempt to sign in: for an account from one place, and for the place if it is far.
///
/// So a stranger who guesses somebody's password keeps nobody out but those at the same place.
pub(crate) async fn sign_in(app: &App, far: Option<Far>, account: &str) -> Result<(), AppError> {
    let place = far.map_or_else(|| "here".to_owned(), |Far(address)| address.to_string());
    let account = Key::named("account_at", &format!("{place} {account}"));
    counted(app, account, Group::SignIn).await.1?;
    let Some(Far(address)) = far else { return Ok(()) };
    counted(app, Key::address(address), Group::SignIn).await.1
}

/// Counts a request, and lets it run beside those of its caller that run already.
async fn admitted(app: &App, key: Key, group: Group) -> (Admission, Result<Permit, AppError>) {
    let (admission, may) = counted(app, key, group).await;
    let runs = || app.permits.enter(key, group).map_err(|busy| too_many_at_once(app, busy, group));
    (admission, may.and_then(|()| runs()))
}

fn too_many_at_once(app: &App, busy: Busy, group: Group) -> AppError {
    app.metrics.limited(group.as_str());
    AppError::told(ProblemKind::RateLimited, busy.to_string())
}

async fn counted(app: &App, key: Key, group: Group) -> (Admission, Result<(), AppError>) {
    let admission = app.limits.check(key, group).await;
    if admission.is_allowed {
        return (admission, Ok(()));
    }
    app.metrics.limited(group.as_str());
    let (most, window) = (admission.quota.requests, admission.quota.window.as_secs());
    let detail = format!("more than {most} requests in {window} seconds; try again later");
    (admission, Err(Problem::new(ProblemKind::RateLimited, detail).into()))
}
