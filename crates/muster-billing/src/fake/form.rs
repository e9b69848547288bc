//! Forms with brackets: `line_items[0][price]=x` is an `x` inside a `price` inside a `0` inside `line_items`.

use serde_json::{Map, Value};
use std::borrow::Cow;

/// The pairs, put into each other. Everything is an object or a text.
pub(super) fn nested<'a>(
    pairs: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
) -> Map<String, Value> {
    let mut all = Map::new();
    for (name, value) in pairs {
        let names: Vec<_> = name.split('[').map(|part| part.trim_end_matches(']')).collect();
        put(&mut all, &names, value.into_owned());
    }
    all
}

fn put(into: &mut Map<String, Value>, names: &[&str], value: String) {
    match names {
        [] => {}
        [last] => {
            into.insert((*last).to_owned(), Value::from(value));
        }
        [first, rest @ ..] => {
            let inside = into.entry(*first).or_insert_with(|| Map::new().into());
            if let Value::Object(inside) = inside {
                put(inside, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::nested;
    use serde_json::{Value, json};

    #[test]
    fn brackets_are_what_lies_inside() {
        let text = "mode=subscription&items[0][price]=p&items[0][quantity]=1&a%5Bb%5D=c%20d";
        let found = Value::from(nested(url::form_urlencoded::parse(text.as_bytes())));
        let items = json!({ "0": { "price": "p", "quantity": "1" } });
        assert_eq!(found, json!({ "mode": "subscription", "items": items, "a": { "b": "c d" } }));
    }
}
