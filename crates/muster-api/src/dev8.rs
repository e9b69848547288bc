//! Environments in the shapes of Dev8's agent service: `/api/v1/environments`, both of its generations.

use crate::billing::Upgrade;
use muster_core::{OperationId, Timestamp};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};
use utoipa::{IntoParams, ToSchema};

/// A wish for an environment. Its eight secrets are given to the container alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dev8Create {
    /// Its id; one is drawn if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// For whom it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Its name for people.
    pub name: String,
    /// `AZURE`, if anything is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_provider: Option<String>,
    /// In which region.
    pub cloud_region: String,
    /// Processor cores.
    pub cpu_cores: u32,
    /// Memory.
    #[serde(rename = "memoryGB")]
    pub memory_gb: u32,
    /// Storage.
    #[serde(rename = "storageGB")]
    pub storage_gb: u32,
    /// Kept and shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_image: Option<String>,
    /// From which image, if not from the one of the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container_image: Option<String>,
    /// Where that image is, if who may pull it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry_server: Option<String>,
    /// Who may pull it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry_username: Option<String>,
    /// Never shown again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry_password: Option<String>,
    /// Never shown again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub github_token: Option<String>,
    /// The editor's password. One is drawn, and shown once, if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_server_password: Option<String>,
    /// Never shown again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssh_public_key: Option<String>,
    /// Never shown again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub git_user_name: Option<String>,
    /// Never shown again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub git_user_email: Option<String>,
    /// Never shown again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anthropic_api_key: Option<String>,
    /// Never shown again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openai_api_key: Option<String>,
    /// Never shown again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gemini_api_key: Option<String>,
}

impl fmt::Debug for Dev8Create {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dev8Create").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Dev8Create {
    /// Its secrets, by the names that the container sees.
    pub fn secrets(&self) -> BTreeMap<&'static str, &str> {
        let all = [
            ("GITHUB_TOKEN", &self.github_token),
            ("CODE_SERVER_PASSWORD", &self.code_server_password),
            ("SSH_PUBLIC_KEY", &self.ssh_public_key),
            ("GIT_USER_NAME", &self.git_user_name),
            ("GIT_USER_EMAIL", &self.git_user_email),
            ("ANTHROPIC_API_KEY", &self.anthropic_api_key),
            ("OPENAI_API_KEY", &self.openai_api_key),
            ("GEMINI_API_KEY", &self.gemini_api_key),
        ];
        let given = all.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?)));
        given.filter(|(_, text)| !text.is_empty()).collect()
    }
}

/// Which environment is meant, where the address does not say. What else Dev8's clients send is not looked at: the
/// environment is as it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dev8Which {
    /// Its id.
    #[serde(default)]
    pub workspace_id: String,
    /// For a delete: also if it runs.
    #[serde(default)]
    pub force: bool,
}

/// How somebody uses an environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Dev8Snapshot {
    /// When the editor was last used.
    #[serde(default, rename = "lastIDEActivity")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_ide_activity: Option<Timestamp>,
    /// When a shell was last used.
    #[serde(default, rename = "lastSSHActivity")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_ssh_activity: Option<Timestamp>,
    /// Open connections of editors.
    #[serde(default, rename = "activeIDEConnections")]
    pub active_ide_connections: u32,
    /// Open shells.
    #[serde(default, rename = "activeSSHConnections")]
    pub active_ssh_connections: u32,
}

/// What an environment says of its use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dev8Activity {
    /// The same id as in the address, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment_id: Option<String>,
    /// How it is used.
    pub snapshot: Dev8Snapshot,
    /// When it was so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub timestamp: Option<Timestamp>,
}

/// How to reach an environment. Only what is open is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dev8Urls {
    /// Empty: no shell is open to the outside.
    pub ssh_url: String,
    /// The editor in a browser; empty while it does not run.
    pub vscode_web_url: String,
    /// Empty: no shell is open to the outside.
    pub vscode_desktop_url: String,
    /// Empty: it is not open to the outside.
    pub supervisor_url: String,
    /// The editor's password, if it was drawn and is shown now. It is shown once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_server_password: Option<String>,
}

/// An environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dev8Environment {
    /// Its id.
    pub id: String,
    /// For whom it is.
    pub user_id: String,
    /// Its name for people.
    pub name: String,
    /// `CREATING`, `STARTING`, `RUNNING`, `STOPPING`, `STOPPED`, `ERROR` or `DELETING`.
    #[schema(example = "CREATING")]
    pub status: String,
    /// Why it is `ERROR`: a stable code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// `AZURE`.
    pub cloud_provider: String,
    /// In which region.
    pub cloud_region: String,
    /// Processor cores.
    pub cpu_cores: u32,
    /// Memory.
    #[serde(rename = "memoryGB")]
    pub memory_gb: u32,
    /// Storage.
    #[serde(rename = "storageGB")]
    pub storage_gb: u32,
    /// As it was said.
    pub base_image: String,
    /// The image that it runs.
    pub container_image: String,
    /// The name of its container group.
    pub azure_container_group: String,
    /// The name of its share.
    pub azure_file_share: String,
    /// Its host; empty until it has one.
    pub azure_fqdn: String,
    /// How to reach it.
    pub connection_urls: Dev8Urls,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When anything of it last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    /// When it was last used, by its own word.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_accessed_at: Option<Timestamp>,
}

/// What an answer is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dev8Data {
    /// The environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Dev8Environment>,
    /// Several of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environments: Option<Vec<Dev8Environment>>,
    /// Which one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// What is under way with it, to be followed at `/v1/operations/{id}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub operation_id: Option<OperationId>,
    /// The same for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Until when it does not stop by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub not_before: Option<Timestamp>,
    /// The last lines that it wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logs: Option<String>,
}

/// An answer of both generations: the second's envelope, and the first's fields beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dev8Answer {
    /// Always.
    pub success: bool,
    /// What was done, for people.
    pub message: String,
    /// What it is about.
    pub data: Dev8Data,
    /// Which environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Several of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environments: Option<Vec<Dev8Environment>>,
    /// How many there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Which page this is, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u64>,
    /// How many are on a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u64>,
}

/// What was taken in of an environment's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Dev8ActivityTaken {
    /// Always.
    pub success: bool,
    /// What was done, for people.
    pub message: String,
    /// What was taken.
    pub data: Dev8ActivityData,
}

/// What was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dev8ActivityData {
    /// Of which environment.
    pub environment_id: String,
    /// As it was said.
    pub snapshot: Dev8Snapshot,
    /// When it came.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub timestamp: Option<Timestamp>,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Dev8Problem {
    /// Never.
    pub success: bool,
    /// In a few words.
    pub error: String,
    /// In a sentence.
    pub message: String,
    /// `ERR_` and the status.
    #[schema(example = "ERR_404")]
    pub code: String,
    /// The stable code of the same problem on our own routes.
    pub reason: String,
    /// What could be bought to have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade: Option<Box<Upgrade>>,
}

/// Which page.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct Dev8Page {
    /// From 1.
    #[serde(default)]
    pub page: Option<u64>,
    /// Up to 100; 20 if nothing is said.
    #[serde(default)]
    pub page_size: Option<u64>,
}
