//! Menus: what the tray offers everywhere, and the menu bar that macOS needs.
//!
//! macOS ends a program by its menu bar, past every window; so that quitting is asked about there
//! too, the bar is ours. Without its Edit menu no shortcut for copying would work.

use crate::{
    billable,
    desk::Desk,
    external,
    glance::{Counts, Glance},
    halt,
    profiles::Profile,
    quit, switch, window,
};
use muster_api::Problem;
use tauri::{
    AppHandle, Emitter, Manager, Wry,
    menu::{CheckMenuItem, Menu, MenuBuilder, MenuItem, Submenu, SubmenuBuilder},
};

const SHOW: &str = "show";
const RUN_JOB: &str = "run_job";
const BROWSER: &str = "browser";
const STOP: &str = "stop_this_machine";
const GO_ON: &str = "let_this_machine_work";
const STOP_BILLABLE: &str = "stop_everything_billable";
const QUIT: &str = "quit";
/// What stands before the id of a coordinator that can be shown.
const PROFILE: &str = "profile ";

/// The entries that change with what is going on.
pub(crate) struct Entries {
    jobs: MenuItem<Wry>,
    workers: MenuItem<Wry>,
    /// Two entries and not one that changes: whoever wants to stop must never press the other by chance.
    stop: MenuItem<Wry>,
    go_on: MenuItem<Wry>,
}

impl Entries {
    pub(crate) fn new(app: &AppHandle, glance: Glance) -> tauri::Result<Self> {
        let entry = |id: &str, text: &str, is_enabled| {
            MenuItem::with_id(app, id, text, is_enabled, None::<&str>)
        };
        Ok(Self {
            jobs: entry("jobs", &glance.jobs(), false)?,
            workers: entry("workers", &glance.workers(), false)?,
            stop: entry(STOP, "Stop everything on this machine", true)?,
            go_on: entry(GO_ON, "Let this machine work again", false)?,
        })
    }

    /// Says how things are.
    pub(crate) fn show(&self, glance: Glance) -> tauri::Result<()> {
        self.jobs.set_text(glance.jobs())?;
        self.workers.set_text(glance.workers())?;
        let is_paused = matches!(glance, Glance::Seen(Counts { is_paused: true, .. }));
        self.go_on.set_enabled(is_paused)
    }
}

/// The menu of the icon in the tray, below the lines that say how things are.
pub(crate) fn of_tray(app: &AppHandle, entries: &Entries) -> tauri::Result<Menu<Wry>> {
    let mut menu = MenuBuilder::new(app)
        .items(&[&entries.jobs, &entries.workers])
        .separator()
        .text(SHOW, "Show Muster")
        .text(RUN_JOB, "Run a job…")
        .text(BROWSER, "Open in browser");
    if let Some(coordinators) = coordinators(app)? {
        menu = menu.item(&coordinators);
    }
    menu.separator()
        .items(&[&entries.stop, &entries.go_on])
        .text(STOP_BILLABLE, "Stop everything billable…")
        .separator()
        .text(QUIT, "Quit Muster")
        .build()
}

/// The coordinators to choose from; nothing if there is but the one.
fn coordinators(app: &AppHandle) -> tauri::Result<Option<Submenu<Wry>>> {
    let desk = app.state::<Desk>();
    let wanted = desk.profiles.wanted().borrow().clone();
    let known = desk.profiles.list(&desk.preferences.get().names).unwrap_or_default();
    if known.len() < 2 {
        return Ok(None);
    }
    let mut menu = SubmenuBuilder::new(app, "Coordinators");
    for profile in known {
        let is_wanted = profile.id == wanted.id();
        let id = format!("{PROFILE}{}", profile.id);
        let entry =
            CheckMenuItem::with_id(app, id, title(&profile), true, is_wanted, None::<&str>)?;
        menu = menu.item(&entry);
    }
    menu.build().map(Some)
}

fn title(profile: &Profile) -> String {
    profile.name.clone().unwrap_or_else(|| "This machine".to_owned())
}

/// The menu bar, where there is one for the whole app.
pub(crate) fn bar(app: &AppHandle) -> tauri::Result<Menu<Wry>> {
    let quit = MenuItem::with_id(app, QUIT, "Quit Muster", true, Some("CmdOrCtrl+Q"))?;
    let run_job = MenuItem::with_id(app, RUN_JOB, "Run a job…", true, None::<&str>)?;
    let muster = SubmenuBuilder::new(app, "Muster")
        .about(None)
        .separator()
        .item(&run_job)
        .text(BROWSER, "Open in browser")
        .separator()
        .hide()
        .hide_others()
        .show_all()
        .separator()
        .item(&quit)
        .build()?;
    let edit = SubmenuBuilder::new(app, "Edit")
        .undo()
        .redo()
        .separator()
        .cut()
        .copy()
        .paste()
        .select_all()
        .build()?;
    let view = SubmenuBuilder::new(app, "Window").minimize().fullscreen().close_window().build()?;
    let mut bar = MenuBuilder::new(app).items(&[&muster, &edit]);
    if let Some(coordinators) = coordinators(app)? {
        bar = bar.item(&coordinators);
    }
    bar.item(&view).build()
}

/// Does what an entry says.
pub(crate) fn choose(app: &AppHandle, entry: &str) {
    match entry {
        SHOW => window::show(app),
        RUN_JOB => run_job(app),
        BROWSER => app.state::<Desk>().spawn("open in browser", browse(app.clone())),
        STOP => app.state::<Desk>().spawn("stop this machine", halt::stop(app.clone())),
        GO_ON => app.state::<Desk>().spawn("let it work", halt::go_on(app.clone())),
        STOP_BILLABLE => app.state::<Desk>().spawn("stop billable", billable::stop(app.clone())),
        QUIT => quit::request(app),
        other if other.starts_with(PROFILE) => {
            switch::from_menu(app, other.trim_start_matches(PROFILE));
        }
        other => tracing::debug!(other, "a menu entry that does nothing"),
    }
}

fn run_job(app: &AppHandle) {
    window::show(app);
    // The console listens under the entry's own name.
    if let Err(error) = app.emit_to(window::MAIN, RUN_JOB, ()) {
        tracing::warn!(%error, "cannot ask the console for its dialog");
    }
}

/// The same console in a browser, for a machine on which the window shows nothing.
async fn browse(app: AppHandle) {
    if let Err(problem) = open_in_browser(&app).await {
        tracing::warn!(%problem, "cannot open the console in a browser");
    }
}

async fn open_in_browser(app: &AppHandle) -> Result<(), Box<Problem>> {
    let backend = app.state::<Desk>().profiles.shown();
    let link = backend.console_link().await?;
    external::open(app, &link)
}
