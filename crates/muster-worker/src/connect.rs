//! How an agent reaches its coordinator.

use futures_util::future::BoxFuture;
use muster_seams::{Io, Net};
use muster_tls::ClientConfig;
use std::{fmt, io, sync::Arc, time::Duration};
use tokio::time::timeout;
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

/// Gives connections to the coordinator: over TCP, inside of one process, or when it calls.
pub trait Connect: Send + Sync {
    /// A new connection, and what the `Host` header is to say on it.
    fn connect(&self) -> BoxFuture<'_, io::Result<(Box<dyn Io>, String)>>;
    /// The coordinator says where it can be reached, the best address first.
    fn learn(&self, _urls: &[String]) {}
}

impl fmt::Debug for dyn Connect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connect")
    }
}

/// An address that does not answer within this time is passed over.
const LONGEST_DIAL: Duration = Duration::from_secs(10);
/// No name is looked at: the key is what counts.
const NAME: &str = "muster";

/// Where a coordinator may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// `host:port`.
    pub authority: String,
    /// Whether TLS is spoken there.
    pub is_encrypted: bool,
}

/// Connects over TCP to the first of several addresses that answers.
#[derive(Debug, Clone)]
pub struct TcpConnect {
    net: Arc<dyn Net>,
    addresses: Vec<Address>,
    tls: Option<Arc<ClientConfig>>,
}

impl TcpConnect {
    /// Addresses as `host:port`, the preferred one first, where nothing is encrypted.
    pub fn new(net: Arc<dyn Net>, addresses: Vec<String>) -> Self {
        let plain = |authority| Address { authority, is_encrypted: false };
        Self { net, addresses: addresses.into_iter().map(plain).collect(), tls: None }
    }

    /// Addresses of which some are encrypted, and whom to trust there.
    pub fn with_tls(net: Arc<dyn Net>, addresses: Vec<Address>, tls: Arc<ClientConfig>) -> Self {
        Self { net, addresses, tls: Some(tls) }
    }

    async fn dial(&self, address: &Address) -> io::Result<Box<dyn Io>> {
        let reach = async {
            let io = self.net.dial(address.authority.clone()).await?;
            if address.is_encrypted { self.encrypt(io).await } else { Ok(io) }
        };
        timeout(LONGEST_DIAL, reach).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
    }

    async fn encrypt(&self, io: Box<dyn Io>) -> io::Result<Box<dyn Io>> {
        let tls = self.tls.clone().ok_or(io::ErrorKind::Unsupported)?;
        let name = ServerName::try_from(NAME).map_err(io::Error::other)?;
        Ok(Box::new(TlsConnector::from(tls).connect(name, io).await?))
    }
}

impl Connect for TcpConnect {
    fn connect(&self) -> BoxFuture<'_, io::Result<(Box<dyn Io>, String)>> {
        Box::pin(async move {
            let mut last = io::Error::new(io::ErrorKind::InvalidInput, "no address is known");
            for address in &self.addresses {
                match self.dial(address).await {
                    Ok(io) => return Ok((io, address.authority.clone())),
                    Err(error) => {
                        let at = &address.authority;
                        tracing::debug!(address = %at, %error, "no answer at this address");
                        last = error;
                    }
                }
            }
            Err(last)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seams::Tcp;

    #[tokio::test]
    async fn the_first_address_that_answers_is_taken() {
        let gone = Tcp.listen("127.0.0.1:0".parse().unwrap()).await.unwrap().address().unwrap();
        let there = Tcp.listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let addresses = [gone, there.address().unwrap()].map(|address| address.to_string());
        let (_, host) = TcpConnect::new(Arc::new(Tcp), addresses.to_vec()).connect().await.unwrap();
        assert_eq!(host, addresses[1]);
        let nobody = TcpConnect::new(Arc::new(Tcp), vec![gone.to_string()]).connect().await;
        assert_eq!(nobody.err().unwrap().kind(), io::ErrorKind::ConnectionRefused);
    }
}
