//! Requirements as they are written down: a map of labels to values, or a list of conditions.
//!
//! Both are taken everywhere. What can be a map is answered and kept as one, as it was before there
//! were conditions; everything else is a list.

use super::{LabelValue, Labels, Requirement, Requirements};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Requirements as somebody wrote them, not understood yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "requirements are a map of labels, or a list of conditions")]
pub enum Written {
    /// Each label must have this value.
    Labels(Labels),
    /// Each condition must hold.
    Conditions(Vec<String>),
}

impl Default for Written {
    fn default() -> Self {
        Self::Labels(Labels::new())
    }
}

impl Written {
    /// Whether nothing is required.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Labels(labels) => labels.is_empty(),
            Self::Conditions(conditions) => conditions.is_empty(),
        }
    }

    /// Every condition as text.
    pub fn conditions(&self) -> Vec<String> {
        match self {
            Self::Labels(labels) => {
                labels.iter().map(|label| equality(label).to_string()).collect()
            }
            Self::Conditions(conditions) => conditions.clone(),
        }
    }
}

fn equality((label, value): (&String, &LabelValue)) -> Requirement {
    Requirement::equal(label.clone(), value.clone())
}

impl From<Requirements> for Written {
    fn from(requirements: Requirements) -> Self {
        let labels = requirements.equalities();
        if labels.len() == requirements.len() {
            Self::Labels(labels)
        } else {
            Self::Conditions(requirements.iter().map(ToString::to_string).collect())
        }
    }
}

/// A requirement that cannot be understood, and which one it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRequirement {
    /// Where it stands in a submission: `requirements[1]` or `requirements.gpu`.
    pub field: String,
    problem: String,
}

impl std::error::Error for BadRequirement {}

impl fmt::Display for BadRequirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl TryFrom<Written> for Requirements {
    type Error = BadRequirement;
    fn try_from(written: Written) -> Result<Self, BadRequirement> {
        match written {
            Written::Labels(labels) => labels.iter().map(checked).collect(),
            Written::Conditions(texts) => texts.iter().enumerate().map(parsed).collect(),
        }
    }
}

fn checked(label: (&String, &LabelValue)) -> Result<Requirement, BadRequirement> {
    let (name, value) = label;
    if value.is_finite() {
        return Ok(equality(label));
    }
    let problem = "must be a finite number".to_owned();
    Err(BadRequirement { field: format!("requirements.{name}"), problem })
}

fn parsed((index, text): (usize, &String)) -> Result<Requirement, BadRequirement> {
    text.parse().map_err(|misread: super::Misread| BadRequirement {
        field: format!("requirements[{index}]"),
        problem: misread.to_string(),
    })
}
