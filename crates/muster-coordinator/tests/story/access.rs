//! Who may use which route, written out for every kind of caller. A change of it is a change that somebody reads.

use crate::{
    bench::{Bench, Set},
    guard::token,
    people::{member, sign_up},
    wire::Wire,
};
use muster_api::worker::JoinTokenRequest;
use muster_coordinator::OutsideOptions;
use muster_core::token::TokenKind;
use std::fmt::Write;

/// Pages and documents beside what the document describes.
pub(crate) const PAGES: [&str; 17] = [
    "GET /",
    "GET /console/",
    "GET /console/jobs",
    "GET /docs",
    "GET /docs/style.css",
    "GET /openapi.json",
    "GET /portal",
    "GET /portal/api",
    "GET /portal/getting-started",
    "GET /portal/icon.svg",
    "GET /portal/marketplace",
    "GET /portal/marketplace/{id}",
    "POST /portal/marketplace/{id}/report",
    "GET /portal/pricing",
    "GET /portal/status",
    "GET /portal/style.css",
    "POST /mcp",
];
/// It does not end by itself.
const ENDLESS: &str = "GET /v1/stream";

/// `in` for whoever gets to the handler, whatever it thinks of an empty request.
async fn outcome(who: &Wire, asked: &str) -> &'static str {
    let filled: Vec<_> =
        asked.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect();
    let answer = who.send(&filled.join("/"), "").await;
    let code = if answer.status >= 400 && answer.text.contains("\"error\"") {
        answer.problem().1
    } else {
        String::new()
    };
    match (answer.status, code.as_str()) {
        (401, "unauthorized" | "session_ended") => "401",
        (403, "forbidden" | "admin_email_required") => "403",
        (404, "route_not_found") => "404",
        _ => "in",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_caller_gets_where_it_should_and_nowhere_else() {
    let public_url = Some("https://muster.example".parse().unwrap());
    let outside = OutsideOptions { public_url, ..OutsideOptions::default() };
    let bench = Bench::that_is_told(Set { outside, ..Set::default() }).await;
    let near = Wire::near(&bench).await;
    let owner = near.bearing(&token(&bench, TokenKind::Operator).await.0);
    let document = owner.get("/openapi.json").await.json();
    let paths = document["paths"].as_object().unwrap();
    let mut routes: Vec<_> = paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(move |method| format!("{} {path}", method.to_ascii_uppercase()))
        })
        .chain(PAGES.map(str::to_owned))
        .filter(|route| route != ENDLESS)
        .collect();
    routes.sort_by_key(|route| {
        route.split_once(' ').map(|(method, path)| (path.to_owned(), method.to_owned()))
    });
    let join =
        bench.client.create_join_token(&JoinTokenRequest::default(), None).await.unwrap().token;
    let foreign = sign_up(&near, "foreign@example.org").await.json();
    let session = |answer: &str| near.bearing(answer);
    let callers = [
        ("nobody", near.clone()),
        ("far", Wire::from(&bench, "192.168.1.5").await),
        ("join", near.bearing(&join)),
        ("readonly", near.bearing(&token(&bench, TokenKind::Readonly).await.0)),
        ("viewer", session(&member(&bench, &near, "v@example.org", "viewer").await.0)),
        ("operator", session(&member(&bench, &near, "p@example.org", "operator").await.0)),
        ("owner", session(&member(&bench, &near, "o@example.org", "owner").await.0)),
        ("token", owner.clone()),
        ("foreign", session(foreign["token"].as_str().unwrap())),
        // Under the public address, where an operator's token opens nothing either.
        ("public", owner.named("muster.example")),
    ];
    let mut table = format!("{:<52}", "");
    for (name, _) in &callers {
        write!(table, " {name:<8}").unwrap();
    }
    for (place, route) in routes.into_iter().enumerate() {
        write!(table, "\n{route:<52}").unwrap();
        for (name, who) in &callers {
            // Nobody is kept out only because they have asked too often.
            let other = || format!("192.168.{}.{}", place / 200, place % 200 + 1);
            let fresh =
                if *name == "far" { Some(Wire::from(&bench, &other()).await) } else { None };
            let who = fresh.as_ref().unwrap_or(who);
            // Signing out would end the caller's session, so it is asked for by nobody who has one.
            let ends = route == "POST /api/auth/sign-out";
            let told = if ends { "-" } else { outcome(who, &route).await };
            write!(table, " {told:<8}").unwrap();
        }
    }
    let table: Vec<_> = table.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(table.join("\n"));
}
