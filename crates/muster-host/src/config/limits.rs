//! How many requests of other machines are taken, and where they are counted.

use super::{
    resolve::{Resolver, wrong},
    setting::Setting,
};
use muster_coordinator::LimitSettings as Settings;
use std::collections::BTreeMap;

/// Our names, those by which the settings are read, and what they are if nobody says anything.
const NAMES: [(&str, &str, &str); 4] = [
    (REDIS, REDIS, ""),
    ("MUSTER_SHARE_RATE_LIMITS", "REDIS_RATE_LIMIT_ENABLED", "true"),
    ("MUSTER_RATE_LIMIT_REQUESTS", "RATE_LIMIT_MAX_REQUESTS", "1200"),
    ("MUSTER_RATE_LIMIT_WINDOW_MS", "RATE_LIMIT_WINDOW_MS", "60000"),
];
/// The address may hold a password.
const REDIS: &str = "MUSTER_REDIS_URL";

pub(super) fn resolve(resolver: &mut Resolver<'_>) -> Settings {
    let (mut said, mut origins) = (BTreeMap::new(), BTreeMap::new());
    for (ours, known_as, standard) in NAMES {
        let setting = resolver.said(ours, None);
        let setting = setting.unwrap_or_else(|| Setting::by_default(standard.to_owned()));
        let is_hidden = ours == REDIS && !setting.value.is_empty();
        let shown = if is_hidden { "***".to_owned() } else { setting.value.clone() };
        resolver.note(ours, shown, &setting.origin);
        said.insert(known_as.to_owned(), setting.value);
        origins.insert(known_as.to_owned(), setting.origin);
    }
    Settings::read(&said).unwrap_or_else(|problems| {
        for problem in problems.0 {
            if let Some(origin) = origins.get(&problem.variable) {
                resolver.blame(origin, wrong(problem.says, "see docs/configuration.md"));
            }
        }
        Settings::default()
    })
}
