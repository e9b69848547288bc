//! The tray: what the fleet does at a glance, and the way back to a closed window.
//!
//! It is an addition, never the only way to anything: many Linux desktops have none. A window is
//! hidden only while somebody shows the tray, and without one closing means quitting.

use crate::{desk::Desk, menu, window};
use futures_util::FutureExt;
use muster_client::{Client, ClientError, Topic};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};
use tauri::{
    AppHandle, Manager,
    image::Image,
    include_image,
    menu::MenuItem,
    tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent},
};

/// The glance need not be newer than this, and a busy fleet changes all the time.
const GLANCE_EVERY: Duration = Duration::from_secs(1);
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(5);

/// The icon and the line that says how things are.
struct Tray {
    icon: TrayIcon,
    status: MenuItem<tauri::Wry>,
}

/// How things are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Glance {
    Idle,
    Running(u64),
    Away,
}

impl Glance {
    fn words(self) -> String {
        match self {
            Self::Idle => "Idle".to_owned(),
            Self::Running(1) => "1 job running".to_owned(),
            Self::Running(jobs) => format!("{jobs} jobs running"),
            Self::Away => "The coordinator does not answer".to_owned(),
        }
    }

    /// The menu bar of macOS is of one colour and draws the template itself.
    fn picture(self) -> Image<'static> {
        match self {
            _ if cfg!(target_os = "macos") => include_image!("../icons/tray-template.png"),
            Self::Idle => include_image!("../icons/tray-idle.png"),
            Self::Running(_) => include_image!("../icons/tray-running.png"),
            Self::Away => include_image!("../icons/tray-problem.png"),
        }
    }
}

/// Puts the icon into the tray and keeps it true. Without one the app works all the same.
pub(crate) fn open(app: &AppHandle) {
    // The library is loaded at run time, and the binding panics where it is not installed.
    match catch_unwind(AssertUnwindSafe(|| build(app))) {
        Ok(Ok(tray)) => {
            app.manage(tray);
            app.state::<Desk>().spawn("tray", follow(app.clone()));
        }
        Ok(Err(error)) => tracing::warn!(%error, "no tray"),
        Err(_) => tracing::warn!("no tray: the library for it is not installed"),
    }
}

/// Whether there is an icon in a tray that somebody shows.
pub(crate) async fn is_visible(app: &AppHandle) -> bool {
    app.try_state::<Tray>().is_some() && is_shown().await
}

fn build(app: &AppHandle) -> tauri::Result<Tray> {
    let status = MenuItem::with_id(app, "status", Glance::Idle.words(), false, None::<&str>)?;
    let icon = TrayIconBuilder::with_id("tray")
        .icon(Glance::Idle.picture())
        // On Linux the icon becomes a file; in the shared default folder others could be first.
        .temp_dir_path(app.path().app_cache_dir()?.join("tray"))
        .icon_as_template(cfg!(target_os = "macos"))
        .tooltip("Muster")
        .menu(&menu::of_tray(app, &status)?)
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_tray_icon_event(|tray, event| {
            if is_click(&event) {
                window::show(tray.app_handle());
            }
        })
        .build(app)?;
    Ok(Tray { icon, status })
}

fn is_click(event: &TrayIconEvent) -> bool {
    matches!(
        event,
        TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. }
    )
}

/// Keeps the icon true for as long as the app runs.
async fn follow(app: AppHandle) {
    let desk = app.state::<Desk>();
    loop {
        if let Ok(client) = desk.backend.client().await {
            let broke_off = watch(&app, &client).await;
            tracing::debug!(?broke_off, "the tray lost its stream");
        }
        paint(&app, Glance::Away);
        tokio::select! {
            () = desk.tasks.stopped() => return,
            () = tokio::time::sleep(TRY_AGAIN_AFTER) => {}
        }
    }
}

/// Looks once, then again after each change, until the stream ends.
async fn watch(app: &AppHandle, client: &Client) -> Result<(), ClientError> {
    let tasks = app.state::<Desk>().tasks.clone();
    let mut changes = client.stream(&[Topic::Jobs]).await?;
    loop {
        match client.overview().await?.jobs.running {
            0 => paint(app, Glance::Idle),
            jobs => paint(app, Glance::Running(jobs)),
        }
        tokio::time::sleep(GLANCE_EVERY).await;
        tokio::select! {
            () = tasks.stopped() => return Ok(()),
            change = changes.next() => if change?.is_none() { return Ok(()) },
        }
        // What is there already is seen with the same look.
        while let Some(change) = changes.next().now_or_never() {
            if change?.is_none() {
                return Ok(());
            }
        }
    }
}

/// Asks the window's own thread to change the icon, and does not wait for it: while the app ends that
/// thread waits for us.
fn paint(app: &AppHandle, glance: Glance) {
    let own = app.clone();
    let asked = app.run_on_main_thread(move || {
        if let Err(error) = change(&own, glance) {
            tracing::warn!(%error, "cannot change the tray");
        }
    });
    if let Err(error) = asked {
        tracing::debug!(%error, "the window's thread has ended");
    }
}

fn change(app: &AppHandle, glance: Glance) -> tauri::Result<()> {
    let Some(tray) = app.try_state::<Tray>() else { return Ok(()) };
    let words = glance.words();
    tray.status.set_text(&words)?;
    tray.icon.set_tooltip(Some(format!("Muster: {words}")))?;
    tray.icon.set_icon(Some(glance.picture()))
}

/// Whether somebody shows status icons: the panel, or an extension of it.
#[cfg(target_os = "linux")]
async fn is_shown() -> bool {
    const WATCHER: &str = "org.kde.StatusNotifierWatcher";
    // A session bus answers at once or is not there.
    const AT_MOST: Duration = Duration::from_secs(1);
    let asking = async {
        let bus = zbus::Connection::session().await?;
        let watcher = zbus::Proxy::new(&bus, WATCHER, "/StatusNotifierWatcher", WATCHER).await?;
        watcher.get_property::<bool>("IsStatusNotifierHostRegistered").await
    };
    matches!(tokio::time::timeout(AT_MOST, asking).await, Ok(Ok(true)))
}

/// Windows and macOS always have a tray.
#[cfg(not(target_os = "linux"))]
async fn is_shown() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_count() {
        let words = [Glance::Idle, Glance::Running(1), Glance::Running(2)].map(Glance::words);
        assert_eq!(words, ["Idle", "1 job running", "2 jobs running"]);
    }
}
