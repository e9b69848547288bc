//! Agents on the command line: registered, let in, held back.

use muster_testkit::{Plan, Serve};
use serde_json::Value;
use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Stdio,
};

/// With a place for secrets that asks nobody.
fn serve() -> Serve {
    let plan = Plan::default().variable("MUSTER_SECRETS", "file");
    plan.variable("MUSTER_VAULT_PASSPHRASE", "correct horse battery staple").start()
}

fn answer(serve: &Serve, arguments: &[&str]) -> Value {
    let said = serve.cli(&[&["-o", "json"], arguments].concat());
    assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.stderr);
    serde_json::from_str(&said.stdout).unwrap()
}

/// What the command prints that reads a secret from a pipe.
fn piped(serve: &Serve, arguments: &[&str], secret: &str) -> (Option<i32>, String) {
    let mut command = serve.cli_command();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(secret.as_bytes()).unwrap();
    let said = child.wait_with_output().unwrap();
    (said.status.code(), String::from_utf8(said.stdout).unwrap().trim().to_owned())
}

/// What somebody with this token is answered who asks for agents.
fn status(serve: &Serve, token: &str) -> u16 {
    let host = serve.url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!("GET /agents HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    write!(stream, "{head}Authorization: Bearer {token}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer[9..12].parse().unwrap()
}

#[test]
fn an_agent_is_registered_let_in_and_held_back_on_the_command_line() {
    let serve = serve();
    let wish = ["--owner", "finance", "--capability", "invoices:read"];
    let made = answer(&serve, &[&["agent", "create", "one@example.org"], &wish[..]].concat());
    let id = made["agentId"].as_str().unwrap();
    let again = serve.cli(&[&["agent", "create", "one@example.org"], &wish[..]].concat());
    assert_eq!(again.code, Some(6), "{}", again.stderr);
    let updated = answer(&serve, &["agent", "update", id, "--agent-version", "1.1.0"]);
    assert_eq!(updated["version"], "1.1.0");
    assert_eq!(answer(&serve, &["agent", "publish", id])["isPublic"], true);
    assert_eq!(answer(&serve, &["agent", "unpublish", id])["isPublic"], false);
    assert!(serve.cli(&["agent", "list"]).stdout.contains("finance"));
    assert!(serve.cli(&["agent", "show", id]).stdout.contains("invoices:read"));

    let credential = ["agent", "credential", "create", id, "--scope", "agents:read"];
    let credential = answer(&serve, &credential);
    let name = credential["credentialId"].as_str().unwrap();
    let rotate = ["agent", "credential", "rotate", id, name, "--overlap", "1h"];
    let successor = answer(&serve, &rotate);
    let secret = successor["clientSecret"].as_str().unwrap();
    let (code, token) = piped(&serve, &["agent", "token", id], secret);
    assert_eq!(code, Some(0));
    assert_eq!(status(&serve, &token), 200);
    assert_eq!(answer(&serve, &["agent", "suspend", id])["status"], "suspended");
    assert_eq!(status(&serve, &token), 401, "its token counts no more");
    assert_eq!(piped(&serve, &["agent", "token", id], secret).0, Some(5));
    assert_eq!(answer(&serve, &["agent", "resume", id])["status"], "active");
    assert_eq!(status(&serve, &token), 200);
    assert_eq!(serve.cli(&["agent", "credential", "revoke", id, name]).code, Some(0));
    assert_eq!(serve.cli(&["agent", "decommission", id]).code, Some(0));
    assert_eq!(status(&serve, &token), 401);
}

#[test]
fn policies_are_made_listed_and_removed_and_a_made_up_run_is_refused() {
    let serve = serve();
    let numbers = ["--repository-id", "74", "--repository-owner-id", "65", "--branch", "main"];
    let made = answer(&serve, &[&["oidc", "policy", "create"], &numbers[..]].concat());
    assert_eq!((&made["ref"], &made["scope"]), (&"refs/heads/main".into(), &"agents:write".into()));
    let id = made["policyId"].as_str().unwrap();
    assert_eq!(answer(&serve, &["oidc", "policy", "list"])["total"], 1);
    assert_eq!(piped(&serve, &["oidc", "test"], "no.such.token").0, Some(5));
    assert_eq!(serve.cli(&["oidc", "policy", "delete", id]).code, Some(0));
    assert_eq!(serve.cli(&["oidc", "policy", "delete", id]).code, Some(4));
}
