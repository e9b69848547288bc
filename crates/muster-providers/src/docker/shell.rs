//! Shells in a container: a program that is run there besides its own, and a connection to it.

use super::{Docker, container, wire};
use crate::{
    environment::Place,
    error::{Conflict, Operation, ProviderError},
    http::{Call, Caller},
    shell::{ANY_SHELL, FarEnd, Shell, Speech, TerminalSize, Typed},
    worker::InstanceState,
};
use http::Method;
use muster_core::RequestId;
use serde::Deserialize;
use serde_json::json;
use url::Url;

/// What was made to be run.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Made {
    id: String,
}

impl Docker {
    pub(super) async fn open_shell(
        &self,
        place: &Place,
        size: TerminalSize,
        request: &RequestId,
    ) -> Result<Shell, ProviderError> {
        let operation = Operation::Shell;
        let seen = self.present(operation, place, request).await?;
        if container::state(&seen) != InstanceState::Running {
            return Err(self.caller.conflict(operation, Conflict::Busy, "it does not run"));
        }
        let body = json!({
            "AttachStdin": true, "AttachStdout": true, "AttachStderr": true, "Tty": true,
            "Cmd": ANY_SHELL, "ConsoleSize": [size.rows, size.columns],
        });
        let path = ["containers", &place.key.label(0), "exec"];
        let call = self.call(operation, Method::POST, &path, &[], request);
        let made: Made = self.caller.send(call.json(&body)).await?.json()?;
        let start = ["exec", &made.id, "start"];
        let call = self.call(operation, Method::POST, &start, &[], request);
        let body =
            json!({ "Detach": false, "Tty": true, "ConsoleSize": [size.rows, size.columns] });
        let shell = self.caller.open(call.json(&body), Speech::Plain).await?;
        let resizing = Resizing {
            caller: self.caller.clone(),
            url: self.caller.base.at(&[wire::VERSION, "exec", &made.id, "resize"], &[]),
            request: request.clone(),
        };
        Ok(Shell::carried_by(|far| resizing.carry(shell, far)))
    }
}

/// Docker is told the size of a terminal by requests of their own.
struct Resizing {
    caller: Caller,
    url: Url,
    request: RequestId,
}

impl Resizing {
    async fn carry(self, shell: Shell, far: FarEnd) {
        let Shell { typed, mut shown, work } = shell;
        let FarEnd { typed: mut to_type, shown: show } = far;
        let typing = async {
            while let Some(next) = to_type.recv().await {
                match next {
                    Typed::Size(size) => self.resize(size).await,
                    keys @ Typed::Bytes(_) => {
                        if typed.send(keys).await.is_err() {
                            return;
                        }
                    }
                }
            }
        };
        let showing = async {
            while let Some(piece) = shown.recv().await {
                if show.send(piece).await.is_err() {
                    return;
                }
            }
        };
        // What was shown last is still handed over when the connection is gone.
        tokio::select! {
            () = typing => {}
            _ = futures_util::future::join(work, showing) => {}
        }
    }

    async fn resize(&self, size: TerminalSize) {
        let mut url = self.url.clone();
        url.query_pairs_mut()
            .append_pair("h", &size.rows.to_string())
            .append_pair("w", &size.columns.to_string());
        let call = Call::new(Operation::Shell, Method::POST, url, &self.request);
        if let Err(error) = self.caller.send(call).await {
            // The old size is a nuisance, and the next one may arrive.
            tracing::debug!(%error, "a terminal keeps its size");
        }
    }
}
