//! `muster provider set`

use crate::{context::Context, exit::Exit, failure::Failure, read};
use clap::Args;
use muster_api::provider::{Provider, ProviderRequest};
use std::{
    collections::BTreeMap,
    io::{IsTerminal, stdin},
};

#[derive(Debug, Args)]
pub(crate) struct Set {
    /// `render`, `daytona` or `azure`
    provider: String,
    /// A setting by its documented variable, like `DAYTONA_SNAPSHOT=name`; without a value it is forgotten
    #[arg(value_name = "NAME=value", value_parser = read::pair)]
    settings: Vec<(String, String)>,
    /// A credential by its documented variable, with where it is: `NAME=file://PATH`, `NAME=-` for what is piped in,
    /// or `NAME` alone to be asked for it; may be repeated
    #[arg(long, value_name = "NAME[=WHERE]", value_parser = place)]
    secret_from: Vec<(String, Place)>,
    /// Keep it without asking the provider whether it takes it
    #[arg(long)]
    no_check: bool,
}

/// Where a credential is. On a command line everybody on this machine could read it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    File(String),
    Input,
    Asked,
}

fn place(text: &str) -> Result<(String, Place), String> {
    let Some((name, place)) = text.split_once('=') else {
        return Ok((text.to_owned(), Place::Asked));
    };
    let place = match (place, place.strip_prefix("file://")) {
        ("-", _) => Place::Input,
        (_, Some(path)) => Place::File(path.to_owned()),
        _ => {
            return Err("a credential is not written on a command line; say `NAME=file://PATH`, \
                        `NAME=-` or `NAME` alone"
                .to_owned());
        }
    };
    Ok((name.to_owned(), place))
}

impl Place {
    fn read(&self, name: &str) -> Result<String, String> {
        let text = match self {
            Self::File(path) => read::input(path)?,
            Self::Input => read::input("-")?,
            Self::Asked if stdin().is_terminal() => rpassword::prompt_password(format!("{name}: "))
                .map_err(|error| format!("cannot ask for {name}: {error}"))?,
            Self::Asked => return Err(format!("nobody is there to be asked for {name}")),
        };
        Ok(text.trim().to_owned())
    }
}

impl Set {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let inputs = self.secret_from.iter().filter(|(_, place)| *place == Place::Input).count();
        if inputs > 1 {
            return Err(Failure::usage("only one credential can be piped in"));
        }
        let mut secrets = BTreeMap::new();
        for (name, place) in &self.secret_from {
            secrets.insert(name.clone(), place.read(name).map_err(Failure::usage)?);
        }
        let client = context.client().await?;
        let list = client.list_providers().await?;
        let before = list.items.iter().find(|it| it.provider == self.provider);
        let mut settings = before.map(entered).unwrap_or_default();
        settings.extend(self.settings);
        let request = ProviderRequest { settings, secrets, check: !self.no_check };
        let kept = client.set_provider(&self.provider, &request).await?;
        context.output.item(&kept, &self.provider, |kept| {
            let account = kept.account.as_ref().map(|it| format!(" of {it}")).unwrap_or_default();
            format!(
                "the account{account} at {} is kept; new machines are made with it\n",
                kept.provider
            )
        })?;
        Ok(Exit::SUCCESS)
    }
}

/// What is entered already and may be seen.
fn entered(provider: &Provider) -> BTreeMap<String, String> {
    let fields = provider.fields.iter();
    fields.filter_map(|field| Some((field.name.clone(), field.value.clone()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_never_taken_from_the_command_line() {
        assert_eq!(place("K=file:///a"), Ok(("K".to_owned(), Place::File("/a".to_owned()))));
        assert_eq!(place("K=-"), Ok(("K".to_owned(), Place::Input)));
        assert_eq!(place("K"), Ok(("K".to_owned(), Place::Asked)));
        let refused = place("K=canary-1f0a").unwrap_err();
        assert!(!refused.contains("canary"), "{refused}");
    }
}
