//! The machines of a demo: where a provider that is played would run a worker, this process does.

use super::Demo;
use crate::{
    Secret,
    config::ListenAddress,
    worker::{ListenAt, Successor, Work, adopt, run},
};
use muster_seams::{Seams, Tasks};
use muster_worker::Told;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

const LOOK_EVERY: Duration = Duration::from_millis(500);
const STOP_WITHIN: Duration = Duration::from_secs(3);
const IDENTITY: &str = "MUSTER_WORKER_IDENTITY";
const SLOTS: u32 = 1;

/// Machines by the names that they have at their providers, each with where it is called.
#[derive(Debug)]
pub(super) struct Machines {
    /// Something that is well answers here as long as a machine has no place of its own.
    anywhere: SocketAddr,
    data_dir: PathBuf,
    places: Mutex<BTreeMap<String, SocketAddr>>,
}

impl Machines {
    pub(super) fn new(anywhere: SocketAddr, data_dir: &Path) -> Self {
        Self { anywhere, data_dir: data_dir.join("demo-workers"), places: Mutex::default() }
    }

    fn places(&self) -> MutexGuard<'_, BTreeMap<String, SocketAddr>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn address(&self, name: &str) -> String {
        format!("http://{}", self.host(name))
    }

    pub(super) fn host(&self, name: &str) -> String {
        self.places().get(name).unwrap_or(&self.anywhere).to_string()
    }

    /// Runs what should run, until the program ends.
    pub(super) async fn run(self: Arc<Self>, demo: Demo, seams: Seams) {
        let mut running = BTreeMap::<String, Seams>::new();
        loop {
            tokio::select! {
                biased;
                () = seams.tasks.stopped() => break,
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            let there = demo.workers();
            for name in &there {
                self.place(name, &seams).await;
                if demo.is_up(name) && !running.contains_key(name) {
                    let own = Seams { tasks: Tasks::default(), ..seams.clone() };
                    if self.start(&demo, name, &own) {
                        running.insert(name.clone(), own);
                    }
                }
            }
            let is_down = |name: &String| !there.contains(name) || !demo.is_up(name);
            let down: Vec<_> = running.keys().filter(|name| is_down(name)).cloned().collect();
            for own in down.iter().filter_map(|name| running.remove(name)) {
                own.tasks.stop_within(STOP_WITHIN).await;
            }
        }
        for own in running.into_values() {
            own.tasks.stop_within(STOP_WITHIN).await;
        }
    }

    /// Finds a free port for a machine that has none yet.
    async fn place(&self, name: &str, seams: &Seams) {
        if self.places().contains_key(name) {
            return;
        }
        let free = seams.net.listen(SocketAddr::from(([127, 0, 0, 1], 0))).await;
        match free.and_then(|sockets| sockets.address()) {
            Ok(address) => drop(self.places().insert(name.to_owned(), address)),
            Err(error) => tracing::warn!(%error, "a machine of the demo finds no port"),
        }
    }

    /// Starts the worker with what its machine was given. False if that makes no sense.
    fn start(&self, demo: &Demo, name: &str, own: &Seams) -> bool {
        let (Some(identity), Some(socket)) =
            (demo.given(name, IDENTITY), self.places().get(name).copied())
        else {
            return false;
        };
        let data_dir = self.data_dir.join(name);
        let (Ok(identity), Ok(address)) = (
            adopt(&data_dir, &Secret::new(identity), SLOTS),
            socket.to_string().parse::<ListenAddress>(),
        ) else {
            return false;
        };
        let seams = own.clone();
        own.tasks.spawn("demo worker", async move {
            let work = Work {
                identity: &identity,
                data_dir: &data_dir,
                listen_at: Some(ListenAt { address, is_behind_proxy: false }),
                job_environment: BTreeMap::new(),
                version: super::super::VERSION,
                successor: Successor::default(),
            };
            if let Err(error) = run(work, seams, Told::default()).await {
                tracing::warn!(%error, "a worker of the demo has ended");
            }
        });
        true
    }
}

impl Demo {
    /// Names of all workers that its providers have.
    fn workers(&self) -> Vec<String> {
        let all = self.render.inventory().into_iter().chain(self.daytona.inventory());
        #[cfg(feature = "kubernetes")]
        let all = all.chain(self.kubernetes.inventory().into_iter().filter(|kept| {
            kept.kind == "deployment" && self.of_pod(&kept.name, IDENTITY).is_some()
        }));
        all.map(|kept| kept.name).collect()
    }

    fn is_up(&self, name: &str) -> bool {
        #[cfg(feature = "kubernetes")]
        if self.kubernetes.is_up(name) {
            return true;
        }
        self.render.is_up(name) || self.daytona.is_up(name)
    }

    #[cfg(feature = "kubernetes")]
    fn of_pod(&self, name: &str, what: &str) -> Option<String> {
        let found = self.kubernetes.environment(name).into_iter().find(|(name, _)| name == what);
        found.map(|(_, text)| text)
    }

    /// What a machine was given under a name.
    fn given(&self, name: &str, what: &str) -> Option<String> {
        let files = self.render.secret_files(name);
        let file = files.into_iter().find(|(file, _)| file == what).map(|(_, text)| text);
        let variable = || Some(self.daytona.order(name)?["env"][what].as_str()?.to_owned());
        let told = file.or_else(variable);
        #[cfg(feature = "kubernetes")]
        let told = told.or_else(|| self.of_pod(name, what));
        told
    }
}
