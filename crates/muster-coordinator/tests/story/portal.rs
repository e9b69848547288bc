//! The portal: pages for developers under the public address, and nothing of the console's.

use crate::{
    access::PAGES,
    agents::{register, screener},
    bench::{Bench, Set},
    guard::token,
    web::Web,
    wire::{Answer, Wire},
};
use muster_coordinator::{IdentitySettings, OutsideOptions};
use muster_core::token::TokenKind;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const PUBLIC: &str = "muster.example";
const READ: [&str; 6] = [
    "/portal",
    "/portal/getting-started",
    "/portal/marketplace",
    "/portal/pricing",
    "/portal/api",
    "/portal/status",
];

async fn bench(is_marketplace_open: bool) -> Bench {
    let outside = OutsideOptions {
        public_url: Some("https://muster.example".parse().unwrap()),
        ..OutsideOptions::default()
    };
    let identity = IdentitySettings { is_marketplace_open, ..IdentitySettings::default() };
    Bench::that_is_told(Set { identity, outside, ..Set::default() }).await
}

/// Somebody on the internet.
async fn visitor(bench: &Bench) -> Wire {
    Wire::from(bench, "203.0.113.7").await.named(PUBLIC)
}

/// The same person with a browser, which asks for pages.
fn browsing(wire: &Wire) -> Wire {
    wire.with("Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
}

/// An agent that everybody finds.
async fn publish(web: &Web, email: &str, said: Value) -> String {
    let mut wish = screener(email);
    wish["isPublic"] = json!(true);
    for (name, value) in said.as_object().unwrap() {
        wish[name] = value.clone();
    }
    let made = web.post("/agents", wish).await;
    assert_eq!(made.status, 201, "{made:?}");
    made.text("/agentId")
}

async fn report(wire: &Wire, id: &str, form: &str) -> Answer {
    let typed = wire.with("Content-Type: application/x-www-form-urlencoded");
    typed.send(&format!("POST /portal/marketplace/{id}/report"), form).await
}

/// What stands between each pair of these in a page.
fn between<'p>(page: &'p str, begin: &'p str, end: &'p str) -> Vec<&'p str> {
    page.split(begin).skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

/// Nothing runs, nothing is styled in place, nothing comes from elsewhere.
fn check_harmless(page: &Answer) {
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("referrer-policy"), Some("same-origin"));
    assert!(page.header("set-cookie").is_none());
    let text = &page.text;
    for tag in between(text, "<", ">") {
        let name = tag.trim_start_matches('/').split([' ', '>']).next().unwrap();
        assert!(!["script", "iframe", "object", "embed", "style", "base"].contains(&name), "{tag}");
        let bare: Vec<_> = tag.split('"').step_by(2).collect();
        assert!(!bare.iter().any(|part| part.contains(" on") || part.contains(" style=")), "{tag}");
    }
    for address in between(text, " href=\"", "\"").into_iter().chain(between(text, " src=\"", "\""))
    {
        let is_own = address.starts_with(['/', '#']) && !address.starts_with("//");
        assert!(is_own || address == "https://muster.example/portal", "{address}");
    }
    assert!(!text.contains("/console"), "nothing leads to the console");
}

