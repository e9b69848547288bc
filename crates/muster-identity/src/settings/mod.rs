//! Settings: what the documented variables mean.
//!
//! They come as a map, because only the host reads the environment. Everything that is wrong is reported at
//! once and by name, and no value is ever repeated.
//!
//! | variable | default | means |
//! |---|---|---|
//! | `GITHUB_CLIENT_ID`, `GITHUB_CLIENT_SECRET` | | people sign in with GitHub, if both are set |
//! | `GOOGLE_CLIENT_ID`, `GOOGLE_CLIENT_SECRET` | | people sign in with Google, if both are set |
//! | `BETTER_AUTH_SECRET` or `SYNTH_JWT_SECRET` | drawn once and kept | what sessions are signed with, at least 32 characters |
//! | `JWT_PRIVATE_KEY` | drawn once and kept | the key that tokens are signed with, a PEM file |
//! | `JWT_PUBLIC_KEY` | | the half of it that workers of agents have; not beside `AGENT_JWT_SECRET` |
//! | `AGENT_JWT_SECRET` | | what workers of agents have instead; their tokens are HS256 then |
//! | `AGENT_JWT_ISS` | the public address | who says that it has made tokens for agents' workers |
//! | `AGENT_JWT_AUD` | `agent-worker` | whom they are for |
//! | `BACKEND_HMAC_SECRET` or `SYNTH_BACKEND_HMAC_SECRET` | | what compatible calls of tools are signed with |
//! | `SYNTH_DEV_ADMIN_ENABLED`, `SYNTH_DEV_ADMIN_EMAIL` | `false` | one person is admin by address |
//! | `SYNTH_DEV_ADMIN_EXPIRES_AT` | never | when that ends; what cannot be read has ended |
//! | `SYNTH_ADMIN_MUTATIONS_ENABLED` | `false` | admins may change things |
//! | `SYNTH_TURNSTILE_ENABLED`, `SYNTH_TURNSTILE_SECRET_KEY` | `false` | who signs up is asked whether it is a person |
//! | `MARKETPLACE_ENABLED` | `false` | public agents can be found by everybody |
//!
//! What is called `AGENT_JWT_SECRET`, `_ISS` and `_AUD` may be called `SYNTH_AGENT_JWT_SECRET`, `_ISSUER` and
//! `_AUDIENCE` instead.

mod variables;

pub use variables::{Note, Problems};

use crate::{
    Email, Secret,
    address::{Address, BadAddress},
    dev_admin::DevAdmin,
    jwt::{AgentKey, BadAgentKey, BadKey, SigningKey},
    pem,
    social::{Client, Endpoints, Provider},
};
use chrono::{DateTime, NaiveDateTime};
use muster_core::Timestamp;
use std::collections::BTreeMap;
use variables::Variables;

/// Shorter ones can be guessed.
const SHORTEST_SEED: usize = 32;
const USUAL_AUDIENCE: &str = "agent-worker";
const SESSION_SEED: (&str, &str) = ("BETTER_AUTH_SECRET", "SYNTH_JWT_SECRET");
const GATEWAY: (&str, &str) = ("BACKEND_HMAC_SECRET", "SYNTH_BACKEND_HMAC_SECRET");
const AGENT_SECRET: (&str, &str) = ("AGENT_JWT_SECRET", "SYNTH_AGENT_JWT_SECRET");
const AGENT_ISSUER: (&str, &str) = ("AGENT_JWT_ISS", "SYNTH_AGENT_JWT_ISSUER");
const AGENT_AUDIENCE: (&str, &str) = ("AGENT_JWT_AUD", "SYNTH_AGENT_JWT_AUDIENCE");

/// Everything that is set about identity.
#[derive(Debug, Clone)]
pub struct Settings {
    /// With whom people may sign in.
    pub clients: Vec<Client>,
    /// What sessions are signed with; drawn once and kept, if nothing is set.
    pub session_seed: Option<Secret>,
    /// What tokens are signed with; drawn once and kept, if nothing is set.
    pub signing_key: Option<SigningKey>,
    /// How tokens for agents' workers are made.
    pub agent_tokens: AgentTokenSettings,
    /// What compatible calls of tools are signed with; without it there are none.
    pub gateway_secret: Option<Secret>,
    /// Who is admin by address.
    pub dev_admin: Option<DevAdmin>,
    /// Whether admins may change things.
    pub may_admins_change: bool,
    /// What Turnstile is asked with; nobody is asked, if it is off.
    pub turnstile: Option<Secret>,
    /// Whether public agents can be found by everybody.
    pub is_marketplace_open: bool,
    /// Who signs for workflows in the place of GitHub, and where its keys lie: a fake, in tests.
    pub workflow_issuer: Option<(String, Address)>,
    /// What should be said at the start.
    pub notices: Vec<Note>,
}

