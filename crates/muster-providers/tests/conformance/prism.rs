//! The engines through Prism, a mock of others that holds each request against a provider's whole specification, and
//! hands it on to the fake.
//!
//! It is for long runs on a machine that has both: when these tests are built, `MUSTER_PRISM` names the program and
//! `MUSTER_PROVIDER_SPECS` the folder of specifications. Elsewhere the judge in `spec.rs` holds every request and every
//! answer against what was cut out of the same specifications.

use crate::{
    azure, daytona,
    environment::{A_WHILE, LIFE},
    ledger::{Goal, Ledger},
    render,
    stage::{Stage, clock},
};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use muster_providers::{
    fake::{Fake, FakeAzure, FakeDaytona, FakeRender, serve},
    http::{Base, Https, Lost, Transport},
};
use muster_seams::Seams;
use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

const PRISM: Option<&str> = option_env!("MUSTER_PRISM");
const SPECS: Option<&str> = option_env!("MUSTER_PROVIDER_SPECS");
/// It reads the specification first, which takes a slow machine half a minute.
const STARTS_WITHIN: usize = 600;

/// Prism between an engine and a fake.
struct Prism {
    child: Child,
    base: String,
    objections: Arc<Mutex<Vec<String>>>,
}

impl Prism {
    /// Nothing where it is not at hand.
    #[expect(
        clippy::disallowed_methods,
        clippy::zombie_processes,
        reason = "a program of others on the real clock, which is ended and waited for when this is dropped"
    )]
    async fn start(specification: &str, fake: &Fake, seams: &Seams) -> Option<Self> {
        let (program, specs) = (PRISM?, SPECS?);
        let upstream = serve(fake.clone(), seams, ([127, 0, 0, 1], 0).into()).await.unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port().to_string();
        drop(free);
        let child = Command::new(program)
            .args(["proxy", "--errors", "-h", "127.0.0.1", "-p", &port])
            .arg(Path::new(specs).join(specification))
            .arg(format!("http://{upstream}"))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let base = format!("http://127.0.0.1:{port}");
        for _ in 0..STARTS_WITHIN {
            if tokio::net::TcpStream::connect(format!("127.0.0.1:{port}")).await.is_ok() {
                return Some(Self { child, base, objections: Arc::default() });
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("prism does not start");
    }

    fn transport(&self) -> Listening {
        let https = Https::to(&Base::parse(&self.base).unwrap()).unwrap();
        Listening { https, objections: self.objections.clone() }
    }

    fn assert_content(&self) {
        assert_eq!(*self.objections.lock().unwrap(), Vec::<String>::new());
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        drop((self.child.kill(), self.child.wait()));
    }
}

/// Notes what Prism objects to.
#[derive(Debug)]
struct Listening {
    https: Https,
    objections: Arc<Mutex<Vec<String>>>,
}

impl Transport for Listening {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, Lost>> {
        let asked = format!("{} {}", request.method(), request.uri().path());
        Box::pin(async move {
            let answer = self.https.send(request).await?;
            let said = String::from_utf8_lossy(answer.body()).into_owned();
            if said.contains("stoplight.io/prism/errors") {
                self.objections.lock().unwrap().push(format!("{asked}: {said}"));
            }
            Ok(answer)
        })
    }
}

async fn live(stage: &Stage, prism: &Prism) {
    let mut ledger = Ledger::new(stage, 1);
    for goal in [Goal::Running, Goal::Stopped, Goal::Running, Goal::Gone] {
        ledger.reach(goal).await;
        prism.assert_content();
        ledger.assert_true("through prism");
    }
}

#[tokio::test]
async fn long_a_workers_life_on_render_is_as_its_whole_specification_has_it() {
    let (seams, clock) = (Seams::real(), clock());
    let fake = FakeRender::new(clock.clone());
    let specification = "render-public-api.derived.openapi.json";
    let Some(prism) = Prism::start(specification, fake.fake(), &seams).await else { return };
    let stage = Stage {
        engine: render::engine(&prism.base, prism.transport(), clock.clone()),
        fake: fake.fake().clone(),
        clock,
        inventory: Box::new(move || fake.inventory()),
        refusals: &[],
        looks_first: false,
    };
    live(&stage, &prism).await;
}

#[tokio::test]
async fn long_a_workers_life_on_daytona_is_as_its_whole_specification_has_it() {
    let (seams, clock) = (Seams::real(), clock());
    let fake = FakeDaytona::new(clock.clone());
    let started = Prism::start("daytona.openapi.json", fake.fake(), &seams).await;
    let Some(prism) = started else { return };
    let settings = daytona::settings(&prism.base);
    let stage = Stage {
        engine: daytona::engine(settings, prism.transport(), clock.clone()),
        fake: fake.fake().clone(),
        clock,
        inventory: Box::new(move || fake.inventory()),
        refusals: &[],
        looks_first: false,
    };
    live(&stage, &prism).await;
}

#[tokio::test]
async fn long_an_environments_life_on_azure_is_as_its_whole_specification_has_it() {
    let (seams, clock) = (Seams::real(), clock());
    let fake = FakeAzure::new(clock.clone());
    let started = Prism::start("aci-arm.derived.openapi.json", fake.fake(), &seams).await;
    let Some(prism) = started else { return };
    // People sign in elsewhere, which is no part of that specification.
    let sign_in = serve(fake.fake().clone(), &seams, ([127, 0, 0, 1], 0).into()).await.unwrap();
    let sign_in = Base::parse(&format!("http://{sign_in}")).unwrap();
    let transport = Arc::new(prism.transport());
    let stage = azure::signing_in_at(&fake, clock, &prism.base, sign_in, transport);
    for step in LIFE {
        let taken = stage.take(step).await;
        // What it objects to is the reason for whatever fails.
        prism.assert_content();
        taken.unwrap();
        stage.clock.advance(A_WHILE);
        stage.bring_to_its_end(step).await;
        prism.assert_content();
    }
    assert_eq!(fake.inventory(), []);
}
