//! How an agent reaches its coordinator.

use futures_util::future::BoxFuture;
use muster_seams::{Io, Net};
use std::{fmt, io, sync::Arc, time::Duration};

/// Gives connections to the coordinator: over TCP, or inside of one process.
pub trait Connect: Send + Sync {
    /// A new connection, and what the `Host` header is to say on it.
    fn connect(&self) -> BoxFuture<'_, io::Result<(Box<dyn Io>, String)>>;
}

impl fmt::Debug for dyn Connect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connect")
    }
}

/// An address that does not answer within this time is passed over.
const LONGEST_DIAL: Duration = Duration::from_secs(10);

/// Connects over TCP to the first of several addresses that answers.
#[derive(Debug, Clone)]
pub struct TcpConnect {
    net: Arc<dyn Net>,
    addresses: Vec<String>,
}

impl TcpConnect {
    /// Addresses as `host:port`, the preferred one first.
    pub fn new(net: Arc<dyn Net>, addresses: Vec<String>) -> Self {
        Self { net, addresses }
    }

    async fn dial(&self, address: &str) -> io::Result<Box<dyn Io>> {
        match tokio::time::timeout(LONGEST_DIAL, self.net.dial(address.to_owned())).await {
            Ok(dialled) => dialled,
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

impl Connect for TcpConnect {
    fn connect(&self) -> BoxFuture<'_, io::Result<(Box<dyn Io>, String)>> {
        Box::pin(async move {
            let mut last = io::Error::new(io::ErrorKind::InvalidInput, "no address is known");
            for address in &self.addresses {
                match self.dial(address).await {
                    Ok(io) => return Ok((io, address.clone())),
                    Err(error) => {
                        tracing::debug!(%address, %error, "no answer at this address");
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
