//! The live stream: what changes, as the coordinator tells it.

use crate::{
    call::Call,
    client::Client,
    error::ClientError,
    sse::{Event, Parser},
    transport::Body,
};
use futures_util::{Stream, StreamExt, stream};
use http::{HeaderValue, header};
use muster_api::stream::{StreamEvent, StreamQuery};
use muster_core::JobId;
use serde_json::Value;
use std::{collections::VecDeque, fmt};

/// Something to be told about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Every job that changes.
    Jobs,
    /// Every worker that changes.
    Workers,
    /// The log of one attempt.
    Log {
        /// The job.
        job: JobId,
        /// The attempt.
        attempt: u32,
        /// The offset of the first byte that is wanted.
        from: u64,
    },
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Jobs => f.write_str("jobs"),
            Self::Workers => f.write_str("workers"),
            Self::Log { job, attempt, from } => write!(f, "log:{job}:{attempt}:{from}"),
        }
    }
}

/// One open stream. It ends when the connection does; [`crate::Follow`] goes on.
pub struct Live {
    client: Client,
    body: Body,
    parser: Parser,
    waiting: VecDeque<Event>,
}

impl Live {
    /// The next event; nothing when the coordinator closed the stream.
    pub async fn next(&mut self) -> Result<Option<StreamEvent>, ClientError> {
        loop {
            while let Some(event) = self.waiting.pop_front() {
                if let Some(known) = decode(&event)? {
                    return Ok(Some(known));
                }
            }
            let Some(bytes) = self.body.next().await else { return Ok(None) };
            let bytes = bytes.map_err(|source| self.client.unreachable(source))?;
            let complete = self.parser.feed(&bytes);
            self.waiting.extend(complete.map_err(|error| not_understood(error.into()))?);
        }
    }

    /// The same as a stream, which ends after the first error.
    pub fn into_stream(self) -> impl Stream<Item = Result<StreamEvent, ClientError>> + Send {
        stream::unfold(Some(self), async |live| {
            let mut live = live?;
            match live.next().await.transpose()? {
                Ok(event) => Some((Ok(event), Some(live))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("client", &self.client).finish_non_exhaustive()
    }
}

impl Client {
    /// `GET /v1/stream`
    pub async fn stream(&self, topics: &[Topic]) -> Result<Live, ClientError> {
        let names: Vec<_> = topics.iter().map(Topic::to_string).collect();
        let call = Call::get("/v1/stream")
            .with_query(&StreamQuery { topics: names.join(",") })
            .with(header::ACCEPT, HeaderValue::from_static("text/event-stream"));
        let (_, body) = self.open(&call).await?;
        let (parser, waiting) = (Parser::default(), VecDeque::new());
        Ok(Live { client: self.clone(), body, parser, waiting })
    }
}

/// The event, unless it is one that only a newer version knows.
fn decode(event: &Event) -> Result<Option<StreamEvent>, ClientError> {
    let value: Value =
        serde_json::from_str(&event.data).map_err(|error| not_understood(error.into()))?;
    let is_known = value["type"].as_str().is_some_and(|name| KNOWN.contains(&name));
    if !is_known {
        return Ok(None);
    }
    serde_json::from_value(value).map(Some).map_err(|error| not_understood(error.into()))
}

/// The names of [`StreamEvent`], which a test compares with the type.
const KNOWN: [&str; 7] = ["ready", "jobs", "workers", "worker_gone", "log", "resync", "bye"];

fn not_understood(source: crate::error::BoxError) -> ClientError {
    ClientError::Decode { operation: "GET /v1/stream".to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(data: &str) -> Event {
        Event { name: String::new(), data: data.to_owned() }
    }

    /// A new event does not compile until it has a name here.
    fn name(event: &StreamEvent) -> &'static str {
        match event {
            StreamEvent::Ready => KNOWN[0],
            StreamEvent::Jobs { .. } => KNOWN[1],
            StreamEvent::Workers { .. } => KNOWN[2],
            StreamEvent::WorkerGone { .. } => KNOWN[3],
            StreamEvent::Log { .. } => KNOWN[4],
            StreamEvent::Resync => KNOWN[5],
            StreamEvent::Bye { .. } => KNOWN[6],
        }
    }

    #[test]
    fn every_event_is_known_by_the_name_that_it_has_on_the_wire() {
        let samples = [
            StreamEvent::Ready,
            StreamEvent::Jobs { items: vec![] },
            StreamEvent::Workers { items: vec![] },
            StreamEvent::WorkerGone { worker: "w".into() },
            StreamEvent::Log {
                job: JobId::from_number(1),
                attempt: 1,
                chunks: vec![],
                next: 0,
                is_complete: true,
            },
            StreamEvent::Resync,
            StreamEvent::Bye { retry_ms: 1 },
        ];
        for sample in samples {
            let json = serde_json::to_value(&sample).unwrap();
            assert_eq!(json["type"], name(&sample));
            assert_eq!(decode(&event(&json.to_string())).unwrap(), Some(sample));
        }
    }

    #[test]
    fn an_event_of_a_newer_coordinator_is_passed_over_and_a_broken_one_is_not() {
        assert_eq!(decode(&event(r#"{"type":"from_the_future","x":1}"#)).unwrap(), None);
        assert!(decode(&event(r#"{"type":"bye"}"#)).is_err());
        assert!(decode(&event("{")).is_err());
    }

    #[test]
    fn a_topic_is_written_as_the_coordinator_reads_it() {
        let log = Topic::Log { job: JobId::from_number(3), attempt: 1, from: 4096 };
        assert_eq!(log.to_string(), "log:job_3:1:4096");
    }
}
