//! Canonical bytes: what a thing is for a hash or a signature.
//!
//! The name of what it is, with its version, and then its fields in a fixed order. Each has its length before it, in
//! eight bytes with the highest first, so two things never share their bytes.

pub(crate) struct Canonical(Vec<u8>);

impl Canonical {
    pub(crate) fn of(what: &str) -> Self {
        Self(Vec::with_capacity(512)).field(what.as_bytes())
    }

    pub(crate) fn field(mut self, bytes: &[u8]) -> Self {
        self.0.extend((bytes.len() as u64).to_be_bytes());
        self.0.extend(bytes);
        self
    }

    pub(crate) fn text(self, text: &str) -> Self {
        self.field(text.as_bytes())
    }

    pub(crate) fn number(self, number: u64) -> Self {
        self.field(&number.to_be_bytes())
    }

    pub(crate) fn signed_number(self, number: i64) -> Self {
        self.field(&number.to_be_bytes())
    }

    /// A field that may be absent, which is not the same as empty.
    pub(crate) fn optional(self, bytes: Option<&[u8]>) -> Self {
        match bytes {
            None => self.field(&[0]),
            Some(bytes) => self.field(&[1]).field(bytes),
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}
