//! Menus: what the tray and the menu bar offer, and what each entry does.

use crate::{
    bar, billable,
    desk::Desk,
    external,
    glance::{Counts, Glance},
    halt,
    links::{self, Link, Page},
    profiles::Profile,
    quit, switch,
    view::{self, Zoom},
    window,
    words::{Words, words},
};
use muster_api::Problem;
use tauri::{
    AppHandle, Emitter, Manager, Wry,
    menu::{CheckMenuItem, Menu, MenuBuilder, MenuItem, Submenu, SubmenuBuilder},
};

/// The event at which the console does what an entry says; its payload is the entry.
const CHOSEN: &str = "menu_chosen";

pub(crate) const SHOW: &str = "show";
pub(crate) const RUN_JOB: &str = "run_job";
pub(crate) const ADD_WORKER: &str = "add_worker";
pub(crate) const SHORTCUTS: &str = "shortcuts";
pub(crate) const BROWSER: &str = "browser";
pub(crate) const QUIT: &str = "quit";
pub(crate) const RELOAD: &str = "reload";
pub(crate) const ZOOM_IN: &str = "zoom_in";
pub(crate) const ZOOM_OUT: &str = "zoom_out";
pub(crate) const ZOOM_RESET: &str = "zoom_reset";
pub(crate) const FULL_SCREEN: &str = "full_screen";
pub(crate) const MENU_BAR: &str = "menu_bar";
pub(crate) const DOCUMENTATION: &str = "documentation";
pub(crate) const SUPPORT_BUNDLE: &str = "support_bundle";
/// What stands before the name of a page.
pub(crate) const GO: &str = "go ";
/// What stands before a command for whatever has the focus.
pub(crate) const EDIT: &str = "edit ";
const STOP: &str = "stop_this_machine";
const GO_ON: &str = "let_this_machine_work";
const STOP_BILLABLE: &str = "stop_everything_billable";
/// What stands before the id of a coordinator that can be shown.
const PROFILE: &str = "profile ";

/// What the page may choose by a key, because a window without a bar has no other way to it.
const BY_KEY: &[&str] = &[QUIT, RELOAD, ZOOM_IN, ZOOM_OUT, ZOOM_RESET, FULL_SCREEN, MENU_BAR];

const MANUAL: &str = "https://github.com/muster/muster/tree/main/docs";

/// The entries that change with what is going on.
pub(crate) struct Entries {
    jobs: MenuItem<Wry>,
    workers: MenuItem<Wry>,
    /// Two entries and not one that changes: whoever wants to stop must never press the other by chance.
    stop: MenuItem<Wry>,
    go_on: MenuItem<Wry>,
}

impl Entries {
    pub(crate) fn new(app: &AppHandle, words: &Words, glance: Glance) -> tauri::Result<Self> {
        let entry = |id: &str, text: &str, is_enabled| {
            MenuItem::with_id(app, id, text, is_enabled, None::<&str>)
        };
        Ok(Self {
            jobs: entry("jobs", &glance.jobs(words), false)?,
            workers: entry("workers", &glance.workers(words), false)?,
            stop: entry(STOP, words.stop_here, true)?,
            go_on: entry(GO_ON, words.work_again, false)?,
        })
    }

    /// Names in another language what is always called the same.
    pub(crate) fn name(&self, words: &Words) -> tauri::Result<()> {
        self.stop.set_text(words.stop_here)?;
        self.go_on.set_text(words.work_again)
    }

    /// Says how things are.
    pub(crate) fn show(&self, words: &Words, glance: Glance) -> tauri::Result<()> {
        self.jobs.set_text(glance.jobs(words))?;
        self.workers.set_text(glance.workers(words))?;
        let is_paused = matches!(glance, Glance::Seen(Counts { is_paused: true, .. }));
        self.go_on.set_enabled(is_paused)
    }
}

/// The menu of the icon in the tray, below the lines that say how things are.
pub(crate) fn of_tray(app: &AppHandle, entries: &Entries) -> tauri::Result<Menu<Wry>> {
    let words = words(app);
    let mut menu = MenuBuilder::new(app)
        .items(&[&entries.jobs, &entries.workers])
        .separator()
        .text(SHOW, words.show_muster)
        .text(RUN_JOB, words.run_job)
        .text(BROWSER, words.open_in_browser);
    if let Some(coordinators) = coordinators(app, words)? {
        menu = menu.item(&coordinators);
    }
    menu.separator()
        .items(&[&entries.stop, &entries.go_on])
        .text(STOP_BILLABLE, words.stop_billable)
        .separator()
        .text(QUIT, words.quit)
        .build()
}

