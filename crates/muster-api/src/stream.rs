//! The one live stream of a console: server-sent events on the topics that the page shows.
//!
//! `GET /v1/stream?topics=jobs,workers,log:job_3:1:4096`. A topic `log:<job>:<attempt>:<offset>`
//! begins at that offset and follows. To show something else, the page opens a new stream with
//! other topics and closes the old one. A stream that fell behind is told to `resync`.

use crate::{job::Job, log::LogChunk, worker::Worker};
use muster_core::JobId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which topics to follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StreamQuery {
    /// Topics, separated by commas: `jobs`, `workers`, `log:<job>:<attempt>:<offset>`.
    pub topics: String,
}

/// One message of the stream; the event's name is its `type`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum StreamEvent {
    /// The stream is open; everything that changes from now on will be told.
    Ready,
    /// Jobs as they are now.
    Jobs {
        /// The jobs that changed.
        items: Vec<Job>,
    },
    /// Workers as they are now.
    Workers {
        /// The workers that changed.
        items: Vec<Worker>,
    },
    /// A worker was removed.
    WorkerGone {
        /// Its id.
        worker: String,
    },
    /// More of a log.
    Log {
        /// The job.
        #[schema(value_type = String)]
        job: JobId,
        /// The attempt.
        attempt: u32,
        /// The new chunks.
        chunks: Vec<LogChunk>,
        /// The offset after them.
        next: u64,
        /// Whether the attempt is over and this was the last of it.
        is_complete: bool,
    },
    /// More changed than could be told: read everything again.
    Resync,
    /// The coordinator is stopping; try again after this long.
    Bye {
        /// In milliseconds.
        retry_ms: u64,
    },
}
