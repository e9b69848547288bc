//! `muster worker join`: this machine becomes a worker of a coordinator, and works.

use crate::{context::Context, exit::Exit, failure::Failure, output::visible, read};
use clap::{Args, ValueHint};
use muster_core::token::{BadToken, ClearToken, TokenKind};
use muster_host::{
    Secret,
    config::{DesktopFlags, DesktopSettings},
    worker::{Identity, Joining, join},
};
use std::{
    ffi::OsString,
    fs::File,
    io::{self, Read},
    path::Path,
};
use url::Url;

/// A join token is far shorter; whatever is longer is another file.
const LONGEST_TOKEN: u64 = 4096;

#[derive(Debug, Args)]
pub(crate) struct Join {
    /// The coordinator, like `http://100.64.0.7:7600`
    #[arg(value_hint = ValueHint::Url, value_parser = read::address)]
    coordinator: Url,
    /// The single-use join token, or `file://PATH` [env: MUSTER_JOIN_TOKEN]
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
    /// A file that holds the join token; `-` for stdin
    #[arg(long, value_name = "FILE", conflicts_with = "token", value_hint = ValueHint::FilePath)]
    token_file: Option<String>,
    /// The worker's name, unless the token gives one [default: the host name]
    #[arg(long)]
    name: Option<String>,
    /// How many jobs it runs at a time [default: one per processor]
    #[arg(long, value_name = "COUNT", value_parser = read::within::<1, 1024>)]
    slots: Option<u32>,
    /// Join only; `muster worker run` works later
    #[arg(long)]
    no_run: bool,
}

impl Join {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let token = self.join_token(context)?;
        check(&token)?;
        let joining = Joining {
            url: self.coordinator,
            token,
            name: self.name,
            slots: self.slots.map_or_else(|| usual_slots(context), Ok)?,
            data_dir: context.settings.data_dir.value.clone(),
            allows_plain_http: context.global.allow_plain_http,
        };
        let identity = join(joining).await?;
        let name = visible(&identity.name);
        let document = serde_json::json!({
            "id": identity.worker, "name": identity.name, "note": identity.note,
        });
        context.output.item(&document, identity.worker.as_str(), |_| {
            format!("joined as {name} ({})\n", identity.worker)
        })?;
        if let Some(note) = &identity.note {
            context.output.note(&visible(note));
        }
        if self.no_run {
            context.output.hint("run its jobs with `muster worker run`");
            return Ok(Exit::SUCCESS);
        }
        super::run::work(context, &identity, None, run_again(context, &identity)).await
    }

    fn join_token(&self, context: &Context) -> Result<Secret, Failure> {
        let named = self.token.as_deref().and_then(|token| token.strip_prefix("file://"));
        match (named.or(self.token_file.as_deref()), &self.token, &context.settings.join_token) {
            (Some("-"), _, _) => Ok(read(&mut io::stdin().lock())?),
            (Some(path), _, _) => read_file(Path::new(path)),
            (None, Some(token), _) => Ok(Secret::new(token.trim())),
            (None, None, Some(token)) => Ok(token.value.clone()),
            (None, None, None) => Err(Failure::usage("no join token was given").with_hint(
                "copy the line that `muster worker invite` or \"Add worker\" in the console shows",
            )),
        }
    }
}

/// Who has joined does not join again: with these words it runs.
fn run_again(context: &Context, identity: &Identity) -> Vec<OsString> {
    let mut words: Vec<OsString> = vec!["worker".into(), "run".into(), "--data-dir".into()];
    words.push(context.settings.data_dir.value.clone().into());
    if let Some(url) = identity.urls.first() {
        words.extend(["--url".into(), url.as_str().into()]);
    }
    if let Some(file) = &context.global.env_file {
        words.extend(["--env-file".into(), file.into()]);
    }
    words
}

pub(super) fn usual_slots(context: &Context) -> Result<u32, Failure> {
    let flags = DesktopFlags { data_dir: context.global.data_dir.clone() };
    Ok(DesktopSettings::resolve(&context.environment, flags)?.serve.slots.value)
}

fn read_file(path: &Path) -> Result<Secret, Failure> {
    let read = File::open(path).and_then(|mut file| read(&mut file));
    read.map_err(|error| Failure::usage(format!("cannot read `{}`: {error}", path.display())))
}

fn read(from: &mut impl Read) -> io::Result<Secret> {
    let mut text = zeroize::Zeroizing::new(String::new());
    from.take(LONGEST_TOKEN).read_to_string(&mut text)?;
    Ok(Secret::new(text.trim()))
}

/// A token that lasts must not be spent as one that is used once; nothing wrong is sent.
fn check(token: &Secret) -> Result<(), Failure> {
    let wrong = |message: String| {
        let failure = Failure::new("bad_token", message, Exit::AUTH);
        Err(failure.with_hint("make a join token with `muster worker invite`"))
    };
    match token.reveal().parse::<ClearToken>() {
        Ok(token) if token.kind == TokenKind::Join => Ok(()),
        Ok(token) => wrong(format!("this is no join token but one for {}", use_of(token.kind))),
        Err(damage @ BadToken::Damaged) => wrong(format!("the join token is {damage}")),
        Err(BadToken::NotOurs) => wrong("this is not a join token".to_owned()),
    }
}

fn use_of(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Operator => "an operator",
        TokenKind::Readonly => "looking only",
        TokenKind::Join => "joining",
        TokenKind::Console => "a console",
        TokenKind::Session => "a person who has signed in",
        TokenKind::Agent => "an agent",
        TokenKind::Invite => "somebody who is invited",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_join_token_is_sent() {
        let token = |kind| ClearToken::from_random(kind, [1; 16], [2; 32]).reveal();
        assert_eq!(check(&Secret::new(token(TokenKind::Join))), Ok(()));
        let cut = token(TokenKind::Join)[..40].to_owned();
        for bad in [token(TokenKind::Operator), cut, "hunter2hunter2hunter2".into(), String::new()]
        {
            let failure = check(&Secret::new(bad.clone())).unwrap_err();
            assert_eq!(failure.exit, Exit::AUTH);
            assert!(bad.is_empty() || !failure.message.contains(&bad), "{}", failure.message);
        }
    }

    #[test]
    fn a_token_is_read_without_the_line_end_that_an_editor_adds() {
        assert_eq!(read(&mut "  token\r\n".as_bytes()).unwrap().reveal(), "token");
    }
}
