//! What a terminal has shown and nobody has confirmed, and who reads it.

use bytes::{Buf, Bytes, BytesMut};
use muster_api::terminal::TerminalEnd;

/// While so much waits for somebody to confirm it, the shell waits too.
pub(crate) const MOST_UNCONFIRMED: usize = 256 * 1024;
const LARGEST_PIECE: usize = 32 * 1024;

/// The bytes between what was confirmed and what was shown last.
#[derive(Debug, Default)]
pub(super) struct Screen {
    confirmed: u64,
    kept: BytesMut,
    pub(super) end: Option<TerminalEnd>,
    /// Whether somebody has been told of the end.
    pub(super) is_end_told: bool,
    /// Of all who came to read, only the last one does.
    pub(super) readers: u64,
    pub(super) is_read: bool,
}

/// More is said to have arrived than was shown.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NeverShown;

impl Screen {
    pub(super) fn has_room(&self) -> bool {
        self.kept.len() < MOST_UNCONFIRMED
    }

    pub(super) fn show(&mut self, bytes: &[u8]) {
        self.kept.extend_from_slice(bytes);
    }

    /// So many bytes were shown.
    fn shown(&self) -> u64 {
        self.confirmed + length(&self.kept)
    }

    /// So many bytes have arrived, and need not be kept.
    pub(super) fn confirm(&mut self, bytes: u64) -> Result<(), NeverShown> {
        if bytes > self.shown() {
            return Err(NeverShown);
        }
        let fresh = bytes.saturating_sub(self.confirmed);
        self.kept.advance(usize::try_from(fresh).unwrap_or(usize::MAX).min(self.kept.len()));
        self.confirmed += fresh;
        Ok(())
    }

    /// What comes after so many bytes, and how many it is then; nothing if there is no more yet.
    pub(super) fn after(&self, bytes: u64) -> Option<(Bytes, u64)> {
        let begin = bytes.max(self.confirmed);
        let rest = self.kept.get(usize::try_from(begin - self.confirmed).ok()?..)?;
        let piece = &rest[..rest.len().min(LARGEST_PIECE)];
        (!piece.is_empty()).then(|| (Bytes::copy_from_slice(piece), begin + length(piece)))
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What happens to a screen and its reader.
    #[derive(Debug, Clone)]
    enum Happens {
        Shown(Vec<u8>),
        Read,
        Confirmed,
        /// What was on its way is lost, and the reader asks again for what has not arrived.
        Lost(usize),
    }

    fn happens() -> impl Strategy<Value = Happens> {
        prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..50_000).prop_map(Happens::Shown),
            Just(Happens::Read),
            Just(Happens::Confirmed),
            (0..40_000_usize).prop_map(Happens::Lost),
        ]
    }

    proptest! {
        #[test]
        fn a_reader_gets_every_byte_once_whatever_breaks(steps in proptest::collection::vec(happens(), 0..30)) {
            let (mut screen, mut shown, mut seen) = (Screen::default(), Vec::new(), Vec::new());
            let mut confirmed = 0;
            for step in steps.into_iter().chain(std::iter::repeat_n(Happens::Read, 60)) {
                match step {
                    Happens::Shown(bytes) if screen.has_room() => {
                        screen.show(&bytes);
                        shown.extend(bytes);
                    }
                    Happens::Shown(_) => {}
                    Happens::Read => {
                        if let Some((piece, next)) = screen.after(length(&seen)) {
                            seen.extend_from_slice(&piece);
                            prop_assert_eq!(next, length(&seen));
                        }
                    }
                    Happens::Confirmed => {
                        screen.confirm(length(&seen)).unwrap();
                        confirmed = seen.len();
                    }
                    Happens::Lost(bytes) => seen.truncate(seen.len().saturating_sub(bytes).max(confirmed)),
                }
            }
            prop_assert_eq!(seen, shown);
            prop_assert_eq!(screen.confirm(screen.shown() + 1), Err(NeverShown));
        }
    }

    #[test]
    fn a_screen_that_nobody_confirms_has_no_more_room() {
        let mut screen = Screen::default();
        screen.show(&vec![b'y'; MOST_UNCONFIRMED]);
        assert!(!screen.has_room());
        screen.confirm(1).unwrap();
        assert!(screen.has_room());
        assert_eq!(screen.confirm(0), Ok(()), "what was confirmed once stays so");
        assert_eq!(screen.after(0).unwrap().1, 1 + 32 * 1024);
    }
}
