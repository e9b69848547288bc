//! The coordinator: HTTP, engine and reconcilers over one store.
//!
//! A library without a `main`: the host gives it a store, seams and listeners, and takes its router.
//! Nothing here reads the environment, opens a file by a name from outside, or knows who hosts it.

mod app;
mod billing;
mod caller;
mod cloud;
mod crypto;
mod engine;
mod error;
mod http;
mod metrics;
mod reconcile;
mod start;

pub use app::{HostBackups, HostDoctor};
pub use billing::{BillingOptions, HostMark};
pub use caller::Caller;
pub use cloud::{Activity, CloudOptions, Connect, HostSettings, Workspaces};
pub use engine::{
    ai::{AiKind, AiOptions, AiProvider},
    audit::{HeadRead, HostHeads, NoHeads},
    blobs::ArtefactOptions,
    people::{PeopleOptions, SignUp},
    secrets::{HostSecrets, NoSealingKey, SealingKey},
    usage::{TierOf, UsageOptions},
};
pub use http::{
    outside::OutsideOptions,
    serve::{MOST_OF_ONE, listen},
};
pub use muster_api::usage::Enforcement;
pub use muster_identity::settings::Settings as IdentitySettings;
pub use muster_limits::Settings as LimitSettings;
pub use start::{Coordinator, CoordinatorOptions, RunningSummary};

/// The OpenAPI document of everything that is served, as committed in `openapi.json`.
pub fn openapi_json() -> String {
    http::document()
}
