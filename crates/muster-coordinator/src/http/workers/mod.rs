//! `/v1/workers`, `/v1/join-tokens` and `/v1/session`: one file per endpoint.

pub(crate) mod invite;
pub(crate) mod invited;
pub(crate) mod join;
pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod session;
