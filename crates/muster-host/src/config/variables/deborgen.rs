//! deborgen's variables.

use super::{NO_ARTIFACTS, Variable, read_as, row};

pub(super) const VARIABLES: &[Variable] = &[
    read_as("DEBORGEN_DB_PATH", "deborgen.db", "the coordinator's SQLite file", "MUSTER_DATA_DIR"),
    read_as("DEBORGEN_TOKEN", "", "the token that everybody shares", "MUSTER_TOKEN"),
    read_as("DEBORGEN_COORDINATOR_URL", "", "where clients find the coordinator", "MUSTER_URL"),
    row("S3_ENDPOINT_URL", "", "where artefacts are kept", NO_ARTIFACTS),
    row("S3_ACCESS_KEY_ID", "", "the key to it", NO_ARTIFACTS),
    row("S3_SECRET_ACCESS_KEY", "", "the secret of that key", NO_ARTIFACTS),
    row("S3_BUCKET_NAME", "", "the bucket in it", NO_ARTIFACTS),
];
