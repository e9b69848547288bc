//! Everything that can be wrong with a token, and what is said to it.

use super::*;
use proptest::prelude::*;

#[test]
fn what_is_genuine_is_believed() {
    let found = said(&signed(&header(), &claims())).unwrap();
    assert_eq!((found.subject.as_str(), found.id.as_deref()), ("somebody", Some("one")));
    let alone = with(claims(), "aud", json!(["us"]));
    assert_eq!(said(&signed(&header(), &alone)).unwrap().audience, "us");
    for typ in ["jwt", "application/jwt"] {
        assert!(said(&signed(&with(header(), "typ", json!(typ)), &claims())).is_ok(), "{typ}");
    }
    assert!(said(&signed(&without(header(), "typ"), &claims())).is_ok());
}

#[test]
fn a_header_chooses_no_algorithm() {
    for algorithm in
        ["none", "None", "NONE", "", "rs256", "RS384", "PS256", "ES256", "EdDSA", "HS256"]
    {
        let header = with(header(), "alg", json!(algorithm));
        refused(&signed(&header, &claims()), Refusal::WrongAlgorithm);
    }
    let unsigned = with(header(), "alg", json!("none")).to_string();
    let unsigned = format!("{}.{}.", part(&unsigned), part(&claims().to_string()));
    refused(&unsigned, Refusal::WrongAlgorithm);
    refused(&signed(&without(header(), "alg"), &claims()), Refusal::WrongAlgorithm);
    refused(
        &signed(&with(header(), "alg", json!(["RS256"])), &claims()),
        Refusal::ClaimMalformed("alg"),
    );
}

#[test]
fn a_public_key_is_no_secret_to_sign_with() {
    let pem = rsa(0).1.public_pem().unwrap();
    let jwk = rsa(0).1.verifying().jwk().unwrap();
    let modulus = BASE64_URL_SAFE_NO_PAD.decode(jwk["n"].as_str().unwrap()).unwrap();
    for secret in [pem.as_bytes(), pem.trim().as_bytes(), &modulus] {
        let key = EncodingKey::from_secret(secret);
        let header = with(header(), "alg", json!("HS256")).to_string();
        let token = forge(&header, &claims().to_string(), &key, Theirs::HS256);
        refused(&token, Refusal::WrongAlgorithm);
    }
}

#[test]
fn a_key_id_names_a_key_in_a_map_and_nothing_else() {
    let long = "k".repeat(10_000);
    for name in [
        "../../etc/passwd",
        "/dev/null",
        "' OR 1=1 --",
        "https://evil.example/key",
        "",
        "a b",
        "a\nb",
        "ключ",
        &long[..129],
    ] {
        refused(&signed(&with(header(), "kid", json!(name)), &claims()), Refusal::NoKeyId);
    }
    for name in [json!(7), json!(null), json!(["a"]), json!({ "a": 1 })] {
        refused(&signed(&with(header(), "kid", name), &claims()), Refusal::NoKeyId);
    }
    refused(&signed(&without(header(), "kid"), &claims()), Refusal::NoKeyId);
    refused(&signed(&with(header(), "kid", json!("another")), &claims()), Refusal::UnknownKey);
    refused(&signed(&with(header(), "kid", json!(long)), &claims()), Refusal::TooLong);
}

#[test]
fn a_key_that_travels_in_the_header_is_not_looked_at() {
    let other = EncodingKey::from_rsa_pem(rsa(1).0.reveal().as_bytes()).unwrap();
    let jwk = rsa(1).1.verifying().jwk().unwrap();
    for (name, value) in [
        ("jwk", jwk),
        ("jku", json!("https://evil.example/jwks")),
        ("x5u", json!("https://evil.example/x5u")),
        ("x5c", json!(["MIIB"])),
    ] {
        let header = with(header(), name, value);
        assert!(said(&signed(&header, &claims())).is_ok(), "{name} is passed over");
        let algorithm = Theirs::RS256;
        let theirs = forge(&header.to_string(), &claims().to_string(), &other, algorithm);
        refused(&theirs, Refusal::Signature);
    }
    refused(&signed(&with(header(), "crit", json!(["exp"])), &claims()), Refusal::Critical);
}

#[test]
fn what_must_be_said_is_missed() {
    for name in ["iss", "aud", "exp", "iat", "sub"] {
        refused(&signed(&header(), &without(claims(), name)), Refusal::ClaimMissing(name));
        for wrong in [json!(null), json!(true), json!({}), json!([])] {
            let claims = with(claims(), name, wrong);
            refused(&signed(&header(), &claims), Refusal::ClaimMalformed(name));
        }
    }
    for name in ["iss", "aud", "sub"] {
        let empty = signed(&header(), &with(claims(), name, json!("")));
        refused(&empty, Refusal::ClaimMalformed(name));
    }
    for name in ["exp", "iat", "nbf"] {
        for wrong in
            [json!("1795248300"), json!(1_795_248_300.5), json!(-1), json!(1e18), json!(u64::MAX)]
        {
            let claims = with(claims(), name, wrong);
            refused(&signed(&header(), &claims), Refusal::ClaimMalformed(name));
        }
    }
}

#[test]
fn who_and_for_whom_are_each_named() {
    for issuer in ["https://evil.example", "https://muster.example/", "HTTPS://muster.example"] {
        refused(&signed(&header(), &with(claims(), "iss", json!(issuer))), Refusal::Issuer);
    }
    for audience in [json!("them"), json!("US"), json!(["us", "them"]), json!(["them"])] {
        refused(&signed(&header(), &with(claims(), "aud", audience)), Refusal::Audience);
    }
}

