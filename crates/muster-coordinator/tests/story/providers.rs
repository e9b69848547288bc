//! Accounts of one's own at providers: entered, checked, sealed, used by nobody else, and given up.

use crate::{
    bench::Bench,
    cloud::Door,
    environments::{request, stranger},
};
use muster_providers::{
    ProviderKind,
    fake::{FakeAzure, FakeDaytona, Fault, Timing, Trouble},
};
use serde_json::{Value, json};

async fn bench() -> Bench {
    Bench::with_cloud(ProviderKind::Render).await
}

fn daytona() -> Value {
    json!({
        "settings": { "DAYTONA_SNAPSHOT": "first" },
        "secrets": { "DAYTONA_API_KEY": FakeDaytona::KEY },
    })
}

fn azure() -> Value {
    json!({
        "settings": {
            "AZURE_SUBSCRIPTION_ID": FakeAzure::SUBSCRIPTION,
            "AZURE_TENANT_ID": FakeAzure::TENANT,
            "AZURE_CLIENT_ID": FakeAzure::CLIENT,
            "AZURE_REGIONS": "eastus:eastus:true:rg-east:fakeeast",
        },
        "secrets": { "AZURE_CLIENT_SECRET": FakeAzure::SECRET },
    })
}

async fn entered(door: &Door, provider: &str, body: Value) -> Value {
    let (status, answer) = door.ask("PUT", &format!("/v1/providers/{provider}"), Some(body)).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

async fn one(door: &Door, provider: &str) -> Value {
    let (status, answer) = door.ask("GET", "/v1/providers", None).await;
    assert_eq!(status, 200, "{answer}");
    let items = answer["items"].as_array().unwrap();
    items.iter().find(|it| it["provider"] == provider).unwrap().clone()
}

fn field(provider: &Value, name: &str) -> Value {
    let fields = provider["fields"].as_array().unwrap();
    fields.iter().find(|it| it["name"] == name).unwrap().clone()
}

fn snapshots(fake: &FakeDaytona) -> Vec<Value> {
    let names = fake.inventory().into_iter().map(|kept| kept.name);
    names.map(|name| fake.order(&name).unwrap()["snapshot"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_checked_sealed_and_shown_without_its_credentials() {
    let bench = bench().await;
    let door = bench.door().await;
    assert_eq!(one(&door, "daytona").await["source"], "installation");
    let kept = entered(&door, "daytona", daytona()).await;
    assert_eq!((&kept["source"], &kept["in_use"]), (&json!("organisation"), &json!(0)));
    assert!(kept["account"].is_string() && kept["checked_at"].is_string(), "{kept}");
    let key = field(&kept, "DAYTONA_API_KEY");
    assert_eq!(
        (&key["is_set"], &key["is_secret"], &key["value"]),
        (&json!(true), &json!(true), &Value::Null)
    );
    assert_eq!(field(&kept, "DAYTONA_SNAPSHOT")["value"], "first");
    let (status, checked) = door.ask("POST", "/v1/providers/daytona/check", None).await;
    assert_eq!((status, &checked["account"]), (200, &kept["account"]));
    let told = door.ask("GET", "/v1/audit/events", None).await.1.to_string();
    assert!(told.contains("provider.set") && !told.contains(FakeDaytona::KEY), "{told}");
    for file in std::fs::read_dir(bench.data.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let is_told =
                bytes.windows(FakeDaytona::KEY.len()).any(|it| it == FakeDaytona::KEY.as_bytes());
            assert!(!is_told, "a credential lies in {}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_provider_does_not_take_is_refused_and_nothing_is_kept() {
    let bench = bench().await;
    let door = bench.door().await;
    let put = async |body: Value| door.ask("PUT", "/v1/providers/daytona", Some(body)).await;
    let (status, refused) =
        put(json!({ "secrets": { "DAYTONA_API_KEY": "wrong-canary-77" } })).await;
    assert_eq!((status, &refused["error"]), (422, &json!("credentials_refused")), "{refused}");
    assert!(!refused.to_string().contains("canary"), "{refused}");
    let (status, missing) = put(json!({ "settings": { "DAYTONA_SNAPSHOT": "first" } })).await;
    assert_eq!((status, &missing["field"]), (422, &json!("secrets.DAYTONA_API_KEY")), "{missing}");
    let in_clear = json!({ "settings": { "DAYTONA_API_KEY": FakeDaytona::KEY } });
    assert_eq!(put(in_clear).await.1["field"], "settings.DAYTONA_API_KEY");
    let mut elsewhere = daytona();
    elsewhere["settings"]["DAYTONA_API_URL"] = json!("https://elsewhere.example");
    assert_eq!(put(elsewhere).await.0, 422, "nobody sends us elsewhere");
    bench.cloud.own_daytona.fake().script().add(Trouble::next(Fault::ServerError, Timing::Before));
    let (status, silent) = put(daytona()).await;
    assert_eq!((status, &silent["error"]), (502, &json!("provider_unanswered")), "{silent}");
    assert_eq!(one(&door, "daytona").await["source"], "installation", "nothing was kept");
    let mut unseen = daytona();
    unseen["check"] = json!(false);
    assert_eq!(entered(&door, "daytona", unseen).await["checked_at"], Value::Null);
    assert_eq!(door.ask("PUT", "/v1/providers/gcp", Some(daytona())).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_entered_serves_its_own_organisation_alone_and_machines_keep_their_account() {
    let bench = bench().await;
    let door = bench.door().await;
    let first = bench.client.create_environment(&request("of all"), None).await.unwrap();
    bench.environment_is("env-one", "running").await;
    entered(&door, "azure", azure()).await;
    let token = stranger(&bench).await;
    let theirs = door.ask_with(&token, "GET", "/v1/providers", None).await.1.to_string();
    assert!(!theirs.contains(FakeAzure::TENANT) && !theirs.contains("organisation"), "{theirs}");

    let mut second = request("our own");
    second.id = Some("env-two".to_owned());
    bench.client.create_environment(&second, None).await.unwrap();
    bench.environment_is("env-two", "running").await;
    let is_there =
        |azure: &FakeAzure, key: &str| azure.share_number(&format!("fs-{key}")).is_some();
    let (all, own) = (&bench.cloud.azure, &bench.cloud.own_azure);
    assert!(is_there(all, "env-one") && is_there(own, "env-two"));
    assert!(!is_there(all, "env-two") && !is_there(own, "env-one"));
    let mut third = json!(request("theirs"));
    third["id"] = json!("env-three");
    assert_eq!(door.ask_with(&token, "POST", "/v1/environments", Some(third)).await.0, 202);
    bench.in_time(async || is_there(all, "env-three")).await;

    assert_eq!(one(&door, "azure").await["in_use"], 1);
    let refused = door.ask("DELETE", "/v1/providers/azure", None).await;
    assert_eq!((refused.0, &refused.1["error"]), (409, &json!("provider_in_use")));
    let bench = bench.restart().await;
    for id in [first.environment.id, "env-two".parse().unwrap()] {
        bench.client.stop_environment(&id).await.unwrap();
        bench.environment_is(id.as_str(), "stopped").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_snapshot_is_for_new_machines_and_an_account_is_forgotten_when_nothing_stands_on_it()
 {
    let bench = bench().await;
    let door = bench.door().await;
    entered(&door, "daytona", daytona()).await;
    let rules = json!({ "default_provider": "daytona" });
    assert_eq!(door.ask("PUT", "/v1/cloud/rules", Some(rules)).await.0, 200);
    let order = json!({ "name": "one", "destination": "cloud" });
    let ordered = door.ask("POST", "/v1/workers", Some(order.clone())).await;
    assert_eq!((ordered.0, &ordered.1["instance"]["provider"]), (202, &json!("daytona")));
    bench.in_time(async || snapshots(&bench.cloud.own_daytona) == ["first"]).await;
    // A credential that is not given stays.
    entered(&door, "daytona", json!({ "settings": { "DAYTONA_SNAPSHOT": "second" } })).await;
    let order = json!({ "name": "two", "destination": "cloud" });
    let second = door.ask("POST", "/v1/workers", Some(order)).await.1;
    bench.in_time(async || snapshots(&bench.cloud.own_daytona).len() == 2).await;
    let made = snapshots(&bench.cloud.own_daytona);
    assert!(made.contains(&json!("first")) && made.contains(&json!("second")), "{made:?}");
    assert!(bench.cloud.daytona.inventory().is_empty(), "the environment's account is not used");
    for answer in [&ordered.1, &second] {
        let id = answer["worker"]["id"].as_str().unwrap();
        assert_eq!(door.ask("DELETE", &format!("/v1/workers/{id}"), None).await.0, 204);
    }
    bench.in_time(async || door.ask("DELETE", "/v1/providers/daytona", None).await.0 == 204).await;
    assert!(bench.cloud.own_daytona.inventory().is_empty());
    assert_eq!(one(&door, "daytona").await["source"], "installation");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_keychain_is_locked_an_own_account_waits_and_is_used_afterwards() {
    let bench = bench().await;
    let door = bench.door().await;
    entered(&door, "azure", azure()).await;
    bench.keychain.lock(true);
    let bench = bench.restart().await;
    let door = bench.door().await;
    let (status, refused) = door.ask("POST", "/v1/providers/azure/check", None).await;
    assert_eq!((status, &refused["error"]), (503, &json!("secrets_unavailable")), "{refused}");
    bench.keychain.lock(false);
    assert_eq!(door.ask("POST", "/v1/providers/azure/check", None).await.0, 200);
    entered(&door, "azure", json!({ "settings": azure()["settings"] })).await;
    bench.client.create_environment(&request("mine"), None).await.unwrap();
    bench.environment_is("env-one", "running").await;
    assert!(bench.cloud.own_azure.share_number("fs-env-one").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_read_again_and_it_is_said_what_needs_a_restart() {
    let bench = bench().await;
    let door = bench.door().await;
    let (status, reread) = door.ask("POST", "/v1/cloud/reload", None).await;
    let told = json!({ "changed": ["DAYTONA_SNAPSHOT"], "needs_restart": ["MUSTER_LISTEN"] });
    assert_eq!((status, reread), (200, told));
    let token = stranger(&bench).await;
    assert_eq!(door.ask_with(&token, "POST", "/v1/cloud/reload", None).await.0, 403);
}
