//! How a session ends before its time.

use crate::wire::is_closed;
use muster_api::ProblemKind;
use std::time::Duration;
use tokio_tungstenite::tungstenite;

/// Why a session ended.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The connection failed, or was not a WebSocket.
    #[error("carry the session")]
    Transport(#[source] Box<tungstenite::Error>),
    /// The other side closed the session.
    #[error("go on with a session that the other side has closed")]
    Closed,
    /// The other side has not said a word, not even an answer to a ping.
    #[error("hear from the other side within {} s", .0.as_secs())]
    Silent(Duration),
    /// The other side does not take what is sent.
    #[error("send to the other side within {} s", .0.as_secs())]
    Stuck(Duration),
    /// The other side said something that is not a frame of this protocol.
    #[error("understand the other side")]
    Garbled(#[from] Garbled),
    /// The other side could not prove that it is who it should be.
    #[error("open the session: {who} did not prove to be the one that is expected")]
    WrongKey {
        /// `the coordinator` or `the worker`.
        who: &'static str,
    },
    /// The other side refused the session, and said why.
    #[error("open the session: {detail}")]
    Refused {
        /// The same code as in a problem.
        error: String,
        /// In a sentence.
        detail: String,
    },
}

impl SessionError {
    /// The stable code, as in a problem, where the session was refused by either side.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::WrongKey { .. } => Some(ProblemKind::Unauthorized.as_str()),
            Self::Refused { error, .. } => Some(error),
            Self::Transport(_)
            | Self::Closed
            | Self::Silent(_)
            | Self::Stuck(_)
            | Self::Garbled(_) => None,
        }
    }
}

impl From<tungstenite::Error> for SessionError {
    fn from(error: tungstenite::Error) -> Self {
        if is_closed(&error) { Self::Closed } else { Self::Transport(Box::new(error)) }
    }
}

/// What is wrong with something that is not a frame.
#[derive(Debug, thiserror::Error)]
pub enum Garbled {
    /// A text is not a control frame.
    #[error("a control frame is not the JSON that it should be")]
    Control(#[source] serde_json::Error),
    /// A binary message has no newline behind its head.
    #[error("a log frame has no head")]
    NoHead,
    /// The head of a binary message cannot be read.
    #[error("the head of a log frame is not the JSON that it should be")]
    Head(#[source] serde_json::Error),
    /// Only workers send logs.
    #[error("a coordinator does not send logs")]
    UnexpectedLog,
    /// The session began with something else than what comes there.
    #[error("expected {expected}")]
    OutOfOrder {
        /// The frame that comes there.
        expected: &'static str,
    },
    /// A nonce or signature is not URL-safe base 64 of the right length.
    #[error("{field} is not {length} bytes in URL-safe base 64")]
    Field {
        /// The field.
        field: &'static str,
        /// How long it should be.
        length: usize,
    },
}
