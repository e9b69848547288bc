//! The menu bar: macOS always has one, Linux and Windows if the person wants it.
//!
//! macOS ends a program by its menu bar, past every window; so that quitting is asked about there
//! too, the bar is ours. Without its Edit menu no shortcut for copying would work. Elsewhere the bar
//! costs a line of the window and says what the page says (decision 55).

use crate::{
    desk::Desk,
    links::Page,
    menu::{self, coordinators},
    tray,
    words::{Words, words},
};
use std::io;
use tauri::{
    AppHandle, Manager, Wry,
    menu::{AboutMetadata, IsMenuItem, Menu, MenuBuilder, MenuItem, Submenu, SubmenuBuilder},
};

/// The keys of macOS, which asks the page first whether it wants one. Linux and Windows would take a key from the page,
/// and from a terminal in it, before either hears of it; there the page has them (`ui/src/platform/window-keys.ts`).
const KEYS: &[(&str, &str)] = &[
    (menu::QUIT, "Cmd+Q"),
    (menu::RELOAD, "Cmd+R"),
    (menu::ZOOM_IN, "Cmd+="),
    (menu::ZOOM_OUT, "Cmd+-"),
    (menu::ZOOM_RESET, "Cmd+0"),
    (menu::FULL_SCREEN, "Ctrl+Cmd+F"),
];
/// The first pages have the digits.
const DIGITS: usize = 9;
const IS_MAC: bool = cfg!(target_os = "macos");
/// macOS has its settings there; elsewhere they are one of the pages.
const SETTINGS_KEY: &str = "Cmd+,";
/// As WebKit calls them.
#[cfg(target_os = "linux")]
const COMMANDS: [&str; 6] = ["Undo", "Redo", "Cut", "Copy", "Paste", "SelectAll"];

/// Whether the person wants a bar. Nothing where the system decides.
pub(crate) fn is_wanted(app: &AppHandle) -> Option<bool> {
    (!IS_MAC).then(|| app.state::<Desk>().preferences.get().shows_menu_bar)
}

/// Shows or hides it, from now on.
pub(crate) fn want(app: &AppHandle, is_wanted: bool) -> io::Result<()> {
    let kept = app.state::<Desk>().preferences.change(|kept| kept.shows_menu_bar = is_wanted);
    put(app);
    kept
}

/// The one if it was the other.
pub(crate) fn turn(app: &AppHandle) {
    let Some(was_wanted) = is_wanted(app) else { return };
    if let Err(error) = want(app, !was_wanted) {
        tracing::warn!(%error, "the preferences cannot be kept");
    }
}

/// Puts it where it belongs, in the language of the console, or takes it away.
pub(crate) fn put(app: &AppHandle) {
    let own = app.clone();
    tray::on_main_thread(app, move || {
        if is_wanted(&own).unwrap_or(true) {
            own.set_menu(build(&own)?)?;
        } else {
            own.remove_menu()?;
        }
        Ok(())
    });
}

fn build(app: &AppHandle) -> tauri::Result<Menu<Wry>> {
    let parts = Parts { app, words: words(app) };
    let mut bar = MenuBuilder::new(app);
    if IS_MAC {
        bar = bar.item(&parts.of_app()?);
    }
    bar = bar.items(&[&parts.file()?, &parts.edit()?, &parts.view()?, &parts.go()?]);
    if IS_MAC {
        bar = bar.item(&parts.window()?);
    }
    bar.item(&parts.help()?).build()
}

/// The menus of the bar.
struct Parts<'a> {
    app: &'a AppHandle,
    words: &'static Words,
}

