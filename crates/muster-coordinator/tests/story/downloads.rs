//! Downloads by links that need no token, for a quarter of an hour and for what their maker may read.

use crate::{
    ai::ended,
    bench::{Bench, shell},
    guard::token,
    people::member,
    wire::{Answer, Wire},
};
use muster_core::token::TokenKind;
use serde_json::json;
use std::time::Duration;

const LOG: &str = "hello\nDB_PASSWORD=correct-horse-battery\nbye\n";

async fn link(wire: &Wire, path: &str) -> String {
    let made = wire.post("/v1/downloads", json!({ "path": path })).await;
    assert_eq!(made.status, 200, "{made:?}");
    made.json()["url"].as_str().unwrap().to_owned()
}

fn body(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.text.clone()
}

struct Stage {
    bench: Bench,
    near: Wire,
    owner: Wire,
    log: String,
}

async fn stage() -> Stage {
    let bench = Bench::start().await;
    let near = Wire::near(&bench).await;
    let owner = near.bearing(&token(&bench, TokenKind::Operator).await.0);
    let job = ended(&bench, shell("make"), 2, LOG).await;
    Stage { bench, near, owner, log: format!("/v1/jobs/{job}/log/raw") }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_downloads_a_log_without_a_token_and_without_its_credentials() {
    let Stage { bench, near, owner, log } = stage().await;
    let url = link(&owner, &log).await;
    let answer = near.get(&url).await;
    let text = body(&answer);
    assert!(text.contains("hello\n") && text.contains("DB_PASSWORD=[redacted]\nbye\n"), "{text}");
    assert!(!text.contains("battery"));
    assert!(answer.header("content-disposition").unwrap().starts_with("attachment"));
    assert!(owner.get(&log).await.text.contains("battery"), "with a token it is as it was written");

    bench.clock.advance(Duration::from_mins(14));
    assert_eq!(near.get(&url).await.status, 200);
    bench.clock.advance(Duration::from_mins(1));
    assert_eq!(near.get(&url).await.problem(), (410, "link_expired".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_letter_of_a_link_can_be_changed() {
    let Stage { bench: _bench, near, owner, log } = stage().await;
    let url = link(&owner, &log).await;
    let start = url.find('=').unwrap() + 1;
    for at in (start..url.len()).step_by(7) {
        let other = if url.as_bytes()[at] == b'A' { "B" } else { "A" };
        let changed = format!("{}{other}{}", &url[..at], &url[at + 1..]);
        let refused = near.get(&changed).await;
        assert_eq!(refused.problem(), (401, "unauthorized".into()), "{at}: {changed}");
    }
    for nothing in ["/v1/downloads?link=", "/v1/downloads?link=.", "/v1/downloads?link=a.b"] {
        assert_eq!(near.get(nothing).await.problem(), (401, "unauthorized".into()));
    }
    let refused = owner.post("/v1/downloads", json!({ "path": "/v1/secrets" })).await;
    assert_eq!(refused.problem(), (422, "validation".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_with_the_rights_of_who_made_it() {
    let Stage { bench, near, owner, log } = stage().await;
    let (session, membership) = member(&bench, &near, "v@example.org", "viewer").await;
    let url = link(&near.bearing(&session), &log).await;
    assert_eq!(near.get(&url).await.status, 200);
    let removed = owner.send(&format!("DELETE /v1/members/{membership}"), "").await;
    assert_eq!(removed.status, 204);
    assert_eq!(near.get(&url).await.problem(), (401, "unauthorized".into()));

    let (bearer, id) = token(&bench, TokenKind::Readonly).await;
    let url = link(&near.bearing(&bearer), &log).await;
    assert_eq!(near.get(&url).await.status, 200);
    bench.client.revoke_token(&id).await.unwrap();
    assert_eq!(near.get(&url).await.problem(), (401, "unauthorized".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_leads_nowhere_in_another_organisation_and_the_log_of_deeds_stays_signed() {
    let Stage { bench, near, owner, log } = stage().await;
    let foreign = crate::people::sign_up(&near, "foreign@example.org").await.json();
    let foreign = near.bearing(foreign["token"].as_str().unwrap());
    let url = link(&foreign, &log).await;
    assert_eq!(near.get(&url).await.problem(), (404, "job_not_found".into()));
    let url = link(&owner, "/v1/audit/export?format=csv").await;
    assert!(body(&near.get(&url).await).contains("token.create"));
    let url = link(&owner, "/v1/jobs/export").await;
    assert!(body(&near.get(&url).await).contains("\"job_1\""));
    drop(bench);
}
