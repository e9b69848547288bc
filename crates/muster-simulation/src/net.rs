//! The simulated network, as a seam.

use futures_util::future::BoxFuture;
use muster_seams::{Io, Listen, Net};
use std::{io, net::SocketAddr};
use turmoil::net::{TcpListener, TcpStream};

/// Sockets of the simulated host that uses them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SimNet;

impl Net for SimNet {
    fn dial(&self, to: String) -> BoxFuture<'static, io::Result<Box<dyn Io>>> {
        Box::pin(async move { Ok(Box::new(TcpStream::connect(to).await?) as Box<dyn Io>) })
    }

    fn listen(&self, at: SocketAddr) -> BoxFuture<'static, io::Result<Box<dyn Listen>>> {
        Box::pin(
            async move { Ok(Box::new(Listener(TcpListener::bind(at).await?)) as Box<dyn Listen>) },
        )
    }
}

struct Listener(TcpListener);

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Listener")
    }
}

impl Listen for Listener {
    fn accept(&self) -> BoxFuture<'_, io::Result<(Box<dyn Io>, SocketAddr)>> {
        Box::pin(async move {
            let (stream, from) = self.0.accept().await?;
            Ok((Box::new(stream) as Box<dyn Io>, from))
        })
    }

    fn address(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}