impl Parts<'_> {
    fn entry(&self, id: &str, text: &str) -> tauri::Result<MenuItem<Wry>> {
        let key = KEYS.iter().find(|(known, _)| IS_MAC && *known == id).map(|(_, key)| *key);
        MenuItem::with_id(self.app, id, text, true, key)
    }

    /// What macOS keeps under the program's own name.
    fn of_app(&self) -> tauri::Result<Submenu<Wry>> {
        let words = self.words;
        let settings = format!("{}settings", menu::GO);
        let settings =
            MenuItem::with_id(self.app, settings, words.open_settings, true, Some(SETTINGS_KEY))?;
        SubmenuBuilder::new(self.app, "Muster")
            .about_with_text(words.about, Some(about()))
            .separator()
            .item(&settings)
            .separator()
            .services_with_text(words.services)
            .separator()
            .hide_with_text(words.hide)
            .hide_others_with_text(words.hide_others)
            .show_all_with_text(words.show_all)
            .separator()
            .item(&self.entry(menu::QUIT, words.quit)?)
            .build()
    }

    fn file(&self) -> tauri::Result<Submenu<Wry>> {
        let words = self.words;
        let mut menu = SubmenuBuilder::new(self.app, words.file)
            .text(menu::RUN_JOB, words.run_job)
            .text(menu::ADD_WORKER, words.add_worker)
            .separator()
            .text(menu::BROWSER, words.open_in_browser);
        if let Some(coordinators) = coordinators(self.app, words)? {
            menu = menu.item(&coordinators);
        }
        if IS_MAC {
            return menu.separator().close_window_with_text(words.close_window).build();
        }
        menu.separator().item(&self.entry(menu::QUIT, words.quit)?).build()
    }

    /// WebKit does it there; what the toolkit offers needs a program that presses keys.
    #[cfg(target_os = "linux")]
    fn edit(&self) -> tauri::Result<Submenu<Wry>> {
        let words = self.words;
        let texts = [words.undo, words.redo, words.cut, words.copy, words.paste, words.select_all];
        let mut menu = SubmenuBuilder::new(self.app, words.edit);
        for (command, text) in COMMANDS.into_iter().zip(texts) {
            menu = menu.text(format!("{}{command}", menu::EDIT), text);
            if command == "Redo" {
                menu = menu.separator();
            }
        }
        menu.build()
    }

    #[cfg(not(target_os = "linux"))]
    fn edit(&self) -> tauri::Result<Submenu<Wry>> {
        let words = self.words;
        let mut menu = SubmenuBuilder::new(self.app, words.edit);
        if IS_MAC {
            menu = menu.undo_with_text(words.undo).redo_with_text(words.redo).separator();
        }
        menu.cut_with_text(words.cut)
            .copy_with_text(words.copy)
            .paste_with_text(words.paste)
            .select_all_with_text(words.select_all)
            .build()
    }

    fn view(&self) -> tauri::Result<Submenu<Wry>> {
        let words = self.words;
        let mut menu = SubmenuBuilder::new(self.app, words.view)
            .item(&self.entry(menu::RELOAD, words.reload)?)
            .separator()
            .item(&self.entry(menu::ZOOM_IN, words.zoom_in)?)
            .item(&self.entry(menu::ZOOM_OUT, words.zoom_out)?)
            .item(&self.entry(menu::ZOOM_RESET, words.zoom_reset)?)
            .separator()
            .item(&self.entry(menu::FULL_SCREEN, words.full_screen)?);
        if !IS_MAC {
            menu = menu.item(&self.entry(menu::MENU_BAR, words.hide_bar)?);
        }
        menu.build()
    }

    /// The pages in the order of the frame.
    fn go(&self) -> tauri::Result<Submenu<Wry>> {
        let pages = (1..).zip(Page::ALL).map(|(number, (name, page))| {
            let key = (IS_MAC && number <= DIGITS).then(|| format!("Cmd+{number}"));
            let (id, text) = (format!("{}{name}", menu::GO), self.words.page(page));
            MenuItem::with_id(self.app, id, text, true, key)
        });
        let pages = pages.collect::<tauri::Result<Vec<_>>>()?;
        let pages: Vec<&dyn IsMenuItem<Wry>> =
            pages.iter().map(|page| page as &dyn IsMenuItem<Wry>).collect();
        SubmenuBuilder::new(self.app, self.words.go).items(&pages).build()
    }

    /// What macOS keeps for windows.
    fn window(&self) -> tauri::Result<Submenu<Wry>> {
        let minimise = self.words.minimise;
        SubmenuBuilder::new(self.app, self.words.window).minimize_with_text(minimise).build()
    }

    fn help(&self) -> tauri::Result<Submenu<Wry>> {
        let words = self.words;
        let mut menu = SubmenuBuilder::new(self.app, words.help)
            .text(menu::DOCUMENTATION, words.documentation)
            .text(menu::SHORTCUTS, words.shortcuts)
            .separator()
            .text(format!("{}doctor", menu::GO), words.page(Page::Doctor))
            .text(menu::SUPPORT_BUNDLE, words.support_bundle);
        if !IS_MAC {
            menu = menu.separator().about_with_text(words.about, Some(about()));
        }
        menu.build()
    }
}

fn about() -> AboutMetadata<'static> {
    AboutMetadata {
        name: Some("Muster".to_owned()),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        ..AboutMetadata::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BINDINGS: &str = include_str!("../../ui/src/hands/bindings.ts");
    const OF_PAGE: &str = include_str!("../../ui/src/platform/window-keys.ts");

    /// As the page writes what is pressed.
    fn chord(key: &str) -> String {
        let (held, last) = key.rsplit_once('+').unwrap();
        format!("{}+{}", held.replace("Cmd", "Mod"), last.to_lowercase())
    }

    #[test]
    fn no_key_of_the_bar_is_one_of_the_page() {
        assert!(BINDINGS.contains("'Mod+k'"), "the bindings are read");
        let digits = (1..=DIGITS).map(|number| format!("Cmd+{number}"));
        for key in KEYS.iter().map(|(_, key)| (*key).to_owned()).chain(digits) {
            assert!(!BINDINGS.contains(&format!("'{}'", chord(&key))), "{key}");
        }
    }

    #[test]
    fn what_the_page_does_by_a_key_is_an_entry_that_it_may_choose() {
        let lines = OF_PAGE.lines().filter_map(|line| {
            let entry = line.trim().strip_prefix('\'')?.split_once("': '")?.1;
            entry.split('\'').next()
        });
        let entries: Vec<_> = lines.collect();
        assert!(entries.len() > 12, "the keys are read: {entries:?}");
        for entry in entries {
            assert!(menu::is_by_key(entry), "{entry}");
        }
    }
}
