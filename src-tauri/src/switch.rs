//! Switching: another coordinator in the same window, at the place where its window was.

use crate::{
    bar,
    desk::Desk,
    dialog,
    preferences::Place,
    profiles::{Profile, Which},
    refusal::{Refusal, refuse},
    tray, window,
    words::{fill, words},
};
use muster_api::ProblemKind;
use muster_host::Secret;
use tauri::{AppHandle, Manager, PhysicalPosition, PhysicalSize, Url, WebviewWindow};

const LONGEST_NAME: usize = 64;

/// The coordinators that can be shown.
pub(crate) fn list(app: &AppHandle) -> Result<Vec<Profile>, Refusal> {
    let desk = app.state::<Desk>();
    desk.profiles.list(&desk.preferences.get().names)
}

/// Shows another coordinator; the page is loaded anew for it.
pub(crate) fn show(app: &AppHandle, id: &str) -> Result<(), Refusal> {
    let desk = app.state::<Desk>();
    let which = desk.profiles.find(id)?;
    let before = desk.profiles.which_is_shown();
    choose(app, &which);
    let Some(page) = app.get_webview_window(window::MAIN) else { return Ok(()) };
    if which != before {
        move_window(app, &page, &before, &which);
    }
    load(&page).map_err(|error| refuse(ProblemKind::Internal, error.to_string()))?;
    window::show(app);
    list_anew(app);
    Ok(())
}

/// The same, for a menu, which has nobody to tell of a refusal.
pub(crate) fn from_menu(app: &AppHandle, id: &str) {
    if let Err(problem) = show(app, id) {
        tracing::warn!(%problem, "cannot show this coordinator");
    }
}

/// What was shown last is shown at the next start, before the page is loaded for the first time.
pub(crate) fn show_last(app: &AppHandle) {
    let desk = app.state::<Desk>();
    let Some(url) = desk.preferences.get().shown else { return };
    match desk.profiles.find(url.as_str()) {
        Ok(which) => choose(app, &which),
        Err(problem) => tracing::info!(%problem, "what was shown last is not known any more"),
    }
}

/// The window where it was the last time that this coordinator was shown.
pub(crate) fn restore_place(app: &AppHandle) {
    let Some(page) = app.get_webview_window(window::MAIN) else { return };
    let which = app.state::<Desk>().profiles.wanted().borrow().clone();
    put(app, &page, &which);
}

/// Keeps where the window of a coordinator elsewhere is; that of this machine is kept by the plugin.
pub(crate) fn keep_place(app: &AppHandle) {
    let which = app.state::<Desk>().profiles.which_is_shown();
    let page = app.get_webview_window(window::MAIN);
    if let (Some(page), Which::Elsewhere(_)) = (page, &which) {
        remember(app, &page, &which);
    }
}

/// Adds a coordinator elsewhere, once the person has agreed outside of the page: a script in it could
/// otherwise have this window speak to any machine.
pub(crate) async fn add(
    app: &AppHandle,
    address: &str,
    name: &str,
    token: Secret,
) -> Result<String, Refusal> {
    let url = read(address)?;
    let name = read_name(name)?;
    if !has_agreed(app, &url).await {
        return Err(refuse(ProblemKind::Forbidden, "it was not confirmed"));
    }
    let desk = app.state::<Desk>();
    desk.profiles.add(url.clone(), &token).await?;
    let id = url.to_string();
    let kept = desk.preferences.change(|kept| {
        kept.names.remove(&id);
        kept.names.extend(name.map(|name| (id.clone(), name)));
    });
    report(kept);
    list_anew(app);
    Ok(id)
}

/// Forgets a coordinator elsewhere, with its token.
pub(crate) async fn forget(app: &AppHandle, id: &str) -> Result<(), Refusal> {
    let desk = app.state::<Desk>();
    let which = desk.profiles.find(id)?;
    desk.profiles.forget(&which).await?;
    let kept = desk.preferences.change(|kept| {
        kept.names.remove(id);
        kept.places.remove(id);
    });
    report(kept);
    list_anew(app);
    Ok(())
}

fn choose(app: &AppHandle, which: &Which) {
    let desk = app.state::<Desk>();
    if let Some(backend) = desk.profiles.choose(which) {
        desk.spawn("dial a coordinator", async move { backend.dial().await });
    }
    report(desk.preferences.change(|kept| kept.shown = which.url().cloned()));
}

