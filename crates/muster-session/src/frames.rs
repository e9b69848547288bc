//! Frames as WebSocket messages.
//!
//! Control frames are JSON texts. Log bytes travel as binary messages: a JSON head, a newline, and
//! the bytes as they are. Nothing of what arrives is trusted: whatever is not a frame is an error
//! with a reason.

use crate::{
    Garbled, SessionError, Wire,
    pace::{hand_over, hear},
};
use bytes::{BufMut, Bytes, BytesMut};
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use muster_api::session::LogHead;
use serde::{Serialize, de::DeserializeOwned};
use std::fmt;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

/// The half that speaks.
pub(crate) struct Outgoing(SplitSink<Wire, Message>);

/// The half that listens.
pub(crate) struct Incoming(SplitStream<Wire>);

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outgoing")
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Incoming")
    }
}

/// A message that carries something.
#[derive(Debug)]
pub(crate) enum Received {
    Control(Utf8Bytes),
    Log(Bytes),
}

pub(crate) fn split(wire: Wire) -> (Outgoing, Incoming) {
    let (sink, stream) = wire.split();
    (Outgoing(sink), Incoming(stream))
}

impl Outgoing {
    pub(crate) async fn control(&mut self, frame: &impl Serialize) -> Result<(), SessionError> {
        self.message(encode(frame)?).await
    }

    /// Several frames at one stroke.
    pub(crate) async fn controls(&mut self, frames: &[impl Serialize]) -> Result<(), SessionError> {
        let messages = frames.iter().map(encode).collect::<Result<Vec<_>, _>>()?;
        let sending = async {
            for message in messages {
                self.0.feed(message).await?;
            }
            self.0.flush().await
        };
        hand_over(sending).await
    }

    pub(crate) async fn log(&mut self, head: &LogHead, bytes: &[u8]) -> Result<(), SessionError> {
        self.message(Message::Binary(encode_log(head, bytes)?)).await
    }

    pub(crate) async fn ping(&mut self) -> Result<(), SessionError> {
        self.message(Message::Ping(Bytes::new())).await
    }

    pub(crate) async fn close(&mut self) -> Result<(), SessionError> {
        hand_over(self.0.close()).await
    }

    async fn message(&mut self, message: Message) -> Result<(), SessionError> {
        hand_over(self.0.send(message)).await
    }
}

impl Incoming {
    /// The next message that carries something; pings and their answers only count as a word.
    pub(crate) async fn message(&mut self) -> Result<Received, SessionError> {
        loop {
            match hear(self.0.next()).await?.ok_or(SessionError::Closed)?? {
                Message::Text(text) => return Ok(Received::Control(text)),
                Message::Binary(bytes) => return Ok(Received::Log(bytes)),
                Message::Close(_) => return Err(SessionError::Closed),
                Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
    }

    /// The next control frame, where a log has no business.
    pub(crate) async fn control<T: DeserializeOwned>(&mut self) -> Result<T, SessionError> {
        match self.message().await? {
            Received::Control(text) => Ok(decode(&text)?),
            Received::Log(_) => Err(Garbled::UnexpectedLog.into()),
        }
    }
}

fn encode(frame: &impl Serialize) -> Result<Message, Garbled> {
    serde_json::to_string(frame).map(Message::text).map_err(Garbled::Control)
}

pub(crate) fn decode<T: DeserializeOwned>(text: &str) -> Result<T, Garbled> {
    serde_json::from_str(text).map_err(Garbled::Control)
}

fn encode_log(head: &LogHead, bytes: &[u8]) -> Result<Bytes, Garbled> {
    let mut message = BytesMut::with_capacity(256 + bytes.len()).writer();
    serde_json::to_writer(&mut message, head).map_err(Garbled::Head)?;
    let mut message = message.into_inner();
    message.put_u8(b'\n');
    message.put_slice(bytes);
    Ok(message.freeze())
}

/// Takes a log message apart without copying its bytes.
pub(crate) fn decode_log(message: &Bytes) -> Result<(LogHead, Bytes), Garbled> {
    let end = message.iter().position(|byte| *byte == b'\n').ok_or(Garbled::NoHead)?;
    let head = serde_json::from_slice(&message[..end]).map_err(Garbled::Head)?;
    Ok((head, message.slice(end + 1..)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_api::session::{FromCoordinator, FromWorker, Grant};
    use muster_core::{Fence, JobId, Timestamp, log::Stream};

    fn head() -> LogHead {
        let fence = Fence { epoch: 1, counter: 1 };
        let grant = Grant { job: JobId::from_number(1), attempt: 1, fence };
        let at = Timestamp::from_millis(1);
        LogHead { grant, offset: 7, stream: Stream::Stderr, at, is_gap: false }
    }

    #[test]
    fn log_bytes_arrive_as_they_were_whatever_they_are() {
        for bytes in [&b""[..], b"\n", b"line\nline\n", &[0, 0xff, b'\n', 0x1b]] {
            let message = encode_log(&head(), bytes).unwrap();
            assert_eq!(decode_log(&message).unwrap(), (head(), Bytes::copy_from_slice(bytes)));
        }
    }

    #[test]
    fn what_is_not_a_frame_is_an_error_with_a_reason() {
        let deep = "[".repeat(100_000);
        for text in ["", "{}", "null", "{\"type\":7}", "{\"type\":\"started\"}", &deep] {
            let result = decode::<FromWorker>(text);
            assert!(matches!(result, Err(Garbled::Control(_))), "{text:.40}: {result:?}");
        }
        for bytes in [&b"no newline"[..], b"\n", b"{}\nbytes", b"\xff\xfe\nbytes"] {
            assert!(decode_log(&Bytes::copy_from_slice(bytes)).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn a_frame_of_a_newer_version_is_unknown_and_no_error() {
        let newer = r#"{"type":"freeze","grant":{"job":"job_1"}}"#;
        assert_eq!(decode::<FromCoordinator>(newer).unwrap(), FromCoordinator::Unknown);
        let extended = r#"{"type":"bye","retry_ms":5,"because":"of the weather"}"#;
        let bye = FromCoordinator::Bye { retry_ms: 5 };
        assert_eq!(decode::<FromCoordinator>(extended).unwrap(), bye);
    }
}
