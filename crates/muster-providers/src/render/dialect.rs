//! How Render says no.

use super::wire::Problem;
use crate::{
    error::{Conflict, Operation, Outcome, ProviderKind, Refusal},
    http::{Dialect, Said, Wait, plain_wait, seconds},
};
use http::{HeaderMap, StatusCode};
use muster_core::Timestamp;
use std::time::Duration;

pub(super) const DIALECT: Dialect =
    Dialect { provider: ProviderKind::Render, read, judge, wait, request_header: "rndr-id" };

fn read(body: &[u8]) -> Option<Said> {
    let problem: Problem = serde_json::from_slice(body).ok()?;
    Some(Said { message: problem.message, ..Said::default() })
}

fn judge(operation: Operation, status: StatusCode, said: &Said) -> Option<Outcome> {
    match status.as_u16() {
        // The whole sentence is `not found: srv-…`; an unknown route says something else.
        404 if said.mentions(&["not found: "]) => Some(Outcome::Absent),
        410 => Some(Outcome::Absent),
        409 if operation == Operation::Create => {
            Some(Outcome::Refused(Refusal::Conflict(Conflict::Exists)))
        }
        _ => None,
    }
}

// The documentation says seconds since 1970, the service sends seconds to go: no number of seconds
// to go is this large.
const SINCE_1970: Duration = Duration::from_secs(1_000_000_000);

fn wait(headers: &HeaderMap) -> Option<Wait> {
    plain_wait(headers).or_else(|| {
        let reset = seconds(headers.get("ratelimit-reset")?)?;
        Some(if reset < SINCE_1970 {
            Wait::For(reset)
        } else {
            Wait::Until(Timestamp::from_millis(0).after(reset))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn reset(value: &'static str) -> Option<Wait> {
        wait(&HeaderMap::from_iter([(
            http::HeaderName::from_static("ratelimit-reset"),
            HeaderValue::from_static(value),
        )]))
    }

    #[test]
    fn a_reset_is_seconds_to_go_or_a_moment() {
        assert_eq!(reset("45"), Some(Wait::For(Duration::from_secs(45))));
        let moment = Timestamp::from_millis(1_795_219_200_000);
        assert_eq!(reset("1795219200"), Some(Wait::Until(moment)));
    }

    #[test]
    fn only_renders_own_not_found_is_one() {
        let said = |message: &str| Said { message: message.into(), ..Said::default() };
        let judged = |message| judge(Operation::Look, StatusCode::NOT_FOUND, &said(message));
        assert_eq!(judged("not found: srv-1"), Some(Outcome::Absent));
        assert_eq!(judged("no route"), None);
        assert!(read(b"<html>404 Not Found</html>").is_none());
    }
}
