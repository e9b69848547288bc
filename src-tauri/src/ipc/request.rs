//! Requests: what the page asks for, taken apart as if an enemy had sent it.
//!
//! The page shows text that jobs wrote. Should some of it ever run as a script, this is all that
//! stands between it and the coordinator: it can call the console's own routes with a few harmless
//! headers, and nothing else.

use crate::refusal::{Refusal, refuse};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use muster_api::ProblemKind;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What the console ever sends. Identity is not among them: it never comes from a header.
const HEADERS: &[&str] =
    &["accept", "content-type", "idempotency-key", "last-event-id", "x-request-id"];
const METHODS: &[Method] = &[Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
/// As long as the coordinator's own listener takes.
const LONGEST_PATH: usize = 8 * 1024;
const LONGEST_HEADER: usize = 1024;
/// Twice what the coordinator takes, so that it is the one to say how much is too much.
const LARGEST_BODY: usize = 2 * 1024 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    method: String,
    path: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: Option<String>,
}

/// The request that the page asks for, or why it is not passed on.
pub(crate) fn read(asked: Value) -> Result<Request<Bytes>, Refusal> {
    let asked: Asked = serde_json::from_value(asked).map_err(|error| bad(error.to_string()))?;
    let mut request = Request::new(body(asked.body)?);
    *request.method_mut() = method(&asked.method)?;
    *request.uri_mut() = uri(&asked.path)?;
    for (name, value) in &asked.headers {
        let (name, value) = header(name, value)?;
        request.headers_mut().insert(name, value);
    }
    Ok(request)
}

fn method(given: &str) -> Result<Method, Refusal> {
    let known = METHODS.iter().find(|method| method.as_str() == given);
    known.cloned().ok_or_else(|| bad(format!("`{}` is not a method", shown(given))))
}

fn uri(path: &str) -> Result<Uri, Refusal> {
    if path.len() > LONGEST_PATH {
        let detail = format!("the path is longer than {LONGEST_PATH} bytes");
        return Err(refuse(ProblemKind::UriTooLong, detail));
    }
    if !is_route(path) {
        return Err(bad(format!("`{}` is not a path of the console", shown(path))));
    }
    path.parse().map_err(|_| bad(format!("`{}` is not a path", shown(path))))
}

/// Whether the path is one of the console's, and still is after every way of tidying it up.
fn is_route(path: &str) -> bool {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'#'));
    let route = path.split('?').next().unwrap_or_default();
    let climbs = route.to_ascii_lowercase().replace("%2e", ".");
    let climbs = climbs.split('/').any(|segment| segment == "." || segment == "..");
    plain && !climbs && (route.starts_with("/v1/") || ALSO.contains(&route))
}

/// What the console asks for besides: routes that others have named.
const ALSO: [&str; 5] =
    ["/health", "/billing/status", "/billing/checkout", "/billing/portal", "/billing/sync"];

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Refusal> {
    let refused = |why: &str| {
        let detail = format!("the header `{}` {why}", shown(name));
        refuse(ProblemKind::BadHeader, detail)
    };
    let known = name.to_ascii_lowercase();
    if !HEADERS.contains(&known.as_str()) {
        return Err(refused("is not one that the console sends"));
    }
    if value.len() > LONGEST_HEADER {
        return Err(refused("is too long"));
    }
    let name = HeaderName::from_bytes(known.as_bytes()).map_err(|_| refused("has a bad name"))?;
    let value = HeaderValue::from_str(value).map_err(|_| refused("has a bad value"))?;
    Ok((name, value))
}

fn body(given: Option<String>) -> Result<Bytes, Refusal> {
    let body = given.unwrap_or_default();
    if body.len() > LARGEST_BODY {
        let detail = format!("the body is larger than {LARGEST_BODY} bytes");
        return Err(refuse(ProblemKind::BodyTooLarge, detail));
    }
    Ok(body.into())
}

fn bad(detail: String) -> Refusal {
    refuse(ProblemKind::BadRequest, detail)
}

