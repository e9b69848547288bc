//! Sockets: real ones here, a simulator's elsewhere.

use futures_util::future::BoxFuture;
use std::{fmt, io, net::SocketAddr};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
};

/// A connection's two directions.
pub trait Io: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Io for T {}

/// Where connections come from.
pub trait Listen: fmt::Debug + Send + Sync {
    /// The next connection, and whom it is from.
    fn accept(&self) -> BoxFuture<'_, io::Result<(Box<dyn Io>, SocketAddr)>>;
    /// Where it listens.
    fn address(&self) -> io::Result<SocketAddr>;
}

/// The network.
pub trait Net: fmt::Debug + Send + Sync {
    /// Opens a connection to `host:port`.
    fn dial(&self, to: String) -> BoxFuture<'static, io::Result<Box<dyn Io>>>;
    /// Listens at an address.
    fn listen(&self, at: SocketAddr) -> BoxFuture<'static, io::Result<Box<dyn Listen>>>;
}

/// The operating system's TCP.
#[derive(Debug, Clone, Copy)]
pub struct Tcp;

impl Net for Tcp {
    fn dial(&self, to: String) -> BoxFuture<'static, io::Result<Box<dyn Io>>> {
        Box::pin(async move { TcpStream::connect(to).await.map(boxed) })
    }

    fn listen(&self, at: SocketAddr) -> BoxFuture<'static, io::Result<Box<dyn Listen>>> {
        Box::pin(async move { Ok(Box::new(TcpListener::bind(at).await?) as Box<dyn Listen>) })
    }
}

impl Listen for TcpListener {
    fn accept(&self) -> BoxFuture<'_, io::Result<(Box<dyn Io>, SocketAddr)>> {
        Box::pin(async move {
            let (stream, from) = Self::accept(self).await?;
            Ok((boxed(stream), from))
        })
    }

    fn address(&self) -> io::Result<SocketAddr> {
        self.local_addr()
    }
}

/// Small frames must not wait for each other: without `TCP_NODELAY` a job takes 40 ms longer.
fn boxed(stream: TcpStream) -> Box<dyn Io> {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "cannot set TCP_NODELAY");
    }
    Box::new(stream)
}
