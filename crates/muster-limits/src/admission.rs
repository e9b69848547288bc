//! Admissions: whether a request may go on, and what its caller is told.
//!
//! The headers are those of draft-ietf-httpapi-ratelimit-headers-11: `RateLimit-Policy` says the quota, `RateLimit`
//! what is left of it. In `RateLimit` the time `t` is how long it takes until there is more than `r`.

use crate::group::{Group, Quota, millis};
use http::{
    HeaderName, HeaderValue,
    header::{InvalidHeaderValue, RETRY_AFTER},
};
use std::time::Duration;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Whether a request may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// Whether it may. A refusal is answered with 429.
    pub is_allowed: bool,
    /// What it counts as.
    pub group: Group,
    /// How many are allowed in what time.
    pub quota: Quota,
    /// How many more are allowed at once.
    pub remaining: u32,
    /// How long it takes until there are more.
    pub reset_after: Duration,
}

impl Admission {
    pub(crate) fn new(
        group: Group,
        quota: Quota,
        is_allowed: bool,
        used: u32,
        reset_after: Duration,
    ) -> Self {
        let remaining = quota.requests.get().saturating_sub(used);
        Self { is_allowed, group, quota, remaining, reset_after }
    }

    /// When it is worth trying again, for whoever was refused.
    pub fn retry_after(&self) -> Option<Duration> {
        (!self.is_allowed).then_some(self.reset_after)
    }

    /// What is added to the answer, whatever the answer is.
    pub fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let Self { group, quota, remaining, .. } = self;
        let (name, requests) = (group.as_str(), quota.requests);
        let policy = format!("\"{name}\";q={requests};w={}", seconds(quota.window));
        let limit = format!("\"{name}\";r={remaining};t={}", seconds(self.reset_after));
        let retry = self.retry_after().map(|span| (RETRY_AFTER, seconds(span).to_string()));
        let all = [(POLICY, policy), (LIMIT, limit)].into_iter().chain(retry);
        // Words of ours and numbers always make a header.
        all.filter_map(|(name, value)| header(name, &value).ok()).collect()
    }
}

fn header(name: HeaderName, value: &str) -> Result<(HeaderName, HeaderValue), InvalidHeaderValue> {
    HeaderValue::from_str(value).map(|value| (name, value))
}

/// Whole seconds that are not too short, and at least one: nobody is told to try again at once.
pub(crate) fn seconds(span: Duration) -> u64 {
    millis(span).div_ceil(1_000).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(admission: &Admission) -> Vec<String> {
        let headers = admission.headers();
        headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect()
    }

    #[test]
    fn an_answer_says_the_quota_and_what_is_left_of_it() {
        let span = Duration::from_millis(59_001);
        let allowed = Admission::new(Group::AuditVerify, Quota::a_minute(30), true, 2, span);
        let expected = [
            r#"ratelimit-policy: "audit_verify";q=30;w=60"#,
            r#"ratelimit: "audit_verify";r=28;t=60"#,
        ];
        assert_eq!(written(&allowed), expected);
    }

    #[test]
    fn a_refusal_says_when_to_come_back_and_never_at_once() {
        let refused =
            Admission::new(Group::Auth, Quota::a_minute(20), false, 25, Duration::from_millis(1));
        let expected = [
            r#"ratelimit-policy: "auth";q=20;w=60"#,
            r#"ratelimit: "auth";r=0;t=1"#,
            "retry-after: 1",
        ];
        assert_eq!(written(&refused), expected);
    }
}
