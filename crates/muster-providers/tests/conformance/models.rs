//! A judge that knows official models instead of a specification: what goes through them and back must come out as it
//! went in, so nothing has a name that they do not know.

use http::Method;
use muster_providers::fake::{Exchange, Judge};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::sync::Arc;

/// Whether a value is what a model can hold.
pub(crate) type Model = fn(&Value) -> Result<(), String>;

/// A route: how it is asked, the end of its path, what it takes, and what it answers.
pub(crate) type Route = (Method, &'static str, Option<Model>, Option<Model>);

#[derive(Debug)]
pub(crate) struct Models(Vec<Route>);

impl Models {
    pub(crate) fn of<const N: usize>(routes: [Route; N]) -> Arc<dyn Judge> {
        Arc::new(Self(routes.into()))
    }
}

/// What one model can hold, to the last field.
pub(crate) fn whole<T: Serialize + DeserializeOwned>(value: &Value) -> Result<(), String> {
    let read: T = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    let again = serde_json::to_value(read).map_err(|error| error.to_string())?;
    lost(value, &again).map_or(Ok(()), Err)
}

/// The first field that is not there any more; what is there in addition is a default.
fn lost(before: &Value, after: &Value) -> Option<String> {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => before.iter().find_map(|(name, value)| {
            let Some(kept) = after.get(name) else {
                return (!is_empty(value)).then(|| format!("no field {name}"));
            };
            lost(value, kept).map(|rest| format!("{name}: {rest}"))
        }),
        (Value::Array(before), Value::Array(after)) => {
            before.iter().zip(after).find_map(|(before, after)| lost(before, after))
        }
        // A moment may be written in more than one way.
        (Value::String(before), Value::String(after)) if before.ends_with('Z') => {
            (!after.ends_with('Z')).then(|| format!("{before} is no moment"))
        }
        (before, after) => (before != after).then(|| format!("{before} has become {after}")),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Whether a path ends so; `*` is any one part.
fn fits(path: &str, ending: &str) -> bool {
    let (mut parts, mut wanted) = (path.rsplit('/'), ending.rsplit('/'));
    wanted.all(|wanted| parts.next().is_some_and(|part| wanted == "*" || wanted == part))
}

impl Judge for Models {
    fn object(&self, exchange: &Exchange<'_>) -> Option<String> {
        let is_it = |route: &&Route| route.0 == *exchange.method && fits(exchange.path, route.1);
        let Some((_, _, asked, answered)) = self.0.iter().find(is_it) else {
            return Some("there is no such route".to_owned());
        };
        let model = match exchange.status {
            None => asked,
            Some(status) if status.is_success() => answered,
            Some(_) => return None,
        };
        let model = model.as_ref()?;
        match serde_json::from_slice(exchange.body) {
            Ok(value) => model(&value).err(),
            Err(error) => Some(error.to_string()),
        }
    }
}

#[test]
fn a_field_that_no_model_knows_is_noticed() {
    #[derive(Serialize, serde::Deserialize)]
    struct Known {
        name: String,
    }
    let good = serde_json::json!({ "name": "a" });
    assert_eq!(whole::<Known>(&good), Ok(()));
    let bad = serde_json::json!({ "name": "a", "nmae": "b" });
    assert_eq!(whole::<Known>(&bad), Err("no field nmae".into()));
}
