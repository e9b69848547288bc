//! People: Den's way in, word for word, and what a role allows.

use crate::{
    bench::{Bench, shell},
    wire::{Answer, Wire},
};
use muster_api::{job::JobState, worker::JoinTokenRequest};
use muster_core::requirement::Labels;
use serde_json::{Value, json};
use std::time::Duration;

const PASSWORD: &str = "correct horse";

pub(crate) async fn sign_up(wire: &Wire, email: &str) -> Answer {
    let body = json!({ "name": "Ada", "email": email, "password": PASSWORD });
    wire.post("/api/auth/sign-up/email", body).await
}

fn token(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["token"].as_str().unwrap().to_owned()
}

/// Somebody who belongs to the organisation of the machine, with a role.
pub(crate) async fn member(
    bench: &Bench,
    wire: &Wire,
    email: &str,
    role: &str,
) -> (String, String) {
    let owner = operator(bench, wire).await;
    let invitation = owner.post("/v1/invitations", json!({ "role": role, "email": email })).await;
    assert_eq!(invitation.status, 201, "{invitation:?}");
    let invited = invitation.json()["token"].clone();
    let body = json!({ "name": role, "email": email, "password": PASSWORD, "invitation": invited });
    let session = token(&wire.post("/api/auth/sign-up/email", body).await);
    let members = owner.get("/v1/members").await.json();
    let items = members["items"].as_array().unwrap();
    let own = items.iter().find(|member| member["user"]["email"] == email).unwrap();
    (session, own["id"].as_str().unwrap().to_owned())
}

/// The operator of the machine, over the wire.
async fn operator(bench: &Bench, wire: &Wire) -> Wire {
    let (token, _) = crate::guard::token(bench, muster_core::token::TokenKind::Operator).await;
    wire.bearing(&token)
}

