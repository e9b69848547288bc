//! How large the artefacts of an attempt may be.

use super::{
    resolve::{Resolver, Wrong, wrong},
    setting::Setting,
};

const GIB: u64 = 1 << 30;

/// How many bytes one file may have.
pub(super) fn largest(resolver: &mut Resolver<'_>) -> Setting<u64> {
    bytes(resolver, "MUSTER_ARTEFACT_FILE_LIMIT", 2 * GIB)
}

/// How many bytes all files of an attempt may have together.
pub(super) fn total(resolver: &mut Resolver<'_>) -> Setting<u64> {
    bytes(resolver, "MUSTER_ARTEFACT_LIMIT", 10 * GIB)
}

fn bytes(resolver: &mut Resolver<'_>, name: &'static str, standard: u64) -> Setting<u64> {
    let setting = resolver.parse(name, None, read).unwrap_or_else(|| Setting::by_default(standard));
    resolver.note(name, setting.value.to_string(), &setting.origin);
    setting
}

fn read(text: &str) -> Result<u64, Wrong> {
    match text.parse() {
        Ok(bytes @ 1..=0xFFFF_FFFF_FFFF) => Ok(bytes),
        Ok(_) | Err(_) => Err(wrong(
            format!("`{text}` is not a number of bytes"),
            "say it in bytes, like `2147483648`, up to 256 TiB",
        )),
    }
}
