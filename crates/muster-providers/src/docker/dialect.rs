//! How Docker says no: with an object that has nothing but a message.

use crate::{
    error::{Conflict, Operation, Outcome, ProviderKind, Refusal},
    http::{Dialect, Said, plain_wait},
};
use bollard::models::ErrorResponse;
use http::StatusCode;

pub(super) const DIALECT: Dialect = Dialect {
    provider: ProviderKind::Docker,
    read,
    judge,
    wait: plain_wait,
    request_header: "x-request-id",
};

fn read(body: &[u8]) -> Option<Said> {
    let error: ErrorResponse = serde_json::from_slice(body).ok()?;
    Some(Said { code: String::new(), message: error.message })
}

/// What is missing is told in words alone; "page not found" is not among them.
const ABSENT: &[&str] =
    &["no such container", "no such volume", "no such image", "could not find the file"];

fn judge(_: Operation, status: StatusCode, said: &Said) -> Option<Outcome> {
    match status.as_u16() {
        404 if said.mentions(ABSENT) => Some(Outcome::Absent),
        409 if said.mentions(&["is already in use by container"]) => {
            Some(Outcome::Refused(Refusal::Conflict(Conflict::Exists)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, message: &str) -> Option<Outcome> {
        let said = Said { code: String::new(), message: message.into() };
        judge(Operation::Look, StatusCode::from_u16(status).unwrap(), &said)
    }

    #[test]
    fn only_a_missing_thing_is_an_absence() {
        for message in ["No such container: ws-x", "get fs-x: no such volume"] {
            assert_eq!(judged(404, message), Some(Outcome::Absent), "{message}");
        }
        assert_eq!(judged(404, "page not found"), None);
        assert_eq!(judged(404, "network bridge not found"), None);
        assert!(read(b"404 page not found").is_none());
    }

    #[test]
    fn a_name_in_use_is_told_from_a_volume_in_use() {
        let exists = Some(Outcome::Refused(Refusal::Conflict(Conflict::Exists)));
        let taken = "Conflict. The container name \"/ws-x\" is already in use by container \"4f\".";
        assert_eq!(judged(409, taken), exists);
        assert_eq!(judged(409, "remove fs-x: volume is in use - [4f]"), None);
    }
}
