//! Reasons: why an operation is not over yet, or why it failed.

use super::words;
use serde::{Deserialize, Serialize};

/// A stable code for people and programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nobody has been asked yet.
    Accepted,
    /// The provider is at it.
    UnderWay,
    /// It runs, and does not answer yet.
    AwaitingHealth,
    /// The provider takes no more at a time; it says until when.
    RateLimited,
    /// The credentials are refused.
    Unauthorised,
    /// The account or the region is full.
    Quota,
    /// The account owes money or has reached its limit.
    Spend,
    /// Another change is under way there.
    Busy,
    /// The provider gave no answer that says what was done.
    Unanswered,
    /// There are no settings for this provider any more.
    ProviderNotSetUp,
    /// Its secrets cannot be opened.
    SecretsLocked,
    /// What is kept of it makes no sense to this release.
    Unreadable,
    /// The provider says that the request is wrong.
    BadRequest,
    /// Somebody else has something of this name there.
    NotOurs,
    /// Something of this name is there already, and was not made by this order.
    NameTaken,
    /// Every public name that we tried belongs to somebody else.
    AddressTaken,
    /// It runs, and nobody said that it may be deleted all the same.
    StillRunning,
    /// It is not at its provider any more, and nobody here asked for that.
    InstanceGone,
    /// Its files are not at its provider any more, and nobody here asked for that.
    StorageGone,
    /// Render could not deploy it.
    RenderDeployFailed,
    /// Daytona could not boot it.
    DaytonaBootFailed,
    /// Azure could not bring it up.
    AzureProvisioningFailed,
    /// Kubernetes made no progress with its pod.
    KubernetesRolloutFailed,
    /// Its program ended by itself in Docker.
    DockerContainerFailed,
    /// It failed at its provider in a way that has no code of its own.
    InstanceFailed,
    /// It ran, and did not answer in time.
    HealthTimeout,
    /// It took too long.
    TimedOut,
}

words!(Reason {
    Accepted: "accepted",
    UnderWay: "under_way",
    AwaitingHealth: "awaiting_health",
    RateLimited: "rate_limited",
    Unauthorised: "unauthorised",
    Quota: "quota",
    Spend: "spend",
    Busy: "busy",
    Unanswered: "unanswered",
    ProviderNotSetUp: "provider_not_set_up",
    SecretsLocked: "secrets_locked",
    Unreadable: "unreadable",
    BadRequest: "bad_request",
    NotOurs: "not_ours",
    NameTaken: "name_taken",
    AddressTaken: "address_taken",
    StillRunning: "still_running",
    InstanceGone: "instance_gone",
    StorageGone: "storage_gone",
    RenderDeployFailed: "render_deploy_failed",
    DaytonaBootFailed: "daytona_boot_failed",
    AzureProvisioningFailed: "azure_provisioning_failed",
    KubernetesRolloutFailed: "kubernetes_rollout_failed",
    DockerContainerFailed: "docker_container_failed",
    InstanceFailed: "instance_failed",
    HealthTimeout: "health_timeout",
    TimedOut: "timed_out",
});

impl Reason {
    /// What a provider's engine calls a failure of an instance.
    pub fn of_failure(code: &str) -> Self {
        let known = Self::ALL.iter().find(|reason| reason.as_str() == code);
        known.copied().unwrap_or(Self::InstanceFailed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_an_engine_does_not_share_is_a_failure_all_the_same() {
        assert_eq!(Reason::of_failure("daytona_boot_failed"), Reason::DaytonaBootFailed);
        assert_eq!(Reason::of_failure("exploded"), Reason::InstanceFailed);
    }
}
