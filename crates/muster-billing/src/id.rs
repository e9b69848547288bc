//! Ids that others give: what Polar and Stripe call their things.
//!
//! They are taken as they are, but only if they are plain, because they become parts of addresses and rows.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Longer than any that either of them has ever given.
const LONGEST: usize = 255;

/// A text that cannot be an id of theirs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {expected} id: it has 1 to 255 letters, digits and `_-`")]
pub struct BadForeignId {
    /// The kind that was expected, as people call it.
    pub expected: &'static str,
}

fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(is_plain)
}

macro_rules! foreign_ids {
    ($($(#[$doc:meta])* $name:ident: $noun:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as they write it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadForeignId;
            fn from_str(text: &str) -> Result<Self, BadForeignId> {
                if is_plain(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(BadForeignId { expected: $noun })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadForeignId;
            fn try_from(text: String) -> Result<Self, BadForeignId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

foreign_ids! {
    /// Somebody who pays.
    CustomerId: "customer";
    /// Something that was bought for as long as it is paid.
    SubscriptionId: "subscription";
    /// What is bought: a price of Stripe's.
    PriceId: "price";
    /// What is bought: a product of Polar's.
    ProductId: "product";
    /// What a product of Polar's gives.
    BenefitId: "benefit";
    /// That one customer has one benefit.
    GrantId: "grant";
    /// A checkout that was opened.
    CheckoutId: "checkout";
    /// Something that was asked to be paid.
    InvoiceId: "invoice";
    /// A message that was sent to us; the same one when it is sent again.
    EventId: "event";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_leave_its_place_in_an_address() {
        for good in ["cus_QXg1o8vcGmoR32", "1dbfc517-0bbf-4301-9ba8-555ca42b9737"] {
            assert_eq!(good.parse::<CustomerId>().map(String::from).as_deref(), Ok(good));
        }
        for bad in ["", ".", "..", "a/b", "a?b", "a%2fb", "a b", "ä", &"x".repeat(256)] {
            assert!(bad.parse::<CustomerId>().is_err(), "{bad:?}");
        }
    }
}
