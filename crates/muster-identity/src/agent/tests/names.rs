//! DIDs: where a name leads, and where none does.

use super::*;
use crate::{
    address::BadAddress,
    agent::did::{BadDid, DidWeb, document},
    jwt::SigningKey,
};
use muster_seams::SeededRng;
use serde_json::json;
use url::Url;

#[test]
fn a_did_leads_to_its_document_and_back() {
    let agents =
        |base: &str| DidWeb::below(&Url::parse(base).unwrap(), &["agents", "agt_1"]).unwrap();
    for (base, did, address) in [
        (
            "https://muster.example",
            "did:web:muster.example:agents:agt_1",
            "https://muster.example/agents/agt_1/did.json",
        ),
        (
            "https://muster.example:8443/x/",
            "did:web:muster.example%3A8443:x:agents:agt_1",
            "https://muster.example:8443/x/agents/agt_1/did.json",
        ),
    ] {
        let found = agents(base);
        assert_eq!(found.as_str(), did);
        assert_eq!(found.address(Reach::Public).unwrap().as_str(), address);
    }
    let host = DidWeb::below(&Url::parse("https://muster.example").unwrap(), &[]).unwrap();
    assert_eq!(
        host.address(Reach::Public).unwrap().as_str(),
        "https://muster.example/.well-known/did.json"
    );
    let here = agents("http://127.0.0.1:7600");
    assert_eq!(
        here.address(Reach::LoopbackToo).unwrap().as_str(),
        "http://127.0.0.1:7600/agents/agt_1/did.json"
    );
    assert_eq!(here.address(Reach::Public), Err(BadDid::Address(BadAddress::Private)));
}

#[test]
fn what_is_no_did_leads_nowhere() {
    for bad in [
        "",
        "did:web:",
        "did:key:z6Mk",
        "DID:WEB:a.example",
        "did:web:a.example:",
        "did:web::a",
        "did:web:a.example:..",
        "did:web:a.example:%2e%2E",
        "did:web:a.example:%2F",
        "did:web:a.example:%5c",
        "did:web:a.example:%00",
        "did:web:a.example:%zz",
        "did:web:a.example:%",
        "did:web:a.example:%252e%252e",
        "did:web:a.example/b",
        "did:web:a.example?b",
        "did:web:a.example#b",
        "did:web:a.example%3A99999",
        "did:web:u%40a.example",
        "did:web:a.example%2Fb",
        "did:web:a b",
    ] {
        assert_eq!(bad.parse::<DidWeb>(), Err(BadDid::Malformed), "{bad:?}");
    }
    let inside: DidWeb = "did:web:169.254.169.254".parse().unwrap();
    assert_eq!(inside.address(Reach::Public), Err(BadDid::Address(BadAddress::Private)));
}

proptest! {
    #[test]
    fn every_name_below_a_host_survives_its_own_text(segment in "[^/\\\\%?#\\p{C}]{1,20}") {
        prop_assume!(segment != "." && segment != "..");
        let base = Url::parse("https://muster.example:8443").unwrap();
        let did = DidWeb::below(&base, &["agents", &segment]).unwrap();
        prop_assert_eq!(did.as_str().parse(), Ok(did.clone()));
        let address = did.address(Reach::Public).unwrap();
        prop_assert_eq!(address.url().path_segments().unwrap().count(), 3);
        prop_assert_eq!(address.url().host_str(), Some("muster.example"));
    }
}

#[test]
fn a_document_names_the_keys_that_speak_for_a_did() {
    let pem = SigningKey::draw_ed25519(&SeededRng::from_seed(3)).unwrap();
    let key = SigningKey::from_pem(&pem).unwrap();
    let did: DidWeb = "did:web:muster.example:agents:agt_1".parse().unwrap();
    let document = document(&did, &[key.verifying()], agent().endpoint.as_ref());
    let method = &document["verificationMethod"][0];
    assert_eq!(document["@context"][0], "https://www.w3.org/ns/did/v1");
    assert_eq!(
        (&document["id"], &method["controller"]),
        (&json!(did.as_str()), &json!(did.as_str()))
    );
    assert_eq!(document["authentication"], json!([method["id"]]));
    assert_eq!(method["publicKeyJwk"]["crv"], "Ed25519");
    assert!(method["publicKeyJwk"].get("d").is_none());
    assert_eq!(document["service"][0]["serviceEndpoint"], "https://agents.example.org/a2a");
}
