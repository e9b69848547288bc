//! The tray: what the fleet does at a glance, and the way back to a closed window.
//!
//! It is an addition, never the only way to anything: many Linux desktops have none. A window is
//! hidden only while somebody shows the tray, and without one closing means quitting.

use crate::{
    badge,
    desk::Desk,
    dial::Patience,
    glance::{Counts, Glance},
    halt, menu, notify,
    profiles::Which,
    window,
    words::words,
};
use futures_util::FutureExt;
use muster_api::stream::StreamEvent;
use muster_client::{Client, ClientError, Topic};
use muster_seams::OsRng;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tauri::{
    AppHandle, Manager,
    image::Image,
    include_image,
    tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent},
};

/// The glance need not be newer than this, and a busy fleet changes all the time.
const GLANCE_EVERY: Duration = Duration::from_secs(1);
/// What comes by the clock alone is told by no event, such as an environment that is about to stop.
const GLANCE_AT_LEAST_EVERY: Duration = Duration::from_mins(1);

/// The icon and the entries that say how things are.
struct Tray {
    icon: TrayIcon,
    entries: menu::Entries,
    /// What it says now.
    glance: Mutex<Glance>,
}

/// The menu bar of macOS is of one colour and draws the template itself.
fn picture(glance: Glance) -> Image<'static> {
    match glance {
        _ if cfg!(target_os = "macos") => include_image!("../icons/tray-template.png"),
        Glance::Away | Glance::Seen(Counts { needs: 1.., .. }) => {
            include_image!("../icons/tray-problem.png")
        }
        Glance::Seen(Counts { running: 1.., .. }) => include_image!("../icons/tray-running.png"),
        Glance::Seen(_) => include_image!("../icons/tray-idle.png"),
    }
}

/// Puts the icon into the tray and keeps it true. Without one the app works all the same.
pub(crate) fn open(app: &AppHandle) {
    // The library is loaded at run time, and the binding panics where it is not installed.
    match catch_unwind(AssertUnwindSafe(|| build(app))) {
        Ok(Ok(tray)) => drop(app.manage(tray)),
        Ok(Err(error)) => tracing::warn!(%error, "no tray"),
        Err(_) => tracing::warn!("no tray: the library for it is not installed"),
    }
    // Badge and notifications need no tray.
    app.state::<Desk>().spawn("glance", follow(app.clone()));
}

/// Says everything anew: in another language, or after a coordinator was added, chosen or forgotten.
pub(crate) fn say_anew(app: &AppHandle) {
    let own = app.clone();
    on_main_thread(app, move || {
        let Some(tray) = own.try_state::<Tray>() else { return Ok(()) };
        let glance = *tray.glance.lock().unwrap_or_else(PoisonError::into_inner);
        tray.entries.name(words(&own))?;
        tray.icon.set_menu(Some(menu::of_tray(&own, &tray.entries)?))?;
        change(&own, glance)
    });
}

/// Whether there is an icon in a tray that somebody shows.
pub(crate) async fn is_visible(app: &AppHandle) -> bool {
    app.try_state::<Tray>().is_some() && is_shown().await
}

fn build(app: &AppHandle) -> tauri::Result<Tray> {
    let glance = Glance::Seen(Counts::default());
    let entries = menu::Entries::new(app, words(app), glance)?;
    let icon = TrayIconBuilder::with_id("tray")
        .icon(picture(glance))
        // On Linux the icon becomes a file; in the shared default folder others could be first.
        .temp_dir_path(app.path().app_cache_dir()?.join("tray"))
        .icon_as_template(cfg!(target_os = "macos"))
        .tooltip("Muster")
        .menu(&menu::of_tray(app, &entries)?)
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_tray_icon_event(|tray, event| {
            if is_click(&event) {
                window::show(tray.app_handle());
            }
        })
        .build(app)?;
    Ok(Tray { icon, entries, glance: Mutex::new(glance) })
}

fn is_click(event: &TrayIconEvent) -> bool {
    matches!(
        event,
        TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. }
    )
}

