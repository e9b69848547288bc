//! Randomness: from the operating system, or from a seed in a simulation.

use std::{fmt, sync::Mutex};

/// A source of random bytes.
pub trait Rng: fmt::Debug + Send + Sync {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);
}

impl dyn Rng + '_ {
    /// As many random bytes as the place needs.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}

/// The operating system's own.
#[derive(Debug, Clone, Copy)]
pub struct OsRng;

impl Rng for OsRng {
    fn fill(&self, buffer: &mut [u8]) {
        // A system that cannot give random bytes cannot keep any secret; there is nothing to go on with.
        aws_lc_rs::rand::fill(buffer).expect("the operating system must give random bytes");
    }
}

/// The same bytes for the same seed; for tests, never for secrets.
#[derive(Debug)]
pub struct SeededRng(Mutex<u64>);

impl SeededRng {
    /// A source that depends on the seed alone.
    pub fn from_seed(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }
}

impl Rng for SeededRng {
    fn fill(&self, buffer: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in buffer.chunks_mut(8) {
            *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            chunk.copy_from_slice(&split_mix(*state).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// SplitMix64's output function.
fn split_mix(state: u64) -> u64 {
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_replays() {
        let draw = |seed| {
            let rng: &dyn Rng = &SeededRng::from_seed(seed);
            rng.bytes::<32>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }
}
