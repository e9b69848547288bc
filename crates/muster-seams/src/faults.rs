//! Faults: named places at which a test makes a run go wrong.
//!
//! The value belongs to one program, not to the process, so that every simulated host has its own.

use std::{collections::HashMap, fmt, io, sync::Mutex};

/// Decides at each named place whether something goes wrong there.
pub trait Faults: fmt::Debug + Send + Sync {
    /// Fails if a fault is set for this place.
    fn hit(&self, place: &'static str) -> io::Result<()>;
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
