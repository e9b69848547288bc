//! Terminals: shells in environments, held in memory.
//!
//! A terminal belongs to whoever opened it, and is written down when it is opened and when it ends; what is typed and shown
//! is written down nowhere. It ends by itself ([`terminal`]), as soon as whoever opened it may not be there any more, with
//! its environment, and with this process.

mod screen;
mod terminal;

pub(crate) use screen::MOST_UNCONFIRMED;
pub(crate) use terminal::{IDLE_AFTER, NotTyped, Terminal, UNREAD_AFTER};

use crate::{
    app::App,
    caller::Caller,
    engine::people,
    error::{AppError, Chain},
};
use muster_api::{Problem, ProblemKind, terminal::TerminalEnd};
use muster_core::{Name, OrganisationId, RequestId, Scope, cloud::Status};
use muster_operations::NoShell;
use muster_providers::{
    Conflict, Outcome, Refusal,
    shell::{Shell, TerminalSize},
};
use muster_store::{
    StoreError,
    audit_event::{self, AuditEntry},
    resource,
};
use serde_json::json;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::oneshot;

/// Whoever was shut out sees nothing more after this time.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Of one organisation at once.
const MOST_OF_ONE: usize = 16;
/// Of all together: each may hold some hundred kilobytes.
const MOST: usize = 128;

/// In the audit log.
const SHELL_END: &str = "environment.shell_end";

/// Every open terminal, and how many each organisation has or is about to have.
#[derive(Debug, Default)]
pub(crate) struct Terminals {
    open: Mutex<BTreeMap<Name, Arc<Terminal>>>,
    places: Mutex<BTreeMap<OrganisationId, usize>>,
}

/// Room for one terminal, until it is dropped.
pub(crate) struct Place {
    app: Arc<App>,
    organisation: OrganisationId,
}

