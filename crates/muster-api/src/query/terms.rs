//! The terms of a query, whatever its words are.

use super::{BadTerm, MOST_LABELS, Wrong, nearest::nearest};
use std::collections::BTreeMap;

/// A part of a query.
#[derive(Debug, Clone)]
pub(super) struct Term<'a> {
    /// The word before the colon; nothing of a text.
    pub(super) word: Option<&'a str>,
    /// What stands behind it, or the text.
    pub(super) value: &'a str,
}

impl<'a> Term<'a> {
    fn read(said: &'a str, words: &'static [&'static str]) -> Result<Self, Wrong> {
        let ends = said.find(|letter: char| !letter.is_ascii_lowercase()).unwrap_or(said.len());
        let (word, rest) = said.split_at(ends);
        let value = rest.strip_prefix(':').filter(|_| !word.is_empty());
        let text = Self { word: None, value: unquoted(said) };
        match value {
            Some(value) if words.contains(&word) => {
                let value = unquoted(value);
                let is_whole = !value.is_empty() && !value.ends_with(',');
                is_whole.then_some(Self { word: Some(word), value }).ok_or(Wrong::Unfinished)
            }
            // Nobody asks for `//host` or `:fs`: those are the rest of an address or of a path.
            Some(value) if !value.starts_with("//") && !value.starts_with(':') => {
                Err(Wrong::Word { known: words })
            }
            Some(_) | None => Ok(text),
        }
    }
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').map_or(text, |text| text.strip_suffix('"').unwrap_or(text))
}

/// The parts of a text between its blanks; blanks in quotes part nothing.
fn split(text: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let is_between = move |letter: char| {
        is_quoted ^= letter == '"';
        !is_quoted && letter.is_whitespace()
    };
    text.split(is_between).filter(|part| !part.is_empty()).collect()
}

/// A query of some list, term by term.
pub(super) trait Terms: Default {
    /// The words of its language.
    const WORDS: &'static [&'static str];

    /// Takes a term in.
    fn take(&mut self, term: &Term<'_>) -> Result<(), Wrong>;

    /// Whether only terms with this word may be there.
    fn only(&self) -> Option<&'static str> {
        None
    }
}

/// Reads a query; of several faults the first one counts.
pub(super) fn read<T: Terms>(text: &str) -> Result<T, BadTerm> {
    let (parts, mut all, mut faults) = (split(text), T::default(), BTreeMap::new());
    let mut words = Vec::with_capacity(parts.len());
    for (place, said) in parts.iter().enumerate() {
        let term = Term::read(said, T::WORDS);
        words.push(term.as_ref().ok().and_then(|term| term.word));
        if let Err(why) = term.and_then(|term| all.take(&term)) {
            faults.insert(place, why);
        }
    }
    if let Some(only) = all.only() {
        for (place, _) in words.iter().enumerate().filter(|(_, word)| **word != Some(only)) {
            faults.entry(place).or_insert(Wrong::Alone);
        }
    }
    match faults.pop_first() {
        None => Ok(all),
        Some((place, why)) => Err(BadTerm { place, term: parts[place].to_owned(), why }),
    }
}

/// Words that are parted by commas.
pub(super) fn states<S: Copy + PartialEq>(
    known: &mut Vec<S>,
    value: &str,
    all: &[S],
    word: fn(S) -> &'static str,
) -> Result<(), Wrong> {
    for said in value.split(',') {
        let Some(state) = all.iter().copied().find(|state| word(*state) == said) else {
            let nearest = nearest(said, all.iter().copied().map(word));
            return Err(Wrong::State { said: said.to_owned(), nearest });
        };
        if !known.contains(&state) {
            known.push(state);
        }
    }
    Ok(())
}

/// Labels that are parted by commas.
pub(super) fn labels(known: &mut Vec<String>, value: &str) -> Result<(), Wrong> {
    let mut all = known.clone();
    for label in value.split(',') {
        if label.is_empty() || label.starts_with('=') {
            return Err(Wrong::Label);
        }
        if !all.iter().any(|known| known == label) {
            all.push(label.to_owned());
        }
        if all.len() > MOST_LABELS {
            return Err(Wrong::Labels);
        }
    }
    *known = all;
    Ok(())
}

/// What can be said once.
pub(super) fn once<T>(slot: &mut Option<T>, value: T) -> Result<(), Wrong> {
    if slot.is_some() {
        return Err(Wrong::Twice);
    }
    *slot = Some(value);
    Ok(())
}

/// Adds a text to those before it: together they are looked for as one.
pub(super) fn and_text(slot: &mut Option<String>, text: &str) {
    if text.is_empty() {
        return;
    }
    *slot = Some(match slot.take() {
        None => text.to_owned(),
        Some(before) => format!("{before} {text}"),
    });
}
