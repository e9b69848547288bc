//! The container of an environment: made, let run, stopped, removed, and how it is.

use super::{Docker, tar, wire};
use crate::{
    Secret,
    environment::{Connection, EnvironmentInstance, EnvironmentOrder, Force, Place},
    error::{Conflict, Operation, ProviderError, Refusal},
    http::{Reply, shortened},
    worker::{Failure, InstanceState},
};
use bollard::models::{ContainerCreateResponse, ImageConfig, ImageInspect};
use http::Method;
use muster_core::RequestId;
use serde_json::json;
use std::time::Duration;
use wire::Container;

/// An image of a few GB over a slow line.
const PULLED_WITHIN: Duration = Duration::from_mins(10);
const STOP_SECONDS: &str = "10";
/// How a program ends that was asked to, by itself or by a signal.
const ASKED_TO: [i64; 4] = [0, 130, 137, 143];

/// A container, and whether it has its secrets.
pub(super) struct Seen {
    pub(super) container: Container,
    pub(super) is_ready: bool,
}

impl Docker {
    /// The container at a place, if it is ours; nothing if Docker says that there is none.
    pub(super) async fn container(
        &self,
        operation: Operation,
        place: &Place,
        request: &RequestId,
    ) -> Result<Option<Seen>, ProviderError> {
        self.require_region(operation, place)?;
        let name = place.key.label(0);
        let Some(reply) = self.get(&["containers", &name, "json"], &[], request).await? else {
            return Ok(None);
        };
        let container: Container = reply.json()?;
        let labels = container.config.labels.clone().unwrap_or_default();
        self.require_ours(operation, &labels)?;
        let is_ready =
            container.state.status == "running" && self.has_secrets(&name, request).await?;
        Ok(Some(Seen { container, is_ready }))
    }

    pub(super) async fn has_secrets(
        &self,
        name: &str,
        request: &RequestId,
    ) -> Result<bool, ProviderError> {
        let file = [("path", format!("{}/{}", wire::SECRETS, wire::READY))];
        Ok(self.get(&["containers", name, "archive"], &file, request).await?.is_some())
    }

    pub(super) async fn make_container(
        &self,
        order: &EnvironmentOrder,
        request: &RequestId,
    ) -> Result<EnvironmentInstance, ProviderError> {
        let operation = Operation::Create;
        self.caller.checked(operation, self.settings.check(order))?;
        let image = self.prepare(order, request).await.map_err(ProviderError::before_change)?;
        let name = order.place.key.label(0);
        let body = wire::container(&self.mark, order, &image, self.caller.base.host());
        let query = [("name", name.clone())];
        let call = self.call(operation, Method::POST, &["containers", "create"], &query, request);
        let _: ContainerCreateResponse = self.caller.send(call.json(&json!(body))).await?.json()?;
        let begun = self.begin(order, &name, request).await;
        begun.map_err(ProviderError::after_change)?;
        // Where its ports are published, only a look says.
        let state = InstanceState::Starting;
        Ok(EnvironmentInstance { state, connection: None, image_digest: None })
    }

    /// Lets it run, and gives it what it waits for.
    pub(super) async fn begin(
        &self,
        order: &EnvironmentOrder,
        name: &str,
        request: &RequestId,
    ) -> Result<(), ProviderError> {
        let operation = Operation::Create;
        let start = ["containers", name, "start"];
        let call = self.call(operation, Method::POST, &start, &[], request);
        self.caller.send(call).await?.done(&[204])?;
        let (path, query) = (["containers", name, "archive"], [("path", wire::SECRETS.to_owned())]);
        let call = self
            .call(operation, Method::PUT, &path, &query, request)
            .hiding(order.secrets.iter().map(|(_, secret)| secret.clone()))
            .body("application/x-tar", tar::archive(&order.secrets, wire::READY));
        self.caller.send(call).await?.empty(&[200])
    }

    /// Sees that there is room for a container, and fetches its image if it is not there.
    pub(super) async fn prepare(
        &self,
        order: &EnvironmentOrder,
        request: &RequestId,
    ) -> Result<ImageConfig, ProviderError> {
        let operation = Operation::Create;
        if self.container(operation, &order.place, request).await?.is_some() {
            return Err(self.caller.conflict(
                operation,
                Conflict::Exists,
                "the container is there already",
            ));
        }
        if self.volume(operation, &order.place, request).await?.is_none() {
            return Err(self.caller.refuse(
                operation,
                Refusal::BadRequest,
                "there is no storage yet",
            ));
        }
        let image = if let Some(image) = self.image(&order.image, request).await? {
            image
        } else {
            self.pull(order, request).await?;
            let pulled = self.image(&order.image, request).await?;
            pulled.ok_or_else(|| self.caller.garbled(operation, "what was pulled is not there"))?
        };
        let config = image.config.unwrap_or_default();
        let runs = config.entrypoint.iter().chain(&config.cmd).flatten().next();
        if runs.is_none() {
            return Err(self.caller.refuse(
                operation,
                Refusal::BadRequest,
                "the image runs nothing",
            ));
        }
        Ok(config)
    }

    pub(super) async fn image(
        &self,
        name: &str,
        request: &RequestId,
    ) -> Result<Option<ImageInspect>, ProviderError> {
        let path: Vec<_> = ["images"].into_iter().chain(name.split('/')).chain(["json"]).collect();
        self.get(&path, &[], request).await?.map(Reply::json).transpose()
    }

