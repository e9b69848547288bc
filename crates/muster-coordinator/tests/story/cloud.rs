//! Providers that are played, for stories about what runs there.

use crate::{
    bench::{Bench, noon},
    guard::token,
};
use futures_util::future::BoxFuture;
use muster_api::{cloud::Operation, provider::SettingsReread};
use muster_coordinator::{Activity, CloudOptions, Connect, HostSettings};
use muster_core::{OperationId, token::TokenKind};
use muster_operations::Providers;
use muster_providers::{
    Mark, ProviderKind, ProviderSettings,
    fake::{Fake, FakeAzure, FakeDaytona, FakeDocker, FakeKubernetes, FakeRender},
    http::{Base, Transport},
    price::MicroDollars,
};
use muster_seams::{Clock, ManualClock, Seams};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    convert::Infallible,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Every provider, and something that answers at the addresses which they give.
pub(crate) struct Cloud {
    pub(crate) render: FakeRender,
    pub(crate) daytona: FakeDaytona,
    pub(crate) azure: FakeAzure,
    pub(crate) kubernetes: FakeKubernetes,
    pub(crate) docker: FakeDocker,
    /// The same of another account: what is entered leads there.
    pub(crate) own_daytona: FakeDaytona,
    pub(crate) own_azure: FakeAzure,
    /// What environments answer who are asked how they are used, and the hosts that were asked.
    pub(crate) workspaces: Arc<Workspaces>,
    /// Time passes there as it does on the bench.
    pub(crate) clock: Option<Arc<ManualClock>>,
    mode: Option<ProviderKind>,
    /// What everything on the credentials of the installation may cost.
    pub(crate) ceiling: Mutex<Option<MicroDollars>>,
}

/// Environments that answer as a test wants.
#[derive(Debug, Default)]
pub(crate) struct Workspaces {
    pub(crate) says: Mutex<Option<Activity>>,
    pub(crate) asked: Mutex<Vec<String>>,
}

impl muster_coordinator::Workspaces for Workspaces {
    fn activity(&self, host: &str, port: u16) -> BoxFuture<'static, Option<Activity>> {
        self.asked.lock().unwrap().push(format!("{host}:{port}"));
        Box::pin(std::future::ready(*self.says.lock().unwrap()))
    }
}

/// A host whose settings can be read again, with a known difference.
struct Reread;

impl HostSettings for Reread {
    fn reread(&self) -> BoxFuture<'static, Result<SettingsReread, String>> {
        let changed = vec!["DAYTONA_SNAPSHOT".to_owned()];
        let needs_restart = vec!["MUSTER_LISTEN".to_owned()];
        Box::pin(std::future::ready(Ok(SettingsReread { changed, needs_restart })))
    }
}

impl Cloud {
    pub(crate) fn none() -> Self {
        Self::at(noon(), None)
    }

    /// No provider, but a clock that others share.
    pub(crate) fn without_providers() -> Self {
        let cloud = Self::none();
        Self { clock: Some(noon()), ..cloud }
    }

    fn at(clock: Arc<ManualClock>, mode: Option<ProviderKind>) -> Self {
        Self {
            render: FakeRender::new(clock.clone()),
            daytona: FakeDaytona::new(clock.clone()),
            azure: FakeAzure::new(clock.clone()),
            kubernetes: FakeKubernetes::new(clock.clone()),
            docker: FakeDocker::new(),
            own_daytona: FakeDaytona::new(clock.clone()),
            own_azure: FakeAzure::new(clock.clone()),
            workspaces: Arc::default(),
            ceiling: Mutex::default(),
            clock: mode.map(|_| clock),
            mode,
        }
    }

    pub(crate) async fn with(mode: ProviderKind) -> Self {
        let cloud = Self::at(noon(), Some(mode));
        let address = answering().await;
        let same = address.clone();
        cloud.render.answering_at(move |_| address.clone());
        let host = same.trim_start_matches("http://").to_owned();
        cloud.daytona.answering_at(move |_| same.clone());
        cloud.kubernetes.answering_at(move |_| host.clone());
        cloud
    }

    pub(crate) fn providers(&self) -> Option<Providers> {
        let settings = ProviderSettings::read(&variables(self.mode?)).unwrap();
        let connect =
            |kind, _: &Base| Ok::<Arc<dyn Transport>, Infallible>(Arc::new(self.fake(kind)));
        let (mark, clock): (_, Arc<dyn Clock>) = (Mark::from_random([9; 16]), self.clock.clone()?);
        let mut providers = Providers::of(&settings, mark, &clock, connect).unwrap();
        providers.ceiling = *self.ceiling.lock().unwrap();
        Some(providers)
    }

    pub(crate) fn options(&self) -> CloudOptions {
        let (daytona, azure) = (self.own_daytona.fake().clone(), self.own_azure.fake().clone());
        let connect: Connect = Arc::new(move |kind, _| match kind {
            ProviderKind::Daytona => Ok(Arc::new(daytona.clone())),
            ProviderKind::Azure => Ok(Arc::new(azure.clone())),
            other => Err(io::Error::other(format!("{other} is not played twice"))),
        });
        CloudOptions {
            connect: Some(connect),
            settings: Some(Arc::new(Reread)),
            workspaces: Some(self.workspaces.clone()),
        }
    }

