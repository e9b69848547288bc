//! Operations through their public interface, on a store in memory and on providers' fakes, with a clock that
//! stands still until the test moves it.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod adoption;
mod crashes;
mod doubles;
mod engines;
mod environments;
mod faults;
mod limits;
mod luck;
mod orders;
mod postgres;
mod queue;
mod run;
mod stage;
mod sweeps;
mod workers;
