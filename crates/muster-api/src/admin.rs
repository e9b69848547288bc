//! The coordinator as a whole, for those who look after it, in Den's and Defrag's shapes.

use muster_core::{PersonId, Role, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AdminUsersQuery {
    /// How many, 1 to 100; 50 if nothing is said.
    pub limit: Option<u32>,
    /// How many to pass over.
    pub offset: Option<u32>,
}

/// Some people, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdminUsers {
    /// The people.
    pub users: Vec<AdminUser>,
    /// How many there are.
    pub total: u64,
    /// As it was asked for.
    pub limit: u32,
    /// As it was asked for.
    pub offset: u32,
}

/// Somebody with an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdminUser {
    /// Who.
    #[schema(value_type = String)]
    pub id: PersonId,
    /// Their address.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// Their role in the organisation of this machine, if they belong to it.
    #[schema(value_type = Option<String>)]
    pub role: Option<Role>,
    /// When they signed up.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// Another role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AdminRoleQuery {
    /// `viewer`, `operator` or `owner`.
    pub role: String,
}

/// How much there is of everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdminStats {
    /// People with an account.
    pub total_users: u64,
    /// Organisations.
    pub total_organisations: u64,
    /// Workers, of all organisations.
    pub total_workers: u64,
}

/// What is set up; no secret is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdminConfig {
    /// Whether somebody is admin by address.
    pub dev_admin_enabled: bool,
    /// Whose address.
    pub dev_admin_email: Option<String>,
    /// Until when.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub dev_admin_expires_at: Option<Timestamp>,
    /// Whether admins may change things.
    pub admin_mutations_enabled: bool,
    /// Which provider of models.
    pub ai_provider: String,
    /// Whether there is one.
    pub ai_configured: bool,
    /// Where browsers find the console.
    pub app_base_url: String,
    /// The public address.
    pub api_base_url: Option<String>,
}

/// All of it at a glance, as Den has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdminOverview {
    /// Who looks.
    pub viewer: AdminViewer,
    /// Who is admin by address.
    pub admins: Vec<String>,
    /// How much there is.
    pub summary: AdminSummary,
    /// The newest hundred people.
    pub users: Vec<AdminUser>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub generated_at: Timestamp,
}

/// Who looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdminViewer {
    /// As it stands in the audit log.
    pub id: String,
    /// Their address, if they have signed in.
    pub email: Option<String>,
}

/// How much there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdminSummary {
    /// People with an account.
    pub total_users: u64,
    /// Organisations.
    pub total_organisations: u64,
    /// Workers, of all organisations.
    pub total_workers: u64,
    /// How many have paid; told by the billing routes alone.
    pub paid_users: Option<u64>,
}
