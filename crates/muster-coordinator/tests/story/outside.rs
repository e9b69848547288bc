//! How others see the coordinator: what is there under the public address, which pages may call it, and who is believed
//! about where a request comes from.

use crate::{
    bench::{Bench, Set},
    guard::token,
    people::sign_up,
    wire::{Answer, Wire},
};
use muster_coordinator::{IdentitySettings, OutsideOptions};
use muster_core::token::TokenKind;
use serde_json::json;

const PUBLIC: &str = "muster.example";
const PORTAL: &str = "Origin: https://portal.example";

async fn seen() -> Bench {
    let outside = OutsideOptions {
        public_url: Some("https://muster.example".parse().unwrap()),
        console_url: Some("https://console.example".parse().unwrap()),
        cors_origins: vec!["https://portal.example".to_owned()],
        trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
    };
    let identity = IdentitySettings { is_marketplace_open: true, ..IdentitySettings::default() };
    Bench::that_is_told(Set { identity, outside, ..Set::default() }).await
}

/// What a page may read, if it may.
fn readable_by(answer: &Answer) -> Option<&str> {
    assert!(answer.header("access-control-allow-credentials").is_none());
    let vary = answer.header("vary").unwrap_or_default();
    assert!(vary.starts_with("Origin"), "{vary}");
    answer.header("access-control-allow-origin")
}

#[tokio::test(flavor = "multi_thread")]
async fn under_the_public_address_is_what_is_public_and_nothing_else() {
    let bench = seen().await;
    let near = Wire::near(&bench).await;
    let owner = near.bearing(&token(&bench, TokenKind::Operator).await.0);
    let public = owner.named(PUBLIC);
    assert_eq!(public.get("/health").await.status, 200);
    assert_eq!(public.get("/marketplace/agents").await.status, 200);
    for biller in ["/billing/webhook", "/billing/webhook/polar"] {
        let told = public.post(biller, json!({})).await;
        assert_eq!(told.status, 503, "{biller} is there, and has no secret to check with");
    }
    for path in
        ["/", "/console/", "/v1/jobs", "/v1/me", "/ready", "/docs", "/openapi.json", "/nothing"]
    {
        assert_eq!(public.get(path).await.problem(), (404, "route_not_found".into()), "{path}");
        assert_ne!(owner.get(path).await.status, 421, "{path}");
    }
    let agent = json!({ "email": "a@example.org" });
    let refused = public.post("/agents", agent).await;
    assert_eq!(
        refused.problem(),
        (401, "unauthorized".into()),
        "an operator's token opens nothing"
    );
    for host in ["muster.example:80", "muster.example.evil", "a.muster.example", "other.example"] {
        let answer = owner.named(host).get("/health").await;
        assert_eq!(answer.problem(), (421, "bad_host".into()), "{host}");
    }
    assert_eq!(owner.named("muster.example:443").get("/health").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_issuer_and_links_come_from_the_addresses_that_are_set() {
    let bench = seen().await;
    let near = Wire::near(&bench).await;
    let own = near.get("/.well-known/did.json").await.json();
    assert_eq!(own["id"], "did:web:muster.example", "wherever it is asked");
    let owner = near.bearing(&token(&bench, TokenKind::Operator).await.0);
    let link = owner.post("/v1/console/links", json!({})).await.json();
    assert!(link["url"].as_str().unwrap().starts_with("https://console.example/console/#link="));
    assert_eq!(near.named("console.example").get("/console/").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_on_the_list_may_read_and_send_no_cookies() {
    let bench = seen().await;
    let near = Wire::near(&bench).await;
    let owner = near.bearing(&token(&bench, TokenKind::Operator).await.0);
    for wire in [near.named(PUBLIC), near.clone()] {
        let answer = wire.with(PORTAL).with("Sec-Fetch-Site: cross-site").get("/health").await;
        assert_eq!((answer.status, readable_by(&answer)), (200, Some("https://portal.example")));
    }
    let jobs = owner.with(PORTAL).get("/v1/jobs").await;
    assert_eq!((jobs.status, readable_by(&jobs)), (200, Some("https://portal.example")));
    let refused = near.with(PORTAL).get("/v1/jobs").await;
    assert_eq!((refused.status, readable_by(&refused)), (401, Some("https://portal.example")));
    for origin in
        ["https://evil.example", "https://portal.example.evil", "http://portal.example", "null"]
    {
        let answer = owner.with(format!("Origin: {origin}")).get("/v1/jobs").await;
        assert_eq!(answer.problem(), (403, "bad_origin".into()), "{origin}");
        assert_eq!(readable_by(&answer), None, "{origin}");
    }
    let signed = sign_up(&near, "ann@example.org").await;
    let cookie = signed.header("set-cookie").unwrap().split(';').next().unwrap();
    let with_cookie = near.with(format!("Cookie: {cookie}"));
    assert_eq!(with_cookie.get("/v1/me").await.status, 200);
    assert_eq!(with_cookie.with(PORTAL).get("/v1/me").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_asks_first_is_told_the_same_of_every_path() {
    let bench = seen().await;
    let near = Wire::near(&bench).await;
    let asking = near.with("Access-Control-Request-Method: POST");
    let asking = asking.with("Access-Control-Request-Headers: authorization,content-type");
    let mut told = Vec::new();
    for path in ["/v1/jobs", "/v1/tokens", "/no/such/route"] {
        let answer = asking.with(PORTAL).send(&format!("OPTIONS {path}"), "").await;
        assert_eq!((answer.status, readable_by(&answer)), (204, Some("https://portal.example")));
        let allows = |name: &str| answer.header(name).unwrap_or_default().to_owned();
        assert!(allows("access-control-allow-headers").contains("Authorization"));
        assert!(allows("vary").contains("Access-Control-Request-Headers"));
        told.push(allows("access-control-allow-methods"));
    }
    told.dedup();
    assert_eq!(told.len(), 1);
    let refused = asking.with("Origin: https://evil.example").send("OPTIONS /v1/jobs", "").await;
    assert_eq!(refused.problem(), (403, "bad_origin".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_trusted_proxy_says_where_somebody_is() {
    let bench = seen().await;
    let asked = |wire: Wire, said: &'static str| async move {
        let wire = wire.with(format!("X-Forwarded-For: {said}")).with("X-Forwarded-Proto: https");
        sign_up(&wire, &format!("{}@example.org", said.len())).await
    };
    let near = Wire::near(&bench).await;
    let believed = asked(near.clone(), "203.0.113.7").await;
    assert_eq!(believed.status, 200, "somebody at this machine is there, whatever they say");
    assert!(!believed.header("set-cookie").unwrap().contains("Secure"));
    let proxy = Wire::from(&bench, "10.0.0.5").await;
    assert_eq!(asked(proxy.clone(), "127.0.0.1").await.status, 403, "it came through a proxy");
    let invited = asked(proxy, "127.0.0.1, 203.0.113.99").await;
    assert_eq!(invited.problem(), (403, "sign_up_closed".into()));
}
