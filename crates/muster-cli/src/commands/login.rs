//! `muster login` and `muster logout`: the token for a coordinator elsewhere, in the keychain.

use crate::{
    context::{Context, shown},
    exit::Exit,
    failure::Failure,
    read,
};
use clap::{Args, ValueHint};
use muster_client::discover;
use muster_host::{
    Secret,
    logins::{LoginError, deborgen_token},
};
use std::io::{IsTerminal, stdin};
use url::Url;

/// Commands take it from there when `--url` or `MUSTER_URL` names that coordinator and `MUSTER_TOKEN` is not set
#[derive(Debug, Args)]
pub(crate) struct Login {
    /// A file that holds the token, or `-` for what is piped in [default: asked for]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    token_file: Option<String>,
    /// Take the token that the keychain has for deborgen
    #[arg(long, conflicts_with = "token_file")]
    import: bool,
    /// Sign in with an account; the password is asked for, or piped in
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["token_file", "import"])]
    email: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Logout {}

impl Login {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let url = wanted(context)?;
        let token = match &self.email {
            Some(email) => signed_in(context, email).await?,
            None => self.token(context, url).await?,
        };
        let credential = shown(&token)?;
        let client = discover(context.wish(Some(credential))).await?;
        let me = client.me().await?;
        context.logins()?.keep(url, &token).await?;
        let document = serde_json::json!({ "url": url, "actor": me.actor });
        let told = match &me.user {
            Some(user) => format!("signed in at {url} as {} <{}>\n", user.name, user.email),
            None => format!("signed in at {url}\n"),
        };
        context.output.item(&document, url.as_str(), |_| told.clone())?;
        context.output.hint(match context.settings.token {
            None => "commands with this `--url` need no token from now on",
            Some(_) => "a token is set too, and counts more than the one that is kept",
        });
        Ok(Exit::SUCCESS)
    }

    /// A value on a command line could be read by everybody on this machine.
    async fn token(&self, context: &Context, url: &Url) -> Result<Secret, Failure> {
        if self.import {
            let user = ["USER", "USERNAME"].iter().find_map(|name| context.environment.get(name));
            let found = deborgen_token(user.unwrap_or_default()).await;
            let none = || Failure::usage("the keychain has no item `deborgen_token` of this user");
            return found.map_err(LoginError::from)?.ok_or_else(none);
        }
        let text = match &self.token_file {
            None if stdin().is_terminal() => {
                rpassword::prompt_password(format!("token for {url}: "))
                    .map_err(|error| format!("cannot ask for the token: {error}"))
            }
            file => read::input(file.as_deref().unwrap_or("-")),
        };
        Ok(Secret::new(text.map_err(Failure::usage)?.trim()))
    }
}

/// The token of a new session.
async fn signed_in(context: &Context, email: &str) -> Result<Secret, Failure> {
    let text = if stdin().is_terminal() {
        rpassword::prompt_password(format!("password of {email}: "))
            .map_err(|error| format!("cannot ask for the password: {error}"))
    } else {
        read::input("-")
    };
    let password = text.map_err(Failure::usage)?;
    let password = Secret::new(password.trim_end_matches(['\r', '\n']));
    let client = discover(context.wish(None)).await?;
    Ok(Secret::new(client.sign_in(email, &password).await?.token))
}

impl Logout {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let url = wanted(context)?;
        end_session(context, url).await?;
        let was_there = context.logins()?.forget(url).await?;
        let document = serde_json::json!({ "url": url, "was_signed_in": was_there });
        let told = if was_there { "signed out of" } else { "was not signed in at" };
        context.output.item(&document, url.as_str(), |_| format!("{told} {url}\n"))?;
        Ok(Exit::SUCCESS)
    }
}

/// A session ends at the coordinator too, if it can be reached; a token that somebody has made lives on.
async fn end_session(context: &Context, url: &Url) -> Result<(), Failure> {
    let Some(token) = context.logins()?.token(url).await? else { return Ok(()) };
    if !token.reveal().starts_with("muster_session_") {
        return Ok(());
    }
    let ended = async {
        let client = discover(context.wish(Some(shown(&token)?))).await?;
        client.sign_out().await.map_err(Failure::from)
    };
    if let Err(failure) = ended.await {
        let why = failure.message;
        context.output.warn(&format!("the session goes on at the coordinator: {why}"));
    }
    Ok(())
}

fn wanted(context: &Context) -> Result<&Url, Failure> {
    let none = || {
        Failure::usage("no coordinator is named")
            .with_hint("name it with `--url`; the one on this machine needs no signing in")
    };
    context.settings.url.as_ref().map(|url| &url.value).ok_or_else(none)
}

impl From<LoginError> for Failure {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::File(error) => error.into(),
            LoginError::TooLong { .. } => Self::usage(error.to_string()),
            LoginError::Secret(error) => {
                let failure = Self::new(error.code(), error.to_string(), Exit::INFRASTRUCTURE);
                Self { hint: error.hint().map(ToOwned::to_owned), ..failure }
            }
        }
    }
}
