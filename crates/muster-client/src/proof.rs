//! Proofs: both sides know a credential, before the client shows it.
//!
//! Another program may have taken the coordinator's port. So the client proves what it knows without
//! saying it, the coordinator answers with a proof of its own, and only then the credential leaves us. A
//! proof says for which host it is, so whoever listens elsewhere cannot have ours answered by the
//! coordinator. Over TLS the certificate has proved as much already.

use crate::{client::Client, credential::Credential, error::ClientError, random};
use aws_lc_rs::{digest, hmac};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use muster_api::instance::Challenge;
use muster_core::{TokenId, token::ClearToken};
use url::{Position, Url};

/// What begins the proofs, so that no other ones can be mistaken for them.
const CLIENT: &[u8] = b"muster-challenge-v1 client\0";
const COORDINATOR: &[u8] = b"muster-challenge-v1 coordinator\0";

/// A credential as far as both sides know it: the coordinator keeps its hash alone.
struct Known {
    token: Option<TokenId>,
    key: hmac::Key,
}

impl Known {
    fn of(credential: &Credential) -> Self {
        let issued: Option<ClearToken> = credential.reveal().parse().ok();
        let secret = issued.as_ref().map_or(credential.reveal().as_bytes(), ClearToken::secret);
        let hash = digest::digest(&digest::SHA256, secret);
        let key = hmac::Key::new(hmac::HMAC_SHA256, hash.as_ref());
        Self { token: issued.map(|token| token.id), key }
    }
}

/// Has the coordinator prove that it knows this credential, unless TLS or our own process vouches for it.
pub(crate) async fn demand(client: &Client, credential: &Credential) -> Result<(), ClientError> {
    let Some(host) = plain_host(client.url()) else { return Ok(()) };
    let (Known { token, key }, nonce) = (Known::of(credential), random::nonce());
    let message = |who: &[u8]| [who, &nonce, host.as_bytes()].concat();
    let challenge = Challenge {
        nonce: URL_SAFE_NO_PAD.encode(nonce),
        token,
        claim: URL_SAFE_NO_PAD.encode(hmac::sign(&key, &message(CLIENT))),
    };
    let answer = client.without_credential().challenge(&challenge).await?;
    let proof = URL_SAFE_NO_PAD.decode(answer.proof).unwrap_or_default();
    hmac::verify(&key, &message(COORDINATOR), &proof)
        .map_err(|_| ClientError::Impostor { url: client.url().to_owned() })
}

/// The host as a request over plain HTTP names it.
fn plain_host(url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| url.scheme() == "http")?;
    Some(url[Position::BeforeHost..Position::AfterPort].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_what_a_request_says() {
        for (url, host) in [
            ("http://127.0.0.1:7600", Some("127.0.0.1:7600")),
            ("http://[::1]:7600/prefix", Some("[::1]:7600")),
            ("http://LocalHost:80/", Some("localhost")),
            ("https://muster.example.com", None),
            ("this process", None),
        ] {
            assert_eq!(plain_host(url).as_deref(), host, "{url}");
        }
    }
}
