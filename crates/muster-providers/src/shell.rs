//! Shells: a terminal inside of something that runs at a provider, as two channels with a bound.
//!
//! What somebody types goes one way and what the shell shows the other. Whoever is slow slows the other end, and
//! nobody keeps more than a few pieces. The shell ends when either end drops its half.

use crate::Secret;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::Request;
use std::fmt;
use tokio::sync::mpsc;

/// Pieces that may wait in each direction.
const WAITING: usize = 32;

/// Whichever shell an image has, the one that people like first.
#[cfg(any(feature = "docker", feature = "kubernetes"))]
pub(crate) const ANY_SHELL: [&str; 3] =
    ["/bin/sh", "-c", "if command -v bash >/dev/null; then exec bash; else exec sh; fi"];

/// How large a terminal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalSize {
    /// Letters in a line.
    pub columns: u16,
    /// Lines.
    pub rows: u16,
}

/// What comes from whoever sits before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Keys, as the terminal sends them.
    Bytes(Bytes),
    /// The terminal has another size now.
    Size(TerminalSize),
}

/// Where a shell is opened, and how it is spoken with there. Its `Debug` shows neither: both let whoever has them in.
pub struct Door {
    /// What becomes a connection.
    pub request: Request<Bytes>,
    /// What is said on it.
    pub speech: Speech,
}

/// How a shell is spoken with.
#[derive(Clone)]
pub enum Speech {
    /// A WebSocket that wants a password first. Its messages are what is typed and shown.
    Password(Secret),
    /// A WebSocket whose messages begin with the number of a channel, as Kubernetes has it.
    Channels,
    /// A connection that is what is typed and shown, and nothing else, as Docker has it.
    Plain,
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").finish_non_exhaustive()
    }
}

impl fmt::Debug for Speech {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password(_) => "Password",
            Self::Channels => "Channels",
            Self::Plain => "Plain",
        })
    }
}

/// An open shell, as whoever sits before it has it.
pub struct Shell {
    /// What is typed.
    pub typed: mpsc::Sender<Typed>,
    /// What is shown.
    pub shown: mpsc::Receiver<Bytes>,
    /// Carries both until the shell has ended; somebody has to run it.
    pub work: BoxFuture<'static, ()>,
}

impl fmt::Debug for Shell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shell").finish_non_exhaustive()
    }
}

/// The same, as the shell has it.
#[derive(Debug)]
pub struct FarEnd {
    /// What is typed.
    pub typed: mpsc::Receiver<Typed>,
    /// What is shown.
    pub shown: mpsc::Sender<Bytes>,
}

impl Shell {
    /// A shell that is carried by this work.
    pub fn carried_by<W>(work: impl FnOnce(FarEnd) -> W) -> Self
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let (typed, far_typed) = mpsc::channel(WAITING);
        let (far_shown, shown) = mpsc::channel(WAITING);
        let work = work(FarEnd { typed: far_typed, shown: far_shown });
        Self { typed, shown, work: Box::pin(work) }
    }
}

/// Makes text of bytes that arrive in pieces, which may end in the midst of a letter.
#[derive(Debug, Default)]
pub(crate) struct Letters {
    begun: Vec<u8>,
}

impl Letters {
    /// Every letter that is whole now. What is no text at all becomes U+FFFD.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> String {
        self.begun.extend_from_slice(bytes);
        let (mut text, mut rest) = (String::new(), self.begun.as_slice());
        loop {
            match std::str::from_utf8(rest) {
                Ok(whole) => {
                    text.push_str(whole);
                    rest = &[];
                    break;
                }
                Err(error) => {
                    let (whole, after) = rest.split_at(error.valid_up_to());
                    text.push_str(&String::from_utf8_lossy(whole));
                    rest = after;
                    // Without a length it is the beginning of a letter whose end has yet to come.
                    let Some(length) = error.error_len() else { break };
                    text.push(char::REPLACEMENT_CHARACTER);
                    rest = &rest[length..];
                }
            }
        }
        self.begun = rest.to_vec();
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Letters;

    #[test]
    fn a_letter_may_be_cut_anywhere() {
        let text = "zwölf 🚀 ok";
        for cut in 0..text.len() {
            let mut letters = Letters::default();
            let (first, second) = text.as_bytes().split_at(cut);
            assert_eq!(letters.take(first) + &letters.take(second), text, "cut at {cut}");
        }
        let mut letters = Letters::default();
        assert_eq!(letters.take(b"a\xffb\xc3"), "a\u{fffd}b");
        assert_eq!(letters.take(b"("), "\u{fffd}(");
    }
}
