//! Power: what the app does around a sleep of the machine.
//!
//! Before it, jobs that are about to stand still are named. After it, the streams of the page may hang
//! on connections that nobody holds any more: they end at once, and the page opens one again after a
//! moment that differs from everybody else's and reads everything once.

/// Follows logind. Elsewhere the silence of a stream is what the page notices, within a minute.
#[cfg(target_os = "linux")]
pub(crate) async fn follow(app: tauri::AppHandle) {
    use tauri::Manager;
    let stopped = app.state::<crate::desk::Desk>().tasks.clone();
    let outcome = tokio::select! {
        biased;
        () = stopped.stopped() => Ok(()),
        outcome = linux::listen(&app) => outcome,
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "nobody tells of sleep");
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) async fn follow(_app: tauri::AppHandle) {}

#[cfg(target_os = "linux")]
mod linux {
    use crate::{desk::Desk, news, notify, words::words};
    use futures_util::StreamExt;
    use tauri::{AppHandle, Manager};
    use zbus::{Connection, Proxy};

    const NAME: &str = "org.freedesktop.login1";
    const PATH: &str = "/org/freedesktop/login1";
    const INTERFACE: &str = "org.freedesktop.login1.Manager";

    /// <https://www.freedesktop.org/wiki/Software/systemd/inhibit/>
    pub(super) async fn listen(app: &AppHandle) -> zbus::Result<()> {
        let bus = Connection::system().await?;
        let logind = Proxy::new(&bus, NAME, PATH, INTERFACE).await?;
        let mut signals = logind.receive_signal("PrepareForSleep").await?;
        while let Some(signal) = signals.next().await {
            if signal.body().deserialize::<bool>()? {
                before(app);
            } else {
                after(app);
            }
        }
        Ok(())
    }

    fn before(app: &AppHandle) {
        let stake = app.state::<Desk>().profiles.here().stake();
        if let Some(stake) = stake.filter(|stake| stake.here > 0) {
            notify::say(app, news::of_sleep(words(app), stake.here));
        }
    }

    fn after(app: &AppHandle) {
        let desk = app.state::<Desk>();
        let shown = desk.profiles.shown();
        if !shown.is_embedded() {
            desk.streams.end_all();
            shown.hurry();
        }
    }
}
