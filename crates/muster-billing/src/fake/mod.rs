//! Fakes of Polar and Stripe, for tests: real HTTP on loopback, with a memory.
//!
//! A fake takes the same requests as the real one, has a page on which a checkout can be paid, lets
//! subscriptions live ([`Step`]), signs and sends webhooks, and goes wrong when it is told to ([`Fault`]).
//! Whether a request has the right shape is decided by a [`Judge`], which a test makes of the biller's own
//! specification.
//!
//! Time is the test's clock: also the `Date` of answers and the time in signatures. Ids are counted, so that
//! a run looks like the one before. Messages wait until [`FakePolar::deliver`] sends them or a test takes them
//! out; only the page and the API's own changes send at once, as a buyer in a browser expects.

mod books;
mod fault;
mod form;
mod house;
mod judge;
mod page;
mod polar;
mod post;
mod stripe;

pub use fault::Fault;
pub use house::World;
pub use judge::{Asked, Judge, Lenient};
pub use polar::FakePolar;
pub use post::{Delivered, Message};
pub use stripe::FakeStripe;

/// What happens to a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A payment fails.
    PaymentFails,
    /// The payment comes after all.
    PaymentComes,
    /// The next period begins, and is paid.
    Renew,
    /// Somebody pauses it.
    Pause,
    /// It goes on.
    Resume,
    /// Somebody asks for its end with the period.
    EndWithPeriod,
    /// They change their mind.
    GoOn,
    /// It ends.
    EndNow,
}

impl Step {
    /// Everything that can happen.
    pub const ALL: [Self; 8] = [
        Self::PaymentFails,
        Self::PaymentComes,
        Self::Renew,
        Self::Pause,
        Self::Resume,
        Self::EndWithPeriod,
        Self::GoOn,
        Self::EndNow,
    ];
}
