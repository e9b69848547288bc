//! The screen: what is really on it, and what a window manager would say to a window.

use std::io::{BufRead, BufReader};
use x11rb::cookie::Cookie;
use x11rb::{
    connection::Connection,
    protocol::{
        xproto::{
            AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, ImageFormat, InputFocus,
            KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MapState, Window,
        },
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

use crate::desktop::Ended;

/// Where the keys are on the keyboard that the screen comes with.
const RETURN: u8 = 36;
const ESCAPE: u8 = 9;

/// A screen that nobody sees.
#[derive(Debug)]
pub(crate) struct Screen {
    /// Its name, as `DISPLAY` has it.
    pub(crate) name: String,
    connection: RustConnection,
    root: Window,
    _server: Ended,
}

impl Screen {
    pub(crate) fn start() -> Self {
        let mut server = Ended::start(
            muster_testkit::program::clean("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
                .stdout(std::process::Stdio::piped()),
        );
        let mut number = String::new();
        let said = server.0.stdout.take().expect("stdout is piped");
        BufReader::new(said).read_line(&mut number).expect("the screen's number");
        let name = format!(":{}", number.trim());
        let (connection, screen) = x11rb::connect(Some(&name)).expect("connect to the screen");
        let root = connection.setup().roots[screen].root;
        Self { name, connection, root, _server: server }
    }

    /// Whether the app's window is on the screen.
    pub(crate) fn shows_window(&self) -> bool {
        self.windows().into_iter().any(|window| {
            let attributes = self.connection.get_window_attributes(window).map(Cookie::reply);
            matches!(attributes, Ok(Ok(found)) if found.map_state == MapState::VIEWABLE)
        })
    }

    /// Closes the app's window as its close button does.
    pub(crate) fn close_window(&self) {
        let (protocols, delete) = (self.atom("WM_PROTOCOLS"), self.atom("WM_DELETE_WINDOW"));
        for window in self.windows() {
            let message = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
            self.connection
                .send_event(false, window, EventMask::NO_EVENT, message)
                .expect("ask the window to close");
        }
        self.connection.flush().expect("flush");
    }

    /// Whether a window of this title is on the screen.
    pub(crate) fn has_window(&self, title: &str) -> bool {
        self.titled(title).is_some()
    }

    /// Answers a dialog of the system by its keyboard: yes by Return, no by Escape.
    pub(crate) fn answer(&self, title: &str, is_yes: bool) {
        let window = self.titled(title).expect("the dialog is there");
        let focus =
            self.connection.set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME);
        focus.expect("give it the focus").check().expect("it takes the focus");
        let key = if is_yes { RETURN } else { ESCAPE };
        for kind in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
            self.connection
                .xtest_fake_input(kind, key, 0, x11rb::NONE, 0, 0, 0)
                .expect("press a key");
        }
        self.connection.flush().expect("flush");
    }

    fn titled(&self, title: &str) -> Option<Window> {
        let tree = self.connection.query_tree(self.root).ok()?.reply().ok()?;
        let name = AtomEnum::WM_NAME.into();
        tree.children.into_iter().find(|window| {
            let attributes = self.connection.get_window_attributes(*window).map(Cookie::reply);
            self.property(*window, name) == title.as_bytes()
                && matches!(attributes, Ok(Ok(found)) if found.map_state == MapState::VIEWABLE)
        })
    }

    /// Whether this colour is in the upper left corner of the screen. Looking costs next to
    /// nothing, so that it does not slow down what is looked at.
    pub(crate) fn shows_colour(&self, [red, green, blue]: [u8; 3]) -> bool {
        let corner = self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, 64, 64, !0);
        let Ok(Ok(image)) = corner.map(Cookie::reply) else { return false };
        image.data.chunks_exact(4).any(|pixel| pixel[..3] == [blue, green, red])
    }

    /// Writes the screen to a file, for people.
    pub(crate) fn save(&self, path: &std::path::Path) {
        let said = muster_testkit::program::run(
            muster_testkit::program::clean("import")
                .args(["-display", &self.name, "-window", "root"])
                .arg(path),
        );
        assert_eq!(said.code, Some(0), "{}", said.stderr);
    }

    /// The app's windows: those with its title that speak the protocol for closing.
    fn windows(&self) -> Vec<Window> {
        let Ok(Ok(tree)) = self.connection.query_tree(self.root).map(Cookie::reply) else {
            return Vec::new();
        };
        let (title, protocols) = (AtomEnum::WM_NAME.into(), self.atom("WM_PROTOCOLS"));
        let mut windows = tree.children;
        windows.retain(|window| {
            self.property(*window, title).starts_with(b"Muster")
                && !self.property(*window, protocols).is_empty()
        });
        windows
    }

    fn property(&self, window: Window, name: u32) -> Vec<u8> {
        let wait = self.connection.get_property(false, window, name, AtomEnum::ANY, 0, 64);
        wait.map(Cookie::reply).map_or_else(
            |_| Vec::new(),
            |found| found.map_or_else(|_| Vec::new(), |found| found.value),
        )
    }

    fn atom(&self, name: &str) -> u32 {
        let wait = self.connection.intern_atom(false, name.as_bytes()).expect("ask for an atom");
        wait.reply().expect("an atom").atom
    }
}
