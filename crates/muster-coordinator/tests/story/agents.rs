//! Agents: programs that act on somebody's behalf, and how they get in.

use crate::{
    bench::Bench,
    web::{Answer, Web},
};
use muster_coordinator::IdentitySettings;
use muster_core::{AgentId, OrganisationId, Scope, Timestamp, token::TokenKind};
use muster_identity::{
    Secret,
    jwt::{AgentKey, SigningKey},
};
use muster_store::{StoreError, agent, audit_event, organisation};
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) fn screener(email: &str) -> Value {
    json!({
        "email": email, "agentType": "screener", "version": "1.0.0",
        "capabilities": ["invoices:read"], "owner": "finance", "deploymentEnv": "production",
    })
}

/// An agent, and its id.
pub(crate) async fn register(web: &Web, email: &str) -> String {
    let made = web.post("/agents", screener(email)).await;
    assert_eq!(made.status, 201, "{made:?}");
    made.text("/agentId")
}

/// A credential of an agent: its id, and its secret.
async fn credential(web: &Web, agent: &str, scope: &str) -> (String, String) {
    let made = web.post(&format!("/agents/{agent}/credentials"), json!({ "scope": scope })).await;
    assert_eq!(made.status, 201, "{made:?}");
    (made.text("/credentialId"), made.text("/clientSecret"))
}

async fn ask_token(web: &Web, agent: &str, secret: &str) -> Answer {
    let fields =
        [("grant_type", "client_credentials"), ("client_id", agent), ("client_secret", secret)];
    web.form("/token", &fields).await
}

/// A token that an agent has got for this.
async fn token_for(web: &Web, agent: &str, scope: &str) -> String {
    let (_, secret) = credential(web, agent, scope).await;
    let given = ask_token(web, agent, &secret).await;
    assert_eq!(given.status, 200, "{given:?}");
    given.text("/access_token")
}

fn said(answer: &Answer) -> (u16, String) {
    (answer.status, answer.text("/error"))
}

