//! Specifications: what a resource was ordered to be, as it is kept. Secrets are in it sealed, so it can be
//! made again from it at any time.

use crate::{
    life::Trouble,
    order::{NewEnvironment, NewWorker},
    vault::{Label, Locked, Vault},
};
use muster_core::{Name, OrganisationId, Secret};
use muster_providers::{
    EnvironmentOrder, WorkerOrder,
    environment::{Place, Registry},
};
use muster_store::resource::ResourceRow;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Secrets by name, sealed.
type Sealed = Vec<(String, String)>;

/// What a worker's instance was ordered to be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WorkerSpecification {
    variables: Vec<(String, String)>,
    sealed: Sealed,
}

/// What an environment was ordered to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvironmentSpecification {
    /// The container image.
    pub image: String,
    /// Processor cores.
    pub cpu_cores: u32,
    /// Memory.
    pub memory_gb: u32,
    /// Storage.
    pub storage_gb: u32,
    /// Where the storage appears in the container.
    pub mount_path: String,
    /// The ports that it answers at.
    pub ports: Vec<u16>,
    /// Settings that anybody may see.
    pub variables: Vec<(String, String)>,
    /// What the provider shows beside it.
    pub tags: Vec<(String, String)>,
    /// The registry's host and who pulls from it; the password is among the secrets.
    pub(crate) registry: Option<(String, String)>,
    pub(crate) sealed: Sealed,
}

impl EnvironmentSpecification {
    /// What its secrets are called.
    pub fn secret_names(&self) -> impl Iterator<Item = &str> {
        self.sealed.iter().map(|(name, _)| name.as_str()).filter(|name| *name != REGISTRY_PASSWORD)
    }
}

/// Not a name that a variable can have.
const REGISTRY_PASSWORD: &str = "registry password";
/// Beside what somebody ordered, so that a lost database can be rebuilt.
const TITLE: &str = "muster-title";
const IMAGE: &str = "muster-image";
const SIZE: &str = "muster-size";

/// Whose secrets are sealed or opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keeper<'a> {
    pub(crate) vault: &'a dyn Vault,
    pub(crate) organisation: &'a OrganisationId,
    pub(crate) resource: &'a Name,
}

impl Keeper<'_> {
    fn label<'a>(&'a self, name: &'a str) -> Label<'a> {
        Label { organisation: self.organisation, resource: self.resource.as_str(), name }
    }

    pub(crate) async fn seal(&self, name: &str, secret: &Secret) -> Result<String, Locked> {
        self.vault.seal(self.label(name), secret).await
    }

    pub(crate) async fn open(&self, name: &str, sealed: &str) -> Result<Secret, Locked> {
        self.vault.open(self.label(name), sealed).await
    }

    async fn seal_all(&self, secrets: &[(String, Secret)]) -> Result<Sealed, Locked> {
        let mut sealed = Vec::with_capacity(secrets.len());
        for (name, secret) in secrets {
            sealed.push((name.clone(), self.seal(name, secret).await?));
        }
        Ok(sealed)
    }

    async fn open_all(&self, sealed: &Sealed) -> Result<Vec<(String, Secret)>, Locked> {
        let mut secrets = Vec::with_capacity(sealed.len());
        for (name, text) in sealed {
            secrets.push((name.clone(), self.open(name, text).await?));
        }
        Ok(secrets)
    }
}

impl WorkerSpecification {
    pub(crate) async fn sealed(order: &NewWorker, keeper: Keeper<'_>) -> Result<Self, Locked> {
        let (variables, sealed) = (order.variables.clone(), keeper.seal_all(&order.secrets).await?);
        Ok(Self { variables, sealed })
    }
}

impl EnvironmentSpecification {
    pub(crate) async fn sealed(
        order: &EnvironmentOrder,
        keeper: Keeper<'_>,
    ) -> Result<Self, Locked> {
        let mut sealed = keeper.seal_all(&order.secrets).await?;
        let mut registry = None;
        if let Some(Registry { server, username, password }) = &order.registry {
            registry = Some((server.clone(), username.clone()));
            let password = keeper.seal(REGISTRY_PASSWORD, password).await?;
            sealed.push((REGISTRY_PASSWORD.to_owned(), password));
        }
        Ok(Self {
            image: order.image.clone(),
            cpu_cores: order.cpu_cores,
            memory_gb: order.memory_gb,
            storage_gb: order.storage_gb,
            mount_path: order.mount_path.clone(),
            ports: order.ports.clone(),
            variables: order.variables.clone(),
            tags: order.tags.clone(),
            registry,
            sealed,
        })
    }

    /// What a resource's row says, if it is an environment's.
    pub fn of(resource: &ResourceRow) -> Option<Self> {
        read(resource).ok()
    }
}

