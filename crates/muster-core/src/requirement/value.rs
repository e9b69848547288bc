//! Values of labels: texts, numbers and truths, and how they compare.
//!
//! Values of different types are never equal: `1` is not `true` and `"8"` is not `8`. Numbers compare
//! by what they are worth, exactly, so `8` is `8.0`.

use serde::{Deserialize, Serialize};
use std::{
    cmp::Ordering,
    collections::BTreeMap,
    fmt,
    hash::{Hash, Hasher},
};

/// A label's value: text, number or truth.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged, expecting = "a label is true, false, a number or a text")]
pub enum LabelValue {
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// A text.
    Text(String),
}

/// Labels of a worker, in a stable order.
pub type Labels = BTreeMap<String, LabelValue>;

/// The first number that is too large to be a whole one: 2⁶³, which a float holds exactly.
const END_OF_INTEGERS: f64 = 9_223_372_036_854_775_808.0;

impl LabelValue {
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Int(_) | Self::Float(_))
    }

    pub(super) fn is_finite(&self) -> bool {
        !matches!(self, Self::Float(number) if !number.is_finite())
    }

    /// Numbers lie between truths and texts; all that matters is that they are not mixed.
    fn rank(&self) -> u8 {
        match self {
            Self::Bool(_) => 0,
            Self::Int(_) | Self::Float(_) => 1,
            Self::Text(_) => 2,
        }
    }
}

/// The whole number that a float is worth, if it is one.
fn whole(float: f64) -> Option<i64> {
    let is_whole = float.fract() == 0.0 && (-END_OF_INTEGERS..END_OF_INTEGERS).contains(&float);
    is_whole.then(|| truncated(float))
}

#[expect(clippy::cast_possible_truncation, reason = "what is cut off is compared by itself")]
fn truncated(float: f64) -> i64 {
    float as i64
}

/// What is no number is greater than all numbers, so that there is one order.
fn cmp_floats(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

fn cmp_mixed(int: i64, float: f64) -> Ordering {
    if float.is_nan() || float >= END_OF_INTEGERS {
        Ordering::Less
    } else if float < -END_OF_INTEGERS {
        Ordering::Greater
    } else {
        int.cmp(&truncated(float)).then_with(|| cmp_floats(0.0, float.fract()))
    }
}

impl Ord for LabelValue {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Int(a), Self::Int(b)) => a.cmp(b),
            (Self::Float(a), Self::Float(b)) => cmp_floats(*a, *b),
            (Self::Int(int), Self::Float(float)) => cmp_mixed(*int, *float),
            (Self::Float(float), Self::Int(int)) => cmp_mixed(*int, *float).reverse(),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }
}

impl PartialOrd for LabelValue {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for LabelValue {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for LabelValue {}

/// What is equal has the same hash, also a whole number that came as a float.
impl Hash for LabelValue {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.rank().hash(state);
        match self {
            Self::Bool(truth) => truth.hash(state),
            Self::Text(text) => text.hash(state),
            Self::Int(int) => int.hash(state),
            Self::Float(float) => match whole(*float) {
                Some(int) => int.hash(state),
                None if float.is_nan() => f64::NAN.to_bits().hash(state),
                None => float.to_bits().hash(state),
            },
        }
    }
}

/// As a condition has it; what is equal looks the same.
impl fmt::Display for LabelValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(truth) => truth.fmt(f),
            Self::Int(int) => int.fmt(f),
            Self::Float(float) => match whole(*float) {
                Some(int) => int.fmt(f),
                None => f.write_str(&serde_json::to_string(float).unwrap_or_default()),
            },
            Self::Text(text) => f.write_str(&super::parse::shown_value(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use LabelValue::{Bool, Float, Int, Text};

    #[test]
    fn numbers_compare_by_what_they_are_worth_and_types_do_not_mix() {
        let ascending = [
            Bool(false),
            Bool(true),
            Float(-1e300),
            Int(i64::MIN),
            Int(-1),
            Float(-0.5),
            Int(0),
            Float(0.5),
            Int(15),
            Float(15.5),
            Int(9_007_199_254_740_993),
            Int(i64::MAX),
            Float(END_OF_INTEGERS),
            Text(String::new()),
            Text("8".into()),
        ];
        for (index, value) in ascending.iter().enumerate() {
            for (other_index, other) in ascending.iter().enumerate() {
                assert_eq!(value.cmp(other), index.cmp(&other_index), "{value:?} {other:?}");
            }
        }
        assert_eq!(Int(15), Float(15.0));
        assert_eq!(Int(0), Float(-0.0));
        assert_eq!(Int(i64::MIN), Float(-END_OF_INTEGERS));
        assert_ne!(Int(9_007_199_254_740_993), Float(9_007_199_254_740_992.0), "no digit is lost");
        assert_ne!(Int(1), Bool(true));
    }
}
