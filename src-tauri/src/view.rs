//! The view: how large the page is drawn, and what a browser around it would offer.

use crate::{desk::Desk, window};
use tauri::{AppHandle, Manager, WebviewWindow};

/// The sizes that browsers go through, in percent.
const SIZES: [u16; 14] = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300, 400];
const OWN: u16 = 100;

/// A wish for another size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zoom {
    In,
    Out,
    Reset,
}

/// Draws the page in another size, at the next start too.
pub(crate) fn zoom(app: &AppHandle, wish: Zoom) {
    let preferences = &app.state::<Desk>().preferences;
    let size = next(preferences.get().zoom.unwrap_or(OWN), wish);
    let kept = preferences.change(|kept| kept.zoom = (size != OWN).then_some(size));
    if let Err(error) = kept {
        tracing::warn!(%error, "the preferences cannot be kept");
    }
    draw(app, size);
}

/// The size of the last time.
pub(crate) fn restore(app: &AppHandle) {
    if let Some(size) = app.state::<Desk>().preferences.get().zoom {
        draw(app, size);
    }
}

/// The whole screen, or the window again.
pub(crate) fn turn_full_screen(app: &AppHandle) {
    with_page(app, |page| page.set_fullscreen(!page.is_fullscreen()?));
}

/// Loads the page again; what it holds back is sent first.
pub(crate) fn reload(app: &AppHandle) {
    with_page(app, WebviewWindow::reload);
}

/// A command for whatever has the focus in the page, by WebKit's own name of it.
#[cfg(target_os = "linux")]
pub(crate) fn edit(app: &AppHandle, command: &str) {
    use webkit2gtk::WebViewExt;
    let command = command.to_owned();
    with_page(app, |page| {
        page.with_webview(move |view| view.inner().execute_editing_command(&command))
    });
}

/// Elsewhere the system has entries for that of its own.
#[cfg(not(target_os = "linux"))]
pub(crate) fn edit(_app: &AppHandle, _command: &str) {}

fn draw(app: &AppHandle, size: u16) {
    let size = size.clamp(SIZES[0], SIZES[SIZES.len() - 1]);
    with_page(app, |page| page.set_zoom(f64::from(size) / f64::from(OWN)));
}

fn next(now: u16, wish: Zoom) -> u16 {
    match wish {
        Zoom::In => SIZES.into_iter().find(|size| *size > now).unwrap_or(SIZES[SIZES.len() - 1]),
        Zoom::Out => SIZES.into_iter().rev().find(|size| *size < now).unwrap_or(SIZES[0]),
        Zoom::Reset => OWN,
    }
}

fn with_page(app: &AppHandle, work: impl FnOnce(&WebviewWindow) -> tauri::Result<()>) {
    let Some(page) = app.get_webview_window(window::MAIN) else { return };
    if let Err(error) = work(&page) {
        tracing::warn!(%error, "the window stays as it is");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_go_up_and_down_by_the_same_steps_and_have_ends() {
        let mut size = OWN;
        let up: Vec<_> = std::iter::repeat_with(|| {
            size = next(size, Zoom::In);
            size
        })
        .take(9)
        .collect();
        assert_eq!(up, [110, 125, 150, 175, 200, 250, 300, 400, 400]);
        assert_eq!(next(400, Zoom::Out), 300);
        assert_eq!((next(67, Zoom::Out), next(50, Zoom::Out)), (50, 50));
        assert_eq!(next(400, Zoom::Reset), OWN);
    }

    #[test]
    fn a_size_that_somebody_wrote_into_the_file_is_left_by_either_side() {
        assert_eq!((next(120, Zoom::In), next(120, Zoom::Out)), (125, 110));
        assert_eq!((next(0, Zoom::Out), next(u16::MAX, Zoom::In)), (50, 400));
    }
}
