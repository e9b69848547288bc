//! `GET /docs`: the reference of the API as a page, made from the document that is served at `/openapi.json`.
//!
//! It has no script and loads nothing from elsewhere.

mod page;

pub(crate) use page::{SHAPES, parts};

use super::document;
use axum::response::{Html, IntoResponse, Response};
use http::{HeaderValue, header};
use std::sync::OnceLock;

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

pub(crate) async fn page() -> Response {
    static PAGE: OnceLock<String> = OnceLock::new();
    let page = PAGE.get_or_init(|| page::written(&document()));
    let mut response = Html(page.as_str()).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    response
}

pub(crate) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("style.css"))
}
