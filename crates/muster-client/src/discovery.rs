//! Discovery: which coordinator is meant, and whether it is the right one.
//!
//! An address that was given is used as it is. Otherwise the coordinator that runs on our data
//! directory is meant: its `instance.json` says where it listens and holds the key of this start.
//! Another program may have taken that port in the meantime, so the coordinator must first prove that
//! it knows the token, or that key; until then nothing secret leaves us.

use crate::{
    client::Client, credential::Credential, error::ClientError, instance::read_instance_file,
    target::Target,
};
use muster_api::instance::InstanceFile;
use std::path::PathBuf;
use url::Url;

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
        let target = Target { url, credential: token.clone(), allows_plain_http };
        let client = Client::over_http(target).await?;
        return match token {
            Some(token) => client.proved(token).await,
            None => Ok(client),
        };
    }
    let Some(instance) = read_instance_file(&data_dir)? else {
        return Err(ClientError::NotRunning { data_dir });
    };
    let client = match find(&instance).await {
        // The file of a coordinator that was killed is still there.
        Err(ClientError::Unreachable { .. }) => return Err(ClientError::NotRunning { data_dir }),
        outcome => outcome?,
    };
    Ok(token.map_or_else(|| client.clone(), |token| client.with_credential(token)))
}

/// A client with the key of a file for the coordinator that has proved that it knows it.
async fn find(instance: &InstanceFile) -> Result<Client, ClientError> {
    let impostor = || ClientError::Impostor { url: instance.url.clone() };
    let url = Url::parse(&instance.url).map_err(|_| impostor())?;
    let key = Credential::from_key(&instance.key);
    let target = Target { url, credential: Some(key.clone()), allows_plain_http: false };
    let client = Client::over_http(target).await?;
    client.proved(key).await.map_err(|error| match error {
        ClientError::Unreachable { .. } => error,
        error if error.is_of_another_age() => error,
        error if error.is_transient() && error.problem().is_some() => error,
        _ => impostor(),
    })
}
