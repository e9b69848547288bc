//! Lines: a coordinator calls a worker that listens, and the worker then speaks as if it had dialled.
//!
//! A line is a WebSocket, which is what passes the edge of a cloud. It begins with a proof of both sides, over
//! nonces of both, so that nothing that was heard once opens another line. Who cannot prove to be the coordinator
//! hears nothing of the worker, and who is not the worker is spoken to no further. After that it carries bytes.

use crate::{
    Garbled, KeyPair, PublicKey, SessionError, Wire,
    proof::{Facts, Nonce, Role},
    wire::{dial_over, is_closed},
};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use muster_core::WorkerId;
use muster_seams::{Io, Rng};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::io::AsyncWrite;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_util::io::{CopyToBytes, SinkWriter, StreamReader};

/// Where a worker that listens is called.
pub const LINE_PATH: &str = "/v1/line";
/// A message holds no more; the other side refuses one that is too long.
const LARGEST_PIECE: usize = 64 * 1024;
/// No session speaks this protocol, so no proof of a line is one of a session.
const NO_PROTOCOL: [u32; 3] = [0; 3];

/// Calls the worker that is behind this connection.
pub async fn call(
    io: Box<dyn Io>,
    host: &str,
    worker: (&WorkerId, &PublicKey),
    key: &KeyPair,
    rng: &dyn Rng,
) -> Result<Box<dyn Io>, SessionError> {
    let mut wire = dial_over(io, host, LINE_PATH).await?;
    let worker_nonce = Nonce::parse(&hear(&mut wire).await?)?;
    let facts = facts(worker.0, worker_nonce, Nonce::draw(rng));
    say(&mut wire, facts.coordinator_nonce.to_string()).await?;
    say(&mut wire, facts.sign(Role::Coordinator, key)).await?;
    facts.verify(Role::Worker, worker.1, &hear(&mut wire).await?)?;
    Ok(line(wire))
}

/// Answers a call, if it is the coordinator who calls.
pub async fn answer(
    mut wire: Wire,
    worker: &WorkerId,
    key: &KeyPair,
    coordinator: &PublicKey,
    rng: &dyn Rng,
) -> Result<Box<dyn Io>, SessionError> {
    let worker_nonce = Nonce::draw(rng);
    say(&mut wire, worker_nonce.to_string()).await?;
    let facts = facts(worker, worker_nonce, Nonce::parse(&hear(&mut wire).await?)?);
    facts.verify(Role::Coordinator, coordinator, &hear(&mut wire).await?)?;
    say(&mut wire, facts.sign(Role::Worker, key)).await?;
    Ok(line(wire))
}

fn facts(worker: &WorkerId, worker_nonce: Nonce, coordinator_nonce: Nonce) -> Facts {
    Facts { worker: worker.clone(), worker_nonce, coordinator_nonce, protocols: NO_PROTOCOL }
}

async fn say(wire: &mut Wire, text: String) -> Result<(), SessionError> {
    Ok(wire.send(Message::Text(text.into())).await?)
}

async fn hear(wire: &mut Wire) -> Result<String, SessionError> {
    loop {
        match wire.next().await.ok_or(SessionError::Closed)?? {
            Message::Text(text) => return Ok(text.as_str().to_owned()),
            Message::Ping(_) | Message::Pong(_) => {}
            _ => return Err(Garbled::OutOfOrder { expected: "a proof" }.into()),
        }
    }
}

/// A wire as the bytes that its messages hold.
fn line(wire: Wire) -> Box<dyn Io> {
    let (sink, stream) = wire.split();
    let heard = stream.filter_map(|message| std::future::ready(bytes(message).transpose()));
    let sink = sink.with(|bytes| std::future::ready(Ok(Message::Binary(bytes))));
    let sink = sink.sink_map_err(|error: tungstenite::Error| io::Error::other(error));
    let said = InPieces(SinkWriter::new(CopyToBytes::new(sink)));
    Box::new(tokio::io::join(StreamReader::new(heard), said))
}

fn bytes(message: Result<Message, tungstenite::Error>) -> io::Result<Option<Bytes>> {
    match message {
        Ok(Message::Binary(bytes)) => Ok(Some(bytes)),
        Ok(_) => Ok(None),
        Err(error) if is_closed(&error) => Ok(None),
        Err(error) => Err(io::Error::other(error)),
    }
}

/// Writes no more at once than one message may hold.
struct InPieces<W>(W);

impl<W: AsyncWrite + Unpin> AsyncWrite for InPieces<W> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let piece = &bytes[..bytes.len().min(LARGEST_PIECE)];
        Poll::Ready(ready!(Pin::new(&mut self.0).poll_write(context, piece)))
    }
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
