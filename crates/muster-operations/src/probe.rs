//! The probe: whether what runs somewhere answers.

use futures_util::future::BoxFuture;
use muster_core::Secret;
use std::fmt;

/// Asks a worker whether it is well.
pub trait Probe: fmt::Debug + Send + Sync {
    /// Whether its `/health` answers 200. No answer is no; the probe sees to its own time-out.
    fn is_well<'a>(&'a self, url: &'a Secret) -> BoxFuture<'a, bool>;
}
