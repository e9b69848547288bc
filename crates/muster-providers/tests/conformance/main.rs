//! Conformance: what every engine has to get right, against fakes that are held to the specifications.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

#[macro_use]
mod suite;

mod azure;
mod azure_identity;
mod canned;
mod daytona;
#[cfg(feature = "docker")]
mod docker;
mod environment;
mod faults;
#[cfg(feature = "kubernetes")]
mod kubernetes;
mod ledger;
#[cfg(any(feature = "docker", feature = "kubernetes"))]
mod models;
mod prism;
mod render;
mod socket;
mod spec;
mod stage;
mod words;
