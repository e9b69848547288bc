//! What a provider's refusals mean: the part of reading an answer that differs between providers.

use super::Wait;
use crate::error::{Conflict, Doubt, Operation, Outcome, ProviderKind, Refusal};
use http::{HeaderMap, StatusCode};

/// How one provider says no.
#[derive(Debug)]
pub(crate) struct Dialect {
    pub(crate) provider: ProviderKind,
    /// The provider's own words in an answer; nothing if somebody else wrote it.
    pub(crate) read: fn(&[u8]) -> Option<Said>,
    /// What these words make certain, where the status alone does not say it.
    pub(crate) judge: fn(Operation, StatusCode, &Said) -> Option<Outcome>,
    /// How long it asks us to wait.
    pub(crate) wait: fn(&HeaderMap) -> Option<Wait>,
    /// The header in which it names the request.
    pub(crate) request_header: &'static str,
}

/// A provider's own words.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// Its code for what is wrong, if it has codes.
    pub(crate) code: String,
    /// Its sentence.
    pub(crate) message: String,
}

impl Said {
    /// Whether its sentence has one of these words, in any case.
    pub(crate) fn mentions(&self, words: &[&str]) -> bool {
        let message = self.message.to_ascii_lowercase();
        words.iter().any(|word| message.contains(word))
    }
}

impl Dialect {
    /// What is certain after an answer that does not say yes.
    pub(crate) fn outcome(
        &self,
        operation: Operation,
        status: StatusCode,
        said: Option<&Said>,
    ) -> Outcome {
        if status == StatusCode::TOO_MANY_REQUESTS {
            // Whoever stands in front of the provider may say this too: nothing got through.
            return Outcome::Refused(Refusal::RateLimited);
        }
        let Some(said) = said else { return by_nobody(status) };
        match (self.judge)(operation, status, said).unwrap_or_else(|| by_status(status)) {
            // Who asked for no thing in particular has not learnt that it is absent.
            Outcome::Absent if !operation.is_about_one() => Outcome::Refused(Refusal::BadRequest),
            outcome => outcome,
        }
    }
}

fn by_nobody(status: StatusCode) -> Outcome {
    Outcome::Unknown(if status.is_client_error() {
        Doubt::NotTheirs(status.as_u16())
    } else {
        Doubt::Status(status.as_u16())
    })
}

/// What a status means with every provider, if it is the provider's own.
fn by_status(status: StatusCode) -> Outcome {
    match status.as_u16() {
        401 | 403 => Outcome::Refused(Refusal::Unauthorised),
        402 => Outcome::Refused(Refusal::Spend),
        // A "not found" that is not about the thing: a wrong path, a wrong base address.
        404 | 410 => Outcome::Unknown(Doubt::NotTheirs(status.as_u16())),
        // The provider gave up waiting, and does not say for what.
        408 => Outcome::Unknown(Doubt::Status(408)),
        409 => Outcome::Refused(Refusal::Conflict(Conflict::Busy)),
        400..=499 => Outcome::Refused(Refusal::BadRequest),
        other => Outcome::Unknown(Doubt::Status(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Dialect = Dialect {
        provider: ProviderKind::Render,
        read: |_| None,
        judge: |_, _, _| None,
        wait: |_| None,
        request_header: "x-request-id",
    };

    const GONE: Dialect = Dialect { judge: |_, _, _| Some(Outcome::Absent), ..PLAIN };

    fn outcome(status: u16, said: Option<&Said>) -> Outcome {
        let status = StatusCode::from_u16(status).unwrap();
        PLAIN.outcome(Operation::Look, status, said)
    }

    #[test]
    fn a_status_is_certain_only_with_the_providers_own_words() {
        let expected = [
            (400, Outcome::Refused(Refusal::BadRequest)),
            (401, Outcome::Refused(Refusal::Unauthorised)),
            (402, Outcome::Refused(Refusal::Spend)),
            (403, Outcome::Refused(Refusal::Unauthorised)),
            (404, Outcome::Unknown(Doubt::NotTheirs(404))),
            (408, Outcome::Unknown(Doubt::Status(408))),
            (409, Outcome::Refused(Refusal::Conflict(Conflict::Busy))),
            (410, Outcome::Unknown(Doubt::NotTheirs(410))),
            (422, Outcome::Refused(Refusal::BadRequest)),
            (500, Outcome::Unknown(Doubt::Status(500))),
            (503, Outcome::Unknown(Doubt::Status(503))),
            (301, Outcome::Unknown(Doubt::Status(301))),
        ];
        for (status, certain) in expected {
            assert_eq!(outcome(status, Some(&Said::default())), certain, "{status}");
            let by_nobody = outcome(status, None);
            assert!(matches!(by_nobody, Outcome::Unknown(_)), "{status} by somebody in between");
        }
        for said in [None, Some(&Said::default())] {
            assert_eq!(outcome(429, said), Outcome::Refused(Refusal::RateLimited));
        }
    }

    #[test]
    fn who_asked_for_nothing_in_particular_learns_of_no_absence() {
        let outcome =
            |operation| GONE.outcome(operation, StatusCode::NOT_FOUND, Some(&Said::default()));
        for operation in [Operation::Look, Operation::Delete, Operation::Logs] {
            assert_eq!(outcome(operation), Outcome::Absent, "{operation}");
        }
        for operation in [Operation::Create, Operation::List, Operation::Check] {
            let refused = Outcome::Refused(Refusal::BadRequest);
            assert_eq!(outcome(operation), refused, "{operation}");
        }
    }
}
