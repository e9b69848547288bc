//! Questions outside of the page: what a script in it must not be able to answer, or what is asked while it hangs.

use crate::{window, words::words};
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons};
use tokio::sync::oneshot;

/// Whether the person agrees, by a dialog of the system.
pub(crate) async fn has_agreed(app: &AppHandle, title: &str, question: &str, agree: &str) -> bool {
    let (tell, told) = oneshot::channel();
    let buttons =
        MessageDialogButtons::OkCancelCustom(agree.to_owned(), words(app).cancel.to_owned());
    let mut dialog = app.dialog().message(question).title(title).buttons(buttons);
    if let Some(page) = app.get_webview_window(window::MAIN) {
        dialog = dialog.parent(&page);
    }
    dialog.show(move |has_agreed| {
        if tell.send(has_agreed).is_err() {
            tracing::debug!("nobody waits for the answer any more");
        }
    });
    told.await.unwrap_or(false)
}
