//! Shells in the pod of an environment, over the API server's own sockets.

use super::{Kubernetes, client::Because, state};
use crate::{
    environment::Place,
    error::{Conflict, Operation, ProviderError},
    http::Call,
    shell::{ANY_SHELL, Shell, Speech, TerminalSize, Typed},
    worker::InstanceState,
};
use http::Method;
use k8s_openapi::api::core::v1::Pod;
use muster_core::RequestId;

impl Kubernetes {
    pub(super) async fn open_shell(
        &self,
        place: &Place,
        size: TerminalSize,
        request: &RequestId,
    ) -> Result<Shell, ProviderError> {
        let because = Because::of(Operation::Shell, request);
        let busy = || self.caller.conflict(Operation::Shell, Conflict::Busy, "it does not run");
        if state::state(&self.present(because, place).await?) != InstanceState::Running {
            return Err(busy());
        }
        let pod = self.newest_pod(place, request).await?.ok_or_else(busy)?;
        let namespace = &self.settings.namespace;
        let path = ["api", "v1", "namespaces", namespace, "pods", &pod, "exec"];
        let words = ANY_SHELL.map(|word| ("command", word.to_owned()));
        let ways = ["stdin", "stdout", "tty"].map(|way| (way, "true".to_owned()));
        let url = self.caller.base.at(&path, &[&words[..], &ways].concat());
        let mut call = Call::new(Operation::Shell, Method::GET, url, request);
        let token = self.tokens.token(&self.caller).await;
        if let Some(token) = &token.map_err(ProviderError::before_change)? {
            call = call.bearer(token);
        }
        let shell = self.caller.open(call, Speech::Channels).await?;
        // There is room for the first word.
        drop(shell.typed.try_send(Typed::Size(size)));
        Ok(shell)
    }

    /// The pod that a deployment has made last.
    pub(super) async fn newest_pod(
        &self,
        place: &Place,
        request: &RequestId,
    ) -> Result<Option<String>, ProviderError> {
        let labels = format!("muster-instance={}", place.key.label(0));
        let mut pods = self.all::<Pod>(&labels, request).await?;
        pods.sort_by(|a, b| a.creation_timestamp.cmp(&b.creation_timestamp));
        Ok(pods.pop().and_then(|pod| pod.name))
    }
}
