//! What the coordinator says in the words of its API, in those of the command line.

use crate::failure::Failure;
use muster_client::ClientError;

/// What the API calls something in a hint, and what does the same here.
const WORDS: &[(&str, &str)] = &[
    ("`/billing/status`", "`muster billing status`"),
    ("`/billing/checkout`", "`muster billing checkout`"),
    ("`POST /billing/portal`", "`muster billing portal`"),
    ("`POST /token`", "`muster agent token`"),
    ("`force`", "`--force`"),
];

/// The fields of a request that a command sends, each with the option that says it.
pub(crate) type Options = &'static [(&'static str, &'static str)];

/// A text in which nothing has to be sent by hand that a command sends.
pub(crate) fn for_the_command_line(text: &str) -> String {
    WORDS.iter().fold(text.to_owned(), |text, (api, here)| text.replace(api, here))
}

/// A refusal in which a field is called as the option that was typed.
pub(crate) fn with_options(error: ClientError, options: Options) -> Failure {
    let field = error.problem().and_then(|problem| problem.field.clone());
    let failure = Failure::from(error);
    let Some(field) = field else { return failure };
    let message = told(&failure.message, &field, options);
    Failure { message, ..failure }
}

fn told(message: &str, field: &str, options: Options) -> String {
    let ends = field.find(['.', '[']).unwrap_or(field.len());
    let (head, rest) = field.split_at(ends);
    let Some((_, option)) = options.iter().find(|(name, _)| *name == head) else {
        return message.to_owned();
    };
    // `env.PATH` is one of several variables; which one matters.
    let which = rest.strip_prefix('.').map(|name| format!(" {name}")).unwrap_or_default();
    let message = message.replace(&format!("`{field}`"), &format!("`{option}{which}`"));
    // A span is typed with its unit, and the rule about it has numbers alone.
    let unit = ["seconds", "minutes", "days", "bytes"].into_iter().find(|it| head.ends_with(it));
    match unit {
        Some(unit) if message.ends_with(|last: char| last.is_ascii_digit()) => {
            format!("{message} {unit}")
        }
        Some(_) | None => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_api::{Problem, ProblemKind};

    const OPTIONS: Options =
        &[("max_attempts", "--attempts"), ("timeout_seconds", "--timeout"), ("env", "--env")];

    #[test]
    fn a_hint_names_commands_and_not_addresses() {
        let hint = "look at `/billing/status`, and buy a plan with `/billing/checkout`";
        let problem = Problem::new(ProblemKind::PlanLimit, "no more").with_hint(hint);
        let failure = Failure::from(ClientError::Problem(Box::new(problem)));
        let expected =
            "look at `muster billing status`, and buy a plan with `muster billing checkout`";
        assert_eq!(failure.hint.as_deref(), Some(expected));
        let portal = for_the_command_line("change it in the portal: `POST /billing/portal`");
        assert_eq!(portal, "change it in the portal: `muster billing portal`");
        assert_eq!(for_the_command_line("or say `force`"), "or say `--force`");
    }

    #[test]
    fn a_refused_field_is_called_as_the_option_that_was_typed() {
        let told = |field: &str, detail: &str| {
            let problem = Problem::new(ProblemKind::Validation, detail).in_field(field);
            with_options(ClientError::Problem(Box::new(problem)), OPTIONS).message
        };
        let attempts = told("max_attempts", "`max_attempts` must be 1 to 100");
        assert_eq!(attempts, "`--attempts` must be 1 to 100");
        let timeout = told("timeout_seconds", "`timeout_seconds` must be 1 to 604800");
        assert_eq!(timeout, "`--timeout` must be 1 to 604800 seconds");
        assert_eq!(told("env.1A", "`env.1A` is no name"), "`--env 1A` is no name");
        assert_eq!(told("other", "`other` is odd"), "`other` is odd");
    }
}
