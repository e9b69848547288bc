//! `GET /console/…`: the built console, embedded in the program.
//!
//! `console.html` is filled in at each load: the nonce of the one inline style, and the base of all
//! links. Unknown paths answer with it, so that a deep link can be opened and reloaded.

use crate::{app::App, crypto::encode};
use axum::{
    extract::{Path, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use rust_embed::RustEmbed;
use std::sync::Arc;

/// Where the console lives. No API route begins with it.
pub(crate) const BASE: &str = "/console/";

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Built;

/// `/` and `/console` lead to the console.
pub(crate) async fn redirect() -> Redirect {
    Redirect::temporary(BASE)
}

pub(crate) async fn index(State(app): State<Arc<App>>) -> Response {
    page(&app)
}

pub(crate) async fn file(State(app): State<Arc<App>>, Path(path): Path<String>) -> Response {
    if is_page(&path) {
        return page(&app);
    }
    match Built::get(&path) {
        Some(found) => asset(&path, found.data.into_owned()),
        None => (StatusCode::NOT_FOUND, "there is no such file in the console").into_response(),
    }
}

/// Everything that is not a file is a page; the templates themselves are none. What follows the dot in
/// the name of a task is its number and no extension.
fn is_page(path: &str) -> bool {
    let extension = std::path::Path::new(path).extension().and_then(|text| text.to_str());
    extension.is_none_or(|extension| {
        extension == "html" || extension.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn asset(path: &str, bytes: Vec<u8>) -> Response {
    // Names under assets/ carry a hash of their content.
    let caching = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = [(header::CONTENT_TYPE, content_type(path)), (header::CACHE_CONTROL, caching)];
    (headers, bytes).into_response()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "ico" => "image/x-icon",
        _ => "application/octet-stream",
    }
}

fn page(app: &App) -> Response {
    let Some(template) = Built::get("console.html") else {
        let sentence = "The console was not built into this program. Build it with `npm run build` in `ui/`, then build again.";
        return (StatusCode::NOT_FOUND, sentence).into_response();
    };
    let nonce = encode(&app.seams.rng.bytes::<18>());
    let html = String::from_utf8_lossy(&template.data)
        .replace("__STYLE_NONCE__", &nonce)
        .replace("__BASE__", BASE);
    let mut response = Html(html).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy(&nonce)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response.headers_mut().insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    response
}

fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'none'; frame-src 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn a_link_to_a_job_or_a_task_opens_the_console_and_a_file_is_a_file() {
        for page in ["jobs", "jobs/job_7", "jobs/job_7.12", "index.html"] {
            assert!(is_page(page), "{page}");
        }
        for file in ["assets/main-3f2a.js", "icon.svg", "assets/inter.woff2"] {
            assert!(!is_page(file), "{file}");
        }
    }
}
