//! How a fake says no: each provider has its own shapes and headers for it.

use super::script::Fault;
use axum::{body::Body, extract::Request, middleware::Next};
use bytes::Bytes;
use http::{HeaderValue, Response, header};
use serde_json::Value;

/// One provider's way to say things that every provider says.
pub(super) struct Voice {
    /// An answer in the provider's own words, for the faults that have some, to whoever asked this.
    pub(super) refusal: fn(Fault, &str) -> Response<Bytes>,
    /// Fields whose values are states.
    pub(super) states: &'static [&'static str],
}

/// An answer with a JSON body.
pub(super) fn said(status: u16, body: &Value) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status.try_into().unwrap_or_default();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The same with more headers.
pub(super) fn with(
    mut response: Response<Bytes>,
    headers: &[(&'static str, &'static str)],
) -> Response<Bytes> {
    for (name, value) in headers {
        response.headers_mut().insert(*name, HeaderValue::from_static(value));
    }
    response
}

/// An answer on its way out of a router.
pub(super) fn sent(response: Response<Bytes>) -> Response<Body> {
    response.map(Body::from)
}

/// Lets requests with the right token through.
pub(super) async fn authorised(
    token: &str,
    refusal: fn() -> Response<Bytes>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let expected = format!("Bearer {token}");
    let given = request.headers().get(header::AUTHORIZATION);
    if given.is_some_and(|given| given.as_bytes() == expected.as_bytes()) {
        next.run(request).await
    } else {
        sent(refusal())
    }
}

/// What a gateway shows when it cannot reach the provider, or thinks that there is none.
pub(super) fn page(status: u16) -> Response<Bytes> {
    let html = format!("<!doctype html><title>{status}</title><h1>Not found, or not now</h1>");
    let mut response = Response::new(Bytes::from(html));
    *response.status_mut() = status.try_into().unwrap_or_default();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}

/// Half of an answer.
pub(super) fn garbled(answer: Response<Bytes>) -> Response<Bytes> {
    answer.map(|body| body.slice(..body.len() / 2))
}

/// An answer in which every state is a word of next year.
pub(super) fn estranged(answer: Response<Bytes>, states: &[&str]) -> Response<Bytes> {
    answer.map(|body| match serde_json::from_slice(&body) {
        Ok(mut value) => {
            estrange(&mut value, states);
            Bytes::from(Value::to_string(&value))
        }
        Err(_) => body,
    })
}

fn estrange(value: &mut Value, states: &[&str]) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                if states.contains(&name.as_str()) && field.is_string() {
                    *field = Value::from("hibernating");
                } else {
                    estrange(field, states);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| estrange(item, states)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
