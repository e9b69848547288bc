//! As whom we ask a cluster: whoever the kubeconfig says.

use crate::{
    Secret,
    error::{BoxError, Operation, Outcome, ProviderError, Refusal},
    http::Caller,
};
use chrono::DateTime;
use muster_core::Timestamp;
use serde::Deserialize;
use std::{path::PathBuf, process::Stdio, time::Duration};
use tokio::sync::Mutex;

/// As whom we ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// Whoever our certificate says, which the connection shows.
    Certificate,
    /// Whoever has this token.
    Token(Secret),
    /// The same, but the platform keeps a fresh token in a file.
    TokenFile(PathBuf),
    /// Whoever this program says, as the clouds' own tools do it.
    Program(Program),
}

/// A program that answers with credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Which version of the question it understands.
    pub api_version: String,
    /// The program.
    pub command: PathBuf,
    /// What it is told.
    pub arguments: Vec<String>,
    /// What it finds in its environment beside ours.
    pub variables: Vec<(String, String)>,
}

const PROGRAM_WITHIN: Duration = Duration::from_secs(30);
const BEFORE_THE_END: Duration = Duration::from_mins(1);

#[derive(Deserialize)]
struct ExecCredential {
    status: Option<ExecStatus>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExecStatus {
    token: Option<String>,
    expiration_timestamp: Option<String>,
}

#[derive(Debug, Clone)]
struct Held {
    token: Secret,
    ends: Option<Timestamp>,
}

/// Signs in when it has to.
#[derive(Debug)]
pub(super) struct Tokens {
    identity: Identity,
    /// Locked while the program runs, so that it runs once.
    held: Mutex<Option<Held>>,
}

impl Tokens {
    pub(super) fn of(identity: Identity) -> Self {
        Self { identity, held: Mutex::default() }
    }

    /// A token, if it takes one.
    pub(super) async fn token(&self, caller: &Caller) -> Result<Option<Secret>, ProviderError> {
        match &self.identity {
            Identity::Certificate => Ok(None),
            Identity::Token(token) => Ok(Some(token.clone())),
            Identity::TokenFile(file) => {
                let text = tokio::fs::read_to_string(file).await;
                let text = text.map_err(|error| unsent(caller, error))?;
                Ok(Some(Secret::new(text.trim())))
            }
            Identity::Program(program) => self.of_program(caller, program).await.map(Some),
        }
    }

    /// Lets go of a token that was refused; the next call asks anew.
    pub(super) async fn forget(&self) {
        *self.held.lock().await = None;
    }

    async fn of_program(
        &self,
        caller: &Caller,
        program: &Program,
    ) -> Result<Secret, ProviderError> {
        let mut held = self.held.lock().await;
        let soon = caller.clock.now().after(BEFORE_THE_END);
        if let Some(held) = held.as_ref().filter(|it| it.ends.is_none_or(|ends| ends > soon)) {
            return Ok(held.token.clone());
        }
        let fresh = run(caller, program).await?;
        let token = fresh.token.clone();
        *held = Some(fresh);
        Ok(token)
    }
}

async fn run(caller: &Caller, program: &Program) -> Result<Held, ProviderError> {
    let question = serde_json::json!({
        "apiVersion": program.api_version,
        "kind": "ExecCredential",
        "spec": { "interactive": false },
    });
    #[expect(clippy::disallowed_methods, reason = "the cloud's own tool knows who has signed in")]
    let mut command = tokio::process::Command::new(&program.command);
    command.args(&program.arguments).envs(program.variables.iter().cloned());
    command.env("KUBERNETES_EXEC_INFO", question.to_string());
    command.stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(PROGRAM_WITHIN, command.output()).await;
    let output =
        output.map_err(|late| unsent(caller, late))?.map_err(|error| unsent(caller, error))?;
    if !output.status.success() {
        let refused = Outcome::Refused(Refusal::Unauthorised);
        let says = "the kubeconfig's program gives no credentials";
        return Err(caller.error(Operation::SignIn, refused).saying(says));
    }
    // What is in it stays out of the error.
    let answer: ExecCredential = serde_json::from_slice(&output.stdout)
        .map_err(|_| unsent(caller, "the kubeconfig's program says something else"))?;
    let status = answer.status.ok_or_else(|| unsent(caller, "it says nothing"))?;
    let token = status.token.ok_or_else(|| unsent(caller, "it gives no token"))?;
    let ends = status.expiration_timestamp.as_deref().and_then(moment);
    Ok(Held { token: Secret::new(token), ends })
}

fn moment(text: &str) -> Option<Timestamp> {
    let moment = DateTime::parse_from_rfc3339(text).ok()?;
    Some(Timestamp::from_millis(moment.timestamp_millis()))
}

/// Nobody was asked, because we could not say who we are.
fn unsent(caller: &Caller, why: impl Into<BoxError>) -> ProviderError {
    caller.error(Operation::SignIn, Outcome::Unsent).because(why)
}
