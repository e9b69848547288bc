//! Refusals: the API's problem object, as the error of a command.

use muster_api::{Problem, ProblemKind};

/// Why a command did not do what it was asked. Boxed, because an answer is mostly none.
pub(crate) type Refusal = Box<Problem>;

/// A refusal of this kind, told in a sentence.
pub(crate) fn refuse(kind: ProblemKind, detail: impl Into<String>) -> Refusal {
    Box::new(Problem::new(kind, detail))
}

/// The same, with advice if there is some.
pub(crate) fn advised(problem: Refusal, hint: Option<String>) -> Refusal {
    match hint {
        Some(hint) => problem.with_hint(hint).into(),
        None => problem,
    }
}
