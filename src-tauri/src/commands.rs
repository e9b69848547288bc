//! Commands: all that the page can ask of the app.
//!
//! Four carry the coordinator's API; every other one exists for what a browser cannot do. They are
//! listed again in `build.rs` and in `capabilities/main.json`, and `cargo xtask tidy` compares.
#![expect(clippy::let_underscore_must_use, reason = "the macro for commands writes it")]
#![expect(clippy::needless_pass_by_value, reason = "commands take their arguments by value")]

use crate::{backend::AppState, desk::Desk, external, ipc, refusal::Refusal};
use serde_json::Value;
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

/// Where the coordinator is, once that is decided.
#[tauri::command]
pub(crate) async fn app_state(desk: State<'_, Desk>) -> Result<AppState, Refusal> {
    desk.backend.state().await
}

/// Opens a page of ours in the person's browser.
#[tauri::command]
pub(crate) fn open_external(app: AppHandle, url: &str) -> Result<(), Refusal> {
    external::open(&app, &external::known(url)?)
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
