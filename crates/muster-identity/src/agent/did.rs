//! `did:web`: a name that leads to a document, and the document.
//!
//! `did:web:host%3A8443:agents:agt_…` is `https://host:8443/agents/agt_…/did.json`; without a path it is
//! `https://host/.well-known/did.json`. <https://w3c-ccg.github.io/did-method-web/>

use crate::{
    address::{Address, BadAddress, Reach},
    jwt::VerifyingKey,
};
use serde_json::{Value, json};
use std::{fmt, str::FromStr};
use url::Url;

const PREFIX: &str = "did:web:";
/// Where the document of a whole host lies.
const OF_A_HOST: &str = "/.well-known/did.json";
const LONGEST: usize = 1_024;

/// A name of the method `web`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DidWeb(String);

/// A text that is no `did:web`, or leads nowhere that we go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadDid {
    /// It has not the form.
    #[error("not a did:web")]
    Malformed,
    /// Where it leads.
    #[error("its address {0}")]
    Address(BadAddress),
}

impl DidWeb {
    /// The name of something below a public address, which has no query.
    pub fn below(base: &Url, segments: &[&str]) -> Result<Self, BadDid> {
        let mut did = format!("{PREFIX}{}", base.host_str().ok_or(BadDid::Malformed)?);
        if let Some(port) = base.port() {
            did.push_str("%3A");
            did.push_str(&port.to_string());
        }
        let before = base.path_segments().into_iter().flatten().filter(|it| !it.is_empty());
        for segment in before.map(decoded).chain(segments.iter().map(|it| Some((*it).to_owned()))) {
            did.push(':');
            did.push_str(&encoded(&segment.ok_or(BadDid::Malformed)?));
        }
        did.parse()
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where its document lies, if we go there.
    pub fn address(&self, reach: Reach) -> Result<Address, BadDid> {
        let scheme = if reach == Reach::LoopbackToo && self.is_here() { "http" } else { "https" };
        let mut parts = self.0[PREFIX.len()..].split(':');
        let host = parts.next().and_then(decoded).ok_or(BadDid::Malformed)?;
        let path = match parts.collect::<Vec<_>>().join("/") {
            whole if whole.is_empty() => OF_A_HOST.to_owned(),
            path => format!("/{path}/did.json"),
        };
        Address::parse(&format!("{scheme}://{host}{path}"), reach).map_err(BadDid::Address)
    }

    fn is_here(&self) -> bool {
        let host = self.0[PREFIX.len()..].split([':', '%']).next().unwrap_or_default();
        host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
    }
}

impl FromStr for DidWeb {
    type Err = BadDid;
    fn from_str(text: &str) -> Result<Self, BadDid> {
        let rest = text.strip_prefix(PREFIX).ok_or(BadDid::Malformed)?;
        let mut parts = rest.split(':');
        let is_host = parts.next().and_then(decoded).is_some_and(|host| is_host(&host));
        let is_path = parts.all(|part| decoded(part).is_some_and(|segment| is_segment(&segment)));
        let is_whole = text.len() <= LONGEST && is_host && is_path;
        if is_whole { Ok(Self(text.to_owned())) } else { Err(BadDid::Malformed) }
    }
}

impl fmt::Display for DidWeb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').map_or((host, None), |(name, it)| (name, Some(it)));
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    let is_port = port.is_none_or(|it| it.parse::<u16>().is_ok() && !it.starts_with('+'));
    !name.is_empty() && name.bytes().all(is_plain) && is_port
}

/// A step of a path that leads down, whatever decodes it how often.
fn is_segment(segment: &str) -> bool {
    let is_step = segment != "." && segment != "..";
    let is_plain = |char: char| !char.is_control() && !"/\\%?#".contains(char);
    !segment.is_empty() && is_step && segment.chars().all(is_plain)
}

/// One part without its percent signs; nothing, if it has none that means something.
fn decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                let (high, low) = (digit()?, digit()?);
                bytes.push(u8::try_from(high * 16 + low).ok()?);
            }
            _ if is_plain => bytes.push(byte),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}

fn encoded(segment: &str) -> String {
    let encode = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    segment.bytes().map(encode).collect()
}

/// The document that a name leads to: the keys that speak for it, and where it is spoken to.
pub fn document(did: &DidWeb, keys: &[&VerifyingKey], endpoint: Option<&Address>) -> Value {
    let methods: Vec<Value> = keys
        .iter()
        .filter_map(|key| {
            let jwk = key.jwk()?;
            let id = format!("{did}#{}", key.id());
            let kind = "JsonWebKey2020";
            Some(json!({ "id": id, "type": kind, "controller": did.as_str(), "publicKeyJwk": jwk }))
        })
        .collect();
    let names: Vec<Value> = methods.iter().map(|method| method["id"].clone()).collect();
    let mut document = json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
        "id": did.as_str(),
        "verificationMethod": methods,
        "authentication": names,
        "assertionMethod": names,
    });
    if let Some(endpoint) = endpoint {
        let id = format!("{did}#a2a");
        let service = json!({ "id": id, "type": "A2A", "serviceEndpoint": endpoint.as_str() });
        document["service"] = json!([service]);
    }
    document
}
