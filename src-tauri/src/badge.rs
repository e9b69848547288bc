//! The badge: how many things need a person, on the app's icon in the dock or the taskbar.

use std::sync::atomic::{AtomicI64, Ordering};
use tauri::AppHandle;

/// What it says now; nothing yet is no number.
static SHOWN: AtomicI64 = AtomicI64::new(-1);

/// Puts the number there; none for nothing.
pub(crate) async fn put(app: &AppHandle, count: usize) {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    if SHOWN.swap(count, Ordering::Relaxed) != count {
        system::put(app, count).await;
    }
}

/// Said to whoever draws the dock, by the interface that Unity began and others kept.
/// <https://wiki.ubuntu.com/Unity/LauncherAPI>
#[cfg(target_os = "linux")]
mod system {
    use crate::bus;
    use std::collections::HashMap;
    use tauri::AppHandle;
    use zbus::zvariant::Value;

    const INTERFACE: &str = "com.canonical.Unity.LauncherEntry";
    const PATH: &str = "/app/muster/desktop";
    const APP: &str = "application://muster-desktop.desktop";

    pub(super) async fn put(_app: &AppHandle, count: i64) {
        if let Err(error) = told(count).await {
            tracing::debug!(%error, "nobody is told of the badge");
        }
    }

    async fn told(count: i64) -> zbus::Result<()> {
        let properties = HashMap::from([
            ("count", Value::from(count)),
            ("count-visible", Value::from(count > 0)),
        ]);
        let bus = bus::session().await?;
        bus.emit_signal(None::<&str>, PATH, INTERFACE, "Update", &(APP, properties)).await
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use crate::window;
    use tauri::{AppHandle, Manager, WebviewWindow};

    pub(super) async fn put(app: &AppHandle, count: i64) {
        let Some(window) = app.get_webview_window(window::MAIN) else { return };
        if let Err(error) = mark(&window, count) {
            tracing::debug!(%error, "cannot change the badge");
        }
    }

    /// The taskbar of Windows shows a picture and no number.
    #[cfg(windows)]
    fn mark(window: &WebviewWindow, count: i64) -> tauri::Result<()> {
        let mark = tauri::include_image!("../icons/tray-problem.png");
        window.set_overlay_icon((count > 0).then_some(mark))
    }

    #[cfg(not(windows))]
    fn mark(window: &WebviewWindow, count: i64) -> tauri::Result<()> {
        window.set_badge_count((count > 0).then_some(count))
    }
}
