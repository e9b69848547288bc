//! TLS with a pinned key: whoever listens shows its own Ed25519 key, and whoever dials trusts that key alone.
//!
//! No authority vouches for anybody, no name is looked at and no date: the key came with the line that
//! somebody pasted, or was learnt at an earlier meeting. TLS 1.3 only. Where somebody else ends TLS, an edge
//! of a cloud, it is an authority that vouches, and whoever speaks through it proves himself inside.
//!
//! Not here: sockets. Both sides get a configuration and use it as they like.
#![warn(missing_docs)]

mod pin;
mod trust;

pub use pin::{BadPin, Pin};
pub use rustls::{ClientConfig, ServerConfig};

use rcgen::{CertificateParams, KeyPair, PKCS_ED25519, date_time_ymd};
use rustls::{
    CertificateError,
    client::danger::ServerCertVerifier,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    version::TLS13,
};
use rustls_platform_verifier::BuilderVerifierExt;
use std::{error::Error, io, sync::Arc};

/// A key that TLS cannot work with.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// No certificate can be made of it.
    #[error("make a certificate")]
    Certificate(#[from] rcgen::Error),
    /// The library refuses it.
    #[error("set TLS up")]
    Setup(#[from] rustls::Error),
}

/// For whoever listens: shows this Ed25519 key, given as PKCS#8.
///
/// The certificate around it is made anew each time. It says nothing that anybody would look at.
pub fn listening(pkcs8: &[u8]) -> Result<Arc<ServerConfig>, TlsError> {
    let document = PrivatePkcs8KeyDer::from(pkcs8);
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&document, &PKCS_ED25519)?;
    let mut about = CertificateParams::new(["muster".to_owned()])?;
    (about.not_before, about.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(4096, 1, 1));
    let certificate = about.self_signed(&pair)?;
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(pkcs8.to_vec()));
    let config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)?;
    Ok(Arc::new(config))
}

/// For whoever dials: trusts the holder of this key and nobody else.
pub fn dialling(pin: Pin) -> Result<Arc<ClientConfig>, TlsError> {
    let provider = provider();
    let trust: Arc<dyn ServerCertVerifier> = Arc::new(trust::OneKey::new(pin, &provider));
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(trust)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// For whoever dials somebody for whom an authority vouches that this system trusts.
pub fn authorities() -> Result<Arc<ClientConfig>, TlsError> {
    let builder = ClientConfig::builder_with_provider(provider());
    let builder = builder.with_safe_default_protocol_versions()?;
    Ok(Arc::new(builder.with_platform_verifier()?.with_no_client_auth()))
}

/// Whether a connection failed because whoever listens there holds another key.
pub fn is_wrong_key(error: &(dyn Error + 'static)) -> bool {
    let wrong = CertificateError::ApplicationVerificationFailure;
    if let Some(rustls::Error::InvalidCertificate(why)) = error.downcast_ref() {
        return *why == wrong;
    }
    // What an error of the system carries is not among its sources.
    let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let carried = carried.map(|carried| carried as &(dyn Error + 'static));
    carried.or_else(|| error.source()).is_some_and(is_wrong_key)
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}
