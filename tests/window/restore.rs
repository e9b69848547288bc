//! A backup is restored from the window: the app stops its coordinator, puts the backup in its place and starts it again.

use crate::{
    app::{App, coordinator_of},
    desktop::Desktop,
    manners::open_settings,
};
use muster_client::Client;
use muster_core::JobId;
use muster_testkit::{shell, until};
use std::{fs, path::Path};

/// Secrets are kept without a keychain.
const VARIABLES: &[(&str, &str)] =
    &[("MUSTER_SECRETS", "file"), ("MUSTER_VAULT_PASSPHRASE", "correct horse battery")];
const DIALOG: &str = "Restore a backup";

async fn back_up(client: &Client) -> (String, String) {
    client.create_backup().await.unwrap();
    let made = async || client.list_backups().await.unwrap().run.is_some_and(|run| run.is_over);
    until(async || made().await).await;
    let listed = client.list_backups().await.unwrap();
    let backup = listed.items.into_iter().next().expect("a backup was made");
    (backup.name, backup.path)
}

async fn has(data_dir: &Path, job: JobId) -> bool {
    let client = coordinator_of(data_dir).await;
    client.get_job(job).await.is_ok()
}

async fn ask_for(app: &App, name: &str) {
    open_settings(app).await;
    app.page.press(&format!("Restore {name}")).await;
    app.page.press("Restore…").await;
}

#[tokio::test]
async fn a_backup_takes_the_place_of_what_is_there_once_the_person_agrees() {
    let Some(desktop) = Desktop::start_with(VARIABLES).await else { return };
    let app = App::open(&desktop, &[]).await;
    let data_dir = desktop.data_dir();
    let client = coordinator_of(&data_dir).await;
    let first = client.submit_job(&shell("true"), None).await.unwrap().id;
    until(async || client.get_job(first).await.unwrap().finished_at.is_some()).await;
    let (name, _) = back_up(&client).await;
    let second = client.submit_job(&shell("true"), None).await.unwrap().id;
    until(async || client.get_job(second).await.unwrap().finished_at.is_some()).await;

    ask_for(&app, &name).await;
    until(async || desktop.screen.has_window(DIALOG)).await;
    desktop.screen.answer(DIALOG, false);
    app.page.wait_for_text("it was not confirmed").await;
    assert!(has(&data_dir, second).await, "nobody agreed");

    app.page.press("Restore…").await;
    until(async || desktop.screen.has_window(DIALOG)).await;
    desktop.screen.answer(DIALOG, true);
    app.page.wait_for_text("What was there before is kept here").await;
    app.page.settle().await;
    desktop.picture("restored");
    let is_kept = "document.body.innerText.includes('before-restore-')";
    assert_eq!(app.page.evaluate(is_kept).await, true);
    assert!(has(&data_dir, first).await, "what was backed up is there");
    assert!(!has(&data_dir, second).await, "what came later is not");

    app.page.press("Go on").await;
    app.page.wait_through_load("document.querySelector('h1')?.textContent === 'Settings'").await;
    let client = coordinator_of(&data_dir).await;
    let third = client.submit_job(&shell("true"), None).await.unwrap().id;
    until(async || client.get_job(third).await.unwrap().finished_at.is_some()).await;
    assert!(third > second, "no number is given twice");
}

#[tokio::test]
async fn a_damaged_backup_changes_nothing_and_the_coordinator_goes_on() {
    let Some(desktop) = Desktop::start_with(VARIABLES).await else { return };
    let app = App::open(&desktop, &[]).await;
    let data_dir = desktop.data_dir();
    let client = coordinator_of(&data_dir).await;
    let (name, path) = back_up(&client).await;
    let job = client.submit_job(&shell("true"), None).await.unwrap().id;
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 100]).unwrap();

    ask_for(&app, &name).await;
    until(async || desktop.screen.has_window(DIALOG)).await;
    desktop.screen.answer(DIALOG, true);
    app.page.wait_for_text("nothing was changed").await;
    assert!(has(&data_dir, job).await);
    app.page.press("Cancel").await;
    app.page.wait_for_text("Connected").await;
}
