//! Keys: how they follow each other, and what of them is seen.

use super::*;

#[test]
fn keys_follow_each_other_and_no_token_dies_of_it() {
    let ring = ring();
    let before = issue(&ring);
    let names = |ring: &KeyRing, now| -> Vec<String> {
        ring.jwks(now).keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
    };
    let published = names(&ring, NOW);
    let ring = ring.rotate(ed(3), NOW).unwrap();
    let signing = ring.current().verifying().id().as_str();
    assert!(published.iter().any(|name| name == signing), "it was published before it signed");
    assert!(read(&ring, &before.token, NOW).is_ok());
    assert_eq!(names(&ring, NOW).len(), 3);
    let later = NOW.after(LONGEST_LIFETIME + LEEWAY);
    assert_eq!(read(&ring, &before.token, later), Err(Refusal::UnknownKey));
    assert_eq!(names(&ring, later).len(), 2);
    let again = ring.rotate(ed(4), later).unwrap();
    assert_eq!(again.retired().len(), 1, "what is over is forgotten");
    assert!(again.rotate(ed(4), later).is_err(), "a key is on the ring once");
}

#[test]
fn no_secret_is_ever_published() {
    let shared = SigningKey::shared(&Secret::new("x".repeat(32))).unwrap();
    assert!(KeyRing::new(shared.clone(), shared.clone(), Vec::new()).is_err());
    assert_eq!((shared.public_pem(), shared.verifying().jwk()), (None, None));
    let rings = [ring(), KeyRing::new(rsa(0).1.clone(), rsa(1).1.clone(), Vec::new()).unwrap()];
    for key in rings.iter().flat_map(|ring| ring.jwks(NOW).keys) {
        let names: Vec<_> = key.as_object().unwrap().keys().map(String::as_str).collect();
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(!names.contains(&private), "{names:?}");
        }
    }
    let printed = format!("{:?} {:?} {:?}", ed(1), rsa(0).1, shared);
    assert!(printed.contains("***") && !printed.contains("PRIVATE"), "{printed}");
}

#[test]
fn a_published_key_set_is_read_back_and_foreign_keys_in_it_are_passed_over() {
    let mut set = ring().jwks(NOW);
    set.keys.push(json!({ "kty": "EC", "crv": "P-256", "x": "a", "y": "b", "kid": "ec" }));
    set.keys.push(json!({ "kty": "oct", "k": "c2VjcmV0", "kid": "oct" }));
    set.keys.push(json!({ "kty": "new", "kid": "new" }));
    set.keys.push(with(rsa(0).1.verifying().jwk().unwrap(), "use", json!("enc")));
    set.keys.push(with(rsa(0).1.verifying().jwk().unwrap(), "alg", json!("RS512")));
    set.keys.push(with(rsa(0).1.verifying().jwk().unwrap(), "n", json!("AQAB")));
    let keys = Jwks::read(&serde_json::to_vec(&set).unwrap()).unwrap();
    let ids: Vec<_> = keys.iter().map(VerifyingKey::id).collect();
    assert_eq!(ids, [ed(1).verifying().id(), ed(2).verifying().id()]);
    set.keys.truncate(2);
    set.keys[1]["kid"] = set.keys[0]["kid"].clone();
    let read = |set: &Jwks| Jwks::read(&serde_json::to_vec(set).unwrap()).map(|keys| keys.len());
    assert_eq!(read(&set), Err(BadJwks::NameTwice));
    let many = Jwks { keys: vec![set.keys[0].clone(); 21] };
    assert_eq!(read(&many), Err(BadJwks::TooMany));
    assert_eq!(read(&Jwks { keys: Vec::new() }), Err(BadJwks::Empty));
    assert_eq!(Jwks::read(b"<html>").map(|_| ()), Err(BadJwks::NotAKeySet));
}

#[test]
fn keys_are_read_from_their_files() {
    for key in [&ed(1), &rsa(0).1] {
        let public = VerifyingKey::from_pem(&key.public_pem().unwrap()).unwrap();
        assert_eq!(public.id(), key.verifying().id(), "the name follows from the key");
        assert!(public.is_same_key(key.verifying()));
    }
    assert!(!ed(1).verifying().is_same_key(ed(2).verifying()));
    let private = rsa(0).0.reveal();
    for bad in ["", "hunter2", private, &private.replace("PRIVATE", "PUBLIC")] {
        assert_eq!(VerifyingKey::from_pem(bad).map(|_| ()), Err(BadKey::NotAKey));
    }
    let public = rsa(0).1.public_pem().unwrap();
    assert_eq!(SigningKey::from_pem(&Secret::new(public)).map(|_| ()), Err(BadKey::NotAKey));
    let short = SigningKey::shared(&Secret::new("x".repeat(31))).map(|_| ());
    assert_eq!(short, Err(BadKey::ShortSecret));
}

#[test]
fn the_examples_of_the_standard_are_known() {
    // RFC 8037, appendices A.2 to A.5.
    let jwk = json!({
        "kty": "OKP", "crv": "Ed25519", "kid": "example",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    });
    let set = Jwks { keys: vec![jwk] };
    let keys = Jwks::read(&serde_json::to_vec(&set).unwrap()).unwrap();
    let signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7\
                     sVvpAr_MuM0KAg";
    assert!(keys[0].fits(signed, signature));
    assert!(!keys[0].fits(&signed.replace('R', "S"), signature));
}