async fn audited(bench: &Bench) -> Vec<String> {
    let rows = bench.store.read(|tx| {
        let all = organisation::all(tx)?;
        audit_event::page(tx, &all[0], None, 100)
    });
    let rows: Result<_, StoreError> = rows.await;
    rows.unwrap().into_iter().map(|row| row.entry.action).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_is_registered_found_changed_and_ended() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let id = register(&web, "one@example.org").await;
    let again = web.post("/agents", screener("one@example.org")).await;
    assert_eq!(said(&again), (409, "name_taken".to_owned()));
    assert_eq!((again.text("/code"), again.text("/field")), ("NAME_TAKEN".into(), "email".into()));

    let wrong = web.post(
        "/agents",
        json!({
            "email": "x", "agentType": "spy", "version": "1", "capabilities": [], "owner": "",
            "deploymentEnv": "moon",
        }),
    );
    let wrong = wrong.await;
    assert_eq!(said(&wrong), (400, "validation".to_owned()));
    assert_eq!(
        (wrong.text("/code"), wrong.body["status"].clone()),
        ("VALIDATION_ERROR".into(), 400.into())
    );
    for field in ["email", "agentType", "version", "capabilities", "owner", "deploymentEnv"] {
        assert!(wrong.text("/message").contains(field), "{field}: {wrong:?}");
    }

    bench.clock.advance(Duration::from_secs(1));
    register(&web, "two@example.org").await;
    for prefix in ["", "/v1", "/api/v1"] {
        let page = web.get(&format!("{prefix}/agents?owner=finance&page=2&limit=1")).await;
        assert_eq!((page.status, &page.body["total"]), (200, &json!(2)), "{prefix}");
        assert_eq!(page.text("/data/0/agentId"), id, "newest first");
    }
    let none = web.get("/agents?agentType=router").await;
    assert_eq!(none.body["total"], 0);

    let path = format!("/agents/{id}");
    let changed = web.patch(&path, json!({ "version": "1.1.0", "isPublic": true })).await;
    assert_eq!(
        (changed.text("/version"), &changed.body["isPublic"]),
        ("1.1.0".into(), &json!(true))
    );
    let suspended = web.post(&format!("{path}/suspend"), json!({})).await;
    assert_eq!(suspended.text("/status"), "suspended");
    assert_eq!(web.post(&format!("{path}/resume"), json!({})).await.text("/status"), "active");
    assert_eq!(web.delete(&path).await.status, 204);
    assert_eq!(web.delete(&path).await.status, 204, "a repeat does no harm");
    assert_eq!(web.get(&path).await.text("/status"), "decommissioned", "it stays as a record");
    let late = web.patch(&path, json!({ "version": "1.2.0" })).await;
    assert_eq!(said(&late), (409, "agent_not_active".to_owned()));
    register(&web, "one@example.org").await;

    let actions = audited(&bench).await;
    let expected = [
        "agent.created",
        "agent.decommissioned",
        "agent.resumed",
        "agent.suspended",
        "agent.updated",
        "agent.created",
        "agent.created",
    ];
    assert_eq!(actions[..7], expected, "newest first");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_gets_a_token_with_its_credential_and_does_what_its_scopes_say() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let id = register(&web, "one@example.org").await;
    let (credential, secret) = credential(&web, &id, "agents:read jobs:read").await;
    let listed = web.get(&format!("/agents/{id}/credentials")).await;
    assert_eq!(listed.text("/data/0/credentialId"), credential);
    assert!(!listed.body.to_string().contains(&secret), "the secret is shown once");

    let visitor = Web::visitor(&bench).await;
    let given = ask_token(&visitor, &id, &secret).await;
    assert_eq!((given.status, &given.body["expires_in"]), (200, &json!(3600)));
    assert_eq!(
        (given.text("/token_type"), given.text("/scope")),
        ("Bearer".into(), "agents:read jobs:read".into())
    );
    let pair = base64(&format!("{id}:{secret}"));
    let basic = visitor.saying(&format!("Authorization: Basic {pair}\r\n"));
    let narrow = [("grant_type", "client_credentials"), ("scope", "jobs:read jobs:write")];
    let narrow = basic.form("/oauth2/token", &narrow).await;
    assert_eq!(narrow.text("/scope"), "jobs:read", "nothing is widened");

    let agent = visitor.with(&given.text("/access_token"));
    assert_eq!(agent.get("/v1/agents").await.status, 200);
    assert_eq!(agent.get("/v1/jobs").await.status, 200);
    assert_eq!(agent.get("/v1/me").await.text("/actor"), id);
    for (method, path, error) in [
        ("POST", "/v1/agents", "this needs the scope `agents:write`"),
        ("GET", "/v1/workers", "this needs the scope `workers:read`"),
        ("GET", "/v1/schedules", "this is for people"),
        ("GET", "/v1/doctor", "this is for people"),
    ] {
        let refused = match method {
            "GET" => agent.get(path).await,
            _ => agent.post(path, screener("two@example.org")).await,
        };
        assert_eq!(refused.status, 403, "{path}");
        assert!(refused.text("/detail").starts_with(error), "{refused:?}");
    }
    let keys = visitor.get("/.well-known/jwks.json").await;
    assert_eq!(
        (keys.text("/keys/0/alg"), keys.text("/keys/0/use")),
        ("RS256".into(), "sig".into())
    );
}

