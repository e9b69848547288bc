//! Templates: jobs with gaps, and what is put into them.

use crate::bench::{Bench, shell};
use muster_api::{
    ProblemKind,
    job::{JobQuery, JobSubmission},
    schedule::NameQuery,
    template::TemplateRequest,
};
use muster_client::ClientError;
use muster_core::{Name, job::Command};
use serde_json::{Value, json};

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn template(text: Value) -> TemplateRequest {
    serde_json::from_value(text).unwrap()
}

fn build() -> TemplateRequest {
    template(json!({
        "description": "Builds one target",
        "parameters": {
            "target": {"type": "string", "pattern": "[a-z0-9_-]+"},
            "level": {"type": "integer", "min": 0, "max": 3, "default": 2},
        },
        "job": {
            "argv": ["build", "--target={{target}}", "-O{{level}}"],
            "name": "build {{target}}",
            "env": {"LEVEL": "{{level}}", "LANG": "C"},
            "timeout_seconds": 60,
        },
    }))
}

fn use_of(template: &str, parameters: Value) -> JobSubmission {
    JobSubmission {
        template: Some(name(template)),
        parameters: serde_json::from_value(parameters).unwrap(),
        ..JobSubmission::default()
    }
}

fn refused(error: ClientError) -> (String, String) {
    match error {
        ClientError::Problem(problem) => (problem.field.unwrap_or_default(), problem.detail),
        other => panic!("not a refusal: {other:?}"),
    }
}

#[tokio::test]
async fn a_job_from_a_template_is_a_plain_job_that_remembers_it() {
    let bench = Bench::start().await;
    let kept = bench.client.put_template(&name("build"), &build()).await.unwrap();
    assert_eq!(kept.description.as_deref(), Some("Builds one target"));
    let submission = JobSubmission {
        timeout_seconds: Some(9),
        env: [("LANG".to_owned(), "{{level}}".to_owned())].into(),
        ..use_of("build", json!({"target": "linux", "level": "3"}))
    };
    let job = bench.submit(submission).await;
    assert_eq!(job.command, "build --target=linux -O3");
    assert_eq!((job.name.as_deref(), job.template), (Some("build linux"), Some(name("build"))));
    assert_eq!(job.timeout_seconds, 9, "what the submission says goes before");
    bench.client.delete_template(&name("build")).await.unwrap();
    let who = bench.join("worker", 1).await;
    let environment = bench.come(&who, vec![]).await.assignment().await.environment;
    let expected = [
        ("LANG", "{{level}}"),
        ("LEVEL", "3"),
        ("MUSTER_PARAM_LEVEL", "3"),
        ("MUSTER_PARAM_TARGET", "linux"),
    ];
    let seen: Vec<_> =
        environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_value_never_becomes_a_part_of_a_line_for_the_shell() {
    let bench = Bench::start().await;
    let parameters = json!({"file": {"type": "string"}});
    let injected = template(json!({"parameters": parameters, "job": {"command": "cat {{file}}"}}));
    let error = bench.client.put_template(&name("cat"), &injected).await.unwrap_err();
    let (field, detail) = refused(error);
    assert_eq!(field, "job.command");
    assert!(detail.contains("\"$MUSTER_PARAM_FILE\""), "{detail}");
    let line = "cat \"$MUSTER_PARAM_FILE\" && docker ps --format '{{.Names}}'";
    let safe = template(json!({"parameters": parameters, "job": {"command": line}}));
    bench.client.put_template(&name("cat"), &safe).await.unwrap();
    bench.submit(use_of("cat", json!({"file": "x; rm -rf /"}))).await;
    let who = bench.join("worker", 1).await;
    let assignment = bench.come(&who, vec![]).await.assignment().await;
    assert_eq!(assignment.command, Command::Shell(line.to_owned()));
    assert_eq!(assignment.environment["MUSTER_PARAM_FILE"], "x; rm -rf /");
}

#[tokio::test]
async fn what_does_not_fit_names_its_field_and_makes_no_job() {
    let bench = Bench::start().await;
    bench.client.put_template(&name("build"), &build()).await.unwrap();
    let field = async |submission: JobSubmission| {
        refused(bench.client.submit_job(&submission, None).await.unwrap_err()).0
    };
    assert_eq!(field(use_of("other", json!({}))).await, "template");
    let unknown = bench.client.submit_job(&use_of("other", json!({})), None).await.unwrap_err();
    assert!(unknown.is(ProblemKind::TemplateNotFound), "{unknown:?}");
    assert_eq!(field(use_of("build", json!({}))).await, "parameters.target");
    assert_eq!(field(use_of("build", json!({"target": "A B"}))).await, "parameters.target");
    assert_eq!(field(use_of("build", json!({"target": "a", "x": 1}))).await, "parameters.x");
    assert_eq!(
        field(use_of("build", json!({"target": "a", "level": 9}))).await,
        "parameters.level"
    );
    let both = JobSubmission {
        command: Some("true".to_owned()),
        ..use_of("build", json!({"target": "a"}))
    };
    assert_eq!(field(both).await, "command");
    let none = JobSubmission { template: None, ..use_of("build", json!({"target": "a"})) };
    assert_eq!(
        field(JobSubmission { parameters: none.parameters, ..shell("true") }).await,
        "parameters"
    );
    assert_eq!(bench.client.list_jobs(&JobQuery::default()).await.unwrap().total, 0);
}

#[tokio::test]
async fn a_template_that_no_submission_could_use_is_refused() {
    let bench = Bench::start().await;
    let field = async |text: Value| {
        let error = bench.client.put_template(&name("bad"), &template(text)).await.unwrap_err();
        refused(error).0
    };
    assert_eq!(field(json!({"job": {}})).await, "job.command");
    assert_eq!(field(json!({"job": {"argv": ["a", "{{x}}"]}})).await, "job.argv[1]");
    assert_eq!(field(json!({"job": {"template": "build"}})).await, "job.template");
    assert_eq!(
        field(json!({"job": {"command": "a", "max_attempts": 0}})).await,
        "job.max_attempts"
    );
    let contradiction = json!({"a": {"type": "integer", "min": 3, "default": 1}});
    let text = json!({"parameters": contradiction, "job": {"command": "a"}});
    assert_eq!(field(text).await, "parameters.a.default");
    let page = bench.client.list_templates(&NameQuery::default()).await.unwrap();
    assert_eq!(page.items, [], "nothing is kept");
}
