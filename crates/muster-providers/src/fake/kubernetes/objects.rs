//! Objects of a fake cluster, and how they look as time passes.

use super::{GONE, ROLLED_OUT, SCALED_DOWN};
use muster_core::Timestamp;
use muster_seams::{BootTime, Clock};
use serde_json::{Value, json};
use std::time::Duration;

/// One object.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) plural: String,
    pub(super) name: String,
    /// As it was given, with what the API adds to it.
    pub(super) body: Value,
    pub(super) uid: String,
    pub(super) version: u64,
    pub(super) generation: u64,
    /// Since when its specification is what it is.
    pub(super) since: BootTime,
    pub(super) created: Timestamp,
    pub(super) deleted: Option<(BootTime, Timestamp)>,
    pub(super) fails: bool,
}

impl Object {
    pub(super) fn is_gone(&self, clock: &dyn Clock) -> bool {
        self.deleted.is_some_and(|(at, _)| clock.boot().since(at) >= GONE)
    }

    pub(super) fn belongs_to(&self, uid: &str) -> bool {
        let owners = self.body["metadata"]["ownerReferences"].as_array();
        owners.into_iter().flatten().any(|owner| owner["uid"] == uid)
    }

    pub(super) fn has_labels(&self, selector: &str) -> bool {
        let labels = &self.body["metadata"]["labels"];
        selector
            .split(',')
            .filter(|it| !it.is_empty())
            .all(|wanted| wanted.split_once('=').is_some_and(|(name, value)| labels[name] == value))
    }

    /// As the API shows it.
    pub(super) fn shown(&self, clock: &dyn Clock, address: &dyn Fn(&str) -> String) -> Value {
        let mut shown = self.body.clone();
        let metadata = &mut shown["metadata"];
        metadata["namespace"] = json!(super::FakeKubernetes::NAMESPACE);
        metadata["uid"] = json!(self.uid);
        metadata["resourceVersion"] = json!(self.version.to_string());
        metadata["creationTimestamp"] = json!(self.created);
        if let Some((_, at)) = self.deleted {
            metadata["deletionTimestamp"] = json!(at);
            metadata["finalizers"] = json!(["foregroundDeletion"]);
        }
        let age = clock.boot().since(self.since);
        match self.plural.as_str() {
            "deployments" => {
                metadata["generation"] = json!(self.generation);
                shown["status"] = self.rollout(age);
            }
            "services" if shown["spec"]["type"] == "LoadBalancer" => {
                let ingress = json!([{ "hostname": address(&self.name) }]);
                shown["status"] = json!({ "loadBalancer": { "ingress": ingress } });
            }
            "persistentvolumeclaims" => shown["status"] = json!({ "phase": "Bound" }),
            _ => {}
        }
        shown
    }

    /// How far the controller has come. It sees a change a moment later.
    fn rollout(&self, age: Duration) -> Value {
        let is_wanted = self.body["spec"]["replicas"] != 0;
        let is_seen = age >= Duration::from_secs(1);
        let observed = if is_seen { self.generation } else { self.generation - 1 };
        let is_there = if is_wanted { is_seen } else { age < SCALED_DOWN };
        let is_up = is_wanted && age >= ROLLED_OUT && !self.fails;
        let mut status = json!({ "observedGeneration": observed });
        if is_there {
            status["replicas"] = json!(1);
        }
        if is_up {
            (status["readyReplicas"], status["availableReplicas"]) = (json!(1), json!(1));
        }
        let is_late = is_wanted && self.fails && age >= ROLLED_OUT;
        let (progress, reason, message) = if is_late {
            let message = "ReplicaSet has timed out progressing.";
            ("False", "ProgressDeadlineExceeded", message)
        } else {
            ("True", "NewReplicaSetAvailable", "ReplicaSet has successfully progressed.")
        };
        status["conditions"] = json!([{
            "type": "Progressing", "status": progress, "reason": reason, "message": message,
        }]);
        status
    }
}
