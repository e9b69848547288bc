//! Entered settings: what somebody may say of an account of their own, by its documented variables.
//!
//! Nothing that leads elsewhere, reads a file, runs a program or borrows the identity of this machine can be
//! entered: whoever enters it is not whoever runs this program.

use super::{BadSettings, ProviderSettings, SettingNote};
use crate::error::ProviderKind;
use std::collections::BTreeMap;

/// Something that can be entered of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its documented variable.
    pub name: &'static str,
    /// Whether nobody is shown it again.
    pub is_secret: bool,
    /// Whether nothing goes without it.
    pub is_needed: bool,
}

const fn open(name: &'static str) -> Field {
    Field { name, is_secret: false, is_needed: false }
}

const fn needed(name: &'static str) -> Field {
    Field { name, is_secret: false, is_needed: true }
}

const fn secret(name: &'static str) -> Field {
    Field { name, is_secret: true, is_needed: false }
}

const fn needed_secret(name: &'static str) -> Field {
    Field { name, is_secret: true, is_needed: true }
}

const RENDER: &[Field] = &[
    needed_secret("RENDER_API_KEY"),
    needed("RENDER_OWNER_ID"),
    open("RENDER_WORKER_IMAGE"),
    open("RENDER_WORKER_REPO"),
    open("RENDER_WORKER_BRANCH"),
    open("RENDER_WORKER_ROOT_DIR"),
    open("RENDER_WORKER_PLAN"),
    open("RENDER_WORKER_REGION"),
    open("RENDER_WORKER_NAME_PREFIX"),
];

const DAYTONA: &[Field] = &[
    needed_secret("DAYTONA_API_KEY"),
    open("DAYTONA_TARGET"),
    open("DAYTONA_SNAPSHOT"),
    open("DAYTONA_SANDBOX_IMAGE"),
    open("DAYTONA_SANDBOX_CPU"),
    open("DAYTONA_SANDBOX_MEMORY"),
    open("DAYTONA_SANDBOX_DISK"),
    open("DAYTONA_SANDBOX_NAME_PREFIX"),
    open("DAYTONA_SANDBOX_AUTO_STOP_INTERVAL"),
    open("DAYTONA_SANDBOX_AUTO_ARCHIVE_INTERVAL"),
    open("DAYTONA_SANDBOX_AUTO_DELETE_INTERVAL"),
];

// All four, because without a secret the settings mean whoever has signed in on this machine.
const AZURE: &[Field] = &[
    needed("AZURE_SUBSCRIPTION_ID"),
    needed("AZURE_TENANT_ID"),
    needed("AZURE_CLIENT_ID"),
    needed_secret("AZURE_CLIENT_SECRET"),
    open("AZURE_RESOURCE_GROUP"),
    open("AZURE_STORAGE_ACCOUNT"),
    secret("AZURE_STORAGE_KEY"),
    open("AZURE_REGIONS"),
    open("AZURE_DEFAULT_REGION"),
    open("CONTAINER_IMAGE"),
    open("REGISTRY_SERVER"),
    open("REGISTRY_USERNAME"),
    secret("REGISTRY_PASSWORD"),
];

impl ProviderKind {
    /// What can be entered of an account there; nothing if none can be.
    #[must_use]
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Render => RENDER,
            Self::Daytona => DAYTONA,
            Self::Azure => AZURE,
            // Clusters and engines of one's own are named in the settings of this machine.
            Self::Kubernetes | Self::Docker => &[],
        }
    }
}

impl ProviderSettings {
    /// Reads and checks what was entered of an account at one provider.
    pub fn entered(
        kind: ProviderKind,
        variables: &BTreeMap<String, String>,
    ) -> Result<Self, BadSettings> {
        let fields = kind.fields();
        let is_known = |name: &str| fields.iter().any(|field| field.name == name);
        let strange = variables.keys().filter(|name| !is_known(name));
        let mut problems: Vec<_> =
            strange.map(|name| note(name, "cannot be entered here")).collect();
        let is_there = |name: &str| variables.get(name).is_some_and(|text| !text.is_empty());
        let missing = fields.iter().filter(|field| field.is_needed && !is_there(field.name));
        problems.extend(missing.map(|field| note(field.name, "is missing")));
        if !problems.is_empty() {
            return Err(BadSettings { problems });
        }
        let settings = Self::read(variables)?;
        // Azure is not meant at all by whoever names no place there.
        let is_set_up = [
            (ProviderKind::Render, settings.render.is_some()),
            (ProviderKind::Daytona, settings.daytona.is_some()),
            (ProviderKind::Azure, settings.azure.is_some()),
        ];
        if is_set_up.contains(&(kind, true)) {
            return Ok(settings);
        }
        let says = "is missing, or AZURE_REGIONS with a group and an account for each";
        Err(BadSettings { problems: vec![note("AZURE_RESOURCE_GROUP", says)] })
    }
}

fn note(variable: &str, says: &str) -> SettingNote {
    SettingNote { variable: variable.to_owned(), says: says.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn problems(kind: ProviderKind, pairs: &[(&str, &str)]) -> Vec<String> {
        let bad = ProviderSettings::entered(kind, &said(pairs)).unwrap_err();
        bad.problems.into_iter().map(|it| it.variable).collect()
    }

    const AZURE: [(&str, &str); 6] = [
        ("AZURE_SUBSCRIPTION_ID", "s"),
        ("AZURE_TENANT_ID", "t"),
        ("AZURE_CLIENT_ID", "c"),
        ("AZURE_CLIENT_SECRET", "secret"),
        ("AZURE_RESOURCE_GROUP", "rg"),
        ("AZURE_STORAGE_ACCOUNT", "store"),
    ];

    #[test]
    fn an_account_is_entered_by_what_it_needs() {
        let render = said(&[("RENDER_API_KEY", "k"), ("RENDER_OWNER_ID", "o")]);
        assert!(ProviderSettings::entered(ProviderKind::Render, &render).unwrap().render.is_some());
        let azure = ProviderSettings::entered(ProviderKind::Azure, &said(&AZURE)).unwrap();
        assert!(azure.azure.is_some() && azure.render.is_none());
        assert_eq!(
            problems(ProviderKind::Azure, &[("AZURE_TENANT_ID", "t")]),
            ["AZURE_SUBSCRIPTION_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"]
        );
        assert_eq!(problems(ProviderKind::Azure, &AZURE[..4]), ["AZURE_RESOURCE_GROUP"]);
    }

    #[test]
    fn nothing_is_entered_that_leads_elsewhere_or_borrows_this_machine() {
        for name in [
            "AZURE_API_URL",
            "AZURE_AUTHORITY_HOST",
            "AZURE_CLI_PATH",
            "AZURE_FEDERATED_TOKEN_FILE",
            "AZURE_MACHINE_IDENTITY",
            "AGENT_BASE_URL",
            "RENDER_API_KEY",
        ] {
            let with: Vec<_> = AZURE.into_iter().chain([(name, "x")]).collect();
            assert_eq!(problems(ProviderKind::Azure, &with), [name]);
        }
        let daytona = [("DAYTONA_API_KEY", "k"), ("DAYTONA_API_URL", "https://elsewhere.example")];
        assert_eq!(problems(ProviderKind::Daytona, &daytona), ["DAYTONA_API_URL"]);
    }
}
