//! Gaps: where in a job's texts a parameter stands.

use super::parameter::is_parameter_name;
use serde_json::Value;
use std::collections::BTreeMap;

/// A place in a job at which a parameter stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The path of the text, as `argv[1]` or `env.LEVEL`.
    pub path: String,
    /// The parameter.
    pub parameter: String,
}

/// Every gap of a job, in order.
pub fn gaps(job: &Value) -> Vec<Gap> {
    let mut found = Vec::new();
    look(job, "", &mut found);
    found
}

fn look(value: &Value, path: &str, found: &mut Vec<Gap>) {
    match value {
        Value::String(text) => {
            let parameters = pieces(text).into_iter().filter_map(|piece| match piece {
                Piece::Gap(parameter) => Some(parameter.to_owned()),
                Piece::Text(_) => None,
            });
            found.extend(parameters.map(|parameter| Gap { path: path.to_owned(), parameter }));
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                look(item, &format!("{path}[{place}]"), found);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                look(field, &path, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Puts the values of parameters into the gaps. A value is text from then on: what looks like a gap in it
/// is none.
pub fn fill(job: &mut Value, values: &BTreeMap<String, String>) {
    match job {
        Value::String(text) => *text = filled(text, values),
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, values)),
        Value::Object(fields) => fields.values_mut().for_each(|field| fill(field, values)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn filled(text: &str, values: &BTreeMap<String, String>) -> String {
    let word = |piece| match piece {
        Piece::Text(text) => text,
        Piece::Gap(parameter) => values.get(parameter).map_or("", String::as_str),
    };
    pieces(text).into_iter().map(word).collect()
}

enum Piece<'a> {
    Text(&'a str),
    Gap(&'a str),
}

/// A text as what stands before, in and behind its gaps. Braces around anything but a parameter's name,
/// such as `{{.Names}}`, are text.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut begun, mut from) = (Vec::new(), 0, 0);
    while let Some(open) = text[from..].find("{{").map(|at| from + at) {
        let inside = &text[open + 2..];
        match inside.find("}}").map(|end| &inside[..end]).filter(|name| is_parameter_name(name)) {
            Some(name) => {
                pieces.extend([Piece::Text(&text[begun..open]), Piece::Gap(name)]);
                from = open + 2 + name.len() + 2;
                begun = from;
            }
            None => from = open + 1,
        }
    }
    pieces.push(Piece::Text(&text[begun..]));
    pieces
}
