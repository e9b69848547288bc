//! Environments: our own routes, and Dev8's in both generations, over real HTTP.

use crate::{
    bench::Bench,
    cloud::{AGENT_BASE_URL, Door},
};
use aws_lc_rs::digest::{SHA256, digest};
use muster_api::cloud::{EnvironmentRequest, ExtendRequest, ForceQuery};
use muster_api::{overview::Need, schedule::NameQuery};
use muster_coordinator::Activity;
use muster_core::{
    Actor, Name, OrganisationId, Scope,
    requirement::Labels,
    token::{ClearToken, TokenKind},
};
use muster_providers::ProviderKind;
use muster_seams::Clock;
use muster_store::{
    organisation,
    token::{self, TokenRow},
};
use serde_json::{Value, json};
use std::{path::Path, time::Duration};

const CANARY: &str = "canary-3d9f1a7c55";
const BASE: &str = "/api/v1/environments";

pub(crate) fn request(name: &str) -> EnvironmentRequest {
    EnvironmentRequest {
        id: Some("env-one".to_owned()),
        name: name.to_owned(),
        region: None,
        image: None,
        registry: None,
        cpu_cores: 2,
        memory_gb: 4,
        storage_gb: 20,
        env: [("LANG".to_owned(), "C.UTF-8".to_owned())].into(),
        secrets: [("GITHUB_TOKEN".to_owned(), CANARY.to_owned())].into(),
        stop_after_idle_minutes: None,
    }
}

