//! The official client libraries of both billers, driven against the fakes, so that a fake cannot drift from
//! the real wire unnoticed.

use crate::world::{Here, headers, of_polar, of_stripe, open, organisation, secret};
use muster_billing::{fake::Message, polar, stripe};
use muster_seams::{Clock, SystemClock};
use serde_json::{Value, json};
use std::path::Path;

/// Where `npm ci` puts them.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/official");

#[expect(clippy::disallowed_methods, reason = "a test asks where it runs")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Whether they are installed. Under `CI=true` they have to be.
fn is_installed() -> bool {
    // npm writes this file last.
    let is_there = Path::new(FOLDER).join("node_modules/.package-lock.json").exists();
    let is_required = variable("CI").is_some_and(|value| value == "true");
    assert!(is_there || !is_required, "run `npm ci` in {FOLDER}");
    if !is_there {
        eprintln!("skipped: the official clients are missing (run `npm ci` in {FOLDER})");
    }
    is_there
}

/// Runs a script and answers with what it prints.
#[expect(clippy::disallowed_methods, reason = "the official clients run in Node")]
async fn node(script: &str, arguments: Vec<String>) -> String {
    let mut node = std::process::Command::new("node");
    node.arg(script).args(arguments).current_dir(FOLDER).env("NO_COLOR", "1");
    let run = tokio::task::spawn_blocking(move || node.output());
    let output = run.await.unwrap().expect("Node is installed");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {complaint}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A world at the real time, because the official libraries read the real clock.
fn here() -> Here {
    Here::at(SystemClock.now())
}

/// Messages as a script can take them.
fn carried(messages: &[Message], sign: impl Fn(&Message) -> Vec<(&'static str, String)>) -> String {
    let carried = messages.iter().map(|message| {
        json!({ "headers": sign(message), "body": std::str::from_utf8(&message.body).unwrap() })
    });
    Value::from(carried.collect::<Vec<_>>()).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn stripes_own_client_buys_ends_and_reports_at_the_fake() {
    if !is_installed() {
        return;
    }
    let here = here();
    let fake = here.stripe().await;
    let port = fake.base().rsplit(':').next().unwrap().to_owned();
    node("stripe.mjs", vec![port, organisation().to_string()]).await;
    assert_eq!(fake.usage().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn stripes_own_library_and_we_believe_each_others_signatures() {
    if !is_installed() {
        return;
    }
    let here = here();
    let fake = here.stripe().await;
    fake.pay(&open(&here.to_stripe(&fake), &of_stripe()).await.id);
    let messages = fake.take_messages();
    let carried = carried(&messages, |message| fake.signed(&secret(), message));
    let header = node("stripe_webhooks.mjs", vec![secret().reveal().to_owned(), carried]).await;
    let headers = headers(vec![("stripe-signature", header)]);
    let verified = stripe::verify(&[secret()], &headers, &messages[0].body, SystemClock.now());
    assert!(verified.is_ok(), "{verified:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn polars_own_client_buys_ends_and_reports_at_the_fake() {
    if !is_installed() {
        return;
    }
    let here = here();
    let fake = here.polar().await;
    let product = fake.gate().unwrap().product.to_string();
    let arguments = vec![fake.base().to_owned(), organisation().to_string(), product];
    node("polar.mjs", arguments).await;
    assert_eq!(fake.usage().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn polars_own_library_and_we_believe_each_others_signatures() {
    if !is_installed() {
        return;
    }
    let here = here();
    let fake = here.polar().await;
    fake.pay(&open(&here.to_polar(&fake), &of_polar(&fake)).await.id);
    let messages = fake.take_messages();
    let carried = carried(&messages, |message| fake.signed(&secret(), message));
    let said = node("polar_webhooks.mjs", vec![secret().reveal().to_owned(), carried]).await;
    let (at, signature) = said.split_once(' ').unwrap();
    let headers = headers(vec![
        ("webhook-id", "msg_official".to_owned()),
        ("webhook-timestamp", at.to_owned()),
        ("webhook-signature", signature.to_owned()),
    ]);
    let verified = polar::verify(&[secret()], &headers, &messages[0].body, SystemClock.now());
    assert!(verified.is_ok(), "{verified:?}");
}
