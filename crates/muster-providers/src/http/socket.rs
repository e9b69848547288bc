//! Connections at a provider that stay open for a shell. They begin as requests of the same client, so that the same
//! addresses are refused and the same certificates are wanted.

use super::{Lost, Unopened};
use crate::shell::{Door, FarEnd, Letters, Shell, Speech, Typed};
use bytes::{BufMut, Bytes, BytesMut};
use futures_util::{SinkExt, StreamExt};
use http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use reqwest::Upgraded;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::{client::generate_key, derive_accept_key},
        protocol::{Role, WebSocketConfig},
    },
};

/// A shell shows a screen at a time; a provider that sends more at once has lost its way.
const LARGEST_MESSAGE: usize = 1 << 20;
const READ_AT_ONCE: usize = 16 * 1024;
/// Whatever lies between forgets a connection on which nothing is said for minutes.
const PING_EVERY: Duration = Duration::from_secs(30);
/// Whoever does not take our goodbye by then does without.
const CLOSED_WITHIN: Duration = Duration::from_secs(2);
/// The channels of Kubernetes without a way to close one of them, which old clusters know too.
const CHANNELS: HeaderValue = HeaderValue::from_static("v4.channel.k8s.io");
const STDIN: u8 = 0;
const STDOUT: u8 = 1;
const STDERR: u8 = 2;
const RESIZE: u8 = 4;

/// Opens a shell.
pub(super) async fn open(client: &reqwest::Client, door: Door) -> Result<Shell, Unopened> {
    let Door { request, speech } = door;
    match speech {
        Speech::Plain => {
            let asking = named([(header::UPGRADE, HeaderValue::from_static("tcp"))]);
            let (_, connection) = upgraded(client, request, asking).await?;
            Ok(Shell::carried_by(|far| pass(connection, far)))
        }
        Speech::Password(password) => {
            let socket = web_socket(client, request, None).await?;
            let first = Message::text(password.reveal());
            let tongue = Tongue::Words(Letters::default());
            Ok(Shell::carried_by(|far| carry(socket, Some(first), tongue, far)))
        }
        Speech::Channels => {
            let socket = web_socket(client, request, Some(CHANNELS)).await?;
            Ok(Shell::carried_by(|far| carry(socket, None, Tongue::Channels, far)))
        }
    }
}

fn named<const N: usize>(headers: [(header::HeaderName, HeaderValue); N]) -> HeaderMap {
    let connection = (header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.into_iter().chain([connection]).collect()
}

/// What becomes of a request that asks to be a connection.
async fn upgraded(
    client: &reqwest::Client,
    mut request: Request<Bytes>,
    asking: HeaderMap,
) -> Result<(HeaderMap, Upgraded), Unopened> {
    request.headers_mut().extend(asking);
    let lost = |error: reqwest::Error| {
        let is_unsent = error.is_connect() || error.is_builder();
        Unopened::Lost(Lost { is_unsent, source: error.without_url().into() })
    };
    let request = reqwest::Request::try_from(request).map_err(lost)?;
    let answer = client.execute(request).await.map_err(lost)?;
    if answer.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Err(Unopened::Refused(answer.status()));
    }
    let headers = answer.headers().clone();
    Ok((headers, answer.upgrade().await.map_err(lost)?))
}

