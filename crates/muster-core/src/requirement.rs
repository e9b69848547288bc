//! Requirements: what a job needs of a worker, matched against the worker's labels.
//!
//! A requirement names a label and the value it must have. A worker matches if it has every named
//! label with that very value; types must agree, so `1` is not `true`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A label's value: text, number or truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
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

/// Labels of a worker, or requirements of a job, in a stable order.
pub type Labels = BTreeMap<String, LabelValue>;

/// The requirements that these labels do not meet, in order.
pub fn unmet<'a>(requirements: &'a Labels, labels: &Labels) -> Vec<&'a str> {
    requirements
        .iter()
        .filter(|(name, value)| labels.get(*name) != Some(*value))
        .map(|(name, _)| name.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(json: &str) -> Labels {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_worker_must_have_every_named_label_with_that_value() {
        let worker = labels(r#"{"os":"linux","cpu_cores":8,"gpu":true}"#);
        assert!(unmet(&labels("{}"), &worker).is_empty());
        assert!(unmet(&labels(r#"{"os":"linux","gpu":true}"#), &worker).is_empty());
        assert_eq!(unmet(&labels(r#"{"os":"macos","gpu":true}"#), &worker), ["os"]);
        assert_eq!(unmet(&labels(r#"{"gpu":1}"#), &worker), ["gpu"], "1 is not true");
        assert_eq!(unmet(&labels(r#"{"cuda":12}"#), &worker), ["cuda"]);
    }
}
