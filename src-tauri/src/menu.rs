//! Menus: what the tray offers everywhere, and the menu bar that macOS needs.
//!
//! macOS ends a program by its menu bar, past every window; so that quitting is asked about there
//! too, the bar is ours. Without its Edit menu no shortcut for copying would work.

use crate::{desk::Desk, external, quit, window};
use muster_api::Problem;
use tauri::{
    AppHandle, Emitter, Manager, Wry,
    menu::{Menu, MenuBuilder, MenuItem, SubmenuBuilder},
};

const SHOW: &str = "show";
const RUN_JOB: &str = "run_job";
const BROWSER: &str = "browser";
const QUIT: &str = "quit";

/// The menu of the icon in the tray, below a line that says how things are.
pub(crate) fn of_tray(app: &AppHandle, status: &MenuItem<Wry>) -> tauri::Result<Menu<Wry>> {
    MenuBuilder::new(app)
        .item(status)
        .separator()
        .text(SHOW, "Show Muster")
        .text(RUN_JOB, "Run a job…")
        .text(BROWSER, "Open in browser")
        .separator()
        .text(QUIT, "Quit Muster")
        .build()
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
    MenuBuilder::new(app).items(&[&muster, &edit, &view]).build()
}

/// Does what an entry says.
pub(crate) fn choose(app: &AppHandle, entry: &str) {
    match entry {
        SHOW => window::show(app),
        RUN_JOB => run_job(app),
        BROWSER => app.state::<Desk>().spawn("open in browser", browse(app.clone())),
        QUIT => quit::request(app),
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
    let backend = app.state::<Desk>().backend.clone();
    let link = backend.console_link().await?;
    external::open(app, &link)
}
