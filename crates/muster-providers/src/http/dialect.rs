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
