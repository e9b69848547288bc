//! The desktop app: a window, a tray and a coordinator behind them.
//!
//! The app *hosts* the coordinator of a data directory in this process, or *attaches* to the one
//! that runs on it already. The window shows the console and reaches the coordinator through
//! [`ipc`] alone, without a token and without a port.
//!
//! Not here: the API, the engine and the store, which are libraries that need no window.

mod arguments;
mod attach;
mod backend;
mod badge;
mod bar;
mod billable;
#[cfg(target_os = "linux")]
mod bus;
mod commands;
mod desk;
mod dial;
mod dialog;
mod external;
mod glance;
mod halt;
mod held;
mod ipc;
mod links;
mod manners;
mod menu;
mod news;
mod notify;
mod power;
mod preferences;
mod profiles;
mod quit;
mod refusal;
mod renderer;
mod restore;
mod signals;
mod switch;
mod tray;
mod update;
mod view;
mod window;
mod words;

use arguments::{Arguments, Asked};
use backend::Backend;
use clap::Parser;
use desk::Desk;
use muster_host::{
    config::{ConfigError, DesktopFlags, DesktopSettings, Environment, ServeSettings},
    logins::Logins,
    secrets::SecretStore,
};
use muster_seams::Tasks;
use preferences::Preferences;
use profiles::Profiles;
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
    process::ExitCode,
};
use tauri::{App, AppHandle, Manager, RunEvent, plugin::TauriPlugin};
use tauri_plugin_deep_link::DeepLinkExt;

const IDENTIFIER: &str = "app.muster.desktop";
/// The exit code for a wrong command line or wrong settings.
const USAGE: u8 = 2;