/// The coordinators to choose from; nothing if there is but the one.
pub(crate) fn coordinators(app: &AppHandle, words: &Words) -> tauri::Result<Option<Submenu<Wry>>> {
    let desk = app.state::<Desk>();
    let wanted = desk.profiles.wanted().borrow().clone();
    let known = desk.profiles.list(&desk.preferences.get().names).unwrap_or_default();
    if known.len() < 2 {
        return Ok(None);
    }
    let mut menu = SubmenuBuilder::new(app, words.coordinators);
    for profile in known {
        let is_wanted = profile.id == wanted.id();
        let (id, title) = (format!("{PROFILE}{}", profile.id), title(words, &profile));
        let entry = CheckMenuItem::with_id(app, id, title, true, is_wanted, None::<&str>)?;
        menu = menu.item(&entry);
    }
    menu.build().map(Some)
}

/// A `&` in a name is a sign of it, and not the letter that opens the entry.
fn title(words: &Words, profile: &Profile) -> String {
    let name = profile.name.as_deref().unwrap_or(words.this_machine);
    name.replace('&', "&&")
}

/// Does what an entry says.
pub(crate) fn choose(app: &AppHandle, entry: &str) {
    let desk = app.state::<Desk>();
    match entry {
        SHOW => window::show(app),
        RUN_JOB | ADD_WORKER | SHORTCUTS => ask_page(app, entry),
        BROWSER => desk.spawn("open in browser", browse(app.clone())),
        STOP => desk.spawn("stop this machine", halt::stop(app.clone())),
        GO_ON => desk.spawn("let it work", halt::go_on(app.clone())),
        STOP_BILLABLE => desk.spawn("stop billable", billable::stop(app.clone())),
        RELOAD => view::reload(app),
        ZOOM_IN => view::zoom(app, Zoom::In),
        ZOOM_OUT => view::zoom(app, Zoom::Out),
        ZOOM_RESET => view::zoom(app, Zoom::Reset),
        FULL_SCREEN => view::turn_full_screen(app),
        MENU_BAR => bar::turn(app),
        DOCUMENTATION => report(external::open_known(app, MANUAL)),
        SUPPORT_BUNDLE => links::follow(app, Link::SupportBundle),
        QUIT => quit::request(app),
        other => choose_one_of_many(app, other),
    }
}

fn choose_one_of_many(app: &AppHandle, entry: &str) {
    if let Some(id) = entry.strip_prefix(PROFILE) {
        switch::from_menu(app, id);
    } else if let Some(page) = entry.strip_prefix(GO).and_then(Page::named) {
        links::follow(app, Link::Page { page });
    } else if let Some(command) = entry.strip_prefix(EDIT) {
        view::edit(app, command);
    } else {
        tracing::debug!(entry, "a menu entry that does nothing");
    }
}

/// Whether the page may choose this entry.
pub(crate) fn is_by_key(entry: &str) -> bool {
    BY_KEY.contains(&entry) || entry.strip_prefix(GO).and_then(Page::named).is_some()
}

fn ask_page(app: &AppHandle, entry: &str) {
    window::show(app);
    if let Err(error) = app.emit_to(window::MAIN, CHOSEN, entry) {
        tracing::warn!(%error, "cannot tell the console what was chosen");
    }
}

/// The same console in a browser, for a machine on which the window shows nothing.
async fn browse(app: AppHandle) {
    report(open_in_browser(&app).await);
}

async fn open_in_browser(app: &AppHandle) -> Result<(), Box<Problem>> {
    let backend = app.state::<Desk>().profiles.shown();
    let link = backend.console_link().await?;
    external::open(app, &link)
}

/// A menu has nobody to tell of it.
fn report(outcome: Result<(), Box<Problem>>) {
    if let Err(problem) = outcome {
        tracing::warn!(%problem, "cannot open a page in a browser");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{backend::Standing, words::Language};

    #[test]
    fn a_name_keeps_its_signs_in_a_menu() {
        let called = |name: Option<&str>| {
            let profile = Profile {
                id: "https://10.0.0.7:7600/".to_owned(),
                name: name.map(str::to_owned),
                address: None,
                is_shown: false,
                standing: Standing::Idle,
            };
            title(Language::De.words(), &profile)
        };
        assert_eq!(called(Some("R&D_1")), "R&&D_1");
        assert_eq!(called(None), "Diese Maschine");
    }

    #[test]
    fn a_key_of_the_page_stops_nothing_and_opens_nothing_elsewhere() {
        assert!(is_by_key(ZOOM_IN) && is_by_key(QUIT) && is_by_key("go jobs"));
        for other in [
            STOP,
            GO_ON,
            STOP_BILLABLE,
            BROWSER,
            DOCUMENTATION,
            "go x",
            "profile here",
            "",
            "edit Paste",
        ] {
            assert!(!is_by_key(other), "{other}");
        }
    }
}