/// Enough of a text to recognise it by, with nothing in it that a terminal would obey.
fn shown(text: &str) -> String {
    text.chars().take(80).flat_map(char::escape_default).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seams::{Rng, SeededRng};
    use serde_json::json;
    use url::Url;

    fn refusal(asked: Value) -> ProblemKind {
        read(asked).map(|request| panic!("passed on: {request:?}")).unwrap_err().error
    }

    #[test]
    fn what_the_console_asks_is_passed_on_as_it_is() {
        let asked = json!({
            "method": "POST",
            "path": "/v1/jobs?x=a%20b",
            "headers": { "Content-Type": "application/json", "Idempotency-Key": "idem_1" },
            "body": "{}",
        });
        let request = read(asked).unwrap();
        assert_eq!(request.method(), Method::POST);
        assert_eq!(request.uri(), "/v1/jobs?x=a%20b");
        assert_eq!(request.headers()["content-type"], "application/json");
        assert_eq!(request.body(), "{}");
        let bare = read(json!({ "method": "GET", "path": "/health" })).unwrap();
        assert!(bare.headers().is_empty() && bare.body().is_empty());
    }

    #[test]
    fn only_the_consoles_own_routes_can_be_reached() {
        for path in [
            "",
            "/",
            "/v1",
            "v1/jobs",
            "/v2/jobs",
            "/jobs",
            "/nodes/x/heartbeat",
            "/metrics",
            "/healthz",
            "/health/../jobs",
            "//v1/jobs",
            "/v1/../jobs",
            "/v1/./x",
            "/v1/%2e%2E/jobs",
            "/v1/.%2e/jobs",
            "/v1/jobs/..",
            "/v1\\..\\jobs",
            "/v1/jobs#x",
            "/v1/jobs\n",
            "/v1/ jobs",
            "/v1/j\u{f6}b",
            "/v1/\u{202e}",
            "http://elsewhere/v1/jobs",
            "@elsewhere/v1/",
            "/v1/\0",
        ] {
            let asked = json!({ "method": "GET", "path": path });
            assert_eq!(refusal(asked), ProblemKind::BadRequest, "{path:?}");
        }
        let long = format!("/v1/{}", "x".repeat(LONGEST_PATH));
        assert_eq!(refusal(json!({ "method": "GET", "path": long })), ProblemKind::UriTooLong);
    }

    /// Whatever is put together from the pieces that such paths are made of: if it is passed on,
    /// then every way of reading it leads to a route of the console.
    #[test]
    fn no_path_leads_elsewhere_once_it_is_tidied_up() {
        const PIECES: &[&str] = &[
            "/", "/", "/v1/", "/v1", "/health", "v1", "jobs", "job_1", ".", "..", "%2e", "%2E",
            "%2f", "%5c", "\\", "?", "#", "@", ":", ";", "&", "%", "%00", " ", "\t", "\n",
            "\u{e9}", "x",
        ];
        let rng: &dyn Rng = &SeededRng::from_seed(31);
        let mut passed_on = 0;
        for _ in 0..50_000 {
            let draw = rng.bytes::<8>();
            let pieces = draw[1..].iter().map(|byte| PIECES[usize::from(*byte) % PIECES.len()]);
            let path: String = pieces.take(usize::from(draw[0] % 8)).collect();
            let Ok(request) = read(json!({ "method": "GET", "path": path })) else { continue };
            passed_on += 1;
            let tidied = Url::parse(&format!("http://localhost{}", request.uri())).unwrap();
            let is_ours = tidied.path().starts_with("/v1/") || ALSO.contains(&tidied.path());
            assert!(is_ours && tidied.host_str() == Some("localhost"), "{path:?} led to {tidied}");
        }
        assert!(passed_on > 100, "the pieces also make paths that are fine: {passed_on}");
    }

    #[test]
    fn no_header_can_change_who_asks_or_where_it_goes() {
        let long = "x".repeat(LONGEST_HEADER + 1);
        for (name, value) in [
            ("authorization", "Bearer x"),
            ("Authorization", "Bearer x"),
            ("cookie", "a=b"),
            ("host", "elsewhere"),
            ("origin", "null"),
            ("transfer-encoding", "chunked"),
            ("content-length", "1"),
            ("connection", "upgrade"),
            ("x-forwarded-for", "127.0.0.1"),
            ("", "x"),
            ("bad name", "x"),
            ("x-request-id", "a\r\nauthorization: x"),
            ("accept", "\0"),
            ("accept", &long),
        ] {
            let asked = json!({ "method": "GET", "path": "/health", "headers": { name: value } });
            assert_eq!(refusal(asked), ProblemKind::BadHeader, "{name:?}: {value:?}");
        }
    }

    #[test]
    fn anything_else_than_a_request_is_refused() {
        for asked in [
            json!(null),
            json!([]),
            json!("GET /v1/jobs"),
            json!({}),
            json!({ "method": "GET" }),
            json!({ "method": "get", "path": "/health" }),
            json!({ "method": "CONNECT", "path": "/health" }),
            json!({ "method": "TRACE", "path": "/health" }),
            json!({ "method": 1, "path": "/health" }),
            json!({ "method": "GET", "path": ["/health"] }),
            json!({ "method": "GET", "path": "/health", "headers": [] }),
            json!({ "method": "GET", "path": "/health", "headers": { "accept": 1 } }),
            json!({ "method": "GET", "path": "/health", "body": {} }),
            json!({ "method": "GET", "path": "/health", "identity": "operator" }),
        ] {
            assert_eq!(refusal(asked.clone()), ProblemKind::BadRequest, "{asked}");
        }
        let large = "x".repeat(LARGEST_BODY + 1);
        let asked = json!({ "method": "POST", "path": "/v1/jobs", "body": large });
        assert_eq!(refusal(asked), ProblemKind::BodyTooLarge);
    }

    #[test]
    fn a_refusal_shows_nothing_that_a_terminal_would_obey() {
        let path = format!("\u{1b}[2J{}", "y".repeat(10_000));
        let problem = read(json!({ "method": "GET", "path": path })).unwrap_err();
        assert_eq!(problem.error, ProblemKind::UriTooLong);
        let problem = read(json!({ "method": "\u{1b}[2J", "path": "/health" })).unwrap_err();
        assert!(!problem.detail.contains('\u{1b}'), "{}", problem.detail);
    }
}
