//! What goes wrong next.

use bytes::Bytes;
use http::{Method, Request};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

/// How a request goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 429, with the headers by which this provider says until when.
    RateLimited,
    /// The credentials are refused.
    Unauthorised,
    /// The account or the region is full.
    Quota,
    /// The account owes money.
    Spend,
    /// 400, in words that repeat the whole request.
    Echo,
    /// 500, in the provider's own words.
    ServerError,
    /// A page of HTML with this status, by somebody in between.
    Page(u16),
    /// No answer, ever.
    Silence,
    /// The connection breaks.
    Cut,
    /// Half an answer.
    Garbled,
    /// A state that nobody has heard of yet.
    StrangeWord,
}

/// When it goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// Before anything is done.
    Before,
    /// After everything is done; only the answer is spoilt.
    After,
}

/// Which requests something is about.
pub(super) type Which = Arc<dyn Fn(&Request<Bytes>) -> bool + Send + Sync>;

/// One thing that goes wrong, once.
#[derive(Clone)]
pub struct Trouble {
    fault: Fault,
    timing: Timing,
    which: Which,
}

impl Trouble {
    /// The next request goes wrong.
    pub fn next(fault: Fault, timing: Timing) -> Self {
        Self { fault, timing, which: Arc::new(|_| true) }
    }

    /// After this many requests that go well, the next one goes wrong.
    pub fn after(requests: usize, fault: Fault, timing: Timing) -> Self {
        let left = AtomicUsize::new(requests);
        let is_it = move |_: &Request<Bytes>| {
            left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_err()
        };
        Self { fault, timing, which: Arc::new(is_it) }
    }

    /// The next request goes wrong that has this method and whose path ends so.
    pub fn at(fault: Fault, timing: Timing, method: Method, ending: &'static str) -> Self {
        let which = move |request: &Request<Bytes>| {
            *request.method() == method && request.uri().path().ends_with(ending)
        };
        Self { fault, timing, which: Arc::new(which) }
    }
}

impl fmt::Debug for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.timing, self.fault)
    }
}

/// Everything that will go wrong, and how slow the rest is.
#[derive(Debug, Default)]
pub struct Script {
    troubles: Vec<Trouble>,
    pub(super) latency: Duration,
}

impl Script {
    /// Adds something.
    pub fn add(&mut self, trouble: Trouble) {
        self.troubles.push(trouble);
    }

    /// Makes every answer take this long.
    pub fn delay(&mut self, latency: Duration) {
        self.latency = latency;
    }

    /// Lets everything go well from now on.
    pub fn clear(&mut self) {
        self.troubles.clear();
    }

    /// Whether nothing is left that would go wrong.
    pub fn is_over(&self) -> bool {
        self.troubles.is_empty()
    }

    pub(super) fn take(&mut self, request: &Request<Bytes>) -> Option<(Fault, Timing)> {
        let at = self.troubles.iter().position(|trouble| (trouble.which)(request))?;
        let trouble = self.troubles.remove(at);
        Some((trouble.fault, trouble.timing))
    }
}
