//! What the page holds back for a moment, so that it can be taken back: sent when the page goes away.
//!
//! A page that is closed in a browser sends it with its last breath. Here it has none: quitting ends its process, and so
//! may a crash. So the app knows of it from the beginning, and sends it in the page's place.

use crate::{
    backend::Backend,
    desk::Desk,
    ipc,
    refusal::{Refusal, refuse},
};
use muster_api::ProblemKind;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Nobody has more under their hands within five seconds.
const MOST: usize = 256;
/// Whoever quits waits no longer for a coordinator that does not answer.
const SENT_WITHIN: Duration = Duration::from_secs(3);

/// The requests of the page that is there now, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Held(Mutex<BTreeMap<u32, Value>>);

impl Held {
    fn all(&self) -> MutexGuard<'_, BTreeMap<u32, Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends it when the page goes away, unless it is let go before.
    pub(crate) fn hold(&self, id: u32, request: Value) -> Result<(), Refusal> {
        ipc::check(&request)?;
        let mut all = self.all();
        if all.len() >= MOST {
            return Err(refuse(ProblemKind::RateLimited, "too much is held back already"));
        }
        all.insert(id, request);
        Ok(())
    }

    /// It was sent by the page, or taken back.
    pub(crate) fn let_go(&self, id: u32) {
        self.all().remove(&id);
    }

    fn take(&self) -> Vec<Value> {
        std::mem::take(&mut *self.all()).into_values().collect()
    }
}

/// The page goes away: what it holds back is sent to the coordinator for which it was loaded.
pub(crate) fn page_goes(desk: &Desk) {
    let (requests, backend) = (desk.held.take(), desk.profiles.shown());
    if !requests.is_empty() {
        desk.spawn("what the page held back", send(requests, backend));
    }
}

/// The app ends: the same, and it is waited for.
pub(crate) async fn app_ends(desk: &Desk) {
    let sending = send(desk.held.take(), desk.profiles.shown());
    if tokio::time::timeout(SENT_WITHIN, sending).await.is_err() {
        tracing::warn!("what was held back could not be sent in time");
    }
}

async fn send(requests: Vec<Value>, backend: Backend) {
    for request in requests {
        match ipc::pass_on(&backend, request).await {
            Ok(status) => tracing::info!(%status, "sent what the page held back"),
            Err(problem) => tracing::warn!(%problem, "cannot send what the page held back"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn cancel(job: &str) -> Value {
        json!({ "method": "POST", "path": format!("/v1/jobs/{job}/cancel"), "body": "{}" })
    }

    #[test]
    fn what_was_let_go_is_not_sent() {
        let held = Held::default();
        held.hold(1, cancel("job_1")).unwrap();
        held.hold(2, cancel("job_2")).unwrap();
        held.let_go(1);
        assert_eq!(held.take(), [cancel("job_2")]);
        assert!(held.take().is_empty(), "it is sent once");
    }

    #[test]
    fn only_what_the_page_could_ask_for_itself_is_held_and_not_without_bound() {
        let held = Held::default();
        let foreign = json!({ "method": "POST", "path": "https://evil.example/" });
        held.hold(1, foreign).unwrap_err();
        for id in 0..u32::try_from(MOST).unwrap() {
            held.hold(id, cancel("job_1")).unwrap();
        }
        held.hold(9_999, cancel("job_1")).unwrap_err();
    }
}
