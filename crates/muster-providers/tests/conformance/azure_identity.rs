//! As whom Azure is asked.

use crate::{
    azure::{HERE, identity, open_with, settings},
    canned::Canned,
    stage::{clock, mark, request},
};
use muster_providers::{
    EnvironmentEngine, Outcome, Refusal, Secret,
    azure::{Azure, AzureSettings, Identity},
    fake::{FakeAzure, Fault, Timing, Trouble},
    http::Base,
};
use serde_json::json;
use std::{io::Write, sync::Arc, time::Duration};

fn tokens_taken(azure: &FakeAzure) -> usize {
    azure.fake().seen().iter().filter(|seen| seen.path.ends_with("/token")).count()
}

#[tokio::test]
async fn one_token_serves_many_calls_until_shortly_before_its_end() {
    let (azure, stage) = open_with(settings());
    for _ in 0..3 {
        stage.engine.check(&request()).await.unwrap();
    }
    assert_eq!(tokens_taken(&azure), 1);
    stage.clock.advance(Duration::from_mins(56));
    stage.engine.check(&request()).await.unwrap();
    assert_eq!(tokens_taken(&azure), 2);
}

#[tokio::test]
async fn calls_at_the_same_time_share_one_sign_in() {
    let (azure, stage) = open_with(settings());
    let id = request();
    let calls = (0..10).map(|_| stage.engine.check(&id));
    for answer in futures_util::future::join_all(calls).await {
        answer.unwrap();
    }
    assert_eq!(tokens_taken(&azure), 1);
}

#[tokio::test]
async fn a_revoked_token_is_let_go_and_the_next_call_signs_in() {
    let (azure, stage) = open_with(settings());
    stage.engine.check(&request()).await.unwrap();
    azure.revoke_tokens();
    let error = stage.engine.check(&request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::Unauthorised));
    stage.engine.check(&request()).await.unwrap();
}

#[tokio::test]
async fn a_wrong_secret_is_refused_and_not_told() {
    let Identity::ClientSecret { authority, tenant, client, .. } = identity(HERE) else { panic!() };
    let secret = Secret::new("wrong-secret-of-ours");
    let identity = Identity::ClientSecret { authority, tenant, client, secret };
    let (_, stage) = open_with(AzureSettings { identity, ..settings() });
    let error = stage.engine.check(&request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::Unauthorised));
    assert!(error.said.as_deref().unwrap().starts_with("AADSTS7000215"), "{error:?}");
    assert!(!format!("{stage:?} {error:?}").contains("wrong-secret-of-ours"));
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_without_an_answer_changes_nothing_for_certain() {
    let (azure, stage) = open_with(settings());
    azure.fake().trouble(Trouble::next(Fault::Silence, Timing::After));
    let error = stage.engine.check(&request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Unsent);
}

#[tokio::test]
async fn a_platform_proves_who_we_are_with_a_file() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "{}", FakeAzure::SECRET).unwrap();
    let identity = Identity::Workload {
        authority: Base::parse(HERE).unwrap(),
        tenant: FakeAzure::TENANT.into(),
        client: FakeAzure::CLIENT.into(),
        token_file: file.path().to_owned(),
    };
    let (_, stage) = open_with(AzureSettings { identity, ..settings() });
    stage.engine.check(&request()).await.unwrap();
}

#[tokio::test]
async fn a_missing_file_asks_nobody() {
    let identity = Identity::Workload {
        authority: Base::parse(HERE).unwrap(),
        tenant: FakeAzure::TENANT.into(),
        client: FakeAzure::CLIENT.into(),
        token_file: "no/such/file".into(),
    };
    let (azure, stage) = open_with(AzureSettings { identity, ..settings() });
    assert_eq!(stage.engine.check(&request()).await.unwrap_err().outcome, Outcome::Unsent);
    assert_eq!(azure.fake().seen(), []);
}

#[tokio::test]
async fn a_machine_asks_its_own_platform_and_shows_nothing_secret_there() {
    let token = json!({ "access_token": "of-the-machine", "expires_in": "3600" });
    let canned = Canned::new([("/metadata/", token), ("/containerGroups", json!({ "value": [] }))]);
    let identity = Identity::Machine { client: Some("mine".into()) };
    let settings = AzureSettings { identity, ..settings() };
    let engine = Azure::new(settings, mark(), Arc::new(canned.clone()), clock());
    engine.check(&request()).await.unwrap();
    let seen = canned.seen();
    let first = seen[0].uri().to_string();
    assert!(first.starts_with("http://169.254.169.254/metadata/identity/oauth2/token?"), "{first}");
    assert!(first.ends_with("&client_id=mine"), "{first}");
    assert_eq!(seen[0].headers()["metadata"], "true");
    assert!(seen[0].headers().get("authorization").is_none());
    assert_eq!(seen[1].headers()["authorization"], "Bearer of-the-machine");
}

#[tokio::test]
async fn a_next_page_elsewhere_gets_no_token() {
    let token = json!({ "access_token": "t", "expires_in": 3600 });
    let page = json!({ "value": [], "nextLink": "https://evil.example/next" });
    let canned = Canned::new([("/token", token), ("/shares", page)]);
    let engine = Azure::new(settings(), mark(), Arc::new(canned.clone()), clock());
    assert!(engine.list(&request()).await.unwrap_err().is_unknown());
    let hosts: Vec<_> = canned.seen().iter().map(|it| it.uri().host().map(str::to_owned)).collect();
    assert_eq!(hosts, [Some("127.0.0.1".to_owned()), Some("127.0.0.1".to_owned())]);
}

#[cfg(unix)]
mod command_line {
    use super::*;
    use std::{fs::Permissions, os::unix::fs::PermissionsExt, path::Path};

    /// A program that behaves as `az` does, as far as we ask it.
    fn az(folder: &Path, script: &str) -> Identity {
        let program = folder.join("az");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, Permissions::from_mode(0o700)).unwrap();
        Identity::CommandLine { program }
    }

    async fn check(script: &str) -> Outcome {
        let folder = tempfile::tempdir().unwrap();
        let identity = az(folder.path(), script);
        let (_, stage) = open_with(AzureSettings { identity, ..settings() });
        stage.engine.check(&request()).await.unwrap_err().outcome
    }

    #[tokio::test]
    async fn whoever_has_signed_in_is_asked_for_a_token() {
        // The fake knows no such token, so it is refused: it arrived.
        let token =
            r#"echo '{"accessToken":"of-az","expires_on":4102444800,"tokenType":"Bearer"}'"#;
        assert_eq!(check(token).await, Outcome::Refused(Refusal::Unauthorised));
    }

    #[tokio::test]
    async fn nobody_who_has_signed_in_is_a_refusal_and_nonsense_is_not() {
        let nobody = "echo 'Please run az login' >&2; exit 1";
        assert_eq!(check(nobody).await, Outcome::Refused(Refusal::Unauthorised));
        assert_eq!(check("echo nonsense").await, Outcome::Unsent);
    }
}
