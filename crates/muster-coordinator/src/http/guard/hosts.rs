//! Which hosts and origins are ours: the addresses at which we listen, and names that were allowed.

use crate::{app::App, error::AppError};
use axum::extract::Request;
use http::{HeaderMap, Method, header, uri::Authority};
use muster_api::ProblemKind;
use std::{
    net::{IpAddr, SocketAddr},
    sync::{PoisonError, RwLock},
};

/// The addresses at which we listen, and names that the operator allowed.
#[derive(Debug)]
pub(crate) struct Hosts {
    addresses: RwLock<Vec<SocketAddr>>,
    allowed: Vec<String>,
}

impl Hosts {
    pub(crate) fn allowing(allowed: Vec<String>) -> Self {
        let allowed = allowed.into_iter().map(|name| name.to_ascii_lowercase()).collect();
        Self { addresses: RwLock::default(), allowed }
    }

    pub(crate) fn add(&self, address: SocketAddr) {
        self.addresses.write().unwrap_or_else(PoisonError::into_inner).push(address);
    }

    /// Whether `host[:port]` names us.
    fn is_ours(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let Ok(authority) = host.parse::<Authority>() else { return false };
        if host.contains('@') {
            return false;
        }
        let name = authority.host();
        if self.allowed.iter().any(|allowed| *allowed == host || *allowed == name) {
            return true;
        }
        // Without one it is that of the scheme, which is not told.
        let ports = authority.port_u16().map_or([80, 443], |port| [port; 2]);
        let addresses = self.addresses.read().unwrap_or_else(PoisonError::into_inner);
        let is_at = |address: &SocketAddr| ports.contains(&address.port());
        addresses.iter().any(|address| is_at(address) && names(name, address.ip()))
    }
}

/// Whether a host name stands for a listener's address.
///
/// A listener on all addresses is named by any address, but by no name: a name could be rebound.
fn names(name: &str, listener: IpAddr) -> bool {
    if name == "localhost" {
        return listener.is_loopback() || listener.is_unspecified();
    }
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(named) if named.is_unspecified() => false,
        Ok(named) => named == listener || listener.is_unspecified(),
        Err(_) => false,
    }
}

pub(crate) fn check_host(app: &App, request: &Request) -> Result<(), AppError> {
    let is_ours = |host: &str| app.hosts.is_ours(host) || app.outside.is_public_host(host);
    let mut given = request.headers().get_all(header::HOST).iter();
    let (first, second) = (given.next(), given.next());
    let Some(host) = first.filter(|_| second.is_none()) else {
        return Err(AppError::told(
            ProblemKind::BadRequest,
            "a request must have exactly one Host header",
        ));
    };
    let names_us = host.to_str().is_ok_and(is_ours);
    let target_names_us = request.uri().authority().is_none_or(|target| is_ours(target.as_str()));
    if names_us && target_names_us {
        return Ok(());
    }
    Err(AppError::told(ProblemKind::BadHost, "this coordinator does not answer to that host name"))
        .map_err(|error| hint(error, "start it with `--allowed-host NAME` if the name is yours"))
}

pub(crate) fn check_origin(app: &App, request: &Request) -> Result<(), AppError> {
    let headers = request.headers();
    if app.outside.allowed_origin(headers).is_some() {
        return Ok(());
    }
    let is_foreign =
        headers.get_all(header::ORIGIN).iter().any(|origin| !is_own_origin(headers, origin));
    if is_foreign || (is_cross_site(headers) && !opens_page(app, request)) {
        return Err(AppError::told(
            ProblemKind::BadOrigin,
            "a web page of another origin may not talk to this coordinator",
        ));
    }
    Ok(())
}

/// The page came from where the request goes; that its `Host` is ours was checked before.
fn is_own_origin(headers: &HeaderMap, origin: &http::HeaderValue) -> bool {
    let host = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.strip_prefix("http://").or(origin.strip_prefix("https://")));
    let asked = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(|host| asked.is_some_and(|asked| asked.eq_ignore_ascii_case(host)))
}

fn is_cross_site(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site")
}

/// A link somewhere else may open the console, whose pages hold nothing until someone signs in, and what is public.
fn opens_page(app: &App, request: &Request) -> bool {
    let path = request.uri().path();
    let is_page = path == "/" || path.starts_with("/console") || app.outside.is_public(request);
    *request.method() == Method::GET && is_page
}

fn hint(error: AppError, text: &str) -> AppError {
    match error {
        AppError::Told(problem) => (*problem).with_hint(text).into(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_addresses_name_us() {
        let hosts = Hosts::allowing(vec!["muster.example".into()]);
        hosts.add("127.0.0.1:7600".parse().unwrap());
        for ours in [
            "127.0.0.1:7600",
            "localhost:7600",
            "LOCALHOST:7600",
            "muster.example",
            "muster.example:7600",
        ] {
            assert!(hosts.is_ours(ours), "{ours}");
        }
        let foreign = [
            "",
            "evil.example",
            "127.0.0.1",
            "127.0.0.1:80",
            "127.0.0.1.evil:7600",
            "localhost.:7600",
            "localhost.evil:7600",
            "0.0.0.0:7600",
            "[::1]:7600",
            "2130706433:7600",
            "0x7f.1:7600",
            "127.1:7600",
            "user@127.0.0.1:7600",
            "127.0.0.1:7600:7600",
            "[::ffff:127.0.0.1]:7600",
            "muster.example.evil",
            "evil-muster.example",
            "192.168.1.5:7600",
            " 127.0.0.1:7600",
        ];
        for host in foreign {
            assert!(!hosts.is_ours(host), "{host:?}");
        }
    }

    #[test]
    fn a_listener_on_all_addresses_is_named_by_addresses_alone() {
        let hosts = Hosts::allowing(vec![]);
        hosts.add("0.0.0.0:8000".parse().unwrap());
        assert!(hosts.is_ours("100.64.0.7:8000"));
        assert!(hosts.is_ours("localhost:8000"));
        assert!(!hosts.is_ours("0.0.0.0:8000"));
        assert!(!hosts.is_ours("rebound.example:8000"));
    }

    #[test]
    fn a_browser_leaves_out_the_port_of_its_scheme() {
        for port in [80, 443] {
            let hosts = Hosts::allowing(vec![]);
            hosts.add(SocketAddr::new("192.168.1.5".parse().unwrap(), port));
            assert!(hosts.is_ours("192.168.1.5"));
        }
    }
}
