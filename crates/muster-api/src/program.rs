//! What stands in the file of a program of ours: which version it is, and for which machines.
//!
//! A program cannot be asked on a machine that it is not made for. So it says that in a text within its file,
//! where whoever has nothing but the file finds it.

use std::fmt;

/// What a label begins with. In two parts, so that whoever looks for one does not find itself.
const BEGIN: (&str, &str) = ("muster pro", "gram:");
/// How long a label is.
pub const LABEL_LENGTH: usize = 96;

/// A program, as its label names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its version.
    pub version: String,
    /// The machines that it is made for, like `linux-x86_64`.
    pub platform: String,
}

/// The text for a program to have within its file. Spaces fill the rest of it.
pub const fn label(version: &str) -> [u8; LABEL_LENGTH] {
    let parts =
        [BEGIN.0, BEGIN.1, version, " ", std::env::consts::OS, "-", std::env::consts::ARCH, ";"];
    let (mut text, mut at, mut part) = ([b' '; LABEL_LENGTH], 0, 0);
    while part < parts.len() {
        let (bytes, mut from) = (parts[part].as_bytes(), 0);
        while from < bytes.len() {
            text[at] = bytes[from];
            (at, from) = (at + 1, from + 1);
        }
        part += 1;
    }
    text
}

/// The machines that this program is made for.
pub fn platform() -> String {
    platform_of(std::env::consts::OS, std::env::consts::ARCH)
}

/// The machines of a system and a kind of processor, by the words of their labels.
pub fn platform_of(os: &str, arch: &str) -> String {
    format!("{os}-{arch}")
}

impl Program {
    /// What a file says of itself, if it is one of our programs.
    pub fn find(file: &[u8]) -> Option<Self> {
        let begin = [BEGIN.0, BEGIN.1].concat();
        let finder = memchr::memmem::Finder::new(begin.as_bytes());
        let mut labels = finder.find_iter(file).filter_map(|at| file.get(at + begin.len()..));
        labels.find_map(Self::read)
    }

    fn read(rest: &[u8]) -> Option<Self> {
        let text = rest.get(..rest.len().min(LABEL_LENGTH))?;
        let text = text.split(|byte| *byte == b';').next()?;
        let (version, platform) = std::str::from_utf8(text).ok()?.split_once(' ')?;
        let is_word = |text: &str| {
            !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte))
        };
        let is_one = is_word(version) && is_word(platform) && platform.contains('-');
        is_one.then(|| Self { version: version.to_owned(), platform: platform.to_owned() })
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "muster {} for {}", self.version, self.platform)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_found_wherever_it_stands_in_a_file() {
        let label = label("1.2.3-rc.1");
        let file = [&b"\x7fELF muster program \0"[..], &label[..], &[0; 50]].concat();
        let expected = Program { version: "1.2.3-rc.1".to_owned(), platform: platform() };
        assert_eq!(Program::find(&file), Some(expected));
    }

    #[test]
    fn what_has_no_label_or_half_of_one_is_none_of_our_programs() {
        let label = label("1.2.3");
        for file in [&b""[..], b"#!/bin/sh\nexit 0\n", &label[..16], &label[4..]] {
            assert_eq!(Program::find(file), None, "{}", String::from_utf8_lossy(file));
        }
    }
}
