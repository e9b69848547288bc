//! How Daytona says no. Its specification lists no errors, so this is what the service sends.

use super::wire::{Message, Problem};
use crate::{
    error::{Conflict, Operation, Outcome, ProviderKind, Refusal},
    http::{Dialect, Said, Wait, plain_wait, seconds},
};
use http::{HeaderMap, StatusCode};
use std::time::Duration;

pub(super) const DIALECT: Dialect =
    Dialect { provider: ProviderKind::Daytona, read, judge, wait, request_header: "x-request-id" };

fn read(body: &[u8]) -> Option<Said> {
    let problem: Problem = serde_json::from_slice(body).ok()?;
    let message = match problem.message {
        Message::One(message) => message,
        Message::Many(messages) => messages.join("; "),
    };
    Some(Said { message, ..Said::default() })
}

fn judge(operation: Operation, status: StatusCode, said: &Said) -> Option<Outcome> {
    let refused = |refusal| Some(Outcome::Refused(refusal));
    match status.as_u16() {
        // An unknown route is "Cannot GET …", so a wrong base address is no absence.
        404 if said.mentions(&["not found"]) => Some(Outcome::Absent),
        400 | 409 if said.mentions(&["already exists"]) => {
            refused(Refusal::Conflict(Conflict::Exists))
        }
        409 if operation == Operation::Create => refused(Refusal::Conflict(Conflict::Exists)),
        // Both come as 403, which alone would mean bad credentials.
        400 | 403 if said.mentions(&["suspended", "credit"]) => refused(Refusal::Spend),
        400 | 403 if said.mentions(&["limit exceeded", "limit reached", "quota"]) => {
            refused(Refusal::Quota)
        }
        400 if said.mentions(&["is not started", "is not in valid state", "in progress"]) => {
            refused(Refusal::Conflict(Conflict::Busy))
        }
        _ => None,
    }
}

/// Each of Daytona's throttlers has headers of its own: `Retry-After-sandbox-create` and so on. The
/// longest wait is the one that counts.
fn wait(headers: &HeaderMap) -> Option<Wait> {
    let longest = |prefix| longest(headers, prefix).map(Wait::For);
    longest("retry-after-")
        .or_else(|| plain_wait(headers))
        .or_else(|| longest("x-ratelimit-reset-"))
}

fn longest(headers: &HeaderMap, prefix: &str) -> Option<Duration> {
    let matching = headers.iter().filter(|(name, _)| name.as_str().starts_with(prefix));
    matching.filter_map(|(_, value)| seconds(value)).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, message: &str) -> Option<Outcome> {
        let said = Said { message: message.into(), ..Said::default() };
        judge(Operation::Look, StatusCode::from_u16(status).unwrap(), &said)
    }

    #[test]
    fn a_quota_and_an_unpaid_bill_are_no_bad_credentials() {
        let quota = judged(403, "Total CPU limit exceeded. Maximum allowed: 10.");
        assert_eq!(quota, Some(Outcome::Refused(Refusal::Quota)));
        let spend = judged(403, "Organization is suspended: Depleted credits");
        assert_eq!(spend, Some(Outcome::Refused(Refusal::Spend)));
        assert_eq!(judged(403, "Forbidden resource"), None);
    }

    #[test]
    fn an_unknown_route_is_no_absence() {
        assert_eq!(judged(404, "Sandbox with ID or name x not found"), Some(Outcome::Absent));
        assert_eq!(judged(404, "Cannot GET /sandboxes/x"), None);
    }

    #[test]
    fn the_longest_of_several_throttlers_counts() {
        let headers = [("retry-after-authenticated", "3"), ("retry-after-sandbox-create", "30")];
        let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        assert_eq!(wait(&HeaderMap::from_iter(headers)), Some(Wait::For(Duration::from_secs(30))));
    }
}
