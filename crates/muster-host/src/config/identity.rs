//! Who people and agents are, and what they prove it with.

use super::{
    own::own,
    resolve::{Resolver, wrong},
    setting::{Origin, Setting},
};
use muster_coordinator::IdentitySettings as Settings;
use std::collections::BTreeMap;

/// Our names, and those by which the settings are read.
const NAMES: [(&str, &str); 18] = [
    ("MUSTER_GITHUB_CLIENT_ID", "GITHUB_CLIENT_ID"),
    ("MUSTER_GITHUB_CLIENT_SECRET", "GITHUB_CLIENT_SECRET"),
    ("MUSTER_GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_ID"),
    ("MUSTER_GOOGLE_CLIENT_SECRET", "GOOGLE_CLIENT_SECRET"),
    ("MUSTER_SESSION_SECRET", "BETTER_AUTH_SECRET"),
    ("MUSTER_JWT_PRIVATE_KEY", "JWT_PRIVATE_KEY"),
    ("MUSTER_JWT_PUBLIC_KEY", "JWT_PUBLIC_KEY"),
    ("MUSTER_AGENT_JWT_SECRET", "AGENT_JWT_SECRET"),
    ("MUSTER_AGENT_JWT_ISSUER", "AGENT_JWT_ISS"),
    ("MUSTER_AGENT_JWT_AUDIENCE", "AGENT_JWT_AUD"),
    ("MUSTER_TOOL_SECRET", "BACKEND_HMAC_SECRET"),
    ("MUSTER_DEV_ADMIN", "SYNTH_DEV_ADMIN_ENABLED"),
    ("MUSTER_DEV_ADMIN_EMAIL", "SYNTH_DEV_ADMIN_EMAIL"),
    ("MUSTER_DEV_ADMIN_EXPIRES_AT", "SYNTH_DEV_ADMIN_EXPIRES_AT"),
    ("MUSTER_ADMINS_MAY_CHANGE", "SYNTH_ADMIN_MUTATIONS_ENABLED"),
    ("MUSTER_TURNSTILE", "SYNTH_TURNSTILE_ENABLED"),
    ("MUSTER_TURNSTILE_SECRET", "SYNTH_TURNSTILE_SECRET_KEY"),
    ("MUSTER_MARKETPLACE", "MARKETPLACE_ENABLED"),
];

pub(super) fn resolve(resolver: &mut Resolver<'_>) -> Settings {
    let (mut said, mut origins) = (BTreeMap::new(), BTreeMap::new());
    for (ours, known_as) in NAMES {
        for (name, setting) in found(resolver, ours, known_as) {
            said.insert(name.to_owned(), setting.value);
            origins.insert(name, setting.origin);
        }
    }
    Settings::read(&said).unwrap_or_else(|problems| {
        for problem in problems.0 {
            let origin = origins.iter().find(|(name, _)| **name == problem.variable);
            let origin = origin.map_or(&Origin::Default, |(_, origin)| origin);
            let says = format!("{} {}", problem.variable, problem.says);
            resolver.blame(origin, wrong(says, "see docs/configuration.md"));
        }
        Settings::default()
    })
}

/// What was said under our name, or else under each older one: two that differ are a mistake.
fn found(
    resolver: &mut Resolver<'_>,
    ours: &'static str,
    known_as: &'static str,
) -> Vec<(&'static str, Setting<String>)> {
    let row = own(ours).expect("every setting has a row in the table");
    let found = match resolver.variable(ours) {
        Some(setting) => vec![(known_as, setting)],
        None if resolver.reads_bare_names() => {
            let aliases = row.aliases.iter().map(|alias| alias.name);
            aliases.filter_map(|name| Some((name, resolver.variable(name)?))).collect()
        }
        None => vec![],
    };
    let first = found.first().map(|(_, setting)| setting.clone());
    let setting = first.unwrap_or_else(|| Setting::by_default(row.default.as_value().to_owned()));
    let is_hidden = row.is_secret && !setting.value.is_empty();
    resolver.note(ours, if is_hidden { "***".to_owned() } else { setting.value }, &setting.origin);
    found
}
