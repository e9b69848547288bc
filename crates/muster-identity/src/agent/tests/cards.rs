//! Cards: what is read, and everything that is wrong with one.

use super::*;
use crate::agent::card::{AgentCard, BadCard};
use serde_json::{Value, json};

fn card() -> Value {
    json!({
        "protocolVersion": "0.3.0", "name": "Recipes", "description": "Finds recipes",
        "url": "https://recipes.example/a2a", "version": "1.0.0",
        "capabilities": { "streaming": true, "extensions": [{ "uri": "x" }] },
        "defaultInputModes": ["text/plain"], "defaultOutputModes": ["text/plain"],
        "skills": [{ "id": "find", "name": "Find", "description": "Finds", "tags": ["food"] }],
        "futureField": { "kept": [1, 2] },
    })
}

fn import(card: &Value) -> Result<AgentCard, BadCard> {
    AgentCard::import(card.to_string().as_bytes(), Reach::Public)
}

fn wrong(card: &Value) -> Vec<String> {
    match import(card) {
        Err(BadCard::Fields(problems)) => problems.into_iter().map(|it| it.path).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_card_is_read_in_both_shapes_and_what_is_unknown_is_kept() {
    let older = import(&card()).unwrap();
    assert_eq!((older.name(), older.version()), ("Recipes", "1.0.0"));
    assert_eq!(
        (older.endpoint(), older.description()),
        ("https://recipes.example/a2a", "Finds recipes")
    );
    assert_eq!(older.skills().collect::<Vec<_>>(), ["find"]);
    assert_eq!(older.to_json(), card());
    let mut newer = card();
    let interface = json!({ "url": "https://new.example/a2a", "protocolBinding": "JSONRPC", "protocolVersion": "1.0" });
    newer["supportedInterfaces"] = json!([interface]);
    for name in ["url", "protocolVersion"] {
        newer.as_object_mut().unwrap().remove(name);
    }
    assert_eq!(import(&newer).unwrap().endpoint(), "https://new.example/a2a");
}

#[test]
fn everything_that_a_card_lacks_is_named() {
    let needed = [
        "name",
        "description",
        "version",
        "defaultInputModes",
        "defaultOutputModes",
        "capabilities",
        "skills",
        "url",
        "protocolVersion",
    ];
    assert_eq!(wrong(&json!({})), needed);
    for name in needed {
        let mut card = card();
        card[name] = json!(7);
        assert_eq!(wrong(&card), [name]);
        card.as_object_mut().unwrap().remove(name);
        assert_eq!(wrong(&card), [name]);
    }
    let mut card = card();
    card["skills"][0] = json!({ "id": "", "name": "x", "tags": [1] });
    card["supportedInterfaces"] = json!([]);
    card["capabilities"]["streaming"] = json!("yes");
    let paths = [
        "capabilities.streaming",
        "skills[0].id",
        "skills[0].description",
        "skills[0].tags[0]",
        "supportedInterfaces",
    ];
    assert_eq!(wrong(&card), paths);
}

#[test]
fn no_address_of_a_card_leads_inside() {
    for bad in
        ["http://recipes.example", "https://10.0.0.1", "https://localhost", "javascript:alert(1)"]
    {
        let mut card = card();
        for name in ["url", "iconUrl", "documentationUrl"] {
            card[name] = json!(bad);
        }
        card["provider"] = json!({ "organization": "x", "url": bad });
        card["additionalInterfaces"] = json!([{ "url": bad, "transport": "GRPC" }]);
        let paths =
            ["url", "additionalInterfaces[0].url", "provider.url", "iconUrl", "documentationUrl"];
        assert_eq!(wrong(&card), paths, "{bad}");
    }
    let mut here = card();
    here["url"] = json!("http://127.0.0.1:9000");
    assert!(import(&here).is_err());
    assert!(AgentCard::import(here.to_string().as_bytes(), Reach::LoopbackToo).is_ok());
}

#[test]
fn what_is_too_long_or_no_object_is_not_looked_at() {
    assert_eq!(AgentCard::import(&vec![b' '; 65 * 1_024], Reach::Public), Err(BadCard::TooLong));
    assert_eq!(AgentCard::import(b"[]", Reach::Public), Err(BadCard::NotAnObject));
    assert_eq!(AgentCard::import(b"<html>", Reach::Public), Err(BadCard::NotAnObject));
}

#[test]
fn our_own_card_can_be_read_by_ourselves() {
    let did = "did:web:muster.example:agents:agt_1".parse().unwrap();
    let exported = AgentCard::export(&agent(), &did).unwrap();
    let read = import(&exported.to_json()).unwrap();
    assert_eq!(read, exported);
    assert_eq!(read.skills().collect::<Vec<_>>(), ["invoices:read", "ledger:write"]);
    let silent = Agent { endpoint: None, ..agent() };
    assert_eq!(AgentCard::export(&silent, &did), None);
}
