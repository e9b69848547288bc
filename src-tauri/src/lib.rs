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
mod commands;
mod desk;
mod external;
mod ipc;
mod menu;
mod quit;
mod refusal;
mod renderer;
mod signals;
mod tray;
mod window;

use arguments::Arguments;
use backend::Backend;
use clap::Parser;
use desk::Desk;
use muster_host::config::{ConfigError, DesktopFlags, DesktopSettings, Environment};
use muster_seams::Tasks;
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
    process::ExitCode,
};
use tauri::{App, AppHandle, Manager, RunEvent, plugin::TauriPlugin};

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
    match build(settings, arguments.hidden) {
        Ok(app) => ExitCode::from(u8::try_from(app.run_return(on_event)).unwrap_or(1)),
        Err(error) => {
            eprintln!("error: cannot start the app: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build(settings: DesktopSettings, is_hidden: bool) -> tauri::Result<App> {
    let data_dir = settings.serve.data_dir.value.clone();
    tauri::Builder::default()
        // First: a second start must end before it does anything.
        .plugin(single_instance(&data_dir))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(window::remembered())
                .build(),
        )
        // Called from here alone: the capability gives the page none of its commands.
        .plugin(tauri_plugin_shell::init())
        .invoke_handler(tauri::generate_handler![
            commands::api,
            commands::stream_open,
            commands::stream_ack,
            commands::stream_close,
            commands::app_state,
            commands::open_external,
            commands::quit_confirmed,
            commands::quit_declined,
        ])
        .enable_macos_default_menu(false)
        .on_menu_event(|app, event| menu::choose(app, event.id().as_ref()))
        .setup(move |app| Ok(set_up(app.handle(), settings, is_hidden)?))
        .build(tauri::generate_context!())
}

/// The store is opened beside the window, not before it, so that the shell is there at once.
fn set_up(app: &AppHandle, settings: DesktopSettings, is_hidden: bool) -> tauri::Result<()> {
    let backend = Backend::of(settings.serve.data_dir.value.clone());
    app.manage(Desk {
        backend: backend.clone(),
        streams: ipc::Streams::default(),
        question: quit::Question::default(),
        // Not the host's: it waits for its own, and ours go on until it has stopped.
        tasks: Tasks::default(),
    });
    let desk = app.state::<Desk>();
    desk.spawn("open the backend", async move { Box::pin(backend.open(settings.serve)).await });
    desk.spawn("signals", signals::follow(app.clone()));
    window::open(app, !is_hidden)?;
    if cfg!(target_os = "macos") {
        app.set_menu(menu::bar(app)?)?;
    }
    tray::open(app);
    if is_hidden {
        desk.spawn("show unless there is a tray", show_unless_in_tray(app.clone()));
    }
    Ok(())
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
        .callback(|app, arguments, _| {
            if arguments::wants_window(&arguments) {
                window::show(app);
            }
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
            desk.tasks.stop();
            tauri::async_runtime::block_on(desk.backend.stop());
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
