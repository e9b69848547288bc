//! Where everything is kept, by the conventions of each operating system.

use super::{
    environment::Environment,
    resolve::{Resolver, wrong, yes_or_no},
    setting::{Origin, Setting},
};
use std::path::{Path, PathBuf};

/// The data directory of a run, and the store file if somebody named one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) data_dir: Setting<PathBuf>,
    /// What `DEBORGEN_DB_PATH` names.
    pub(super) store_file: Option<Setting<PathBuf>>,
}

/// Finds the data directory: flag, `MUSTER_DATA_DIR`, beside `DEBORGEN_DB_PATH`, or the system's own
/// place for data. `None` if the problem has been told.
///
/// A demo has a place of its own: what fakes never heard of is gone, and real machines must not be taken for that.
pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    flag: Option<PathBuf>,
    is_demo: bool,
) -> Option<Place> {
    let store_file = resolver.variable(STORE_FILE).map(|said| said.map(|text| absolute(&text)));
    let data_dir = match flag {
        Some(path) => Some(Setting { value: absolute(&path), origin: Origin::Flag("--data-dir") }),
        None => resolver.variable("MUSTER_DATA_DIR").map(|said| said.map(|text| absolute(&text))),
    };
    let beside = store_file.as_ref().and_then(beside);
    let mut data_dir = data_dir.or(beside).or_else(|| standard(resolver))?;
    if is_demo && data_dir.origin == Origin::Default {
        data_dir.value.set_file_name(DEMO);
    }
    resolver.note("MUSTER_DATA_DIR", data_dir.value.display().to_string(), &data_dir.origin);
    Some(Place { data_dir, store_file })
}

/// Whether this is a demo, by flag or by variable. Whoever has set the variable finds a demo with every command.
pub(super) fn is_demo(resolver: &mut Resolver<'_>, flag: bool) -> bool {
    let flag = flag.then(|| "true".to_owned());
    let demo = resolver.parse("MUSTER_DEMO", flag, yes_or_no);
    let demo = demo.unwrap_or_else(|| Setting::by_default(false));
    resolver.note("MUSTER_DEMO", demo.value.to_string(), &demo.origin);
    demo.value
}

const DEMO: &str = "muster-demo";
const STORE_FILE: &str = "DEBORGEN_DB_PATH";

fn beside(store_file: &Setting<PathBuf>) -> Option<Setting<PathBuf>> {
    let folder = store_file.value.parent()?.to_owned();
    Some(Setting { value: folder, origin: store_file.origin.clone() })
}

fn standard(resolver: &mut Resolver<'_>) -> Option<Setting<PathBuf>> {
    let found = standard_data_dir(resolver.environment, std::env::consts::OS);
    if found.is_none() {
        let message = "there is no home directory to keep data in";
        let hint = "set MUSTER_DATA_DIR or give `--data-dir`";
        resolver.blame(
            &Origin::Variable { name: "HOME", place: super::environment::Place::Process },
            wrong(message, hint),
        );
    }
    found.map(Setting::by_default)
}

/// Where programs of this system keep their data.
fn standard_data_dir(environment: &Environment, os: &str) -> Option<PathBuf> {
    let absolute =
        |name: &str| environment.get(name).map(PathBuf::from).filter(|p| p.is_absolute());
    match os {
        "windows" => Some(absolute("LOCALAPPDATA")?.join("Muster")),
        "macos" => Some(absolute("HOME")?.join("Library/Application Support/Muster")),
        // The convention says that a relative XDG_DATA_HOME is to be ignored.
        _ => absolute("XDG_DATA_HOME")
            .or_else(|| Some(absolute("HOME")?.join(".local/share")))
            .map(|folder| folder.join("muster")),
    }
}

fn absolute(path: impl AsRef<Path>) -> PathBuf {
    let path = path.as_ref();
    // Fails for an empty path or without a working directory; opening it then tells the problem.
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_its_own_place_for_data() {
        let environment = Environment::from([
            ("HOME", "/home/ann"),
            ("XDG_DATA_HOME", "/data"),
            ("LOCALAPPDATA", "/local"),
        ]);
        let at = |os| standard_data_dir(&environment, os);
        assert_eq!(at("linux"), Some("/data/muster".into()));
        assert_eq!(at("macos"), Some("/home/ann/Library/Application Support/Muster".into()));
        assert_eq!(at("windows"), Some("/local/Muster".into()));
        let relative = Environment::from([("HOME", "/home/ann"), ("XDG_DATA_HOME", "data")]);
        let expected = "/home/ann/.local/share/muster".into();
        assert_eq!(standard_data_dir(&relative, "linux"), Some(expected));
        assert_eq!(standard_data_dir(&Environment::default(), "linux"), None);
    }
}