/// Keeps the glance true for as long as the app runs, whichever coordinator is looked at.
async fn follow(app: AppHandle) {
    let desk = app.state::<Desk>();
    let mut wanted = desk.profiles.wanted();
    let mut patience = Patience::default();
    loop {
        let which = wanted.borrow_and_update().clone();
        desk.notifier.begin_anew();
        tokio::select! {
            biased;
            () = desk.tasks.stopped() => return,
            _ = wanted.changed() => continue,
            seen = look_at(&app, &which) => if seen { patience = Patience::default() },
        }
        show(&app, Glance::Away).await;
        tokio::select! {
            biased;
            () = desk.tasks.stopped() => return,
            _ = wanted.changed() => {}
            () = tokio::time::sleep(patience.next(&OsRng)) => {}
        }
    }
}

/// Looks until the coordinator is lost. Answers whether it was ever there.
async fn look_at(app: &AppHandle, which: &Which) -> bool {
    let backend = app.state::<Desk>().profiles.backend(which);
    let Ok(client) = backend.client().await else { return false };
    let broke_off = watch(app, which, &client).await;
    tracing::debug!(?broke_off, "the glance lost its stream");
    true
}

/// Looks once, then again after each change, until the stream ends.
async fn watch(app: &AppHandle, which: &Which, client: &Client) -> Result<(), ClientError> {
    let mut changes = client.stream(&[Topic::Jobs, Topic::Workers]).await?;
    let mut this_machine = ThisMachine::find(which, client).await?;
    loop {
        let overview = client.overview().await?;
        notify::of_needs(app, &overview.needs_you);
        show(app, Glance::Seen(Counts::of(&overview, this_machine.is_paused))).await;
        tokio::time::sleep(GLANCE_EVERY).await;
        let Ok(change) = tokio::time::timeout(GLANCE_AT_LEAST_EVERY, changes.next()).await else {
            continue;
        };
        let Some(change) = change? else { return Ok(()) };
        this_machine.hear(&change);
        // What is there already is seen with the same look.
        while let Some(change) = changes.next().now_or_never() {
            let Some(change) = change? else { return Ok(()) };
            this_machine.hear(&change);
        }
    }
}

/// What is known of this machine's worker. All workers are read once; there may be thousands.
#[derive(Debug, Default)]
struct ThisMachine {
    /// A coordinator elsewhere calls its own machine that.
    is_here: bool,
    is_paused: bool,
}

impl ThisMachine {
    async fn find(which: &Which, client: &Client) -> Result<Self, ClientError> {
        if *which != Which::Here {
            return Ok(Self::default());
        }
        let worker = halt::find(client).await?;
        Ok(Self { is_here: true, is_paused: worker.is_some_and(|worker| worker.pause.is_some()) })
    }

    fn hear(&mut self, change: &StreamEvent) {
        let StreamEvent::Workers { items } = change else { return };
        let own = items.iter().find(|worker| self.is_here && worker.is_this_machine);
        self.is_paused = own.map_or(self.is_paused, |worker| worker.pause.is_some());
    }
}

async fn show(app: &AppHandle, glance: Glance) {
    badge::put(app, glance.needs()).await;
    let own = app.clone();
    on_main_thread(app, move || change(&own, glance));
}

/// Asks the window's own thread to do something, and does not wait for it: while the app ends that
/// thread waits for us.
pub(crate) fn on_main_thread(
    app: &AppHandle,
    work: impl FnOnce() -> tauri::Result<()> + Send + 'static,
) {
    let asked = app.run_on_main_thread(move || {
        if let Err(error) = work() {
            tracing::warn!(%error, "cannot change what stands around the page");
        }
    });
    if let Err(error) = asked {
        tracing::debug!(%error, "the window's thread has ended");
    }
}

fn change(app: &AppHandle, glance: Glance) -> tauri::Result<()> {
    let Some(tray) = app.try_state::<Tray>() else { return Ok(()) };
    *tray.glance.lock().unwrap_or_else(PoisonError::into_inner) = glance;
    let words = words(app);
    tray.entries.show(words, glance)?;
    tray.icon.set_tooltip(Some(format!("Muster: {}", glance.jobs(words))))?;
    tray.icon.set_icon(Some(picture(glance)))
}

/// Whether somebody shows status icons: the panel, or an extension of it.
#[cfg(target_os = "linux")]
async fn is_shown() -> bool {
    const WATCHER: &str = "org.kde.StatusNotifierWatcher";
    // A session bus answers at once or is not there.
    const AT_MOST: Duration = Duration::from_secs(1);
    let asking = async {
        let bus = crate::bus::session().await?;
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
