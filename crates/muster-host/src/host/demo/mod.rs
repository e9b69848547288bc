//! A demo: providers that this process plays, and real workers at the addresses which they give.

pub(super) mod billing;
mod machines;

use crate::{
    DataDir, StartError,
    config::{Database, ServeSettings},
    private_file,
};
use axum::{Json, Router, routing::get};
use futures_util::future::BoxFuture;
use machines::Machines;
use muster_coordinator::{Activity, MOST_OF_ONE, Workspaces, listen};
#[cfg(feature = "docker")]
use muster_providers::fake::FakeDocker;
#[cfg(feature = "kubernetes")]
use muster_providers::fake::FakeKubernetes;
use muster_providers::{
    ProviderKind,
    fake::{FakeAzure, FakeDaytona, FakeRender},
    http::Transport,
};
use muster_seams::Seams;
use std::{net::SocketAddr, path::Path, sync::Arc};

/// Says of a data directory that it is a demo's.
const MARKER: &str = "demo";

/// The fakes know nothing of real machines, and would say that they are gone: so neither is ever used for the other.
pub(super) fn keep_apart(data_dir: &DataDir, settings: &ServeSettings) -> Result<(), StartError> {
    let (marker, path) = (data_dir.file(MARKER), data_dir.path().to_owned());
    if marker.exists() != settings.is_demo {
        let Database::Sqlite(store) = &settings.database.value else {
            return Err(StartError::NotForDemo { path });
        };
        if !settings.is_demo || store.exists() {
            return Err(StartError::NotForDemo { path });
        }
    }
    if settings.is_demo {
        private_file::replace(&marker, b"").map_err(|source| StartError::about(&marker, source))?;
    }
    Ok(())
}

/// The providers that are played.
#[derive(Debug, Clone)]
pub(super) struct Demo {
    render: FakeRender,
    daytona: FakeDaytona,
    azure: FakeAzure,
    #[cfg(feature = "kubernetes")]
    kubernetes: FakeKubernetes,
    #[cfg(feature = "docker")]
    docker: FakeDocker,
}

impl Demo {
    pub(super) fn transport(&self, kind: ProviderKind) -> Arc<dyn Transport> {
        let fake = match kind {
            ProviderKind::Render => self.render.fake(),
            ProviderKind::Daytona => self.daytona.fake(),
            ProviderKind::Azure => self.azure.fake(),
            #[cfg(feature = "kubernetes")]
            ProviderKind::Kubernetes => self.kubernetes.fake(),
            #[cfg(feature = "docker")]
            ProviderKind::Docker => self.docker.fake(),
            // Without the feature nobody asks it.
            #[cfg(not(all(feature = "docker", feature = "kubernetes")))]
            _ => self.azure.fake(),
        };
        Arc::new(fake.clone())
    }
}

/// In an environment of a demo nobody works, and nothing outside of this machine is asked.
#[derive(Debug)]
pub(super) struct Nobody;

impl Workspaces for Nobody {
    fn activity(&self, _host: &str, _port: u16) -> BoxFuture<'static, Option<Activity>> {
        Box::pin(std::future::ready(Some(Activity { is_open: false, used_at: None })))
    }
}

/// Begins to play them.
pub(super) async fn start(data_dir: &Path, seams: &Seams) -> Result<Demo, StartError> {
    let clock = &seams.clock;
    let demo = Demo {
        render: FakeRender::new(clock.clone()),
        daytona: FakeDaytona::new(clock.clone()),
        azure: FakeAzure::new(clock.clone()),
        #[cfg(feature = "kubernetes")]
        kubernetes: FakeKubernetes::new(clock.clone()),
        #[cfg(feature = "docker")]
        docker: FakeDocker::new(),
    };
    let machines = Arc::new(Machines::new(answering(seams).await?, data_dir));
    let (ours, same) = (machines.clone(), machines.clone());
    demo.render.answering_at(move |name| ours.address(name));
    demo.daytona.answering_at(move |name| same.address(name));
    #[cfg(feature = "kubernetes")]
    {
        let balanced = machines.clone();
        demo.kubernetes.answering_at(move |name| balanced.host(name));
    }
    seams.tasks.spawn("demo machines", machines.run(demo.clone(), seams.clone()));
    Ok(demo)
}

/// Where something says that it is well.
async fn answering(seams: &Seams) -> Result<SocketAddr, StartError> {
    let wanted = SocketAddr::from(([127, 0, 0, 1], 0));
    let refused = |source| StartError::Listen { address: wanted, source };
    let sockets = seams.net.listen(wanted).await.map_err(refused)?;
    let address = sockets.address().map_err(refused)?;
    let router = Router::new().route("/health", get(health));
    let serving = listen(seams.tasks.clone(), sockets, None, MOST_OF_ONE, router);
    seams.tasks.spawn("demo", serving);
    Ok(address)
}

async fn health() -> Json<serde_json::Value> {
    Json(serde_json::json!({ "status": "ok" }))
}
