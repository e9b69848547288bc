//! Commands: all that the page can ask of the app.
//!
//! Four carry the coordinator's API; every other one exists for what a browser cannot do. They are
//! listed again in `build.rs` and in `capabilities/main.json`, and `cargo xtask tidy` compares.
#![expect(clippy::let_underscore_must_use, reason = "the macro for commands writes it")]
#![expect(clippy::needless_pass_by_value, reason = "commands take their arguments by value")]

use crate::{
    backend::AppState,
    desk::Desk,
    external, ipc,
    links::{self, Waiting},
    manners::{self, Change, Manners},
    menu,
    profiles::Profile,
    quit,
    refusal::{Refusal, refuse},
    restore::{self, Outcome},
    switch,
    update::{self, Found},
};
use muster_api::ProblemKind;
use muster_host::Secret;
use serde_json::Value;
use std::collections::BTreeMap;
use tauri::{
    AppHandle, State,
    ipc::{Channel, InvokeResponseBody, Response},
};

/// One request and its answer: a line of JSON with status and headers, then the body as it is.
#[tauri::command]
pub(crate) async fn api(desk: State<'_, Desk>, request: Value) -> Result<Response, Refusal> {
    ipc::ask(&desk, request).await.map(Response::new)
}

/// Opens an answer that goes on; its pieces come through the channel, the last one empty.
#[tauri::command]
pub(crate) async fn stream_open(
    desk: State<'_, Desk>,
    request: Value,
    to: Channel<InvokeResponseBody>,
) -> Result<u32, Refusal> {
    ipc::open(&desk, request, to).await
}

/// The page has read this many bytes of a stream.
#[tauri::command]
pub(crate) fn stream_ack(desk: State<'_, Desk>, id: u32, bytes: u32) {
    desk.streams.acknowledge(id, bytes);
}

/// The page wants no more of a stream.
#[tauri::command]
pub(crate) fn stream_close(desk: State<'_, Desk>, id: u32) {
    desk.streams.close(id);
}

/// The page holds a request back: it is sent when the page goes away, unless it is let go before.
#[tauri::command]
pub(crate) fn hold(desk: State<'_, Desk>, id: u32, request: Value) -> Result<(), Refusal> {
    desk.held.hold(id, request)
}

/// The page has sent it itself, or it was taken back.
#[tauri::command]
pub(crate) fn let_go(desk: State<'_, Desk>, id: u32) {
    desk.held.let_go(id);
}

/// Where the coordinator is, once that is decided.
#[tauri::command]
pub(crate) async fn app_state(desk: State<'_, Desk>) -> Result<AppState, Refusal> {
    desk.profiles.shown().state().await
}

/// Takes what the gate for cloud workers lacks, and starts this machine's coordinator again with it.
#[tauri::command]
pub(crate) async fn fill_gate(
    desk: State<'_, Desk>,
    values: BTreeMap<String, String>,
) -> Result<(), Refusal> {
    let here = desk.profiles.here().clone();
    let settings = here.fill_gate(values).await?;
    let opening = here.clone();
    desk.spawn("open the backend again", async move { Box::pin(opening.open(settings)).await });
    here.state().await.map(drop)
}

/// Opens a page of ours in the person's browser.
#[tauri::command]
pub(crate) fn open_external(app: AppHandle, url: &str) -> Result<(), Refusal> {
    external::open_known(&app, url)
}

/// The page has painted.
#[tauri::command]
pub(crate) fn painted(desk: State<'_, Desk>) {
    desk.painting.note();
}

/// The page hears events from now on.
#[tauri::command]
pub(crate) fn listening(app: AppHandle) {
    quit::remind(&app);
    links::remind(&app);
}

/// The link that waits, if one does; it is handed over once.
#[tauri::command]
pub(crate) fn take_link(desk: State<'_, Desk>) -> Option<Waiting> {
    desk.inbox.take()
}

/// The coordinators that the window can show.
#[tauri::command]
pub(crate) fn profiles(app: AppHandle) -> Result<Vec<Profile>, Refusal> {
    switch::list(&app)
}

/// Shows another coordinator: this page ends, and one for that coordinator is loaded.
#[tauri::command]
pub(crate) fn show_profile(app: AppHandle, id: &str) -> Result<(), Refusal> {
    switch::show(&app, id)
}

/// Adds a coordinator elsewhere, after the person has agreed outside of the page. Answers its id.
#[tauri::command]
pub(crate) async fn add_profile(
    app: AppHandle,
    address: String,
    name: String,
    token: String,
) -> Result<String, Refusal> {
    switch::add(&app, &address, &name, Secret::new(token.trim())).await
}

/// Forgets a coordinator elsewhere, with its token.
#[tauri::command]
pub(crate) async fn forget_profile(app: AppHandle, id: String) -> Result<(), Refusal> {
    switch::forget(&app, &id).await
}

/// How the app behaves on this desktop.
#[tauri::command]
pub(crate) async fn manners(app: AppHandle) -> Manners {
    manners::of(&app).await
}

/// Changes how the app behaves on this desktop.
#[tauri::command]
pub(crate) async fn change_manners(app: AppHandle, change: Change) -> Result<(), Refusal> {
    manners::change(&app, change).await
}

/// The page speaks this language; the tray, menus and notifications follow it.
#[tauri::command]
pub(crate) fn speak(app: AppHandle, language: &str) -> Result<(), Refusal> {
    manners::speak(&app, language)
}

/// Does what an entry of the menu bar says, for a key in a window that has none.
#[tauri::command]
pub(crate) fn choose_entry(app: AppHandle, entry: &str) -> Result<(), Refusal> {
    if !menu::is_by_key(entry) {
        return Err(refuse(ProblemKind::BadRequest, "the page chooses no such entry"));
    }
    menu::choose(&app, entry);
    Ok(())
}

/// Puts a backup in the place of everything that this machine's coordinator has, after the person has agreed outside of the page.
#[tauri::command]
pub(crate) async fn restore_backup(app: AppHandle, name: String) -> Result<Outcome, Refusal> {
    Box::pin(restore::run(&app, &name)).await
}

/// Looks for a newer version, where a feed is configured.
#[tauri::command]
pub(crate) async fn look_for_update(app: AppHandle) -> Result<Found, Refusal> {
    update::look(&app).await
}

/// Takes the newer version, which is used from the next start on.
#[tauri::command]
pub(crate) async fn take_update(app: AppHandle) -> Result<(), Refusal> {
    update::take(&app).await
}

/// The person was asked and wants to quit.
#[tauri::command]
pub(crate) fn quit_confirmed(app: AppHandle) {
    app.exit(0);
}

/// The person was asked and wants to go on.
#[tauri::command]
pub(crate) fn quit_declined(desk: State<'_, Desk>) {
    desk.question.withdraw();
}
