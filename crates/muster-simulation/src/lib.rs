//! The real coordinator and real agents in a simulated world.
//!
//! Time, network, disks, randomness and commands are simulated, and everything else is what ships. A
//! seed decides all of it: how many workers there are, what the user wants, what each command does,
//! and what goes wrong when. When the troubles are over every job must come to its end, and whatever
//! was promised must hold.
//!
//! The same seed takes the same course, so a run that fails can be looked at again and again.
//!
//! Not here: a power cut, which takes back what was not synced. The store's own tests cut the power.
#![warn(missing_docs)]

mod check;
mod clock;
mod dice;
mod garble;
mod hosts;
mod many;
mod net;
mod panics;
mod plan;
mod run;
mod runner;
mod script;
mod template;
mod user;
mod world;

pub use many::{Summary, run_many};
pub use run::{Ends, Held, Violated, run};
pub use template::Template;
