//! Templates on the wire.

use crate::job::JobSubmission;
use muster_core::{Name, Timestamp, template::Parameters};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A parameter, as the description of the API has it.
#[derive(ToSchema)]
#[schema(as = Parameter)]
#[expect(dead_code, reason = "only its schema is used: the type itself is core's")]
struct ParameterSchema {
    /// Its type.
    #[schema(rename = "type")]
    kind: KindSchema,
    /// What it is for.
    description: Option<String>,
    /// What is taken if nothing is said; without it something must be said.
    #[schema(value_type = Option<serde_json::Value>)]
    default: Option<serde_json::Value>,
    /// The least that a number may be.
    min: Option<f64>,
    /// The most that a number may be.
    max: Option<f64>,
    /// What may be chosen.
    choices: Option<Vec<String>>,
    /// A regular expression that the whole text must match.
    pattern: Option<String>,
    /// How many characters a text may have.
    max_length: Option<u32>,
}

/// The type of a parameter.
#[derive(ToSchema)]
#[schema(as = ParameterType, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used: the type itself is core's")]
enum KindSchema {
    String,
    Integer,
    Number,
    Boolean,
    Choice,
}

/// A job with gaps. `{{name}}` in its texts stands for the parameter `name`, but not in `command`: there a
/// parameter is the variable `MUSTER_PARAM_NAME`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TemplateRequest {
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What may or must be said, by name.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, ParameterSchema>)]
    pub parameters: Parameters,
    /// The job.
    pub job: JobSubmission,
}

/// A template, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Template {
    /// Its name.
    #[schema(value_type = String, example = "build")]
    pub name: Name,
    /// What it is for.
    pub description: Option<String>,
    /// What may or must be said, by name.
    #[schema(value_type = std::collections::BTreeMap<String, ParameterSchema>)]
    pub parameters: Parameters,
    /// The job. Values of `secret_env` are `[redacted]`.
    pub job: JobSubmission,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    /// Who changed it last.
    pub updated_by: String,
}

/// A page of templates, by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TemplatePage {
    /// The templates.
    pub items: Vec<Template>,
    /// Where the next page starts; nothing on the last one.
    pub next_cursor: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_core::template::{Kind, Parameter};

    #[test]
    fn the_schema_of_a_parameter_says_what_a_parameter_is() {
        let schema =
            serde_json::to_value(<ParameterSchema as utoipa::PartialSchema>::schema()).unwrap();
        let described: Vec<_> = schema["properties"].as_object().unwrap().keys().cloned().collect();
        let full = Parameter {
            description: Some(String::new()),
            default: Some(1.into()),
            min: Some(0.),
            max: Some(1.),
            choices: vec![String::new()],
            pattern: Some(String::new()),
            max_length: Some(1),
            ..Parameter::of(Kind::String)
        };
        let mut written: Vec<_> =
            serde_json::to_value(full).unwrap().as_object().unwrap().keys().cloned().collect();
        let mut described = described;
        described.sort();
        written.sort();
        assert_eq!(described, written);
        let words = serde_json::to_value(<KindSchema as utoipa::PartialSchema>::schema()).unwrap();
        assert_eq!(words["enum"], serde_json::json!(Kind::ALL.map(Kind::as_str)));
    }
}
