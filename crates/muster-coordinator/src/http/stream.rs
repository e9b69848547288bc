//! `GET /v1/stream`
//!
//! One stream carries everything a page shows live. Changes are gathered for a moment, then read
//! and sent together, so a thousand of them in a second cost a few messages.

use crate::{
    app::App,
    caller::Caller,
    engine::{changes::Change, people, views},
    error::{AppError, Chain},
    http::{
        extract::{Asked, Reader},
        jobs::log::{Place, locate, page},
    },
};
use axum::{
    extract::State,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::StreamExt;
use muster_api::{
    Problem, ProblemKind,
    stream::{StreamEvent, StreamQuery},
};
use muster_core::{JobId, OrganisationId, WorkerId};
use muster_store::job;
use std::{collections::BTreeSet, convert::Infallible, sync::Arc, time::Duration};
use tokio::sync::{broadcast, mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;

/// Changes within this span travel together; nobody sees the difference.
const GATHER: Duration = Duration::from_millis(60);
/// More changed jobs than this in one span: the page reads its list again.
const MOST_JOBS: usize = 200;
/// Messages that may wait for a slow page before it is left behind.
const BACKLOG: usize = 16;
const LOG_PART: usize = 128 * 1024;
const MOST_LOGS: usize = 8;
/// Whoever was shut out sees nothing more after this time.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Tells a page when to come back after our end.
const RETRY: Duration = Duration::from_secs(1);

/// Follow live what a page shows.
///
/// Server-sent events; each `data` is one `StreamEvent`. After `ready`, every change is told.
#[utoipa::path(get, path = "/v1/stream", tag = "stream", params(StreamQuery),
    responses((status = 200, content_type = "text/event-stream", body = StreamEvent), (status = 422, body = Problem)))]
pub(crate) async fn stream(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<StreamQuery>,
) -> Result<Response, AppError> {
    let topics = Topics::parse(&query.topics)?;
    // Listening begins before the answer does, so nothing that changes after `ready` is missed.
    let changes = app.changes.listen();
    let (messages, receiver) = mpsc::channel(BACKLOG);
    let over = CancellationToken::new();
    let feed = Feed {
        app: app.clone(),
        caller,
        messages,
        over: over.clone(),
        jobs: BTreeSet::new(),
        workers: BTreeSet::new(),
    };
    app.seams.tasks.spawn("stream", feed.run(topics, changes));
    let events = ReceiverStream::new(receiver).take_until(over.cancelled_owned());
    let events = events.map(|event| Ok::<_, Infallible>(encode(&event)));
    Ok(Sse::new(events)
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
        .into_response())
}

fn encode(event: &StreamEvent) -> Event {
    Event::default().json_data(event).unwrap_or_else(|_| Event::default().comment("not encodable"))
}

/// What a page wants to hear of.
#[derive(Debug, Default)]
struct Topics {
    jobs: bool,
    workers: bool,
    logs: Vec<(JobId, u32, u64)>,
}

impl Topics {
    fn parse(text: &str) -> Result<Self, AppError> {
        let mut topics = Self::default();
        for topic in text.split(',').map(str::trim).filter(|topic| !topic.is_empty()) {
            match topic {
                "jobs" => topics.jobs = true,
                "workers" => topics.workers = true,
                other => topics.logs.push(log_topic(other)?),
            }
        }
        if topics.logs.len() > MOST_LOGS {
            return Err(AppError::told(
                ProblemKind::Validation,
                format!("a stream follows {MOST_LOGS} logs at most"),
            ));
        }
        Ok(topics)
    }
}

fn log_topic(topic: &str) -> Result<(JobId, u32, u64), AppError> {
    let parse = || {
        let (job, rest) = topic.strip_prefix("log:")?.split_once(':')?;
        let (attempt, offset) = rest.split_once(':')?;
        Some((job.parse().ok()?, attempt.parse().ok()?, offset.parse().ok()?))
    };
    parse().ok_or_else(|| {
        let detail = format!("`{topic}` is not a topic; topics are `jobs`, `workers` and `log:<job>:<attempt>:<offset>`");
        Problem::new(ProblemKind::Validation, detail).in_field("topics").into()
    })
}

