//! Every fault, and what it makes certain.

use muster_providers::{
    Doubt, Outcome, Refusal,
    fake::{Fault, Timing},
};

/// Faults that any provider can have, whatever it has words for.
const BEFORE: &[Fault] = &[
    Fault::Echo,
    Fault::ServerError,
    Fault::Page(200),
    Fault::Page(302),
    Fault::Page(404),
    Fault::Page(502),
    Fault::Silence,
    Fault::Cut,
];
const AFTER: &[Fault] = &[
    Fault::ServerError,
    Fault::Page(200),
    Fault::Page(404),
    Fault::Page(502),
    Fault::Silence,
    Fault::Cut,
    Fault::Garbled,
    Fault::StrangeWord,
];

/// Every fault at both moments at which it can happen.
pub(crate) fn every(refusals: &[Fault]) -> Vec<(Fault, Timing)> {
    let before = refusals.iter().chain(BEFORE).map(|fault| (*fault, Timing::Before));
    before.chain(AFTER.iter().map(|fault| (*fault, Timing::After))).collect()
}

/// What is certain after it; nothing if the call may well succeed.
pub(crate) fn certain(fault: Fault) -> Option<Outcome> {
    Some(match fault {
        Fault::RateLimited => Outcome::Refused(Refusal::RateLimited),
        Fault::Unauthorised => Outcome::Refused(Refusal::Unauthorised),
        Fault::Quota => Outcome::Refused(Refusal::Quota),
        Fault::Spend => Outcome::Refused(Refusal::Spend),
        Fault::Echo => Outcome::Refused(Refusal::BadRequest),
        Fault::ServerError => Outcome::Unknown(Doubt::Status(500)),
        Fault::Page(status @ (302 | 502)) => Outcome::Unknown(Doubt::Status(status)),
        Fault::Page(404) => Outcome::Unknown(Doubt::NotTheirs(404)),
        Fault::Silence => Outcome::Unknown(Doubt::Timeout),
        Fault::Cut => Outcome::Unknown(Doubt::Cut),
        // A page or half a page instead of a yes is a doubt too, but which one depends on what a yes
        // looks like; and a strange word is none.
        Fault::Page(_) | Fault::Garbled | Fault::StrangeWord => return None,
    })
}
