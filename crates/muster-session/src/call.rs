//! Calls: how a coordinator that dials a worker shows who it is before the worker says a word.
//!
//! A worker that listens may be reached by anybody. Who shows no call that its coordinator has signed a moment
//! ago hears nothing of it, and keeps nobody else from it.

use crate::{KeyPair, PublicKey, ticket};
use muster_core::{Timestamp, WorkerId};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Names the purpose, so that no other signature of the same key is one of these.
const DOMAIN: &str = "muster call 1";
/// How far two clocks may be apart.
const AGE: Duration = Duration::from_mins(10);
/// What stands before it in `Authorization`.
const SCHEME: &str = "Muster ";

/// What a call says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Who is called.
    pub worker: WorkerId,
    /// When, by the coordinator's clock.
    pub at: Timestamp,
}

impl Call {
    /// What the coordinator puts into `Authorization`.
    pub fn sign(&self, key: &KeyPair) -> String {
        format!("{SCHEME}{}", ticket::sign(DOMAIN, self, key))
    }

    /// Whether what stands in `Authorization` is a call to this worker by the holder of this key, now.
    pub fn is_answered(
        authorization: &str,
        worker: &WorkerId,
        coordinator: &PublicKey,
        now: Timestamp,
    ) -> bool {
        let text = authorization.strip_prefix(SCHEME);
        let call: Option<Self> = text.and_then(|text| ticket::read(DOMAIN, text, coordinator));
        call.is_some_and(|call| {
            call.worker == *worker && call.at.since(now).max(now.since(call.at)) <= AGE
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_answered_only_by_whom_it_names_and_only_for_a_while() {
        let (own, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let worker = WorkerId::from_random([2; 16]);
        let at = Timestamp::from_millis(10_000_000);
        let text = Call { worker: worker.clone(), at }.sign(&own);
        let coordinator = own.public();
        let is_answered =
            |text: &str, worker: &WorkerId, now| Call::is_answered(text, worker, &coordinator, now);
        assert!(is_answered(&text, &worker, at));
        assert!(is_answered(&text, &worker, at.after(AGE)));
        assert!(is_answered(&text, &worker, Timestamp::from_millis(10_000_000 - 600_000)));
        assert!(!is_answered(&text, &worker, at.after(AGE * 2)));
        assert!(!is_answered(&text, &worker, Timestamp::from_millis(0)));
        assert!(!is_answered(&text, &WorkerId::from_random([3; 16]), at));
        let forged = Call { worker: worker.clone(), at }.sign(&other);
        for text in [&forged, "", "Bearer x", text.trim_start_matches(SCHEME)] {
            assert!(!is_answered(text, &worker, at), "{text}");
        }
    }
}
