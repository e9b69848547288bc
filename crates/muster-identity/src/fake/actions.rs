//! A fake of the issuer that signs for workflows of GitHub Actions.
//!
//! It speaks as the real one does to both sides: a runner asks it for a token with what stands in
//! `ACTIONS_ID_TOKEN_REQUEST_URL` and `ACTIONS_ID_TOKEN_REQUEST_TOKEN`, and we ask it for its keys.

use super::house::{Fault, House, World, lock};
use crate::jwt::{BadKey, SigningKey};
use axum::{
    Json, Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, StatusCode, header};
use muster_core::Secret;
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex},
};

/// How long the real one's tokens live.
const LIFETIME_S: i64 = 300;
/// How far back they count.
const BEFORE_S: i64 = 600;

/// A run of a workflow, as it would be at GitHub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The repository as it is called.
    pub repository: String,
    /// Its number.
    pub repository_id: u64,
    /// The owner's number.
    pub repository_owner_id: u64,
    /// The branch or tag.
    pub git_ref: String,
    /// The environment of the job.
    pub environment: Option<String>,
    /// The file of the workflow.
    pub workflow: String,
    /// What has caused it.
    pub event_name: String,
    /// The branch that is to be merged.
    pub head_ref: String,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            repository: "octo-org/octo-repo".to_owned(),
            repository_id: 74,
            repository_owner_id: 65,
            git_ref: "refs/heads/main".to_owned(),
            environment: None,
            workflow: ".github/workflows/release.yml".to_owned(),
            event_name: "push".to_owned(),
            head_ref: String::new(),
        }
    }
}

impl Run {
    /// What the real one says of a run; all of it texts but the times.
    fn claims(&self) -> Map<String, Value> {
        let owner = self.repository.split('/').next().unwrap_or_default();
        let workflow = format!("{}/{}@{}", self.repository, self.workflow, self.git_ref);
        let context = match (&self.environment, self.event_name.as_str()) {
            (Some(environment), _) => format!("environment:{environment}"),
            (None, "pull_request") => "pull_request".to_owned(),
            (None, _) => format!("ref:{}", self.git_ref),
        };
        let sha = "8f3a1c5e0d2b4a6978c1e3f5a7b9d0c2e4f6a8b0";
        let mut claims = Map::new();
        for (name, value) in [
            ("sub", format!("repo:{}:{context}", self.repository)),
            ("repository", self.repository.clone()),
            ("repository_id", self.repository_id.to_string()),
            ("repository_owner", owner.to_owned()),
            ("repository_owner_id", self.repository_owner_id.to_string()),
            ("repository_visibility", "private".to_owned()),
            ("ref", self.git_ref.clone()),
            ("ref_type", "branch".to_owned()),
            ("ref_protected", "true".to_owned()),
            ("head_ref", self.head_ref.clone()),
            ("base_ref", String::new()),
            ("workflow", "Release".to_owned()),
            ("workflow_ref", workflow.clone()),
            ("workflow_sha", sha.to_owned()),
            ("job_workflow_ref", workflow),
            ("job_workflow_sha", sha.to_owned()),
            ("event_name", self.event_name.clone()),
            ("actor", "octocat".to_owned()),
            ("actor_id", "12".to_owned()),
            ("run_id", "6871234567".to_owned()),
            ("run_number", "42".to_owned()),
            ("run_attempt", "1".to_owned()),
            ("runner_environment", "github-hosted".to_owned()),
            ("sha", sha.to_owned()),
        ] {
            claims.insert(name.to_owned(), value.into());
        }
        if let Some(environment) = &self.environment {
            claims.insert("environment".to_owned(), environment.as_str().into());
        }
        claims
    }
}

#[derive(Debug)]
struct Inner {
    house: Arc<House>,
    /// The first signs; all are published.
    keys: Mutex<Vec<SigningKey>>,
    runs: Mutex<BTreeMap<String, Run>>,
}

/// The fake issuer.
#[derive(Debug, Clone)]
pub struct FakeActions(Arc<Inner>);

