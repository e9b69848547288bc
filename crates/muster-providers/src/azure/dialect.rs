//! How Azure says no.

use super::wire::Problem;
use crate::{
    error::{Conflict, Operation, Outcome, ProviderKind, Refusal},
    http::{Dialect, Said, plain_wait},
};
use http::StatusCode;

pub(super) const DIALECT: Dialect = Dialect {
    provider: ProviderKind::Azure,
    read,
    judge,
    wait: plain_wait,
    request_header: "x-ms-request-id",
};

fn read(body: &[u8]) -> Option<Said> {
    let (code, message) = match serde_json::from_slice(body).ok()? {
        Problem::Arm { error } => (error.code, error.message),
        Problem::SignIn { error, error_description } => (error, error_description),
    };
    Some(Said { code, message })
}

fn judge(operation: Operation, status: StatusCode, said: &Said) -> Option<Outcome> {
    let refused = |refusal| Some(Outcome::Refused(refusal));
    if operation == Operation::SignIn && status.is_client_error() {
        // A wrong secret is a 401, a wrong application or directory a 400.
        return by_code(said).or(refused(Refusal::Unauthorised));
    }
    if is_taken(said) {
        // It has come as a 400, a 409 and a 500, and means the same each time.
        return refused(Refusal::Conflict(Conflict::AddressTaken));
    }
    if status == StatusCode::NOT_FOUND {
        return Some(by_what_is_missing(said));
    }
    if status.is_client_error() { by_code(said) } else { None }
}

fn is_taken(said: &Said) -> bool {
    said.mentions(&["dns name label"]) && said.mentions(&["not available"])
}

/// A missing group or share is what was asked for; a missing subscription, resource group or storage
/// account is a mistake in the settings, and everything in them may well be there.
fn by_what_is_missing(said: &Said) -> Outcome {
    match said.code.as_str() {
        "ShareNotFound" => Outcome::Absent,
        "ResourceNotFound" if said.mentions(&["microsoft.containerinstance/containergroups"]) => {
            Outcome::Absent
        }
        _ => Outcome::Refused(Refusal::BadRequest),
    }
}

fn by_code(said: &Said) -> Option<Outcome> {
    let code = said.code.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| code.contains(word));
    let refusal = if has(&["quota", "insufficientcapacity", "notavailableforsubscription"]) {
        Refusal::Quota
    } else if has(&["subscriptiondisabled", "disabledsubscription"]) {
        Refusal::Spend
    } else if has(&["transitioning", "operationinprogress", "beingdeleted"]) {
        Refusal::Conflict(Conflict::Busy)
    } else if has(&["notregistered", "missingsubscriptionregistration"]) {
        Refusal::BadRequest
    } else {
        return None;
    };
    Some(Outcome::Refused(refusal))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, code: &str, message: &str) -> Option<Outcome> {
        let said = Said { code: code.into(), message: message.into() };
        judge(Operation::Look, StatusCode::from_u16(status).unwrap(), &said)
    }

    #[test]
    fn a_mistake_in_the_settings_is_no_absence() {
        let group = "The Resource 'Microsoft.ContainerInstance/containerGroups/aci-x' under resource group 'rg' was not found.";
        assert_eq!(judged(404, "ResourceNotFound", group), Some(Outcome::Absent));
        assert_eq!(judged(404, "ShareNotFound", ""), Some(Outcome::Absent));
        let mistaken = Some(Outcome::Refused(Refusal::BadRequest));
        let account = "The Resource 'Microsoft.Storage/storageAccounts/x' under resource group 'rg' was not found.";
        assert_eq!(judged(404, "ResourceNotFound", account), mistaken);
        assert_eq!(judged(404, "ResourceGroupNotFound", ""), mistaken);
        assert_eq!(judged(404, "SubscriptionNotFound", ""), mistaken);
    }

    #[test]
    fn a_taken_label_is_told_apart_whatever_its_status() {
        let message = "The DNS name label 'x' in container group 'y' not available. Try using a different label.";
        let taken = Some(Outcome::Refused(Refusal::Conflict(Conflict::AddressTaken)));
        assert_eq!(judged(409, "DnsNameLabelNotAvailable", message), taken);
        assert_eq!(judged(500, "InternalServerError", message), taken);
        assert_eq!(judged(500, "InternalServerError", "An error occurred."), None);
    }

    #[test]
    fn both_shapes_of_errors_are_read() {
        let arm = read(br#"{"error":{"code":"A","message":"b"}}"#).unwrap();
        assert_eq!((arm.code.as_str(), arm.message.as_str()), ("A", "b"));
        let sign_in =
            read(br#"{"error":"invalid_client","error_description":"AADSTS7000215: no"}"#);
        assert_eq!(sign_in.unwrap().code, "invalid_client");
    }
}
