//! Faults: named places at which a test makes a run go wrong.
//!
//! A place is named where it lies, in one line, after the step and the side of it, such as
//! `submit.after_commit`. The value belongs to one program, not to the process, so that every
//! simulated host has its own.

use std::{
    collections::HashMap,
    fmt, io,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

/// Decides at each named place whether something goes wrong there.
pub trait Faults: fmt::Debug + Send + Sync {
    /// Fails if a fault is set for this place.
    fn hit(&self, place: &'static str) -> io::Result<()>;

    /// A place where nothing can fail, and where the program may still be cut short.
    fn pass(&self, place: &'static str) {
        drop(self.hit(place));
    }
}

/// Nothing ever goes wrong on purpose.
#[derive(Debug, Clone, Copy)]
pub struct NoFaults;

impl Faults for NoFaults {
    fn hit(&self, _place: &'static str) -> io::Result<()> {
        Ok(())
    }
}

/// Fails at chosen places, at the chosen passage.
#[derive(Debug, Default)]
pub struct NamedFaults(Mutex<HashMap<&'static str, u32>>);

impl NamedFaults {
    /// Makes the `passage`-th hit of a place fail, counted from 1.
    pub fn fail_at(&self, place: &'static str, passage: u32) {
        self.places().insert(place, passage);
    }
    fn places(&self) -> std::sync::MutexGuard<'_, HashMap<&'static str, u32>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Faults for NamedFaults {
    fn hit(&self, place: &'static str) -> io::Result<()> {
        match self.places().get_mut(place) {
            Some(0) | None => Ok(()),
            Some(left) => {
                *left -= 1;
                if *left == 0 {
                    Err(io::Error::other(format!("injected at {place}")))
                } else {
                    Ok(())
                }
            }
        }
    }
}

/// Cuts the program short at one place, at the chosen passage.
#[derive(Debug)]
pub struct EndAt {
    place: String,
    /// Passages that it still lets by.
    left: AtomicU32,
    end: fn(),
}

impl EndAt {
    /// `place:passage`, where passages are counted from 1, or `place` for the first one.
    pub fn read(text: &str, end: fn()) -> Self {
        let (place, passage) = text.rsplit_once(':').unwrap_or((text, "1"));
        let passage: u32 = passage.parse().unwrap_or(1);
        Self { place: place.to_owned(), left: AtomicU32::new(passage.saturating_sub(1)), end }
    }
}

impl Faults for EndAt {
    fn hit(&self, place: &'static str) -> io::Result<()> {
        let let_by = |left: u32| left.checked_sub(1);
        if place == self.place
            && self.left.fetch_update(Ordering::AcqRel, Ordering::Acquire, let_by).is_err()
        {
            (self.end)();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop() {
        panic!("cut short");
    }

    fn is_cut(faults: &EndAt, place: &'static str) -> bool {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| faults.pass(place))).is_err()
    }

    #[test]
    fn a_program_is_cut_short_at_the_named_place_at_the_chosen_passage() {
        let faults = EndAt::read("claim.after_commit:3", stop);
        let passages = ["claim.after_commit", "other", "claim.after_commit", "claim.after_commit"];
        assert_eq!(passages.map(|place| is_cut(&faults, place)), [false, false, false, true]);
        assert!(is_cut(&EndAt::read("claim.after_commit", stop), "claim.after_commit"));
    }
}
