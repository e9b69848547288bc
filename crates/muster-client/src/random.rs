//! Random names for requests and creations, and jitter.

use muster_core::id;

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // A system that cannot give random bytes cannot keep any secret; there is nothing to go on with.
    aws_lc_rs::rand::fill(&mut bytes).expect("the operating system must give random bytes");
    bytes
}

/// A name that nobody else will choose: a prefix and 128 random bits.
pub(crate) fn name(prefix: &str) -> String {
    format!("{prefix}_{}", id::encode(bytes()))
}

/// A question for the challenge.
pub(crate) fn nonce() -> [u8; 32] {
    bytes()
}

/// A fraction from 0 to 1, so that many clients do not come back in the same moment.
pub(crate) fn fraction() -> f64 {
    f64::from(u32::from_be_bytes(bytes())) / f64::from(u32::MAX)
}
