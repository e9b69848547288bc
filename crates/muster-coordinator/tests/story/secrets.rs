//! Secrets: kept under a name or sent with a job, given to the worker that runs it, and readable nowhere else.

use crate::bench::{Bench, Played, shell};
use muster_api::{
    job::{Job, JobQuery, JobState, JobSubmission, RerunRequest},
    schedule::{NameQuery, ScheduleRequest},
    secret::SecretRequest,
    session::Assignment,
    template::TemplateRequest,
};
use muster_client::ClientError;
use muster_core::Name;
use std::{collections::BTreeMap, path::Path};

const VALUE: &str = "canary-7f3a9c1e";

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

async fn set(bench: &Bench, secret: &str, value: &str) {
    let request = SecretRequest { value: value.to_owned() };
    bench.client.put_secret(&name(secret), &request).await.unwrap();
}

fn naming(variable: &str, secret: &str) -> JobSubmission {
    JobSubmission { secrets: [(variable.to_owned(), name(secret))].into(), ..shell("deploy") }
}

fn sending(variable: &str, value: &str) -> JobSubmission {
    JobSubmission {
        env: [(variable.to_owned(), value.to_owned())].into(),
        secret_env: vec![variable.to_owned()],
        ..shell("deploy")
    }
}

fn problem<T: std::fmt::Debug>(answer: Result<T, ClientError>) -> (String, String) {
    match answer {
        Err(ClientError::Problem(problem)) => {
            (problem.error.as_str().to_owned(), problem.field.unwrap_or_default())
        }
        other => panic!("not refused: {other:?}"),
    }
}

async fn given(session: &mut Played) -> (Assignment, BTreeMap<String, String>) {
    let assignment = session.assignment().await;
    let environment = assignment.environment.clone();
    (assignment, environment)
}

/// Files below a folder that have these bytes.
fn holding(dir: &Path, needle: &str) -> Vec<String> {
    let mut found = vec![];
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, needle));
        } else if let Ok(bytes) = std::fs::read(&path)
            && bytes.windows(needle.len()).any(|part| part == needle.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test]
async fn a_worker_is_given_the_secrets_that_its_job_names_and_the_store_tells_none() {
    let bench = Bench::start().await;
    set(&bench, "deploy-key", VALUE).await;
    let (named, sent) = (naming("KEY", "deploy-key"), sending("TOKEN", "canary-2b8d40aa"));
    let named = bench.submit(named).await;
    let sent = bench.submit(sent).await;
    let plain = bench.submit(shell("true")).await;
    assert_eq!(named.secrets, [("KEY".to_owned(), name("deploy-key"))].into());
    let again = bench.client.rerun_job(sent.id, &RerunRequest::default(), None).await.unwrap();

    let who = bench.join("studio", 4).await;
    let mut session = bench.come(&who, vec![]).await;
    for (job, variable, value) in [
        (&named, "KEY", VALUE),
        (&sent, "TOKEN", "canary-2b8d40aa"),
        (&plain, "", ""),
        (&again, "TOKEN", "canary-2b8d40aa"),
    ] {
        let (assignment, environment) = given(&mut session).await;
        assert_eq!(assignment.grant.job, job.id);
        assert_eq!(environment.get(variable).map_or("", String::as_str), value);
        assert_eq!(assignment.secret_environment.contains(variable), !variable.is_empty());
    }
    let data = bench.data.clone();
    let page = bench.client.list_secrets(&NameQuery::default()).await.unwrap();
    assert_eq!(page.items.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["deploy-key"]);
    let bench = bench.restart().await;
    for canary in [VALUE, "canary-2b8d40aa"] {
        assert_eq!(holding(data.path(), canary), [""; 0], "{canary} lies in clear");
    }
    drop(bench);
}

#[tokio::test]
async fn a_secret_that_has_gone_ends_the_attempt_and_says_so() {
    let bench = Bench::start().await;
    set(&bench, "deploy-key", VALUE).await;
    let job = bench.submit(naming("KEY", "deploy-key")).await;
    bench.client.delete_secret(&name("deploy-key")).await.unwrap();
    let (code, _) = problem(bench.client.delete_secret(&name("deploy-key")).await);
    assert_eq!(code, "secret_not_found");
    let who = bench.join("studio", 1).await;
    let _session = bench.come(&who, vec![]).await;
    let ended = bench.until(&job, |job: &Job| job.state == JobState::Failed).await;
    let reason = ended.reason.unwrap_or_default();
    assert!(reason.contains("there is no secret `deploy-key`"), "{reason}");
}