#[test]
fn a_token_counts_from_its_beginning_to_its_end_give_or_take_half_a_minute() {
    let at = |name: &str, second: i64| signed(&header(), &with(claims(), name, json!(second)));
    assert!(said(&at("exp", NOW_S - 29)).is_ok());
    refused(&at("exp", NOW_S - 30), Refusal::Expired);
    for name in ["nbf", "iat"] {
        assert!(said(&at(name, NOW_S + 30)).is_ok());
        refused(&at(name, NOW_S + 31), Refusal::NotYet);
    }
    assert!(said(&at("exp", NOW_S + 3_600)).is_ok());
    refused(&at("exp", NOW_S + 3_601), Refusal::LivesTooLong);
    refused(&at("exp", 253_402_300_799), Refusal::LivesTooLong);
    assert!(said(&signed(&header(), &without(claims(), "nbf"))).is_ok());
}

#[test]
fn a_name_that_stands_twice_makes_a_token_ambiguous() {
    let algorithm = Theirs::RS256;
    let (header, claims) = (header().to_string(), claims().to_string());
    let twice = claims.replacen('{', "{\"sub\":\"admin\",", 1);
    refused(&forge(&header, &twice, &encoding_rsa(), algorithm), Refusal::Twice("claims"));
    let escaped = claims.replacen('{', "{\"s\\u0075b\":\"admin\",", 1);
    refused(&forge(&header, &escaped, &encoding_rsa(), algorithm), Refusal::Twice("claims"));
    let deep = claims.replacen('{', "{\"act\":{\"sub\":1,\"sub\":2},", 1);
    refused(&forge(&header, &deep, &encoding_rsa(), algorithm), Refusal::Twice("claims"));
    let twice = header.replacen('{', "{\"alg\":\"none\",", 1);
    refused(&forge(&twice, &claims, &encoding_rsa(), algorithm), Refusal::Twice("header"));
}

#[test]
fn what_is_written_in_another_way_is_not_read() {
    let token = signed(&header(), &claims());
    let malformed = |token: &str| {
        let refusal = said(token).unwrap_err();
        assert!(matches!(refusal, Refusal::Malformed(_)), "{refusal:?} of {token}");
    };
    let parts: Vec<_> = token.split('.').collect();
    for change in ["=", "==", " ", "\n", "+", "/", "%3D"] {
        let [header, claims] = [parts[0], parts[1]].map(|part| format!("{part}{change}"));
        let sign = |header, claims| sign_parts(header, claims, &encoding_rsa(), Theirs::RS256);
        malformed(&sign(&header, parts[1]));
        malformed(&sign(parts[0], &claims));
        malformed(&format!("{token}{change}"));
    }
    // The last character of a signature of 256 bytes carries four bits that mean nothing.
    let (rest, last) = token.split_at(token.len() - 1);
    for other in ["B", "C", "h", "x", "_"].iter().filter(|it| **it != last) {
        assert!(said(&format!("{rest}{other}")).is_err());
    }
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let at = alphabet.find(last).unwrap();
    malformed(&format!("{rest}{}", &alphabet[at + 1..=at + 1]));
    for bad in [
        "",
        ".",
        "..",
        "...",
        "a.b",
        "a.b.c.d",
        "e30.e30.",
        &format!("{token}."),
        &format!(".{token}"),
    ] {
        assert!(said(bad).is_err(), "{bad:?}");
    }
    malformed(&signed(&json!([1]), &claims()));
    malformed(&signed(&header(), &json!("text")));
    let header = format!("{} {{}}", header());
    malformed(&forge(&header, &claims().to_string(), &encoding_rsa(), Theirs::RS256));
}

#[test]
fn every_changed_character_is_noticed() {
    let token = signed(&header(), &claims());
    for at in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(said(&changed).is_err(), "character {at}");
    }
}

#[test]
fn a_huge_or_deep_token_is_no_work() {
    refused(&"a".repeat(100_000), Refusal::TooLong);
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let token = format!("{}.e30.AA", part(&deep[..5_000]));
    assert!(said(&token).is_err());
}

#[test]
fn a_401_says_which_check_has_failed() {
    let failed = |claims: Value| said(&signed(&header(), &claims)).unwrap_err().failed().as_str();
    assert_eq!(failed(with(claims(), "iss", json!("x"))), "iss");
    assert_eq!(failed(without(claims(), "iss")), "iss");
    assert_eq!(failed(with(claims(), "aud", json!("x"))), "aud");
    assert_eq!(failed(without(claims(), "aud")), "aud");
    assert_eq!(failed(with(claims(), "exp", json!(1))), "expiry");
    let token = signed(&header(), &claims());
    let other = signed(&header(), &with(claims(), "sub", json!("other")));
    let mixed =
        format!("{}.{}", token.rsplit_once('.').unwrap().0, other.rsplit_once('.').unwrap().1);
    assert_eq!(said(&mixed).unwrap_err().failed().as_str(), "signature");
}

proptest! {
    #[test]
    fn nothing_that_anybody_makes_up_is_believed_and_nothing_panics(
        text in ".{0,200}",
        parts in prop::array::uniform3("[A-Za-z0-9_-]{0,60}"),
        header in "[{}\\[\\]\",:a-z0-9]{0,60}",
    ) {
        let made_up = format!("{}.{}.{}", part(&header), parts[1], parts[2]);
        for token in [text, parts.join("."), made_up] {
            prop_assert!(said(&token).is_err(), "{}", token);
        }
    }
}
