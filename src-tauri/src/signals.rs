//! Signals: logout, shutdown and `kill` end the app in good order.

use tauri::AppHandle;

/// Ends the app when the system asks for it.
#[cfg(unix)]
pub(crate) async fn follow(app: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()];
    let mut heard = Vec::new();
    for kind in kinds {
        match signal(kind) {
            Ok(stream) => heard.push(stream),
            Err(error) => return tracing::warn!(%error, "cannot listen for signals"),
        }
    }
    let waits = heard.iter_mut().map(|stream| Box::pin(stream.recv()));
    futures_util::future::select_all(waits).await;
    tracing::info!("asked to end");
    app.exit(0);
}

/// Windows tells the window instead, whose loop then ends by itself.
#[cfg(not(unix))]
pub(crate) async fn follow(_app: AppHandle) {}
