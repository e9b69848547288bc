//! The coordinator by itself: its real router and a real store, with a worker that a test plays.

mod bench;
mod fences;
mod guard;
mod jobs;
mod restart;
