//! Job files: what the documentation shows is what a coordinator takes.

use muster_api::job::{JobQuery, JobState};
use muster_testkit::{Serve, ended, program};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/job.example.toml");

#[tokio::test]
async fn the_example_of_the_documentation_runs_in_its_order_and_again() {
    let serve = Serve::start();
    let said = serve.cli(&["-o", "quiet", "job", "submit", "--file", EXAMPLE]);
    assert_eq!(
        (said.code, said.stdout.as_str()),
        (Some(0), "job_1\njob_2\njob_3\n"),
        "{}",
        said.stderr
    );
    let client = serve.client().await;
    let query = JobQuery { batch: Some("job_1".to_owned()), ..JobQuery::default() };
    let batch = client.list_jobs(&query).await.unwrap().items;
    let names: Vec<_> = batch.iter().rev().map(|job| job.name.as_deref().unwrap()).collect();
    assert_eq!(names, ["build", "report", "test"], "in the order of their keys");
    for job in &batch {
        assert_eq!(ended(&client, job.id).await.state, JobState::Succeeded);
    }
    let shown = serve.cli(&["job", "show", "3"]);
    assert!(shown.stdout.contains("job_1 succeeded"), "{}", shown.stdout);
    let listed = serve.cli(&["-o", "quiet", "job", "list", "--batch", "job_1"]);
    assert_eq!(listed.stdout, "job_3\njob_2\njob_1\n");

    let nothing = serve.cli(&["job", "rerun", "--batch", "job_1", "--failed-only"]);
    assert_eq!(nothing.code, Some(2), "{}", nothing.stderr);
    assert!(nothing.stderr.contains("selects nothing"), "{}", nothing.stderr);
    let again = serve.cli(&["-o", "quiet", "job", "rerun", "--batch", "job_1"]);
    assert_eq!(again.stdout, "job_4\njob_5\njob_6\n", "{}", again.stderr);
}

#[tokio::test]
async fn what_is_wrong_in_a_file_is_shown_with_line_and_field_and_nothing_is_submitted() {
    let serve = Serve::start();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("job.toml");
    let path = path.to_str().unwrap();
    let circle = "[jobs.a]\ncommand = \"a\"\nneeds = [\"b\"]\n\n[jobs.b]\ncommand = \"b\"\nneeds = [\"a\"]\n";
    std::fs::write(path, circle).unwrap();
    let said = serve.cli(&["job", "submit", "--file", path]);
    let expected = format!("{path}:3: `jobs.a.needs[0]` closes a circle: a needs b needs a");
    assert!(said.code == Some(2) && said.stderr.contains(&expected), "{}", said.stderr);
    let beside = serve.cli(&["job", "submit", "--file", path, "--priority", "5"]);
    assert_eq!(beside.code, Some(2), "{}", beside.stderr);
    let client = serve.client().await;
    assert_eq!(client.list_jobs(&JobQuery::default()).await.unwrap().total, 0);

    let json = folder.path().join("job.json");
    std::fs::write(&json, r#"{"command": "true", "name": "one"}"#).unwrap();
    let one = serve.cli(&["-o", "quiet", "job", "submit", "--file", json.to_str().unwrap()]);
    assert_eq!(one.stdout, "job_1\n", "{}", one.stderr);
}

#[test]
fn the_schema_of_a_job_file_needs_no_coordinator() {
    let said = program::run(program::command().args(["job", "schema"]));
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let schema: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    let word = &schema["$defs"]["JobSubmission"]["properties"]["needs"];
    assert_eq!(word["type"], "array", "{schema:#}");
    assert!(!said.stdout.contains("#/components/"), "{schema:#}");
}