async fn bench() -> Bench {
    Bench::with_cloud(ProviderKind::Render).await
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

impl Bench {
    pub(crate) async fn environment_is(&self, id: &str, status: &str) {
        let id = name(id);
        self.in_time(async || self.client.get_environment(&id).await.unwrap().status == status)
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_environment_lives_and_its_files_outlive_a_stop() {
    let bench = bench().await;
    let made = bench.client.create_environment(&request("mine"), None).await.unwrap();
    assert_eq!(
        (made.environment.status.as_str(), made.operation.state.as_str()),
        ("creating", "open")
    );
    let password = made.password.expect("one was drawn");
    let id = made.environment.id.clone();
    assert_eq!(bench.ended(&made.operation.id).await.state, "done");
    let running = bench.client.get_environment(&id).await.unwrap();
    assert_eq!(running.status, "running");
    let connection = running.connection.expect("it can be reached");
    assert_eq!(connection.web, format!("http://{}:8080", connection.host));
    let secrets = bench.cloud.azure.secrets("aci-env-one");
    let has = |name: &str, value: &str| secrets.contains(&(name.to_owned(), value.to_owned()));
    assert!(has("CODE_SERVER_PASSWORD", &password) && has("GITHUB_TOKEN", CANARY), "{secrets:?}");
    let names = ["CODE_SERVER_PASSWORD", "GITHUB_TOKEN"].map(str::to_owned);
    assert!(names.iter().all(|name| running.secrets.contains(name)), "{:?}", running.secrets);
    let share = bench.cloud.azure.share_number("fs-env-one");

    let stopped = bench.client.stop_environment(&id).await.unwrap();
    assert_eq!(bench.ended(&stopped.operation.id).await.state, "done");
    let still = bench.client.delete_environment(&id, &ForceQuery::default()).await;
    drop(still.unwrap());
    bench.in_time(async || bench.client.get_environment(&id).await.is_err()).await;
    assert!(share.is_some() && bench.cloud.azure.inventory().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn starting_again_finds_the_same_share_and_the_same_secrets() {
    let bench = bench().await;
    let made = bench.client.create_environment(&request("mine"), None).await.unwrap();
    let id = made.environment.id;
    bench.environment_is("env-one", "running").await;
    let before =
        (bench.cloud.azure.share_number("fs-env-one"), bench.cloud.azure.secrets("aci-env-one"));
    let refused = bench.client.delete_environment(&id, &ForceQuery::default()).await.unwrap_err();
    assert_eq!(refused.code(), "still_running");
    bench.client.stop_environment(&id).await.unwrap();
    bench.environment_is("env-one", "stopped").await;
    let bench = bench.restart().await;
    bench.client.start_environment(&id).await.unwrap();
    bench.environment_is("env-one", "running").await;
    let after =
        (bench.cloud.azure.share_number("fs-env-one"), bench.cloud.azure.secrets("aci-env-one"));
    assert_eq!(after, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_environment_cannot_be_is_said_and_nothing_is_made() {
    let bench = bench().await;
    let with = |change: fn(&mut EnvironmentRequest)| {
        let mut wanted = request("mine");
        change(&mut wanted);
        wanted
    };
    for (wanted, field) in [
        (with(|it| it.name = "a/../b".to_owned()), "name"),
        (with(|it| it.name = "x".repeat(80)), "name"),
        (with(|it| it.region = Some("moon".to_owned())), "region"),
        (with(|it| it.storage_gb = 0), "storage_gb"),
        (with(|it| it.storage_gb = 10_000), "storage_gb"),
        (with(|it| it.id = Some("../etc".to_owned())), "workspaceId"),
        (with(|it| it.stop_after_idle_minutes = Some(1)), "stop_after_idle_minutes"),
        (with(|it| drop(it.secrets.insert("BIG".to_owned(), "x".repeat(600_000)))), "secrets.BIG"),
    ] {
        let refused = bench.client.create_environment(&wanted, None).await.unwrap_err();
        let problem = refused.problem().unwrap_or_else(|| panic!("{field}: {refused:?}"));
        assert_eq!(problem.error.as_str(), "validation", "{problem:?}");
        assert_eq!(problem.field.as_deref(), Some(field), "{problem:?}");
    }
    assert!(bench.client.list_environments(&NameQuery::default()).await.unwrap().items.is_empty());
    assert!(bench.cloud.azure.inventory().is_empty());
}

/// The example of Dev8's own documentation, which has no `workspaceId`.
fn example() -> Value {
    json!({
        "userId": "user-123",
        "name": "my-workspace",
        "cloudProvider": "AZURE",
        "cloudRegion": "eastus",
        "cpuCores": 2,
        "memoryGB": 4,
        "storageGB": 20,
        "baseImage": "node",
        "githubToken": CANARY,
        "codeServerPassword": CANARY,
        "anthropicApiKey": CANARY,
    })
}

async fn made(door: &Door) -> (String, Value) {
    let (status, answer) = door.ask("POST", BASE, Some(example())).await;
    assert_eq!(status, 201, "{answer}");
    let id = answer["data"]["environment"]["id"].as_str().unwrap().to_owned();
    (id, answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn dev8s_first_generation_makes_stops_starts_and_deletes_by_address() {
    let bench = bench().await;
    let door = bench.door().await;
    let (id, answer) = made(&door).await;
    let environment = &answer["data"]["environment"];
    assert_eq!((&answer["success"], &environment["status"]), (&json!(true), &json!("CREATING")));
    assert!(answer["data"]["operationId"].as_str().unwrap().starts_with("opr_"));
    assert_eq!(environment["azureContainerGroup"], format!("aci-{id}"));
    assert_eq!((&environment["memoryGB"], &environment["userId"]), (&json!(4), &json!("user-123")));
    bench.environment_is(&id, "running").await;
    let (status, seen) = door.ask("GET", &format!("{BASE}/{id}"), None).await;
    assert_eq!((status, &seen["data"]["environment"]["status"]), (200, &json!("RUNNING")));
    let (_, list) = door.ask("GET", BASE, None).await;
    assert_eq!(
        (&list["total"], &list["page"], &list["pageSize"]),
        (&json!(1), &json!(1), &json!(20))
    );
    assert_eq!(list["environments"], list["data"]["environments"]);

    for (verb, status) in [("stop", "stopped"), ("start", "running")] {
        for _ in 0..2 {
            let (code, answer) = door.ask("POST", &format!("{BASE}/{id}/{verb}"), None).await;
            assert_eq!((code, &answer["id"]), (200, &json!(id)), "a repeat is one: {answer}");
        }
        bench.environment_is(&id, status).await;
    }
    let refused = door.ask("DELETE", &format!("{BASE}/{id}"), None).await;
    assert_eq!(
        (refused.0, &refused.1["code"], &refused.1["success"]),
        (400, &json!("ERR_400"), &json!(false))
    );
    assert_eq!(door.ask("DELETE", &format!("{BASE}/{id}?force=true"), None).await.0, 200);
    bench.in_time(async || bench.cloud.azure.inventory().is_empty()).await;
    assert_eq!(door.ask("DELETE", &format!("{BASE}/{id}?force=true"), None).await.0, 200);
    assert_eq!(door.ask("GET", &format!("{BASE}/{id}"), None).await.1["code"], "ERR_404");
}

#[tokio::test(flavor = "multi_thread")]
async fn dev8s_second_generation_names_it_in_the_body() {
    let bench = bench().await;
    let door = bench.door().await;
    let (id, _) = made(&door).await;
    bench.environment_is(&id, "running").await;
    let which = json!({ "workspaceId": id, "cloudRegion": "eastus" });
    let (status, answer) = door.ask("POST", &format!("{BASE}/stop"), Some(which.clone())).await;
    assert_eq!((status, &answer["data"]["workspaceId"]), (200, &json!(id)));
    bench.environment_is(&id, "stopped").await;
    assert_eq!(door.ask("POST", &format!("{BASE}/start"), Some(which.clone())).await.0, 200);
    bench.environment_is(&id, "running").await;
    assert_eq!(door.ask("DELETE", BASE, Some(which)).await.0, 400, "it runs");
    let forced = json!({ "workspaceId": id, "cloudRegion": "eastus", "force": true });
    assert_eq!(door.ask("DELETE", BASE, Some(forced)).await.0, 200);
    bench.in_time(async || bench.cloud.azure.inventory().is_empty()).await;
    let nobody = json!({ "workspaceId": "env-nobody" });
    let (status, answer) = door.ask("POST", &format!("{BASE}/start"), Some(nobody)).await;
    assert_eq!((status, &answer["reason"]), (404, &json!("environment_not_found")));
    let elsewhere = json!({ "cloudProvider": "GCP" });
    let mut wrong = example();
    wrong.as_object_mut().unwrap().extend(elsewhere.as_object().unwrap().clone());
    assert_eq!(door.ask("POST", BASE, Some(wrong)).await.0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn dev8s_logs_connection_and_extension_are_there_beside_it() {
    let bench = bench().await;
    let door = bench.door().await;
    let (id, _) = made(&door).await;
    bench.environment_is(&id, "running").await;
    let ask = async |method: &str, what: &str, body: Option<Value>| {
        let (status, answer) = door.ask(method, &format!("{BASE}/{id}/{what}"), body).await;
        assert_eq!((status, &answer["success"]), (200, &json!(true)), "{what}: {answer}");
        answer
    };
    let logs = ask("GET", "logs", None).await;
    assert!(logs.to_string().contains("is up"), "{logs}");
    let connection = ask("GET", "connection", None).await.to_string();
    assert!(connection.contains(".eastus.azurecontainer.io"), "{connection}");
    let extended = ask("POST", "extend", Some(json!({ "minutes": 30 }))).await;
    assert!(extended["data"]["notBefore"].is_string(), "{extended}");
}

#[tokio::test(flavor = "multi_thread")]
async fn dev8s_clients_choose_a_cluster_or_a_docker_engine_where_one_is_set_up() {
    let bench = Bench::with_cloud(ProviderKind::Kubernetes).await;
    let door = bench.door().await;
    for (provider, region) in [("KUBERNETES", "kubernetes"), ("DOCKER", "local")] {
        let mut wanted = example();
        wanted["cloudProvider"] = json!(provider);
        wanted["cloudRegion"] = json!(region);
        let (status, answer) = door.ask("POST", BASE, Some(wanted)).await;
        assert_eq!(status, 201, "{answer}");
        let environment = &answer["data"]["environment"];
        assert_eq!(environment["cloudProvider"], provider);
        let id = environment["id"].as_str().unwrap();
        bench.environment_is(id, "running").await;
        let (_, seen) = door.ask("GET", &format!("{BASE}/{id}"), None).await;
        let web = seen["data"]["environment"]["connectionUrls"]["vscodeWebUrl"].clone();
        assert!(web.as_str().unwrap().starts_with("http://127.0.0.1:"), "{web}");
        assert!(!format!("{answer}{seen}").contains(CANARY));
    }
    let container = bench.cloud.docker.inventory().remove(0).name;
    let files = bench.cloud.docker.files(&container);
    assert!(files.contains(&("GITHUB_TOKEN".to_owned(), CANARY.to_owned())), "{files:?}");
    assert_eq!(bench.cloud.kubernetes.inventory().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_is_not_set_up_is_no_provider() {
    let bench = bench().await;
    let door = bench.door().await;
    for provider in ["KUBERNETES", "DOCKER", "RENDER"] {
        let mut wanted = example();
        wanted["cloudProvider"] = json!(provider);
        assert_eq!(door.ask("POST", BASE, Some(wanted)).await.0, 400, "{provider}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_callers_password_is_the_one_in_the_container_and_no_secret_is_told_or_kept() {
    let bench = bench().await;
    let door = bench.door().await;
    let (id, answer) = made(&door).await;
    assert_eq!(answer["data"]["environment"]["connectionUrls"]["codeServerPassword"], Value::Null);
    bench.environment_is(&id, "running").await;
    let secrets = bench.cloud.azure.secrets(&format!("aci-{id}"));
    let given = |name: &str| secrets.contains(&(name.to_owned(), CANARY.to_owned()));
    assert!(given("CODE_SERVER_PASSWORD") && given("GITHUB_TOKEN") && given("ANTHROPIC_API_KEY"));
    let mut told = answer.to_string();
    for path in [BASE.to_owned(), format!("{BASE}/{id}"), "/v1/operations".to_owned()] {
        told.push_str(&door.ask("GET", &path, None).await.1.to_string());
    }
    assert!(!told.contains(CANARY), "{told}");
    for file in std::fs::read_dir(bench.data.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let is_told = bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes());
            assert!(!is_told, "a secret lies in {}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_dev8s_secrets_reaches_its_own_container_alone() {
    let bench = bench().await;
    let door = bench.door().await;
    let fields = [
        ("githubToken", "GITHUB_TOKEN"),
        ("codeServerPassword", "CODE_SERVER_PASSWORD"),
        ("sshPublicKey", "SSH_PUBLIC_KEY"),
        ("gitUserName", "GIT_USER_NAME"),
        ("gitUserEmail", "GIT_USER_EMAIL"),
        ("anthropicApiKey", "ANTHROPIC_API_KEY"),
        ("openaiApiKey", "OPENAI_API_KEY"),
        ("geminiApiKey", "GEMINI_API_KEY"),
    ];
    let value = |whose: &str, name: &str| format!("canary of {whose}: {name}");
    for whose in ["env-ada", "env-bob"] {
        let mut wanted = example();
        wanted["workspaceId"] = json!(whose);
        for (field, name) in fields {
            wanted[field] = json!(value(whose, name));
        }
        let (status, answer) = door.ask("POST", BASE, Some(wanted)).await;
        assert_eq!(status, 201, "{answer}");
        assert!(!answer.to_string().contains("canary"), "{answer}");
        bench.environment_is(whose, "running").await;
    }
    for whose in ["env-ada", "env-bob"] {
        let secrets = bench.cloud.azure.secrets(&format!("aci-{whose}"));
        let given: Vec<_> = secrets.iter().filter(|(_, text)| text.contains("canary")).collect();
        assert_eq!(given.len(), fields.len(), "{given:?}");
        for (name, text) in given {
            assert_eq!(*text, value(whose, name));
        }
        let shown = door.ask("GET", &format!("{BASE}/{whose}"), None).await.1;
        assert!(!shown.to_string().contains("canary"), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_made_is_told_where_to_report_and_with_what() {
    let bench = Bench::with_cloud(ProviderKind::Kubernetes).await;
    let door = bench.door().await;
    let mut wanted = example();
    wanted["workspaceId"] = json!("env-one");
    wanted["cloudProvider"] = json!("KUBERNETES");
    wanted["cloudRegion"] = json!("kubernetes");
    assert_eq!(door.ask("POST", BASE, Some(wanted)).await.0, 201);
    bench.environment_is("env-one", "running").await;
    let given = |deployment: &str, wanted: &str| {
        let all = bench.cloud.kubernetes.environment(deployment);
        all.into_iter().find(|(name, _)| name == wanted).map(|(_, value)| value)
    };
    let base = given("ws-env-one", "AGENT_BASE_URL").unwrap();
    assert_eq!(base, AGENT_BASE_URL);
    let own = given("ws-env-one", "AGENT_TOKEN").unwrap();
    let used = json!({ "environmentId": "env-one", "snapshot": { "activeIDEConnections": 1 } });
    let path = format!("{BASE}/env-one/activity");
    assert_eq!(door.ask_with(&own, "POST", &path, Some(used)).await.0, 200);

    let order = json!({ "name": "edge", "destination": "cloud" });
    let id = door.ask("POST", "/v1/workers", Some(order)).await.1["worker"]["id"].clone();
    let worker =
        || bench.cloud.kubernetes.inventory().into_iter().find(|it| it.name.contains("worker"));
    bench.in_time(async || worker().is_some()).await;
    let reports_to = given(&worker().unwrap().name, "DEN_ACTIVITY_HEARTBEAT_URL").unwrap();
    let path = format!("/v1/workers/{}/activity-heartbeat", id.as_str().unwrap());
    assert_eq!(reports_to, format!("{AGENT_BASE_URL}{path}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_environment_reports_with_its_own_token_and_is_stopped_when_nobody_uses_it() {
    let bench = bench().await;
    let door = bench.door().await;
    let wanted = EnvironmentRequest { stop_after_idle_minutes: Some(30), ..request("mine") };
    bench.client.create_environment(&wanted, None).await.unwrap();
    bench.environment_is("env-one", "running").await;
    let secrets = bench.cloud.azure.secrets("aci-env-one");
    let own = secrets.iter().find(|(name, _)| name == "AGENT_TOKEN").unwrap().1.clone();
    let path = format!("{BASE}/env-one/activity");
    let used = |connections: u32| json!({ "environmentId": "env-one", "snapshot": { "activeIDEConnections": connections } });
    let refused = door.ask("POST", &path, Some(used(1))).await;
    assert_eq!((refused.0, &refused.1["code"]), (401, &json!("ERR_401")), "not even the operator");
    let (status, taken) = door.ask_with(&own, "POST", &path, Some(used(1))).await;
    assert_eq!((status, &taken["data"]["environmentId"]), (200, &json!("env-one")), "{taken}");
    let id = name("env-one");
    let seen = bench.client.get_environment(&id).await.unwrap();
    assert!(seen.activity.active_at.is_some());

    let says = async || bench.client.get_environment(&id).await.unwrap().stops.unwrap().says;
    let idles = async |minutes: u64| {
        bench.clock.advance(Duration::from_mins(minutes));
        tokio::time::sleep(Duration::from_millis(1200)).await;
    };
    idles(45).await;
    assert_eq!(says().await.as_deref(), Some("no activity signal"), "silence is no idleness");
    door.ask_with(&own, "POST", &path, Some(used(1))).await;
    idles(1).await;
    assert_eq!(says().await, None, "somebody is there");
    idles(25).await;
    door.ask_with(&own, "POST", &path, Some(used(0))).await;
    bench.client.extend_environment(&id, &ExtendRequest { minutes: Some(20) }).await.unwrap();
    let needs = async || bench.client.overview().await.unwrap().needs_you;
    assert_eq!(needs().await, [], "there is time");
    idles(10).await;
    let kept = bench.client.get_environment(&id).await.unwrap();
    assert_eq!(kept.status, "running", "it is kept");
    let stops_at = kept.stops.unwrap().at.expect("nobody uses it");
    assert_eq!(stops_at.since(bench.clock.now()), Duration::from_mins(10));
    let told = needs().await;
    let is_told = |need: &Need| matches!(need, Need::EnvironmentStops { environment, at, .. } if *environment == id && *at == stops_at);
    assert!(told.iter().any(is_told), "{told:?}");
    idles(12).await;
    bench.environment_is("env-one", "stopped").await;
    assert_eq!(says().await.as_deref(), Some("nobody used it for 30 minutes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_environment_that_cannot_reach_us_is_asked_and_stopped_by_its_own_answer_alone() {
    let bench = bench().await;
    let wanted = EnvironmentRequest { stop_after_idle_minutes: Some(30), ..request("mine") };
    bench.client.create_environment(&wanted, None).await.unwrap();
    bench.environment_is("env-one", "running").await;
    let id = name("env-one");
    let says = async || bench.client.get_environment(&id).await.unwrap().stops.unwrap().says;
    let idles = async |minutes: u64| {
        bench.clock.advance(Duration::from_mins(minutes));
        tokio::time::sleep(Duration::from_millis(2200)).await;
    };
    let answers = |is_open, used_at| {
        *bench.cloud.workspaces.says.lock().unwrap() = Some(Activity { is_open, used_at });
    };
    idles(45).await;
    assert_eq!(says().await.as_deref(), Some("no activity signal"), "it does not answer");
    let asked = bench.cloud.workspaces.asked.lock().unwrap().clone();
    assert!(asked.iter().all(|host| host.ends_with(".eastus.azurecontainer.io:8080")), "{asked:?}");
    answers(true, None);
    idles(10).await;
    assert_eq!(says().await, None, "somebody is there");
    let seen = bench.client.get_environment(&id).await.unwrap();
    assert!(seen.activity.active_at.is_some() && seen.status == "running");
    answers(false, Some(bench.clock.now()));
    idles(20).await;
    assert_eq!(bench.client.get_environment(&id).await.unwrap().status, "running", "not for long");
    idles(15).await;
    bench.environment_is("env-one", "stopped").await;
    assert_eq!(says().await.as_deref(), Some("nobody used it for 30 minutes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_very_image_of_an_environment_is_shown_once_its_provider_has_said() {
    let bench = bench().await;
    let made = bench.client.create_environment(&request("mine"), None).await.unwrap();
    assert_eq!(made.environment.image_digest, None);
    bench.environment_is("env-one", "running").await;
    let shown = bench.client.get_environment(&name("env-one")).await.unwrap();
    let digest = shown.image_digest.expect("its provider has said");
    assert!(digest.starts_with("sha256:") && digest.len() == 71, "{digest}");
    let bench = bench.restart().await;
    let again = bench.client.get_environment(&name("env-one")).await.unwrap();
    assert_eq!(again.image_digest, Some(digest), "it is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_database_was_lost_an_environment_is_adopted_and_finds_its_files() {
    let bench = bench().await;
    let id = bench.client.create_environment(&request("mine"), None).await.unwrap().environment.id;
    bench.environment_is("env-one", "running").await;
    bench.client.stop_environment(&id).await.unwrap();
    bench.environment_is("env-one", "stopped").await;
    let kept = |bench: &Bench| {
        let azure = &bench.cloud.azure;
        (azure.share_number("fs-env-one"), azure.secrets("aci-env-one"))
    };
    let before = kept(&bench);
    let bench = bench.restart_after(lose_the_database).await;
    assert!(bench.client.list_environments(&NameQuery::default()).await.unwrap().items.is_empty());
    let adopted = bench.client.adopt().await.unwrap().operations;
    assert_eq!(bench.ended(&adopted[0].id).await.state, "done");
    let found = bench.client.get_environment(&id).await.unwrap();
    assert_eq!((found.name.as_str(), found.status.as_str()), ("mine", "stopped"));
    bench.client.start_environment(&id).await.unwrap();
    bench.environment_is("env-one", "running").await;
    assert_eq!(kept(&bench), before);
    assert!(bench.client.adopt().await.unwrap().operations.is_empty(), "it is known now");
}

fn lose_the_database(data: &Path) {
    for file in std::fs::read_dir(data).unwrap() {
        let path = file.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with("muster.db") {
            std::fs::remove_file(path).unwrap();
        }
    }
}

/// Somebody of another organisation, with a token of theirs.
pub(crate) async fn stranger(bench: &Bench) -> String {
    let theirs = OrganisationId::from_random([9; 16]);
    let clear = ClearToken::from_random(TokenKind::Operator, [3; 16], [4; 32]);
    let now = bench.clock.now();
    let row = TokenRow {
        organisation: theirs.clone(),
        id: clear.id.clone(),
        kind: clear.kind,
        name: "theirs".to_owned(),
        secret_hash: digest(&SHA256, clear.secret()).as_ref().to_vec(),
        labels: Labels::new(),
        created_at: now,
        created_by: "operator".to_owned(),
        expires_at: now.after(Duration::from_hours(24)),
        last_used_at: None,
        used_at: None,
        revoked_at: None,
    };
    let scope = Scope {
        organisation: theirs.clone(),
        actor: Actor::Operator,
        request_id: "req-stranger".parse().unwrap(),
        idempotency_key: None,
    };
    let kept = bench.store.write(move |tx| {
        organisation::insert(tx, &theirs, "others", now)?;
        token::insert(tx, &scope, &row)
    });
    kept.await.unwrap();
    clear.reveal()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_or_touches_what_others_have() {
    let bench = bench().await;
    let door = bench.door().await;
    let (environment, made) = made(&door).await;
    let order = json!({ "name": "first", "destination": "cloud" });
    let worker = door.ask("POST", "/v1/workers", Some(order)).await.1;
    let worker = worker["worker"]["id"].as_str().unwrap().to_owned();
    let operation = made["data"]["operationId"].as_str().unwrap().to_owned();
    let token = stranger(&bench).await;
    for (method, path) in [
        ("GET", format!("/v1/workers/{worker}")),
        ("POST", format!("/v1/workers/{worker}/stop")),
        ("POST", format!("/v1/workers/{worker}/wake")),
        ("POST", format!("/v1/workers/{worker}/tokens")),
        ("GET", format!("/v1/workers/{worker}/runtime")),
        ("DELETE", format!("/v1/workers/{worker}")),
        ("GET", format!("/v1/operations/{operation}")),
        ("GET", format!("/v1/environments/{environment}")),
        ("POST", format!("/v1/environments/{environment}/start")),
        ("POST", format!("/v1/environments/{environment}/stop")),
        ("POST", format!("/v1/environments/{environment}/extend")),
        ("GET", format!("/v1/environments/{environment}/logs")),
        ("DELETE", format!("/v1/environments/{environment}?force=true")),
        ("GET", format!("{BASE}/{environment}")),
        ("POST", format!("{BASE}/{environment}/stop")),
        ("DELETE", format!("{BASE}/{environment}?force=true")),
    ] {
        let (status, answer) = door.ask_with(&token, method, &path, None).await;
        assert_eq!(status, 404, "{method} {path}: {answer}");
    }
    for (path, items) in [
        ("/v1/workers", "workers"),
        ("/v1/environments", "items"),
        ("/v1/operations", "items"),
        (BASE, "environments"),
    ] {
        let (status, answer) = door.ask_with(&token, "GET", path, None).await;
        assert_eq!((status, &answer[items]), (200, &json!([])), "{path}");
    }
    bench.environment_is(&environment, "running").await;
}