fn draw() -> io::Result<SigningKey> {
    let key = SigningKey::draw_rs256().and_then(|pem| SigningKey::from_pem(&pem));
    key.map_err(|bad: BadKey| io::Error::other(bad))
}

impl FakeActions {
    /// Starts it.
    pub async fn start(world: World) -> io::Result<Self> {
        let (house, listener) = House::build(world).await?;
        let (keys, runs) = (Mutex::new(vec![draw()?]), Mutex::default());
        let fake = Self(Arc::new(Inner { house, keys, runs }));
        let routes = Router::new()
            .route("/.well-known/jwks", get(jwks))
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/actions/token", get(token))
            .with_state(fake.clone());
        fake.0.house.open(listener, routes);
        Ok(fake)
    }

    /// What its tokens say who has made them.
    pub fn issuer(&self) -> &str {
        &self.0.house.base
    }

    /// Where its keys lie.
    pub fn keys_address(&self) -> String {
        format!("{}/.well-known/jwks", self.0.house.base)
    }

    /// What a runner finds in its environment during this run: where to ask for a token, and with what.
    pub fn begin(&self, run: Run) -> (String, Secret) {
        let word = self.0.house.word();
        lock(&self.0.runs).insert(word.clone(), run);
        (format!("{}/actions/token?api-version=2.0", self.0.house.base), Secret::new(word))
    }

    /// A token of this run.
    pub fn token(&self, run: &Run, audience: &str) -> io::Result<Secret> {
        self.token_with(run, audience, |_| {})
    }

    /// A token of this run in which something is otherwise.
    pub fn token_with(
        &self,
        run: &Run,
        audience: &str,
        change: impl FnOnce(&mut Map<String, Value>),
    ) -> io::Result<Secret> {
        let now = self.0.house.now().millis().div_euclid(1_000);
        let mut claims = run.claims();
        for (name, value) in [
            ("iss", self.issuer().into()),
            ("aud", audience.into()),
            ("jti", self.0.house.word().into()),
            ("iat", now.into()),
            ("nbf", (now - BEFORE_S).into()),
            ("exp", (now + LIFETIME_S).into()),
        ] {
            claims.insert(name.to_owned(), value);
        }
        change(&mut claims);
        let key = lock(&self.0.keys).first().cloned().ok_or(io::Error::other("it has no key"))?;
        key.sign("JWT", &claims).map_err(io::Error::other)
    }

    /// Signs with a new key from now on; the old one stays published.
    pub fn rotate(&self) -> io::Result<()> {
        let key = draw()?;
        lock(&self.0.keys).insert(0, key);
        Ok(())
    }

    /// Publishes no key any more but the one that signs.
    pub fn withdraw_old_keys(&self) {
        lock(&self.0.keys).truncate(1);
    }

    /// Lets the next request go wrong.
    pub fn fail_next(&self, fault: Fault) {
        self.0.house.fail_next(fault);
    }

    /// How many requests there were.
    pub fn calls(&self) -> usize {
        self.0.house.calls()
    }
}

async fn jwks(State(fake): State<FakeActions>) -> Json<Value> {
    let keys: Vec<_> = lock(&fake.0.keys).iter().filter_map(|key| key.verifying().jwk()).collect();
    Json(json!({ "keys": keys }))
}

async fn configuration(State(fake): State<FakeActions>) -> Json<Value> {
    Json(json!({
        "issuer": fake.issuer(),
        "jwks_uri": fake.keys_address(),
        "subject_types_supported": ["public", "pairwise"],
        "response_types_supported": ["id_token"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid"],
    }))
}

async fn token(
    State(fake): State<FakeActions>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let shown = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    let word = shown.and_then(|it| it.split_once(' ')).map(|(_, word)| word);
    let run = word.and_then(|word| lock(&fake.0.runs).get(word).cloned());
    let Some(run) = run else { return StatusCode::UNAUTHORIZED.into_response() };
    let usual = format!("https://github.com/{}", run.repository.split('/').next().unwrap_or(""));
    let audience = query.get("audience").unwrap_or(&usual);
    match fake.token(&run, audience) {
        Ok(token) => Json(json!({ "count": 1, "value": token.reveal() })).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
