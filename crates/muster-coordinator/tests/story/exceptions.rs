//! What changes something takes JSON from a program with a bearer. Here stands everything that is otherwise, and the rule
//! itself beside it: one table, in which a change is a change that somebody reads.

use crate::{bench::Bench, guard::token, people::sign_up, wire::Wire};
use muster_core::token::TokenKind;
use serde_json::json;
use std::fmt::Write;

const FORM: &str = "application/x-www-form-urlencoded";
const TEXT: &str = "text/plain";

/// A request, what type it says that its body has, and the body.
type Row = (&'static str, &'static str, &'static str);

const RULE: &[Row] = &[
    ("POST /v1/jobs", "application/json", r#"{"command":"true"}"#),
    ("POST /v1/jobs", FORM, "command=true"),
    ("POST /v1/jobs", TEXT, r#"{"command":"true"}"#),
    ("POST /v1/jobs", "", r#"{"command":"true"}"#),
    ("GET /v1/jobs/job_0", "", ""),
    ("GET /v1/jobs/nonsense", "", ""),
];

/// Forms, because OAuth has no other body and a page without a script sends nothing else.
const FORMS: &[Row] = &[
    ("POST /token", FORM, "grant_type=client_credentials&client_id=x&client_secret=x"),
    ("POST /token", "application/json", r#"{"grant_type":"client_credentials"}"#),
    ("POST /oauth2/token", FORM, "grant_type=client_credentials&client_id=x&client_secret=x"),
    ("POST /token/introspect", FORM, "token=x"),
    ("POST /token/revoke", FORM, "token=x"),
    ("POST /portal/marketplace/x/report", FORM, "reason=x"),
    ("POST /portal/marketplace/x/report", "application/json", r#"{"reason":"x"}"#),
];

/// Bytes as they came, because the signature is of them.
const SIGNED: &[Row] = &[
    ("POST /billing/webhook", TEXT, "{"),
    ("POST /billing/webhook/polar", TEXT, "{"),
    ("POST /tools/submit", TEXT, "{"),
];

/// No body and no type, as the clients of others send them.
const BARE: &[Row] = &[
    ("POST /v1/queue/resume", "", ""),
    ("POST /api/v1/environments/env_00000000000000000000000000/start", "", ""),
    ("POST /api/v1/environments/env_00000000000000000000000000/stop", "", ""),
    ("POST /v1/workers/wrk_00000000000000000000000000/stop", "", ""),
];

/// deborgen's: a question that changes something, and ids that are never malformed but only unknown.
const DEBORGENS: &[Row] = &[
    ("GET /jobs/next?node_id=n1", "", ""),
    ("GET /jobs/job_0", "", ""),
    ("GET /jobs/job_999999", "", ""),
    ("GET /jobs/nonsense", "", ""),
];

async fn told(who: &Wire, (asked, kind, body): Row) -> String {
    let typed =
        if kind.is_empty() { who.clone() } else { who.with(format!("Content-Type: {kind}")) };
    let answer = typed.send(asked, body).await;
    let is_problem = answer.header("content-type").is_some_and(|kind| kind.contains("json"));
    let code = if answer.status >= 400 && is_problem { answer.problem().1 } else { String::new() };
    format!("{} {code}", answer.status)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_let_in_otherwise_than_as_json_stands_in_one_table() {
    let bench = Bench::start().await;
    let near = Wire::near(&bench).await;
    let owner = near.bearing(&token(&bench, TokenKind::Operator).await.0);
    let mut table = String::new();
    for (part, rows) in [
        ("rule", RULE),
        ("forms", FORMS),
        ("signed", SIGNED),
        ("bare", BARE),
        ("deborgen", DEBORGENS),
    ] {
        for row in rows {
            let told = told(&owner, *row).await;
            let line = format!("{part:<9} {:<66} {:<34} {told}", row.0, row.1);
            writeln!(table, "{}", line.trim_end()).unwrap();
        }
    }
    // A browser sends cookies along whoever asks it to, so they count only with an origin of ours.
    let signed = sign_up(&near, "ann@example.org").await;
    let set = signed.header("set-cookie").unwrap();
    assert!(set.contains("; HttpOnly; SameSite=Strict") && !set.contains("Secure"), "{set}");
    let cookie = near.with(format!("Cookie: {}", set.split(';').next().unwrap()));
    let own = format!("Origin: http://{}", near.at);
    for (says, wire) in [
        ("no origin", cookie.clone()),
        ("our origin", cookie.with(own)),
        ("another origin", cookie.with("Origin: https://evil.example")),
    ] {
        for asked in ["GET /v1/me", "POST /v1/jobs"] {
            let body = json!({ "command": "true" }).to_string();
            let wire = wire.with("Content-Type: application/json");
            let answer = wire.send(asked, if asked.starts_with("POST") { &body } else { "" }).await;
            let code = if answer.status < 400 { String::new() } else { answer.problem().1 };
            let line = format!("{:<9} {asked:<66} {says:<34} {} {code}", "cookie", answer.status);
            writeln!(table, "{}", line.trim_end()).unwrap();
        }
    }
    insta::assert_snapshot!(table);
}
