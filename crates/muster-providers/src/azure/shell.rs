//! Shells in a container group: Azure answers with the address of a socket and a password for it.
//! <https://learn.microsoft.com/rest/api/container-instances/containers/execute-command>

use super::{Azure, client::Ask, group, wire::Executed};
use crate::{
    Secret,
    environment::Place,
    error::{Conflict, Operation, ProviderError},
    http::Call,
    marks,
    shell::{Shell, Speech, TerminalSize},
    worker::InstanceState,
};
use http::Method;
use muster_core::RequestId;
use serde_json::json;
use url::Url;

/// It takes the name of a program and no arguments. Every image that a person works in has it.
const PROGRAM: &str = "/bin/sh";
/// Sockets are below this name, and the password goes nowhere else.
const SOCKETS: &str = ".azurecontainer.io";

impl Azure {
    pub(super) async fn open_shell(
        &self,
        place: &Place,
        size: TerminalSize,
        request: &RequestId,
    ) -> Result<Shell, ProviderError> {
        let operation = Operation::Shell;
        let group = self.present(operation, place, request).await?;
        if group::instance(group).state != InstanceState::Running {
            return Err(self.caller.conflict(operation, Conflict::Busy, "it does not run"));
        }
        let region = self.region(operation, place)?;
        let below = [&place.key.group(), "containers", marks::CONTAINER, "exec"];
        let url = self.groups(region, &below, &[]);
        let body = json!({
            "command": PROGRAM,
            "terminalSize": { "cols": size.columns, "rows": size.rows },
        });
        let ask = Ask { operation, method: Method::POST, url, request };
        let answer: Executed = self.send_with(ask, Some(&body), Vec::new()).await?.json()?;
        let socket = socket(&answer.web_socket_uri)
            .ok_or_else(|| self.caller.garbled(operation, "its socket is at a strange place"))?;
        let speech = Speech::Password(Secret::new(&answer.password));
        self.caller.open(Call::new(operation, Method::GET, socket, request), speech).await
    }
}

/// The address of a socket, as what it is before it becomes one.
fn socket(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok()?;
    let is_bare = url.username().is_empty() && url.password().is_none();
    let is_theirs = url.scheme() == "wss" && is_bare && url.host_str()?.ends_with(SOCKETS);
    (is_theirs && url.set_scheme("https").is_ok()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::socket;

    #[test]
    fn a_password_goes_to_sockets_of_the_provider_alone() {
        let good = "wss://bridge-linux-1.eastus.management.azurecontainer.io/exec/x?y=1";
        let url = socket(good).unwrap();
        assert_eq!(url.as_str(), good.replace("wss", "https"));
        for strange in [
            "ws://bridge.azurecontainer.io/exec",
            "wss://azurecontainer.io.evil.example/exec",
            "wss://evilazurecontainer.io/exec",
            "wss://me:word@bridge.azurecontainer.io/exec",
            "wss://127.0.0.1/exec",
            "https://bridge.azurecontainer.io/exec",
            "nonsense",
        ] {
            assert!(socket(strange).is_none(), "{strange}");
        }
    }
}