#[tokio::test(flavor = "multi_thread")]
async fn exactly_these_routes_answer_under_the_public_address() {
    let bench = bench(true).await;
    let near = Wire::near(&bench).await;
    let document = near.bearing(&token(&bench, TokenKind::Operator).await.0);
    let document = document.get("/openapi.json").await.json();
    let described = document["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().keys();
        methods.map(move |method| format!("{} {path}", method.to_ascii_uppercase()))
    });
    let public = near.named(PUBLIC);
    let mut there = BTreeSet::new();
    for route in described.chain(PAGES.map(str::to_owned)) {
        let asked = route.replace("{id}", "x").replace(['{', '}'], "");
        let answer = public.send(&asked, "").await;
        let is_problem = answer.header("content-type").is_some_and(|it| it.contains("json"));
        if answer.status != 404 || !is_problem || answer.problem().1 != "route_not_found" {
            there.insert(route);
        }
    }
    let expected = [
        "GET /.well-known/did.json",
        "GET /.well-known/jwks.json",
        "GET /agents/{id}/did.json",
        "GET /health",
        "GET /marketplace/agents",
        "GET /marketplace/agents/{id}",
        "GET /portal",
        "GET /portal/api",
        "GET /portal/getting-started",
        "GET /portal/icon.svg",
        "GET /portal/marketplace",
        "GET /portal/marketplace/{id}",
        "GET /portal/pricing",
        "GET /portal/status",
        "GET /portal/style.css",
        "POST /agents",
        "POST /api/v1/agents",
        "POST /billing/webhook",
        "POST /billing/webhook/polar",
        "POST /marketplace/agents/{id}/report",
        "POST /oauth2/token",
        "POST /oidc/token",
        "POST /portal/marketplace/{id}/report",
        "POST /token",
        "POST /v1/agents",
    ];
    assert_eq!(there.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_reads_the_portal_there_and_elsewhere_only_who_is_near_or_known() {
    let bench = bench(true).await;
    let far = Wire::from(&bench, "203.0.113.7").await;
    let near = Wire::near(&bench).await;
    let operator = far.bearing(&token(&bench, TokenKind::Operator).await.0);
    for path in READ {
        let page = visitor(&bench).await.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        check_harmless(&page);
        assert!(!page.text.contains("class=\"banner\""), "{path}");
        assert_eq!(far.get(path).await.problem(), (401, "unauthorized".into()), "{path}");
        for own in [&near, &operator] {
            let preview = own.get(path).await;
            assert_eq!(preview.status, 200, "{path}");
            check_harmless(&preview);
            assert!(preview.text.contains("how others see it at"), "{path}");
        }
    }
    let style = visitor(&bench).await.get("/portal/style.css").await;
    assert_eq!(style.header("content-type"), Some("text/css; charset=utf-8"));
    assert!(!style.text.contains("url(") && !style.text.contains("@import"));
    let icon = visitor(&bench).await.get("/portal/icon.svg").await;
    assert_eq!((icon.status, icon.header("content-type")), (200, Some("image/svg+xml")));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_public_address_the_operator_alone_sees_it_and_is_told_so() {
    let bench = Bench::start().await;
    let near = Wire::near(&bench).await;
    let page = near.get("/portal").await;
    assert_eq!(page.status, 200);
    check_harmless(&page);
    assert!(page.text.contains("Nobody else sees this page"));
    assert_eq!(near.named(PUBLIC).get("/portal").await.problem(), (421, "bad_host".into()));
    let lines = near.get("/portal/getting-started").await.text;
    assert!(lines.contains(&format!("http://{}/token", near.at)), "{lines}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_page_nobody_is_asked_for_a_token() {
    let bench = Bench::start().await;
    let near = Wire::near(&bench).await;
    let far = Wire::from(&bench, "203.0.113.7").await;
    for path in ["/portal/xyz", "/portal/", "/portal/marketplace/x/y", "/portal/api/x?y=1"] {
        let page = browsing(&near).get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(
            page.header("content-type").is_some_and(|it| it.starts_with("text/html")),
            "{path}"
        );
        check_harmless(&page);
        assert_eq!(near.get(path).await.problem(), (404, "route_not_found".into()), "{path}");
        assert_eq!(far.get(path).await.problem(), (401, "unauthorized".into()), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_agents_say_of_themselves_is_text_and_no_markup() {
    let bench = bench(true).await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let hostile = json!({
        "name": "<script>alert(1)</script>\u{202e}gnp",
        "description": "\"><img src=x onerror=alert(1)><a href='javascript:alert(1)'>&lt;b&gt;</a>",
        "owner": "'\" onmouseover='alert(1)",
    });
    let id = publish(&web, "hostile@example.org", hostile).await;
    let visitor = visitor(&bench).await;
    let asked = [
        "/portal".to_owned(),
        "/portal/marketplace".to_owned(),
        format!("/portal/marketplace/{id}"),
        "/portal/marketplace?search=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&agentType=%22%3Ex&owner='".to_owned(),
        "/portal/marketplace?page=99999999999999999999&search=%00%ff&capability=%25_!".to_owned(),
    ];
    for path in asked {
        let page = visitor.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        check_harmless(&page);
        assert!(!page.text.contains("<script") && !page.text.contains("<img src=x"), "{path}");
    }
    let shown = visitor.get(&format!("/portal/marketplace/{id}")).await.text;
    assert!(shown.contains("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;"), "{shown}");
    assert!(shown.contains("&quot;&gt;&lt;img src=x"), "{shown}");
    assert!(!shown.contains("@example.org") && !shown.contains("org_"), "{shown}");
    for missing in ["x", "agt_00000000000000000000000000", "%3Cscript%3E", "..%2f..", "%ff"] {
        let page = visitor.get(&format!("/portal/marketplace/{missing}")).await;
        assert!(page.status == 404 || page.status == 400, "{missing}: {page:?}");
        assert!(!page.text.contains("<script"), "{missing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_is_searched_and_read_page_by_page_without_a_script() {
    let bench = bench(true).await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let visitor = visitor(&bench).await;
    let empty = visitor.get("/portal/marketplace").await.text;
    assert!(empty.contains("Nobody is listed yet"));
    register(&web, "private@example.org").await;
    for number in 1..=13 {
        let said = json!({ "name": format!("Reader {number}"), "owner": if number == 1 { "R&D" } else { "finance" } });
        publish(&web, &format!("a{number}@example.org"), said).await;
    }
    let first = visitor.get("/portal/marketplace").await.text;
    assert!(first.contains("13 agents") && first.contains("1–12 of 13"), "{first}");
    let next = between(&first, "rel=\"next\" href=\"", "\"");
    let second = visitor.get(next[0]).await.text;
    assert!(second.contains("13–13 of 13") && second.contains("rel=\"prev\""), "{second}");
    for number in 1..=13 {
        let name = format!("<bdi>Reader {number}</bdi>");
        assert_eq!(first.matches(&name).count() + second.matches(&name).count(), 1, "{name}");
    }
    let one = visitor.get("/portal/marketplace?owner=R%26D&agentType=screener").await.text;
    assert!(one.contains("1 agent<") && one.contains("value=\"R&amp;D\""), "{one}");
    assert!(one.contains("<option selected>screener</option>"));
    let none = visitor.get("/portal/marketplace?search=writer").await.text;
    assert!(none.contains("Nobody fits"));
    let beyond = visitor.get("/portal/marketplace?page=9").await.text;
    assert!(beyond.contains("Nobody fits") && !beyond.contains("Reader"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_is_reported_by_a_form_and_by_no_page_of_another_origin() {
    let bench = bench(true).await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let id = publish(&web, "one@example.org", json!({})).await;
    let visitor = visitor(&bench).await.with("Origin: https://muster.example");
    let taken = report(&visitor, &id, "reason=it+is+%3Cspam%3E").await;
    let there = format!("/portal/marketplace/{id}?reported");
    assert_eq!((taken.status, taken.header("location")), (303, Some(there.as_str())));
    assert!(visitor.get(&there).await.text.contains("Your report was written down"));
    let refused = report(&visitor, &id, "reason=+").await;
    assert_eq!(refused.status, 422);
    check_harmless(&refused);
    assert!(refused.text.contains("<details class=\"report\" open>"), "{}", refused.text);
    assert_eq!(report(&visitor, "agt_00000000000000000000000000", "reason=x").await.status, 404);
    let elsewhere = Wire::from(&bench, "203.0.113.8").await.named(PUBLIC);
    for origin in ["https://evil.example", "null"] {
        let foreign = report(&elsewhere.with(format!("Origin: {origin}")), &id, "reason=x").await;
        assert_eq!(foreign.problem(), (403, "bad_origin".into()), "{origin}");
    }
    let own = web.get(&format!("/agents/{id}")).await;
    assert_eq!(own.body["reports"], 1);
    for _ in 0..2 {
        report(&visitor, &id, "reason=x").await;
    }
    let many = report(&visitor, &id, "reason=x").await;
    assert_eq!(many.problem(), (429, "rate_limited".into()));

    web.post(&format!("/marketplace/agents/{id}/hide"), json!({ "reason": "spam" })).await;
    let hidden = browsing(&visitor).get(&format!("/portal/marketplace/{id}")).await;
    assert_eq!((hidden.status, hidden.header("cache-control")), (404, Some("no-store")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marketplace_that_is_not_switched_on_has_no_pages_and_nothing_leads_to_it() {
    let bench = bench(false).await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let id = publish(&web, "one@example.org", json!({})).await;
    let visitor = visitor(&bench).await;
    for path in ["/portal/marketplace".to_owned(), format!("/portal/marketplace/{id}")] {
        let missing = browsing(&visitor).get(&path).await;
        assert_eq!(missing.status, 404);
        assert!(missing.text.contains("There is no marketplace here"), "{}", missing.text);
        check_harmless(&missing);
        assert!(!missing.text.contains("MUSTER_MARKETPLACE"), "that is for the operator");
    }
    assert_eq!(report(&visitor, &id, "reason=x").await.status, 404);
    for path in ["/portal", "/portal/getting-started", "/portal/pricing"] {
        assert!(!visitor.get(path).await.text.contains("/portal/marketplace"), "{path}");
    }
    let told = browsing(&Wire::near(&bench).await).get("/portal/marketplace").await;
    assert!(told.status == 404 && told.text.contains("MUSTER_MARKETPLACE=true"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_wrong_is_a_page_for_a_browser_and_a_problem_for_a_program() {
    let bench = bench(true).await;
    let visitor = visitor(&bench).await;
    let (browser, program) = (browsing(&visitor), visitor.with("Accept: application/json"));
    let nobody = "/portal/marketplace/agt_00000000000000000000000000";
    for (path, code) in [
        ("/portal/prices", "route_not_found"),
        ("/portal/%3Cscript%3E?a=%22%3E%3Cscript%3E", "route_not_found"),
        ("/", "route_not_found"),
        ("/v1/jobs", "route_not_found"),
        (nobody, "agent_not_found"),
        ("/portal/marketplace/nobody", "agent_not_found"),
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        check_harmless(&page);
        assert!(page.text.contains(&format!("<code>{code}</code>")), "{}", page.text);
        let id = page.header("x-request-id").unwrap();
        assert!(page.text.contains(&format!("<code>{id}</code>")), "{}", page.text);
        assert!(page.text.contains("<a href=\"/portal\">To the beginning</a>"), "{}", page.text);
        assert_eq!(page.header("vary"), Some("Origin, Accept, Accept-Language"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
        for asks_for_data in [&program, &visitor] {
            assert_eq!(asks_for_data.get(path).await.problem(), (404, code.into()), "{path}");
        }
    }
    let german = browser.with("Accept-Language: de").get("/portal/prices").await;
    assert!(german.text.contains("Diese Seite gibt es nicht"), "{}", german.text);
    let foreign = browser.with("Origin: https://evil.example");
    let refused = report(&foreign, "agt_00000000000000000000000000", "reason=x").await;
    assert_eq!(refused.status, 403);
    check_harmless(&refused);
    assert!(refused.text.contains("This was refused"), "{}", refused.text);
    assert!(refused.text.contains("<code>bad_origin</code>"), "{}", refused.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_looks_are_refused_with_a_page_that_says_when_it_goes_on() {
    let bench = bench(true).await;
    let browser = browsing(&visitor(&bench).await);
    let mut answers = vec![];
    while answers.last().is_none_or(|last: &Answer| last.status == 200) {
        assert!(answers.len() <= 60, "sixty a minute from one address");
        answers.push(browser.get("/portal/pricing").await);
    }
    let refused = answers.pop().unwrap();
    assert_eq!(refused.status, 429);
    check_harmless(&refused);
    let wait = refused.header("retry-after").unwrap();
    assert!(refused.text.contains(&format!("It goes on in {wait} s")), "{}", refused.text);
    assert!(refused.text.contains("<code>rate_limited</code>"), "{}", refused.text);
    assert!(refused.text.contains("<a href=\"/portal/pricing\">Try again</a>"));
    let program = visitor(&bench).await.get("/portal/pricing").await;
    assert_eq!(program.problem(), (429, "rate_limited".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_shown_on_the_portals_addresses_and_to_nobody_who_may_not_see_it() {
    let bench = Bench::start().await;
    let near = browsing(&Wire::near(&bench).await);
    let known = near.bearing(&token(&bench, TokenKind::Operator).await.0);
    let missing = known.get("/portal/prices").await;
    assert_eq!(missing.status, 404);
    check_harmless(&missing);
    assert_eq!(known.get("/v1/nothing").await.problem(), (404, "route_not_found".into()));
    assert_eq!(near.named(PUBLIC).get("/portal").await.problem(), (421, "bad_host".into()));
    let far = browsing(&Wire::from(&bench, "203.0.113.7").await);
    assert_eq!(far.get("/portal/prices").await.problem(), (401, "unauthorized".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_did_not_change_is_not_sent_again_and_each_reads_their_language() {
    let bench = bench(true).await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let visitor = visitor(&bench).await;
    for path in READ.into_iter().chain(["/portal/style.css"]) {
        let first = visitor.get(path).await;
        let known = format!("If-None-Match: W/\"other\", {}", first.header("etag").unwrap());
        let again = visitor.with(known).get(path).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""), "{path}");
        assert_eq!(again.header("etag"), first.header("etag"), "{path}");
    }
    let first = visitor.get("/portal/marketplace").await;
    assert_eq!(first.header("vary"), Some("Origin, Accept-Language"));
    publish(&web, "one@example.org", json!({})).await;
    let known = visitor.with(format!("If-None-Match: {}", first.header("etag").unwrap()));
    assert_eq!(known.get("/portal/marketplace").await.status, 200, "there is one more");
    let german = visitor.with("Accept-Language: de-AT,de;q=0.9,en;q=0.5");
    for path in READ {
        let (english, german) = (visitor.get(path).await, german.get(path).await);
        assert!(english.text.contains("<html lang=\"en\">"), "{path}");
        assert!(german.text.contains("<html lang=\"de\">"), "{path}");
        check_harmless(&german);
        assert_ne!(english.header("etag"), german.header("etag"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_to_copy_are_right() {
    let bench = bench(true).await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let id = publish(&web, "one@example.org", json!({})).await;
    let visitor = visitor(&bench).await;
    let page = visitor.get("/portal/getting-started").await.text;
    let page = page.replace("&#39;", "'").replace("&quot;", "\"").replace("agt_…", &id);
    let mut asked = 0;
    let blocks = between(&page, "<code>", "</code>").into_iter();
    for line in blocks.flat_map(str::lines) {
        let Some(rest) = line.strip_prefix("curl --fail-with-body ") else { continue };
        let address = rest.split(' ').next().unwrap().trim_matches('\'');
        let path = address.strip_prefix("https://muster.example").unwrap();
        if rest.contains("--data") || rest.ends_with('\\') {
            continue;
        }
        assert_eq!(visitor.get(path).await.status, 200, "{line}");
        asked += 1;
    }
    assert_eq!(asked, 3);
    let body = between(&page, "--data '", "'</code>")[0].to_owned();
    let made = web.post("/agents", serde_json::from_str(&body).unwrap()).await;
    assert_eq!(made.status, 201, "{made:?}");
    let made = web.post(&format!("/agents/{id}/credentials"), json!({})).await;
    let form = "grant_type=client_credentials";
    assert!(page.contains(&format!("/token --user {id} --data {form}")), "{page}");
    let typed = visitor.with("Content-Type: application/x-www-form-urlencoded");
    let fields = format!("{form}&client_id={id}&client_secret={}", made.text("/clientSecret"));
    assert_eq!(typed.send("POST /token", &fields).await.status, 200);
    for action in ["register-agent", "issue-token"] {
        assert!(page.contains(&format!("muster/muster/.github/actions/{action}@v1")));
        let file =
            format!("{}/../../.github/actions/{action}/action.yml", env!("CARGO_MANIFEST_DIR"));
        let says = std::fs::read_to_string(file).unwrap();
        let input = if action == "issue-token" { "agent-id" } else { "agent-name" };
        assert!(says.contains("  api-url:") && says.contains(&format!("  {input}:")), "{says}");
        assert!(page.contains(&format!("      {input}: ")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn plans_are_shown_as_the_table_has_them() {
    let bench = bench(true).await;
    let owner = Wire::near(&bench).await.bearing(&token(&bench, TokenKind::Operator).await.0);
    let tiers = owner.get("/tiers").await.json();
    let page = visitor(&bench).await.get("/portal/pricing").await.text;
    for tier in tiers["tiers"].as_array().unwrap() {
        let name = tier["tier"].as_str().unwrap();
        let card = between(&page, &format!("<h2>{name}</h2>"), "</li>")[0].to_owned();
        for limit in ["maxAgents", "maxCallsPerDay", "maxCloudWorkers", "maxEnvironments"] {
            let most = &tier["limits"][limit];
            let shown = if most.is_null() { "no limit".to_owned() } else { most.to_string() };
            assert!(card.replace('\u{202f}', "").contains(&format!("<dd>{shown}</dd>")), "{card}");
        }
    }
    assert!(page.contains("Nothing is limited here at the moment"));
}