/// Runs the app until somebody quits it.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let environment = Environment::of_process();
    let flags = DesktopFlags { data_dir: arguments.data_dir };
    let settings = match DesktopSettings::resolve(&environment, flags) {
        Ok(settings) => settings,
        Err(error) => return complain(&error),
    };
    if let Err(error) = muster_host::logging::start(&settings.serve.log) {
        return complain(&error);
    }
    if !has_display(&environment) {
        eprintln!("error: there is no display to show a window on");
        eprintln!("hint: `muster serve` runs the same coordinator without one");
        return ExitCode::from(USAGE);
    }
    renderer::choose(&environment);
    let start = Start { settings, environment, is_hidden: arguments.hidden, link: arguments.link };
    match build(start) {
        Ok(app) => run_to_the_end(app),
        Err(error) => {
            eprintln!("error: cannot start the app: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What a start is to be like.
struct Start {
    settings: DesktopSettings,
    environment: Environment,
    is_hidden: bool,
    link: Option<String>,
}

fn run_to_the_end(app: App) -> ExitCode {
    let handle = app.handle().clone();
    let code = app.run_return(on_event);
    if let Some(switch) = handle.state::<Desk>().painting.again() {
        renderer::start_again(switch);
    }
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}

fn build(start: Start) -> tauri::Result<App> {
    let data_dir = start.settings.serve.data_dir.value.clone();
    let builder = tauri::Builder::default()
        // First: a second start must end before it does anything.
        .plugin(single_instance(&data_dir))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(window::remembered())
                .build(),
        )
        // Called from here alone: the capability gives the page none of their commands.
        .plugin(tauri_plugin_shell::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_autostart::Builder::new().arg(arguments::HIDDEN).build())
        .plugin(tauri_plugin_updater::Builder::new().build());
    #[cfg(not(target_os = "linux"))]
    let builder = builder.plugin(tauri_plugin_notification::init());
    builder
        .invoke_handler(tauri::generate_handler![
            commands::api,
            commands::stream_open,
            commands::stream_ack,
            commands::stream_close,
            commands::hold,
            commands::let_go,
            commands::app_state,
            commands::fill_gate,
            commands::open_external,
            commands::painted,
            commands::listening,
            commands::take_link,
            commands::profiles,
            commands::show_profile,
            commands::add_profile,
            commands::forget_profile,
            commands::manners,
            commands::change_manners,
            commands::speak,
            commands::choose_entry,
            commands::restore_backup,
            commands::look_for_update,
            commands::take_update,
            commands::quit_confirmed,
            commands::quit_declined,
        ])
        .enable_macos_default_menu(false)
        .on_menu_event(|app, event| menu::choose(app, event.id().as_ref()))
        .setup(move |app| Ok(set_up(app.handle(), start)?))
        .build(tauri::generate_context!())
}

/// The store is opened beside the window, not before it, so that the shell is there at once.
fn set_up(app: &AppHandle, start: Start) -> tauri::Result<()> {
    let Start { settings, environment, is_hidden, link } = start;
    let is_demo = settings.serve.is_demo;
    app.manage(furnish(app, &settings.serve)?);
    let desk = app.state::<Desk>();
    let backend = desk.profiles.here().clone();
    desk.spawn("open the backend", async move { Box::pin(backend.open(settings.serve)).await });
    desk.spawn("signals", signals::follow(app.clone()));
    desk.spawn("power", power::follow(app.clone()));
    switch::show_last(app);
    renderer::watch_beginning(app, &environment);
    window::open(app, !is_hidden, is_demo)?;
    switch::restore_place(app);
    renderer::watch(app, &environment);
    view::restore(app);
    bar::put(app);
    tray::open(app);
    if is_hidden {
        desk.spawn("show unless there is a tray", show_unless_in_tray(app.clone()));
    }
    follow_links(app, link);
    Ok(())
}

fn furnish(app: &AppHandle, settings: &ServeSettings) -> tauri::Result<Desk> {
    let data_dir = settings.data_dir.value.clone();
    let logins = Logins::of(&data_dir, SecretStore::of(settings));
    Ok(Desk {
        profiles: Profiles::new(Backend::of(data_dir.clone()), logins, data_dir),
        streams: ipc::Streams::default(),
        held: held::Held::default(),
        question: quit::Question::default(),
        inbox: links::Inbox::default(),
        offers: external::Offers::of(settings.is_demo),
        notifier: notify::Notifier::default(),
        preferences: Preferences::in_folder(&app.path().app_config_dir()?),
        painting: renderer::Painting::default(),
        // Not the host's: it waits for its own, and ours go on until it has stopped.
        tasks: Tasks::default(),
    })
}

/// The system hands a link over as an argument, macOS as an event.
fn follow_links(app: &AppHandle, first: Option<String>) {
    if let Some(link) = first {
        links::arrive(app, &link);
    }
    let own = app.clone();
    app.deep_link().on_open_url(move |event| {
        for url in event.urls() {
            links::arrive(&own, url.as_str());
        }
    });
}

/// A start without a window needs a tray to get it from.
async fn show_unless_in_tray(app: AppHandle) {
    if !tray::is_visible(&app).await {
        window::show(&app);
    }
}

/// Each data directory has its own instance; a second start shows the first one's window.
fn single_instance(data_dir: &Path) -> TauriPlugin<tauri::Wry> {
    let mut hasher = DefaultHasher::new();
    std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned()).hash(&mut hasher);
    tauri_plugin_single_instance::Builder::new()
        .callback(|app, arguments, _| match arguments::asked(&arguments) {
            Asked::Nothing => {}
            Asked::Window => window::show(app),
            Asked::Link(link) => links::arrive(app, &link),
        })
        .dbus_id(format!("{IDENTIFIER}.on_{:016x}", hasher.finish()))
        .build()
}

fn on_event(app: &AppHandle, event: RunEvent) {
    match event {
        // Without a code it is the last window that went, and the coordinator stays.
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        RunEvent::Exit => {
            let desk = app.state::<Desk>();
            switch::keep_place(app);
            desk.tasks.stop();
            tauri::async_runtime::block_on(async {
                held::app_ends(&desk).await;
                desk.profiles.here().stop().await;
            });
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::show(app),
        _ => {}
    }
}

/// On Linux a program without a display cannot even say so once its window library has started.
fn has_display(environment: &Environment) -> bool {
    let is_set = |name| environment.get(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

fn complain(error: &ConfigError) -> ExitCode {
    for problem in &error.problems {
        eprintln!("error: {}: {}", problem.path, problem.message);
        if let Some(hint) = &problem.hint {
            eprintln!("hint: {hint}");
        }
    }
    ExitCode::from(USAGE)
}
