//! Several coordinators in one window: each with its own session, and none holds up the others.

use crate::{
    app::App,
    desktop::Desktop,
    manners::{choose_theme, open_settings},
};
use muster_testkit::{Plan, Serve, TOKEN, program, shell, until};
use serde_json::{Value, json};
use std::fs;

/// Where tokens are kept on a desktop without a keychain.
const VAULT: &[(&str, &str)] =
    &[("MUSTER_SECRETS", "file"), ("MUSTER_VAULT_PASSPHRASE", "correct horse battery")];
const STATE: &str = "window.__TAURI_INTERNALS__.invoke('app_state')";

/// A coordinator elsewhere that is known to the app because somebody has signed in at it.
async fn signed_in(desktop: &Desktop) -> Serve {
    let serve = Plan::default().at_one_port().without_local_worker().start();
    let file = desktop.home().join("token");
    fs::write(&file, TOKEN).expect("write the token");
    let mut login = program::command();
    login.args(["login", "--url", &serve.url, "--token-file"]).arg(&file);
    login.arg("--data-dir").arg(desktop.data_dir()).envs(VAULT.iter().copied());
    let said = program::run(&mut login);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    fs::remove_file(file).expect("forget the token");
    let client = serve.client().await;
    client.submit_job(&shell("echo from-the-other"), None).await.unwrap();
    serve
}

async fn mode(app: &App) -> Value {
    app.page.run(&format!("return {STATE}")).await["mode"].clone()
}

/// Opens the list of jobs, as a person does.
async fn open_jobs(app: &App) {
    let link =
        "[...document.querySelectorAll('nav a')].find(link => link.textContent.startsWith('Jobs'))";
    app.page.wait_for(link).await;
    app.page.run(&format!("{link}.click()")).await;
    app.page.wait_for("location.pathname === '/jobs'").await;
}

#[tokio::test]
async fn another_coordinator_is_shown_in_the_same_window_and_back() {
    let Some(desktop) = Desktop::start_with(VAULT).await else { return };
    let _serve = signed_in(&desktop).await;
    let app = App::open(&desktop, &[]).await;
    assert_eq!(mode(&app).await, "embedded");
    open_settings(&app).await;
    app.page.wait_for_text("not asked yet").await;
    choose_theme(&app, "Dark").await;
    desktop.picture("profiles-dark");

    app.page.press_last("Show 127.0.0.1").await;
    app.page.wait_through_load("location.pathname === '/' && document.querySelector('nav')").await;
    app.page.wait_for_text("127.0.0.1").await;
    assert_eq!(mode(&app).await, "remote");
    open_jobs(&app).await;
    app.page.wait_for_text("echo from-the-other").await;
    let shown = app.page.evaluate("document.documentElement.outerHTML").await;
    assert!(!shown.as_str().unwrap().contains(TOKEN), "no token is in the page");

    app.page.press("127.0.0.1").await;
    app.page.choose("option", "This machine").await;
    app.page.wait_through_load("location.pathname === '/' && document.querySelector('nav')").await;
    assert_eq!(mode(&app).await, "embedded");
    open_jobs(&app).await;
    app.page.wait_for("!document.body.innerText.includes('echo from-the-other')").await;
}

#[tokio::test]
async fn one_that_is_out_of_reach_says_so_and_comes_back_by_itself() {
    let Some(desktop) = Desktop::start_with(VAULT).await else { return };
    let away = signed_in(&desktop).await.kill();
    let app = App::open(&desktop, &[]).await;
    open_settings(&app).await;
    app.page.press_last("Show 127.0.0.1").await;
    app.page.wait_through_load("document.body.innerText.includes('out of reach')").await;
    desktop.picture("out-of-reach");

    app.page.press("127.0.0.1").await;
    app.page.choose("option", "This machine").await;
    app.page.wait_through_load("location.pathname === '/' && document.querySelector('nav')").await;
    assert_eq!(mode(&app).await, "embedded", "the others go on");

    let _again = away.start();
    open_settings(&app).await;
    app.page.press_last("Show 127.0.0.1").await;
    app.page.wait_through_load("document.querySelector('nav') && location.pathname === '/'").await;
    open_jobs(&app).await;
    app.page.wait_for_text("echo from-the-other").await;
}

#[tokio::test]
async fn a_page_adds_no_coordinator_without_the_persons_word() {
    let Some(desktop) = Desktop::start_with(VAULT).await else { return };
    let serve = Plan::default().at_one_port().without_local_worker().start();
    let app = App::open(&desktop, &[]).await;
    for address in ["file:///etc/passwd", "https://user@host/", "nonsense"] {
        let asked = json!({ "address": address, "name": "", "token": TOKEN });
        let told = add(&app, &asked).await;
        assert_eq!(told, "url", "{address}");
    }

    let asked = json!({ "address": serve.url, "name": "Other", "token": TOKEN });
    let invoke = format!("window.__TAURI_INTERNALS__.invoke('add_profile', {asked})");
    app.page
        .run(&format!("window.told = undefined; {invoke}.then(id => window.told = id, told => window.told = told.error)"))
        .await;
    until(async || desktop.screen.has_window("Add a coordinator")).await;
    desktop.picture("add-coordinator");
    assert_eq!(names(&app).await, json!([null]), "nothing is kept before the person agrees");
    desktop.screen.answer("Add a coordinator", true);
    app.page.wait_through_load("window.told").await;
    assert_eq!(names(&app).await, json!([null, "Other"]));
}

async fn add(app: &App, asked: &Value) -> Value {
    let invoke = format!("window.__TAURI_INTERNALS__.invoke('add_profile', {asked})");
    app.page.run(&format!("return {invoke}.then(() => 'added', told => told.field)")).await
}

async fn names(app: &App) -> Value {
    let list = "window.__TAURI_INTERNALS__.invoke('profiles')";
    app.page.run(&format!("return {list}.then(list => list.map(({{ name }}) => name))")).await
}
