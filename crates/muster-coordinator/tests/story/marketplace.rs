//! The marketplace: agents that everybody may find, and nobody else's.

use crate::{
    agents::{register, screener},
    bench::Bench,
    web::Web,
};
use muster_coordinator::IdentitySettings;
use muster_core::token::TokenKind;
use serde_json::json;

async fn open() -> Bench {
    let set = IdentitySettings { is_marketplace_open: true, ..IdentitySettings::default() };
    Bench::that_knows(set).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marketplace_that_is_not_switched_on_is_not_there() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let id = register(&web, "one@example.org").await;
    web.patch(&format!("/agents/{id}"), json!({ "isPublic": true })).await;
    for path in ["/marketplace/agents".to_owned(), format!("/marketplace/agents/{id}")] {
        let missing = web.saying("").get(&path).await;
        assert_eq!((missing.status, missing.text("/error")), (404, "route_not_found".into()));
    }
    let report =
        web.post(&format!("/marketplace/agents/{id}/report"), json!({ "reason": "spam" })).await;
    assert_eq!(report.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_finds_what_was_published_and_nothing_else() {
    let bench = open().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let visitor = web.saying("");
    let private = register(&web, "private@example.org").await;
    let mut wish = screener("public@example.org");
    wish["name"] = json!("Invoice screener");
    wish["isPublic"] = json!(true);
    let public = web.post("/agents", wish).await.text("/agentId");

    let page = visitor.get("/marketplace/agents").await;
    assert_eq!((page.status, &page.body["total"]), (200, &json!(1)));
    assert_eq!(page.text("/data/0/agentId"), public);
    let shown = page.body.to_string();
    assert!(!shown.contains("@example.org") && !shown.contains("org_"), "{shown}");
    for (query, total) in [
        ("search=INVOICE%20s", 1),
        ("search=nothing", 0),
        ("agentType=screener&capability=invoices:read&owner=finance", 1),
        ("capability=invoices:write", 0),
        ("page=2", 1),
    ] {
        let found = visitor.get(&format!("/marketplace/agents?{query}")).await;
        assert_eq!((found.status, &found.body["total"]), (200, &json!(total)), "{query}");
    }
    let detail = visitor.get(&format!("/marketplace/agents/{public}")).await;
    assert_eq!(detail.text("/didDocument/id"), detail.text("/did"));
    assert_eq!(visitor.get(&format!("/marketplace/agents/{private}")).await.status, 404);

    web.post(&format!("/agents/{public}/suspend"), json!({})).await;
    assert_eq!(visitor.get("/marketplace/agents").await.body["total"], 0, "it is held back");
    web.post(&format!("/agents/{public}/resume"), json!({})).await;
    web.patch(&format!("/agents/{public}"), json!({ "isPublic": false })).await;
    assert_eq!(visitor.get("/marketplace/agents").await.body["total"], 0, "it was taken out");
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_complain_and_the_operator_hides() {
    let bench = open().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let visitor = web.saying("");
    let id = register(&web, "one@example.org").await;
    web.patch(&format!("/agents/{id}"), json!({ "isPublic": true })).await;
    let path = format!("/marketplace/agents/{id}");
    let report = visitor.post(&format!("{path}/report"), json!({ "reason": "it is spam" })).await;
    assert_eq!(report.status, 202);
    let empty = visitor.post(&format!("{path}/report"), json!({ "reason": " " })).await;
    assert_eq!((empty.status, empty.text("/field")), (400, "reason".into()));
    assert_eq!(visitor.post(&format!("{path}/hide"), json!({ "reason": "x" })).await.status, 401);

    let hidden = web.post(&format!("{path}/hide"), json!({ "reason": "it is spam" })).await;
    assert_eq!(hidden.status, 204);
    assert_eq!(visitor.get(&path).await.status, 404);
    let own = web.get(&format!("/agents/{id}")).await;
    assert_eq!((own.text("/hidden"), &own.body["reports"]), ("it is spam".into(), &json!(1)));
    assert_eq!(web.post(&format!("{path}/unhide"), json!({})).await.status, 204);
    assert_eq!(visitor.get(&path).await.status, 200);
}