#[tokio::test(flavor = "multi_thread")]
async fn dens_way_in_works_by_cookie_and_by_bearer() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    assert_eq!(wire.get("/v1/me").await.problem(), (401, "unauthorized".to_owned()));
    let origin = wire.with(format!("Origin: http://{}", wire.at));
    let signed_up = sign_up(&origin, "Ada@Example.org").await;
    let bearer = wire.bearing(&token(&signed_up));
    assert_eq!(signed_up.json()["user"]["email"], "ada@example.org");
    assert_eq!(signed_up.json()["user"]["emailVerified"], false);

    let set = signed_up.header("set-cookie").unwrap().to_owned();
    assert!(set.contains("; HttpOnly; SameSite=Strict"), "{set}");
    let cookie = wire.with(format!("Cookie: {}", set.split(';').next().unwrap()));
    for way in [&bearer, &cookie] {
        let me = way.get("/v1/me").await;
        assert_eq!(me.status, 200, "{me:?}");
        assert_eq!(me.json()["user"]["name"], "Ada");
        assert_eq!(me.json()["session"]["userId"], me.json()["user"]["id"]);
        assert!(!me.text.contains("muster_session_"), "the token is not given back");
        let orgs = way.get("/v1/me/orgs").await.json();
        assert_eq!(orgs["orgs"][0]["role"], "owner");
        assert_eq!(orgs["defaultOrgId"], orgs["orgs"][0]["id"]);
        assert_eq!(orgs["orgs"][0]["ownerUserId"], me.json()["user"]["id"]);
    }

    let signed_in = json!({ "email": "ada@example.org", "password": PASSWORD });
    let again = wire.post("/api/auth/sign-in/email", signed_in).await;
    let again = wire.bearing(&token(&again));
    assert_eq!(again.send("POST /api/auth/sign-out", "").await.json(), json!({ "success": true }));
    assert_eq!(again.get("/v1/me").await.problem(), (401, "session_ended".to_owned()));
    assert_eq!(bearer.get("/v1/me").await.status, 200, "the other session lives on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_changes_nothing_without_an_origin_of_ours() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    let set = sign_up(&wire, "ada@example.org").await;
    let pair = set.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let cookie = wire.with(format!("Cookie: {pair}"));
    let job = || json!({ "command": "true" });
    assert_eq!(cookie.post("/v1/jobs", job()).await.problem(), (403, "bad_origin".to_owned()));
    let foreign = cookie.with("Origin: https://evil.example");
    assert_eq!(foreign.post("/v1/jobs", job()).await.problem(), (403, "bad_origin".to_owned()));
    let ours = cookie.with(format!("Origin: http://{}", wire.at));
    assert_eq!(ours.post("/v1/jobs", job()).await.status, 201);
    let cut = wire.with(format!("Cookie: {}", &pair[..pair.len() - 4]));
    assert_eq!(cut.get("/v1/me").await.status, 401);
    assert_eq!(ours.send("POST /api/auth/sign-out", "").await.status, 200);
    assert_eq!(cookie.get("/v1/me").await.problem().1, "session_ended");
    let with_token = operator(&bench, &cookie).await;
    assert_eq!(with_token.get("/v1/me").await.status, 200, "an old cookie stands in nobody's way");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_account_sees_nothing_of_anybody_else() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    let job = bench.submit(shell("true")).await;
    let ada = wire.bearing(&token(&sign_up(&wire, "ada@example.org").await));
    assert_eq!(ada.get("/v1/jobs").await.json()["items"], json!([]));
    let foreign = ada.get(&format!("/v1/jobs/{}", job.id)).await;
    assert_eq!(foreign.problem(), (404, "job_not_found".to_owned()));
    for of_the_machine in ["/v1/doctor", "/metrics", "/v1/backups", "/health/detailed"] {
        let answer = ada.get(of_the_machine).await;
        assert_eq!(answer.problem(), (403, "forbidden".to_owned()), "{of_the_machine}");
    }
    let local = bench.client.me().await.unwrap().organisation;
    let there = ada.with(format!("X-Muster-Organisation: {local}"));
    let answer = there.get("/v1/jobs").await;
    assert_eq!(answer.problem(), (404, "organisation_not_found".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_organisation_has_its_own_workers_also_after_a_restart() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    let ada = token(&sign_up(&wire, "ada@example.org").await);
    let bearer = wire.bearing(&ada);
    let invited = bearer.post("/v1/join-tokens", json!(JoinTokenRequest::default())).await;
    let join = invited.json()["token"].as_str().unwrap().to_owned();
    let theirs = bench.join_by(join, "adas", 1, Labels::new()).await;
    let ours = bench.join("ours", 1).await;

    let bench = bench.restart().await;
    let wire = Wire::near(&bench).await.bearing(&ada);
    let listed = wire.get("/v1/workers").await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed["items"][0]["name"], "adas");
    let _ours = bench.come(&ours, vec![]).await;
    let mut session = bench.come(&theirs, vec![]).await;
    let local = bench.submit(shell("true")).await;
    let made = wire.post("/v1/jobs", json!({ "command": "true" })).await.json();
    let granted = session.assignment().await.grant;
    assert_eq!(json!(granted.job), made["id"], "both are the first job of their organisation");
    session.finish(granted, 0).await;
    let path = format!("/v1/jobs/{}", granted.job);
    assert_eq!(wire.get(&path).await.json()["state"], "succeeded");
    assert_ne!(bench.client.get_job(local.id).await.unwrap().state, JobState::Succeeded);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_says_what_a_member_may_do() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    let (viewer, _) = member(&bench, &wire, "viewer@example.org", "viewer").await;
    let (other, id) = member(&bench, &wire, "other@example.org", "operator").await;
    let (owner, _) = member(&bench, &wire, "owner@example.org", "owner").await;
    let [viewer, other, owner] = [viewer, other, owner].map(|token| wire.bearing(&token));
    let job = json!({ "command": "true" });
    assert_eq!(viewer.post("/v1/jobs", job.clone()).await.problem().1, "forbidden");
    assert_eq!(other.post("/v1/jobs", job.clone()).await.status, 201);
    assert_eq!(viewer.get("/v1/jobs").await.json()["items"].as_array().unwrap().len(), 1);
    let token = json!({ "name": "ci", "kind": "operator" });
    assert_eq!(other.post("/v1/tokens", token.clone()).await.status, 403);
    assert_eq!(owner.post("/v1/tokens", token).await.status, 201);

    let path = format!("/v1/members/{id}");
    assert_eq!(other.json("PATCH", &path, json!({ "role": "owner" })).await.status, 403);
    assert_eq!(owner.json("PATCH", &path, json!({ "role": "viewer" })).await.status, 204);
    assert_eq!(other.post("/v1/jobs", job).await.status, 403, "it holds at the next request");
    assert_eq!(owner.send(&format!("DELETE {path}"), "").await.status, 204);
    assert_eq!(other.get("/v1/jobs").await.status, 403, "who was removed belongs nowhere");
    assert_eq!(owner.send(&format!("DELETE {path}"), "").await.problem().1, "member_not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_keeps_an_owner() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    let ada = wire.bearing(&token(&sign_up(&wire, "ada@example.org").await));
    let own = ada.get("/v1/members").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/members/{own}");
    let demoted = ada.json("PATCH", &path, json!({ "role": "viewer" })).await;
    assert_eq!(demoted.problem(), (409, "last_owner".to_owned()));
    assert_eq!(ada.send(&format!("DELETE {path}"), "").await.problem().1, "last_owner");
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_made_by_invitation_from_another_machine() {
    let bench = Bench::start().await;
    let far = Wire::from(&bench, "192.168.1.5").await;
    let refused = sign_up(&far, "eve@example.org").await;
    assert_eq!(refused.problem(), (403, "sign_up_closed".to_owned()));
    let near = Wire::near(&bench).await;
    let owner = operator(&bench, &near).await;
    let wanted = json!({ "role": "viewer", "email": "Bob@example.org" });
    let invitation = owner.post("/v1/invitations", wanted).await.json();
    let invited = invitation["token"].clone();
    assert!(invitation["url"].as_str().unwrap().contains("/console/#invitation=muster_invite_"));
    let body = |email: &str| json!({ "email": email, "password": PASSWORD, "name": "B", "invitation": invited });
    let path = "/api/auth/sign-up/email";
    let other = far.post(path, body("eve@example.org")).await;
    assert_eq!(other.problem(), (403, "forbidden".to_owned()), "it is for another address");
    assert_eq!(far.post(path, body("bob@example.org")).await.status, 200);
    let again = far.post(path, body("carol@example.org")).await;
    assert_eq!(again.problem(), (404, "invitation_not_found".to_owned()), "it works once");
    assert_eq!(owner.get("/v1/invitations").await.json()["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_use_one_invitation_one_comes_in() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    let owner = operator(&bench, &wire).await;
    let made = owner.post("/v1/invitations", json!({ "role": "viewer" })).await.json();
    let mut sessions = Vec::new();
    for place in 0..8 {
        let answer = sign_up(&wire, &format!("p{place}@example.org")).await;
        sessions.push(wire.bearing(&token(&answer)));
    }
    let used = |wire: Wire| {
        let body = json!({ "token": made["token"] });
        async move { wire.post("/v1/invitations/accept", body).await.status }
    };
    let answers = futures_util::future::join_all(sessions.into_iter().map(used)).await;
    assert_eq!(answers.iter().filter(|status| **status == 204).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 404).count(), 7, "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_says_nothing_and_is_slowed_down() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    sign_up(&wire, "ada@example.org").await;
    let try_as = |wire: &Wire, email: &str| {
        let (wire, body) = (wire.clone(), json!({ "email": email, "password": "wrong horse" }));
        async move { wire.post("/api/auth/sign-in/email", body).await }
    };
    let (wrong, nobody) =
        (try_as(&wire, "ada@example.org").await, try_as(&wire, "eve@example.org").await);
    assert_eq!(wrong.problem(), (401, "invalid_credentials".to_owned()));
    assert_eq!(wrong.json()["detail"], nobody.json()["detail"]);
    let mut last = wrong;
    for _ in 0..10 {
        last = try_as(&wire, "ada@example.org").await;
    }
    assert_eq!(last.problem(), (429, "rate_limited".to_owned()));
    let far = Wire::from(&bench, "192.168.1.5").await;
    let body = json!({ "email": "ada@example.org", "password": PASSWORD });
    let elsewhere = far.post("/api/auth/sign-in/email", body).await;
    assert_eq!(elsewhere.status, 200, "whoever guesses keeps nobody else out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_listed_ended_and_renewed() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    let first = wire.bearing(&token(&sign_up(&wire, "ada@example.org").await));
    let body = json!({ "email": "ada@example.org", "password": PASSWORD });
    let phone = wire.with("User-Agent: phone/1");
    let second = token(&phone.post("/api/auth/sign-in/email", body).await);
    let listed = first.get("/v1/sessions").await.json();
    let items = listed["items"].as_array().unwrap();
    let other = items.iter().find(|item| item["userAgent"] == "phone/1").unwrap();
    assert_eq!(items.iter().filter(|item| item["isCurrent"] == true).count(), 1);
    let path = format!("DELETE /v1/sessions/{}", other["id"].as_str().unwrap());
    assert_eq!(first.send(&path, "").await.status, 204);
    assert_eq!(wire.bearing(&second).get("/v1/me").await.problem().1, "session_ended");

    bench.clock.advance(Duration::from_hours(6 * 24));
    assert_eq!(first.get("/v1/me").await.status, 200);
    bench.clock.advance(Duration::from_hours(6 * 24));
    assert_eq!(first.get("/v1/me").await.status, 200, "a use makes it longer");
    bench.clock.advance(Duration::from_hours(8 * 24));
    assert_eq!(first.get("/v1/me").await.problem().1, "session_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_hands_a_session_over_once() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    let ada = wire.bearing(&token(&sign_up(&wire, "ada@example.org").await));
    let begun = ada.post("/v1/auth/desktop-handoff", json!({ "desktopScheme": "muster" })).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let url = begun.json()["openworkUrl"].as_str().unwrap().to_owned();
    let grant = begun.json()["grant"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&format!("muster://den-auth?grant={grant}&denBaseUrl=http%3A%2F%2F")));
    let exchange = |grant: Value| {
        let wire = wire.clone();
        async move { wire.post("/v1/auth/desktop-handoff/exchange", json!({ "grant": grant })).await }
    };
    let answers = futures_util::future::join_all((0..4).map(|_| exchange(json!(grant)))).await;
    let good: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(good.len(), 1);
    assert!(
        answers
            .iter()
            .all(|answer| answer.status == 200 || answer.problem().1 == "grant_not_found")
    );
    let handed = wire.bearing(&token(good[0]));
    assert_eq!(handed.get("/v1/me").await.json()["user"]["email"], "ada@example.org");
    let odd = ada.post("/v1/auth/desktop-handoff", json!({ "desktopScheme": "java script" })).await;
    assert!(odd.json()["openworkUrl"].as_str().unwrap().starts_with("openwork://"));
    assert_eq!(exchange(json!("short")).await.problem(), (400, "invalid_request".to_owned()));
    let late = odd.json()["grant"].clone();
    bench.clock.advance(Duration::from_mins(6));
    assert_eq!(exchange(late).await.problem(), (404, "grant_not_found".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn defrags_way_in_gives_a_token() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    let body = json!({ "email": "ada@example.org", "password": PASSWORD });
    let registered = wire.post("/auth/register", body.clone()).await;
    let again = wire.post("/auth/register", body.clone()).await;
    assert_eq!(again.problem(), (422, "account_exists".to_owned()));
    let signed_in = wire.post("/auth/login", body).await;
    for answer in [registered, signed_in] {
        let token = token(&answer);
        assert_eq!(answer.json(), json!({ "token": token }));
        assert_eq!(wire.bearing(&token).get("/v1/me").await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_an_account_is_refused_by_name() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    for (field, value) in [("email", "none"), ("name", " "), ("password", "short")] {
        let mut body = json!({ "name": "A", "email": "a@example.org", "password": PASSWORD });
        body[field] = json!(value);
        let answer = wire.post("/api/auth/sign-up/email", body).await;
        assert_eq!(answer.problem(), (422, "validation".to_owned()), "{field}");
        assert_eq!(answer.json()["field"], field);
    }
}