/// Who opened a terminal, and where.
pub(crate) struct Opener {
    pub(crate) caller: Caller,
    pub(crate) scope: Scope,
    pub(crate) environment: Name,
    /// The terminal's name.
    pub(crate) id: Name,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Terminals {
    /// The caller's own terminal in this environment.
    pub(crate) fn find(
        &self,
        caller: &Caller,
        environment: &Name,
        id: &str,
    ) -> Result<Arc<Terminal>, AppError> {
        let id: Option<Name> = id.parse().ok();
        let found = id.and_then(|id| held(&self.open).get(&id).cloned());
        let is_own = |it: &Arc<Terminal>| {
            it.organisation == caller.organisation
                && it.actor == caller.actor
                && it.environment == *environment
        };
        found.filter(is_own).ok_or_else(|| {
            AppError::told(ProblemKind::TerminalNotFound, "there is no such terminal of yours")
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = held(&self.app.terminals.places);
        if let Some(taken) = places.get_mut(&self.organisation) {
            *taken -= 1;
            if *taken == 0 {
                places.remove(&self.organisation);
            }
        }
    }
}

impl App {
    /// Room for one terminal more of an organisation, if there is any.
    pub(crate) fn terminal_place(self: &Arc<Self>, organisation: &OrganisationId) -> Option<Place> {
        let mut places = held(&self.terminals.places);
        let of_all: usize = places.values().sum();
        let of_one = places.entry(organisation.clone()).or_default();
        if *of_one >= MOST_OF_ONE || of_all >= MOST {
            if *of_one == 0 {
                places.remove(organisation);
            }
            return None;
        }
        *of_one += 1;
        Some(Place { app: self.clone(), organisation: organisation.clone() })
    }

    /// Writes down that a terminal is opened, or why it is over.
    async fn note_terminal(
        &self,
        opener: &Opener,
        action: &str,
        why: Option<&str>,
    ) -> Result<(), StoreError> {
        let detail = match why {
            None => json!({ "terminal": opener.id }),
            Some(why) => json!({ "terminal": opener.id, "why": why }),
        };
        let entry = AuditEntry {
            action: action.to_owned(),
            target: opener.environment.to_string(),
            detail: detail.to_string(),
        };
        let (scope, now) = (opener.scope.clone(), self.seams.clock.now());
        self.store.write(move |tx| audit_event::append(tx, &scope, &entry, now).map(drop)).await
    }

    /// Opens a shell and keeps it as a terminal until it ends.
    pub(crate) async fn open_terminal(
        self: &Arc<Self>,
        opener: Opener,
        place: Place,
        size: TerminalSize,
        request: RequestId,
    ) -> Result<(), AppError> {
        let (tell, told) = oneshot::channel();
        let app = self.clone();
        // Whoever asks may go away meanwhile. What was begun comes to its end all the same, and that is written down.
        self.seams.tasks.spawn("terminal", async move {
            match app.begin_terminal(&opener, size, &request).await {
                Ok(shell) => app.carry_terminal(&opener, shell, tell).await,
                Err(error) => drop(tell.send(Err(error))),
            }
            drop(place);
        });
        let stopping = || AppError::told(ProblemKind::Restarting, "the coordinator ends");
        told.await.unwrap_or_else(|_| Err(stopping()))
    }

    async fn begin_terminal(
        &self,
        opener: &Opener,
        size: TerminalSize,
        request: &RequestId,
    ) -> Result<Shell, AppError> {
        // Written down before it is opened: nobody gets in without a trace.
        self.note_terminal(opener, "environment.shell", None).await?;
        let organisation = &opener.caller.organisation;
        let opened = self.operations.shell(organisation, &opener.environment, size, request).await;
        match opened {
            Ok(shell) => Ok(shell),
            Err(error) => {
                self.note_terminal(opener, SHELL_END, Some("not_opened")).await?;
                Err(refused(error))
            }
        }
    }

    async fn carry_terminal(
        &self,
        opener: &Opener,
        shell: Shell,
        tell: oneshot::Sender<Result<(), AppError>>,
    ) {
        let Shell { typed, shown, work } = shell;
        let Caller { organisation, actor, .. } = opener.caller.clone();
        let terminal = Terminal::new(organisation, actor, opener.environment.clone(), typed);
        let terminal = Arc::new(terminal);
        held(&self.terminals.open).insert(opener.id.clone(), terminal.clone());
        drop(tell.send(Ok(())));
        let ended = tokio::select! {
            biased;
            () = self.seams.tasks.stopped() => TerminalEnd::Stopping,
            why = self.shut_out(opener) => why,
            why = terminal.lives(work, shown) => why,
        };
        let why = self.in_truth(opener, ended).await;
        if let Err(error) = self.note_terminal(opener, SHELL_END, Some(why.as_str())).await {
            tracing::error!(error = %Chain(&error), "cannot write down the end of a terminal");
        }
        tokio::select! {
            biased;
            () = terminal.end(why) => {}
            () = self.seams.tasks.stopped() => {}
        }
        held(&self.terminals.open).remove(&opener.id);
    }

    /// Comes back once whoever opened a terminal may not be there any more, or its environment does not run.
    async fn shut_out(&self, opener: &Opener) -> TerminalEnd {
        let mut look = tokio::time::interval(LOOK_EVERY);
        loop {
            look.tick().await;
            if !people::still_there(self, &opener.caller).await {
                return TerminalEnd::Revoked;
            }
            if !self.runs(opener).await {
                return TerminalEnd::EnvironmentStopped;
            }
        }
    }

    /// A shell that was cut off with its environment has not ended by itself.
    async fn in_truth(&self, opener: &Opener, why: TerminalEnd) -> TerminalEnd {
        if why == TerminalEnd::Exited && !self.runs(opener).await {
            return TerminalEnd::EnvironmentStopped;
        }
        why
    }

    async fn runs(&self, opener: &Opener) -> bool {
        let (organisation, id) = (opener.caller.organisation.clone(), opener.environment.clone());
        let found = self.store.read(move |tx| resource::find(tx, &organisation, &id)).await;
        let runs = found.map(|row| {
            row.is_some_and(|row| row.gone_at.is_none() && row.status == Status::Running)
        });
        // A store that does not answer says nothing about anything.
        runs.unwrap_or(true)
    }
}

pub(crate) fn not_running() -> AppError {
    let detail = "a terminal needs an environment that runs";
    Problem::new(ProblemKind::EnvironmentNotRunning, detail).with_hint("start it first").into()
}

fn refused(error: NoShell) -> AppError {
    let error = match error {
        NoShell::Store(error) => return error.into(),
        NoShell::NotSetUp => {
            let detail = "there are no settings for its provider any more";
            return AppError::told(ProblemKind::ProviderNotSetUp, detail);
        }
        NoShell::Absent => return not_running(),
        NoShell::Provider(error) => error,
    };
    tracing::info!(%error, "a shell cannot be had");
    match error.outcome {
        Outcome::Refused(Refusal::Conflict(Conflict::Busy)) => not_running(),
        Outcome::Refused(Refusal::Unauthorised) => {
            let detail = "its provider lets these credentials open no shell";
            Problem::new(ProblemKind::CredentialsRefused, detail)
                .with_hint("docs/cloud.md says what they have to be allowed")
                .into()
        }
        _ => AppError::told(ProblemKind::ProviderUnanswered, "its provider opened no shell"),
    }
}