/// How tokens for agents' workers are made.
#[derive(Debug, Clone)]
pub struct AgentTokenSettings {
    /// With what they are signed.
    pub key: AgentKey,
    /// Who says that it has made them; the public address, if nothing is set.
    pub issuer: Option<String>,
    /// Whom they are for.
    pub audience: String,
}

impl Default for Settings {
    /// What holds if nothing is set: everything is closed.
    fn default() -> Self {
        Self {
            clients: Vec::new(),
            session_seed: None,
            signing_key: None,
            agent_tokens: AgentTokenSettings {
                key: AgentKey::Ours(None),
                issuer: None,
                audience: USUAL_AUDIENCE.to_owned(),
            },
            gateway_secret: None,
            dev_admin: None,
            may_admins_change: false,
            turnstile: None,
            is_marketplace_open: false,
            workflow_issuer: None,
            notices: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads the map, or says everything that is wrong with it.
    pub fn read(variables: &BTreeMap<String, String>) -> Result<Self, Problems> {
        let mut variables = Variables::new(variables);
        let read = &mut variables;
        let clients = Provider::ALL.into_iter().filter_map(|it| client(read, it)).collect();
        let session_seed = session_seed(read);
        let signing_key = signing_key(read);
        let key = agent_key(read, signing_key.as_ref());
        let gateway_secret = read.secret_of_either(GATEWAY);
        let settings = Self {
            clients,
            session_seed,
            signing_key,
            agent_tokens: AgentTokenSettings {
                key,
                issuer: read.either(AGENT_ISSUER).map(|(_, issuer)| issuer.to_owned()),
                audience: read
                    .either(AGENT_AUDIENCE)
                    .map_or(USUAL_AUDIENCE, |(_, audience)| audience)
                    .to_owned(),
            },
            gateway_secret: gateway_secret.map(|(_, secret)| secret),
            dev_admin: dev_admin(read),
            may_admins_change: read.flag("SYNTH_ADMIN_MUTATIONS_ENABLED"),
            turnstile: turnstile(read),
            is_marketplace_open: read.flag("MARKETPLACE_ENABLED"),
            workflow_issuer: None,
            notices: Vec::new(),
        };
        let notices = variables.finish()?;
        Ok(Self { notices, ..settings })
    }
}

/// Somebody to sign in with, if both halves are set.
fn client(variables: &mut Variables<'_>, provider: Provider) -> Option<Client> {
    let (id_name, secret_name) = match provider {
        Provider::GitHub => ("GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"),
        Provider::Google => ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"),
    };
    match (variables.text(id_name), variables.secret(secret_name)) {
        (Some(id), Some(secret)) => {
            let endpoints = Endpoints::real(provider);
            let endpoints = endpoints.map_err(|bad: BadAddress| {
                variables.complain(id_name, &format!("cannot be used: {bad}"));
            });
            Some(Client { id: id.to_owned(), secret, endpoints: endpoints.ok()? })
        }
        (Some(_), None) => {
            variables.notice(id_name, &format!("has no effect without {secret_name}"));
            None
        }
        (None, Some(_)) => {
            variables.notice(secret_name, &format!("has no effect without {id_name}"));
            None
        }
        (None, None) => None,
    }
}

fn session_seed(variables: &mut Variables<'_>) -> Option<Secret> {
    let (name, seed) = variables.secret_of_either(SESSION_SEED)?;
    if seed.reveal().chars().count() < SHORTEST_SEED {
        variables.complain(name, &format!("must have at least {SHORTEST_SEED} characters"));
        return None;
    }
    Some(seed)
}

fn signing_key(variables: &mut Variables<'_>) -> Option<SigningKey> {
    const NAME: &str = "JWT_PRIVATE_KEY";
    let pem = Secret::new(pem::unfold(variables.text(NAME)?));
    let key = SigningKey::from_pem(&pem);
    key.map_err(|bad: BadKey| variables.complain(NAME, &format!("cannot be used: {bad}"))).ok()
}

fn agent_key(variables: &mut Variables<'_>, ours: Option<&SigningKey>) -> AgentKey {
    let secret = variables.secret_of_either(AGENT_SECRET).map(|(_, secret)| secret);
    let public = variables.text("JWT_PUBLIC_KEY");
    let chosen =
        AgentKey::choose(secret.as_ref(), public).and_then(|chosen| match (&chosen, ours) {
            (AgentKey::Ours(Some(public)), Some(ours)) if !public.is_same_key(ours.verifying()) => {
                Err(BadAgentKey::NotAPair)
            }
            _ => Ok(chosen),
        });
    match chosen {
        Ok(key) => key,
        Err(bad) => {
            let (name, says) = complaint(bad);
            variables.complain(name, &says);
            AgentKey::Ours(None)
        }
    }
}

fn complaint(bad: BadAgentKey) -> (&'static str, String) {
    let cannot = |bad: BadKey| format!("cannot be used: {bad}");
    match bad {
        BadAgentKey::Both => (
            "AGENT_JWT_SECRET",
            "and JWT_PUBLIC_KEY are both set, and only one can count".to_owned(),
        ),
        BadAgentKey::Secret(bad) => ("AGENT_JWT_SECRET", cannot(bad)),
        BadAgentKey::PublicKey(bad) => ("JWT_PUBLIC_KEY", cannot(bad)),
        BadAgentKey::NotRsa => (
            "JWT_PUBLIC_KEY",
            "must be an RSA key, because workers of agents read RS256".to_owned(),
        ),
        BadAgentKey::NotAPair => {
            ("JWT_PUBLIC_KEY", "is not the public half of JWT_PRIVATE_KEY".to_owned())
        }
    }
}

fn dev_admin(variables: &mut Variables<'_>) -> Option<DevAdmin> {
    const EMAIL: &str = "SYNTH_DEV_ADMIN_EMAIL";
    const EXPIRES_AT: &str = "SYNTH_DEV_ADMIN_EXPIRES_AT";
    const TOKEN: &str = "SYNTH_DEV_ADMIN_TOKEN";
    if variables.text(TOKEN).is_some() {
        variables.notice(TOKEN, "has no effect: no token makes anybody admin");
    }
    if !variables.flag("SYNTH_DEV_ADMIN_ENABLED") {
        return None;
    }
    let Some(email) = variables.text(EMAIL) else {
        variables.complain(EMAIL, "is missing, and SYNTH_DEV_ADMIN_ENABLED needs it");
        return None;
    };
    let Ok(email) = email.parse::<Email>() else {
        variables.complain(EMAIL, "must be an e-mail address");
        return None;
    };
    let expires_at = variables.text(EXPIRES_AT);
    let end = expires_at.map(moment);
    if end == Some(None) {
        variables.notice(EXPIRES_AT, "cannot be read as a time, so nobody is admin by address");
        return None;
    }
    let until = if end.is_some() { "until the time that is set" } else { "for good" };
    let says = format!("is on: one person is admin of all organisations by address, {until}");
    variables.notice("SYNTH_DEV_ADMIN_ENABLED", &says);
    Some(DevAdmin { email, expires_at: end.flatten() })
}

/// A moment as people write it; without a zone it is meant in UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let zoned = DateTime::parse_from_rfc3339(text).map(|it| it.to_utc());
    let bare = || text.parse::<NaiveDateTime>().map(|it| it.and_utc());
    let moment = zoned.or_else(|_| bare()).ok()?;
    Some(Timestamp::from_millis(moment.timestamp_millis()))
}

fn turnstile(variables: &mut Variables<'_>) -> Option<Secret> {
    const SWITCH: &str = "SYNTH_TURNSTILE_ENABLED";
    const KEY: &str = "SYNTH_TURNSTILE_SECRET_KEY";
    let key = variables.secret(KEY);
    match (variables.flag(SWITCH), key) {
        (true, Some(key)) => Some(key),
        (true, None) => {
            variables.complain(KEY, &format!("is missing, and {SWITCH} needs it"));
            None
        }
        (false, Some(_)) => {
            variables.notice(KEY, &format!("has no effect without {SWITCH}"));
            None
        }
        (false, None) => None,
    }
}

#[cfg(test)]
mod tests;
