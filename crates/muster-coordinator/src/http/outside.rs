//! How the coordinator is seen from outside: its public address, pages of others that may call it, and proxies in front
//! of it whose word counts.
//!
//! Under the public address there is nothing but the routes that the table calls public. What a proxy says of where a
//! request comes from, and whether it came encrypted, is believed of those that were named and of nobody else.

use super::{
    guard::limits::Far,
    serve::{Encrypted, Peer},
};
use axum::{
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header, uri::Authority};
use muster_core::network::Network;
use std::net::IpAddr;
use url::Url;

/// What was set about how others see the coordinator.
#[derive(Debug, Clone, Default)]
pub struct OutsideOptions {
    /// Where the public surface is; without it there is none.
    pub public_url: Option<Url>,
    /// Where browsers find the console, if not where we listen.
    pub console_url: Option<Url>,
    /// Origins whose pages may call the API.
    pub cors_origins: Vec<String>,
    /// From whom `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<Network>,
}

/// The same, ready to be asked with every request.
#[derive(Debug)]
pub(crate) struct Outside {
    options: OutsideOptions,
    /// The public address as it stands in `Host`, with and without the port of its scheme.
    hosts: Vec<String>,
}

impl Outside {
    pub(crate) fn new(options: OutsideOptions) -> Self {
        let hosts = options.public_url.as_ref().map(names_of).unwrap_or_default();
        Self { options, hosts }
    }

    /// Where the public surface is, if there is one.
    pub(crate) fn public_url(&self) -> Option<&Url> {
        self.options.public_url.as_ref()
    }

    /// The same as browsers write it.
    pub(crate) fn public_origin(&self) -> Option<String> {
        self.public_url().map(|url| url.origin().ascii_serialization())
    }

    /// Where browsers find the console, if that was set.
    pub(crate) fn console_url(&self) -> Option<&str> {
        let url = self.options.console_url.as_ref()?;
        Some(url.as_str().trim_end_matches('/'))
    }

    /// The name under which a browser asks for the console, if its place was set.
    pub(crate) fn console_host(&self) -> Option<String> {
        self.options.console_url.as_ref()?.host().map(|host| host.to_string())
    }

    /// Whether a request's `Host` is the public address.
    pub(crate) fn is_public_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host))
    }

    /// Whether a request is for the public address.
    pub(crate) fn is_public(&self, request: &Request) -> bool {
        self.is_public_in(request.uri(), request.headers())
    }

    /// The same of what is known of one.
    pub(crate) fn is_public_in(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let target = uri.authority().map(Authority::as_str);
        host.is_some_and(|host| self.is_public_host(host))
            || target.is_some_and(|host| self.is_public_host(host))
    }

    /// The origin of the request's page, if such pages may call us.
    pub(crate) fn allowed_origin(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let mut given = headers.get_all(header::ORIGIN).iter();
        let (Some(origin), None) = (given.next(), given.next()) else { return None };
        let is_listed = |listed: &String| listed.as_bytes() == origin.as_bytes();
        self.options.cors_origins.iter().any(is_listed).then(|| origin.clone())
    }

    fn is_proxy(&self, address: IpAddr) -> bool {
        self.options.trusted_proxies.iter().any(|proxy| proxy.contains(address))
    }

    /// Finds out from where a request comes, before anybody asks.
    pub(crate) fn place(&self, request: &mut Request) {
        let Some(Peer(peer)) = request.extensions().get::<Peer>().copied() else { return };
        if self.is_proxy(peer) {
            if let Some(sender) = self.forwarded_for(request.headers()) {
                request.extensions_mut().insert(Far(sender));
            }
            if is_forwarded_encrypted(request.headers()) {
                request.extensions_mut().insert(Encrypted);
            }
        }
        // Nobody who asks there is the operator at this machine, though a proxy beside us may seem so.
        if self.is_public(request) && request.extensions().get::<Far>().is_none() {
            request.extensions_mut().insert(Far(peer));
        }
    }

    /// The nearest sender that is no proxy of ours. What stands before it anybody can have written.
    fn forwarded_for(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let said: Vec<_> = headers.get_all(FORWARDED_FOR).iter().map(HeaderValue::to_str).collect();
        let said: Vec<&str> = said.into_iter().collect::<Result<_, _>>().ok()?;
        let mut nearest = None;
        for hop in said.iter().flat_map(|line| line.split(',')).rev() {
            let Some(address) = address_of(hop.trim()) else { break };
            nearest = Some(address);
            if !self.is_proxy(address) {
                break;
            }
        }
        nearest
    }
}

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Several proxies each add a word; the last one has spoken to us.
fn is_forwarded_encrypted(headers: &HeaderMap) -> bool {
    let last = headers.get_all(FORWARDED_PROTO).iter().next_back();
    let last = last.and_then(|line| line.to_str().ok()?.rsplit(',').next());
    last.is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("https"))
}

