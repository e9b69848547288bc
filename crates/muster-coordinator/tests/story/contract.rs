//! Every route, asked as nobody should: what comes back is never a fault of ours, and always what the document says.

use crate::{
    bench::Bench,
    guard::token,
    wire::{Answer, Wire},
};
use jsonschema::Validator;
use muster_core::token::TokenKind;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// They do not end by themselves, so they are asked nothing that they would answer.
const ENDLESS: [&str; 2] = ["/v1/stream", "/v1/session"];

/// A route of the document.
struct Route {
    method: String,
    path: String,
    operation: Value,
}

impl Route {
    fn all(document: &Value) -> Vec<Self> {
        let paths = document["paths"].as_object().unwrap();
        let routes = paths.iter().flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(|(method, operation)| Self {
                method: method.to_ascii_uppercase(),
                path: path.clone(),
                operation: operation.clone(),
            })
        });
        routes.collect()
    }

    /// The request line with something in place of what the path leaves open.
    fn asked(&self, id: &str, query: &str) -> String {
        let parts = self.path.split('/').map(|part| if part.starts_with('{') { id } else { part });
        format!("{} {}{query}", self.method, parts.collect::<Vec<_>>().join("/"))
    }

    fn says(&self, extension: &str) -> &str {
        self.operation["x-muster"][extension].as_str().unwrap_or_default()
    }

    /// What an answer of this status and type looks like.
    fn schema(&self, status: u16, kind: &str) -> Option<Value> {
        let responses = &self.operation["responses"];
        let said = responses.get(status.to_string()).or_else(|| responses.get("default"));
        let content = &said?["content"];
        let found = content
            .get(kind)
            .unwrap_or_else(|| panic!("{kind} of {} is not in {content}", self.path));
        Some(found["schema"].clone())
    }

    fn takes_json(&self) -> bool {
        ["1 MiB", "16 MiB"].contains(&self.says("body"))
    }

    fn has_id(&self) -> bool {
        self.path.contains('{')
    }

    /// Names of what stands behind `?`.
    fn queried(&self) -> Vec<String> {
        let parameters = self.operation["parameters"].as_array().cloned().unwrap_or_default();
        let queried = parameters.iter().filter(|it| it["in"] == "query");
        queried.map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    }
}

/// Checks answers against the document.
struct Document {
    value: Value,
    validators: BTreeMap<String, Validator>,
}

impl Document {
    fn check(&mut self, route: &Route, asked: &str, answer: &Answer) {
        let documented = route.operation["responses"].get(answer.status.to_string()).is_some();
        assert!(answer.status < 500 || documented, "{asked}: {answer:?}");
        let kind = answer.header("content-type").unwrap_or_default();
        let is_json = kind.ends_with("/json") || kind.ends_with("+json");
        if !is_json || answer.text.is_empty() {
            return;
        }
        let Some(mut schema) = route.schema(answer.status, kind) else { return };
        let key = schema.to_string();
        let components = &self.value["components"];
        let validator = self.validators.entry(key).or_insert_with(|| {
            schema["components"] = components.clone();
            jsonschema::validator_for(&schema).unwrap()
        });
        let body = answer.json();
        let found: Vec<_> = validator.iter_errors(&body).map(|it| it.to_string()).collect();
        assert!(found.is_empty(), "{asked}: {found:?} in {answer:?}");
    }
}

struct Asker {
    document: Document,
    wire: Wire,
    owner: Wire,
    viewer: Wire,
}

impl Asker {
    async fn come(bench: &Bench) -> Self {
        let wire = Wire::near(bench).await;
        let owner = wire.bearing(&token(bench, TokenKind::Operator).await.0);
        let viewer = wire.bearing(&token(bench, TokenKind::Readonly).await.0);
        let value = owner.get("/openapi.json").await.json();
        Self { document: Document { value, validators: BTreeMap::new() }, wire, owner, viewer }
    }

    fn routes(&self) -> Vec<Route> {
        let all = Route::all(&self.document.value).into_iter();
        all.filter(|route| !ENDLESS.contains(&route.path.as_str())).collect()
    }

