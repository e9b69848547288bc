//! Keeping a job's secrets out of its log: their values are replaced before a byte reaches the disk.
//!
//! What is looked for is each value as it is and as programs like to write it: in base 64 (standard
//! and URL-safe, wherever in a longer text it begins), in hexadecimal, URL-encoded, and escaped as in
//! JSON. A value may be cut anywhere between two reads, so the end of what was read is held back as
//! long as it can be the beginning of one.
//!
//! Not found: a value that is written in another way, such as base 64 that is folded into lines.

use aho_corasick::{AhoCorasick, Input, MatchKind};
use base64::{
    Engine,
    engine::general_purpose::{GeneralPurpose, STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use muster_api::session::Assignment;
use std::{collections::BTreeMap, fmt, fmt::Write, sync::Arc};

/// Shorter texts appear by chance.
const SHORTEST: usize = 6;

/// What must not appear in a log.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Option<Arc<Needles>>);

struct Needles {
    automaton: AhoCorasick,
    forms: Vec<Needle>,
    longest: usize,
}

/// One way to write a secret.
struct Needle {
    text: Vec<u8>,
    /// For each length of a beginning of it: how long a shorter beginning ends there too.
    shorter: Vec<usize>,
    /// What stands in its place.
    word: Arc<[u8]>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Secrets {
    pub(crate) fn of(assignment: &Assignment) -> Self {
        let names = &assignment.secret_environment;
        Self::new(assignment.environment.iter().filter(|(name, _)| names.contains(*name)))
    }

    #[cfg(test)]
    pub(crate) fn for_test(values: &[(&str, &str)]) -> Self {
        let owned: Vec<_> =
            values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self::new(owned.iter().map(|(name, value)| (name, value)))
    }

    fn new<'a>(secrets: impl Iterator<Item = (&'a String, &'a String)>) -> Self {
        let mut forms: BTreeMap<Vec<u8>, Arc<[u8]>> = BTreeMap::new();
        for (name, value) in secrets {
            let word: Arc<[u8]> = format!("[redacted {name}]").into_bytes().into();
            for text in [value.as_str(), value.trim()] {
                for form in forms_of(text).into_iter().filter(|form| form.len() >= SHORTEST) {
                    forms.entry(form).or_insert_with(|| word.clone());
                }
            }
        }
        let automaton =
            AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(forms.keys());
        let longest = forms.keys().map(Vec::len).max();
        let forms = forms.into_iter().map(|(text, word)| Needle::new(text, word)).collect();
        // Needles as few and short as a job may have always fit.
        let found = longest.zip(automaton.ok());
        Self(found.map(|(longest, automaton)| Arc::new(Needles { automaton, forms, longest })))
    }
}

impl Needle {
    fn new(text: Vec<u8>, word: Arc<[u8]>) -> Self {
        let mut shorter = vec![0; text.len() + 1];
        let mut length = 0;
        for end in 1..text.len() {
            while length > 0 && text[length] != text[end] {
                length = shorter[length];
            }
            length += usize::from(text[length] == text[end]);
            shorter[end + 1] = length;
        }
        Self { text, shorter, word }
    }

    /// How much of the end of these bytes is a beginning of it, without being all of it.
    fn begun_at_end(&self, bytes: &[u8]) -> usize {
        let from = bytes.len().saturating_sub(self.text.len() - 1);
        let mut length = 0;
        for byte in &bytes[from..] {
            while length > 0 && (length == self.text.len() || self.text[length] != *byte) {
                length = self.shorter[length];
            }
            length += usize::from(self.text[length] == *byte);
        }
        if length == self.text.len() { self.shorter[length] } else { length }
    }
}

impl Needles {
    /// Where the end of these bytes begins that may be the beginning of a secret.
    fn hold(&self, bytes: &[u8]) -> usize {
        let begun = self.forms.iter().map(|needle| needle.begun_at_end(bytes)).max();
        bytes.len() - begun.unwrap_or(0)
    }
}

/// Every way in which a text is looked for.
fn forms_of(text: &str) -> Vec<Vec<u8>> {
    let bytes = text.as_bytes();
    let hex = |upper: bool| {
        bytes.iter().fold(String::new(), |mut all, byte| {
            let written = if upper { write!(all, "{byte:02X}") } else { write!(all, "{byte:02x}") };
            written.map_or(String::new(), |()| all)
        })
    };
    let json = serde_json::to_string(text).unwrap_or_default();
    let mut forms = vec![
        text.to_owned(),
        hex(false),
        hex(true),
        json.trim_matches('"').to_owned(),
        STANDARD.encode(bytes),
        STANDARD_NO_PAD.encode(bytes),
        URL_SAFE_NO_PAD.encode(bytes),
    ];
    for before in 0..3 {
        forms.push(within(&STANDARD_NO_PAD, bytes, before));
        forms.push(within(&URL_SAFE_NO_PAD, bytes, before));
    }
    for (kept, space, upper) in [
        ("", "%20", true),
        ("", "%20", false),
        ("", "+", true),
        ("", "+", false),
        ("/", "%20", true),
    ] {
        forms.push(url_encoded(bytes, kept, space, upper));
    }
    forms.into_iter().map(String::into_bytes).collect()
}

/// The part of a base 64 text that depends on these bytes alone, if others stand before and after.
fn within(engine: &GeneralPurpose, bytes: &[u8], before: usize) -> String {
    let all = [&[0; 2][..before], bytes].concat();
    let text = engine.encode(&all);
    text[(before * 8).div_ceil(6)..all.len() * 8 / 6].to_owned()
}

fn url_encoded(bytes: &[u8], kept: &str, space: &str, upper: bool) -> String {
    let mut text = String::new();
    for byte in bytes {
        let letter = char::from(*byte);
        if letter == ' ' {
            text.push_str(space);
        } else if letter.is_ascii_alphanumeric() || "-_.~".contains(letter) || kept.contains(letter)
        {
            text.push(letter);
        } else {
            let code = format!("%{byte:02x}");
            text.push_str(&if upper { code.to_uppercase() } else { code });
        }
    }
    text
}

/// Replaces secrets in one stream.
#[derive(Default)]
pub(crate) struct Redactor {
    secrets: Secrets,
    held: Vec<u8>,
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor").field("held", &self.held.len()).finish_non_exhaustive()
    }
}

impl Redactor {
    pub(crate) fn new(secrets: Secrets) -> Self {
        let held = Vec::with_capacity(secrets.0.as_ref().map_or(0, |needles| needles.longest));
        Self { secrets, held }
    }

    /// Takes bytes in; gives what cannot be a part of a secret any more.
    pub(crate) fn feed(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        let Some(needles) = self.secrets.0.clone() else { return bytes };
        if bytes.is_empty() {
            return bytes;
        }
        self.held.extend(bytes);
        let hold = needles.hold(&self.held);
        self.replace(&needles, hold)
    }

    /// The stream is over: gives what was held back.
    pub(crate) fn finish(&mut self) -> Vec<u8> {
        let Some(needles) = self.secrets.0.clone() else { return vec![] };
        let end = self.held.len();
        self.replace(&needles, end)
    }

    /// Gives everything before `hold`, with its secrets replaced, and keeps the rest. A secret that
    /// begins before it is whole: else `hold` would be where it begins.
    fn replace(&mut self, needles: &Needles, mut hold: usize) -> Vec<u8> {
        let (held, mut given, mut from) = (std::mem::take(&mut self.held), vec![], 0);
        let is_last = hold == held.len();
        while let Some(found) = needles.automaton.find(Input::new(&held).range(from..)) {
            if found.start() >= hold {
                break;
            }
            given.extend_from_slice(&held[from..found.start()]);
            given.extend_from_slice(&needles.forms[found.pattern().as_usize()].word);
            from = found.end();
            if from > hold {
                hold = if is_last { held.len() } else { from + needles.hold(&held[from..]) };
            }
        }
        given.extend_from_slice(&held[from..hold]);
        self.held = held[hold..].to_vec();
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seams::{Rng, SeededRng};

    fn secrets(values: &[(&str, &str)]) -> Secrets {
        Secrets::for_test(values)
    }

    fn redact(secrets: &Secrets, pieces: &[&[u8]]) -> String {
        let mut redactor = Redactor::new(secrets.clone());
        let mut given: Vec<u8> =
            pieces.iter().flat_map(|piece| redactor.feed(piece.to_vec())).collect();
        given.extend(redactor.finish());
        String::from_utf8(given).unwrap()
    }

    const VALUE: &str = "s3cr\u{e9}t /+key?";

    #[test]
    fn every_way_to_write_it_is_found() {
        let secrets = secrets(&[("TOKEN", VALUE)]);
        let bytes = VALUE.as_bytes();
        let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        for form in [
            VALUE.to_owned(),
            hex.to_uppercase(),
            hex,
            STANDARD.encode(bytes),
            URL_SAFE_NO_PAD.encode(bytes),
            "s3cr%C3%A9t%20%2F%2Bkey%3F".to_owned(),
            "s3cr%c3%a9t+%2f%2bkey%3f".to_owned(),
        ] {
            let text = format!("before {form} after");
            assert_eq!(redact(&secrets, &[text.as_bytes()]), "before [redacted TOKEN] after");
        }
        assert_eq!(format!("{secrets:?} {:?}", Redactor::new(secrets.clone())).find("cr"), None);
    }

    #[test]
    fn in_a_longer_base_64_text_no_part_of_it_is_left_that_tells_more_than_a_few_bits() {
        let secrets = secrets(&[("TOKEN", VALUE)]);
        for before in 0..6 {
            for after in 0..4 {
                let all = ["x".repeat(before), VALUE.to_owned(), "y".repeat(after)].concat();
                for text in [STANDARD.encode(&all), URL_SAFE_NO_PAD.encode(&all)] {
                    let told = redact(&secrets, &[text.as_bytes()]);
                    assert!(told.contains("[redacted TOKEN]"), "{before} {after}: {told}");
                    let left = told.len() - "[redacted TOKEN]".len();
                    assert!(left <= (before + after) * 8 / 6 + 6, "{before} {after}: {told}");
                }
            }
        }
    }

    #[test]
    fn of_secrets_that_overlap_the_longer_is_replaced_and_short_ones_are_not_looked_for() {
        let secrets = secrets(&[("A", "abcdef"), ("B", "abcdefgh"), ("C", "ab"), ("D", "fghijk")]);
        let told = redact(&secrets, &[b"abcdefg abcdefgh ab abcdefghijk"]);
        assert_eq!(told, "[redacted A]g [redacted B] ab [redacted B]ijk");
    }

    #[test]
    fn what_cannot_be_a_secret_any_more_leaves_at_once() {
        let mut redactor = Redactor::new(secrets(&[("TOKEN", "hunter22")]));
        assert_eq!(redactor.feed(b"Password: ".to_vec()), b"Password: ");
        assert_eq!(redactor.feed(b"hunt".to_vec()), b"", "it may be the beginning");
        assert_eq!(redactor.feed(b"ing hunter".to_vec()), b"hunting ");
        assert_eq!(redactor.finish(), b"hunter", "the end of the stream is the end of the doubt");
        let mut none = Redactor::new(Secrets::default());
        assert_eq!(none.feed(b"hunt".to_vec()), b"hunt");
    }

    fn below(rng: &SeededRng, end: usize) -> usize {
        let rng: &dyn Rng = rng;
        usize::from(u16::from_le_bytes(rng.bytes())) % end.max(1)
    }

    /// Texts that are full of secrets, of their beginnings and of each other's ends.
    fn text(rng: &SeededRng, values: &[&str]) -> Vec<u8> {
        let mut text = vec![];
        for _ in 0..=below(rng, 12) {
            let value = values[below(rng, values.len())];
            let forms = forms_of(value);
            let form = &forms[below(rng, forms.len())];
            match below(rng, 4) {
                0 => text.extend_from_slice(form),
                1 => text.extend_from_slice(&form[..below(rng, form.len())]),
                2 => text.extend_from_slice(&form[below(rng, form.len())..]),
                _ => text.extend_from_slice(&b"aab\n"[..below(rng, 5)]),
            }
        }
        text
    }

    #[test]
    fn wherever_the_output_is_cut_the_log_is_the_same_and_holds_no_secret() {
        let values = ["aabaab", "abaabaab", "hunter2=\n", "aaaaaaaaaa"];
        let named: Vec<_> = ["A", "B", "C", "D"].into_iter().zip(values).collect();
        let secrets = secrets(&named);
        for seed in 0..400 {
            let rng = SeededRng::from_seed(seed);
            let text = text(&rng, &values);
            let whole = redact(&secrets, &[&text]);
            for value in values.iter().flat_map(|value| forms_of(value)) {
                let value = String::from_utf8(value).unwrap();
                assert!(value.len() < SHORTEST || !whole.contains(&value), "seed {seed}: {whole}");
            }
            for at in 0..text.len() {
                let (left, right) = text.split_at(at);
                assert_eq!(redact(&secrets, &[left, right]), whole, "seed {seed}, cut at {at}");
            }
            let mut pieces = vec![];
            let mut rest = &text[..];
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(1 + below(&rng, rest.len().min(5)));
                pieces.push(piece);
                rest = after;
            }
            assert_eq!(redact(&secrets, &pieces), whole, "seed {seed}, in small pieces");
        }
    }
}
