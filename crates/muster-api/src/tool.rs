//! Tools: the coordinator's own actions, as programs and models call them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What can be called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Tool {
    /// By which it is called.
    pub name: String,
    /// What it does, for whoever decides whether to call it.
    pub description: String,
    /// The scope that an agent needs.
    pub scope: String,
    /// Whether it changes nothing.
    pub is_read_only: bool,
    /// The JSON Schema of its arguments.
    #[schema(value_type = Object)]
    pub input_schema: Value,
}

/// Every tool that the caller may call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ToolList {
    /// Each of them.
    pub items: Vec<Tool>,
}

/// A call of a tool.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToolCall {
    /// The tool once more; needed where the signature does not cover the path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// What it is called with.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub arguments: Map<String, Value>,
    /// Says what would be asked, and does nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}

/// What a tool has answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ToolAnswer {
    /// Which.
    pub tool: String,
    /// Whether nothing was done.
    pub is_dry_run: bool,
    /// The request that it stands for, such as `POST /v1/jobs`.
    pub stands_for: String,
    /// What that request has answered, or what it would be sent.
    #[schema(value_type = Option<Object>)]
    pub result: Value,
}
