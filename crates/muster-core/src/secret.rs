//! Secrets in memory: texts that are never printed, never serialised, and wiped when dropped.

use std::fmt;
use zeroize::Zeroizing;

/// A text that only the code that needs it may see.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text into keeping.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself; every call is a place to look at in a review.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

// Does not compile as soon as somebody derives `Serialize` or writes `Display` for `Secret`: then
// both implementations fit and the compiler cannot choose.
const _: () = {
    trait Absent<Marker> {
        const FOUND: bool = false;
    }
    struct IsSerialize;
    struct IsDisplay;
    impl<T: ?Sized> Absent<()> for T {}
    impl<T: ?Sized + serde::Serialize> Absent<IsSerialize> for T {}
    impl<T: ?Sized + fmt::Display> Absent<IsDisplay> for T {}
    assert!(!<Secret as Absent<_>>::FOUND);
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show_in_a_debug_print() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{:?}", Some(&secret)), "Some(***)");
        assert_eq!(secret.reveal(), "hunter2");
    }
}
