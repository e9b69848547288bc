//! Failures: what is told when a command cannot do what it was asked.

use crate::{exit::Exit, wording::for_the_command_line};
use muster_client::ClientError;
use muster_host::config::ConfigError;
use serde_json::{Value, json};
use std::{error::Error, io};

/// A command that failed: a stable code, a sentence, what to do, and how the program ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) exit: Exit,
}

impl Failure {
    pub(crate) fn new(code: &str, message: impl Into<String>, exit: Exit) -> Self {
        let (code, message) = (code.to_owned(), message.into());
        Self { code, message, hint: None, request_id: None, exit }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new("usage", message, Exit::USAGE)
    }

    pub(crate) fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    pub(crate) fn with_exit(self, exit: Exit) -> Self {
        Self { exit, ..self }
    }

    /// Whoever reads our output has seen enough; that is nothing to complain about.
    pub(crate) fn is_silent(&self) -> bool {
        self.exit == Exit::BROKEN_PIPE
    }

    pub(crate) fn document(&self) -> Value {
        let Self { code, message, hint, request_id, .. } = self;
        let error = json!({
            "code": code, "message": message, "hint": hint, "request_id": request_id,
        });
        json!({ "error": error })
    }
}

/// An error and what is at the bottom of it. What lies between is for a log.
pub(crate) fn told(error: &dyn Error) -> String {
    let mut cause = error.source();
    while let Some(deeper) = cause.and_then(Error::source) {
        cause = Some(deeper);
    }
    match cause {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        let message = match error.problem() {
            Some(problem) => problem.detail.clone(),
            None => told(&error),
        };
        Self {
            code: error.code().to_owned(),
            message,
            hint: error.hint().map(|hint| for_the_command_line(&hint)),
            request_id: error.request_id().map(ToOwned::to_owned),
            exit: Exit::of_client(&error),
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let exit = if error.is_about_providers() { Exit::NOT_SET_UP } else { Exit::USAGE };
        let failure = Self::new(ConfigError::CODE, error.to_string(), exit);
        Self { hint: error.hint(), ..failure }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let exit = match error.kind() {
            io::ErrorKind::BrokenPipe => Exit::BROKEN_PIPE,
            _ => Exit::FAILURE,
        };
        Self::new("output", format!("cannot write the output: {error}"), exit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_in_json_has_all_four_fields() {
        let failure = Failure::usage("no such flag").with_hint("see `muster --help`");
        insta::assert_json_snapshot!(failure.document(), @r#"
        {
          "error": {
            "code": "usage",
            "hint": "see `muster --help`",
            "message": "no such flag",
            "request_id": null
          }
        }
        "#);
    }

    #[test]
    fn the_bottom_of_an_error_is_told_and_what_lies_between_is_not() {
        let source = io::Error::new(io::ErrorKind::ConnectionRefused, "connection refused");
        let error =
            ClientError::Unreachable { url: "http://127.0.0.1:1".into(), source: Box::new(source) };
        let failure = Failure::from(error);
        let expected = "cannot reach the coordinator at http://127.0.0.1:1: connection refused";
        assert_eq!(failure.message, expected);
        assert_eq!(failure.exit, Exit::TRANSIENT);
    }
}
