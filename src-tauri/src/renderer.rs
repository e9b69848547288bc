//! The renderer: keeps the window from staying blank, or slow, on Linux.
//!
//! WebKitGTK hands its pictures over through the graphics card. With NVIDIA's own driver the
//! window then stays blank, and nothing says so; without a card, as in a virtual machine, every
//! frame is drawn by the processor twice, and a click takes a second. WebKit reads its switches from
//! the environment at start, and to change the environment of a running program is not safe; so
//! the app starts itself once more in its own place, with one more of them set.
//!
//! What is known to fail is avoided before the window opens. What nobody knew of is noticed: the page
//! says when it has painted, and a page whose process ends, or that says nothing for long, is tried again
//! with the next switch. Once all are set the console is offered in a browser.
//!
//! A page whose process ends before it has said which one it is takes the whole app with it: WebKit calls that
//! a fatal error, and GLib aborts. The last that is asked before is whoever writes GLib's log, and so we write it.

use muster_host::config::Environment;
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};
use tauri::AppHandle;

/// What is known of the page's pictures.
#[derive(Debug, Default)]
pub(crate) struct Painting {
    is_done: AtomicBool,
    /// The switch with which the app starts again once it has ended in good order.
    again: Mutex<Option<&'static str>>,
}

impl Painting {
    /// The page has painted.
    pub(crate) fn note(&self) {
        if !self.is_done.swap(true, Ordering::Relaxed) {
            tracing::debug!("the page has painted");
        }
    }

    /// With which switch to start again, if so.
    pub(crate) fn again(&self) -> Option<&'static str> {
        self.again.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    #[cfg(target_os = "linux")]
    fn is_done(&self) -> bool {
        self.is_done.load(Ordering::Relaxed)
    }

    #[cfg(target_os = "linux")]
    fn ask_again(&self, switch: &'static str) {
        *self.again.lock().unwrap_or_else(PoisonError::into_inner) = Some(switch);
    }
}

/// Starts the app again with a renderer that works here, if it has to. Comes back otherwise.
#[cfg(target_os = "linux")]
pub(crate) fn choose(environment: &Environment) {
    if linux::needs_switch(environment.get(linux::DMABUF), &linux::Graphics::of_this_machine()) {
        start_again(linux::DMABUF);
    }
}

/// Starts the app again in its own place with a switch set. Comes back only if that fails.
#[cfg(target_os = "linux")]
pub(crate) fn start_again(switch: &str) {
    let error = linux::start_again(switch);
    tracing::warn!(%error, "cannot start again with another renderer");
}

/// Watches over the beginning of the page's process. To be called once, before the window opens.
#[cfg(target_os = "linux")]
pub(crate) fn watch_beginning(app: &AppHandle, environment: &Environment) {
    linux::watch_beginning(
        app,
        linux::next_switch(|name| environment.get(name).map(str::to_owned)),
    );
}

/// Watches over the page until it has painted, and over its process for good.
#[cfg(target_os = "linux")]
pub(crate) fn watch(app: &AppHandle, environment: &Environment) {
    linux::watch(app, linux::next_switch(|name| environment.get(name).map(str::to_owned)));
}

/// Only WebKitGTK needs it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn choose(_environment: &Environment) {}

#[cfg(not(target_os = "linux"))]
pub(crate) fn start_again(_switch: &str) {}

#[cfg(not(target_os = "linux"))]
pub(crate) fn watch_beginning(_app: &AppHandle, _environment: &Environment) {}

#[cfg(not(target_os = "linux"))]
pub(crate) fn watch(_app: &AppHandle, _environment: &Environment) {}

#[cfg(target_os = "linux")]
mod linux {
    use crate::{desk::Desk, notify, window, words::words};
    use std::{fs, io, path::Path, process::Command, time::Duration};
    use tauri::{AppHandle, Manager};
    use webkit2gtk::{
        WebViewExt,
        glib::{self, LogLevel},
    };

    /// Pictures do not go through the graphics card.
    pub(super) const DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    /// Nothing is composed there either: slow, and it works everywhere.
    const COMPOSITING: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";
    /// The first picture is there in half a second; on a machine that swaps it takes some more.
    const FIRST_PAINT_WITHIN: Duration = Duration::from_secs(30);
    /// How often it is looked whether somebody looks at the window.
    const LOOK_EVERY: Duration = Duration::from_secs(1);

    /// What there is to draw with.
    #[derive(Debug, Default)]
    pub(super) struct Graphics {
        pub(super) has_card: bool,
        pub(super) has_nvidia_driver: bool,
    }

    impl Graphics {
        pub(super) fn of_this_machine() -> Self {
            let nodes = fs::read_dir("/dev/dri").into_iter().flatten().flatten();
            let mut names = nodes.map(|node| node.file_name());
            Self {
                has_card: names.any(|name| name.to_string_lossy().starts_with("renderD")),
                has_nvidia_driver: Path::new("/proc/driver/nvidia/version").exists(),
            }
        }
    }

