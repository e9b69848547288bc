//! People who sign in with GitHub or Google: OAuth 2 with a code and PKCE.
//!
//! A sign-in *begins* with an address that the browser is sent to and something *pending* that we keep;
//! it is *finished* with what the browser brings back. A person is known by the provider and a number that stays;
//! an e-mail address counts only if the provider has verified it, and identifies nobody.
//!
//! Not here: where what is pending is kept. It belongs to one browser, is used once and ends after ten minutes.

mod callback;
mod github;
mod google;
mod provider;
mod turnstile;

pub use callback::{BadCallback, Callback};
pub use provider::{Client, Endpoints, Provider, UnknownProvider};
pub use turnstile::{NotAPerson, TURNSTILE, Turnstile};

use crate::{
    Email, Secret,
    address::Address,
    jwt::Refusal,
    oidc::KeyCache,
    outbound::{Lost, Question, Transport},
    session::SecretHash,
};
use aws_lc_rs::constant_time;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::StatusCode;
use muster_core::{RequestId, Timestamp};
use muster_seams::{Clock, Rng};
use serde::de::DeserializeOwned;
use std::{sync::Arc, time::Duration};
use url::Url;

/// Somebody types a password and a second factor meanwhile.
const LIFETIME: Duration = Duration::from_mins(10);

/// A sign-in that waits for the browser to come back.
#[derive(Debug, Clone)]
pub struct Pending {
    /// With whom.
    pub provider: Provider,
    /// Proves that the browser is the one that was sent.
    pub state: Secret,
    /// Proves that the identity was made for this sign-in.
    pub nonce: Secret,
    /// Proves that who brings the code is who asked for it.
    pub verifier: Secret,
    /// Where the browser comes back to.
    pub redirect: Address,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A person, as a provider knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who says so.
    pub provider: Provider,
    /// The provider's number for them, which stays.
    pub subject: String,
    /// An address that the provider has verified.
    pub email: Email,
    /// What they are called.
    pub name: Option<String>,
}