/// An order as its provider takes it, with tags from which it can be rebuilt.
pub(crate) fn environment_order(
    order: &NewEnvironment,
    place: Place,
    image: String,
    registry: Option<Registry>,
) -> EnvironmentOrder {
    let size = format!("{}/{}/{}", order.cpu_cores, order.memory_gb, order.storage_gb);
    let ours = [(TITLE, order.title.clone()), (IMAGE, image.clone()), (SIZE, size)];
    let mut tags = order.tags.clone();
    tags.extend(ours.map(|(name, value)| (name.to_owned(), value)));
    EnvironmentOrder {
        place,
        label_attempt: 0,
        image,
        registry,
        cpu_cores: order.cpu_cores,
        memory_gb: order.memory_gb,
        storage_gb: order.storage_gb,
        mount_path: order.mount_path.clone(),
        ports: order.ports.clone(),
        variables: order.variables.clone(),
        secrets: order.secrets.clone(),
        tags,
    }
}

/// What the tags of something that was found say of it: its title, its image, and its size.
pub(crate) struct Remembered {
    pub(crate) title: Option<String>,
    pub(crate) image: Option<String>,
    pub(crate) size: Option<[u32; 3]>,
    pub(crate) others: Vec<(String, String)>,
}

pub(crate) fn remembered(tags: &[(String, String)]) -> Remembered {
    let find = |wanted: &str| {
        let found = tags.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.clone())
    };
    let size = find(SIZE).and_then(|size| {
        let parts: Result<Vec<u32>, _> = size.split('/').map(str::parse).collect();
        parts.ok()?.try_into().ok()
    });
    Remembered { title: find(TITLE), image: find(IMAGE), size, others: tags.to_vec() }
}

fn read<T: DeserializeOwned>(resource: &ResourceRow) -> Result<T, Trouble> {
    serde_json::from_value(resource.specification.clone()).map_err(|_| Trouble::Unreadable)
}

/// The order of a worker's instance, with its secrets.
pub(crate) async fn worker_order(
    resource: &ResourceRow,
    keeper: Keeper<'_>,
) -> Result<WorkerOrder, Trouble> {
    let specification: WorkerSpecification = read(resource)?;
    let name = resource.provider_name.parse().map_err(|_| Trouble::Unreadable)?;
    let secrets = keeper.open_all(&specification.sealed).await?;
    Ok(WorkerOrder { name, variables: specification.variables, secrets })
}

/// The order of an environment, with its secrets.
pub(crate) async fn order_again(
    resource: &ResourceRow,
    keeper: Keeper<'_>,
) -> Result<EnvironmentOrder, Trouble> {
    let specification: EnvironmentSpecification = read(resource)?;
    let mut secrets = keeper.open_all(&specification.sealed).await?;
    let registry = specification.registry.and_then(|(server, username)| {
        let at = secrets.iter().position(|(name, _)| name == REGISTRY_PASSWORD)?;
        let (_, password) = secrets.remove(at);
        Some(Registry { server, username, password })
    });
    Ok(EnvironmentOrder {
        place: place(resource)?,
        label_attempt: resource.life.label_attempt,
        image: specification.image,
        registry,
        cpu_cores: specification.cpu_cores,
        memory_gb: specification.memory_gb,
        storage_gb: specification.storage_gb,
        mount_path: specification.mount_path,
        ports: specification.ports,
        variables: specification.variables,
        secrets,
        tags: specification.tags,
    })
}

/// Where an environment is.
pub(crate) fn place(resource: &ResourceRow) -> Result<Place, Trouble> {
    let key = resource.provider_name.parse().map_err(|_| Trouble::Unreadable)?;
    let region = resource.region.clone().ok_or(Trouble::Unreadable)?;
    Ok(Place { key, region })
}

/// Every secret of a resource, to be cut out of what somebody else said.
pub(crate) async fn secrets_of(
    resource: &ResourceRow,
    keeper: Keeper<'_>,
) -> Result<Vec<Secret>, Trouble> {
    #[derive(Deserialize)]
    struct WithSecrets {
        sealed: Sealed,
    }
    let WithSecrets { sealed } = read(resource)?;
    let secrets = keeper.open_all(&sealed).await?;
    Ok(secrets.into_iter().map(|(_, secret)| secret).collect())
}

/// The same specification once nothing of the resource is left: its secrets are of no use any more.
pub(crate) fn without_secrets(specification: &serde_json::Value) -> serde_json::Value {
    let mut bare = specification.clone();
    if let Some(sealed) = bare.get_mut("sealed") {
        *sealed = serde_json::json!([]);
    }
    bare
}

impl From<Locked> for Trouble {
    fn from(_: Locked) -> Self {
        Self::Locked
    }
}