    /// Whoever set the switch, to whatever, knows better.
    pub(super) fn needs_switch(set: Option<&str>, graphics: &Graphics) -> bool {
        set.is_none() && (!graphics.has_card || graphics.has_nvidia_driver)
    }

    /// The first switch that is not set to anything yet.
    pub(super) fn next_switch(set: impl Fn(&str) -> Option<String>) -> Option<&'static str> {
        [DMABUF, COMPOSITING].into_iter().find(|switch| set(switch).is_none())
    }

    #[expect(clippy::disallowed_methods, reason = "replaces this process; none is started")]
    pub(super) fn start_again(switch: &str) -> io::Error {
        use std::os::unix::process::CommandExt;
        match std::env::current_exe() {
            Ok(program) => {
                Command::new(program).args(std::env::args_os().skip(1)).env(switch, "1").exec()
            }
            Err(error) => error,
        }
    }

    pub(super) fn watch_beginning(app: &AppHandle, next: Option<&'static str>) {
        let own = app.clone();
        glib::log_set_writer_func(move |level, fields| {
            let written = glib::log_writer_default(level, fields);
            if level == LogLevel::Error {
                about_to_abort(&own, next);
            }
            written
        });
    }

    /// GLib aborts this process as soon as we return. If nothing was painted yet, it starts again instead.
    fn about_to_abort(app: &AppHandle, next: Option<&'static str>) {
        let desk = app.state::<Desk>();
        let Some(switch) = next.filter(|_| !desk.painting.is_done()) else { return };
        tracing::warn!(
            switch,
            "the page's process could not begin; starting again with another renderer"
        );
        // Only a thread that is none of the runtime's may wait. The store survives either way.
        if tokio::runtime::Handle::try_current().is_err() {
            tauri::async_runtime::block_on(desk.profiles.here().stop());
        }
        super::start_again(switch);
    }

    pub(super) fn watch(app: &AppHandle, next: Option<&'static str>) {
        let Some(page) = app.get_webview_window(window::MAIN) else { return };
        let own = app.clone();
        let watched = page.with_webview(move |webview| {
            webview.inner().connect_web_process_terminated(move |_, why| {
                tracing::warn!(?why, "the page's process has ended");
                ended(&own, next);
            });
        });
        if let Err(error) = watched {
            tracing::warn!(%error, "cannot watch over the page");
        }
        app.state::<Desk>().spawn("first paint", first_paint(app.clone(), next));
    }

    /// A page that has painted before is loaded again; one that never did needs another renderer.
    fn ended(app: &AppHandle, next: Option<&'static str>) {
        if !app.state::<Desk>().painting.is_done() {
            return failed(app, next);
        }
        let page = app.get_webview_window(window::MAIN);
        if let Some(Err(error)) = page.map(|page| page.reload()) {
            tracing::warn!(%error, "cannot load the page again");
        }
    }

    /// Waits while somebody looks at the window and nothing has been painted in it.
    async fn first_paint(app: AppHandle, next: Option<&'static str>) {
        let desk = app.state::<Desk>();
        let mut waited = Duration::ZERO;
        while waited < FIRST_PAINT_WITHIN {
            tokio::select! {
                biased;
                () = desk.tasks.stopped() => return,
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            if desk.painting.is_done() {
                return;
            }
            // Behind others, or on another workspace, a page paints nothing and need not.
            if window::is_looked_at(&app) {
                waited += LOOK_EVERY;
            }
        }
        tracing::warn!("the page has painted nothing");
        failed(&app, next);
    }

    fn failed(app: &AppHandle, next: Option<&'static str>) {
        let Some(switch) = next else {
            let words = words(app);
            return notify::trouble(app, words.stays_blank, words.blank_because);
        };
        tracing::warn!(switch, "starting again with another renderer");
        app.state::<Desk>().painting.ask_again(switch);
        // In good order, so that the coordinator has let go of its data before the next one takes it.
        app.exit(0);
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        const CARD: Graphics = Graphics { has_card: true, has_nvidia_driver: false };
        const NVIDIA: Graphics = Graphics { has_card: true, has_nvidia_driver: true };
        const NONE: Graphics = Graphics { has_card: false, has_nvidia_driver: false };

        #[test]
        fn the_switch_is_set_where_the_cards_way_is_blank_or_slow() {
            assert!(needs_switch(None, &NVIDIA));
            assert!(needs_switch(None, &NONE));
            assert!(!needs_switch(None, &CARD));
        }

        #[test]
        fn the_switch_is_set_once_and_never_against_the_persons_will() {
            for graphics in [NVIDIA, NONE] {
                assert!(!needs_switch(Some("1"), &graphics), "or it would start for ever");
                assert!(!needs_switch(Some("0"), &graphics));
            }
        }

        #[test]
        fn after_a_failure_the_next_switch_is_tried_and_there_is_an_end() {
            let next =
                |set: &[&str]| next_switch(|name| set.contains(&name).then(|| "1".to_owned()));
            assert_eq!(next(&[]), Some(DMABUF));
            assert_eq!(next(&[DMABUF]), Some(COMPOSITING));
            assert_eq!(next(&[DMABUF, COMPOSITING]), None, "or it would start for ever");
        }
    }
}
