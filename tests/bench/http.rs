//! Programs that register, take tokens and rotate what they prove themselves with, many at once: with one coordinator,
//! and with two that share their limits through one Redis.

use crate::{
    floor,
    report::{Figure, quantile},
};
use anyhow::{Context, Result, bail};
use muster_testkit::{Plan, PrivateRedis, Serve, TOKEN};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// A crowd, and what each of it does one after the other.
#[derive(Debug, Clone, Copy)]
struct Load {
    clients: usize,
    each: usize,
}

const REGISTER: Load = Load { clients: 100, each: 10 };
const TAKE: Load = Load { clients: 1_000, each: 2 };
const ROTATE: Load = Load { clients: 50, each: 10 };

/// Coordinators, and what their callers hold.
struct Stage {
    coordinators: Vec<Serve>,
    client: Client,
    /// One agent for each coordinator, and its secret.
    agents: Vec<(String, String)>,
}

/// The slowest of a hundred answers of each load, in milliseconds.
#[tokio::main]
pub(crate) async fn run() -> Result<Vec<Figure>> {
    let kept = floor::rows_kept(REGISTER.clients, REGISTER.each).await?;
    let rotated = floor::rows_kept(ROTATE.clients, ROTATE.each).await?;
    let signed = floor::signed_by_all(TAKE.clients)?;
    let one = Stage::of(1, None).await?.measured().await?;
    let mut figures = vec![
        figure("http-register", one[0], Some(quantile(&kept, 0.99))),
        figure("http-tokens", one[1], Some(signed)),
        figure("http-rotate", one[2], Some(quantile(&rotated, 0.99))),
    ];
    let Some(redis) = PrivateRedis::start() else { return Ok(figures) };
    let two = Stage::of(2, Some(&redis)).await?.measured().await?;
    figures.extend([
        figure("http-register-two", two[0], Some(quantile(&kept, 0.99))),
        figure("http-tokens-two", two[1], Some(signed)),
        figure("http-rotate-two", two[2], Some(quantile(&rotated, 0.99))),
    ]);
    Ok(figures)
}

fn figure(name: &'static str, value: f64, floor: Option<f64>) -> Figure {
    Figure { floor, ..Figure::of(name, "ms p99", &[value]) }
}

impl Stage {
    async fn of(count: usize, redis: Option<&PrivateRedis>) -> Result<Self> {
        let plan = || {
            let plan = Plan::default().without_local_worker();
            // Callers say where they are, so that they are counted as those of other machines are.
            let plan = plan.variable("MUSTER_TRUSTED_PROXIES", "127.0.0.1");
            // One token does it all, faster than anybody may who uses it.
            let plan = plan.variable("MUSTER_RATE_LIMIT_REQUESTS", "1000000");
            let shared = redis.map(PrivateRedis::address);
            shared.iter().fold(plan, |plan, at| plan.variable("MUSTER_REDIS_URL", at)).start()
        };
        let coordinators: Vec<_> = (0..count).map(|_| plan()).collect();
        let client = Client::builder().pool_max_idle_per_host(0).build()?;
        let mut stage = Self { coordinators, client, agents: Vec::new() };
        for place in 0..count {
            let agent = stage.post(place, "/agents").json(&agent(&format!("first-{place}")));
            let id = answer(agent).await?["agentId"].as_str().context("an id")?.to_owned();
            let made = stage.post(place, &format!("/agents/{id}/credentials")).json(&json!({}));
            let secret =
                answer(made).await?["clientSecret"].as_str().context("a secret")?.to_owned();
            stage.agents.push((id, secret));
        }
        Ok(stage)
    }

    /// To the coordinator whose turn it is, from an address of its own.
    fn post(&self, place: usize, path: &str) -> RequestBuilder {
        let serve = &self.coordinators[place % self.coordinators.len()];
        let from = format!("198.18.{}.{}", place / 256, place % 256);
        let request = self.client.post(format!("{}{path}", serve.url));
        request.bearer_auth(TOKEN).header("X-Forwarded-For", from)
    }

    async fn measured(self) -> Result<[f64; 3]> {
        let stage = Arc::new(self);
        let registered = stage.clone().all(REGISTER, |stage, place, time| {
            stage.post(place, "/agents").json(&agent(&format!("load-{place}-{time}")))
        });
        let registered = registered.await?;
        let taken = stage.clone().all(TAKE, |stage, place, _| {
            let (id, secret) = &stage.agents[place % stage.agents.len()];
            let form =
                format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
            let kind = "application/x-www-form-urlencoded";
            stage.post(place, "/token").header("Content-Type", kind).body(form)
        });
        let taken = taken.await?;
        let credentials = stage.credentials().await?;
        let rotated = stage.all(ROTATE, move |stage, place, time| {
            stage.post(place, &credentials[place * ROTATE.each + time]).json(&json!({}))
        });
        Ok([registered, taken, rotated.await?].map(|taken| quantile(&taken, 0.99)))
    }

    /// Where each of those who rotate finds what it rotates, each of them once.
    async fn credentials(&self) -> Result<Vec<String>> {
        let mut paths = Vec::new();
        for number in 0..ROTATE.clients * ROTATE.each {
            let place = number / ROTATE.each;
            let (agent, _) = &self.agents[place % self.agents.len()];
            let made = self.post(place, &format!("/agents/{agent}/credentials")).json(&json!({}));
            let made = answer(made).await?;
            let id = made["credentialId"].as_str().context("an id")?;
            paths.push(format!("/agents/{agent}/credentials/{id}/rotate"));
        }
        Ok(paths)
    }

    /// How long every request of a load took, in milliseconds. One that is not answered as it should ends it all.
    async fn all(
        self: Arc<Self>,
        load: Load,
        ask: impl Fn(&Self, usize, usize) -> RequestBuilder + Send + Sync + 'static,
    ) -> Result<Vec<f64>> {
        let (ask, mut crowd) = (Arc::new(ask), tokio::task::JoinSet::new());
        for place in 0..load.clients {
            let (stage, ask) = (self.clone(), ask.clone());
            crowd.spawn(async move {
                let mut taken = Vec::with_capacity(load.each);
                for time in 0..load.each {
                    let begun = Instant::now();
                    answer(ask(&stage, place, time)).await?;
                    taken.push(milliseconds(begun.elapsed()));
                }
                anyhow::Ok(taken)
            });
        }
        let mut all = Vec::new();
        while let Some(taken) = crowd.join_next().await {
            all.extend(taken??);
        }
        Ok(all)
    }
}

pub(crate) fn milliseconds(span: Duration) -> f64 {
    span.as_secs_f64() * 1_000.0
}

fn agent(name: &str) -> Value {
    json!({
        "email": format!("{name}@example.org"), "agentType": "screener", "version": "1.0.0",
        "capabilities": ["invoices:read"], "owner": "finance", "deploymentEnv": "production",
    })
}

async fn answer(request: RequestBuilder) -> Result<Value> {
    let answer = request.send().await?;
    let (status, url) = (answer.status(), answer.url().clone());
    let text = answer.text().await?;
    if !status.is_success() {
        bail!("{url} answered {status}: {text}");
    }
    Ok(serde_json::from_str(&text)?)
}
