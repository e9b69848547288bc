//! The word that was probably meant.

/// The nearest of these words, if it is near enough.
pub(super) fn nearest(
    said: &str,
    words: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    let far = |word: &str| if word.starts_with(said) { 0 } else { distance(said, word) };
    let (best, far) = words.map(|word| (word, far(word))).min_by_key(|(_, far)| *far)?;
    (far <= 2.max(said.chars().count() / 3)).then_some(best)
}

/// How many letters are to be changed.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut next = vec![at + 1];
        for (index, against) in other.iter().enumerate() {
            let changed = row[index] + usize::from(letter != *against);
            next.push(changed.min(next[index] + 1).min(row[index + 1] + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
