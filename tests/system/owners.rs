//! A laptop's owner says what may run on it, and the team sees it.

use muster_api::job::{JobState, JobSubmission};
use muster_client::Client;
use muster_core::requirement::LabelValue;
use muster_testkit::{JoinedWorker, Plan, ended, shell, until, until_workers};

async fn closed_because(client: &Client) -> Option<String> {
    client.list_workers().await.unwrap().items.remove(0).owner.closed_because
}

#[tokio::test]
async fn an_owner_closes_a_laptop_and_opens_it_and_nobody_starts_anything_again() {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let laptop = JoinedWorker::join(&serve, "laptop").await;
    let said = laptop.owner_says(&["worker", "limits"]);
    assert!(said.starts_with("jobs may start on this machine now\n"), "{said}");

    // No machine where tests run says for how long nobody has used it.
    let said = laptop.owner_says(&["worker", "limits", "--idle", "10", "--program", "echo"]);
    assert!(said.contains("only after 10 min without it"), "{said}");
    until_workers(&client, |workers| workers[0].owner.closed.is_some()).await;
    let job = client.submit_job(&shell("echo hello"), None).await.unwrap();
    let because = closed_because(&client).await.unwrap();
    let waits = async |reason: &str| {
        let reason = reason.to_owned();
        until(async || client.get_job(job.id).await.unwrap().reason.as_ref() == Some(&reason))
            .await;
    };
    waits("the owner of 1 worker does not allow `sh`").await;
    laptop.owner_says(&["worker", "limits", "--program", "any"]);
    waits(&format!("1 {because}")).await;
    let listed = serve.cli(&["worker", "list"]);
    assert!(listed.stdout.contains(&format!("closed: {because}")), "{}", listed.stdout);

    laptop.owner_says(&["worker", "limits", "--reset", "--program", "echo", "--program", "sh"]);
    assert_eq!(ended(&client, job.id).await.state, JobState::Succeeded);
    let argv = Some(vec!["echo".to_owned(), "hello".to_owned()]);
    let echo = JobSubmission { argv, ..JobSubmission::default() };
    let echo = client.submit_job(&echo, None).await.unwrap();
    assert_eq!(ended(&client, echo.id).await.state, JobState::Succeeded);
}

#[tokio::test]
async fn limits_that_make_no_sense_are_refused_and_change_nothing() {
    let serve = Plan::default().without_local_worker().start();
    let dir = tempfile::TempDir::new().unwrap();
    let dir = dir.path().to_str().unwrap();
    for words in [["--hours", "08:00-08:00"], ["--battery-floor", "200"], ["--idle", "long"]] {
        let limits = ["worker", "limits", "--data-dir", dir];
        let said = serve.cli(&[&limits[..], &words].concat());
        assert_eq!(said.code, Some(2), "{words:?}: {}", said.stdout);
        assert!(said.stderr.contains(words[0]), "{}", said.stderr);
    }
    assert!(!std::path::Path::new(dir).join("owner.json").exists());
}

#[tokio::test]
async fn a_laptop_offers_what_its_owner_lends_and_takes_what_is_kept_apart_enough() {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let laptop = JoinedWorker::join(&serve, "laptop").await;
    let words = ["--cpu", "1%", "--memory", "512MiB", "--isolation", "bubblewrap"];
    let said = laptop.owner_says(&[&["worker", "limits"], &words[..]].concat());
    assert!(said.contains("only 512 MiB"), "{said}");
    until_workers(&client, |workers| workers[0].owner.cpu_percent == Some(1)).await;
    let labels = client.list_workers().await.unwrap().items.remove(0).labels;
    assert_eq!(labels["cpu_cores"], LabelValue::Int(1));
    assert_eq!(labels["memory_mib"], LabelValue::Int(512));

    let job = client.submit_job(&shell("true"), None).await.unwrap();
    let reason = "the owner of 1 worker takes only jobs with `--isolation bubblewrap`";
    until(async || client.get_job(job.id).await.unwrap().reason.as_deref() == Some(reason)).await;
    laptop.owner_says(&["worker", "limits", "--isolation", "none"]);
    assert_eq!(ended(&client, job.id).await.state, JobState::Succeeded);
}
