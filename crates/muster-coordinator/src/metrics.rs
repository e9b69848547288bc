//! What is counted for whoever watches from outside, in the words of Prometheus.
//!
//! Nothing here has a label with an id in it: whatever is counted has few values. What can be asked of the store or the
//! fleet is asked when somebody looks, and what passes by is counted as it passes.

use muster_core::{
    Timestamp,
    job::{JobState, Outcome},
};
use muster_store::job::JobRow;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
        info::Info,
    },
    registry::{Registry, Unit},
};
use std::{fmt, time::Duration};

/// From a millisecond to a minute, for requests.
const REQUEST: (f64, f64, u16) = (0.001, 2.5, 12);
/// From a tenth of a second to about four days, for jobs.
const JOB: (f64, f64, u16) = (0.1, 4.0, 11);

/// One kind of request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Asked {
    /// As the router names it, and not as somebody wrote it.
    pub(crate) route: String,
    pub(crate) method: String,
    pub(crate) code: u16,
}

/// Something in one state.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct In {
    pub(crate) state: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Message {
    biller: &'static str,
    outcome: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Limited {
    group: &'static str,
}

type Seconds = Family<Vec<(String, String)>, Histogram, fn() -> Histogram>;

/// Everything that is counted.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Asked, Counter>,
    request_seconds: Seconds,
    ended: Family<Ended, Counter>,
    limited: Family<Limited, Counter>,
    webhooks: Family<Message, Counter>,
    queue_seconds: Histogram,
    run_seconds: Histogram,
    pub(crate) log_bytes: Counter,
    pub(crate) workers: Family<In, Gauge>,
    pub(crate) jobs: Family<In, Gauge>,
    pub(crate) running: Gauge,
    pub(crate) failing: Gauge,
    pub(crate) store_log_bytes: Gauge,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

fn buckets((start, factor, length): (f64, f64, u16)) -> Histogram {
    Histogram::new(exponential_buckets(start, factor, length))
}

impl Metrics {
    pub(crate) fn new(version: &str) -> Self {
        let metrics = Self {
            registry: Registry::with_prefix("muster"),
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(|| buckets(REQUEST)),
            ended: Family::default(),
            limited: Family::default(),
            webhooks: Family::default(),
            queue_seconds: buckets(JOB),
            run_seconds: buckets(JOB),
            log_bytes: Counter::default(),
            workers: Family::default(),
            jobs: Family::default(),
            running: Gauge::default(),
            failing: Gauge::default(),
            store_log_bytes: Gauge::default(),
        };
        metrics.registered(version)
    }

    fn registered(mut self, version: &str) -> Self {
        let build = Info::new([("version".to_owned(), version.to_owned())]);
        let to = &mut self.registry;
        to.register("build", "The program that answers", build);
        to.register("http_requests", "Requests that were answered", self.requests.clone());
        let took = self.request_seconds.clone();
        to.register_with_unit(
            "http_request_duration",
            "Until the answer began",
            Unit::Seconds,
            took,
        );
        let limited = self.limited.clone();
        to.register("rate_limited_requests", "Requests that were too many", limited);
        let webhooks = self.webhooks.clone();
        to.register("billing_webhooks", "Messages of billers, taken or refused", webhooks);
        to.register("jobs", "Jobs that are over", self.ended.clone());
        let waited = self.queue_seconds.clone();
        to.register_with_unit("job_queue", "From submission to the start", Unit::Seconds, waited);
        let ran = self.run_seconds.clone();
        to.register_with_unit("job_duration", "From the start to the end", Unit::Seconds, ran);
        to.register_with_unit("log", "Output that was stored", Unit::Bytes, self.log_bytes.clone());
        to.register("workers", "Workers, by how alive they look", self.workers.clone());
        to.register("jobs_kept", "Jobs that are kept, by state", self.jobs.clone());
        to.register("jobs_running", "Jobs that run", self.running.clone());
        let failing = self.failing.clone();
        to.register("reconcilers_failing", "Reconcilers whose last pass failed", failing);
        let log = self.store_log_bytes.clone();
        to.register_with_unit("store_log", "The store's write-ahead log", Unit::Bytes, log);
        self
    }

    /// A request was answered.
    pub(crate) fn answered(&self, asked: &Asked, took: Duration) {
        let route = vec![("route".to_owned(), asked.route.clone())];
        self.request_seconds.get_or_create(&route).observe(took.as_secs_f64());
        self.requests.get_or_create(asked).inc();
    }

    /// A request was refused because there were too many.
    pub(crate) fn limited(&self, group: &'static str) {
        self.limited.get_or_create(&Limited { group }).inc();
    }

    /// A biller's message came, or what claimed to be one.
    pub(crate) fn webhook(&self, biller: &'static str, outcome: &str) {
        let message = Message { biller, outcome: outcome.to_owned() };
        self.webhooks.get_or_create(&message).inc();
    }

    /// A job has changed. An array is counted by its tasks.
    pub(crate) fn job_changed(&self, before: &JobRow, after: &JobRow) {
        if after.progress.is_some() {
            return;
        }
        if let (None, Some(started)) = (before.started_at, after.started_at) {
            self.queue_seconds.observe(seconds(after.created_at, started));
        }
        let was_over = matches!(before.life.state, JobState::Ended { .. });
        if let JobState::Ended { outcome, at } = after.life.state
            && !was_over
        {
            self.ended.get_or_create(&Ended { outcome: word(outcome) }).inc();
            if let Some(started) = after.started_at {
                self.run_seconds.observe(seconds(started, at));
            }
        }
    }

    /// All of it, as Prometheus reads it.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("a text in memory takes everything");
        text
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    to.since(from).as_secs_f64()
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Succeeded => "succeeded",
        Outcome::Failed => "failed",
        Outcome::Cancelled => "cancelled",
        Outcome::TimedOut => "timed_out",
        Outcome::Quarantined => "quarantined",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_told_with_its_labels_and_under_one_prefix() {
        let metrics = Metrics::new("1.2.3");
        let (route, method) = ("/v1/jobs/{id}".to_owned(), "GET".to_owned());
        metrics.answered(&Asked { route, method, code: 200 }, Duration::from_millis(3));
        metrics.log_bytes.inc_by(7);
        let text = metrics.text();
        for line in [
            "muster_build_info{version=\"1.2.3\"} 1",
            "muster_http_requests_total{route=\"/v1/jobs/{id}\",method=\"GET\",code=\"200\"} 1",
            "muster_http_request_duration_seconds_count{route=\"/v1/jobs/{id}\"} 1",
            "muster_log_bytes_total 7",
            "# EOF",
        ] {
            assert!(text.contains(line), "{line} is not in:\n{text}");
        }
        assert!(text.lines().all(|line| line.starts_with('#') || line.starts_with("muster_")));
    }
}
