//! Discovery: which coordinator is meant, and whether it is the right one.
//!
//! An address that was given is used as it is. Otherwise the coordinator that runs on our data
//! directory is meant: its `instance.json` says where it listens and holds the key of this start.
//! Another program may have taken that port in the meantime, so the coordinator must first answer
//! a challenge that only the key's holder can; until then nothing secret leaves us.

use crate::{
    client::Client, credential::Credential, error::ClientError, instance::read_instance_file,
    random, target::Target,
};
use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use muster_api::instance::{Challenge, InstanceFile};
use std::path::PathBuf;
use url::Url;

/// Separates this use of the key from every other one.
const DOMAIN: &[u8] = b"muster-instance-v1\0";

/// What is known of the coordinator that is meant.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Its address, if one was given.
    pub url: Option<Url>,
    /// A token, if one was given.
    pub token: Option<Credential>,
    /// The data directory whose coordinator is meant when no address was given.
    pub data_dir: PathBuf,
    /// Send secrets over plain HTTP to any address.
    pub allows_plain_http: bool,
}

/// Finds the coordinator that is meant and makes sure of it.
pub async fn discover(wish: Wish) -> Result<Client, ClientError> {
    let Wish { url, token, data_dir, allows_plain_http } = wish;
    if let Some(url) = url {
        return Client::over_http(Target { url, credential: token, allows_plain_http }).await;
    }
    let Some(instance) = read_instance_file(&data_dir)? else {
        return Err(ClientError::NotRunning { data_dir });
    };
    let client = match prove(&instance).await {
        // The file of a coordinator that was killed is still there.
        Err(ClientError::Unreachable { .. }) => return Err(ClientError::NotRunning { data_dir }),
        outcome => outcome?,
    };
    Ok(client.with_credential(token.unwrap_or_else(|| Credential::from_key(&instance.key))))
}

/// A client without a credential for a coordinator that has proved itself.
async fn prove(instance: &InstanceFile) -> Result<Client, ClientError> {
    let impostor = || ClientError::Impostor { url: instance.url.clone() };
    let url = Url::parse(&instance.url).map_err(|_| impostor())?;
    let target = Target { url, credential: None, allows_plain_http: false };
    let client = Client::over_http(target).await?;
    let nonce = random::nonce();
    let challenge = Challenge { nonce: URL_SAFE_NO_PAD.encode(nonce) };
    let proof = match client.challenge(&challenge).await {
        Ok(answer) => answer.proof,
        Err(error @ ClientError::Unreachable { .. }) => return Err(error),
        Err(error) if error.is_transient() && error.problem().is_some() => return Err(error),
        Err(_) => return Err(impostor()),
    };
    if is_proof(&instance.key, &nonce, &proof) { Ok(client) } else { Err(impostor()) }
}

/// Compares in constant time.
fn is_proof(key: &str, nonce: &[u8], proof: &str) -> bool {
    let Ok(proof) = URL_SAFE_NO_PAD.decode(proof) else { return false };
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    hmac::verify(&key, &[DOMAIN, nonce].concat(), &proof).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_holder_of_the_key_can_answer_and_only_this_question() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"the key of this start");
        let nonce = [7; 32];
        let tag = hmac::sign(&key, &[DOMAIN, &nonce].concat());
        let proof = URL_SAFE_NO_PAD.encode(tag);
        assert!(is_proof("the key of this start", &nonce, &proof));
        assert!(!is_proof("another key", &nonce, &proof));
        assert!(!is_proof("the key of this start", &[8; 32], &proof));
        assert!(!is_proof("the key of this start", &nonce, ""));
        assert!(!is_proof("the key of this start", &nonce, "not base 64!"));
    }
}
