//! Components: what must be on the machine besides Rust, Node and npm.
//!
//! On Debian and its relatives a missing one is installed. Everywhere else it is named, because
//! another system's package manager is not ours to drive.

use crate::{debian, environment, shell, steps::Transcript};
use anyhow::{Result, bail};

/// One thing that the system must have.
#[derive(Debug)]
pub(crate) struct Component {
    /// Its package on Debian.
    package: &'static str,
    /// How to see elsewhere that it is there.
    proof: Proof,
    /// Where it is needed.
    on: On,
}

#[derive(Debug)]
enum Proof {
    /// One of these programs is on the search path, or at this full path.
    Program(&'static [&'static str]),
    /// pkg-config knows this library.
    Library(&'static str),
    /// It comes with another component and cannot be looked for by itself.
    Implied,
}

#[derive(Debug, PartialEq, Eq)]
enum On {
    Linux,
    Everywhere,
}

const fn linux(package: &'static str, proof: Proof) -> Component {
    Component { package, proof, on: On::Linux }
}

const fn everywhere(package: &'static str, programs: &'static [&'static str]) -> Component {
    Component { package, proof: Proof::Program(programs), on: On::Everywhere }
}

/// What compiling anything needs.
pub(crate) const BUILD: &[Component] = &[
    linux("build-essential", Proof::Program(&["cc"])),
    linux("pkg-config", Proof::Program(&["pkg-config"])),
];

/// What building and opening the desktop window needs.
pub(crate) const WINDOW: &[Component] = &[
    linux("libwebkit2gtk-4.1-dev", Proof::Library("webkit2gtk-4.1")),
    linux("libgtk-3-dev", Proof::Library("gtk+-3.0")),
    linux("libayatana-appindicator3-dev", Proof::Library("ayatana-appindicator3-0.1")),
    linux("librsvg2-dev", Proof::Library("librsvg-2.0")),
    linux("libxdo-dev", Proof::Implied),
    linux("libdbus-1-dev", Proof::Library("dbus-1")),
    // Rendering without a graphics card.
    linux("libgl1-mesa-dri", Proof::Implied),
    linux("dbus-x11", Proof::Program(&["dbus-launch"])),
    linux("xdg-utils", Proof::Program(&["xdg-open"])),
];

/// What the tests need on top.
pub(crate) const TEST: &[Component] = &[
    linux("xvfb", Proof::Program(&["Xvfb"])),
    linux("webkit2gtk-driver", Proof::Program(&["WebKitWebDriver"])),
    linux("dbus", Proof::Program(&["dbus-run-session"])),
    linux("gnome-keyring", Proof::Program(&["gnome-keyring-daemon"])),
    linux("strace", Proof::Program(&["strace"])),
    linux("bubblewrap", Proof::Program(&["bwrap"])),
    linux("iproute2", Proof::Program(&["ip"])),
    linux("imagemagick", Proof::Program(&["import"])),
    linux("curl", Proof::Program(&["curl"])),
    // System calls that no other tool makes.
    linux("perl-base", Proof::Program(&["perl"])),
    // Signals to processes that a test started, and namespaces for them.
    linux("procps", Proof::Program(&["kill"])),
    linux("util-linux", Proof::Program(&["unshare"])),
    linux("git", Proof::Program(&["git"])),
    linux("python3-venv", Proof::Program(&["python3"])),
    everywhere("postgresql", &["initdb"]),
    everywhere("redis-server", &["redis-server"]),
    everywhere("chromium", BROWSERS),
];

/// Where a Chromium may be: Debian's own, other builds, macOS, Windows.
const BROWSERS: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
];

/// The Chromium that browser tests drive.
pub(crate) fn browser() -> Option<String> {
    let wanted = environment::variable("MUSTER_CHROMIUM");
    wanted.or_else(|| BROWSERS.iter().find_map(|name| located(name)))
}

/// Makes sure that all of these are there; returns a note, and the names of what is missing.
///
/// Anything missing where it could have been installed is an error.
pub(crate) fn ensure(
    lists: &[&[Component]],
    transcript: &mut Transcript,
) -> Result<(String, Vec<&'static str>)> {
    let wanted: Vec<_> = lists.iter().copied().flatten().filter(|one| one.is_wanted()).collect();
    let is_debian = debian::is_here();
    let absent: Vec<_> = if is_debian {
        let packages: Vec<_> = wanted.iter().map(|one| one.package).collect();
        let missing = debian::missing(&packages)?;
        wanted.iter().filter(|one| missing.contains(&one.package) && !one.has_stand_in()).collect()
    } else {
        wanted.iter().filter(|one| !one.is_proved()).collect()
    };
    let names: Vec<_> = absent.iter().map(|one| one.package).collect();
    if names.is_empty() {
        return Ok((format!("{} present", wanted.len()), names));
    }
    if is_debian {
        debian::install(&names, transcript)?;
        return Ok((format!("installed {}", names.join(" ")), Vec::new()));
    }
    Ok((format!("missing: {}", names.join(", ")), names))
}

/// Turns missing components into an error that says what to do.
pub(crate) fn refuse(missing: &[&str]) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    bail!(
        "these are missing and cannot be installed from here: {} (Debian's names; look for them in \
         your system's own package manager)",
        missing.join(", ")
    )
}

impl Component {
    fn is_wanted(&self) -> bool {
        self.on == On::Everywhere || cfg!(target_os = "linux")
    }

    fn is_proved(&self) -> bool {
        match self.proof {
            Proof::Program(names) => names.iter().any(|name| located(name).is_some()),
            Proof::Library(name) => {
                shell::succeeds(shell::command("pkg-config").args(["--exists", name]))
            }
            Proof::Implied => true,
        }
    }

    /// Whether a program from elsewhere does the package's work: any Chromium is as good.
    fn has_stand_in(&self) -> bool {
        self.on == On::Everywhere && self.is_proved()
    }
}

fn located(name: &str) -> Option<String> {
    if name.contains(['/', '\\']) {
        return std::path::Path::new(name).is_file().then(|| name.to_owned());
    }
    environment::program(name).map(|path| path.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::{BUILD, TEST, WINDOW, refuse};

    #[test]
    fn no_component_is_listed_twice() {
        let mut names: Vec<_> =
            [BUILD, WINDOW, TEST].into_iter().flatten().map(|one| one.package).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn what_is_missing_is_named() {
        refuse(&[]).unwrap();
        let error = refuse(&["xvfb", "strace"]).unwrap_err().to_string();
        assert!(error.contains("xvfb, strace"), "{error}");
    }
}
