//! What this program says of itself within its own file: its version, and the machines that it is made for.

use muster_api::program::{LABEL_LENGTH, Program, label};
use std::{hint::black_box, sync::OnceLock};

static LABEL: [u8; LABEL_LENGTH] = label(env!("CARGO_PKG_VERSION"));

/// The version of this program, as it stands in its file.
pub(crate) fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        // What a compiler knows of it beforehand is not what stands there.
        let found = Program::find(black_box(&LABEL));
        found.map_or_else(|| env!("CARGO_PKG_VERSION").to_owned(), |program| program.version)
    })
}