impl Person {
    /// By which an account is found.
    pub fn account_key(&self) -> String {
        format!("{}:{}", self.provider.as_str(), self.subject)
    }
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum NotSignedIn {
    /// What the browser brought is no answer to this sign-in.
    #[error("the browser has brought no answer: {0}")]
    Callback(#[from] BadCallback),
    /// The browser is not the one that was sent, or its sign-in is an older one.
    #[error("the answer belongs to another sign-in")]
    OtherSignIn,
    /// It took too long.
    #[error("the sign-in has expired")]
    Expired,
    /// The person said no.
    #[error("the person or the provider has declined")]
    Declined,
    /// The provider does not take the code, or our secret.
    #[error("the provider refuses the code: {0}")]
    CodeRefused(String),
    /// The provider's word is none.
    #[error("the identity is refused: {0}")]
    Identity(#[from] Refusal),
    /// There is no address that we could write to.
    #[error("the provider has verified no e-mail address of this person")]
    NoVerifiedEmail,
    /// The provider cannot be asked.
    #[error("the provider cannot be asked")]
    Unavailable(#[source] Option<Lost>),
    /// The provider says something that means nothing to us.
    #[error("the answer of the provider cannot be read")]
    Unreadable,
}

impl NotSignedIn {
    /// The word for audit and problems.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Callback(_) => "sign_in_bad_callback",
            Self::OtherSignIn => "sign_in_state_mismatch",
            Self::Expired => "sign_in_expired",
            Self::Declined => "sign_in_declined",
            Self::CodeRefused(_) => "sign_in_code_refused",
            Self::Identity(_) => "sign_in_identity_refused",
            Self::NoVerifiedEmail => "sign_in_no_verified_email",
            Self::Unavailable(_) => "sign_in_provider_unavailable",
            Self::Unreadable => "sign_in_provider_unreadable",
        }
    }
}

/// Signs people in with one provider.
#[derive(Debug)]
pub struct SignIn {
    client: Client,
    keys: Option<KeyCache>,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
}

impl SignIn {
    /// With this client of a provider.
    pub fn new(client: Client, transport: Arc<dyn Transport>, clock: Arc<dyn Clock>) -> Self {
        let keys = match &client.endpoints {
            Endpoints::Google { keys, .. } => Some(keys.clone()),
            Endpoints::GitHub { .. } => None,
        };
        let keys = keys.map(|at| KeyCache::new(at, Arc::clone(&transport), Arc::clone(&clock)));
        Self { client, keys, transport, clock }
    }

    /// With whom.
    pub fn provider(&self) -> Provider {
        self.client.provider()
    }

    /// Where the browser is sent, and what is kept meanwhile. It comes back to `redirect`: a public address of ours,
    /// or one on this machine where the desktop listens for it.
    pub fn begin(&self, redirect: Address, rng: &dyn Rng) -> (Url, Pending) {
        let word = || Secret::new(BASE64_URL_SAFE_NO_PAD.encode(rng.bytes::<32>()));
        let pending = Pending {
            provider: self.client.provider(),
            state: word(),
            nonce: word(),
            verifier: word(),
            redirect,
            expires_at: self.clock.now().after(LIFETIME),
        };
        let mut url = self.client.endpoints.authorize().url().clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client.id)
            .append_pair("redirect_uri", pending.redirect.as_str())
            .append_pair("scope", self.client.endpoints.scope())
            .append_pair("state", pending.state.reveal())
            .append_pair("code_challenge", &challenge(&pending.verifier))
            .append_pair("code_challenge_method", "S256");
        if self.client.provider() == Provider::Google {
            url.query_pairs_mut().append_pair("nonce", pending.nonce.reveal());
        }
        (url, pending)
    }

    /// Who has come back. What was pending is used up, whatever comes of it: the caller has removed it from where it
    /// was kept before it calls.
    pub async fn finish(
        &self,
        pending: Pending,
        query: &str,
        request: &RequestId,
    ) -> Result<Person, NotSignedIn> {
        let code = self.code(&pending, query)?;
        match &self.client.endpoints {
            Endpoints::GitHub { .. } => github::person(self, &pending, &code, request).await,
            Endpoints::Google { .. } => google::person(self, &pending, &code, request).await,
        }
    }

    fn code(&self, pending: &Pending, query: &str) -> Result<Secret, NotSignedIn> {
        let callback = Callback::read(query)?;
        let (mine, theirs) = (pending.state.reveal(), callback.state.reveal());
        let is_same = constant_time::verify_slices_are_equal(mine.as_bytes(), theirs.as_bytes());
        if is_same.is_err() || pending.provider != self.client.provider() {
            return Err(NotSignedIn::OtherSignIn);
        }
        if pending.expires_at <= self.clock.now() {
            return Err(NotSignedIn::Expired);
        }
        callback.code.ok_or(NotSignedIn::Declined)
    }

    /// What a provider gives for a code, whatever its status.
    async fn exchange(
        &self,
        pending: &Pending,
        code: &Secret,
        request: &RequestId,
    ) -> Result<(StatusCode, Vec<u8>), NotSignedIn> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", self.client.id.as_str()),
            ("client_secret", self.client.secret.reveal()),
            ("code", code.reveal()),
            ("redirect_uri", pending.redirect.as_str()),
            ("code_verifier", pending.verifier.reveal()),
        ];
        let question = Question::form(self.client.endpoints.token().as_str(), &fields);
        let answer = question.for_request(request).ask(&*self.transport).await.map_err(gone)?;
        if answer.status().is_server_error() {
            return Err(NotSignedIn::Unavailable(None));
        }
        Ok((answer.status(), answer.body().to_vec()))
    }
}

/// The half of PKCE that may be seen.
fn challenge(verifier: &Secret) -> String {
    let sum = SecretHash::of_bytes(verifier.reveal().as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(sum.0)
}

fn gone(lost: Lost) -> NotSignedIn {
    NotSignedIn::Unavailable(Some(lost))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, NotSignedIn> {
    serde_json::from_slice(body).map_err(|_| NotSignedIn::Unreadable)
}

/// What somebody is called, fit to be shown: on one line, and not too long.
fn shown_name(name: Option<&str>) -> Option<String> {
    let plain: String = name?.chars().filter(|char| !char.is_control()).take(128).collect();
    let plain = plain.trim();
    (!plain.is_empty()).then(|| plain.to_owned())
}

/// A word of a provider's, fit for our own log.
fn quoted(text: &str) -> String {
    text.chars().filter(|char| char.is_ascii_graphic() || *char == ' ').take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_is_known() {
        // RFC 7636, appendix B.
        let verifier = Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
