//! The console in a browser: its files under `/console/`, and the one-time link that opens it.

pub(crate) mod files;
pub(crate) mod links;
