//! Notifications and the badge: what needs a person, said once, grouped, with a way there.

#![expect(
    clippy::used_underscore_binding,
    reason = "the interface hands over more than is looked at"
)]

use crate::{
    app::{App, coordinator_of},
    desktop::Desktop,
    panel::Panel,
};
use futures_util::StreamExt;
use muster_api::{cloud::EnvironmentRequest, overview::Need};
use muster_client::Client;
use muster_testkit::{Plan, shell, until};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use zbus::{
    Connection, MatchRule, MessageStream, connection, interface, object_server::SignalEmitter,
    zvariant::OwnedValue,
};

const PATH: &str = "/org/freedesktop/Notifications";

/// One that was shown: its number, and its title.
type Shown = Arc<Mutex<Vec<(u32, String)>>>;

/// Whoever shows notifications on a desktop.
struct Server(Shown);

#[expect(clippy::too_many_arguments, clippy::unused_async, reason = "the interface's form")]
#[interface(name = "org.freedesktop.Notifications")]
impl Server {
    async fn notify(
        &self,
        _app: String,
        replaced: u32,
        _icon: String,
        title: String,
        _body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _lasts: i32,
    ) -> u32 {
        let mut shown = self.0.lock().unwrap();
        let next = u32::try_from(shown.len()).unwrap() + 1;
        let id = if replaced == 0 { next } else { replaced };
        shown.push((id, title));
        id
    }

    #[zbus(signal)]
    async fn action_invoked(to: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;
}

pub(crate) struct Screen {
    bus: Connection,
    shown: Shown,
}

impl Screen {
    pub(crate) async fn start(desktop: &Desktop) -> Self {
        let shown = Shown::default();
        let bus = connection::Builder::address(desktop.bus.address.as_str())
            .and_then(|bus| bus.serve_at(PATH, Server(shown.clone())))
            .and_then(|bus| bus.name("org.freedesktop.Notifications"))
            .expect("a place for notifications")
            .build()
            .await
            .expect("a connection to the bus");
        Self { bus, shown }
    }

    pub(crate) async fn wait_for(&self, title: &str) -> u32 {
        let find =
            || self.shown.lock().unwrap().iter().rev().find(|(_, other)| other == title).cloned();
        until(async || find().is_some()).await;
        find().unwrap().0
    }

    /// The same, for a title that ends with the time.
    async fn wait_for_beginning(&self, start: &str) -> u32 {
        let find = || {
            let shown = self.shown.lock().unwrap();
            shown.iter().find(|(_, title)| title.starts_with(start)).map(|(id, _)| *id)
        };
        until(async || find().is_some()).await;
        find().unwrap()
    }

    async fn press(&self, id: u32) {
        let to = SignalEmitter::new(&self.bus, PATH).unwrap();
        Server::action_invoked(&to, id, "default").await.unwrap();
    }
}

/// What the dock is told, as a stream of numbers.
async fn badges(desktop: &Desktop) -> MessageStream {
    let bus = connection::Builder::address(desktop.bus.address.as_str()).unwrap();
    let bus = bus.build().await.unwrap();
    let rule = MatchRule::builder()
        .interface("com.canonical.Unity.LauncherEntry")
        .and_then(|rule| rule.member("Update"))
        .unwrap()
        .build();
    MessageStream::for_match_rule(rule, &bus, None).await.unwrap()
}

async fn wait_for_badge(badges: &mut MessageStream, wanted: i64) {
    while let Some(Ok(message)) = badges.next().await {
        let body = message.body();
        let (app, told): (String, HashMap<String, OwnedValue>) = body.deserialize().unwrap();
        assert_eq!(app, "application://muster-desktop.desktop");
        if told["count"].downcast_ref::<i64>().unwrap() == wanted {
            return;
        }
    }
    panic!("the dock was told nothing more");
}

async fn fail(client: &Client, jobs: usize) {
    for _ in 0..jobs {
        client.submit_job(&shell("exit 3"), None).await.unwrap();
    }
}

#[tokio::test]
async fn failed_jobs_are_told_once_together_and_lead_to_the_window() {
    let Some(desktop) = Desktop::start().await else { return };
    let _panel = Panel::start(&desktop).await;
    let screen = Screen::start(&desktop).await;
    let mut badges = badges(&desktop).await;
    let app = App::open(&desktop, &[]).await;
    let client = coordinator_of(&desktop.data_dir()).await;
    wait_for_badge(&mut badges, 0).await;
    desktop.screen.close_window();
    until(async || !desktop.screen.shows_window()).await;

    fail(&client, 1).await;
    let first = screen.wait_for("job_1 failed: exit 3").await;
    wait_for_badge(&mut badges, 1).await;
    fail(&client, 2).await;
    let all = screen.wait_for("3 jobs failed").await;
    assert_eq!(all, first, "it takes the place of the one that is there");
    wait_for_badge(&mut badges, 3).await;

    app.page.run("history.pushState({}, '', '/settings')").await;
    screen.press(all).await;
    until(async || desktop.screen.shows_window()).await;
    app.page.wait_for("location.pathname === '/'").await;
    assert_eq!(
        app.page.evaluate("document.querySelector('[role=alertdialog]')").await,
        serde_json::Value::Null
    );
}

#[tokio::test]
async fn an_environment_that_is_about_to_stop_is_told_and_leads_to_it() {
    let Some(desktop) = Desktop::start().await else { return };
    let _panel = Panel::start(&desktop).await;
    let screen = Screen::start(&desktop).await;
    let mut badges = badges(&desktop).await;
    let serve = Plan::default().argument("--demo").start();
    let client = serve.client().await;
    let data_dir = serve.plan.data_dir().display().to_string();
    let app = App::open(&desktop, &["--data-dir", &data_dir]).await;
    wait_for_badge(&mut badges, 0).await;
    desktop.screen.close_window();
    until(async || !desktop.screen.shows_window()).await;

    let request = serde_json::json!({
        "name": "thesis", "cpu_cores": 2, "memory_gb": 4, "storage_gb": 20,
        "stop_after_idle_minutes": 5,
    });
    let request: EnvironmentRequest = serde_json::from_value(request).unwrap();
    let made = client.create_environment(&request, None).await.unwrap();
    let is_stopping = |need: &Need| matches!(need, Need::EnvironmentStops { .. });
    until(async || client.overview().await.unwrap().needs_you.iter().any(is_stopping)).await;
    // It comes by the clock, and is seen with the next change at the latest.
    client.submit_job(&shell("true"), None).await.unwrap();

    let told = screen.wait_for_beginning("thesis stops at ").await;
    screen.press(told).await;
    until(async || desktop.screen.shows_window()).await;
    let place = format!("location.pathname === '/environments/{}'", made.environment.id);
    app.page.wait_through_load(&place).await;
}
