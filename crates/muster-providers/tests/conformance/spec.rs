//! A judge that knows a provider's specification.

use jsonschema::Validator;
use muster_providers::fake::{Exchange, Judge};
use serde_json::{Map, Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};
use url::form_urlencoded;

/// The routes of one provider, and what each takes and answers.
#[derive(Debug)]
pub(crate) struct Spec {
    content: Value,
    /// Compiled on first use, because most runs need few of them.
    compiled: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Spec {
    fn read(text: &str) -> Self {
        let content = serde_json::from_str(text).expect("a specification is JSON");
        Self { content, compiled: Mutex::default() }
    }

    /// Read once for all tests, because most of the time goes into that.
    pub(crate) fn render() -> Arc<Self> {
        static SPEC: LazyLock<Arc<Spec>> =
            LazyLock::new(|| Arc::new(Spec::read(include_str!("../specs/render.json"))));
        SPEC.clone()
    }

    pub(crate) fn daytona() -> Arc<Self> {
        static SPEC: LazyLock<Arc<Spec>> =
            LazyLock::new(|| Arc::new(Spec::read(include_str!("../specs/daytona.json"))));
        SPEC.clone()
    }

    pub(crate) fn azure() -> Arc<Self> {
        static SPEC: LazyLock<Arc<Spec>> =
            LazyLock::new(|| Arc::new(Spec::read(include_str!("../specs/azure.json"))));
        SPEC.clone()
    }

    /// The words that the enumeration at this place of the specification has.
    pub(crate) fn words(&self, pointer: &str) -> Vec<String> {
        let words = self.content.pointer(pointer).and_then(Value::as_array);
        let words = words.unwrap_or_else(|| panic!("{pointer} must be an enumeration"));
        words.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    }

    fn route(&self, exchange: &Exchange<'_>) -> Option<(String, &Value)> {
        let method = exchange.method.as_str().to_ascii_lowercase();
        let paths = self.content["paths"].as_object()?;
        let (template, route) = paths.iter().find(|(template, route)| {
            fits(template, exchange.path) && route.get(&method).is_some()
        })?;
        Some((format!("{method} {template}"), &route[&method]))
    }

    fn invalid(&self, name: &str, schema: &Value, value: &Value) -> Option<String> {
        let mut compiled = self.compiled.lock().unwrap();
        let validator = compiled.entry(name.to_owned()).or_insert_with(|| {
            let whole = json!({ "allOf": [schema], "$defs": self.content["$defs"] });
            Arc::new(jsonschema::validator_for(&whole).expect("a specification compiles"))
        });
        let error = validator.iter_errors(value).next()?;
        Some(format!("{error} at {}", error.instance_path()))
    }

    fn bad_request(&self, name: &str, route: &Value, exchange: &Exchange<'_>) -> Option<String> {
        let query: HashMap<_, _> =
            form_urlencoded::parse(exchange.query.as_bytes()).into_owned().collect();
        let known = route["query"].as_object()?;
        let unknown = query.keys().find(|name| !known.contains_key(*name));
        let required = route["requiredQuery"].as_array().into_iter().flatten();
        let missing = required.filter_map(Value::as_str).find(|name| !query.contains_key(*name));
        unknown
            .map(|name| format!("no parameter {name}"))
            .or_else(|| missing.map(|name| format!("parameter {name} is missing")))
            .or_else(|| self.bad_parameter(name, known, &query))
            .or_else(|| self.bad_body(name, route, exchange))
    }

    fn bad_parameter(
        &self,
        route: &str,
        known: &Map<String, Value>,
        query: &HashMap<String, String>,
    ) -> Option<String> {
        query.iter().find_map(|(name, text)| {
            let value = as_typed(&known[name], text);
            self.invalid(&format!("{route} ?{name}"), &known[name], &value)
        })
    }

    fn bad_body(&self, name: &str, route: &Value, exchange: &Exchange<'_>) -> Option<String> {
        let Some(schema) = route.get("body") else {
            let is_form = exchange.path.ends_with("/token");
            return (!exchange.body.is_empty() && !is_form).then(|| "has a body".to_owned());
        };
        match serde_json::from_slice(exchange.body) {
            Ok(body) => self.invalid(&format!("{name} body"), schema, &body),
            Err(error) => Some(error.to_string()),
        }
    }

    fn bad_answer(&self, name: &str, route: &Value, exchange: &Exchange<'_>) -> Option<String> {
        let status = exchange.status.filter(http::StatusCode::is_success)?.as_str().to_owned();
        match route["answers"].get(&status) {
            None => Some(format!("never answers {status}")),
            Some(Value::Null) => None,
            Some(schema) => match serde_json::from_slice(exchange.body) {
                Ok(body) => self.invalid(&format!("{name} {status}"), schema, &body),
                Err(error) => Some(error.to_string()),
            },
        }
    }
}

impl Judge for Spec {
    fn object(&self, exchange: &Exchange<'_>) -> Option<String> {
        let Some((name, route)) = self.route(exchange) else {
            return Some("there is no such route".to_owned());
        };
        match exchange.status {
            None => self.bad_request(&name, route, exchange),
            Some(_) => self.bad_answer(&name, route, exchange),
        }
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(path).all(|(part, given)| part.starts_with('{') || *part == given)
}

/// A parameter is text; the schema says what it stands for.
fn as_typed(schema: &Value, text: &str) -> Value {
    match schema["type"].as_str() {
        Some("integer" | "number" | "boolean") => {
            serde_json::from_str(text).unwrap_or_else(|_| json!(text))
        }
        Some("array") => json!([text]),
        _ => json!(text),
    }
}

#[test]
fn a_misspelt_field_and_an_unknown_route_are_noticed() {
    use http::Method;
    let spec = Spec::render();
    let body = |text: &str| bytes::Bytes::from(text.to_owned());
    let object = |path: &str, query: &str, content: &str| {
        let exchange =
            Exchange { method: &Method::POST, path, query, status: None, body: &body(content) };
        spec.object(&exchange)
    };
    let good = r#"{"type":"web_service","name":"a","ownerId":"b"}"#;
    assert_eq!(object("/services", "", good), None);
    let bad = r#"{"type":"web_service","name":"a","ownerID":"b"}"#;
    assert!(object("/services", "", bad).is_some());
    assert!(object("/services", "nmae=x", good).is_some());
    assert!(object("/servants", "", good).is_some());
}
