//! Texts that leave: what looks like a credential in them is made unreadable, line by line.
//!
//! Values that are known are found whatever they look like; the others by their form: tokens of ours and of well-known
//! services, signed tokens, private keys, passwords in addresses, and whatever stands behind a word such as `password`.
//! A worker has made the secrets of its job unreadable before; this is for what a command says of its own accord.
//!
//! Not found: a credential in a form of its own that nobody has given to Muster.

use muster_core::job::SHORTEST_SECRET;
use regex::bytes::{Captures, Regex};
use std::sync::LazyLock;

/// What stands in the place of a credential.
const IN_PLACE: &[u8] = b"[redacted]";
/// A line that is longer is looked at in parts.
const LONGEST_LINE: usize = 64 * 1024;

/// Forms of credentials. What a group `keep` has matched stays.
static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let forms = [
        r"muster_[a-z]+_[0-9A-Z]{60,70}",
        r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
        r"\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}",
        r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{30,}",
        r"\b[srp]k[-_](?:live_|test_|proj-)?[\w-]{16,}|\bwhsec_[A-Za-z0-9+/=]{16,}|\bxox[abprs]-[\w-]{10,}",
        r"(?P<keep>(?i:\b(?:bearer|basic)\s+))[A-Za-z0-9._~+/=-]{8,}",
        r"(?P<keep>://[^/\s:@]*:)[^/\s@]+@",
        concat!(
            r#"(?P<keep>(?i:[\w.-]*(?:password|passwd|passphrase|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key|authorization|cookie)[\w.-]*)"#,
            r#"["']?\s*[:=]\s*["']?)[^\s"',;\\\[][^\s"',;\\]{7,}"#
        ),
    ];
    let read = |form: &str| Regex::new(&format!("(?-u){form}")).expect("every form is a pattern");
    forms.into_iter().map(read).collect()
});

/// Makes a text unreadable where it must be, as it comes.
#[derive(Default)]
pub(crate) struct Redactor {
    /// Values that are known, longest first.
    known: Vec<String>,
    /// The beginning of a line whose end has not come.
    rest: Vec<u8>,
    /// Whether the lines of a private key come.
    is_in_key: bool,
    /// How many places were made unreadable.
    pub(crate) count: u64,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redactor").field("count", &self.count).finish_non_exhaustive()
    }
}

impl Redactor {
    /// One that knows these values, line by line; short ones appear by chance.
    pub(crate) fn knowing(values: impl IntoIterator<Item = String>) -> Self {
        let values: Vec<String> = values.into_iter().collect();
        let lines = values.iter().flat_map(|value| value.lines()).map(str::trim);
        let mut known: Vec<_> =
            lines.filter(|line| line.len() >= SHORTEST_SECRET).map(str::to_owned).collect();
        known.sort_by_key(|value| std::cmp::Reverse(value.len()));
        Self { known, ..Self::default() }
    }

    /// A text that is there as a whole.
    pub(crate) fn whole(&mut self, text: &[u8]) -> Vec<u8> {
        let mut readable = self.part(text);
        readable.extend(self.end());
        readable
    }

    /// The next part of a text: every line that is complete now.
    pub(crate) fn part(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.rest.extend_from_slice(bytes);
        let mut readable = Vec::with_capacity(self.rest.len());
        while let Some(end) = self.next_end() {
            let rest = self.rest.split_off(end);
            let line = std::mem::replace(&mut self.rest, rest);
            readable.extend(self.line(line));
        }
        readable
    }

    /// What was left of it.
    pub(crate) fn end(&mut self) -> Vec<u8> {
        let line = std::mem::take(&mut self.rest);
        self.line(line)
    }

    /// Where the first line ends; a line that is too long ends between two words, if it has any.
    fn next_end(&self) -> Option<usize> {
        let line_end = self.rest.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
        line_end.or_else(|| {
            let part = self.rest.get(..LONGEST_LINE)?;
            let space = part.iter().rposition(u8::is_ascii_whitespace);
            Some(space.map_or(LONGEST_LINE, |at| at + 1))
        })
    }

