//! `DOCKER_*`, as Docker's own tools read them.

use super::Reader;
use crate::{
    Secret,
    docker::DockerSettings,
    http::{BadBase, Base, OwnTls},
};
use std::{io, path::Path};

const REGION: &str = "local";

/// The engine's settings, if it is named.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<DockerSettings> {
    let certificates = reader.text("DOCKER_CERT_PATH");
    let is_encrypted = reader.text("DOCKER_TLS_VERIFY").is_some();
    let region = reader.text_or("MUSTER_DOCKER_REGION", REGION);
    let Some(host) = reader.text("DOCKER_HOST") else {
        reader.in_vain("MUSTER_DOCKER_", "DOCKER_HOST");
        return None;
    };
    let tls = if is_encrypted { own_tls(reader, certificates)? } else { OwnTls::default() };
    let base = base(host, is_encrypted, tls);
    let base = base.map_err(|bad| reader.problem("DOCKER_HOST", &bad.to_string())).ok()?;
    Some(DockerSettings { base, region })
}

fn base(host: &str, is_encrypted: bool, tls: OwnTls) -> Result<Base, BadBase> {
    match host.split_once("://") {
        Some(("unix", path)) => Base::socket(path.into()),
        Some(("tcp", rest)) if is_encrypted => Base::own(&format!("https://{rest}"), tls),
        Some(("tcp", rest)) => Base::own(&format!("http://{rest}"), tls),
        Some(("http" | "https", _)) => Base::own(host, tls),
        _ => Err(BadBase::NotAnAddress),
    }
}

/// The files that Docker's own tools write there.
fn own_tls(reader: &mut Reader<'_>, folder: Option<&str>) -> Option<OwnTls> {
    let Some(folder) = folder else {
        reader.problem("DOCKER_CERT_PATH", "is missing: DOCKER_TLS_VERIFY needs it");
        return None;
    };
    let read = certificates(Path::new(folder));
    read.map_err(|error| reader.problem("DOCKER_CERT_PATH", &error.to_string())).ok()
}

fn certificates(folder: &Path) -> io::Result<OwnTls> {
    let text = |name: &str| std::fs::read_to_string(folder.join(name));
    let identity = format!("{}\n{}", text("cert.pem")?, text("key.pem")?);
    Ok(OwnTls { roots: Some(text("ca.pem")?), identity: Some(Secret::new(identity)) })
}
