//! Secrets on their way to a provider: texts that are never printed, and wiped when dropped.

use std::fmt;
use zeroize::Zeroizing;

/// A text that only the request that carries it may see.
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

/// Replaces every secret in a text that somebody else wrote.
pub(crate) fn redacted(text: &str, secrets: &[Secret]) -> String {
    let mut clean = text.to_owned();
    for secret in secrets.iter().map(Secret::reveal).filter(|secret| !secret.is_empty()) {
        for form in [secret.to_owned(), as_in_json(secret), as_in_form(secret)] {
            clean = clean.replace(&form, "***");
        }
    }
    clean
}

/// How a text looks inside a JSON string, which is how providers echo what they were sent.
fn as_in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// The same in a form or a query.
fn as_in_form(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
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
        assert_eq!(format!("{:?}", Some(Secret::new("hunter2"))), "Some(***)");
    }

    #[test]
    fn an_echoed_secret_is_cut_out_in_every_form() {
        let secrets = [Secret::new("line\n\"quoted\""), Secret::new("")];
        let echo = "bad value line\\n\\\"quoted\\\" or line\n\"quoted\" or line%0A%22quoted%22";
        assert_eq!(redacted(echo, &secrets), "bad value *** or *** or ***");
    }
}
