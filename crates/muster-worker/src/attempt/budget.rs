//! How much of a command's output is kept: its beginning up to a limit, and its very end.
//!
//! One command that never stops talking must not fill the disks of its worker and its coordinator.
//! It is not failed for it: what lies in between is left out, and a gap says so at that place.

use muster_core::{
    Timestamp,
    log::{Gap, GapReason, Stream},
};
use std::collections::VecDeque;

/// A screenful of long lines; it is held in memory.
const LONGEST_TAIL: usize = 256 * 1024;
/// Small pieces cost more memory than their bytes.
const MOST_PIECES: usize = 1024;

/// Bytes of one stream, with the time at which they were read.
pub(crate) type Piece = (Stream, Timestamp, Vec<u8>);

/// What is left of one command's budget.
#[derive(Debug)]
pub(crate) struct Budget {
    left: u64,
    tail: VecDeque<Piece>,
    tail_size: usize,
    omitted: u64,
}

impl Budget {
    pub(crate) fn new(limit: u64) -> Self {
        Self { left: limit, tail: VecDeque::new(), tail_size: 0, omitted: 0 }
    }

    /// Gives a piece back if it is to be stored at once, and else keeps it as part of the end.
    pub(crate) fn admit(&mut self, piece: Piece) -> Option<Piece> {
        let size = piece.2.len();
        if let Some(left) = self.left.checked_sub(size as u64) {
            self.left = left;
            return Some(piece);
        }
        // Once something is held back nothing may overtake it.
        self.left = 0;
        self.tail_size += size;
        self.tail.push_back(piece);
        while self.tail_size > LONGEST_TAIL || self.tail.len() > MOST_PIECES {
            let Some((_, _, oldest)) = self.tail.pop_front() else { break };
            self.tail_size -= oldest.len();
            self.omitted += oldest.len() as u64;
        }
        None
    }

    /// What was left out, and what comes after it.
    pub(crate) fn finish(self) -> (Option<Gap>, VecDeque<Piece>) {
        let gap = Gap { missing: self.omitted, reason: GapReason::Limit };
        (Some(gap).filter(|gap| gap.missing > 0), self.tail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1);

    fn piece(bytes: &[u8]) -> Piece {
        (Stream::Stdout, NOW, bytes.to_vec())
    }

    #[test]
    fn a_log_within_its_limit_is_stored_as_it_comes() {
        let mut budget = Budget::new(8);
        assert!(budget.admit(piece(b"1234")).is_some());
        assert!(budget.admit(piece(b"5678")).is_some(), "the limit itself is within it");
        assert_eq!(budget.finish(), (None, VecDeque::new()));
    }

    #[test]
    fn a_log_a_little_over_its_limit_is_whole_and_in_order() {
        let mut budget = Budget::new(8);
        assert!(budget.admit(piece(b"1234")).is_some());
        assert!(budget.admit(piece(b"56789")).is_none());
        assert!(budget.admit(piece(b"0")).is_none(), "although it would fit");
        assert_eq!(budget.finish(), (None, [piece(b"56789"), piece(b"0")].into()));
    }

    #[test]
    fn of_an_endless_log_the_end_is_kept_and_the_gap_is_named() {
        let mut budget = Budget::new(100);
        let line = [b'x'; 1_000];
        for _ in 0..10_000 {
            assert!(budget.admit(piece(&line)).is_none());
        }
        budget.admit(piece(b"the end\n"));
        let (gap, kept) = budget.finish();
        let size: usize = kept.iter().map(|(_, _, bytes)| bytes.len()).sum();
        assert!((LONGEST_TAIL - 1_000..=LONGEST_TAIL).contains(&size), "{size}");
        assert_eq!(kept.back(), Some(&piece(b"the end\n")));
        let missing = 10_000 * 1_000 + 8 - size as u64;
        assert_eq!(gap, Some(Gap { missing, reason: GapReason::Limit }));
    }

    #[test]
    fn many_small_pieces_do_not_add_up_in_memory() {
        let mut budget = Budget::new(0);
        for _ in 0..100_000 {
            budget.admit(piece(b"x"));
        }
        assert_eq!(budget.finish().1.len(), MOST_PIECES);
    }
}
