//! Manners: how the app behaves on this desktop, as the person has chosen. Settings → This app.

use crate::{
    bar,
    desk::Desk,
    links::SCHEME,
    preferences::Notify,
    refusal::{Refusal, refuse},
    tray,
    words::{Language, language},
};
use muster_api::ProblemKind;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager};
use tauri_plugin_autostart::ManagerExt;
use tauri_plugin_deep_link::DeepLinkExt;

/// How it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Manners {
    version: &'static str,
    notify: Notify,
    /// Nothing where it cannot be found out.
    starts_at_login: Option<bool>,
    /// Nothing where the installer decides it.
    opens_links: Option<bool>,
    /// Nothing where the system decides it.
    shows_menu_bar: Option<bool>,
    /// The language of what is said outside of the page.
    language: &'static str,
    update_feed: Option<String>,
}

/// What is to be otherwise. What is not said stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Change {
    notify: Option<Notify>,
    starts_at_login: Option<bool>,
    opens_links: Option<bool>,
    shows_menu_bar: Option<bool>,
}

/// How it is now.
pub(crate) async fn of(app: &AppHandle) -> Manners {
    let kept = app.state::<Desk>().preferences.get();
    Manners {
        version: env!("CARGO_PKG_VERSION"),
        notify: kept.notify,
        starts_at_login: app.autolaunch().is_enabled().ok(),
        opens_links: opens_links(app).await,
        shows_menu_bar: bar::is_wanted(app),
        language: language(app).name(),
        update_feed: kept.updates.map(|feed| feed.url.to_string()),
    }
}

/// Changes what was asked for.
pub(crate) async fn change(app: &AppHandle, change: Change) -> Result<(), Refusal> {
    if let Some(notify) = change.notify {
        let kept = app.state::<Desk>().preferences.change(|kept| kept.notify = notify);
        kept.map_err(|error| failed("keep the preferences", &error))?;
    }
    if let Some(wanted) = change.starts_at_login {
        let autostart = app.autolaunch();
        let done = if wanted { autostart.enable() } else { autostart.disable() };
        done.map_err(|error| failed("change what starts at login", &error))?;
    }
    if let Some(wanted) = change.opens_links {
        open_links(app, wanted).await?;
    }
    if let Some(wanted) = change.shows_menu_bar {
        bar::want(app, wanted).map_err(|error| failed("keep the preferences", &error))?;
    }
    Ok(())
}

/// The console speaks this language: so does everything around it, from now on.
pub(crate) fn speak(app: &AppHandle, name: &str) -> Result<(), Refusal> {
    let spoken = Language::named(name)
        .ok_or_else(|| refuse(ProblemKind::BadRequest, "the console has no such language"))?;
    let before = language(app);
    let name = spoken.name().to_owned();
    let kept = app.state::<Desk>().preferences.change(|kept| kept.language = Some(name));
    if before != spoken {
        tray::say_anew(app);
        bar::put(app);
    }
    kept.map_err(|error| failed("keep the preferences", &error))
}

/// Programs of the system are asked, which may take a moment.
async fn opens_links(app: &AppHandle) -> Option<bool> {
    let own = app.clone();
    let asked = tauri::async_runtime::spawn_blocking(move || own.deep_link().is_registered(SCHEME));
    asked.await.ok()?.ok()
}

async fn open_links(app: &AppHandle, wanted: bool) -> Result<(), Refusal> {
    let own = app.clone();
    let changed = tauri::async_runtime::spawn_blocking(move || {
        let links = own.deep_link();
        if wanted { links.register(SCHEME) } else { links.unregister(SCHEME) }
    });
    let outcome = changed.await.map_err(|error| failed("change who opens links", &error))?;
    outcome.map_err(|error| failed("change who opens links", &error))
}

fn failed(what: &str, error: &dyn std::error::Error) -> Refusal {
    tracing::warn!(%error, what, "the desktop refused");
    refuse(ProblemKind::Internal, format!("cannot {what}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_page_may_change_manners_and_nothing_else() {
        let read = |value| serde_json::from_value::<Change>(value);
        let change = read(json!({ "starts_at_login": true })).unwrap();
        assert_eq!(change, Change { starts_at_login: Some(true), ..Change::default() });
        for other in [
            json!({ "updates": { "url": "https://evil.example", "key": "x" } }),
            json!({ "update_feed": "https://evil.example" }),
            json!({ "shown": "https://evil.example" }),
        ] {
            read(other).unwrap_err();
        }
    }
}
