//! Books: what a fake remembers, as the JSON that it shows.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Things by their ids.
pub(super) type Book = BTreeMap<String, Value>;

/// A thing with some of its fields changed.
pub(super) fn patch(mut thing: Value, changes: Value) -> Value {
    if let (Value::Object(fields), Value::Object(changes)) = (&mut thing, changes) {
        fields.extend(changes);
    }
    thing
}

/// A field that is a text.
pub(super) fn text<'a>(thing: &'a Value, field: &str) -> &'a str {
    thing.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// An object of those fields that the names name.
pub(super) fn only(thing: &Value, names: &[&str]) -> Value {
    let field = |name: &&str| Some(((*name).to_owned(), thing.get(*name)?.clone()));
    names.iter().filter_map(field).collect::<Map<_, _>>().into()
}
