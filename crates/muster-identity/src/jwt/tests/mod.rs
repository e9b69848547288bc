mod keys;
mod table;
mod tokens;

use super::*;
use crate::Scopes;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm as Theirs, EncodingKey};
use muster_core::{AgentId, OrganisationId};
use muster_seams::SeededRng;
use serde_json::{Value, json};
use std::sync::OnceLock;

const NOW: Timestamp = Timestamp::from_millis(1_795_248_000_500);
const NOW_S: i64 = 1_795_248_000;
const ISSUER: &str = "https://muster.example";

fn rng() -> SeededRng {
    SeededRng::from_seed(7)
}

/// RSA keys take their time, so there are two for all tests.
fn rsa(number: usize) -> &'static (Secret, SigningKey) {
    static KEYS: OnceLock<Vec<(Secret, SigningKey)>> = OnceLock::new();
    let draw = |_| {
        let pem = SigningKey::draw_rs256().unwrap();
        (pem.clone(), SigningKey::from_pem(&pem).unwrap())
    };
    &KEYS.get_or_init(|| (0..2).map(draw).collect())[number]
}

fn ed(seed: u64) -> SigningKey {
    let pem = SigningKey::draw_ed25519(&SeededRng::from_seed(seed)).unwrap();
    SigningKey::from_pem(&pem).unwrap()
}

fn ring() -> KeyRing {
    KeyRing::new(ed(1), ed(2), Vec::new()).unwrap()
}

fn part(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(text)
}

/// A token of any header and any claims, signed by whom one likes.
fn forge(header: &str, claims: &str, key: &EncodingKey, algorithm: Theirs) -> String {
    sign_parts(&part(header), &part(claims), key, algorithm)
}

/// The same of parts that may be written in any way.
fn sign_parts(header: &str, claims: &str, key: &EncodingKey, algorithm: Theirs) -> String {
    let signed = format!("{header}.{claims}");
    let signature = jsonwebtoken::crypto::sign(signed.as_bytes(), key, algorithm).unwrap();
    format!("{signed}.{signature}")
}

fn encoding_rsa() -> EncodingKey {
    EncodingKey::from_rsa_pem(rsa(0).0.reveal().as_bytes()).unwrap()
}

fn header() -> Value {
    json!({ "alg": "RS256", "typ": "JWT", "kid": rsa(0).1.verifying().id().as_str() })
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": "us", "sub": "somebody", "jti": "one",
        "iat": NOW_S, "nbf": NOW_S, "exp": NOW_S + 300,
    })
}

fn with(mut value: Value, name: &str, new: Value) -> Value {
    value[name] = new;
    value
}

fn without(mut value: Value, name: &str) -> Value {
    value.as_object_mut().unwrap().remove(name);
    value
}

fn signed(header: &Value, claims: &Value) -> String {
    let algorithm = Theirs::RS256;
    forge(&header.to_string(), &claims.to_string(), &encoding_rsa(), algorithm)
}

/// What is said to a token by somebody who knows the first RSA key alone.
fn said(token: &str) -> Result<Claims, Refusal> {
    let key = rsa(0).1.verifying();
    let expected = Expected::of(TokenType::Plain, &[ISSUER], "us");
    verify(token, |id| (id == key.id()).then_some(key), &expected, NOW)
}

#[track_caller]
fn refused(token: &str, because: Refusal) {
    assert_eq!(said(token), Err(because), "{token}");
}

/// What tokens of these tests were got with.
fn by() -> &'static Basis {
    static BY: std::sync::LazyLock<Basis> =
        std::sync::LazyLock::new(|| Basis::Credential(TokenId::from_random([3; 16])));
    &BY
}

fn grant<'a>(
    agent: &'a AgentId,
    organisation: &'a OrganisationId,
    scopes: &'a Scopes,
) -> AccessGrant<'a> {
    let lifetime = Duration::from_hours(1);
    AccessGrant { agent: Some(agent), organisation, scopes, by: by(), behind: None, lifetime }
}

fn issue(ring: &KeyRing) -> Issued {
    let (agent, organisation) =
        (AgentId::from_random([1; 16]), OrganisationId::from_random([2; 16]));
    let scopes = "agents:read tools:submit".parse().unwrap();
    AccessToken::issue(ring, ISSUER, &grant(&agent, &organisation, &scopes), &rng(), NOW).unwrap()
}

fn read(ring: &KeyRing, token: &Secret, now: Timestamp) -> Result<AccessToken, Refusal> {
    AccessToken::verify(ring, ISSUER, token.reveal(), |_| false, now)
}
