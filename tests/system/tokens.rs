//! Tokens: shown once, stored hashed, revoked at once; and never a coordinator without one.

use muster_testkit::{Plan, Serve, TOKEN, program};
use serde_json::Value;
use std::process::Stdio;

#[test]
fn a_created_token_opens_the_api_until_it_is_revoked() {
    let serve = Serve::start();
    let made = serve.cli(&["-o", "json", "token", "create", "ci"]);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let made: Value = serde_json::from_str(&made.stdout).unwrap();
    let (token, id) = (made["token"].as_str().unwrap(), made["stored"]["id"].as_str().unwrap());
    let list = |token: &str| {
        let mut command = program::command();
        program::run(
            command.env("MUSTER_URL", &serve.url).env("MUSTER_TOKEN", token).args(["job", "list"]),
        )
    };
    assert_eq!(list(token).code, Some(0));
    assert_eq!(serve.cli(&["token", "revoke", id]).code, Some(0));
    let refused = list(token);
    assert_eq!(refused.code, Some(5), "{}", refused.stderr);
    assert!(refused.stderr.contains("revoked"), "{}", refused.stderr);
}

#[test]
fn no_secret_lies_in_the_store_or_in_the_logs() {
    let serve = Serve::start();
    let made = serve.cli(&["-o", "json", "token", "create", "ci"]);
    let made: Value = serde_json::from_str(&made.stdout).unwrap();
    let secret = made["token"].as_str().unwrap().to_owned();
    let instance: Value = serde_json::from_str(
        &std::fs::read_to_string(serve.plan.data_dir().join("instance.json")).unwrap(),
    )
    .unwrap();
    let key = instance["key"].as_str().unwrap().to_owned();
    let plan = serve.plan.clone();
    let (_, said) = serve.stop();
    for secret in [secret.as_str(), key.as_str(), TOKEN] {
        assert!(!said.contains(secret), "the coordinator's own log holds a secret");
        let found = program::run(
            program::clean("grep").args(["-r", "-l", "-F", secret]).arg(plan.data_dir()),
        );
        assert_eq!(found.stdout, "", "a secret lies in the data directory");
    }
}

#[test]
fn a_placeholder_or_a_short_token_is_refused_on_both_sides() {
    for bad in ["<real-random-token>", "changeme", "short"] {
        let said = program::run(
            &mut Plan::default().without_token().variable("MUSTER_TOKEN", bad).command(),
        );
        assert_eq!(said.code, Some(2), "{bad}: {}", said.stderr);
        assert!(
            said.stderr.contains("MUSTER_TOKEN") && said.stderr.contains("hint:"),
            "{}",
            said.stderr
        );
        let mut client = program::command();
        let said = program::run(
            client
                .env("MUSTER_URL", "http://127.0.0.1:9")
                .env("MUSTER_TOKEN", bad)
                .args(["job", "list"]),
        );
        assert_ne!(said.code, Some(0));
        assert!(
            said.stderr.contains("hint:") && !said.stderr.contains("connect"),
            "it must not even try: {}",
            said.stderr
        );
    }
}

#[test]
fn instance_json_is_for_its_owner_alone_and_gone_after_a_stop() {
    use std::os::unix::fs::PermissionsExt;
    let serve = Plan::default().without_token().start();
    let file = serve.plan.data_dir().join("instance.json");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let instance: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(instance["url"], serve.url);
    let plan = serve.plan.clone();
    serve.stop();
    assert!(!plan.data_dir().join("instance.json").exists());
}

#[test]
fn doctor_names_each_place_where_a_token_can_be_read_and_never_the_token() {
    const CANARY: &str = "canary-5f1d8e2c9b7a4630";
    let (serve, home) = (Serve::start(), tempfile::tempdir().unwrap());
    let write = |name: &str, text: String| std::fs::write(home.path().join(name), text).unwrap();
    write(".bashrc", format!("alias ll='ls -l'\nexport MUSTER_TOKEN={CANARY}\n"));
    write(".profile", "export MUSTER_TOKEN=\"$(secret-tool lookup service muster)\"\n".to_owned());
    write("token", TOKEN.to_owned());
    write("open.env", format!("PORT=1\nMUSTER_TOKEN={CANARY}\n"));
    let at = |name: &str| home.path().join(name).display().to_string();
    for name in ["token", "open.env"] {
        let said = program::run(program::clean("chmod").args(["644", &at(name)]));
        assert_eq!(said.code, Some(0), "{}", said.stderr);
    }
    // Somebody who waits, with a token among its words.
    let words = ["-c", "read -r deborgen", "sh", "--token", CANARY];
    let mut waiting = program::clean("sh");
    let mut waiting = waiting.args(words).stdin(Stdio::piped()).spawn().unwrap();
    let doctor = |arguments: &[&str], token_file: &str| -> Vec<String> {
        let mut command = program::command();
        command.args(arguments).args(["-o", "json", "doctor"]);
        command.env("HOME", home.path()).env("MUSTER_URL", &serve.url);
        let said = program::run(command.env("MUSTER_TOKEN_FILE", token_file));
        let all = format!("{}{}", said.stdout, said.stderr);
        assert!(!all.contains("canary") && !all.contains(TOKEN), "{all}");
        let report: Value = serde_json::from_str(&said.stdout).unwrap();
        let found = report["checks"].as_array().unwrap().iter();
        let found = found.filter(|check| check["name"] == "exposed token");
        found.map(|check| check["finding"].as_str().unwrap().to_owned()).collect()
    };
    let found = [doctor(&[], &at("token")), doctor(&["--env-file", &at("open.env")], "")].concat();
    drop(waiting.stdin.take());
    waiting.wait().unwrap();
    for place in [
        format!("`{}`, line 2, sets MUSTER_TOKEN in clear", at(".bashrc")),
        format!("the command line of `sh`, process {}, has a token", waiting.id()),
        format!("`{}` holds a token, and others may read the file", at("token")),
        format!("`{}`, line 2, holds a token, and others may read the file", at("open.env")),
    ] {
        assert!(found.contains(&place), "{place}: {found:#?}");
    }
    assert!(!found.iter().any(|finding| finding.contains(".profile")), "{found:#?}");
}
