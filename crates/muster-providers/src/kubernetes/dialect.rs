//! How Kubernetes says no: with an object of the kind `Status`.

use crate::{
    error::{Conflict, Operation, Outcome, ProviderKind, Refusal},
    http::{Dialect, Said, plain_wait},
};
use http::StatusCode;
use serde::Deserialize;

pub(super) const DIALECT: Dialect = Dialect {
    provider: ProviderKind::Kubernetes,
    read,
    judge,
    wait: plain_wait,
    request_header: "audit-id",
};

/// An API's own words have a kind; anything else was written by somebody in between.
#[derive(Deserialize)]
struct Status {
    kind: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    message: String,
}

fn read(body: &[u8]) -> Option<Said> {
    let status: Status = serde_json::from_slice(body).ok()?;
    (status.kind == "Status").then_some(Said { code: status.reason, message: status.message })
}

fn judge(_: Operation, status: StatusCode, said: &Said) -> Option<Outcome> {
    let refused = |refusal| Some(Outcome::Refused(refusal));
    match (status.as_u16(), said.code.as_str()) {
        (404, "NotFound") => Some(Outcome::Absent),
        (409, "AlreadyExists") => refused(Refusal::Conflict(Conflict::Exists)),
        // A list that took too long to be read: what it had is out of date.
        (410, "Expired" | "Gone") => refused(Refusal::Conflict(Conflict::Busy)),
        (403, _) if said.mentions(&["exceeded quota"]) => refused(Refusal::Quota),
        (403, _) if said.mentions(&["is being terminated"]) => {
            refused(Refusal::Conflict(Conflict::Busy))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, reason: &str, message: &str) -> Option<Outcome> {
        let said = Said { code: reason.into(), message: message.into() };
        judge(Operation::Look, StatusCode::from_u16(status).unwrap(), &said)
    }

    #[test]
    fn only_a_not_found_of_the_api_is_an_absence() {
        assert_eq!(
            judged(404, "NotFound", "deployments.apps \"x\" not found"),
            Some(Outcome::Absent)
        );
        // What the API says of a path that it does not have.
        assert_eq!(judged(404, "", "404 page not found"), None);
        assert!(read(b"404 page not found").is_none());
        assert!(read(br#"{"message":"not found","code":404}"#).is_none());
        let status = br#"{"kind":"Status","apiVersion":"v1","reason":"NotFound","code":404}"#;
        assert_eq!(read(status).unwrap().code, "NotFound");
    }

    #[test]
    fn a_full_quota_and_a_missing_permission_have_the_same_status() {
        let quota = "pods \"x\" is forbidden: exceeded quota: team, requested: pods=1";
        assert_eq!(judged(403, "Forbidden", quota), Some(Outcome::Refused(Refusal::Quota)));
        assert_eq!(judged(403, "Forbidden", "User \"ada\" cannot create resource"), None);
        let going = "unable to create new content in namespace x because it is being terminated";
        let busy = Some(Outcome::Refused(Refusal::Conflict(Conflict::Busy)));
        assert_eq!(judged(403, "Forbidden", going), busy);
        assert_eq!(judged(410, "Expired", "The provided continue parameter is too old"), busy);
    }
}
