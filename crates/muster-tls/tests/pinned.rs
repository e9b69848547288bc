//! Two who know one key talk, and nobody else.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use muster_tls::{BadPin, Pin, dialling, is_wrong_key, listening};
use std::{io, sync::Arc};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio_rustls::{TlsAcceptor, TlsConnector, rustls::pki_types::ServerName};

struct Key {
    pkcs8: Vec<u8>,
    pin: Pin,
}

fn key() -> Key {
    let pair = Ed25519KeyPair::generate().unwrap();
    let pin = Pin::from_bytes(pair.public_key().as_ref().try_into().unwrap());
    Key { pkcs8: pair.to_pkcs8().unwrap().as_ref().to_vec(), pin }
}

/// What a listener with one key hears from whoever trusts another or the same.
async fn heard(listens: &Key, trusted: Pin) -> io::Result<String> {
    let (near, far) = duplex(64 * 1024);
    let (said, heard) = tokio::join!(dial(near, trusted), listen(far, listens));
    said.and(heard)
}

async fn dial(io: DuplexStream, trusted: Pin) -> io::Result<()> {
    let dials = TlsConnector::from(dialling(trusted).unwrap());
    let mut stream = dials.connect(ServerName::try_from("muster").unwrap(), io).await?;
    stream.write_all(b"secret").await?;
    stream.shutdown().await?;
    // Whoever goes before the other one has read everything breaks off.
    drop(stream.read(&mut [0]).await);
    Ok(())
}

async fn listen(io: DuplexStream, key: &Key) -> io::Result<String> {
    let listens = TlsAcceptor::from(listening(&key.pkcs8).unwrap());
    let mut stream = listens.accept(io).await?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    Ok(text)
}

#[tokio::test]
async fn whoever_holds_the_key_hears_what_is_said_and_nobody_else_does() {
    let (ours, other) = (key(), key());
    assert_eq!(heard(&ours, ours.pin).await.unwrap(), "secret");
    let refused = heard(&other, ours.pin).await.unwrap_err();
    assert!(is_wrong_key(&refused), "{refused:?}");
}

#[tokio::test]
async fn whoever_shows_the_key_without_holding_it_is_refused() {
    let (ours, thief) = (key(), key());
    let mut stolen = (*listening(&ours.pkcs8).unwrap()).clone();
    let shown = stolen.cert_resolver.clone();
    // It shows our certificate, and signs with what it has.
    stolen.cert_resolver = Arc::new(pretending::Pretender::new(shown, &thief.pkcs8));
    let (near, far) = duplex(64 * 1024);
    let accept = async { TlsAcceptor::from(Arc::new(stolen)).accept(far).await.map(drop) };
    let (said, _) = tokio::join!(dial(near, ours.pin), accept);
    assert!(!is_wrong_key(&said.unwrap_err()), "it is the signature that is wrong");
}

mod pretending {
    use std::sync::Arc;
    use tokio_rustls::rustls::{
        crypto::aws_lc_rs,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
        server::{ClientHello, ResolvesServerCert},
        sign::CertifiedKey,
    };

    #[derive(Debug)]
    pub(super) struct Pretender {
        shown: Arc<dyn ResolvesServerCert>,
        pkcs8: Vec<u8>,
    }

    impl Pretender {
        pub(super) fn new(shown: Arc<dyn ResolvesServerCert>, pkcs8: &[u8]) -> Self {
            Self { shown, pkcs8: pkcs8.to_vec() }
        }
    }

    impl ResolvesServerCert for Pretender {
        fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
            let shown = self.shown.resolve(hello)?;
            let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.pkcs8.clone()));
            let signs = aws_lc_rs::sign::any_supported_type(&key).ok()?;
            Some(Arc::new(CertifiedKey::new(shown.cert.clone(), signs)))
        }
    }
}

#[test]
fn a_key_survives_its_text_and_nothing_else_is_one() {
    let pin = key().pin;
    assert_eq!(pin.to_string().parse(), Ok(pin));
    for text in ["", "abc", "not a key", &format!("{pin}A")] {
        assert_eq!(text.parse::<Pin>(), Err(BadPin), "{text}");
    }
}
