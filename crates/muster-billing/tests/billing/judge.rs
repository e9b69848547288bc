//! A judge who knows what Polar and Stripe document.

use jsonschema::Validator;
use muster_billing::fake::{Asked, Judge, Message};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};

/// One biller's specification, ready to be held against requests.
#[derive(Debug)]
pub(crate) struct Specification {
    operations: Vec<Operation>,
    /// By the kind of the message.
    messages: Vec<(String, Schema)>,
}

#[derive(Debug)]
struct Operation {
    method: String,
    /// The path in parts; a part in braces is any.
    path: Vec<String>,
    /// What may be asked. The values are texts, so only the names can be wrong.
    query: BTreeSet<String>,
    content: Option<Schema>,
}

/// A schema, which is made ready when it is needed: that takes a while.
#[derive(Debug)]
struct Schema {
    document: Arc<Value>,
    content: Value,
    ready: OnceLock<Validator>,
}

impl Schema {
    fn of(document: &Arc<Value>, schema: &Value) -> Self {
        let (document, content) = (Arc::clone(document), schema.clone());
        Self { document, content, ready: OnceLock::new() }
    }

    fn wrongs(&self, value: &Value) -> Vec<String> {
        let errors = self.ready.get_or_init(|| self.validator()).iter_errors(value);
        errors.map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    fn validator(&self) -> Validator {
        let root = json!({ "components": self.document["components"], "allOf": [self.content] });
        // Polar fills in `{CHECKOUT_ID}`, which no strict reader of addresses lets pass.
        let is_address = |text: &str| url::Url::parse(text).is_ok();
        let options = jsonschema::options().should_validate_formats(true);
        options.with_format("uri", is_address).build(&root).unwrap()
    }
}

impl Specification {
    pub(crate) fn polar() -> Self {
        Self::read(include_str!("../specs/polar.json"))
    }

    pub(crate) fn stripe() -> Self {
        Self::read(include_str!("../specs/stripe.json"))
    }

    fn read(text: &str) -> Self {
        let document: Arc<Value> = Arc::new(serde_json::from_str(text).unwrap());
        let paths = document["paths"].as_object().unwrap().iter();
        let operations = paths.flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(|(method, it)| Operation::read(&document, path, method, it))
        });
        let hooks = document["webhooks"].as_object().unwrap().iter();
        let messages = hooks.map(|(kind, it)| {
            let schema = &it["post"]["requestBody"]["content"]["application/json"]["schema"];
            (kind.clone(), Schema::of(&document, schema))
        });
        Self { operations: operations.collect(), messages: messages.collect() }
    }

    /// Everything that is wrong with a message that a biller sends.
    pub(crate) fn wrongs_of(&self, message: &Message) -> Vec<String> {
        let body = serde_json::from_slice(&message.body).unwrap();
        match self.messages.iter().find(|(kind, _)| *kind == message.kind) {
            Some((_, schema)) => schema.wrongs(&body),
            None => vec![format!("there is no message {}", message.kind)],
        }
    }
}

impl Operation {
    fn read(document: &Arc<Value>, path: &str, method: &str, it: &Value) -> Self {
        let content = it["requestBody"]["content"].as_object();
        let content = content.and_then(|content| content.values().next());
        let parameters = it["parameters"].as_array().into_iter().flatten();
        let query = parameters.filter(|parameter| parameter["in"] == "query");
        Self {
            method: method.to_ascii_uppercase(),
            path: path.split('/').map(str::to_owned).collect(),
            query: query.map(|it| it["name"].as_str().unwrap().to_owned()).collect(),
            content: content.map(|content| Schema::of(document, &content["schema"])),
        }
    }

    fn is_for(&self, asked: &Asked) -> bool {
        let parts: Vec<_> = asked.path.split('/').collect();
        let fits = |(known, part): (&String, &&str)| known.starts_with('{') || known == part;
        self.method == asked.method
            && self.path.len() == parts.len()
            && self.path.iter().zip(&parts).all(fits)
    }

    fn wrongs(&self, asked: &Asked) -> Vec<String> {
        let unknown = asked.query.keys().filter(|name| !self.query.contains(*name));
        let unknown = unknown.map(|name| format!("nothing is called {name}"));
        let content = match &self.content {
            Some(content) => content.wrongs(&asked.content),
            None if asked.content.is_null() => Vec::new(),
            None => vec!["nothing may be sent along".to_owned()],
        };
        unknown.chain(content).collect()
    }
}

impl Judge for Specification {
    fn wrongs(&self, asked: &Asked) -> Vec<String> {
        match self.operations.iter().find(|operation| operation.is_for(asked)) {
            Some(operation) => operation.wrongs(asked),
            None => vec![format!("there is no {} {}", asked.method, asked.path)],
        }
    }
}