/// Why a feed ends early: the page has gone.
struct PageGone;

/// One page's feed.
struct Feed {
    app: Arc<App>,
    caller: Caller,
    messages: mpsc::Sender<StreamEvent>,
    /// Ends the answer, whoever still has something to say.
    over: CancellationToken,
    jobs: BTreeSet<JobId>,
    workers: BTreeSet<WorkerId>,
}

impl Feed {
    async fn run(mut self, topics: Topics, changes: broadcast::Receiver<Change>) {
        for (job, attempt, offset) in topics.logs.clone() {
            let tail = Tail {
                app: self.app.clone(),
                messages: self.messages.clone(),
                job,
                attempt,
                offset,
            };
            let organisation = self.caller.organisation.clone();
            self.app.seams.tasks.spawn("log tail", tail.run(organisation));
        }
        // Whether the page went or we stop, the feed is over and its channel closes.
        drop(self.follow(&topics, changes).await);
    }

    async fn send(&self, event: StreamEvent) -> Result<(), PageGone> {
        self.messages.send(event).await.map_err(|_| PageGone)
    }

    async fn follow(
        &mut self,
        topics: &Topics,
        mut changes: broadcast::Receiver<Change>,
    ) -> Result<(), PageGone> {
        self.send(StreamEvent::Ready).await?;
        let mut look = tokio::time::interval(LOOK_EVERY);
        loop {
            tokio::select! {
                biased;
                () = self.app.seams.tasks.stopped() => {
                    let retry_ms = u64::try_from(RETRY.as_millis()).unwrap_or(1000);
                    return self.send(StreamEvent::Bye { retry_ms }).await;
                }
                () = self.messages.closed() => return Err(PageGone),
                _ = look.tick() => if !people::still_there(&self.app, &self.caller).await {
                    self.over.cancel();
                    return Err(PageGone);
                },
                change = changes.recv() => self.gather(topics, change, &mut changes).await?,
            }
        }
    }

    /// Waits for more changes, then tells them all.
    async fn gather(
        &mut self,
        topics: &Topics,
        first: Result<Change, broadcast::error::RecvError>,
        changes: &mut broadcast::Receiver<Change>,
    ) -> Result<(), PageGone> {
        let mut next = first;
        let deadline = tokio::time::Instant::now() + GATHER;
        loop {
            match next {
                Ok(change) => self.take(topics, change).await?,
                Err(broadcast::error::RecvError::Lagged(_)) => return self.resync().await,
                Err(broadcast::error::RecvError::Closed) => return Err(PageGone),
            }
            match tokio::time::timeout_at(deadline, changes.recv()).await {
                Ok(change) => next = change,
                Err(_) => return self.flush().await,
            }
        }
    }

    async fn take(&mut self, topics: &Topics, change: Change) -> Result<(), PageGone> {
        let own = &self.caller.organisation;
        match change {
            Change::Job(organisation, id) if topics.jobs && organisation == *own => {
                // Lists show arrays; a task is shown to those who read its log.
                let is_shown = id.as_task().is_none() || topics.logs.iter().any(|log| log.0 == id);
                if is_shown {
                    self.jobs.insert(id);
                }
            }
            Change::Worker(organisation, id) if topics.workers && organisation == *own => {
                self.workers.insert(id);
            }
            Change::WorkerGone(organisation, id) if topics.workers && organisation == *own => {
                self.workers.remove(&id);
                return self.send(StreamEvent::WorkerGone { worker: id.to_string() }).await;
            }
            Change::Queue(organisation) | Change::JobsGone(organisation)
                if topics.jobs && organisation == *own =>
            {
                return self.resync().await;
            }
            Change::Job(..)
            | Change::Queue(_)
            | Change::JobsGone(_)
            | Change::Worker(..)
            | Change::WorkerGone(..) => {}
        }
        Ok(())
    }

    async fn resync(&mut self) -> Result<(), PageGone> {
        self.jobs.clear();
        self.workers.clear();
        self.send(StreamEvent::Resync).await
    }