    pub(super) async fn pull(
        &self,
        order: &EnvironmentOrder,
        request: &RequestId,
    ) -> Result<(), ProviderError> {
        let (image, tag) = wire::pulled(&order.image);
        let query = [("fromImage", image.to_owned()), ("tag", tag.to_owned())];
        let path = ["images", "create"];
        let mut call = self.call(Operation::Create, Method::POST, &path, &query, request);
        if let Some(registry) = &order.registry {
            let auth = Secret::new(wire::registry_auth(registry));
            call = call.private("x-registry-auth", &auth).hiding([registry.password.clone()]);
        }
        let reply = self.caller.send(call.within(PULLED_WITHIN)).await?.bytes();
        // Whether it went well stands in the last of many lines.
        for line in reply.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty())
        {
            let progress: wire::Progress = serde_json::from_slice(line).map_err(|_| {
                self.caller.garbled(Operation::Create, "a pull that makes no sense")
            })?;
            if let Some(error) = progress.error {
                return Err(self.caller.refuse(
                    Operation::Create,
                    Refusal::BadRequest,
                    shortened(&error),
                ));
            }
        }
        Ok(())
    }

    /// Where the first port is published.
    pub(super) fn connection(&self, container: &Container) -> Option<Connection> {
        let bindings = container.network_settings.ports.iter().flatten();
        let bound = bindings.filter_map(|(_, bound)| bound.as_ref()?.first()?.host_port.clone());
        let ports: Vec<u16> = bound.filter_map(|port| port.parse().ok()).collect();
        let first = ports.first()?;
        Some(Connection { host: format!("{}:{first}", self.caller.base.host()), ports })
    }

    /// The container, which has to be there before something is done to it.
    pub(super) async fn present(
        &self,
        operation: Operation,
        place: &Place,
        request: &RequestId,
    ) -> Result<Seen, ProviderError> {
        let found = self.container(operation, place, request).await;
        let found = found.map_err(ProviderError::before_change)?;
        found.ok_or_else(|| self.caller.absent(operation))
    }

    /// A container that is down has lost its secrets: it is removed, so that it is made anew.
    pub(super) async fn start_anew(
        &self,
        place: &Place,
        request: &RequestId,
    ) -> Result<(), ProviderError> {
        let operation = Operation::Start;
        if self.present(operation, place, request).await?.is_ready {
            return Ok(());
        }
        self.remove(operation, place, Force::Yes, request).await?;
        Err(self.caller.absent(operation).saying("it is to be made anew"))
    }

    pub(super) async fn halt(
        &self,
        place: &Place,
        request: &RequestId,
    ) -> Result<(), ProviderError> {
        let operation = Operation::Stop;
        if self.present(operation, place, request).await?.container.state.status != "running" {
            return Ok(());
        }
        let (path, query) =
            (["containers", &place.key.label(0), "stop"], [("t", STOP_SECONDS.to_owned())]);
        let call = self.call(operation, Method::POST, &path, &query, request);
        self.caller.send(call).await?.done(&[204])
    }

    pub(super) async fn delete_container(
        &self,
        place: &Place,
        force: Force,
        request: &RequestId,
    ) -> Result<(), ProviderError> {
        let operation = Operation::Delete;
        let seen = self.present(operation, place, request).await?;
        let is_down = matches!(state(&seen), InstanceState::Stopped | InstanceState::Failed(_));
        if force == Force::No && !is_down {
            return Err(self.caller.conflict(operation, Conflict::Busy, "it is not stopped"));
        }
        // One that runs without its secrets counts as down, and Docker would not think so.
        let force = if is_down { Force::Yes } else { force };
        self.remove(operation, place, force, request).await
    }

    /// Removes a container and the memory that it had, and not its volume, which has a name.
    pub(super) async fn remove(
        &self,
        operation: Operation,
        place: &Place,
        force: Force,
        request: &RequestId,
    ) -> Result<(), ProviderError> {
        let query = [("v", "true".to_owned()), ("force", (force == Force::Yes).to_string())];
        let path = ["containers", &place.key.label(0)];
        let call = self.call(operation, Method::DELETE, &path, &query, request);
        self.caller.send(call).await?.done(&[204])
    }

    pub(super) async fn tail(
        &self,
        place: &Place,
        lines: u32,
        request: &RequestId,
    ) -> Result<String, ProviderError> {
        self.present(Operation::Logs, place, request).await?;
        let yes = || "true".to_owned();
        let query = [("stdout", yes()), ("stderr", yes()), ("tail", lines.to_string())];
        let path = ["containers", &place.key.label(0), "logs"];
        let call = self.call(Operation::Logs, Method::GET, &path, &query, request);
        Ok(wire::lines(&self.caller.send(call).await?.bytes()))
    }
}

pub(super) fn state(seen: &Seen) -> InstanceState {
    let state = &seen.container.state;
    match state.status.as_str() {
        "running" if seen.is_ready => InstanceState::Running,
        "created" | "running" => InstanceState::Stopped,
        "restarting" => InstanceState::Starting,
        "removing" => InstanceState::Deleting,
        "exited" if ASKED_TO.contains(&state.exit_code) && !state.is_out_of_memory => {
            InstanceState::Stopped
        }
        "exited" | "dead" => InstanceState::Failed(failure(state)),
        word => InstanceState::Strange(word.to_owned()),
    }
}

fn failure(state: &wire::State) -> Failure {
    let said = if state.is_out_of_memory {
        "it ran out of memory".to_owned()
    } else if state.error.is_empty() {
        format!("it ended with {}", state.exit_code)
    } else {
        shortened(&state.error)
    };
    Failure { code: "docker_container_failed", said: Some(said) }
}
