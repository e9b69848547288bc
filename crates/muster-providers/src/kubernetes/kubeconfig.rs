//! Where a cluster is and as whom we ask it, as a kubeconfig or the cluster itself says.

use super::identity::{Identity, Program};
use crate::{
    Secret,
    http::{BadBase, Base, OwnTls},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use kube::config::{AuthInfo, Cluster as NamedCluster, ExecConfig, Kubeconfig, KubeconfigError};
use secrecy::{ExposeSecret, SecretString};
use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
};

/// A kubeconfig that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadKubeconfig {
    /// It cannot be read or makes no sense.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] KubeconfigError),
    /// A file that it names cannot be read.
    #[error("names a file that cannot be read: {0}")]
    File(#[from] io::Error),
    /// It has no such thing.
    #[error("has no {0}")]
    Missing(&'static str),
    /// What is in it is not what it has to be.
    #[error("has {0} that makes no sense")]
    Nonsense(&'static str),
    /// It wants something that is not done here.
    #[error("wants {0}, which is not done")]
    Unsupported(&'static str),
    /// Its server is no address for us.
    #[error("has a server that cannot be used: {0}")]
    Server(#[from] BadBase),
}

/// What a kubeconfig says of one cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Where its API is.
    pub base: Base,
    /// As whom we ask.
    pub identity: Identity,
    /// In which namespace, if it says.
    pub namespace: Option<String>,
}

impl Cluster {
    /// What the kubeconfig in these files says, of this context or of its current one.
    pub fn read(
        files: impl IntoIterator<Item = PathBuf>,
        context: Option<&str>,
    ) -> Result<Self, BadKubeconfig> {
        let mut whole = Kubeconfig::default();
        for file in files {
            whole = whole.merge(Kubeconfig::read_from(file)?)?;
        }
        Self::of(&whole, context)
    }

    fn of(config: &Kubeconfig, context: Option<&str>) -> Result<Self, BadKubeconfig> {
        let named = context.or(config.current_context.as_deref());
        let named = named.ok_or(BadKubeconfig::Missing("current context"))?;
        let context = config.contexts.iter().find(|it| it.name == named);
        let context = context.and_then(|it| it.context.as_ref());
        let context = context.ok_or(BadKubeconfig::Missing("context of this name"))?;
        let cluster = config.clusters.iter().find(|it| it.name == context.cluster);
        let cluster = cluster.and_then(|it| it.cluster.as_ref());
        let cluster = cluster.ok_or(BadKubeconfig::Missing("cluster of this context"))?;
        let user = config.auth_infos.iter().find(|it| Some(&it.name) == context.user.as_ref());
        let user = user.and_then(|it| it.auth_info.clone()).unwrap_or_default();
        let tls = OwnTls { roots: roots(cluster)?, identity: certificate(&user)? };
        let server = cluster.server.as_deref().ok_or(BadKubeconfig::Missing("server"))?;
        Ok(Self {
            base: Base::own(server, tls)?,
            identity: identity(&user)?,
            namespace: context.namespace.clone(),
        })
    }

    /// The cluster in which this program itself runs.
    pub fn around_us(host: &str, port: &str, mounted: &Path) -> Result<Self, BadKubeconfig> {
        let roots = Some(std::fs::read_to_string(mounted.join("ca.crt"))?);
        let namespace = std::fs::read_to_string(mounted.join("namespace"))?.trim().to_owned();
        let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
        let tls = OwnTls { roots, identity: None };
        Ok(Self {
            base: Base::own(&format!("https://{host}:{port}"), tls)?,
            identity: Identity::TokenFile(mounted.join("token")),
            namespace: Some(namespace),
        })
    }
}

fn roots(cluster: &NamedCluster) -> Result<Option<String>, BadKubeconfig> {
    if cluster.insecure_skip_tls_verify == Some(true) {
        return Err(BadKubeconfig::Unsupported("insecure-skip-tls-verify"));
    }
    if cluster.tls_server_name.is_some() {
        return Err(BadKubeconfig::Unsupported("tls-server-name"));
    }
    if cluster.proxy_url.is_some() {
        return Err(BadKubeconfig::Unsupported("proxy-url"));
    }
    let data = cluster.certificate_authority_data.as_deref();
    pem(data, cluster.certificate_authority.as_deref(), "certificate-authority-data")
}

fn certificate(user: &AuthInfo) -> Result<Option<Secret>, BadKubeconfig> {
    let data = user.client_certificate_data.as_deref();
    let certificate = pem(data, user.client_certificate.as_deref(), "client-certificate-data")?;
    let data = user.client_key_data.as_ref().map(revealed);
    let key = pem(data.as_deref(), user.client_key.as_deref(), "client-key-data")?;
    Ok(certificate.zip(key).map(|(certificate, key)| Secret::new(format!("{certificate}\n{key}"))))
}

fn revealed(secret: &SecretString) -> String {
    secret.expose_secret().to_owned()
}

/// PEM as it stands in the file, or in another one.
fn pem(
    data: Option<&str>,
    file: Option<&str>,
    what: &'static str,
) -> Result<Option<String>, BadKubeconfig> {
    let nonsense = || BadKubeconfig::Nonsense(what);
    match (data, file) {
        (Some(data), _) => {
            let bytes = BASE64_STANDARD.decode(data.trim()).map_err(|_| nonsense())?;
            String::from_utf8(bytes).map(Some).map_err(|_| nonsense())
        }
        (None, Some(file)) => Ok(Some(std::fs::read_to_string(file)?)),
        (None, None) => Ok(None),
    }
}

fn identity(user: &AuthInfo) -> Result<Identity, BadKubeconfig> {
    if user.impersonate.is_some() {
        return Err(BadKubeconfig::Unsupported("to be somebody else (`as`)"));
    }
    if user.auth_provider.is_some() {
        return Err(BadKubeconfig::Unsupported("an auth-provider"));
    }
    if let Some(token) = &user.token {
        return Ok(Identity::Token(Secret::new(revealed(token))));
    }
    if let Some(file) = &user.token_file {
        return Ok(Identity::TokenFile(file.into()));
    }
    if let Some(exec) = &user.exec {
        return program(exec).map(Identity::Program);
    }
    if user.username.is_some() {
        return Err(BadKubeconfig::Unsupported("a name and a password"));
    }
    Ok(Identity::Certificate)
}

fn program(exec: &ExecConfig) -> Result<Program, BadKubeconfig> {
    let command = exec.command.as_ref().ok_or(BadKubeconfig::Missing("command to run"))?;
    let usual = "client.authentication.k8s.io/v1";
    let pair = |entry: &HashMap<String, String>| {
        Some((entry.get("name")?.clone(), entry.get("value")?.clone()))
    };
    Ok(Program {
        api_version: exec.api_version.clone().unwrap_or_else(|| usual.to_owned()),
        command: command.into(),
        arguments: exec.args.clone().unwrap_or_default(),
        variables: exec.env.iter().flatten().filter_map(pair).collect(),
    })
}
