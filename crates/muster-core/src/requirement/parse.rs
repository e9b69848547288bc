//! One condition as text: `gpu`, `not battery`, `cpu_cores >= 8`, `region in [eu, us]`.
//!
//! ```text
//! condition = label | "not" label | label operator value | label "in" "[" value ("," value)* "]"
//! operator  = "==" | "!=" | "<" | "<=" | ">" | ">="        ("=" is read as "==")
//! label     = word | quoted
//! value     = "true" | "false" | number | word | quoted
//! ```
//!
//! A word has letters, digits and `_-./:@+%`; everything else is quoted as in JSON. Numbers are written
//! as in JSON, so `01` is a text.

use super::{Comparison, Condition, LabelValue, Requirement};
use std::collections::BTreeSet;

/// Text that is no condition, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}`: {problem}")]
pub struct Misread {
    text: String,
    problem: String,
}

/// The longer ones first: each is found before its beginning.
const OPERATORS: [(&str, Comparison); 7] = [
    ("==", Comparison::Equal),
    ("!=", Comparison::NotEqual),
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("<", Comparison::Below),
    (">", Comparison::Above),
    ("=", Comparison::Equal),
];

impl std::str::FromStr for Requirement {
    type Err = Misread;
    fn from_str(text: &str) -> Result<Self, Misread> {
        let condition = Reader { rest: text.trim() }.requirement();
        condition.map_err(|problem| Misread { text: text.trim().to_owned(), problem })
    }
}

enum Word<'a> {
    Bare(&'a str),
    Quoted(String),
}

impl Word<'_> {
    fn into_text(self) -> String {
        match self {
            Self::Bare(word) => word.to_owned(),
            Self::Quoted(text) => text,
        }
    }

    fn value(self) -> Result<LabelValue, String> {
        match self {
            Self::Bare(word) => bare_value(word),
            Self::Quoted(text) => Ok(LabelValue::Text(text)),
        }
    }
}

fn is_bare(character: char) -> bool {
    character.is_alphanumeric() || "_-./:@+%".contains(character)
}

fn bare_value(word: &str) -> Result<LabelValue, String> {
    if let Ok(truth) = word.parse() {
        return Ok(LabelValue::Bool(truth));
    }
    let name = word.trim_start_matches(['+', '-']).to_ascii_lowercase();
    if ["nan", "inf", "infinity"].contains(&&*name) {
        return Err(format!("`{word}` is no number that compares; in quotes it is a text"));
    }
    if !looks_like_number(word) {
        return Ok(LabelValue::Text(word.to_owned()));
    }
    if let Ok(int) = word.parse() {
        return Ok(LabelValue::Int(int));
    }
    match word.parse() {
        Ok(number) if f64::is_finite(number) => Ok(LabelValue::Float(number)),
        Ok(_) => Err(format!("`{word}` is too large a number")),
        Err(_) => Ok(LabelValue::Text(word.to_owned())),
    }
}

/// A number does not begin with `+`, `.` or a needless `0`.
fn looks_like_number(word: &str) -> bool {
    let mut digits = word.strip_prefix('-').unwrap_or(word).bytes();
    match (digits.next(), digits.next()) {
        (Some(b'0'), Some(next)) => !next.is_ascii_digit(),
        (Some(first), _) => first.is_ascii_digit(),
        (None, _) => false,
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text as a value: in quotes if it would be read as something else without.
pub(super) fn shown_value(text: &str) -> String {
    let is_plain = !text.is_empty() && text.chars().all(is_bare);
    let is_same = is_plain && matches!(bare_value(text), Ok(LabelValue::Text(_)));
    if is_same { text.to_owned() } else { quoted(text) }
}

/// A label's name, in quotes if it would be read as something else without.
pub(super) fn shown_label(name: &str) -> String {
    let is_plain = !name.is_empty() && name != "not" && name.chars().all(is_bare);
    if is_plain { name.to_owned() } else { quoted(name) }
}

/// What is left to read.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn requirement(mut self) -> Result<Requirement, String> {
        let first = self.word()?.ok_or_else(|| format!("a label comes first, {}", self.found()))?;
        if matches!(first, Word::Bare("not")) {
            return self.negation();
        }
        let label = first.into_text();
        let condition = if self.rest.is_empty() {
            Condition::Present
        } else if let Some((sign, comparison)) = self.operator() {
            self.comparison(sign, comparison)?
        } else if self.skip("in") {
            self.list()?
        } else {
            let operators = "`==`, `!=`, `<`, `<=`, `>`, `>=` or `in`";
            return Err(format!("after the label comes {operators}, {}", self.found()));
        };
        Ok(Requirement { label, condition })
    }

    fn negation(mut self) -> Result<Requirement, String> {
        let label = self.word()?.ok_or_else(|| format!("`not` needs a label, {}", self.found()))?;
        if !self.rest.is_empty() {
            return Err("`not` takes a label alone; write `name != value` for a value".to_owned());
        }
        Ok(Requirement { label: label.into_text(), condition: Condition::Absent })
    }

    fn comparison(&mut self, sign: &str, comparison: Comparison) -> Result<Condition, String> {
        let value = self.value(sign)?;
        self.end()?;
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if !is_equality && !value.is_number() {
            return Err(format!("`{sign}` compares numbers, and `{value}` is none"));
        }
        Ok(Condition::Compared(comparison, value))
    }

    fn list(&mut self) -> Result<Condition, String> {
        if !self.skip("[") {
            return Err(format!("`in` needs a list like `[eu, us]`, {}", self.found()));
        }
        let mut values = BTreeSet::from([self.value("in [")?]);
        while self.skip(",") {
            values.insert(self.value(",")?);
        }
        if !self.skip("]") {
            return Err(format!("the list goes on with `,` or ends with `]`, {}", self.found()));
        }
        self.end()?;
        Ok(Condition::one_of(values))
    }

    fn value(&mut self, after: &str) -> Result<LabelValue, String> {
        let word = self.word()?;
        word.ok_or_else(|| format!("`{after}` needs a value, {}", self.found()))?.value()
    }

    fn word(&mut self) -> Result<Option<Word<'a>>, String> {
        if self.rest.starts_with('"') {
            return self.quoted_word().map(Some);
        }
        let end = self.rest.find(|character| !is_bare(character)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        Ok(Some(Word::Bare(word)).filter(|_| end > 0))
    }

    fn quoted_word(&mut self) -> Result<Word<'a>, String> {
        let mut texts = serde_json::Deserializer::from_str(self.rest).into_iter::<String>();
        let Some(Ok(text)) = texts.next() else {
            return Err("the quotes do not hold a text as JSON has it".to_owned());
        };
        let end = texts.byte_offset();
        self.rest = self.rest.get(end..).unwrap_or_default().trim_start();
        Ok(Word::Quoted(text))
    }

    fn operator(&mut self) -> Option<(&'static str, Comparison)> {
        OPERATORS.into_iter().find(|(sign, _)| self.skip(sign))
    }

    /// Skips this text and the blanks after it; a word must end there.
    fn skip(&mut self, text: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(text) else { return false };
        if text.ends_with(is_bare) && rest.starts_with(is_bare) {
            return false;
        }
        self.rest = rest.trim_start();
        true
    }

    fn end(&self) -> Result<(), String> {
        let quotes = "a text with blanks or signs stands in quotes";
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(format!("`{}` is too much; {quotes}", self.rest))
        }
    }

    /// What is there in place of what should be.
    fn found(&self) -> String {
        if self.rest.is_empty() {
            "and there is nothing".to_owned()
        } else {
            format!("not `{}`", self.rest)
        }
    }
}
