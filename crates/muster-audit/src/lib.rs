//! The audit log as a keyed hash chain in which every change of the past shows, and by name.
//!
//! A newcomer reads in this order:
//!
//! 1. [`event`]: who did what, and the one sequence of bytes that an event is for a hash.
//! 2. [`seal`]: events are written unsealed, with the change that they are about, and sealed in order later. A seal
//!    links an event to the one before, for everybody, and proves it, for who has the key.
//! 3. [`key`]: what seals and heads are made with, and how keys change.
//! 4. [`head`]: how far the log went, signed, and kept outside the database; what a database that does not fit its
//!    heads has been through.
//! 5. [`verify`]: what a stream of sealed events is worth, and at which event which rule was broken.
//! 6. [`export`]: files that can be verified far from the database, and others for spreadsheets.
//!
//! Not here: rows, routes, timers and the place where heads are kept. Whoever calls reads and writes.
#![warn(missing_docs)]

mod canonical;
pub mod event;
pub mod export;
pub mod head;
pub mod key;
pub mod range;
pub mod report;
pub mod seal;
mod text;
pub mod verify;

pub use event::{Event, Outcome};
pub use head::{Head, SignedHead, Witnessed, compare};
pub use key::{HeadKey, HeadSigner, KeyId, Keyring, SealKey};
pub use range::DateRange;
pub use report::{Completeness, Integrity, Reason, Report};
pub use seal::{Link, Seal, Sealed, seal, seal_after};
pub use verify::{Question, Verifier};