async fn web_socket(
    client: &reqwest::Client,
    request: Request<Bytes>,
    protocol: Option<HeaderValue>,
) -> Result<WebSocketStream<Upgraded>, Unopened> {
    let key = generate_key();
    let strange = |why: &str| Unopened::Lost(Lost { is_unsent: false, source: why.into() });
    let value = HeaderValue::from_str(&key).map_err(|_| strange("no header carries the key"))?;
    let mut asking = named([
        (header::UPGRADE, HeaderValue::from_static("websocket")),
        (header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13")),
        (header::SEC_WEBSOCKET_KEY, value),
    ]);
    if let Some(protocol) = protocol {
        asking.insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    let (headers, connection) = upgraded(client, request, asking).await?;
    if !accepts(&headers, &key) {
        return Err(strange("whoever answered is no socket"));
    }
    let config = WebSocketConfig::default().max_message_size(Some(LARGEST_MESSAGE));
    Ok(WebSocketStream::from_raw_socket(connection, Role::Client, Some(config)).await)
}

fn accepts(headers: &HeaderMap, key: &str) -> bool {
    let accepted = headers.get(header::SEC_WEBSOCKET_ACCEPT);
    accepted
        .is_some_and(|accepted| accepted.as_bytes() == derive_accept_key(key.as_bytes()).as_bytes())
}

/// How messages are meant.
#[derive(Debug)]
enum Tongue {
    /// Each is text of the terminal.
    Words(Letters),
    /// Each begins with the number of a channel.
    Channels,
}

impl Tongue {
    fn say(&mut self, typed: Typed) -> Option<Message> {
        match (self, typed) {
            (Self::Words(letters), Typed::Bytes(bytes)) => {
                let text = letters.take(&bytes);
                (!text.is_empty()).then(|| Message::text(text))
            }
            // There is no word for it.
            (Self::Words(_), Typed::Size(_)) => None,
            (Self::Channels, Typed::Bytes(bytes)) => Some(on(STDIN, &bytes)),
            (Self::Channels, Typed::Size(size)) => {
                let text = format!(r#"{{"Width":{},"Height":{}}}"#, size.columns, size.rows);
                Some(on(RESIZE, text.as_bytes()))
            }
        }
    }
}

fn on(channel: u8, bytes: &[u8]) -> Message {
    let mut message = BytesMut::with_capacity(bytes.len() + 1);
    message.put_u8(channel);
    message.put_slice(bytes);
    Message::binary(message.freeze())
}

/// What a message shows, if it shows something.
fn shown(has_channels: bool, message: Message) -> Option<Bytes> {
    let bytes = match message {
        Message::Text(text) => Bytes::copy_from_slice(text.as_bytes()),
        Message::Binary(bytes) => bytes,
        Message::Ping(_) | Message::Pong(_) | Message::Frame(_) | Message::Close(_) => return None,
    };
    let bytes = if has_channels {
        let is_shown = matches!(bytes.first(), Some(&(STDOUT | STDERR)));
        if is_shown { bytes.slice(1..) } else { Bytes::new() }
    } else {
        bytes
    };
    (!bytes.is_empty()).then_some(bytes)
}

/// Says this first, and then carries a shell over a socket until either end has had enough. Neither way waits for the other:
/// a shell that shows a lot still takes Ctrl C.
async fn carry<S>(
    socket: WebSocketStream<S>,
    first: Option<Message>,
    mut tongue: Tongue,
    far: FarEnd,
) where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let has_channels = matches!(tongue, Tongue::Channels);
    let (mut say, mut hear) = socket.split();
    let FarEnd { mut typed, shown: show } = far;
    let typing = async {
        if let Some(first) = first
            && say.send(first).await.is_err()
        {
            return;
        }
        let mut ping = tokio::time::interval(PING_EVERY);
        loop {
            let message = tokio::select! {
                typed = typed.recv() => match typed {
                    Some(typed) => tongue.say(typed),
                    None => return,
                },
                _ = ping.tick() => Some(Message::Ping(Bytes::new())),
            };
            if let Some(message) = message
                && say.send(message).await.is_err()
            {
                return;
            }
        }
    };
    let showing = async {
        while let Some(Ok(message)) = hear.next().await {
            if let Some(bytes) = shown(has_channels, message)
                && show.send(bytes).await.is_err()
            {
                return;
            }
        }
    };
    tokio::select! {
        () = typing => {}
        () = showing => {}
    }
    drop(tokio::time::timeout(CLOSED_WITHIN, say.close()).await);
}

/// The same over a connection that has no messages.
async fn pass<C: AsyncRead + AsyncWrite>(connection: C, far: FarEnd) {
    let (mut hear, mut say) = tokio::io::split(connection);
    let FarEnd { mut typed, shown } = far;
    let typing = async {
        while let Some(typed) = typed.recv().await {
            // Its size is said elsewhere.
            if let Typed::Bytes(bytes) = typed
                && say.write_all(&bytes).await.is_err()
            {
                return;
            }
        }
    };
    let showing = async {
        loop {
            let mut piece = BytesMut::with_capacity(READ_AT_ONCE);
            match hear.read_buf(&mut piece).await {
                Ok(1..) => {}
                Ok(0) | Err(_) => return,
            }
            if shown.send(piece.freeze()).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = typing => {}
        () = showing => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::{Base, Https, Transport},
        shell::TerminalSize,
    };
    use tokio::{
        io::DuplexStream,
        net::{TcpListener, TcpStream},
    };

    const SIZE: TerminalSize = TerminalSize { columns: 80, rows: 24 };

    #[test]
    fn only_who_knows_the_key_opens_a_socket() {
        let key = generate_key();
        let answer = |text: String| {
            [(header::SEC_WEBSOCKET_ACCEPT, HeaderValue::from_str(&text).unwrap())]
                .into_iter()
                .collect()
        };
        assert!(accepts(&answer(derive_accept_key(key.as_bytes())), &key));
        assert!(!accepts(&answer(derive_accept_key(b"another")), &key));
        assert!(!accepts(&HeaderMap::new(), &key));
    }

    async fn pair() -> (WebSocketStream<DuplexStream>, WebSocketStream<DuplexStream>) {
        let (near, far) = tokio::io::duplex(1024);
        let client = WebSocketStream::from_raw_socket(near, Role::Client, None).await;
        (client, WebSocketStream::from_raw_socket(far, Role::Server, None).await)
    }

    /// The next message that is no ping.
    async fn heard(server: &mut WebSocketStream<DuplexStream>) -> Message {
        loop {
            match server.next().await.unwrap().unwrap() {
                Message::Ping(_) => {}
                message => return message,
            }
        }
    }

    #[tokio::test]
    async fn a_shell_begins_with_the_password_and_ends_with_whoever_types() {
        let (client, mut server) = pair().await;
        let first = Some(Message::text("a password"));
        let tongue = Tongue::Words(Letters::default());
        let Shell { typed, shown: mut show, work } =
            Shell::carried_by(|far| carry(client, first, tongue, far));
        let sitting = async {
            assert_eq!(heard(&mut server).await, Message::text("a password"));
            typed.send(Typed::Size(SIZE)).await.unwrap();
            typed.send(Typed::Bytes(Bytes::from_static(b"\xc3"))).await.unwrap();
            typed.send(Typed::Bytes(Bytes::from_static(b"\xa4\r"))).await.unwrap();
            assert_eq!(heard(&mut server).await, Message::text("ä\r"));
            server.send(Message::text("notes.txt")).await.unwrap();
            assert_eq!(show.recv().await.unwrap(), "notes.txt");
            drop(typed);
            assert!(matches!(heard(&mut server).await, Message::Close(_)));
            drop(server.flush().await);
        };
        tokio::join!(work, sitting);
    }

    #[tokio::test]
    async fn channels_carry_keys_sizes_and_what_is_shown() {
        let (client, mut server) = pair().await;
        let Shell { typed, shown: mut show, work } =
            Shell::carried_by(|far| carry(client, None, Tongue::Channels, far));
        let sitting = async {
            typed.send(Typed::Bytes(Bytes::from_static(b"ls\r"))).await.unwrap();
            assert_eq!(heard(&mut server).await, Message::binary(&b"\0ls\r"[..]));
            typed.send(Typed::Size(SIZE)).await.unwrap();
            let size = &b"\x04{\"Width\":80,\"Height\":24}"[..];
            assert_eq!(heard(&mut server).await, Message::binary(size));
            for message in [&b"\x01"[..], b"\x01one", b"\x03{\"status\":\"Success\"}", b"\x02two"] {
                server.send(Message::binary(message)).await.unwrap();
            }
            assert_eq!(show.recv().await.unwrap(), "one");
            assert_eq!(show.recv().await.unwrap(), "two", "what the cluster says is not shown");
            server.close(None).await.unwrap();
            assert_eq!(show.recv().await, None);
        };
        tokio::join!(work, sitting);
    }

    /// Reads what is asked, up to its body, and answers this.
    async fn answers(listener: &TcpListener, answer: &str) -> (String, TcpStream) {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        (String::from_utf8(head).unwrap(), stream)
    }

    #[tokio::test]
    async fn a_request_becomes_a_connection_or_a_status() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let base = Base::parse(&format!("http://{address}")).unwrap();
        let https = Https::to(&base).unwrap();
        let door = |speech| {
            let request = Request::get(base.at(&["exec"], &[]).as_str());
            Door { request: request.body(Bytes::new()).unwrap(), speech }
        };
        let serving = async {
            let (stream, _) = listener.accept().await.unwrap();
            let mut server = tokio_tungstenite::accept_async(stream).await.unwrap();
            assert_eq!(server.next().await.unwrap().unwrap(), Message::text("a password"));
            server.send(Message::text("hello")).await.unwrap();
            drop(answers(&listener, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").await);
            let switch =
                "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nhello";
            let (head, mut stream) = answers(&listener, switch).await;
            assert!(head.to_ascii_lowercase().contains("upgrade: tcp"), "{head}");
            let mut keys = [0; 2];
            stream.read_exact(&mut keys).await.unwrap();
            assert_eq!(&keys, b"ls");
        };
        let sitting = async {
            let speech = Speech::Password(crate::Secret::new("a password"));
            let Shell { typed, mut shown, work } = https.open_shell(door(speech)).await.unwrap();
            tokio::select! {
                () = work => panic!("it is open"),
                said = shown.recv() => assert_eq!(said.unwrap(), "hello"),
            }
            drop(typed);
            let refused = https.open_shell(door(Speech::Channels)).await.unwrap_err();
            assert!(matches!(refused, Unopened::Refused(StatusCode::FORBIDDEN)), "{refused:?}");
            let Shell { typed, mut shown, work } =
                https.open_shell(door(Speech::Plain)).await.unwrap();
            typed.send(Typed::Bytes(Bytes::from_static(b"ls"))).await.unwrap();
            // The other side hangs up once it has what was typed.
            work.await;
            assert_eq!(shown.recv().await.unwrap(), "hello");
        };
        tokio::join!(serving, sitting);
    }

    #[tokio::test]
    async fn keys_reach_a_shell_that_shows_more_than_anybody_reads() {
        let (near, mut far) = tokio::io::duplex(64);
        let Shell { typed, shown, work } = Shell::carried_by(|far| pass(near, far));
        let flood = async {
            // Far more than the connection and the channel take, so that showing stands still.
            let (mut hear, mut say) = tokio::io::split(&mut far);
            let flooding = async { while say.write_all(&[b'y'; 64]).await.is_ok() {} };
            let mut key = [0];
            let key = async {
                typed.send(Typed::Bytes(Bytes::from_static(b"\x03"))).await.unwrap();
                hear.read_exact(&mut key).await.unwrap();
                assert_eq!(key, [3]);
            };
            tokio::select! {
                () = flooding => panic!("nobody reads"),
                () = key => {}
            }
        };
        tokio::select! {
            () = work => panic!("neither end is gone"),
            () = flood => {}
        }
        drop(shown);
    }
}
