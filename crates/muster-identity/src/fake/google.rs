//! A fake of Google's sign-in, which signs identities.

use super::{
    codes::{BadCode, Codes, Form},
    house::{Fault, House, World, lock},
};
use crate::{
    Secret,
    address::{Address, BadAddress, Reach},
    jwt::SigningKey,
    social::{Client, Endpoints},
};
use axum::{
    Form as FormBody, Json, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde_json::{Map, Value, json};
use std::{
    io,
    sync::{Arc, Mutex},
};
use url::Url;

const CLIENT: (&str, &str) = ("1234.apps.googleusercontent.com", "google-client-secret");
const LIFETIME_S: i64 = 3_600;

/// Somebody who has an account at Google.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoogleAccount {
    /// The number that stays.
    pub sub: String,
    /// The person's address.
    pub email: String,
    /// Whether Google knows that it is theirs.
    pub email_verified: Value,
    /// What the person is called.
    pub name: String,
}

impl Default for GoogleAccount {
    fn default() -> Self {
        Self {
            sub: "110169484474386276334".to_owned(),
            email: "Ada@Example.org".to_owned(),
            email_verified: true.into(),
            name: "Ada".to_owned(),
        }
    }
}

/// What is otherwise in the next identity.
type Change = Map<String, Value>;

#[derive(Debug)]
struct Inner {
    codes: Codes<GoogleAccount>,
    key: SigningKey,
    change: Mutex<Change>,
}

/// The fake.
#[derive(Debug, Clone)]
pub struct FakeGoogle(Arc<Inner>);

impl FakeGoogle {
    /// Starts it.
    pub async fn start(world: World) -> io::Result<Self> {
        let (house, listener) = House::build(world).await?;
        let key = SigningKey::draw_rs256().and_then(|pem| SigningKey::from_pem(&pem));
        let key = key.map_err(io::Error::other)?;
        let codes = Codes::new(Arc::clone(&house), CLIENT);
        let fake = Self(Arc::new(Inner { codes, key, change: Mutex::default() }));
        let routes = Router::new()
            .route("/token", post(token))
            .route("/oauth2/v3/certs", get(certificates))
            .with_state(fake.clone());
        house.open(listener, routes);
        Ok(fake)
    }

    /// A client that it knows.
    pub fn client(&self) -> Result<Client, BadAddress> {
        let base = &self.0.codes.house.base;
        let at = |path: &str| Address::parse(&format!("{base}{path}"), Reach::LoopbackToo);
        let endpoints = Endpoints::Google {
            authorize: at("/o/oauth2/v2/auth")?,
            token: at("/token")?,
            keys: at("/oauth2/v3/certs")?,
            issuers: vec![base.clone()],
        };
        Ok(Client { id: CLIENT.0.to_owned(), secret: Secret::new(CLIENT.1), endpoints })
    }

    /// The browser of somebody who is signed in and says yes is sent back to this address; nobody is, if the
    /// real one would show an error.
    pub fn approve(&self, url: &Url, account: GoogleAccount) -> Option<Url> {
        self.0.codes.approve(url, account).ok()
    }

    /// Lets something be otherwise in the next identity; nothing stands there, where `null` is given.
    pub fn change_next(&self, claim: &str, value: Value) {
        lock(&self.0.change).insert(claim.to_owned(), value);
    }

    /// Lets the next request go wrong.
    pub fn fail_next(&self, fault: Fault) {
        self.0.codes.house.fail_next(fault);
    }

    fn identity(&self, account: &GoogleAccount, nonce: Option<&str>) -> Option<Secret> {
        let house = &self.0.codes.house;
        let now = house.now().millis().div_euclid(1_000);
        let mut claims = json!({
            "iss": house.base, "azp": CLIENT.0, "aud": CLIENT.0, "sub": account.sub,
            "email": account.email, "email_verified": account.email_verified,
            "name": account.name, "nonce": nonce, "at_hash": "x",
            "iat": now, "exp": now + LIFETIME_S,
        });
        for (name, value) in std::mem::take(&mut *lock(&self.0.change)) {
            claims[name] = value;
        }
        claims.as_object_mut()?.retain(|_, value| !value.is_null());
        self.0.key.sign("JWT", &claims).ok()
    }
}

async fn token(State(fake): State<FakeGoogle>, FormBody(form): FormBody<Form>) -> Response {
    let error =
        |status: StatusCode, code: &str| (status, Json(json!({ "error": code }))).into_response();
    let (account, nonce) = match fake.0.codes.redeem(&form) {
        Ok(found) => found,
        Err(BadCode::Client) => return error(StatusCode::UNAUTHORIZED, "invalid_client"),
        Err(BadCode::Redirect) => return error(StatusCode::BAD_REQUEST, "redirect_uri_mismatch"),
        Err(_) => return error(StatusCode::BAD_REQUEST, "invalid_grant"),
    };
    match fake.identity(&account, nonce.as_deref()) {
        Some(identity) => Json(json!({
            "access_token": format!("ya29.{}", fake.0.codes.house.word()),
            "expires_in": 3_599, "token_type": "Bearer", "scope": "openid email profile",
            "id_token": identity.reveal(),
        }))
        .into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn certificates(State(fake): State<FakeGoogle>) -> Json<Value> {
    Json(json!({ "keys": [fake.0.key.verifying().jwk()] }))
}