    async fn flush(&mut self) -> Result<(), PageGone> {
        let jobs: Vec<JobId> = std::mem::take(&mut self.jobs).into_iter().collect();
        let workers = std::mem::take(&mut self.workers);
        if jobs.len() > MOST_JOBS {
            return self.resync().await;
        }
        if !jobs.is_empty() {
            let event = self.read_jobs(jobs).await;
            self.send(event).await?;
        }
        let busy = self.app.leases.slots_by_worker();
        let members =
            workers.iter().filter_map(|id| self.app.fleet.find(&self.caller.organisation, id));
        let items: Vec<_> = members.map(|member| self.app.worker_view(&member, &busy)).collect();
        if items.is_empty() { Ok(()) } else { self.send(StreamEvent::Workers { items }).await }
    }

    async fn read_jobs(&self, ids: Vec<JobId>) -> StreamEvent {
        let organisation = self.caller.organisation.clone();
        let fleet = self.app.fleet_view(&organisation);
        let items = self.app.store.read(move |tx| {
            let rows = job::many(tx, &organisation, &ids)?;
            views::jobs(tx, &organisation, rows, &fleet)
        });
        match items.await {
            Ok(items) => StreamEvent::Jobs { items },
            Err(error) => {
                tracing::error!(error = %Chain(&error), "cannot read jobs for a stream");
                StreamEvent::Resync
            }
        }
    }
}

/// Follows one log for one page, from an offset to its end.
struct Tail {
    app: Arc<App>,
    messages: mpsc::Sender<StreamEvent>,
    job: JobId,
    attempt: u32,
    offset: u64,
}

impl Tail {
    async fn run(mut self, organisation: OrganisationId) {
        if let Err(error) = self.follow(organisation).await {
            tracing::debug!(error = %Chain(&error), job = %self.job, "cannot follow the log of {}", self.job);
        }
    }

    async fn follow(&mut self, organisation: OrganisationId) -> Result<(), AppError> {
        let mut changes = self.app.changes.listen();
        loop {
            let place =
                locate(&self.app, organisation.clone(), self.job, Some(self.attempt)).await?;
            let mut length = self.app.logs.follow(&place.key);
            if let Some(length) = &mut length {
                length.mark_unchanged();
            }
            if !self.send_rest(&place).await? {
                return Ok(());
            }
            tokio::select! {
                biased;
                () = self.app.seams.tasks.stopped() => return Ok(()),
                () = self.messages.closed() => return Ok(()),
                () = grown(length) => {}
                () = own_job_changed(&mut changes, self.job) => {}
            }
        }
    }

    /// Sends what there is. Answers whether there can be more.
    async fn send_rest(&mut self, place: &Place) -> Result<bool, AppError> {
        loop {
            let page = page(&self.app, place, self.offset, LOG_PART).await?;
            let (is_last, is_complete) = (page.next >= page.size, page.is_complete);
            // A log that went back after a failed sync takes the same bytes again.
            self.offset = self.offset.max(page.next);
            if !page.chunks.is_empty() || is_complete {
                let event = StreamEvent::Log {
                    job: self.job,
                    attempt: self.attempt,
                    chunks: page.chunks,
                    next: page.next,
                    is_complete,
                };
                if self.messages.send(event).await.is_err() {
                    return Ok(false);
                }
            }
            if is_last {
                return Ok(!is_complete);
            }
        }
    }
}

/// Ends when the log has grown; never, if nobody writes to it.
async fn grown(length: Option<watch::Receiver<u64>>) {
    if let Some(mut length) = length
        && length.changed().await.is_ok()
    {
        return;
    }
    std::future::pending().await
}

/// Ends when the job changed: its attempt may have begun or ended.
async fn own_job_changed(changes: &mut broadcast::Receiver<Change>, id: JobId) {
    loop {
        match changes.recv().await {
            Ok(Change::Job(_, changed)) if changed != id => {}
            Ok(
                Change::Queue(_)
                | Change::JobsGone(_)
                | Change::Worker(..)
                | Change::WorkerGone(..),
            ) => {}
            Ok(Change::Job(..)) | Err(broadcast::error::RecvError::Lagged(_)) => return,
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}
