//! The wire: a WebSocket over any connection, the same type whoever dialled.
//!
//! The accepting side takes hyper's upgrade and not axum's own WebSocket, so that both ends hold one
//! type with one configuration.

use crate::SessionError;
use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::{HeaderMap, HeaderName, Method, StatusCode, header};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use muster_api::{Problem, ProblemKind};
use muster_seams::Io;
use std::io;
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        self, Message,
        client::ClientRequestBuilder,
        handshake::derive_accept_key,
        protocol::{Role, WebSocketConfig},
    },
};
use tokio_util::io::{CopyToBytes, SinkWriter, StreamReader};

/// Where a session is dialled.
pub const SESSION_PATH: &str = "/v1/session";
/// Where a line is called, on a worker that listens.
pub const LINE_PATH: &str = "/v1/line";
/// Sixteen of the longest chunks; nothing that is said is larger.
pub const LARGEST_MESSAGE: usize = 1 << 20;

/// A session's connection.
pub type Wire = WebSocketStream<Box<dyn Io>>;

// An idle session costs 7 KiB with these, and 134 KiB with the defaults; a coordinator has thousands.
fn config() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(4096)
        .write_buffer_size(1024)
        .max_write_buffer_size(2 * LARGEST_MESSAGE)
        .max_message_size(Some(LARGEST_MESSAGE))
        .max_frame_size(Some(LARGEST_MESSAGE))
}

/// Why a request cannot become a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A WebSocket begins with GET.
    #[error("a session begins with a GET request")]
    NotGet,
    /// The request does not ask for a WebSocket.
    #[error("a session begins with a WebSocket handshake; this request asks for none")]
    NotWebSocket,
    /// The request asks for another version of WebSocket.
    #[error("a session speaks WebSocket version 13")]
    OtherVersion,
    /// The connection underneath cannot be taken over.
    #[error("this connection cannot be turned into a session")]
    NotUpgradable,
}

impl Refusal {
    /// The refusal as a problem, for the answer.
    pub fn problem(self) -> Problem {
        let kind = match self {
            Self::NotGet => ProblemKind::MethodNotAllowed,
            Self::NotWebSocket | Self::NotUpgradable => ProblemKind::BadRequest,
            Self::OtherVersion => ProblemKind::UpgradeRequired,
        };
        Problem::new(kind, self.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let problem = self.problem();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
        let headers = [
            (header::CONTENT_TYPE, "application/problem+json"),
            (header::SEC_WEBSOCKET_VERSION, "13"),
        ];
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        (status, headers, Body::from(body)).into_response()
    }
}

/// A connection that becomes a wire once the answer has been sent.
#[derive(Debug)]
pub struct Upgrade(OnUpgrade);

impl Upgrade {
    /// Waits until the answer has been sent, and takes the connection over.
    pub async fn wire(self) -> Result<Wire, hyper::Error> {
        let io: Box<dyn Io> = Box::new(TokioIo::new(self.0.await?));
        Ok(WebSocketStream::from_raw_socket(io, Role::Server, Some(config())).await)
    }
}

impl Upgrade {
    /// The same as a line: see [`line_over`].
    pub async fn line(self) -> Result<Box<dyn Io>, hyper::Error> {
        Ok(line(self.wire().await?))
    }
}

/// Bytes through a WebSocket, which is what passes the edge of a cloud.
fn line(wire: Wire) -> Box<dyn Io> {
    let (sink, stream) = wire.split();
    let bytes = stream.filter_map(|message| std::future::ready(bytes(message).transpose()));
    let sink = sink.with(|bytes| std::future::ready(Ok(Message::Binary(bytes))));
    let sink = sink.sink_map_err(|error: tungstenite::Error| io::Error::other(error));
    let (read, write) = (StreamReader::new(bytes), SinkWriter::new(CopyToBytes::new(sink)));
    Box::new(tokio::io::join(read, write))
}

fn bytes(message: Result<Message, tungstenite::Error>) -> io::Result<Option<Bytes>> {
    match message {
        Ok(Message::Binary(bytes)) => Ok(Some(bytes)),
        Ok(_) | Err(tungstenite::Error::ConnectionClosed) => Ok(None),
        Err(error) => Err(io::Error::other(error)),
    }
}

/// Accepts a session: gives the answer to send, and what the connection then becomes.
pub fn accept(mut request: Request) -> Result<(Response, Upgrade), Refusal> {
    if request.method() != Method::GET {
        return Err(Refusal::NotGet);
    }
    let key = handshake_key(request.headers())?;
    if request.extensions().get::<OnUpgrade>().is_none() {
        return Err(Refusal::NotUpgradable);
    }
    let upgrade = Upgrade(hyper::upgrade::on(&mut request));
    let headers = [
        (header::CONNECTION, "upgrade".to_owned()),
        (header::UPGRADE, "websocket".to_owned()),
        (header::SEC_WEBSOCKET_ACCEPT, derive_accept_key(key.as_bytes())),
    ];
    Ok(((StatusCode::SWITCHING_PROTOCOLS, headers).into_response(), upgrade))
}

fn handshake_key(headers: &HeaderMap) -> Result<String, Refusal> {
    let asks_for_one = names(headers, &header::CONNECTION, "upgrade")
        && names(headers, &header::UPGRADE, "websocket");
    let key = headers.get(header::SEC_WEBSOCKET_KEY).and_then(|value| value.to_str().ok());
    let key = key.filter(|_| asks_for_one).ok_or(Refusal::NotWebSocket)?;
    if !names(headers, &header::SEC_WEBSOCKET_VERSION, "13") {
        return Err(Refusal::OtherVersion);
    }
    Ok(key.to_owned())
}

/// Whether a header lists this word.
fn names(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|one| one.trim().eq_ignore_ascii_case(word))
}

/// Dials a session over a connection that is open already.
///
/// `host` is what the `Host` header says; the other side checks it against its own names.
pub async fn dial_over(io: Box<dyn Io>, host: &str, path: &str) -> Result<Wire, SessionError> {
    handshake(io, request(host, path)?).await
}

/// Calls a worker that listens: a line on which it will speak as if it had dialled.
pub async fn line_over(
    io: Box<dyn Io>,
    host: &str,
    call: &str,
) -> Result<Box<dyn Io>, SessionError> {
    let request = request(host, LINE_PATH)?.with_header(header::AUTHORIZATION.as_str(), call);
    Ok(line(handshake(io, request).await?))
}

fn request(host: &str, path: &str) -> Result<ClientRequestBuilder, SessionError> {
    let uri = format!("ws://{host}{path}").parse::<http::Uri>();
    let uri = uri.map_err(|error| tungstenite::Error::from(http::Error::from(error)))?;
    Ok(ClientRequestBuilder::new(uri))
}

async fn handshake(io: Box<dyn Io>, request: ClientRequestBuilder) -> Result<Wire, SessionError> {
    let dialling = client_async_with_config(request, io, Some(config()));
    Ok(crate::pace::hand_over(dialling).await?.0)
}
