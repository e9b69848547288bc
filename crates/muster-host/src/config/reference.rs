//! The settings as text: `.env.example` and the tables of the documentation.
//!
//! Both are rendered from the tables in code and compared with the committed files by a test.

use super::{
    own::{OWN_VARIABLES, OwnVariable, Standard},
    providers::is_of_provider,
    variables::{Ours, System},
};
use std::fmt::Write;

/// `.env.example`: every variable of ours with its default, as a comment to be uncommented.
pub fn env_example() -> String {
    let mut text = String::from(
        "# Every setting of Muster with its default. Copy this file, remove the `#` before a line and\n\
         # name the file with `--env-file`; it is never read by itself. What is set in the process's\n\
         # own environment counts more than what stands here.\n",
    );
    for variable in OWN_VARIABLES {
        text.push('\n');
        render_example(&mut text, variable);
    }
    text
}

fn render_example(text: &mut String, variable: &OwnVariable) {
    let mut line = |content: String| {
        text.push_str(&content);
        text.push('\n');
    };
    line(format!("# {}", variable.meaning));
    if let Some(flag) = variable.flag {
        line(format!("# As a flag: {flag}"));
    }
    if let Standard::Computed(words) = variable.default {
        line(format!("# Default: {words}"));
    }
    line(format!("#{}={}", variable.name, variable.default.as_value()));
}

/// The part of `docs/configuration.md` that comes from the tables.
pub fn markdown() -> String {
    let mut text = String::from("## Our variables\n\n");
    text.push_str("| Variable | Flag | Default | Meaning | Older names |\n|---|---|---|---|---|\n");
    for variable in OWN_VARIABLES {
        text.push_str(&own_row(variable));
    }
    for system in System::ALL {
        // Writing into a `String` cannot fail.
        let _infallible = write!(text, "\n## Variables of {}\n\n", system.as_str());
        text.push_str("| Variable | Default there | Meaning there | Here |\n|---|---|---|---|\n");
        for variable in system.variables() {
            let here = match variable.ours {
                Ours::Setting(name) => format!("read as `{name}`"),
                Ours::Same if is_of_provider(variable.name) => {
                    "the same (`serve` only); see [cloud](cloud.md)".to_owned()
                }
                Ours::Same => "the same (`serve` only); see [billing](billing.md)".to_owned(),
                Ours::NotApplicable(reason) => format!("not applicable: {reason}"),
            };
            let default = code(variable.default);
            let row =
                format!("| `{}` | {default} | {} | {here} |\n", variable.name, variable.meaning);
            text.push_str(&row);
        }
    }
    text
}

fn own_row(variable: &OwnVariable) -> String {
    let aliases: Vec<_> = variable
        .aliases
        .iter()
        .map(|alias| {
            let who = if alias.is_for_serve_only { " (`serve` only)" } else { "" };
            format!("`{}`{who}", alias.name)
        })
        .collect();
    format!(
        "| `{}` | {} | {} | {} | {} |\n",
        variable.name,
        code(variable.flag.unwrap_or_default()),
        match variable.default {
            Standard::Nothing => String::new(),
            Standard::Value(value) => code(value),
            Standard::Computed(words) => words.to_owned(),
        },
        variable.meaning,
        aliases.join(", "),
    )
}

fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}
