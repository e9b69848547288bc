//! Migrations: the steps from an empty database to this release's schema.
//!
//! A migration has a number, a name and a text, is embedded in the program and never changes after
//! its release: the store keeps the SHA-256 of every text that was applied, and a store whose list
//! does not begin like ours is refused. Each is applied in one transaction of its own.
//!
//! Not here: running them, which each driver does in its own way.

use crate::OpenError;
use aws_lc_rs::digest::{SHA256, digest};

/// One step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    pub(crate) version: u32,
    pub(crate) name: &'static str,
    /// The text before a dialect fills its words in.
    pub(crate) text: &'static str,
}

impl Migration {
    pub(crate) fn checksum(&self) -> Vec<u8> {
        digest(&SHA256, self.text.as_bytes()).as_ref().to_vec()
    }
}

/// One step that a store has behind it.
#[derive(Debug, Clone)]
pub(crate) struct Applied {
    pub(crate) version: u32,
    pub(crate) name: String,
    pub(crate) checksum: Vec<u8>,
}

macro_rules! migrations {
    ($($version:literal $name:literal $file:literal),* $(,)?) => {
        &[$(Migration {
            version: $version,
            name: $name,
            text: include_str!(concat!("../migrations/", $file)),
        }),*]
    };
}

/// Every step, in order.
pub(crate) const ALL: &[Migration] = migrations![
    1 "organisation" "0001_organisation.sql",
    2 "coordinator" "0002_coordinator.sql",
    3 "token" "0003_token.sql",
    4 "worker" "0004_worker.sql",
    5 "job" "0005_job.sql",
    6 "attempt" "0006_attempt.sql",
    7 "idempotency" "0007_idempotency.sql",
    8 "usage_event" "0008_usage_event.sql",
    9 "audit_event" "0009_audit_event.sql",
    10 "attempt_may_survive" "0010_attempt_may_survive.sql",
    11 "array_and_lane" "0011_array_and_lane.sql",
    12 "need" "0012_need.sql",
    13 "schedule_and_template" "0013_schedule_and_template.sql",
    14 "label_hold_and_pause" "0014_label_hold_and_pause.sql",
    15 "artefact" "0015_artefact.sql",
    16 "retention" "0016_retention.sql",
    17 "secret" "0017_secret.sql",
    18 "slots_of_a_job" "0018_slots_of_a_job.sql",
    19 "worker_pause" "0019_worker_pause.sql",
    20 "worker_owner" "0020_worker_owner.sql",
    21 "labels_given" "0021_labels_given.sql",
    22 "worker_url" "0022_worker_url.sql",
    23 "worker_update" "0023_worker_update.sql",
    24 "resource" "0024_resource.sql",
    25 "operation" "0025_operation.sql",
    26 "person" "0026_person.sql",
    27 "agent" "0027_agent.sql",
    28 "signed_token" "0028_signed_token.sql",
    29 "trust_policy" "0029_trust_policy.sql",
    30 "audit_seals" "0030_audit_seals.sql",
    31 "resource_detail" "0031_resource_detail.sql",
    32 "billing" "0032_billing.sql",
    33 "billing_webhook" "0033_billing_webhook.sql",
    34 "usage" "0034_usage.sql",
    35 "usage_told" "0035_usage_told.sql",
    36 "own_account" "0036_own_account.sql",
    37 "cloud_rule" "0037_cloud_rule.sql",
    38 "ai_consent" "0038_ai_consent.sql",
    39 "audit_key" "0039_audit_key.sql",
    40 "list_query" "0040_list_query.sql",
    41 "past_span" "0041_past_span.sql",
];

/// Where a driver keeps the list of what it has applied.
pub(crate) const TABLE: &str = "schema_migration";

/// Creates that list, in any dialect.
pub(crate) const CREATE_TABLE: &str = "
    CREATE TABLE IF NOT EXISTS schema_migration (
        version  {integer} NOT NULL PRIMARY KEY,
        name     {text} NOT NULL,
        checksum {bytes} NOT NULL
    ) {strict}";

pub(crate) const LIST_APPLIED: &str =
    "SELECT version, name, checksum FROM schema_migration ORDER BY version";

pub(crate) const RECORD: &str =
    "INSERT INTO schema_migration (version, name, checksum) VALUES ($1, $2, $3)";

/// The steps that are left, if what was applied is the beginning of `known`.
pub(crate) fn pending<'k>(
    known: &'k [Migration],
    applied: &[Applied],
) -> Result<&'k [Migration], OpenError> {
    let newest = known.last().map_or(0, |migration| migration.version);
    if let Some(found) = applied.iter().map(|step| step.version).max().filter(|it| *it > newest) {
        return Err(OpenError::TooNew { found, known: newest });
    }
    for (place, step) in applied.iter().enumerate() {
        let is_ours = known
            .get(place)
            .is_some_and(|ours| ours.version == step.version && ours.checksum() == step.checksum);
        if !is_ours {
            let (version, name) = (step.version, step.name.clone());
            return Err(OpenError::AlteredMigration { version, name });
        }
    }
    Ok(&known[applied.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(migrations: &[Migration]) -> Vec<Applied> {
        let step = |it: &Migration| Applied {
            version: it.version,
            name: it.name.into(),
            checksum: it.checksum(),
        };
        migrations.iter().map(step).collect()
    }

    #[test]
    fn they_are_numbered_from_one_without_a_hole_and_named_like_their_files() {
        let versions: Vec<_> = ALL.iter().map(|it| it.version).collect();
        let expected: Vec<_> = (1..).take(ALL.len()).collect();
        assert_eq!(versions, expected);
        let mut files: Vec<_> =
            std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
        files.sort();
        let named: Vec<_> =
            ALL.iter().map(|it| format!("{:04}_{}.sql", it.version, it.name)).collect();
        assert_eq!(files, named, "every file must be in the list");
    }

    #[test]
    fn what_is_left_follows_what_was_applied() {
        assert_eq!(pending(ALL, &[]).unwrap().len(), ALL.len());
        assert_eq!(pending(ALL, &applied(&ALL[..3])).unwrap()[0].version, 4);
        assert!(pending(ALL, &applied(ALL)).unwrap().is_empty());
    }

    #[test]
    fn a_newer_store_and_an_altered_one_are_refused() {
        let newer = pending(&ALL[..3], &applied(ALL)).unwrap_err();
        let OpenError::TooNew { found, known: 3 } = newer else { panic!("{newer}") };
        assert_eq!(usize::try_from(found).unwrap(), ALL.len());

        let mut altered = applied(ALL);
        altered[1].checksum[0] ^= 1;
        let error = pending(ALL, &altered).unwrap_err();
        assert!(matches!(error, OpenError::AlteredMigration { version: 2, .. }), "{error}");

        let with_a_hole = [applied(&ALL[..1]), applied(&ALL[2..3])].concat();
        let error = pending(ALL, &with_a_hole).unwrap_err();
        assert!(matches!(error, OpenError::AlteredMigration { version: 3, .. }), "{error}");
    }
}
