//! Accounts at providers: what an organisation has entered of its own, and what serves everybody.

use muster_core::Timestamp;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};
use utoipa::ToSchema;

/// Something that can be said of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProviderField {
    /// Its documented variable.
    #[schema(example = "DAYTONA_SNAPSHOT")]
    pub name: String,
    /// Whether it is never shown again.
    pub is_secret: bool,
    /// Whether nothing goes without it.
    pub is_needed: bool,
    /// Whether something is entered.
    pub is_set: bool,
    /// What is entered, unless it is a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A provider, and with whose credentials it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Provider {
    /// Which one.
    #[schema(example = "daytona")]
    pub provider: String,
    /// Whose credentials new machines are made with: `organisation` for those that are entered here, `installation` for
    /// those of the coordinator's environment, and nothing if it is not set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "organisation")]
    pub source: Option<String>,
    /// What the provider calls the account that is entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// When the provider last took what is entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub checked_at: Option<Timestamp>,
    /// When it was last entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub updated_at: Option<Timestamp>,
    /// Who entered it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
    /// How many machines stand on the account that is entered.
    pub in_use: u64,
    /// What can be entered.
    pub fields: Vec<ProviderField>,
}

/// Every provider that there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProviderList {
    /// Them.
    pub items: Vec<Provider>,
}

/// What is entered of an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProviderRequest {
    /// Settings by their documented variables, in the place of those before.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// Credentials by their documented variables. One that is not given stays, and one that is empty is forgotten.
    #[serde(default)]
    pub secrets: BTreeMap<String, String>,
    /// Whether the provider is asked first whether it takes them.
    #[serde(default = "yes")]
    pub check: bool,
}

fn yes() -> bool {
    true
}

impl fmt::Debug for ProviderRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderRequest").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// What a provider said of credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProviderChecked {
    /// Which one.
    pub provider: String,
    /// What it calls the account.
    pub account: String,
    /// Permissions that are needed and that these credentials lack.
    pub lacks: Vec<String>,
    /// When it was asked.
    #[schema(value_type = String, format = DateTime)]
    pub checked_at: Timestamp,
}

/// What came of reading the settings of the environment again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SettingsReread {
    /// What is otherwise, and holds from now on.
    pub changed: Vec<String>,
    /// What is otherwise, and holds only after a restart.
    pub needs_restart: Vec<String>,
}