    async fn ask(&mut self, who: &Wire, route: &Route, asked: &str, body: &str) -> Answer {
        let answer = who.send(asked, body).await;
        self.document.check(route, asked, &answer);
        answer
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_nothing_is_told_but_that_one_is_needed() {
    let bench = Bench::start().await;
    let mut asker = Asker::come(&bench).await;
    let wire = asker.wire.clone();
    for route in asker.routes() {
        let asked = route.asked("x", "");
        let answer = asker.ask(&wire, &route, &asked, "").await;
        if !route.says("access").starts_with("anyone") {
            assert_eq!(answer.problem(), (401, "unauthorized".to_owned()), "{asked}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_only_look_changes_nothing_anywhere() {
    let bench = Bench::start().await;
    let mut asker = Asker::come(&bench).await;
    let viewer = asker.viewer.clone();
    for route in asker.routes() {
        let access = route.says("access").to_owned();
        if access.starts_with("operator") || access.starts_with("owner") {
            let asked = route.asked("x", "");
            let answer = asker.ask(&viewer, &route, &asked, "").await;
            assert_eq!(answer.problem(), (403, "forbidden".to_owned()), "{asked}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_are_none_break_nothing() {
    let bench = Bench::start().await;
    let mut asker = Asker::come(&bench).await;
    let owner = asker.owner.clone();
    let long = "a".repeat(4_000);
    let ids = [
        "x",
        "job_0",
        "job_99999999999999999999",
        "..",
        "%2e%2e%2f",
        "%00",
        "%ff",
        "'%20OR%201=1",
        "%F0%9F%90%BB",
        &long,
    ];
    for route in asker.routes().iter().filter(|route| route.has_id()) {
        let typed = if route.takes_json() {
            owner.with("Content-Type: application/json")
        } else {
            owner.clone()
        };
        for id in ids {
            let asked = route.asked(id, "");
            let body = if route.takes_json() { "{}" } else { "" };
            asker.ask(&typed, route, &asked, body).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_wrong_are_refused_with_a_reason() {
    let bench = Bench::start().await;
    let mut asker = Asker::come(&bench).await;
    let owner = asker.owner.clone();
    let (nested, deep) = ("[".repeat(100), format!("{}1{}", "{\"a\":".repeat(80), "}".repeat(80)));
    let bodies = [
        "",
        "{",
        "[]",
        "null",
        "1",
        "\"x\"",
        "{\"\u{0}\":1}",
        "{\"id\":{\"a\":[]}}",
        &nested,
        &deep,
    ];
    for route in asker.routes().iter().filter(|route| route.takes_json()) {
        for body in bodies {
            let asked = route.asked("x", "");
            let typed = owner.with("Content-Type: application/json");
            let answer = asker.ask(&typed, route, &asked, body).await;
            let may_be_one = body.is_empty() || body.starts_with("{\"");
            assert!(answer.status >= 400 || may_be_one, "{asked} {body:?}: {answer:?}");
            let plain = owner.with("Content-Type: text/plain");
            let answer = asker.ask(&plain, route, &asked, body).await;
            assert!(answer.status >= 400, "{asked} as text: {answer:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    let bench = Bench::start().await;
    let mut asker = Asker::come(&bench).await;
    let owner = asker.owner.clone();
    for route in asker.routes().iter().filter(|route| route.says("body") == "1 MiB") {
        let body = json!({ "x": "y".repeat(1 << 20) }).to_string();
        let asked = route.asked("x", "");
        let typed = owner.with("Content-Type: application/json");
        let answer = asker.ask(&typed, route, &asked, &body).await;
        assert!(answer.status >= 400, "{asked}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_that_are_wrong_are_refused_or_passed_over() {
    let bench = Bench::start().await;
    let mut asker = Asker::come(&bench).await;
    let owner = asker.owner.clone();
    let values =
        ["", "-1", "0", "99999999999999999999", "%00", "%ff", "a%20b", "%F0%9F%90%BB", "1e400"];
    for route in asker.routes() {
        for name in route.queried() {
            for value in values {
                let asked = route.asked("x", &format!("?{name}={value}"));
                asker.ask(&owner, &route, &asked, "").await;
            }
            let twice = route.asked("x", &format!("?{name}=1&{name}=2"));
            asker.ask(&owner, &route, &twice, "").await;
        }
    }
}
