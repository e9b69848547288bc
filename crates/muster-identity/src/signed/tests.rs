use super::*;
use http::{HeaderName, HeaderValue};
use proptest::prelude::*;
use std::collections::BTreeSet;

const NOW: Timestamp = Timestamp::from_millis(1_795_248_000_000);
const BODY: &[u8] = br#"{"args":{"job":"job_1"}}"#;
const OURS: [&str; 4] =
    ["x-muster-key", "x-muster-timestamp", "x-muster-nonce", "x-muster-signature"];
const THEIRS: [&str; 3] = ["x-user-id", "x-tool-timestamp", "x-tool-signature"];

fn secret() -> Secret {
    Secret::new("hunter2hunter2hunter2hunter2hunter2")
}

fn keys() -> GatewayKeys {
    GatewayKeys { named: vec![("tool-1".to_owned(), secret())], compatible: vec![secret()] }
}

/// A request that can be changed anywhere.
#[derive(Debug, Clone)]
struct Asked {
    method: String,
    authority: String,
    target: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Asked {
    fn bare() -> Self {
        Self {
            method: "POST".to_owned(),
            authority: "muster.example:8443".to_owned(),
            target: "/tools/submit?dry=1".to_owned(),
            headers: HeaderMap::new(),
            body: BODY.to_vec(),
        }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, HeaderValue::from_str(value).unwrap());
        self
    }

    fn ours(now: Timestamp) -> Self {
        let bare = Self::bare();
        let headers = sign(&bare.unproven(), ("tool-1", &secret()), [7; 16], now);
        headers.into_iter().fold(bare, |asked, (name, value)| asked.with(name, &value))
    }

    /// As Defrag's own worker signs it.
    fn theirs(now: Timestamp) -> Self {
        let timestamp = (now.millis() / 1_000).to_string();
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret().reveal().as_bytes());
        let text = [timestamp.as_bytes(), b".user_1.", BODY].concat();
        let signature = BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&key, &text));
        Self::bare()
            .with("x-user-id", "user_1")
            .with("x-tool-timestamp", &timestamp)
            .with("x-tool-signature", &signature)
    }

    fn unproven(&self) -> Unproven<'_> {
        let Self { method, authority, target, headers, body } = self;
        Unproven { method, authority, target, headers, body }
    }

    fn verify(&self, now: Timestamp) -> Result<Once<Signer>, NotBelieved> {
        verify(&self.unproven(), &keys(), now)
    }
}

fn after(seconds: u64) -> Timestamp {
    NOW.after(Duration::from_secs(seconds))
}

fn spent(once: &Once<Signer>, memory: &mut BTreeSet<String>) -> Result<Signer, NotBelieved> {
    let found = once.spend(|name, _| Ok(memory.insert(name.to_owned())))?;
    found.cloned().ok_or(NotBelieved::Replayed)
}

#[test]
fn a_request_is_believed_once_in_either_form() {
    for (asked, form) in [(Asked::ours(NOW), Form::Ours), (Asked::theirs(NOW), Form::Compatible)] {
        let mut memory = BTreeSet::new();
        let once = asked.verify(NOW).unwrap();
        assert_eq!(spent(&once, &mut memory).unwrap().form, form);
        let again = asked.verify(after(10)).unwrap();
        let refused = spent(&again, &mut memory).unwrap_err();
        assert_eq!(refused.failed(), FailedCheck::Replay, "{form:?}");
    }
    let signer = spent(&Asked::theirs(NOW).verify(NOW).unwrap(), &mut BTreeSet::new()).unwrap();
    assert_eq!(signer.user.as_deref(), Some("user_1"));
}

