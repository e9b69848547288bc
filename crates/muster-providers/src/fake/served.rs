//! A fake on a socket.

use super::Fake;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::rt::TokioIo;
use muster_seams::{Io, Listen, Seams};
use std::{io, net::SocketAddr};

/// Answers at this address until the program stops; says where, if the port was left open.
pub async fn serve(fake: Fake, seams: &Seams, at: SocketAddr) -> io::Result<SocketAddr> {
    let listener = seams.net.listen(at).await?;
    let address = listener.address()?;
    let task = accept_all(fake, listener, seams.clone());
    seams.tasks.spawn("fake provider", task);
    Ok(address)
}

/// Answers at a socket that is a file, as the engines of one machine do.
#[cfg(unix)]
pub fn serve_at_file(fake: Fake, seams: &Seams, at: &std::path::Path) -> io::Result<()> {
    let listener = tokio::net::UnixListener::bind(at)?;
    let own = seams.clone();
    seams.tasks.spawn("fake provider", async move {
        loop {
            tokio::select! {
                biased;
                () = own.tasks.stopped() => return,
                accepted = listener.accept() => match accepted {
                    Ok((io, _)) => begin(fake.clone(), Box::new(io), &own),
                    Err(error) => tracing::debug!(%error, "cannot accept a connection to a fake"),
                },
            }
        }
    });
    Ok(())
}

fn begin(fake: Fake, io: Box<dyn Io>, seams: &Seams) {
    let tasks = seams.tasks.clone();
    seams.tasks.spawn("fake provider's connection", async move {
        tokio::select! {
            biased;
            () = tasks.stopped() => {}
            () = converse(fake, io) => {}
        }
    });
}

async fn accept_all(fake: Fake, listener: Box<dyn Listen>, seams: Seams) {
    loop {
        let accepted = tokio::select! {
            biased;
            () = seams.tasks.stopped() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((io, _)) => begin(fake.clone(), io, &seams),
            Err(error) => tracing::debug!(%error, "cannot accept a connection to a fake"),
        }
    }
}

async fn converse(fake: Fake, io: Box<dyn Io>) {
    let service = service_fn(move |request: Request<Incoming>| {
        let fake = fake.clone();
        async move { answer(&fake, request).await }
    });
    let served =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(io), service);
    if let Err(error) = served.await {
        tracing::trace!(%error, "a fake's connection ended early");
    }
}

/// An error here breaks the connection, which is what a cut is.
async fn answer(fake: &Fake, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let answer = fake.answer(Request::from_parts(head, body)).await.map_err(io::Error::other)?;
    Ok(answer.map(Full::new))
}