    fn line(&mut self, line: Vec<u8>) -> Vec<u8> {
        if let Some(hidden) = self.of_key(&line) {
            return hidden;
        }
        let mut line = line;
        for value in &self.known {
            let (replaced, count) = without(&line, value.as_bytes());
            self.count += count;
            line = replaced;
        }
        for form in FORMS.iter() {
            let mut count = 0;
            let replaced = form.replace_all(&line, |found: &Captures<'_>| {
                count += 1;
                let kept = found.name("keep").map_or(&b""[..], |kept| kept.as_bytes());
                let end: &[u8] = if found[0].ends_with(b"@") { b"@" } else { b"" };
                [kept, IN_PLACE, end].concat()
            });
            line = replaced.into_owned();
            self.count += count;
        }
        line
    }

    /// What stands in the place of a line of a private key; nothing if it is none.
    fn of_key(&mut self, line: &[u8]) -> Option<Vec<u8>> {
        let has = |words: &[u8]| line.windows(words.len()).any(|part| part == words);
        let begins = has(b"-----BEGIN") && has(b"PRIVATE KEY-----");
        let is_inside = self.is_in_key || begins;
        self.is_in_key = is_inside && !has(b"-----END");
        if !is_inside {
            return None;
        }
        if !begins {
            return Some(Vec::new());
        }
        self.count += 1;
        Some([IN_PLACE, b"\n"].concat())
    }
}

/// Bytes without a value, and how often it was in them.
fn without(bytes: &[u8], value: &[u8]) -> (Vec<u8>, u64) {
    let (mut replaced, mut count, mut at) = (Vec::with_capacity(bytes.len()), 0, 0);
    while at < bytes.len() {
        if bytes[at..].starts_with(value) {
            replaced.extend_from_slice(IN_PLACE);
            count += 1;
            at += value.len();
        } else {
            replaced.push(bytes[at]);
            at += 1;
        }
    }
    (replaced, count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        let mut redactor = Redactor::knowing(["hunter2-hunter2".to_owned(), "abc".to_owned()]);
        String::from_utf8(redactor.whole(text.as_bytes())).unwrap()
    }

    #[test]
    fn what_looks_like_a_credential_cannot_be_read() {
        let token = format!("muster_operator_{}", "A1".repeat(32) + "B");
        for (text, expected) in [
            ("it said hunter2-hunter2!", "it said [redacted]!"),
            ("PASSWORD=correcthorse next", "PASSWORD=[redacted] next"),
            ("db_password: \"correct-horse\"", "db_password: \"[redacted]\""),
            ("{\"api_key\":\"0123456789\"}", "{\"api_key\":\"[redacted]\"}"),
            ("Authorization: Bearer abcdefghij", "Authorization: Bearer [redacted]"),
            ("push to https://me:s3cr3t@host/x", "push to https://me:[redacted]@host/x"),
            ("ghp_0123456789012345678901234567890123456", "[redacted]"),
            ("AKIAIOSFODNN7EXAMPLE", "[redacted]"),
            ("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0In0.abcdefghijk", "[redacted]"),
            ("sk-proj-0123456789abcdef0123", "[redacted]"),
            (token.as_str(), "[redacted]"),
        ] {
            assert_eq!(shown(text), expected);
        }
        let key =
            "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----\nb\n";
        assert_eq!(shown(key), "a\n[redacted]\nb\n");
    }

    #[test]
    fn what_does_not_stays_as_it_is() {
        for text in [
            "error[E0308]: mismatched types",
            "tokens: 12, secrets=3",
            "see https://example.org/a:b",
            "abc is too short to be looked for",
            "\u{1b}[31mred\u{1b}[0m and caf\u{e9}",
            "the password is wrong",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    proptest! {
        #[test]
        fn a_known_value_is_found_wherever_a_text_is_cut(
            before in "[a-z \n]{0,40}", after in "[a-z \n]{0,40}", cut in 0_usize..100
        ) {
            let text = format!("{before}Xq7-Xq7-Xq7{after}");
            let cut = cut.min(text.len());
            let mut redactor = Redactor::knowing(["Xq7-Xq7-Xq7".to_owned()]);
            let mut all = redactor.part(&text.as_bytes()[..cut]);
            all.extend(redactor.part(&text.as_bytes()[cut..]));
            all.extend(redactor.end());
            prop_assert_eq!(String::from_utf8(all).unwrap(), format!("{before}[redacted]{after}"));
        }

        #[test]
        fn no_bytes_break_it(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut redactor = Redactor::default();
            let once = redactor.whole(&bytes);
            prop_assert_eq!(Redactor::default().whole(&once), once);
        }
    }
}
