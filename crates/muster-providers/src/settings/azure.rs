//! `AZURE_*`, `CONTAINER_*`, `REGISTRY_*`.

use super::Reader;
use crate::{
    azure::{AzureSettings, Identity, Region},
    environment::Registry,
    http::Base,
};

/// What an environment is made of, if the request does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentDefaults {
    /// The container image.
    pub image: String,
    /// Who may pull it, if not everybody.
    pub registry: Option<Registry>,
    /// The region, by the operator's name for it.
    pub region: String,
    /// Where a workspace reaches us.
    pub agent_base_url: Option<String>,
}

impl Default for EnvironmentDefaults {
    fn default() -> Self {
        let (image, region) = (IMAGE.to_owned(), REGION.to_owned());
        Self { image, registry: None, region, agent_base_url: None }
    }
}

const IMAGE: &str = "vaibhavsing/dev8-workspace:latest";
const REGISTRY: &str = "index.docker.io";
const REGION: &str = "eastus";
/// Azure's own program; on Windows it is a script.
const AZ: &str = if cfg!(windows) { "az.cmd" } else { "az" };
const WHY: &str = "environments on Azure need it";

/// Azure's settings, if there are some.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<AzureSettings> {
    let hints = ["AZURE_RESOURCE_GROUP", "AZURE_STORAGE_ACCOUNT", "AZURE_REGIONS"];
    if hints.map(|name| reader.text(name).is_some()) == [false; 3] {
        // Azure's own tools know it too, so it alone asks nothing of us.
        if reader.text("AZURE_SUBSCRIPTION_ID").is_some() {
            reader.notice("AZURE_SUBSCRIPTION_ID", "has no effect without AZURE_RESOURCE_GROUP");
        }
        return None;
    }
    let subscription = reader.required(["AZURE_SUBSCRIPTION_ID"], WHY);
    let base = address(reader, "AZURE_API_URL", "https://management.azure.com");
    let (identity, regions) = (identity(reader), regions(reader));
    if reader.text("AZURE_DEPLOYMENT_MODE").is_some_and(|mode| mode != "aci") {
        reader.problem("AZURE_DEPLOYMENT_MODE", "must be `aci`");
    }
    if reader.text("AZURE_ACA_ENVIRONMENT_ID").is_some() {
        reader.notice("AZURE_ACA_ENVIRONMENT_ID", "has no effect");
    }
    let [subscription] = subscription?;
    let subscription = subscription.to_owned();
    Some(AzureSettings { base: base?, subscription, identity: identity?, regions })
}

fn address(reader: &mut Reader<'_>, name: &'static str, otherwise: &str) -> Option<Base> {
    let parsed = Base::parse(reader.text(name).unwrap_or(otherwise));
    parsed.map_err(|error| reader.problem(name, &error.to_string())).ok()
}

/// The same variables as Azure's own tools take. Without any, whoever has signed in with `az login`.
fn identity(reader: &mut Reader<'_>) -> Option<Identity> {
    let authority = address(reader, "AZURE_AUTHORITY_HOST", "https://login.microsoftonline.com")?;
    let secret = reader.secret("AZURE_CLIENT_SECRET");
    let file = reader.text("AZURE_FEDERATED_TOKEN_FILE");
    let application = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID"];
    if let Some(secret) = secret {
        let [tenant, client] = reader.required(application, "AZURE_CLIENT_SECRET needs it")?;
        let (tenant, client) = (tenant.to_owned(), client.to_owned());
        return Some(Identity::ClientSecret { authority, tenant, client, secret });
    }
    if let Some(file) = file {
        let [tenant, client] =
            reader.required(application, "AZURE_FEDERATED_TOKEN_FILE needs it")?;
        let (tenant, client) = (tenant.to_owned(), client.to_owned());
        return Some(Identity::Workload { authority, tenant, client, token_file: file.into() });
    }
    if reader.flag("AZURE_MACHINE_IDENTITY") {
        let client = reader.text("AZURE_CLIENT_ID").map(str::to_owned);
        return Some(Identity::Machine { client });
    }
    Some(Identity::CommandLine { program: reader.text_or("AZURE_CLI_PATH", AZ).into() })
}

