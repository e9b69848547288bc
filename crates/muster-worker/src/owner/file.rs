//! The file in which a machine's owner says what is allowed.

use muster_core::owner::Limits;
use std::{fs, io, path::Path};

/// What an owner has said that cannot be understood, so that nothing starts.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableLimits {
    /// The file cannot be read.
    #[error("read it")]
    Io(#[source] io::Error),
    /// It says something that this version does not know.
    #[error("understand it: {0}")]
    Unknown(String),
}

/// What the owner allows: everything, if there is no file.
pub fn read_limits(file: &Path) -> Result<Limits, UnreadableLimits> {
    let text = match fs::read(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Limits::default()),
        Err(error) => return Err(UnreadableLimits::Io(error)),
    };
    let mut unknown = Vec::new();
    let mut reader = serde_json::Deserializer::from_slice(&text);
    let limits = serde_ignored::deserialize(&mut reader, |field| unknown.push(field.to_string()));
    let limits = limits.and_then(|limits| reader.end().map(|()| limits));
    let limits = limits.map_err(|error| UnreadableLimits::Unknown(error.to_string()))?;
    // A limit that is passed over would be none.
    match unknown.first() {
        None => Ok(limits),
        Some(field) => Err(UnreadableLimits::Unknown(format!("there is no limit `{field}`"))),
    }
}

/// The text of the file that says this.
pub fn written_limits(limits: &Limits) -> String {
    // Our own types have string keys and finite numbers, so they always have a JSON form.
    serde_json::to_string_pretty(limits).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Limits, String> {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("limits.json");
        fs::write(&file, text).unwrap();
        read_limits(&file).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_written_is_read_and_no_file_allows_everything() {
        let limits = Limits {
            hours: Some("22:00-07:00".parse().unwrap()),
            battery_floor: Some(40),
            ..Limits::default()
        };
        assert_eq!(read(&written_limits(&limits)).unwrap(), limits);
        assert_eq!(read_limits(Path::new("/nowhere/limits.json")).unwrap(), Limits::default());
    }

    #[test]
    fn what_is_not_understood_allows_nothing() {
        for (text, about) in [
            ("", "EOF"),
            ("{} {}", "trailing"),
            (r#"{"hours":"at night"}"#, "22:00-07:00"),
            (r#"{"only_on_main":true}"#, "no limit `only_on_main`"),
            (r#"{"only":{"progams":["make"]}}"#, "no limit `only.progams`"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(about), "{text}: {error}");
        }
    }
}