/// The console from its beginning: what is open of one coordinator is not there at another.
fn load(page: &WebviewWindow) -> tauri::Result<()> {
    let mut url = page.url()?;
    url.set_path("/");
    url.set_query(None);
    url.set_fragment(None);
    page.navigate(url)
}

fn list_anew(app: &AppHandle) {
    tray::say_anew(app);
    bar::put(app);
}

fn move_window(app: &AppHandle, page: &WebviewWindow, before: &Which, after: &Which) {
    remember(app, page, before);
    put(app, page, after);
}

fn remember(app: &AppHandle, page: &WebviewWindow, which: &Which) {
    match place_of(page) {
        Ok(place) => {
            let id = which.id().to_owned();
            let preferences = &app.state::<Desk>().preferences;
            report(preferences.change(|kept| kept.places.extend([(id, place)])));
        }
        Err(error) => tracing::debug!(%error, "the window has no place"),
    }
}

fn put(app: &AppHandle, page: &WebviewWindow, which: &Which) {
    let Some(place) = app.state::<Desk>().preferences.get().places.remove(which.id()) else {
        return;
    };
    if let Err(error) = move_to(page, place) {
        tracing::debug!(%error, "the window stays where it is");
    }
}

fn place_of(page: &WebviewWindow) -> tauri::Result<Place> {
    let (PhysicalPosition { x, y }, size) = (page.outer_position()?, page.inner_size()?);
    let PhysicalSize { width, height } = size;
    Ok(Place { x, y, width, height, is_maximized: page.is_maximized()? })
}

/// A screen that is not there any more must not take the window with it.
fn move_to(page: &WebviewWindow, place: Place) -> tauri::Result<()> {
    let is_on_screen = page.available_monitors()?.iter().any(|screen| {
        let (at, size) = (screen.position(), screen.size());
        let reaches = |from: i32, length: u32, at: i32| {
            (from..from.saturating_add_unsigned(length)).contains(&at)
        };
        reaches(at.x, size.width, place.x) && reaches(at.y, size.height, place.y)
    });
    if is_on_screen {
        page.set_position(PhysicalPosition { x: place.x, y: place.y })?;
    }
    if place.is_maximized {
        return page.maximize();
    }
    page.unmaximize()?;
    page.set_size(PhysicalSize { width: place.width, height: place.height })
}

async fn has_agreed(app: &AppHandle, url: &Url) -> bool {
    let mut shown = url.clone();
    shown.set_fragment(None);
    let words = words(app);
    let question = fill(words.connect_to, &[("address", &shown)]);
    dialog::has_agreed(app, words.add_coordinator, &question, words.connect).await
}

/// The address of a coordinator; what else is wrong with it is said by whoever dials.
fn read(address: &str) -> Result<Url, Refusal> {
    let wrong = |detail: &str| refuse(ProblemKind::BadRequest, detail).in_field("url").into();
    let url = Url::parse(address.trim()).map_err(|_| wrong("this is not an address"))?;
    let is_web = matches!(url.scheme(), "https" | "http");
    let is_bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if is_web && is_bare {
        Ok(url)
    } else {
        Err(wrong("an address looks like `https://host:7600`"))
    }
}

fn read_name(name: &str) -> Result<Option<String>, Refusal> {
    let name = name.trim();
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        let detail = format!("a name has up to {LONGEST_NAME} characters on one line");
        return Err(refuse(ProblemKind::BadRequest, detail).in_field("name").into());
    }
    Ok((!name.is_empty()).then(|| name.to_owned()))
}

/// Without it the app works all the same.
fn report(outcome: std::io::Result<()>) {
    if let Err(error) = outcome {
        tracing::warn!(%error, "the preferences cannot be kept");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_of_the_web_with_nothing_in_it_that_hides() {
        for good in ["https://10.0.0.7:7600#key", " http://127.0.0.1:7600 "] {
            read(good).unwrap();
        }
        for bad in ["", "host", "file:///x", "https://a@b/", "https://h/?x", "javascript:alert(1)"]
        {
            assert_eq!(read(bad).unwrap_err().error, ProblemKind::BadRequest, "{bad}");
        }
    }

    #[test]
    fn a_name_is_short_and_on_one_line() {
        assert_eq!(read_name("  ").unwrap(), None);
        assert_eq!(read_name(" Office ").unwrap().as_deref(), Some("Office"));
        for bad in ["a\nb", &"x".repeat(65)] {
            read_name(bad).unwrap_err();
        }
    }
}
