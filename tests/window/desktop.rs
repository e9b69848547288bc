//! A desktop for one test: a screen, a session bus, a home and the driver of the webview.

use crate::{driver, screen::Screen};
use muster_testkit::{Bus, program, until};
use std::{
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// What has to be installed, as programs.
const COMPONENTS: &[&str] = &["Xvfb", "dbus-daemon", "WebKitWebDriver", "import"];

/// A process that ends with the test.
#[derive(Debug)]
pub(crate) struct Ended(pub(crate) Child);

impl Ended {
    pub(crate) fn start(command: &mut Command) -> Self {
        let child = command.stdin(Stdio::null()).spawn();
        Self(child.unwrap_or_else(|error| panic!("cannot start {command:?}: {error}")))
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A desktop on which nothing has been started yet.
#[derive(Debug)]
pub(crate) struct Desktop {
    /// Told to whoever is asked for it by the test.
    pub(crate) screen: Screen,
    /// The session bus.
    pub(crate) bus: Bus,
    /// The port of the webview's driver.
    pub(crate) driver: u16,
    home: TempDir,
    /// What the app finds in its environment besides.
    variables: &'static [(&'static str, &'static str)],
    processes: Vec<Ended>,
}

impl Desktop {
    /// A desktop, or nothing where one cannot be had.
    ///
    /// # Panics
    /// On CI, if something is missing.
    pub(crate) async fn start() -> Option<Self> {
        Self::start_with(&[]).await
    }

    /// The same, with variables for the app.
    ///
    /// # Panics
    /// On CI, if something is missing.
    pub(crate) async fn start_with(
        variables: &'static [(&'static str, &'static str)],
    ) -> Option<Self> {
        let missing = missing();
        if !missing.is_empty() {
            let is_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
            assert!(!is_ci, "the window tests need {}", missing.join(", "));
            eprintln!("skipped: the window tests need {}", missing.join(", "));
            return None;
        }
        let home = TempDir::new().expect("a temporary directory");
        let screen = Screen::start();
        let bus = Bus::start().expect("a session bus");
        let driver = free_port();
        let mut desktop = Self { screen, bus, driver, home, variables, processes: vec![] };
        let driver = desktop.start_driver();
        desktop.processes.push(driver);
        until(async || driver::is_up(desktop.driver).await).await;
        Some(desktop)
    }

    /// The person's home.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where the app keeps its data unless it is told otherwise.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.home.path().join("data/muster")
    }

    /// Puts a program on the app's search path, before every other of this name.
    pub(crate) fn install(&self, name: &str, script: &str) {
        let folder = self.programs();
        std::fs::create_dir_all(&folder).expect("make a folder");
        let path = folder.join(name);
        std::fs::write(&path, script).expect("write the program");
        let may_run = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&path, may_run).expect("make it a program");
    }

    /// A picture of the screen for the documentation, taken when somebody wants a new one.
    pub(crate) fn picture(&self, name: &str) {
        if std::env::var_os("MUSTER_SCREENSHOT").is_some() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screenshots");
            std::fs::create_dir_all(&folder).expect("make the folder");
            self.screen.save(&folder.join(format!("window-{name}.png")));
        }
    }

    fn programs(&self) -> PathBuf {
        self.home.path().join("programs")
    }

    /// The app, to be started without the driver.
    pub(crate) fn app_command(&self, arguments: &[String]) -> Command {
        let mut command = program::clean(app_path());
        self.furnish(&mut command).args(arguments);
        command
    }

    fn start_driver(&self) -> Ended {
        let mut command = program::clean("WebKitWebDriver");
        command.arg(format!("--port={}", self.driver));
        // The driver hands its own environment to the app.
        Ended::start(self.furnish(&mut command).env("TAURI_WEBVIEW_AUTOMATION", "true"))
    }

    fn furnish<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let home = self.home.path();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(self.programs()).chain(std::env::split_paths(&path));
        command
            .env("PATH", std::env::join_paths(path).expect("a search path"))
            .envs(self.variables.iter().copied())
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_RUNTIME_DIR", home)
            .env("DISPLAY", &self.screen.name)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus.address)
            .env("GDK_BACKEND", "x11")
            .env("LANG", "C.UTF-8")
            // Assistive technology would start a bus of its own for each test.
            .env("NO_AT_BRIDGE", "1")
            .env("MUSTER_LISTEN", "127.0.0.1:0")
    }
}

/// Where the build put the app.
///
/// # Panics
/// If it was not built; `cargo build --workspace` builds it.
pub(crate) fn app_path() -> PathBuf {
    let path = program::path().with_file_name("muster-desktop");
    assert!(path.exists(), "{} is missing; run `cargo build --workspace` first", path.display());
    path
}

/// A port that nobody has now; the driver can take no other kind.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}

fn missing() -> Vec<&'static str> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let is_there = |name: &&str| folders.iter().any(|folder| folder.join(name).is_file());
    COMPONENTS.iter().copied().filter(|name| !is_there(name)).collect()
}
