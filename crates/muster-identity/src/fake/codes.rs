//! Codes of OAuth 2, as both providers give them: for one client, one address and one proof, once.

use super::house::{House, lock};
use crate::session::SecretHash;
use aws_lc_rs::constant_time;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use muster_core::Timestamp;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use url::Url;

/// As long as GitHub's live.
const LIFETIME: Duration = Duration::from_mins(10);

/// Why a provider sends nobody back, or gives nothing for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadCode {
    Client,
    Redirect,
    Code,
    Request,
}

#[derive(Debug)]
struct Code<T> {
    redirect: String,
    challenge: String,
    nonce: Option<String>,
    until: Timestamp,
    account: T,
}

/// What a client shows for a code.
pub(super) type Form = BTreeMap<String, String>;

/// The codes that are out.
#[derive(Debug)]
pub(super) struct Codes<T> {
    pub(super) house: Arc<House>,
    pub(super) client_id: &'static str,
    client_secret: &'static str,
    out: Mutex<BTreeMap<String, Code<T>>>,
}

impl<T> Codes<T> {
    pub(super) fn new(house: Arc<House>, client: (&'static str, &'static str)) -> Self {
        Self { house, client_id: client.0, client_secret: client.1, out: Mutex::default() }
    }

    /// What the browser of this person is sent back with.
    pub(super) fn approve(&self, url: &Url, account: T) -> Result<Url, BadCode> {
        let asked: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
        let word = |name: &str| asked.get(name).filter(|it| !it.is_empty()).ok_or(BadCode::Request);
        if word("client_id")? != self.client_id {
            return Err(BadCode::Client);
        }
        let is_usual = word("response_type")? == "code" && word("code_challenge_method")? == "S256";
        if !is_usual || word("scope")?.is_empty() {
            return Err(BadCode::Request);
        }
        let mut back = Url::parse(word("redirect_uri")?).map_err(|_| BadCode::Redirect)?;
        let code = self.house.word();
        back.query_pairs_mut().append_pair("code", &code).append_pair("state", word("state")?);
        let kept = Code {
            redirect: word("redirect_uri")?.clone(),
            challenge: word("code_challenge")?.clone(),
            nonce: asked.get("nonce").cloned(),
            until: self.house.now().after(LIFETIME),
            account,
        };
        lock(&self.out).insert(code, kept);
        Ok(back)
    }

    /// Whose code it is, and the nonce that it was asked with. A code is gone once it was shown.
    pub(super) fn redeem(&self, form: &Form) -> Result<(T, Option<String>), BadCode> {
        let word = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        let secret = (word("client_secret").as_bytes(), self.client_secret.as_bytes());
        let is_secret = constant_time::verify_slices_are_equal(secret.0, secret.1).is_ok();
        if word("client_id") != self.client_id || !is_secret {
            return Err(BadCode::Client);
        }
        let code = lock(&self.out).remove(word("code")).ok_or(BadCode::Code)?;
        if word("redirect_uri") != code.redirect {
            return Err(BadCode::Redirect);
        }
        let sum = SecretHash::of_bytes(word("code_verifier").as_bytes());
        let is_proof = BASE64_URL_SAFE_NO_PAD.encode(sum.0) == code.challenge;
        let is_in_time = self.house.now() < code.until;
        let is_usual = word("grant_type") == "authorization_code";
        if is_proof && is_in_time && is_usual {
            Ok((code.account, code.nonce))
        } else {
            Err(BadCode::Code)
        }
    }
}
