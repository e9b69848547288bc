//! Parameters: what may be said, of which type, and what is taken if nothing is said.

use regex::Regex;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Longer values belong into a file.
const LONGEST_VALUE: u32 = 32 * 1024;
const LONGEST_PATTERN: usize = 1000;
const MOST_PARAMETERS: usize = 64;

/// The type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// One of a few texts.
    Choice,
}

impl Kind {
    /// Every type there is.
    pub const ALL: [Self; 5] =
        [Self::String, Self::Integer, Self::Number, Self::Boolean, Self::Choice];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Choice => "choice",
        }
    }
}

/// One parameter of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What is taken if nothing is said; without it something must be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The least that a number may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The most that a number may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// What may be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// A regular expression that the whole text must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// How many characters a text may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
}

/// A parameter, or a value for one, that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {rule}")]
pub struct BadParameter {
    /// The path of the field, as `parameters.level` or `parameters.level.min`.
    pub field: String,
    /// What is wrong; completes "field …".
    pub rule: String,
}

/// Whether a text can name a parameter. Names differ in lower case only, so their variables do too.
pub(super) fn is_parameter_name(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    text.len() <= 64
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
        && text.bytes().all(is_plain)
}

impl Parameter {
    /// A parameter that says nothing but its type.
    pub fn of(kind: Kind) -> Self {
        Self {
            kind,
            description: None,
            default: None,
            min: None,
            max: None,
            choices: Vec::new(),
            pattern: None,
            max_length: None,
        }
    }

    /// The text of a value that fits. A form and a command line have texts only, so a text that reads as a
    /// number or a truth is taken for one where one is wanted.
    fn text(&self, value: &Value) -> Result<String, String> {
        match self.kind {
            Kind::String => self.sane_text(value),
            Kind::Choice => self.choice(value),
            Kind::Boolean => {
                let read = value.as_bool().or_else(|| value.as_str()?.parse().ok());
                read.map(|truth| truth.to_string()).ok_or("must be `true` or `false`".to_owned())
            }
            Kind::Integer => {
                let read = whole(value).ok_or("must be a whole number")?;
                // Bounds are compared as numbers are written: none that anybody writes is rounded.
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "a bound beyond 2^53 is one of many digits"
                )]
                self.within(read as f64).map(|()| read.to_string())
            }
            Kind::Number => {
                let read = number(value).ok_or("must be a number")?;
                self.within(read).map(|()| read.to_string())
            }
        }
    }

    fn sane_text(&self, value: &Value) -> Result<String, String> {
        let text = value.as_str().ok_or("must be a text")?;
        let longest = self.max_length.unwrap_or(LONGEST_VALUE);
        if text.chars().count() > longest as usize {
            return Err(format!("must have up to {longest} characters"));
        }
        if text.contains('\0') {
            return Err("must be without NUL".to_owned());
        }
        match &self.pattern {
            Some(pattern) if !whole_match(pattern)?.is_match(text) => {
                Err(format!("must match `{pattern}`"))
            }
            Some(_) | None => Ok(text.to_owned()),
        }
    }

    fn choice(&self, value: &Value) -> Result<String, String> {
        let known = self.choices.iter().find(|choice| value.as_str() == Some(choice));
        known.cloned().ok_or_else(|| format!("must be one of `{}`", self.choices.join("`, `")))
    }

    fn within(&self, value: f64) -> Result<(), String> {
        if let Some(min) = self.min.filter(|min| value < *min) {
            return Err(format!("must be {min} or more"));
        }
        match self.max.filter(|max| value > *max) {
            Some(max) => Err(format!("must be {max} or less")),
            None => Ok(()),
        }
    }

    /// Checks what the template says of it.
    fn check(&self) -> Result<(), (&'static str, String)> {
        let (is_text, is_number) =
            (self.kind == Kind::String, matches!(self.kind, Kind::Integer | Kind::Number));
        let fits = [
            ("min", self.min.is_none() || is_number, "is for numbers"),
            ("max", self.max.is_none() || is_number, "is for numbers"),
            (
                "max",
                self.min.zip(self.max).is_none_or(|(min, max)| min <= max),
                "must not be below `min`",
            ),
            ("pattern", self.pattern.is_none() || is_text, "is for texts"),
            ("max_length", self.max_length.is_none() || is_text, "is for texts"),
            (
                "choices",
                self.choices.is_empty() == (self.kind != Kind::Choice),
                "must be given for a choice, and for nothing else",
            ),
        ];
        if let Some((field, _, rule)) = fits.into_iter().find(|(_, holds, _)| !holds) {
            return Err((field, rule.to_owned()));
        }
        if let Some(pattern) = &self.pattern {
            whole_match(pattern).map_err(|rule| ("pattern", rule))?;
        }
        let default = self.default.as_ref().map_or(Ok(String::new()), |value| self.text(value));
        default.map(drop).map_err(|rule| ("default", rule))
    }

    /// A value that it may well have, to try the template with.
    fn sample(&self) -> String {
        let given = self.default.as_ref().and_then(|value| self.text(value).ok());
        given.unwrap_or_else(|| match self.kind {
            Kind::String => "sample".to_owned(),
            Kind::Choice => self.choices.first().cloned().unwrap_or_default(),
            Kind::Boolean => "true".to_owned(),
            Kind::Integer | Kind::Number => 1_f64
                .max(self.min.unwrap_or(f64::MIN))
                .min(self.max.unwrap_or(f64::MAX))
                .to_string(),
        })
    }
}

fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn number(value: &Value) -> Option<f64> {
    let read = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    read.filter(|number| number.is_finite())
}

fn whole_match(pattern: &str) -> Result<Regex, String> {
    if pattern.len() > LONGEST_PATTERN {
        return Err(format!("must have up to {LONGEST_PATTERN} characters"));
    }
    Regex::new(&format!("^(?:{pattern})$")).map_err(|_| "must be a regular expression".to_owned())
}

/// The parameters of a template, by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Parameters(pub BTreeMap<String, Parameter>);

impl Parameters {
    /// Checks what the template says of each.
    pub fn check(&self) -> Result<(), BadParameter> {
        if self.0.len() > MOST_PARAMETERS {
            let rule = format!("must be up to {MOST_PARAMETERS}");
            return Err(BadParameter { field: "parameters".to_owned(), rule });
        }
        for (name, parameter) in &self.0 {
            if !is_parameter_name(name) {
                return Err(bad(
                    name,
                    "",
                    "must be named with up to 64 small letters, digits and `_`, a letter first",
                ));
            }
            parameter.check().map_err(|(field, rule)| bad(name, &format!(".{field}"), &rule))?;
        }
        Ok(())
    }

    /// The text of every parameter: what was said, or its default.
    pub fn texts(
        &self,
        said: &BTreeMap<String, Value>,
    ) -> Result<BTreeMap<String, String>, BadParameter> {
        if let Some(unknown) = said.keys().find(|name| !self.0.contains_key(*name)) {
            return Err(bad(unknown, "", "is no parameter of the template"));
        }
        let text = |(name, parameter): (&String, &Parameter)| {
            let value = said.get(name).or(parameter.default.as_ref());
            let value = value.ok_or_else(|| bad(name, "", "must be given"))?;
            let text = parameter.text(value).map_err(|rule| bad(name, "", &rule))?;
            Ok((name.clone(), text))
        };
        self.0.iter().map(text).collect()
    }

    /// Texts to try the template with.
    pub fn samples(&self) -> BTreeMap<String, String> {
        self.0.iter().map(|(name, parameter)| (name.clone(), parameter.sample())).collect()
    }
}

fn bad(name: &str, field: &str, rule: &str) -> BadParameter {
    BadParameter { field: format!("parameters.{name}{field}"), rule: rule.to_owned() }
}
