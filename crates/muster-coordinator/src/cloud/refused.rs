//! What was wanted of a provider and is not accepted, as a problem that people can read.

use crate::{app::App, error::AppError};
use muster_api::{Problem, ProblemKind};
use muster_operations::NotAccepted;
use muster_providers::price::MicroDollars;

impl App {
    /// The same, with what would help whoever may not have one more.
    pub(crate) fn not_accepted(&self, refused: NotAccepted) -> AppError {
        match refused {
            NotAccepted::NotEntitled(denied) => self.billing.problem_of(denied).into(),
            other => other.into(),
        }
    }
}

impl From<NotAccepted> for AppError {
    fn from(refused: NotAccepted) -> Self {
        let (kind, detail) = match refused {
            NotAccepted::Store(error) => return error.into(),
            NotAccepted::Invalid(bad) => {
                let told = Problem::new(ProblemKind::Validation, bad.to_string());
                let first = bad.problems.into_iter().next();
                return match first {
                    Some(first) => told.in_field(first.path).into(),
                    None => told.into(),
                };
            }
            NotAccepted::Exists => {
                (ProblemKind::NameTaken, "something at the provider has this id already".to_owned())
            }
            NotAccepted::NotFound => {
                (ProblemKind::ResourceNotFound, "there is nothing of this id".to_owned())
            }
            NotAccepted::Busy(operation) => (
                ProblemKind::OperationUnderWay,
                format!("operation {operation} is under way on it"),
            ),
            NotAccepted::Running => {
                let detail = "it runs, or may well run".to_owned();
                let told = Problem::new(ProblemKind::StillRunning, detail);
                return told.with_hint("stop it first, or say `force`").into();
            }
            NotAccepted::NoProvider => {
                let told = Problem::new(
                    ProblemKind::ProviderNotConfigured,
                    "no provider is set up for this; nothing was made",
                );
                return told
                    .with_hint("docs/cloud.md says which variables a provider needs")
                    .into();
            }
            NotAccepted::Ceiling { ceiling, would_be } => {
                (ProblemKind::SpendCeiling, beyond(ceiling, would_be))
            }
            NotAccepted::NotEntitled(denied) => (ProblemKind::PaymentRequired, denied.says),
            NotAccepted::Locked(_) => (
                ProblemKind::SecretsUnavailable,
                "the key that seals secrets is out of reach; nothing was changed".to_owned(),
            ),
        };
        Self::told(kind, detail)
    }
}

fn beyond(MicroDollars(ceiling): MicroDollars, would_be: Option<MicroDollars>) -> String {
    let ceiling = dollars(ceiling);
    match would_be {
        Some(MicroDollars(all)) => {
            format!("everything would cost {} an hour then, and may cost {ceiling}", dollars(all))
        }
        None => format!("it has no known price, and everything may cost {ceiling} an hour"),
    }
}

fn dollars(micro: u64) -> String {
    format!("${}.{:04}", micro / 1_000_000, micro % 1_000_000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_in_dollars() {
        assert_eq!(dollars(34_250), "$0.0342");
        assert_eq!(dollars(2_000_000), "$2.0000");
        let said = beyond(MicroDollars(1_000_000), Some(MicroDollars(1_500_000)));
        assert_eq!(said, "everything would cost $1.5000 an hour then, and may cost $1.0000");
    }
}
