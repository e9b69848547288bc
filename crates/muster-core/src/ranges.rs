//! Ranges: some of the whole numbers from 1, written as people write them: `1-100,105,200-210`.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Whole numbers from 1, as ranges in order that do not touch each other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ranges(Vec<(u32, u32)>);

/// A text that is not a list of ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be numbers from 1 and ranges of them, such as `1-100,105`")]
pub struct BadRanges;

impl Ranges {
    /// The numbers from 1 to this one.
    pub fn up_to(last: u32) -> Self {
        Self::of((last > 0).then_some((1, last)).into_iter().collect())
    }

    fn of(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match joined.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => {
                    before.1 = before.1.max(last)
                }
                Some(_) | None => joined.push((first, last)),
            }
        }
        Self(joined)
    }

    /// How many numbers there are.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(first, last)| u64::from(last - first) + 1).sum()
    }

    /// The number at this place, from 0.
    pub fn nth(&self, mut place: u32) -> Option<u32> {
        for (first, last) in &self.0 {
            let length = last - first + 1;
            if place < length {
                return Some(first + place);
            }
            place -= length;
        }
        None
    }

    /// The numbers, in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().flat_map(|(first, last)| *first..=*last)
    }

    /// Whether all of them are among these.
    pub fn is_within(&self, others: &Self) -> bool {
        let holds = |own: &(u32, u32)| {
            others.0.iter().any(|(first, last)| *first <= own.0 && own.1 <= *last)
        };
        self.0.iter().all(holds)
    }

    /// The largest number.
    pub fn last(&self) -> Option<u32> {
        self.0.last().map(|(_, last)| *last)
    }
}

impl FromIterator<u32> for Ranges {
    fn from_iter<T: IntoIterator<Item = u32>>(numbers: T) -> Self {
        Self::of(numbers.into_iter().map(|number| (number, number)).collect())
    }
}

impl FromStr for Ranges {
    type Err = BadRanges;
    fn from_str(text: &str) -> Result<Self, BadRanges> {
        text.split(',').map(range).collect::<Option<_>>().map(Self::of).ok_or(BadRanges)
    }
}

fn range(text: &str) -> Option<(u32, u32)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let [first, last] = [first, last].map(|word| word.trim().parse::<u32>().ok());
    first.zip(last).filter(|(first, last)| 0 < *first && first <= last && *last < u32::MAX)
}

impl TryFrom<String> for Ranges {
    type Error = BadRanges;
    fn try_from(text: String) -> Result<Self, BadRanges> {
        text.parse()
    }
}

impl From<Ranges> for String {
    fn from(ranges: Ranges) -> Self {
        ranges.to_string()
    }
}

impl fmt::Display for Ranges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (first, last)) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            match last - first {
                0 => write!(f, "{comma}{first}")?,
                _ => write!(f, "{comma}{first}-{last}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_kept_in_order_and_joined() {
        let written = |text: &str| text.parse::<Ranges>().map(|ranges| ranges.to_string());
        assert_eq!(written("7,1-3, 4 ,20-30,25-28").as_deref(), Ok("1-4,7,20-30"));
        for bad in ["", "0", "1-", "-1", "3-1", "1,,2", "a", "1.5", "4294967295", "1 - 2 - 3"] {
            assert_eq!(written(bad), Err(BadRanges), "{bad:?}");
        }
    }

    #[test]
    fn every_number_has_its_place() {
        let ranges: Ranges = "2-3,7,9-10".parse().unwrap();
        let numbers: Vec<_> = (0..).map_while(|place| ranges.nth(place)).collect();
        assert_eq!((numbers.as_slice(), ranges.count()), ([2, 3, 7, 9, 10].as_slice(), 5));
        assert_eq!(ranges.iter().collect::<Vec<_>>(), numbers);
        assert_eq!(numbers.into_iter().collect::<Ranges>(), ranges);
        assert_eq!(ranges.last(), Some(10));
        let is_within = |text: &str| text.parse::<Ranges>().unwrap().is_within(&ranges);
        assert!(is_within("3,9-10") && is_within("2-3,7"));
        assert!(
            !is_within("3-4")
                && !is_within("1")
                && !is_within("7-9")
                && !is_within("10-4000000000")
        );
        assert_eq!((Ranges::up_to(0).nth(0), Ranges::up_to(2).count()), (None, 2));
    }
}
