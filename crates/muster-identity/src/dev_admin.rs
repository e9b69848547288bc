//! The developer's admin: one person by address, for a while.
//!
//! A person is it if the switch is on, the address is theirs beyond doubt, and the time is not over. No token makes
//! anybody it. What an admin may change is another switch, for every admin.

use crate::Email;
use muster_core::Timestamp;

/// Who is admin because a developer wants it so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevAdmin {
    /// Whose address.
    pub email: Email,
    /// When it ends, if ever.
    pub expires_at: Option<Timestamp>,
}

impl DevAdmin {
    /// Whether this person is it now.
    ///
    /// `is_proven` is whether the address is theirs beyond doubt: a provider has verified it, or somebody who
    /// may has invited that address. Where strangers can sign up, an address that was only typed proves nothing.
    pub fn is(&self, email: &Email, is_proven: bool, now: Timestamp) -> bool {
        let is_over = self.expires_at.is_some_and(|end| end <= now);
        is_proven && !is_over && *email == self.email
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_is_it_until_the_time_is_over() {
        let end = Timestamp::from_millis(1_000);
        let email: Email = "dev@example.org".parse().unwrap();
        let admin = DevAdmin { email: email.clone(), expires_at: Some(end) };
        let before = Timestamp::from_millis(999);
        assert!(admin.is(&email, true, before));
        assert!(!admin.is(&email, true, end), "it ends");
        assert!(!admin.is(&email, false, before), "an address that anybody could type");
        for other in ["dev@example.com", "dev+x@example.org", "xdev@example.org"] {
            assert!(!admin.is(&other.parse().unwrap(), true, before), "{other}");
        }
        let for_good = DevAdmin { expires_at: None, ..admin };
        assert!(for_good.is(&email, true, Timestamp::from_millis(i64::MAX)));
    }
}
