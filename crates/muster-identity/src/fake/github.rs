//! A fake of GitHub's sign-in and of the two questions that we ask its API.

use super::{
    codes::{BadCode, Codes, Form},
    house::{Fault, House, World, lock},
};
use crate::{
    Secret,
    address::{Address, BadAddress, Reach},
    social::{Client, Endpoints},
};
use axum::{
    Form as FormBody, Json, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex},
};
use url::Url;

const CLIENT: (&str, &str) = ("Iv1.muster", "github-client-secret");

/// Somebody who has an account at GitHub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitHubAccount {
    /// The number that stays.
    pub id: u64,
    /// What the account is called now.
    pub login: String,
    /// What the person is called.
    pub name: Option<String>,
    /// Addresses: whether each is the first, and whether it is verified.
    pub emails: Vec<(String, bool, bool)>,
}

impl Default for GitHubAccount {
    fn default() -> Self {
        let other = ("hubot@example.com".to_owned(), false, true);
        let emails = vec![other, ("Octocat@Example.org".to_owned(), true, true)];
        Self { id: 583_231, login: "octocat".to_owned(), name: Some("Mona".to_owned()), emails }
    }
}

#[derive(Debug)]
struct Inner {
    codes: Codes<GitHubAccount>,
    tokens: Mutex<BTreeMap<String, GitHubAccount>>,
}

/// The fake.
#[derive(Debug, Clone)]
pub struct FakeGitHub(Arc<Inner>);

impl FakeGitHub {
    /// Starts it.
    pub async fn start(world: World) -> io::Result<Self> {
        let (house, listener) = House::build(world).await?;
        let codes = Codes::new(Arc::clone(&house), CLIENT);
        let fake = Self(Arc::new(Inner { codes, tokens: Mutex::default() }));
        let routes = Router::new()
            .route("/login/oauth/access_token", post(token))
            .route("/user", get(user))
            .route("/user/emails", get(emails))
            .with_state(fake.clone());
        house.open(listener, routes);
        Ok(fake)
    }

    /// A client that it knows.
    pub fn client(&self) -> Result<Client, BadAddress> {
        let base = &self.0.codes.house.base;
        let at = |path: &str| Address::parse(&format!("{base}{path}"), Reach::LoopbackToo);
        let endpoints = Endpoints::GitHub {
            authorize: at("/login/oauth/authorize")?,
            token: at("/login/oauth/access_token")?,
            user: at("/user")?,
            emails: at("/user/emails")?,
        };
        Ok(Client { id: CLIENT.0.to_owned(), secret: Secret::new(CLIENT.1), endpoints })
    }

    /// The browser of somebody who is signed in and says yes is sent back to this address; nobody is, if the
    /// real one would show an error.
    pub fn approve(&self, url: &Url, account: GitHubAccount) -> Option<Url> {
        self.0.codes.approve(url, account).ok()
    }

    /// Lets the next request go wrong.
    pub fn fail_next(&self, fault: Fault) {
        self.0.codes.house.fail_next(fault);
    }

    fn holder(&self, headers: &HeaderMap) -> Option<GitHubAccount> {
        // The real one turns away who does not say what program it is.
        headers.get(header::USER_AGENT)?;
        let shown = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
        lock(&self.0.tokens).get(shown).cloned()
    }
}

/// The real one answers 200 to whatever it refuses here.
async fn token(State(fake): State<FakeGitHub>, FormBody(form): FormBody<Form>) -> Json<Value> {
    let error = |code: &str| Json(json!({ "error": code, "error_description": "It is wrong." }));
    match fake.0.codes.redeem(&form) {
        Ok((account, _)) => {
            let token = format!("gho_{}", fake.0.codes.house.word());
            lock(&fake.0.tokens).insert(token.clone(), account);
            let scope = "read:user,user:email";
            Json(json!({ "access_token": token, "token_type": "bearer", "scope": scope }))
        }
        Err(BadCode::Client) => error("incorrect_client_credentials"),
        Err(BadCode::Redirect) => error("redirect_uri_mismatch"),
        Err(BadCode::Code | BadCode::Request) => error("bad_verification_code"),
    }
}

async fn user(State(fake): State<FakeGitHub>, headers: HeaderMap) -> Response {
    match fake.holder(&headers) {
        Some(GitHubAccount { id, login, name, .. }) => {
            Json(json!({ "id": id, "login": login, "name": name, "email": null })).into_response()
        }
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

async fn emails(State(fake): State<FakeGitHub>, headers: HeaderMap) -> Response {
    let Some(account) = fake.holder(&headers) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let list = account.emails.into_iter().map(|(email, primary, verified)| {
        json!({ "email": email, "primary": primary, "verified": verified, "visibility": null })
    });
    Json(list.collect::<Value>()).into_response()
}
