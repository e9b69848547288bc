//! Whom operations ask besides providers.

use crate::engine::secrets::{Sealer, Subject};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, StatusCode};
use muster_core::Secret;
use muster_operations::{Label, Locked, Opened, Probe, Vault};
use muster_providers::http::{Base, Https, Transport};
use std::{fmt, sync::Arc, time::Duration};

/// A worker that takes longer than this to say that it is well is not.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
const HEALTH: &str = "health";

/// Seals with the key of all that is sealed here.
pub(super) struct Sealed(pub(super) Arc<Sealer>);

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed").finish_non_exhaustive()
    }
}

fn subject<'a>(label: &Label<'a>) -> Subject<'a> {
    Subject::Given { resource: label.resource, name: label.name }
}

impl Vault for Sealed {
    fn seal<'a>(&'a self, label: Label<'a>, secret: &'a Secret) -> Opened<'a, String> {
        Box::pin(async move {
            let sealed = self.0.seal(label.organisation, subject(&label), secret.reveal());
            sealed.await.map_err(|_| Locked)
        })
    }

    fn open<'a>(&'a self, label: Label<'a>, sealed: &'a str) -> Opened<'a, Secret> {
        Box::pin(async move {
            self.0.key().await.map_err(|_| Locked)?;
            let opened = self.0.open(label.organisation, subject(&label), sealed);
            opened.map(Secret::new).ok_or(Locked)
        })
    }
}

/// Asks a worker's `/health`, at a public address or on this machine.
#[derive(Debug)]
pub(super) struct Asking;

impl Probe for Asking {
    fn is_well<'a>(&'a self, url: &'a Secret) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let asked = tokio::time::timeout(ANSWER_WITHIN, ask(url)).await;
            asked.ok().flatten().unwrap_or(false)
        })
    }
}

async fn ask(url: &Secret) -> Option<bool> {
    let base = Base::parse(url.reveal()).ok()?;
    let address = format!("{}/{HEALTH}", url.reveal().trim_end_matches('/'));
    let request = Request::get(address).body(Bytes::new()).ok()?;
    let answer = Https::to(&base).ok()?.send(request).await.ok()?;
    Some(answer.status() == StatusCode::OK)
}