#[tokio::test]
async fn while_the_keychain_is_locked_jobs_with_secrets_wait_and_others_run() {
    let bench = Bench::start().await;
    let sealed = bench.submit(sending("TOKEN", VALUE)).await;
    let plain = bench.submit(shell("true")).await;
    bench.keychain.lock(true);
    let bench = bench.restart().await;
    let who = bench.join("studio", 4).await;
    let mut session = bench.come(&who, vec![]).await;
    assert_eq!(session.assignment().await.grant.job, plain.id);
    let (code, _) = problem(bench.client.submit_job(&sending("TOKEN", VALUE), None).await);
    assert_eq!(code, "secrets_unavailable");
    let waits = bench.client.get_job(sealed.id).await.unwrap();
    assert_eq!(waits.state, JobState::Queued);
    assert_eq!(
        waits.reason.as_deref(),
        Some("its secrets are sealed and their key is out of reach")
    );

    bench.keychain.lock(false);
    let later = bench.submit(sending("TOKEN", VALUE)).await;
    for job in [&sealed, &later] {
        let (assignment, environment) = given(&mut session).await;
        assert_eq!((assignment.grant.job, environment["TOKEN"].as_str()), (job.id, VALUE));
    }
}

#[tokio::test]
async fn a_new_value_is_what_later_attempts_are_given() {
    let bench = Bench::start().await;
    set(&bench, "key", "first-value").await;
    bench.submit(naming("KEY", "key")).await;
    set(&bench, "key", "second-value").await;
    let who = bench.join("studio", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let (_, environment) = given(&mut session).await;
    assert_eq!(environment["KEY"], "second-value");
}

#[tokio::test]
async fn what_schedules_and_templates_keep_is_sealed_and_reaches_their_jobs() {
    let bench = Bench::start().await;
    let request: TemplateRequest = serde_json::from_value(serde_json::json!({
        "parameters": {"target": {"type": "string"}},
        "job": {"argv": ["deploy", "{{target}}"], "env": {"TOKEN": VALUE}, "secret_env": ["TOKEN"]},
    }))
    .unwrap();
    bench.client.put_template(&name("deploy"), &request).await.unwrap();
    let from_template = JobSubmission {
        template: Some(name("deploy")),
        parameters: [("target".to_owned(), "prod".into())].into(),
        ..JobSubmission::default()
    };
    bench.submit(from_template.clone()).await;
    let bare = JobSubmission {
        env: [("TOKEN".to_owned(), "in-the-clear".to_owned())].into(),
        ..from_template
    };
    let (_, field) = problem(bench.client.submit_job(&bare, None).await);
    assert_eq!(field, "env.TOKEN", "what the template keeps secret is not given in clear");

    let schedule: ScheduleRequest = serde_json::from_value(serde_json::json!({
        "name": "nightly", "cron": "30 2 * * *", "time_zone": "UTC",
        "job": {"command": "deploy", "env": {"TOKEN": "canary-2b8d40aa"}, "secret_env": ["TOKEN"]},
    }))
    .unwrap();
    bench.client.create_schedule(&schedule, None).await.unwrap();
    bench.client.run_schedule(&name("nightly"), None).await.unwrap();

    let who = bench.join("studio", 2).await;
    let mut session = bench.come(&who, vec![]).await;
    for value in [VALUE, "canary-2b8d40aa"] {
        let (assignment, environment) = given(&mut session).await;
        assert_eq!(environment["TOKEN"], value);
        assert!(assignment.secret_environment.contains("TOKEN"));
    }
    let data = bench.data.clone();
    let _bench = bench.restart().await;
    for canary in [VALUE, "canary-2b8d40aa"] {
        assert_eq!(holding(data.path(), canary), [""; 0], "{canary} lies in clear");
    }
}

#[tokio::test]
async fn what_is_no_secret_is_refused_with_its_place() {
    let bench = Bench::start().await;
    let submit = async |job: JobSubmission| problem(bench.client.submit_job(&job, None).await);
    let unknown = ("secret_not_found".to_owned(), "secrets.KEY".to_owned());
    assert_eq!(submit(naming("KEY", "nobody")).await, unknown);
    assert_eq!(submit(sending("KEY", "short")).await.1, "secret_env");
    assert_eq!(submit(sending("KEY", "\0sealed-elsewhere")).await.1, "env.KEY");
    assert_eq!(submit(sending("KEY", "[redacted]")).await.1, "secret_env");
    set(&bench, "key", VALUE).await;
    let twice =
        JobSubmission { env: [("KEY".to_owned(), "x".to_owned())].into(), ..naming("KEY", "key") };
    assert_eq!(submit(twice).await.1, "secrets");
    for value in ["", "short", "with\0nul"] {
        let request = SecretRequest { value: value.to_owned() };
        let refused = problem(bench.client.put_secret(&name("key"), &request).await);
        assert_eq!(refused.1, "value");
    }
    assert_eq!(bench.client.list_jobs(&JobQuery::default()).await.unwrap().items, []);
}
