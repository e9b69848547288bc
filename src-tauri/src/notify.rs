//! Notifications: said by the system, with one button each.
//!
//! What is worth one is decided in [`crate::news`]. Nothing is said while the person looks at the
//! window, because the console shows it already.

use crate::{
    desk::Desk,
    links::Link,
    news::{Kind, News, Note},
    window,
    words::words,
};
use muster_api::overview::Need;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tauri::{AppHandle, Manager};

/// What is known of the notifications so far.
#[derive(Debug, Default)]
pub(crate) struct Notifier(Mutex<News>);

impl Notifier {
    /// Another coordinator is looked at: what it has is no news.
    pub(crate) fn begin_anew(&self) {
        *self.news() = News::default();
    }

    pub(super) fn news(&self) -> MutexGuard<'_, News> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says what is new among the things that need a person.
pub(crate) fn of_needs(app: &AppHandle, needs: &[Need]) {
    let words = words(app);
    let desk = app.state::<Desk>();
    let notes = desk.notifier.news().look(words, needs);
    if window::is_looked_at(app) {
        return desk.notifier.news().seen_all();
    }
    for note in notes {
        say(app, note);
    }
}

/// Something that the person asked for could not be done.
pub(crate) fn trouble(app: &AppHandle, title: &str, body: &str) {
    say_of(app, Kind::Trouble, title, body);
}

/// What became of something that the person asked for.
pub(crate) fn outcome(app: &AppHandle, title: &str, body: &str) {
    say_of(app, Kind::Outcome, title, body);
}

fn say_of(app: &AppHandle, kind: Kind, title: &str, body: &str) {
    let (title, body) = (title.to_owned(), body.to_owned());
    say(app, Note { kind, title, body, action: (words(app).show, Link::OVERVIEW) });
}

/// Says something, if the person wants to hear of its kind.
pub(crate) fn say(app: &AppHandle, note: Note) {
    let desk = app.state::<Desk>();
    if note.kind.is_wanted(desk.preferences.get().notify) {
        desk.spawn("notification", system::show(app.clone(), note));
    }
}

fn seen(app: &AppHandle, kind: Kind) {
    app.state::<Desk>().notifier.news().seen(kind);
}

/// The desktop's own interface, since only so a press on the button is heard.
/// <https://specifications.freedesktop.org/notification-spec/latest/>
#[cfg(target_os = "linux")]
mod system {
    use super::{Kind, Note, seen};
    use crate::{bus, desk::Desk, links};
    use futures_util::StreamExt;
    use std::{
        collections::HashMap,
        sync::{Mutex, PoisonError},
    };
    use tauri::{AppHandle, Manager};
    use zbus::{Proxy, zvariant::Value};

    const NAME: &str = "org.freedesktop.Notifications";
    const PATH: &str = "/org/freedesktop/Notifications";
    /// The one button, which a press on the notification itself counts as too.
    const ACTION: &str = "default";
    /// The server decides how long.
    const AS_LONG_AS_USUAL: i32 = -1;

    /// Those that are on the screen.
    static SHOWN: Mutex<Vec<(Kind, u32)>> = Mutex::new(Vec::new());

    /// Shows it and waits until it is gone.
    pub(super) async fn show(app: AppHandle, note: Note) {
        if let Err(error) = shown(&app, &note).await {
            tracing::debug!(%error, "nobody shows notifications");
        }
    }

    async fn shown(app: &AppHandle, note: &Note) -> zbus::Result<()> {
        let bus = bus::session().await?;
        let server = Proxy::new(&bus, NAME, PATH, NAME).await?;
        // Before it is shown, so that no answer is missed.
        let mut pressed = server.receive_signal("ActionInvoked").await?;
        let mut closed = server.receive_signal("NotificationClosed").await?;
        let id = send(&server, note).await?;
        let before = replace(note.kind, Some(id));
        if before == Some(id) {
            // Whoever showed the one before hears of this one too.
            return Ok(());
        }
        let stopped = app.state::<Desk>().tasks.clone();
        loop {
            tokio::select! {
                biased;
                () = stopped.stopped() => return Ok(()),
                Some(signal) = pressed.next() => {
                    if signal.body().deserialize::<(u32, String)>()?.0 == id {
                        links::follow(app, current(app, note));
                    }
                }
                Some(signal) = closed.next() => {
                    if signal.body().deserialize::<(u32, u32)>()?.0 == id {
                        break;
                    }
                }
                else => break,
            }
        }
        replace(note.kind, None);
        seen(app, note.kind);
        Ok(())
    }

    /// By now it may speak of several jobs.
    fn current(app: &AppHandle, note: &Note) -> links::Link {
        let now = app.state::<Desk>().notifier.news().now(note.kind);
        now.unwrap_or_else(|| note.action.1.clone())
    }

    async fn send(server: &Proxy<'_>, note: &Note) -> zbus::Result<u32> {
        let replaced = current_id(note.kind).unwrap_or(0);
        let actions = [ACTION, note.action.0];
        let hints = HashMap::from([("desktop-entry", Value::from("muster-desktop"))]);
        let body = escaped(&note.body);
        let words = (
            "Muster",
            replaced,
            "muster-desktop",
            &*note.title,
            &*body,
            &actions[..],
            hints,
            AS_LONG_AS_USUAL,
        );
        server.call("Notify", &words).await
    }

    fn current_id(kind: Kind) -> Option<u32> {
        let shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
        shown.iter().find(|(other, _)| *other == kind).map(|(_, id)| *id)
    }

    /// Answers the one that was there before.
    fn replace(kind: Kind, id: Option<u32>) -> Option<u32> {
        let mut shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let before = shown.iter().position(|(other, _)| *other == kind);
        let before = before.map(|at| shown.swap_remove(at).1);
        shown.extend(id.map(|id| (kind, id)));
        before
    }

    /// Servers read a little HTML in a body, and what jobs say is not ours.
    fn escaped(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }

    #[cfg(test)]
    mod tests {
        #[test]
        fn what_a_job_says_is_no_markup() {
            assert_eq!(super::escaped("<img src=x> & more"), "&lt;img src=x&gt; &amp; more");
        }
    }
}

/// Windows and macOS tell nobody of a press; it brings the app to the front there by itself.
#[cfg(not(target_os = "linux"))]
mod system {
    use super::{Note, seen};
    use tauri::AppHandle;
    use tauri_plugin_notification::NotificationExt;

    pub(super) async fn show(app: AppHandle, note: Note) {
        let told = app.notification().builder().title(&note.title).body(&note.body).show();
        if let Err(error) = told {
            tracing::debug!(%error, "nobody shows notifications");
        }
        seen(&app, note.kind);
    }
}
