//! Dev8's variables: the agent service, then what it hands to its workspaces.

use super::{NO_LIMITER, NO_MODES, NO_WORKSPACES, SAME_ORIGIN, Variable, read_as, row, same};

const NO_KEYS: &str = "tokens are made with `muster token create`, never set in clear";

const ONLY_GROUPS: &str = "environments are container groups alone";

pub(super) const VARIABLES: &[Variable] = &[
    read_as("AGENT_PORT", "8080", "the port to listen on", "MUSTER_LISTEN"),
    read_as("AGENT_HOST", "0.0.0.0", "the address to listen at", "MUSTER_LISTEN"),
    read_as("PORT", "8080", "the port, as its documentation has it", "MUSTER_LISTEN"),
    row("HOST", "0.0.0.0", "the address, as its documentation has it", HOST_IS_THE_MACHINE),
    read_as("LOG_LEVEL", "info", "how much is logged", "MUSTER_LOG"),
    read_as("DATABASE_URL", "", "a database; never used", "MUSTER_DATABASE_URL"),
    row("ENVIRONMENT", "development", "development or production", NO_MODES),
    row("CORS_ALLOWED_ORIGINS", "http://localhost:3000", "which pages may call it", SAME_ORIGIN),
    row("API_KEYS", "", "keys that callers may use", NO_KEYS),
    row("RATE_LIMIT_RPS", "100", "requests per second", NO_LIMITER),
    row("RATE_LIMIT_BURST", "200", "requests at once", NO_LIMITER),
    row("REQUEST_TIMEOUT_SECONDS", "300", "how long a request may take", NO_LIMITER),
    same("CONTAINER_IMAGE", "vaibhavsing/dev8-workspace:latest", "the image"),
    same("CONTAINER_IMAGE_NAME", "dev8-workspace:latest", "the image's name"),
    same("REGISTRY_SERVER", "index.docker.io", "where the image is"),
    same("REGISTRY_USERNAME", "", "who may fetch the image"),
    same("REGISTRY_PASSWORD", "", "the password for it"),
    same("AGENT_BASE_URL", "http://localhost:8080", "where workspaces call back"),
    same("AZURE_SUBSCRIPTION_ID", "", "the Azure subscription"),
    same("AZURE_RESOURCE_GROUP", "", "the resource group"),
    same("AZURE_STORAGE_ACCOUNT", "", "the storage account"),
    same("AZURE_STORAGE_KEY", "", "the storage account's key"),
    same("AZURE_CONTAINER_REGISTRY", "", "a registry of one's own"),
    same("AZURE_DEFAULT_REGION", "eastus", "the region"),
    same("AZURE_REGIONS", "", "all regions"),
    same("AZURE_DEPLOYMENT_MODE", "aci", "container instances or apps"),
    row("AZURE_ACA_ENVIRONMENT_ID", "", "the container apps' environment", ONLY_GROUPS),
    same("AZURE_TENANT_ID", "", "the tenant to sign in to"),
    same("AZURE_CLIENT_ID", "", "the principal to sign in as"),
    same("AZURE_CLIENT_SECRET", "", "that principal's secret"),
    row("WORKSPACE_ID", "", "the workspace's id", NO_WORKSPACES),
    row("ENVIRONMENT_ID", "", "the same, as the supervisor reads it", NO_WORKSPACES),
    row("USER_ID", "", "whose workspace it is", NO_WORKSPACES),
    row("WORKSPACE_DIR", "/home/dev8/workspace", "where its files are", NO_WORKSPACES),
    row("AGENT_ENABLED", "true", "whether it reports activity", NO_WORKSPACES),
    row("MONITOR_INTERVAL", "30s", "how often it looks", NO_WORKSPACES),
    row("SUPERVISOR_AGENT_BASE_URL", "", "where it reports", NO_WORKSPACES),
    row("SUPERVISOR_MONITOR_INTERVAL", "30s", "how often it looks", NO_WORKSPACES),
    row("LOG_FILE_PATH", "", "where it logs", "logs go to stderr; redirect it"),
    row("BACKUP_ENABLED", "false", "whether it is backed up", NO_WORKSPACES),
    row("BACKUP_INTERVAL", "1h", "how often", NO_WORKSPACES),
    row("BACKUP_STORAGE_ACCOUNT", "", "where to", NO_WORKSPACES),
    row("BACKUP_CONTAINER", "backups", "into which container", NO_WORKSPACES),
];

/// Shells and build systems set `HOST` to the machine's name; as an address it would surprise.
const HOST_IS_THE_MACHINE: &str =
    "too many systems set it to the machine's name; use MUSTER_LISTEN";
