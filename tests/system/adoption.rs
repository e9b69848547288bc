//! What is left at a provider after a database was lost, taken in again by the command line.

use crate::cloud::Providers;
use muster_testkit::{Serve, until};
use serde_json::Value;
use std::{fs, path::Path};

fn said(serve: &Serve, words: &[&str]) -> Value {
    let said = serve.cli(&[&["-o", "json"][..], words].concat());
    assert_eq!(said.code, Some(0), "{words:?}: {}", said.stderr);
    serde_json::from_str(&said.stdout).unwrap_or_else(|_| panic!("{words:?}: {}", said.stdout))
}

async fn is(serve: &Serve, status: &str) {
    until(async || said(serve, &["env", "show", "env-lost"])["status"] == status).await;
}

fn lose_the_database(data: &Path) {
    let files = fs::read_dir(data).unwrap().map(|file| file.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let lost: Vec<_> = files.filter(|path| name(path).starts_with("muster.db")).collect();
    assert!(!lost.is_empty(), "there was a database");
    for file in lost {
        fs::remove_file(file).unwrap();
    }
    // This says where it was, so that nobody begins anew by mistake; the keys stay.
    fs::write(data.join("store"), "").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_database_was_lost_an_environment_is_adopted_started_and_finds_its_files() {
    let providers = Providers::start("http://127.0.0.1:9".to_owned()).await;
    let serve = providers.plan.start();
    let create = [
        "env",
        "create",
        "mine",
        "--id",
        "env-lost",
        "--region",
        "eastus",
        "--cpu",
        "1",
        "--memory",
        "2",
        "--storage",
        "20",
    ];
    said(&serve, &create);
    is(&serve, "running").await;
    said(&serve, &["env", "stop", "env-lost"]);
    is(&serve, "stopped").await;
    let share = providers.share_number("fs-env-lost");
    assert!(share.is_some());
    let (status, log) = serve.stop();
    assert!(status.success(), "{log}");

    lose_the_database(providers.plan.data_dir());
    let serve = providers.plan.start();
    assert_eq!(said(&serve, &["env", "list"])["items"], Value::Array(Vec::new()));
    until(async || serve.cli(&["env", "adopt"]).code == Some(0)).await;
    is(&serve, "stopped").await;
    assert_eq!(said(&serve, &["env", "show", "env-lost"])["name"], "mine");
    said(&serve, &["env", "start", "env-lost"]);
    is(&serve, "running").await;
    assert_eq!(providers.share_number("fs-env-lost"), share, "these are its files");
    assert_eq!(providers.kinds(), ["group", "share"], "and nothing else was made");
    serve.stop();
}