    fn fake(&self, kind: ProviderKind) -> Fake {
        match kind {
            ProviderKind::Render => self.render.fake().clone(),
            ProviderKind::Daytona => self.daytona.fake().clone(),
            ProviderKind::Azure => self.azure.fake().clone(),
            ProviderKind::Kubernetes => self.kubernetes.fake().clone(),
            ProviderKind::Docker => self.docker.fake().clone(),
        }
    }
}

/// Where what is made reports to.
pub(crate) const AGENT_BASE_URL: &str = "https://muster.example.com";

fn variables(mode: ProviderKind) -> BTreeMap<String, String> {
    let here = "http://127.0.0.1:9";
    let said = [
        ("PROVISIONER_MODE", mode.as_str()),
        ("RENDER_API_BASE", here),
        ("RENDER_API_KEY", FakeRender::KEY),
        ("RENDER_OWNER_ID", FakeRender::OWNER),
        ("RENDER_POLL_INTERVAL_MS", "1000"),
        ("DAYTONA_API_URL", here),
        ("DAYTONA_API_KEY", FakeDaytona::KEY),
        ("DAYTONA_POLL_INTERVAL_MS", "1000"),
        ("AZURE_API_URL", here),
        ("AZURE_AUTHORITY_HOST", here),
        ("AZURE_SUBSCRIPTION_ID", FakeAzure::SUBSCRIPTION),
        ("AZURE_TENANT_ID", FakeAzure::TENANT),
        ("AZURE_CLIENT_ID", FakeAzure::CLIENT),
        ("AZURE_CLIENT_SECRET", FakeAzure::SECRET),
        (
            "AZURE_REGIONS",
            "eastus:eastus:true:rg-east:fakeeast,west:westeurope:true:rg-west:fakewest",
        ),
    ];
    let own = [
        ("MUSTER_KUBE_API_URL", here),
        ("MUSTER_KUBE_TOKEN", FakeKubernetes::TOKEN),
        ("MUSTER_KUBE_NAMESPACE", FakeKubernetes::NAMESPACE),
        ("MUSTER_KUBE_SERVICE_TYPE", "LoadBalancer"),
        ("MUSTER_KUBE_WORKER_ADDRESS", "http://{host}"),
        ("MUSTER_KUBE_POLL_SECONDS", "1"),
        ("DOCKER_HOST", "unix:///var/run/docker.sock"),
        ("AGENT_BASE_URL", AGENT_BASE_URL),
    ];
    let own = own.into_iter().filter(|_| mode == ProviderKind::Kubernetes);
    let all = said.into_iter().chain(own);
    all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Says to everybody that it is well.
async fn answering() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    Seams::real().tasks.spawn("what answers there", async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let mut asked = [0; 1024];
            drop(near.read(&mut asked).await);
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
            drop(near.write_all(answer).await);
        }
    });
    format!("http://{address}")
}

/// As long as a provider's own pace; what is on its way there goes on.
const TICK: Duration = Duration::from_secs(5);
const MOST_TICKS: usize = 400;

impl Bench {
    /// Lets time go by at providers until something is so.
    pub(crate) async fn in_time(&self, is_so: impl AsyncFn() -> bool) {
        for _ in 0..MOST_TICKS {
            if is_so().await {
                return;
            }
            self.clock.advance(TICK);
            // Whoever looks after operations sleeps by the real clock; other settings wake it.
            self.coordinator.reload_providers(self.cloud.providers().unwrap());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it does not come to that");
    }

    /// Lets an operation come to its end.
    pub(crate) async fn ended(&self, id: &OperationId) -> Operation {
        self.in_time(async || self.client.get_operation(id).await.unwrap().state != "open").await;
        self.client.get_operation(id).await.unwrap()
    }

    /// A door to it over real HTTP, with an operator's token.
    pub(crate) async fn door(&self) -> Door {
        let listener = Seams::real().net.listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = self.coordinator.serve(listener, None).unwrap();
        let (token, _) = token(self, TokenKind::Operator).await;
        Door { address, token }
    }
}

/// Where somebody asks who knows nothing but HTTP.
pub(crate) struct Door {
    address: SocketAddr,
    token: String,
}

impl Door {
    /// Its address.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Sends bytes with these headers, as somebody does who has no token.
    pub(crate) async fn post_as_is(
        &self,
        path: &str,
        headers: &[(&str, String)],
        body: &[u8],
    ) -> (u16, Value) {
        let headers: String = headers
            .iter()
            .flat_map(|(name, value)| [*name, ": ", value.as_str(), "\r\n"])
            .collect();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n{headers}\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            self.address,
            body.len()
        );
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        // Who is refused for its size is answered before it has sent everything.
        drop(stream.write_all(body).await);
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer).await);
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), serde_json::from_str(body).unwrap_or(Value::Null))
    }

    /// Asks as the operator.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        self.ask_with(&self.token, method, path, body).await
    }

    /// Asks with a token.
    pub(crate) async fn ask_with(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> (u16, Value) {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let typed = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n{typed}\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address,
            body.len()
        );
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head[9..12].parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }
}