fn base64(text: &str) -> String {
    use base64::Engine;
    base64::prelude::BASE64_STANDARD.encode(text)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_let_in_learns_no_more_than_that() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let (id, other) =
        (register(&web, "one@example.org").await, register(&web, "two@example.org").await);
    let (credential, secret) = credential(&web, &id, "agents:read").await;
    let last = if secret.ends_with('0') { '1' } else { '0' };
    let cut = format!("{}{last}", &secret[..secret.len() - 1]);
    let refused = async |agent: &str, secret: &str| {
        let answer = ask_token(&web.saying(""), agent, secret).await;
        assert_eq!(said(&answer), (401, "invalid_client".to_owned()), "{answer:?}");
        assert!(answer.head.to_lowercase().contains("www-authenticate: basic"));
        answer.text("/error_description")
    };
    let mut told = vec![refused(&id, &cut).await, refused(&other, &secret).await];
    web.post(&format!("/agents/{id}/suspend"), json!({})).await;
    told.push(refused(&id, &secret).await);
    web.post(&format!("/agents/{id}/resume"), json!({})).await;
    web.delete(&format!("/agents/{id}/credentials/{credential}")).await;
    told.push(refused(&id, &secret).await);
    told.dedup();
    assert_eq!(told.len(), 1, "all the same: {told:?}");
    let wrong = web.saying("").form("/token", &[("grant_type", "password")]).await;
    assert_eq!(said(&wrong), (400, "unsupported_grant_type".to_owned()));
    assert_eq!(audited(&bench).await.iter().filter(|it| *it == "token.refused").count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_token_stands_on_is_looked_at_every_time() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let id = register(&web, "one@example.org").await;
    let refused = async |token: &str, code: &str, why: &str| {
        let answer = web.with(token).get("/agents").await;
        assert_eq!(said(&answer), (401, code.to_owned()), "{answer:?}");
        assert!(answer.text("/detail").contains(why), "{answer:?}");
    };
    let active = async |token: &str| {
        web.form("/token/introspect", &[("token", token)]).await.body["active"] == true
    };

    let token = token_for(&web, &id, "agents:read").await;
    assert!(active(&token).await);
    let path = format!("/agents/{id}");
    web.post(&format!("{path}/suspend"), json!({})).await;
    refused(&token, "token_revoked", "the agent is not active").await;
    assert!(!active(&token).await);
    web.post(&format!("{path}/resume"), json!({})).await;
    assert_eq!(web.with(&token).get("/agents").await.status, 200);

    let made = web.get(&format!("{path}/credentials")).await.text("/data/0/credentialId");
    let rotated = web
        .post(&format!("{path}/credentials/{made}/rotate"), json!({ "overlapSeconds": 60 }))
        .await;
    let successor = rotated.text("/credentialId");
    assert_eq!(web.with(&token).get("/agents").await.status, 200, "both count for a while");
    let twice = web.post(&format!("{path}/credentials/{made}/rotate"), json!({})).await;
    assert_eq!(said(&twice), (409, "agent_not_active".to_owned()));
    web.delete(&format!("{path}/credentials/{made}")).await;
    refused(&token, "token_revoked", "revocation: what it was got with").await;
    assert_ne!(successor, made);

    let token = token_for(&web, &id, "agents:read").await;
    let viewer = Web::holder(&bench, TokenKind::Readonly).await;
    assert_eq!(viewer.form("/token/revoke", &[("token", &token)]).await.status, 200);
    assert!(active(&token).await, "whoever may only look takes nothing back");
    let own = web.with(&token).form("/token/revoke", &[("token", &token)]).await;
    assert_eq!(own.status, 200, "an agent takes its own back");
    refused(&token, "token_revoked", "revocation: the token was revoked").await;
    assert_eq!(web.form("/token/revoke", &[("token", "no.such.token")]).await.status, 200);

    let token = token_for(&web, &id, "agents:read").await;
    let (signed, _) = token.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}", "A".repeat(342));
    refused(&forged, "unauthorized", "invalid auth token: signature").await;
    refused("a.b.c", "unauthorized", "invalid auth token: form").await;
    bench.clock.advance(Duration::from_secs(3_600 + 31));
    refused(&token, "token_expired", "invalid auth token: expiry").await;

    let web = Web::holder(&bench, TokenKind::Operator).await;
    let token = token_for(&web, &id, "agents:read").await;
    web.delete(&path).await;
    refused(&token, "token_revoked", "revocation").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_gives_nothing_that_it_has_not_itself() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let id = register(&web, "one@example.org").await;
    let agent = web.with(&token_for(&web, &id, "agents:read agents:write").await);
    let made = register(&agent, "two@example.org").await;
    let path = format!("/agents/{made}/credentials");
    let wide = agent.post(&path, json!({ "scope": "jobs:write" })).await;
    assert_eq!(said(&wide), (403, "forbidden".to_owned()));
    let usual = agent.post(&path, json!({})).await;
    assert_eq!(usual.text("/scope"), "agents:read agents:write");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_looks_changes_no_agent() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let id = register(&web, "one@example.org").await;
    let viewer = Web::holder(&bench, TokenKind::Readonly).await;
    assert_eq!(viewer.get(&format!("/agents/{id}")).await.status, 200);
    assert_eq!(viewer.post("/agents", screener("two@example.org")).await.status, 403);
    assert_eq!(viewer.delete(&format!("/agents/{id}")).await.status, 403);
    assert_eq!(viewer.post(&format!("/agents/{id}/credentials"), json!({})).await.status, 403);
    assert_eq!(viewer.get("/oidc/trust-policies").await.status, 403);
    let nobody = viewer.saying("").get("/agents").await;
    assert_eq!((nobody.status, nobody.text("/code")), (401, "UNAUTHORIZED".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_organisations_agent_is_not_there() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let own = register(&web, "one@example.org").await;
    let theirs = elsewhere(&bench, own.parse().unwrap()).await;
    for path in ["", "/credentials", "/card"] {
        let missing = web.get(&format!("/agents/{theirs}{path}")).await;
        assert_eq!(said(&missing), (404, "agent_not_found".to_owned()), "{path}");
        assert_eq!(missing.text("/code"), "AGENT_NOT_FOUND");
    }
    for path in ["/suspend", "/resume", "/credentials"] {
        let missing = web.post(&format!("/agents/{theirs}{path}"), json!({})).await;
        assert_eq!(missing.status, 404, "{path}");
    }
    assert_eq!(web.patch(&format!("/agents/{theirs}"), json!({})).await.status, 404);
    assert_eq!(web.delete(&format!("/agents/{theirs}")).await.status, 404);
    assert_eq!(web.get("/agents").await.body["total"], 1);
}

/// A copy of this agent in an organisation of others.
async fn elsewhere(bench: &Bench, of: AgentId) -> AgentId {
    let (id, others) = (AgentId::from_random([9; 16]), OrganisationId::from_random([9; 16]));
    let copy = id.clone();
    let made = bench.store.write(move |tx| {
        organisation::insert(tx, &others, "others", Timestamp::from_millis(1))?;
        let row = agent::find_in_any_organisation(tx, &of)?.expect("it was registered");
        let scope = Scope {
            organisation: others.clone(),
            actor: muster_core::Actor::Coordinator,
            request_id: "req-1".parse().expect("it is plain"),
            idempotency_key: None,
        };
        agent::insert(tx, &scope, &agent::AgentRow { id: copy.clone(), ..row })
    });
    let made: Result<(), StoreError> = made.await;
    made.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_outlive_a_restart_and_wait_for_the_keychain() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let id = register(&web, "one@example.org").await;
    let (_, secret) = credential(&web, &id, "agents:read").await;
    assert_eq!(
        web.get("/.well-known/jwks.json").await.body,
        json!({ "keys": [] }),
        "none was needed"
    );
    bench.keychain.lock(true);
    let locked = ask_token(&web, &id, &secret).await;
    assert_eq!(said(&locked), (503, "secrets_unavailable".to_owned()));
    assert_eq!(locked.text("/detail"), "the keychain is locked");
    bench.keychain.lock(false);
    let token = ask_token(&web, &id, &secret).await.text("/access_token");

    let bench = bench.restart().await;
    let web = Web::visitor(&bench).await.with(&token);
    assert_eq!(web.get("/agents").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_signs_for_a_season_and_its_tokens_live_on() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let id = register(&web, "one@example.org").await;
    let (_, secret) = credential(&web, &id, "agents:read").await;
    ask_token(&web, &id, &secret).await;
    bench.clock.advance(Duration::from_mins(90 * 24 * 60 - 1));
    let token = ask_token(&web, &id, &secret).await.text("/access_token");
    let first = web.get("/.well-known/jwks.json").await;
    bench.clock.advance(Duration::from_hours(1));
    let second = web.get("/.well-known/jwks.json").await;
    assert_eq!(first.text("/keys/1/kid"), second.text("/keys/0/kid"), "the next one signs");
    assert_eq!(first.text("/keys/0/kid"), second.text("/keys/2/kid"), "the other one still counts");
    let web = Web::visitor(&bench).await.with(&token);
    assert_eq!(web.get("/agents").await.status, 200);
    bench.clock.advance(Duration::from_hours(2));
    let third = web.get("/.well-known/jwks.json").await;
    assert_eq!(third.text("/keys/0/kid"), second.text("/keys/0/kid"), "for a season, not an hour");
    assert_eq!(third.body["keys"].as_array().unwrap().len(), 2, "the other one is forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_for_an_agents_worker_is_signed_as_it_is_set() {
    let order = json!({ "tools": true });
    let header = |token: &str| {
        use base64::Engine;
        let part = token.split('.').next().unwrap().to_owned();
        let bytes = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(part).unwrap();
        serde_json::from_slice::<Value>(&bytes).unwrap()
    };
    let bench = Bench::start().await;
    let viewer = Web::holder(&bench, TokenKind::Readonly).await;
    let given = viewer.post("/auth/agent-token", order.clone()).await;
    assert_eq!(given.status, 200, "{given:?}");
    let ours = header(&given.text("/agent_token"));
    let keys = viewer.get("/.well-known/jwks.json").await;
    assert_eq!((&ours["alg"], &ours["kid"]), (&json!("RS256"), &keys.body["keys"][0]["kid"]));
    assert_eq!(viewer.saying("").post("/auth/agent-token", json!({})).await.status, 401);

    let secret = Secret::new("a-secret-that-workers-of-agents-have-too");
    let mut set = IdentitySettings::default();
    set.agent_tokens.key = AgentKey::Shared(SigningKey::shared(&secret).unwrap());
    let bench = Bench::that_knows(set).await;
    bench.keychain.lock(true);
    let viewer = Web::holder(&bench, TokenKind::Readonly).await;
    let given = viewer.post("/auth/agent-token", order).await;
    assert_eq!(header(&given.text("/agent_token"))["alg"], "HS256", "no key is asked for");

    let pem = SigningKey::draw_ed25519(bench.seams.rng.as_ref()).unwrap();
    let key = SigningKey::from_pem(&pem).unwrap();
    let set = IdentitySettings { signing_key: Some(key), ..IdentitySettings::default() };
    let bench = Bench::that_knows(set).await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let refused = web.post("/auth/agent-token", json!({})).await;
    assert_eq!(said(&refused), (503, "agent_tokens_unavailable".to_owned()), "workers read RS256");
    let id = register(&web, "one@example.org").await;
    let token = token_for(&web, &id, "agents:read").await;
    assert_eq!(header(&token)["alg"], "EdDSA", "agents read what is set");
    assert_eq!(web.with(&token).get("/agents").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_has_a_name_that_leads_to_a_document_and_a_card() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let id = register(&web, "one@example.org").await;
    token_for(&web, &id, "agents:read").await;
    let visitor = web.saying("");
    let document = visitor.get(&format!("/agents/{id}/did.json")).await;
    let did = format!("did:web:127.0.0.1%3A{}:agents:{id}", web.address.port());
    assert_eq!((document.status, document.text("/id")), (200, did.clone()));
    assert_eq!(document.text("/verificationMethod/0/controller"), did);
    assert_eq!(document.body.get("service"), None, "where it is spoken to is its own");
    let host = visitor.get("/.well-known/did.json").await;
    assert_eq!(host.text("/id"), format!("did:web:127.0.0.1%3A{}", web.address.port()));
    let bare = web.get(&format!("/agents/{id}/card")).await;
    assert_eq!(said(&bare), (409, "agent_not_active".to_owned()), "it listens nowhere");

    let path = format!("/agents/{id}");
    let endpoint = json!({ "endpoint": "https://agent.example/a2a", "isPublic": true });
    web.patch(&path, endpoint).await;
    let card = web.get(&format!("{path}/card")).await;
    assert_eq!((card.text("/url"), card.text("/x-did")), ("https://agent.example/a2a".into(), did));
    let document = visitor.get(&format!("{path}/did.json")).await;
    assert_eq!(document.text("/service/0/serviceEndpoint"), "https://agent.example/a2a");
    web.delete(&path).await;
    assert_eq!(visitor.get(&format!("{path}/did.json")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_comes_by_its_card_and_unknown_fields_stay() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let card = json!({
        "name": "Planner", "description": "Plans routes", "version": "2.0.0",
        "url": "https://planner.example/a2a", "protocolVersion": "0.3.0",
        "capabilities": {}, "defaultInputModes": ["text/plain"], "defaultOutputModes": ["text/plain"],
        "skills": [{ "id": "route planner", "name": "Routes", "description": "Plans", "tags": ["maps"] }],
        "x-theirs": { "kept": true },
    });
    let wish = |card: &Value, email: &str| json!({ "card": card, "email": email, "owner": "maps" });
    let made = web.post("/agents/import", wish(&card, "planner@example.org")).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.text("/capabilities/0"), "route-planner:use");
    let path = format!("/agents/{}", made.text("/agentId"));
    assert_eq!(web.get(&format!("{path}/card")).await.body, card, "word for word");
    web.patch(&path, json!({ "version": "2.1.0" })).await;
    assert_eq!(web.get(&format!("{path}/card")).await.text("/version"), "2.1.0", "a new one");

    let mut private = card.clone();
    private["url"] = json!("https://10.0.0.1/a2a");
    let refused = web.post("/agents/import", wish(&private, "other@example.org")).await;
    assert_eq!(
        (said(&refused).1, refused.text("/field")),
        ("validation".into(), "card.url".into())
    );
}
