//! Conformance: what every engine has to get right, against fakes that are held to the specifications.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

#[macro_use]
mod suite;

mod azure;
mod azure_identity;
mod canned;
mod daytona;
mod environment;
mod faults;
mod ledger;
mod prism;
mod render;
mod socket;
mod spec;
mod stage;
mod words;
