//! The audit log through the command line, as an operator verifies it.

use muster_testkit::{Plan, PrivatePostgres, Serve, program};
use serde_json::Value;
use std::path::Path;

/// The command line without a coordinator and without settings.
fn alone(arguments: &[&str]) -> program::Said {
    let mut command = program::command();
    program::run(command.env("NO_COLOR", "1").args(arguments))
}

fn verified(serve: &Serve) -> Value {
    let said = serve.cli(&["audit", "verify", "-o", "json"]);
    assert_eq!(said.code, Some(0), "{} {}", said.stdout, said.stderr);
    serde_json::from_str(&said.stdout).unwrap()
}

fn export(serve: &Serve, folder: &Path) -> String {
    let file = folder.join("audit.ndjson").to_str().unwrap().to_owned();
    let said = serve.cli(&["audit", "export", &file]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    file
}

#[test]
fn a_log_is_exported_and_verified_without_a_coordinator() {
    let serve = Serve::start();
    for name in ["one", "two", "three"] {
        assert_eq!(serve.cli(&["token", "create", name]).code, Some(0));
    }
    let listed = serve.cli(&["audit", "list", "--action", "token.create", "-o", "quiet"]);
    assert_eq!(listed.stdout.lines().count(), 3, "{}", listed.stdout);
    let report = verified(&serve);
    assert_eq!(
        (&report["integrity"], &report["completeness"]),
        (&"proven".into(), &"proven".into())
    );

    let folder = tempfile::tempdir().unwrap();
    let file = export(&serve, folder.path());
    let signer = report["signer"].as_str().unwrap().to_owned();
    serve.stop();
    let said = alone(&["audit", "verify", &file, "--signer", &signer]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!(said.stdout.contains("integrity: proven"), "{}", said.stdout);
    let unsigned = alone(&["audit", "verify", &file]);
    assert!(unsigned.stdout.contains("consistent"), "{}", unsigned.stdout);

    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("token.create", "token.revoke", 1)).unwrap();
    let said = alone(&["audit", "verify", &file]);
    assert_eq!(said.code, Some(1), "{}", said.stdout);
    assert!(said.stdout.contains("edited") && said.stdout.contains("aud_"), "{}", said.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql_the_log_is_sealed_and_goes_on_after_a_kill() {
    let Some(postgres) = PrivatePostgres::start() else { return };
    let database = postgres.fresh_database().await;
    let serve = Plan::default().variable("MUSTER_DATABASE_URL", &database).start();
    assert_eq!(serve.cli(&["token", "create", "one"]).code, Some(0));
    let serve = serve.kill().start();
    assert_eq!(serve.cli(&["token", "create", "two"]).code, Some(0));
    let report = verified(&serve);
    assert_eq!(
        (&report["integrity"], &report["completeness"]),
        (&"proven".into(), &"proven".into())
    );
    assert!(report["checkedCount"].as_u64().unwrap() >= 2);
    let plan = serve.plan.clone();
    serve.stop();
    let client = muster_testkit::connect(&database).await.unwrap();
    let tampering = "ALTER TABLE audit_record DISABLE TRIGGER ALL;
        UPDATE audit_record SET target = 'else' WHERE action = 'token.create'";
    client.batch_execute(tampering).await.unwrap();
    let serve = plan.start();
    let said = serve.cli(&["audit", "verify", "-o", "json"]);
    assert_eq!(said.code, Some(1), "{}", said.stdout);
    let report: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(report["reason"]["code"], "edited", "{report}");
}
