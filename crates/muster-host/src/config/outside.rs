//! How others see the coordinator: its public address, pages that may call it, proxies that are believed.

use super::{
    resolve::{Resolver, Wrong, wrong},
    setting::{Origin, Setting},
};
use muster_coordinator::OutsideOptions;
use url::{Host, Url};

const PUBLIC: &str = "MUSTER_PUBLIC_URL";
const CONSOLE: &str = "MUSTER_CONSOLE_URL";
const ORIGINS: &str = "MUSTER_CORS_ORIGINS";
const PROXIES: &str = "MUSTER_TRUSTED_PROXIES";

pub(super) fn resolve(resolver: &mut Resolver<'_>, allowed_hosts: &[String]) -> OutsideOptions {
    let public = noted(resolver, PUBLIC, read_public);
    let console = noted(resolver, CONSOLE, read_console);
    let cors_origins = noted(resolver, ORIGINS, |text| parts(text, read_origin)).value;
    let trusted_proxies = noted(resolver, PROXIES, |text| parts(text, read_proxy)).value;
    let options = OutsideOptions {
        public_url: public.value.flatten(),
        console_url: console.value,
        cors_origins: cors_origins.unwrap_or_default(),
        trusted_proxies: trusted_proxies.unwrap_or_default(),
    };
    if let Err(wrong) = keep_apart(&options, allowed_hosts) {
        resolver.blame(&public.origin, wrong);
    }
    options
}

fn noted<T>(
    resolver: &mut Resolver<'_>,
    name: &'static str,
    read: impl FnOnce(&str) -> Result<T, Wrong>,
) -> Setting<Option<T>> {
    let said = resolver.said(name, None);
    let origin = said.as_ref().map_or(Origin::Default, |said| said.origin.clone());
    resolver.note(name, said.map_or_else(String::new, |said| said.value), &origin);
    let value = resolver.parse(name, None, read).map(|setting| setting.value);
    Setting { value, origin }
}

/// The console is not at the public address: what a public page does there must not reach it.
fn keep_apart(options: &OutsideOptions, allowed_hosts: &[String]) -> Result<(), Wrong> {
    let Some(public) = &options.public_url else { return Ok(()) };
    let host = public.host_str().unwrap_or_default();
    let console = options.console_url.as_ref().and_then(Url::host_str);
    if console == Some(host) || allowed_hosts.iter().any(|allowed| allowed == host) {
        return Err(wrong(
            format!("`{host}` is the name of the console as well"),
            "give the public address a name of its own, like `muster.example.org` beside `console.example.org`",
        ));
    }
    Ok(())
}

/// This machine's own address, as development has it, is nothing that others could see.
fn read_public(text: &str) -> Result<Option<Url>, Wrong> {
    let url = read_address(text)?;
    if is_here(&url) {
        return Ok(None);
    }
    if url.scheme() != "https" {
        return Err(wrong(
            format!("`{text}` is no address of the internet"),
            "say the https address at which others find what is public, or leave it out: then nothing is",
        ));
    }
    Ok(Some(url))
}

fn read_console(text: &str) -> Result<Url, Wrong> {
    let url = read_address(text)?;
    if url.scheme() != "https" && !is_here(&url) {
        return Err(wrong(
            format!("what is sent to `{text}` could be read by others"),
            "say an https address; a proxy in front of the coordinator can have the certificate",
        ));
    }
    Ok(url)
}

fn read_address(text: &str) -> Result<Url, Wrong> {
    let not_one = || {
        wrong(
            format!("`{text}` is not an address alone"),
            "say scheme and host, and a port if need be, like `https://muster.example.org`",
        )
    };
    let url = Url::parse(text).map_err(|_| not_one())?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let is_nobody = url.username().is_empty() && url.password().is_none();
    let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(is_plain);
    (is_bare && is_nobody && is_web).then_some(url).ok_or_else(not_one)
}

/// A wildcard is no name.
fn is_plain(host: &str) -> bool {
    !host.contains('*')
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

fn parts<T>(text: &str, read: impl Fn(&str) -> Result<T, Wrong>) -> Result<Vec<T>, Wrong> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(read).collect()
}

/// As browsers write it: no path, no port that goes without saying, no capitals.
fn read_origin(text: &str) -> Result<String, Wrong> {
    let url = read_address(text).ok();
    let origin = url.map(|url| url.origin().ascii_serialization());
    origin.filter(|origin| origin == text.trim_end_matches('/')).ok_or_else(|| {
        wrong(
            format!("`{text}` is not an origin"),
            "say each one in full, like `https://portal.example.org`; there are no wildcards",
        )
    })
}

fn read_proxy<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, Wrong> {
    text.parse().map_err(|bad| {
        wrong(
            format!("`{text}` {bad}"),
            "name the proxies in front of the coordinator, and no others",
        )
    })
}