/// An address as proxies write it: bare, in brackets, or with a port.
fn address_of(hop: &str) -> Option<IpAddr> {
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    let plain = bare.parse::<IpAddr>().ok();
    let address = plain.or_else(|| hop.parse::<std::net::SocketAddr>().ok().map(|it| it.ip()));
    address.map(|address| address.to_canonical())
}

fn names_of(url: &Url) -> Vec<String> {
    let host = url.host_str().unwrap_or_default();
    match (url.port(), url.port_or_known_default()) {
        (None, Some(port)) => vec![host.to_owned(), format!("{host}:{port}")],
        (port, _) => vec![format!("{host}:{}", port.unwrap_or_default())],
    }
}

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
const HEADERS: HeaderValue = HeaderValue::from_static(
    "Authorization, Content-Type, Idempotency-Key, Muster-Protocol, Range, X-Muster-Organisation, X-Request-Id",
);
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "Content-Disposition, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id",
);
const SECONDS: HeaderValue = HeaderValue::from_static("600");
const ASKED_METHOD: HeaderName = header::ACCESS_CONTROL_REQUEST_METHOD;

/// Whether a browser asks on behalf of a page whether it may ask.
pub(crate) fn is_preflight(request: &Request) -> bool {
    *request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ORIGIN)
        && request.headers().contains_key(ASKED_METHOD)
}

/// The same for every path, so it tells nobody which routes there are.
pub(crate) fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS),
        (header::ACCESS_CONTROL_MAX_AGE, SECONDS),
        (header::VARY, VARY_OF_PREFLIGHT),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

const VARY_OF_PREFLIGHT: HeaderValue = HeaderValue::from_static(
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
);

/// Lets the page read the answer; it is never told to send cookies along.
pub(crate) fn open_to(origin: HeaderValue, headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outside() -> Outside {
        Outside::new(OutsideOptions {
            public_url: Some("https://muster.example".parse().unwrap()),
            console_url: None,
            cors_origins: vec!["https://portal.example".to_owned()],
            trusted_proxies: vec!["10.0.0.0/8".parse().unwrap(), "127.0.0.1".parse().unwrap()],
        })
    }

    fn request(headers: &[(&str, &str)]) -> Request {
        let mut request = http::Request::builder().uri("/health");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(axum::body::Body::empty()).unwrap()
    }

    #[test]
    fn a_public_host_is_the_whole_of_it() {
        for (host, is_public) in [
            ("muster.example", true),
            ("MUSTER.example:443", true),
            ("muster.example:80", false),
            ("muster.example.evil", false),
            ("a.muster.example", false),
            ("127.0.0.1:7600", false),
        ] {
            assert_eq!(outside().is_public(&request(&[("host", host)])), is_public, "{host}");
        }
    }

    #[test]
    fn only_a_named_proxy_says_where_a_request_comes_from() {
        let far = |peer: &str, said: &str| {
            let mut request = request(&[("x-forwarded-for", said), ("x-forwarded-proto", "https")]);
            let peer: IpAddr = peer.parse().unwrap();
            request.extensions_mut().insert(Peer(peer));
            outside().place(&mut request);
            let encrypted = request.extensions().get::<Encrypted>().is_some();
            (Far::sends(&request).map(|far| far.0.to_string()), encrypted)
        };
        let from = |address: &str| Some(address.to_owned());
        assert_eq!(far("8.8.8.8", "1.2.3.4"), (None, false), "it was not named");
        assert_eq!(far("10.0.0.1", "1.2.3.4"), (from("1.2.3.4"), true));
        assert_eq!(far("127.0.0.1", "9.9.9.9, 1.2.3.4"), (from("1.2.3.4"), true));
        assert_eq!(far("10.0.0.1", "1.2.3.4, 10.0.0.9"), (from("1.2.3.4"), true));
        assert_eq!(far("10.0.0.1", "evil, 1.2.3.4:99"), (from("1.2.3.4"), true));
        assert_eq!(far("10.0.0.1", "[2001:db8::1]"), (from("2001:db8::1"), true));
        // Who came through a proxy is not at this machine, whatever is said.
        assert_eq!(far("10.0.0.1", "127.0.0.1"), (from("127.0.0.1"), true));
    }

    #[test]
    fn an_origin_is_on_the_list_letter_by_letter() {
        let allowed = |origin: &str| {
            outside().allowed_origin(request(&[("origin", origin)]).headers()).is_some()
        };
        assert!(allowed("https://portal.example"));
        for other in [
            "http://portal.example",
            "https://portal.example:443",
            "https://PORTAL.example",
            "https://portal.example/",
            "https://portal.example.evil",
            "https://a.portal.example",
            "null",
            "*",
        ] {
            assert!(!allowed(other), "{other}");
        }
        let two =
            request(&[("origin", "https://portal.example"), ("origin", "https://evil.example")]);
        assert!(outside().allowed_origin(two.headers()).is_none());
    }
}
