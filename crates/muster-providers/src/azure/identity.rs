//! As whom we ask Azure: one token at a time, kept until shortly before it ends.
//!
//! Four ways lead to one: a secret of the application, a token of the platform that we run on (workload
//! identity), the machine's own identity, and whoever has signed in with `az login`. Only the first two
//! send something secret, and only to the sign-in address.

use super::wire::{CliToken, MachineToken, Token};
use crate::{
    Secret,
    error::{Operation, Outcome, ProviderError},
    http::{Base, Call, Caller},
};
use http::Method;
use muster_core::{RequestId, Timestamp};
use serde::de::DeserializeOwned;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::sync::Mutex;

/// As whom we ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// An application with a secret.
    ClientSecret {
        /// Where to sign in.
        authority: Base,
        /// The directory.
        tenant: String,
        /// The application.
        client: String,
        /// Its secret.
        secret: Secret,
    },
    /// An application that trusts the platform on which we run.
    Workload {
        /// Where to sign in.
        authority: Base,
        /// The directory.
        tenant: String,
        /// The application.
        client: String,
        /// Where the platform keeps a fresh token.
        token_file: PathBuf,
    },
    /// The virtual machine on which we run.
    Machine {
        /// Which of its identities, if it has several.
        client: Option<String>,
    },
    /// Whoever has signed in with `az login` on this machine.
    CommandLine {
        /// The program.
        program: PathBuf,
    },
}

const RESOURCE: &str = "https://management.azure.com/";
const SCOPE: &str = "https://management.azure.com/.default";
const BY_ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
// Tokens are good for an hour or so; one that ends during a call is no use.
const BEFORE_THE_END: Duration = Duration::from_mins(5);
// `az` is a Python program that may have to ask the network.
const CLI_WITHIN: Duration = Duration::from_secs(30);

/// A token and its end.
#[derive(Debug, Clone)]
struct Held {
    token: Secret,
    ends: Timestamp,
}

/// Signs in when it has to.
#[derive(Debug)]
pub(super) struct Tokens {
    identity: Identity,
    /// Locked while somebody signs in, so that nobody else does.
    held: Mutex<Option<Held>>,
}

impl Tokens {
    pub(super) fn of(identity: Identity) -> Self {
        Self { identity, held: Mutex::default() }
    }

    /// A token that is good for a while.
    pub(super) async fn token(
        &self,
        caller: &Caller,
        request: &RequestId,
    ) -> Result<Secret, ProviderError> {
        let mut held = self.held.lock().await;
        let now = caller.clock.now();
        if let Some(held) = held.as_ref().filter(|held| held.ends > now.after(BEFORE_THE_END)) {
            return Ok(held.token.clone());
        }
        let (token, lives) = self.sign_in(caller, request).await?;
        *held = Some(Held { token: token.clone(), ends: now.after(lives) });
        Ok(token)
    }

    /// Lets go of a token that was refused; the next call signs in anew.
    pub(super) async fn forget(&self, refused: &Secret) {
        let mut held = self.held.lock().await;
        if held.as_ref().is_some_and(|held| held.token == *refused) {
            *held = None;
        }
    }

    async fn sign_in(
        &self,
        caller: &Caller,
        request: &RequestId,
    ) -> Result<(Secret, Duration), ProviderError> {
        match &self.identity {
            Identity::ClientSecret { authority, tenant, client, secret } => {
                let proof = [("client_secret", secret.reveal())];
                application(caller, authority, (tenant, client), &proof, request).await
            }
            Identity::Workload { authority, tenant, client, token_file } => {
                let assertion = read(caller, token_file).await?;
                let proof = [
                    ("client_assertion_type", BY_ASSERTION),
                    ("client_assertion", assertion.reveal()),
                ];
                application(caller, authority, (tenant, client), &proof, request).await
            }
            Identity::Machine { client } => machine(caller, client.as_deref(), request).await,
            Identity::CommandLine { program } => command_line(caller, program).await,
        }
    }
}

/// Signs in as an application that proves itself.
async fn application(
    caller: &Caller,
    authority: &Base,
    (tenant, client): (&str, &str),
    proof: &[(&str, &str)],
    request: &RequestId,
) -> Result<(Secret, Duration), ProviderError> {
    let mut form =
        vec![("grant_type", "client_credentials"), ("client_id", client), ("scope", SCOPE)];
    form.extend(proof);
    let url = authority.at(&[tenant, "oauth2", "v2.0", "token"], &[]);
    let call = Call::new(Operation::SignIn, Method::POST, url, request)
        .hiding(proof.iter().map(|(_, value)| Secret::new(*value)))
        .form(&form);
    let token: Token = caller.send(call).await?.json()?;
    Ok((Secret::new(token.access_token), Duration::from_secs(token.expires_in)))
}

/// Asks the platform for the token of the machine itself.
async fn machine(
    caller: &Caller,
    client: Option<&str>,
    request: &RequestId,
) -> Result<(Secret, Duration), ProviderError> {
    let mut query =
        vec![("api-version", "2018-02-01".to_owned()), ("resource", RESOURCE.to_owned())];
    query.extend(client.map(|client| ("client_id", client.to_owned())));
    let base = Base::azure_machine().ok_or_else(|| unsent(caller, "no such address"))?;
    let url = base.at(&["identity", "oauth2", "token"], &query);
    let call = Call::new(Operation::SignIn, Method::GET, url, request).header("metadata", "true");
    let token: MachineToken = caller.send(call).await?.json()?;
    let lives = token.expires_in.parse().unwrap_or_default();
    Ok((Secret::new(token.access_token), Duration::from_secs(lives)))
}

async fn read(caller: &Caller, file: &Path) -> Result<Secret, ProviderError> {
    let text = tokio::fs::read_to_string(file).await.map_err(|error| unsent(caller, error))?;
    Ok(Secret::new(text.trim()))
}

/// Asks `az`, which knows who has signed in.
async fn command_line(
    caller: &Caller,
    program: &Path,
) -> Result<(Secret, Duration), ProviderError> {
    #[expect(clippy::disallowed_methods, reason = "az keeps its tokens where only az finds them")]
    let mut command = tokio::process::Command::new(program);
    command.args(["account", "get-access-token", "--output", "json", "--resource", RESOURCE]);
    command.stdin(std::process::Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(CLI_WITHIN, command.output()).await;
    let output =
        output.map_err(|late| unsent(caller, late))?.map_err(|error| unsent(caller, error))?;
    if !output.status.success() {
        let refused = Outcome::Refused(crate::Refusal::Unauthorised);
        return Err(caller
            .error(Operation::SignIn, refused)
            .saying("nobody has signed in with `az login`"));
    }
    let token: CliToken = parsed(caller, &output.stdout)?;
    let ends = Timestamp::from_millis(token.expires_on.saturating_mul(1000));
    Ok((Secret::new(token.access_token), ends.since(caller.clock.now())))
}

fn parsed<T: DeserializeOwned>(caller: &Caller, text: &[u8]) -> Result<T, ProviderError> {
    // What is in it stays out of the error.
    serde_json::from_slice(text).map_err(|_| unsent(caller, "`az` says something else"))
}

/// Nobody was asked, because we could not say who we are.
fn unsent(caller: &Caller, why: impl Into<crate::error::BoxError>) -> ProviderError {
    caller.error(Operation::SignIn, Outcome::Unsent).because(why)
}
