//! Asking an environment how it is used, where it cannot reach us or says nothing.

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, StatusCode};
use muster_core::{Name, OrganisationId, Timestamp};
use muster_operations::EnvironmentSpecification;
use muster_providers::http::{Https, Transport};
use muster_seams::BootTime;
use muster_store::resource::ResourceRow;
use serde::Deserialize;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// One that takes longer than this does not say.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// As often as an environment of Dev8's would look itself, or half as often.
pub(crate) const ASK_EVERY: Duration = Duration::from_mins(1);
/// Where the editor of Dev8's image says when somebody last used it, to everybody and without counting as use.
const HEALTH: &str = "healthz";

/// How an environment is used, by its own word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    /// Whether somebody is connected.
    pub is_open: bool,
    /// When somebody was last.
    pub used_at: Option<Timestamp>,
}

/// Asks environments how they are used.
pub trait Workspaces: Send + Sync {
    /// What the one at this host and port says; nothing if it says nothing that can be understood.
    fn activity(&self, host: &str, port: u16) -> BoxFuture<'static, Option<Activity>>;
}

/// Who asks, and when each was asked last: an environment that does not answer is not asked all the time.
pub(crate) struct Questions {
    who: Arc<dyn Workspaces>,
    asked: Mutex<HashMap<Which, BootTime>>,
}

type Which = (OrganisationId, Name);

impl Questions {
    pub(crate) fn new(who: Arc<dyn Workspaces>) -> Self {
        Self { who, asked: Mutex::default() }
    }

    /// Asks an environment how it is used, unless it was asked just now.
    pub(crate) async fn ask(&self, row: &ResourceRow, now: BootTime) -> Option<Activity> {
        let address = row.address.as_ref().filter(|address| !address.is_sealed)?;
        let port = *EnvironmentSpecification::of(row)?.ports.first()?;
        if !self.is_due((row.organisation.clone(), row.id.clone()), now) {
            return None;
        }
        self.who.activity(&address.url, port).await
    }

    fn is_due(&self, which: Which, now: BootTime) -> bool {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|_, at| now.since(*at) < ASK_EVERY);
        let is_due = !asked.contains_key(&which);
        asked.entry(which).or_insert(now);
        is_due
    }
}

/// Over the network, at public addresses alone.
#[derive(Debug)]
pub(crate) struct OverHttp;

impl Workspaces for OverHttp {
    fn activity(&self, host: &str, port: u16) -> BoxFuture<'static, Option<Activity>> {
        let address = is_name(host).then(|| format!("http://{host}:{port}/{HEALTH}"));
        Box::pin(async move {
            let asked = tokio::time::timeout(ANSWER_WITHIN, ask(address?)).await;
            read(&asked.ok()??)
        })
    }
}

/// A name is looked up, and only public addresses of it are dialled; a number would be dialled as it is.
fn is_name(host: &str) -> bool {
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let last = host.rsplit('.').next().unwrap_or_default();
    host.bytes().all(is_fit)
        && host.contains('.')
        && last.starts_with(|it: char| it.is_alphabetic())
}

async fn ask(address: String) -> Option<Bytes> {
    let request = Request::get(address).body(Bytes::new()).ok()?;
    let answer = Https::in_the_clear().ok()?.send(request).await.ok()?;
    (answer.status() == StatusCode::OK).then(|| answer.into_body())
}

/// What the editor says: whether it has heard of a browser within a minute, and when it last did.
fn read(body: &[u8]) -> Option<Activity> {
    #[derive(Deserialize)]
    struct Said {
        status: String,
        #[serde(rename = "lastHeartbeat")]
        last_heartbeat: i64,
    }
    let said: Said = serde_json::from_slice(body).ok()?;
    let is_open = match said.status.as_str() {
        "alive" => true,
        "expired" => false,
        _ => return None,
    };
    let used_at = (said.last_heartbeat > 0).then(|| Timestamp::from_millis(said.last_heartbeat));
    Some(Activity { is_open, used_at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_editor_says_is_understood_and_nothing_else_is() {
        let used = read(br#"{"status":"alive","lastHeartbeat":1795219200000}"#).unwrap();
        assert!(used.is_open && used.used_at == Some(Timestamp::from_millis(1_795_219_200_000)));
        let never = read(br#"{"status":"expired","lastHeartbeat":0}"#).unwrap();
        assert_eq!(never, Activity { is_open: false, used_at: None });
        for other in ["", "<html>", r#"{"status":"ok"}"#, r#"{"status":"ok","lastHeartbeat":1}"#] {
            assert_eq!(read(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn only_names_of_the_network_are_asked() {
        assert!(is_name("ws-a.eastus.azurecontainer.io"));
        for other in ["localhost", "10.0.0.1", "0x7f.1", "[::1]", "a.b/c", "user@a.b", "a.b:1", ""]
        {
            assert!(!is_name(other), "{other}");
        }
    }
}
