//! Admins: the machine's owner, and who is it by address for a while.

use crate::{
    bench::{Bench, Set},
    guard::token,
    people::{member, sign_up},
    wire::Wire,
};
use muster_coordinator::IdentitySettings;
use muster_core::token::TokenKind;
use std::{collections::BTreeMap, time::Duration};

const ADMIN: &str = "dev@example.org";
const LOOKS: [&str; 4] = ["/v1/admin/overview", "/admin/config", "/admin/stats", "/admin/users"];

/// Settings as the documented variables say them.
fn set(more: &[(&str, &str)]) -> IdentitySettings {
    let base = [("SYNTH_DEV_ADMIN_ENABLED", "true"), ("SYNTH_DEV_ADMIN_EMAIL", ADMIN)];
    let said = base.iter().chain(more).map(|(name, value)| ((*name).into(), (*value).into()));
    IdentitySettings::read(&said.collect::<BTreeMap<String, String>>()).unwrap()
}

async fn bench(more: &[(&str, &str)]) -> Bench {
    Bench::that_is_told(Set { identity: set(more), ..Set::default() }).await
}

/// Somebody whose address an owner of this machine has invited.
async fn invited(bench: &Bench, email: &str) -> Wire {
    let near = Wire::near(bench).await;
    near.bearing(&member(bench, &near, email, "viewer").await.0)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_looks_at_everything_and_nobody_else_does() {
    let bench = bench(&[]).await;
    let near = Wire::near(&bench).await;
    let admin = invited(&bench, ADMIN).await;
    for path in LOOKS {
        assert_eq!(admin.get(path).await.status, 200, "{path}");
        assert_eq!(near.get(path).await.problem(), (401, "unauthorized".into()), "{path}");
    }
    let other = invited(&bench, "dev@example.com").await;
    let readonly = near.bearing(&token(&bench, TokenKind::Readonly).await.0);
    for path in LOOKS {
        assert_eq!(other.get(path).await.problem(), (403, "forbidden".into()), "{path}");
        assert_eq!(readonly.get(path).await.problem(), (403, "admin_email_required".into()));
    }
    let owner = near.bearing(&token(&bench, TokenKind::Operator).await.0);
    let users = owner.get("/admin/users?limit=1").await.json();
    assert_eq!((&users["total"], users["users"].as_array().unwrap().len()), (&2.into(), 1));
    let overview = admin.get("/v1/admin/overview").await.json();
    assert_eq!(overview["viewer"]["email"], ADMIN);
    assert_eq!(
        (&overview["admins"][0], &overview["summary"]["totalUsers"]),
        (&ADMIN.into(), &2.into())
    );
    let events = owner.get("/v1/audit/events?action=admin.look").await.json();
    assert!(events["items"].as_array().unwrap().len() >= 5, "every look is written down");
    let id = users["users"][0]["id"].as_str().unwrap();
    assert_eq!(admin.get(&format!("/admin/users/{id}")).await.status, 200);
    let kind = id.split('_').next().unwrap();
    let nobody = format!("/admin/users/{kind}_00000000000000000000000000");
    assert_eq!(admin.get(&nobody).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_somebody_only_typed_makes_nobody_admin() {
    let bench = bench(&[]).await;
    let near = Wire::near(&bench).await;
    let typed = sign_up(&near, ADMIN).await.json();
    let typed = near.bearing(typed["token"].as_str().unwrap());
    assert_eq!(typed.get("/v1/me").await.status, 200);
    for path in LOOKS {
        assert_eq!(typed.get(path).await.problem(), (403, "forbidden".into()), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_its_time_and_no_token_makes_anybody_admin() {
    // The clock of the bench says 2026-11-21T00:00:00Z.
    let ending = bench(&[("SYNTH_DEV_ADMIN_EXPIRES_AT", "2026-11-21T01:00:00Z")]).await;
    let admin = invited(&ending, ADMIN).await;
    assert_eq!(admin.get("/admin/stats").await.status, 200);
    ending.clock.advance(Duration::from_hours(2));
    assert_eq!(admin.get("/admin/stats").await.problem(), (403, "forbidden".into()));

    let unreadable = bench(&[
        ("SYNTH_DEV_ADMIN_EXPIRES_AT", "soon"),
        ("SYNTH_DEV_ADMIN_TOKEN", "let-me-in-1234567"),
    ])
    .await;
    let nobody = invited(&unreadable, ADMIN).await;
    assert_eq!(nobody.get("/admin/stats").await.problem(), (403, "forbidden".into()));
    let bypass = Wire::near(&unreadable).await.bearing("let-me-in-1234567");
    assert_eq!(bypass.get("/admin/stats").await.problem(), (401, "unauthorized".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_change_something_only_where_that_is_set() {
    for is_set in [false, true] {
        let word = if is_set { "true" } else { "false" };
        let bench = bench(&[("SYNTH_ADMIN_MUTATIONS_ENABLED", word)]).await;
        let admin = invited(&bench, ADMIN).await;
        invited(&bench, "ann@example.org").await;
        let users = admin.get("/admin/users").await.json();
        let users = users["users"].as_array().unwrap().clone();
        let ann = users.iter().find(|user| user["email"] == "ann@example.org").unwrap();
        let path = format!("POST /admin/users/{}/role", ann["id"].as_str().unwrap());
        let change = admin.send(&format!("{path}?role=operator"), "").await;
        if !is_set {
            assert_eq!(change.problem(), (403, "admin_changes_off".into()));
            continue;
        }
        assert_eq!((change.status, &change.json()["role"]), (200, &"operator".into()));
        assert_eq!(admin.send(&format!("{path}?role=king"), "").await.status, 422);
        let events = admin.get("/v1/audit/events?action=admin.role").await.json();
        assert_eq!(events["items"][0]["detail"]["to"], "operator", "{events}");
    }
}
