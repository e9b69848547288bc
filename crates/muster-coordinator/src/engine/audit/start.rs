//! Starts and changed settings, as events of the machine's own log.

use crate::{app::App, error::AppError};
use muster_store::{
    StoreError,
    audit_event::{self, AuditEntry, AuditFilter},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const START: &str = "coordinator.start";
const CHANGE: &str = "config.change";
/// More of a value tells nothing more.
const LONGEST_VALUE: usize = 200;

/// What a start leaves behind.
#[derive(Debug, Serialize, Deserialize)]
struct Started {
    version: String,
    epoch: u32,
    /// What somebody has decided; a secret is there without its value.
    settings: BTreeMap<String, String>,
}

/// Writes down that the coordinator starts, and which of its settings are not what they were at the last start.
pub(crate) async fn note_start(
    app: &App,
    settings: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let cut = |value: String| value.chars().take(LONGEST_VALUE).collect::<String>();
    let settings = settings.into_iter().map(|(name, value)| (name, cut(value))).collect();
    let started = Started { version: app.version.clone(), epoch: app.epoch.current(), settings };
    let (scope, now) = (app.own_scope(&app.organisation), app.seams.clock.now());
    let noted = app.store.write(move |tx| {
        let starts = AuditFilter { action: Some(START.to_owned()), ..AuditFilter::default() };
        let last = audit_event::find(tx, &scope.organisation, &starts, None, 1)?.pop();
        let before = last.and_then(|row| serde_json::from_str::<Started>(&row.entry.detail).ok());
        let entry = |action: &str, detail: String| AuditEntry {
            action: action.to_owned(),
            target: "coordinator".to_owned(),
            detail,
        };
        let detail = serde_json::to_string(&started).unwrap_or_default();
        audit_event::append(tx, &scope, &entry(START, detail), now)?;
        let changed = before.as_ref().map(|before| changes(&before.settings, &started.settings));
        if let Some(changed) = changed.filter(|changed| !changed.is_empty()) {
            let detail = serde_json::json!({ "changed": changed }).to_string();
            audit_event::append(tx, &scope, &entry(CHANGE, detail), now)?;
        }
        Ok::<_, StoreError>(())
    });
    Ok(noted.await?)
}

/// Before and after, by name; nothing where nobody has said anything.
fn changes<'s>(
    before: &'s BTreeMap<String, String>,
    after: &'s BTreeMap<String, String>,
) -> BTreeMap<&'s str, [Option<&'s str>; 2]> {
    let names = before.keys().chain(after.keys());
    let value = |of: &'s BTreeMap<String, String>, name: &String| of.get(name).map(String::as_str);
    let pairs = names.map(|name| (name.as_str(), [value(before, name), value(after, name)]));
    pairs.filter(|(_, [before, after])| before != after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_what_came_what_went_and_what_is_otherwise() {
        let of = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let (before, after) =
            (of(&[("A", "1"), ("B", "2"), ("C", "3")]), of(&[("A", "1"), ("B", "9"), ("D", "4")]));
        let expected = BTreeMap::from([
            ("B", [Some("2"), Some("9")]),
            ("C", [Some("3"), None]),
            ("D", [None, Some("4")]),
        ]);
        assert_eq!(changes(&before, &after), expected);
        assert!(changes(&before, &before).is_empty());
    }
}
