//! The window: created here, never by a page, and showing the console alone.
//!
//! It is visible at once: the page's own first paint is the shell, while the coordinator is still
//! opening its store behind it. It never leaves its own origin and opens no other window.

use crate::{desk::Desk, held, quit};
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};
use tauri::{
    AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder, WindowEvent,
    utils::{Theme, config::Color},
    webview::{DownloadEvent, NewWindowResponse, PageLoadEvent, PermissionResponse},
};
use tauri_plugin_window_state::StateFlags;

/// The label of the only window, which the capability names.
pub(crate) const MAIN: &str = "main";
const TITLE: &str = "Muster";
/// Nobody takes played clouds for real ones.
const DEMO_TITLE: &str = "Muster (demo)";
const SIZE: (f64, f64) = (1280.0, 800.0);
/// Below this the console's two columns do not fit.
const SMALLEST: (f64, f64) = (800.0, 600.0);
/// The console's ground in both themes, shown before the page has painted anything.
const LIGHT_GROUND: Color = Color(0xfa, 0xfb, 0xfc, 0xff);
const DARK_GROUND: Color = Color(0x0f, 0x13, 0x18, 0xff);

/// What of the window is remembered. Not whether it was visible: a start is meant to be seen.
pub(crate) fn remembered() -> StateFlags {
    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED | StateFlags::FULLSCREEN
}

/// Creates the window.
pub(crate) fn open(app: &AppHandle, is_visible: bool, is_demo: bool) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title(if is_demo { DEMO_TITLE } else { TITLE })
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .visible(is_visible)
        .background_color(LIGHT_GROUND)
        .devtools(cfg!(debug_assertions))
        .on_navigation(|url| is_own(url) || is_made_by_page(url))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_permission_request(|_, _| PermissionResponse::Deny)
        .on_download(|webview, event| may_save(webview.app_handle(), event))
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Started {
                let desk = window.state::<Desk>();
                desk.streams.turn_page();
                // Before another coordinator is asked: what is held back is for the one before.
                held::page_goes(&desk);
                desk.profiles.turn_page();
            }
        })
        .build()?;
    if window.theme()? == Theme::Dark {
        window.set_background_color(Some(DARK_GROUND))?;
    }
    window.on_window_event(closing(app.clone()));
    Ok(())
}

/// Brings the window to the front, from wherever it is.
pub(crate) fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    let steps = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
    if let Err(error) = steps {
        tracing::warn!(%error, "cannot show the window");
    }
}

/// Whether the person has it before their eyes.
pub(crate) fn is_looked_at(app: &AppHandle) -> bool {
    let Some(window) = app.get_webview_window(MAIN) else { return false };
    window.is_visible().unwrap_or(false) && window.is_focused().unwrap_or(false)
}

/// Takes the window away; everything behind it goes on.
pub(crate) fn hide(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    if let Err(error) = window.hide() {
        tracing::warn!(%error, "cannot hide the window");
    }
}

fn closing(app: AppHandle) -> impl Fn(&WindowEvent) + Send + 'static {
    move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event {
            api.prevent_close();
            app.state::<Desk>().spawn("close the window", quit::close(app.clone()));
        }
    }
}

/// Whether an address is one of our own pages.
fn is_own(url: &Url) -> bool {
    let (scheme, host) =
        if cfg!(windows) { ("http", "tauri.localhost") } else { ("tauri", "localhost") };
    url.scheme() == scheme && url.host_str() == Some(host) && url.port().is_none()
}

/// Logs are saved from the page itself, among the person's downloads. Nothing else is ever saved.
fn may_save(app: &AppHandle, event: DownloadEvent<'_>) -> bool {
    match event {
        DownloadEvent::Requested { url, destination } if is_made_by_page(&url) => {
            match place_for(app, destination) {
                Ok(path) => *destination = path,
                Err(error) => tracing::warn!(%error, "cannot save a file"),
            }
            true
        }
        DownloadEvent::Requested { .. } => false,
        DownloadEvent::Finished { path, success, .. } => {
            tracing::info!(?path, success, "saved a file");
            true
        }
        _ => true,
    }
}

/// A free name among the downloads, also where the system does not say where those are.
fn place_for(app: &AppHandle, wanted: &Path) -> tauri::Result<PathBuf> {
    let folder = app.path().download_dir().or_else(|_| {
        let folder = app.path().home_dir()?.join("Downloads");
        std::fs::create_dir_all(&folder)?;
        Ok::<_, tauri::Error>(folder)
    })?;
    let name = wanted.file_name().unwrap_or_else(|| OsStr::new("muster.log"));
    let mut paths = (1..).map(|number| folder.join(numbered(Path::new(name), number)));
    Ok(paths.find(|path| !path.exists()).unwrap_or_else(|| folder.join(name)))
}

/// The name, and for all but the first file of this name its number.
fn numbered(name: &Path, number: u32) -> String {
    let stem = name.file_stem().unwrap_or_default().to_string_lossy();
    let kind = name.extension().map(|kind| format!(".{}", kind.to_string_lossy()));
    let kind = kind.unwrap_or_default();
    if number == 1 { format!("{stem}{kind}") } else { format!("{stem} ({number}){kind}") }
}

/// What the page made itself and gave an address for a moment.
fn is_made_by_page(url: &Url) -> bool {
    url.scheme() == "blob" && Url::parse(url.path()).is_ok_and(|origin| is_own(&origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[cfg(not(windows))]
    #[test]
    fn the_window_never_leaves_its_own_pages() {
        for own in ["tauri://localhost", "tauri://localhost/jobs/job_1?x=1#L12"] {
            assert!(is_own(&url(own)), "{own}");
        }
        for other in [
            "https://tauri.localhost/",
            "http://127.0.0.1:7600/console/",
            "tauri://localhost.evil.example/",
            "tauri://localhost:81/",
            "asset://localhost/etc/passwd",
            "file:///etc/passwd",
            "about:blank",
            "data:text/html,x",
            "blob:tauri://localhost/0",
            "javascript:alert(1)",
        ] {
            assert!(!is_own(&url(other)), "{other}");
        }
    }

    #[test]
    fn a_second_file_of_a_name_gets_a_number() {
        let names = |name: &str| [1, 2].map(|number| numbered(Path::new(name), number));
        assert_eq!(names("job_1-1.log"), ["job_1-1.log", "job_1-1 (2).log"]);
        assert_eq!(names("v1.2.log"), ["v1.2.log", "v1.2 (2).log"]);
        assert_eq!(names("notes"), ["notes", "notes (2)"]);
    }

    #[cfg(not(windows))]
    #[test]
    fn only_what_the_page_made_itself_is_saved() {
        assert!(is_made_by_page(&url("blob:tauri://localhost/0a1b")));
        for other in [
            "blob:https://evil.example/0a1b",
            "blob:null/0a1b",
            "https://evil.example/x",
            "data:,x",
        ] {
            assert!(!is_made_by_page(&url(other)), "{other}");
        }
    }
}