#[test]
fn the_form_of_others_is_known_by_a_signature_that_was_made_elsewhere() {
    // python3 -c 'import hmac,hashlib,base64; print(base64.urlsafe_b64encode(hmac.new(b"defrag-secret",
    //   b"1795248000.user_1.{\"args\":{}}", hashlib.sha256).digest()).rstrip(b"="))'
    let asked = Asked { body: br#"{"args":{}}"#.to_vec(), ..Asked::bare() }
        .with("x-user-id", "user_1")
        .with("x-tool-timestamp", "1795248000")
        .with("x-tool-signature", "3R1HCctkcF_N4cusyE1PkYcnEFIg9kUggaydvc0Ap5c");
    let keys = GatewayKeys { compatible: vec![Secret::new("defrag-secret")], ..keys() };
    assert!(verify(&asked.unproven(), &keys, NOW).is_ok());
}

/// Every request that differs from this one in a single bit of something that is sent.
fn one_bit_changes(asked: &Asked, headers: &[&'static str]) -> Vec<(String, Asked)> {
    let mut changed = Vec::new();
    let texts =
        [("method", &asked.method), ("authority", &asked.authority), ("target", &asked.target)];
    for (part, text) in texts {
        for bytes in flipped(text.as_bytes()) {
            let Ok(text) = String::from_utf8(bytes) else { continue };
            let mut other = asked.clone();
            match part {
                "method" => other.method = text,
                "authority" => other.authority = text,
                _ => other.target = text,
            }
            changed.push((part.to_owned(), other));
        }
    }
    for body in flipped(&asked.body) {
        changed.push(("body".to_owned(), Asked { body, ..asked.clone() }));
    }
    for name in headers {
        for bytes in flipped(asked.headers[*name].as_bytes()) {
            let Ok(value) = HeaderValue::from_bytes(&bytes) else { continue };
            let mut other = asked.clone();
            other.headers.insert(HeaderName::from_static(name), value);
            changed.push(((*name).to_owned(), other));
        }
    }
    changed
}

fn flipped(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(move |bit| {
        let mut other = bytes.to_vec();
        other[bit / 8] ^= 1 << (bit % 8);
        other
    })
}

#[test]
fn one_changed_bit_anywhere_is_refused_as_a_wrong_signature() {
    let asked = Asked::ours(NOW);
    let changes = one_bit_changes(&asked, &OURS);
    let mut parts = BTreeSet::new();
    for (part, changed) in &changes {
        let refused = changed.verify(NOW).expect_err(part);
        let check = refused.failed();
        assert!(matches!(check, FailedCheck::Signature | FailedCheck::Form), "{part}: {refused}");
        if check == FailedCheck::Signature {
            parts.insert(part.as_str());
        }
    }
    let all = ["method", "authority", "target", "body"].into_iter().chain(OURS).collect();
    assert_eq!(parts, all, "{} changes", changes.len());
}

#[test]
fn one_changed_bit_of_what_the_compatible_form_covers_is_refused() {
    let asked = Asked::theirs(NOW);
    for (part, changed) in one_bit_changes(&asked, &THEIRS) {
        let said = changed.verify(NOW);
        if ["method", "authority", "target"].contains(&part.as_str()) {
            assert!(said.is_ok(), "it does not cover {part}, and nobody may rely on that it does");
            continue;
        }
        let refused = said.expect_err(&part).failed();
        assert!(matches!(refused, FailedCheck::Signature | FailedCheck::Form), "{part}");
    }
}

#[test]
fn a_request_counts_for_five_minutes_to_both_sides() {
    for asked in [Asked::ours, Asked::theirs] {
        for (now, is_in_time) in [(after(300), true), (after(301), false)] {
            assert_eq!(asked(NOW).verify(now).is_ok(), is_in_time);
            assert_eq!(asked(now).verify(NOW).is_ok(), is_in_time);
        }
        let late = asked(NOW).verify(after(301)).unwrap_err();
        assert_eq!((late.failed(), late), (FailedCheck::Timestamp, NotBelieved::OutOfTime));
    }
}

#[test]
fn a_nonce_is_remembered_for_as_long_as_its_request_could_be_shown() {
    for asked in [Asked::ours, Asked::theirs] {
        // From the edge of the future it can be shown for two windows.
        let asked = asked(after(300));
        let once = asked.verify(NOW).unwrap();
        let mut until = NOW;
        once.spend(|_, then| {
            until = then;
            Ok::<_, NotBelieved>(true)
        })
        .unwrap();
        assert_eq!(asked.verify(until).unwrap_err(), NotBelieved::OutOfTime);
    }
}

#[test]
fn a_memory_that_fails_lets_nobody_in() {
    let once = Asked::ours(NOW).verify(NOW).unwrap();
    assert_eq!(once.spend(|_, _| Err("the disk is full")), Err("the disk is full"));
}

#[test]
fn what_is_missing_twice_or_of_another_form_is_named() {
    for (asked, names) in [(Asked::ours(NOW), &OURS[..]), (Asked::theirs(NOW), &THEIRS[..])] {
        for name in names {
            let mut without = asked.clone();
            without.headers.remove(*name);
            assert_eq!(without.verify(NOW).unwrap_err(), NotBelieved::HeaderMissing(name));
            let mut twice = asked.clone();
            let value = asked.headers[*name].clone();
            twice.headers.append(HeaderName::from_static(name), value);
            assert_eq!(twice.verify(NOW).unwrap_err(), NotBelieved::HeaderMalformed(name));
        }
    }
    for (name, bad) in [
        ("x-muster-timestamp", "01795248000"),
        ("x-muster-timestamp", "+1795248000"),
        ("x-muster-timestamp", "1795248000.0"),
        ("x-muster-timestamp", "9999999999999"),
        ("x-muster-nonce", "short"),
        ("x-muster-signature", "not base 64"),
        ("x-muster-signature", "AA=="),
        ("x-muster-key", "a b"),
    ] {
        let refused = Asked::ours(NOW).with(name, bad).verify(NOW).unwrap_err();
        assert_eq!(refused, NotBelieved::HeaderMalformed(name), "{bad}");
    }
    let dotted = Asked::theirs(NOW).with("x-user-id", "user.1");
    assert_eq!(dotted.verify(NOW).unwrap_err(), NotBelieved::HeaderMalformed("x-user-id"));
}

#[test]
fn who_signs_in_both_forms_is_held_to_the_stronger_one() {
    let mut both = Asked::theirs(NOW);
    both.headers.insert("x-muster-key", HeaderValue::from_static("tool-1"));
    assert_eq!(both.verify(NOW).unwrap_err(), NotBelieved::HeaderMissing("x-muster-nonce"));
}

#[test]
fn without_a_secret_nobody_is_let_in_and_an_unknown_key_is_named() {
    let none = GatewayKeys::default();
    for asked in [Asked::ours(NOW), Asked::theirs(NOW)] {
        let refused = verify(&asked.unproven(), &none, NOW).unwrap_err();
        assert_eq!(refused, NotBelieved::NotConfigured);
        assert_eq!(refused.as_str(), "tool_gateway_not_configured");
    }
    let bare = Asked::bare();
    let empty = sign(&bare.unproven(), ("tool-2", &Secret::new("")), [1; 16], NOW);
    let asked = empty.into_iter().fold(bare, |asked, (name, value)| asked.with(name, &value));
    assert_eq!(asked.verify(NOW).unwrap_err(), NotBelieved::UnknownKey);
}

#[test]
fn during_a_rotation_two_secrets_count() {
    let asked = Asked::theirs(NOW);
    let keys =
        GatewayKeys { compatible: vec![Secret::new("new"), secret()], ..GatewayKeys::default() };
    assert!(verify(&asked.unproven(), &keys, NOW).is_ok());
}

#[test]
fn a_body_that_is_too_long_is_not_summed() {
    let asked = Asked { body: vec![b' '; LARGEST + 1], ..Asked::ours(NOW) };
    assert_eq!(asked.verify(NOW).unwrap_err(), NotBelieved::TooLarge);
}

proptest! {
    #[test]
    fn two_requests_never_have_the_same_text(
        one in prop::array::uniform7("[ab\\n]{0,3}"), other in prop::array::uniform7("[ab\\n]{0,3}")
    ) {
        let text = |parts: &[String; 7]| {
            let headers = HeaderMap::new();
            let [key, method, authority, target, timestamp, nonce, body] = parts;
            let body = body.as_bytes();
            let request = Unproven { method, authority, target, headers: &headers, body };
            ours::canonical(key, &request, timestamp, nonce)
        };
        prop_assert_eq!(text(&one) == text(&other), one == other);
    }
}
