//! Dice: every choice of a run, from its seed.

use muster_seams::{Rng, SeededRng};
use std::sync::Arc;

/// Draws numbers; the same seed draws the same ones.
#[derive(Debug, Clone)]
pub(crate) struct Dice(Arc<dyn Rng>);

impl Dice {
    pub(crate) fn of_seed(seed: u64) -> Self {
        Self(Arc::new(SeededRng::from_seed(seed)))
    }

    /// Dice of its own for one part of a run, so that no part shifts another's numbers.
    pub(crate) fn split(&self) -> Self {
        Self::of_seed(self.number())
    }

    pub(crate) fn number(&self) -> u64 {
        u64::from_le_bytes(self.0.bytes())
    }

    /// From `least` to `most`, both included.
    pub(crate) fn between(&self, least: u64, most: u64) -> u64 {
        least + self.number() % (most - least + 1)
    }

    /// True in so many of a hundred cases.
    pub(crate) fn percent(&self, chance: u64) -> bool {
        self.number() % 100 < chance
    }

    pub(crate) fn one_of<T: Clone>(&self, choices: &[T]) -> T {
        let at = usize::try_from(self.between(0, choices.len() as u64 - 1)).unwrap_or(0);
        choices[at].clone()
    }

    /// The same randomness as a seam.
    pub(crate) fn rng(&self) -> Arc<dyn Rng> {
        self.0.clone()
    }
}