/// One region as it is written, of which the last two may be missing.
struct Entry<'a> {
    name: &'a str,
    location: &'a str,
    resource_group: Option<&'a str>,
    storage_account: Option<&'a str>,
}

/// Regions as `name:location:enabled[:resource group[:storage account]]`, separated by commas.
fn regions(reader: &mut Reader<'_>) -> Vec<Region> {
    let default = reader.text_or("AZURE_DEFAULT_REGION", REGION);
    let only = format!("{default}:{default}:true");
    let given = reader.text("AZURE_REGIONS").map(str::to_owned);
    let entries = given.as_deref().unwrap_or(&only).split(',').map(str::trim);
    let entries: Vec<_> = entries.filter_map(|entry| enabled(reader, entry)).collect();
    if entries.is_empty() {
        reader.problem("AZURE_REGIONS", "has no region that can be used");
    }
    entries.into_iter().filter_map(|entry| region(reader, &entry)).collect()
}

/// An entry that is not switched off; one that makes no sense is left out and spoken of.
fn enabled<'a>(reader: &mut Reader<'_>, text: &'a str) -> Option<Entry<'a>> {
    let parts: Vec<_> = text.split(':').map(str::trim).collect();
    match parts.as_slice() {
        [name, location, "true", rest @ ..] if is_fit(name, location, rest) => {
            let own = |at: usize| rest.get(at).copied().filter(|text: &&str| !text.is_empty());
            let (resource_group, storage_account) = (own(0), own(1));
            Some(Entry { name, location, resource_group, storage_account })
        }
        [name, location, "false", rest @ ..] if is_fit(name, location, rest) => None,
        _ => {
            reader.notice("AZURE_REGIONS", &format!("has an entry that is left out: {text}"));
            None
        }
    }
}

fn is_fit(name: &str, location: &str, rest: &[&str]) -> bool {
    !name.is_empty() && !location.is_empty() && rest.len() <= 2
}

fn region(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Region> {
    let common = reader.text("AZURE_STORAGE_ACCOUNT");
    let account = entry.storage_account.or(common);
    let group = entry.resource_group.or_else(|| reader.text("AZURE_RESOURCE_GROUP"));
    let needed = [("AZURE_RESOURCE_GROUP", group), ("AZURE_STORAGE_ACCOUNT", account)];
    for (variable, _) in needed.iter().filter(|(_, text)| text.is_none()) {
        reader.problem(variable, &format!("is missing: region {} needs it", entry.name));
    }
    Some(Region {
        name: entry.name.to_owned(),
        location: entry.location.to_owned(),
        resource_group: group?.to_owned(),
        storage_account: account?.to_owned(),
        // A key opens one account.
        storage_key: reader.secret("AZURE_STORAGE_KEY").filter(|_| account == common),
    })
}

/// What environments are made of.
pub(super) fn defaults(reader: &mut Reader<'_>) -> EnvironmentDefaults {
    let server = reader.text_or("REGISTRY_SERVER", REGISTRY);
    let image = match reader.text("AZURE_CONTAINER_REGISTRY") {
        // A registry of one's own wins over the public one.
        Some(registry) => {
            format!(
                "{registry}/{}",
                reader.text_or("CONTAINER_IMAGE_NAME", "dev8-workspace:latest")
            )
        }
        None => reader.text_or("CONTAINER_IMAGE", IMAGE),
    };
    EnvironmentDefaults {
        image,
        registry: registry(reader, server),
        region: reader.text_or("AZURE_DEFAULT_REGION", REGION),
        agent_base_url: reader.text("AGENT_BASE_URL").map(str::to_owned),
    }
}

/// A name and a password go together.
fn registry(reader: &mut Reader<'_>, server: String) -> Option<Registry> {
    let pair = ["REGISTRY_USERNAME", "REGISTRY_PASSWORD"];
    if pair.map(|name| reader.text(name).is_some()) == [false; 2] {
        return None;
    }
    let [username, password] = reader.required(pair, "the other one needs it")?;
    let (username, password) = (username.to_owned(), crate::Secret::new(password));
    Some(Registry { server, username, password })
}
