//! A ledger of what clients were told, and the oracle that compares it with what is stored.

use muster_api::{
    job::{CancelRequest, Job, JobQuery, JobState, JobSubmission},
    log::LogQuery,
};
use muster_client::{Client, ClientError};
use muster_core::{JobId, log::Stream};
use muster_testkit::{PATIENCE, shell, until};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, MutexGuard},
    time::Duration,
};

/// More than what travels with the report of an end, so that the log has a way of its own.
const LINES: usize = 300;

/// How often it is looked whether a job is over.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What a job does, and so how it must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// It says numbered lines and succeeds.
    Succeeds,
    /// It says the same and fails, twice.
    Fails,
    /// It waits until somebody cancels it.
    IsCancelled,
}

impl Work {
    /// Half of all succeed.
    pub(crate) fn of(number: usize) -> Self {
        match number % 4 {
            1 => Self::Fails,
            3 => Self::IsCancelled,
            _ => Self::Succeeds,
        }
    }

    pub(crate) fn end(self) -> JobState {
        match self {
            Self::Succeeds => JobState::Succeeded,
            Self::Fails => JobState::Failed,
            Self::IsCancelled => JobState::Cancelled,
        }
    }

    fn submission(self, key: &str) -> JobSubmission {
        let count = |from, to| {
            format!(
                "i={from}; while [ $i -le {to} ]; do echo \"line $i of a log that is whole\"; i=$((i+1)); done"
            )
        };
        // The pause is longer than logs wait for their confirmation.
        let says = format!("{}; sleep 0.3; {}", count(1, LINES - 1), count(LINES, LINES));
        let line = match self {
            Self::Succeeds => says,
            Self::Fails => format!("{says}; exit 3"),
            Self::IsCancelled => "sleep 1000".to_owned(),
        };
        JobSubmission { name: Some(key.to_owned()), max_attempts: Some(2), ..shell(&line) }
    }

    /// What a command that came to its own end has said.
    fn log(self) -> String {
        let line = |number: usize| format!("line {number} of a log that is whole\n");
        match self {
            Self::Succeeds | Self::Fails => (1..=LINES).map(line).collect(),
            Self::IsCancelled => String::new(),
        }
    }
}

/// One acknowledged submission, and how it ended.
#[derive(Debug, Clone)]
struct Entry {
    id: JobId,
    work: Work,
    ended: Option<Job>,
}

/// Acknowledged submissions, by their keys.
#[derive(Debug, Default)]
pub(crate) struct Ledger(Mutex<BTreeMap<String, Entry>>);

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} acknowledged jobs, each there once, ended once, with its log",
            self.all().len()
        )
    }
}

impl Ledger {
    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Entry>> {
        self.0.lock().unwrap()
    }

    /// Has one job done, however often the coordinator goes away meanwhile, and looks at its end.
    pub(crate) async fn have_done(&self, client: &Client, key: &str, work: Work) {
        let submission = work.submission(key);
        let job = answer(async || client.submit_job(&submission, Some(key)).await).await;
        let entry = Entry { id: job.id, work, ended: None };
        assert!(self.all().insert(key.to_owned(), entry.clone()).is_none(), "a key of its own");
        if work == Work::IsCancelled {
            cancel(client, job.id).await;
        }
        let ended = end_of(client, job.id).await;
        check_end(client, key, &entry, &ended).await;
        self.all().insert(key.to_owned(), Entry { ended: Some(ended), ..entry });
    }

    /// Compares everything with what the coordinator has.
    pub(crate) async fn check_all(&self, client: &Client) {
        let entries = self.all().clone();
        let mut stored = all_jobs(client).await;
        for (key, entry) in &entries {
            let jobs = stored.remove(key).unwrap_or_default();
            assert_eq!(jobs.len(), 1, "{key} must be there once: {jobs:?}");
            let job = &jobs[0];
            assert_eq!(job.id, entry.id, "{key} is what was acknowledged");
            assert_eq!(Some(job), entry.ended.as_ref(), "{key} has ended once, for good");
            let again = client.submit_job(&entry.work.submission(key), Some(key)).await.unwrap();
            assert_eq!(again.id, entry.id, "{key} said once more is the same job");
        }
        assert!(stored.is_empty(), "nobody was told of {stored:?}");
    }
}

/// Asks until a job is over, however often the coordinator goes away meanwhile.
async fn end_of(client: &Client, id: JobId) -> Job {
    let ending = async {
        loop {
            match client.get_job(id).await {
                Ok(job) if job.state.is_terminal() => return job,
                _ => tokio::time::sleep(LOOK_EVERY).await,
            }
        }
    };
    match tokio::time::timeout(PATIENCE, ending).await {
        Ok(job) => job,
        Err(late) => panic!(
            "{id} did not end: {late}: {:?} after {:?}, {:?}",
            client.get_job(id).await,
            client.list_attempts(id).await,
            client.explain_job(id).await
        ),
    }
}

/// Asks until there is an answer.
async fn answer<T>(ask: impl AsyncFn() -> Result<T, ClientError>) -> T {
    let mut answer = None;
    until(async || {
        answer = ask().await.ok();
        answer.is_some()
    })
    .await;
    answer.unwrap()
}

async fn cancel(client: &Client, id: JobId) {
    until(async || match client.cancel_job(id, &CancelRequest::default()).await {
        Ok(_) => true,
        // The first word arrived and its answer did not.
        Err(ClientError::Problem(problem)) => problem.error.as_str() == "already_terminal",
        Err(_) => false,
    })
    .await;
}

async fn all_jobs(client: &Client) -> BTreeMap<String, Vec<Job>> {
    let mut query = JobQuery { limit: Some(500), ..JobQuery::default() };
    let mut jobs = BTreeMap::<_, Vec<_>>::new();
    loop {
        let page = client.list_jobs(&query).await.unwrap();
        for job in page.items {
            jobs.entry(job.name.clone().unwrap_or_default()).or_default().push(job);
        }
        match page.next_cursor {
            Some(cursor) => query.cursor = Some(cursor),
            None => return jobs,
        }
    }
}

/// A job's end is the one it must have; the log of each attempt is whole, or its command was ended.
async fn check_end(client: &Client, key: &str, entry: &Entry, ended: &Job) {
    let Entry { id, work, .. } = *entry;
    let attempts = answer(async || client.list_attempts(id).await).await;
    assert_eq!(ended.state, work.end(), "{key}: {ended:?} after {attempts:?}");
    let whole = work.log();
    for attempt in &attempts {
        assert!(attempt.ended_at.is_some(), "{key}: {attempts:?}");
        let said = stdout(client, id, attempt.number).await;
        if attempt.exit_code.is_some() {
            assert!(
                said == whole,
                "{key} attempt {}: {} of {} bytes: {attempts:?}",
                attempt.number,
                said.len(),
                whole.len()
            );
        } else {
            assert!(whole.starts_with(&said), "{key} attempt {}: {said}", attempt.number);
        }
    }
}

async fn stdout(client: &Client, id: JobId, attempt: u32) -> String {
    let query = LogQuery { attempt: Some(attempt), limit: Some(1 << 20), ..LogQuery::default() };
    let page = answer(async || client.read_log(id, &query).await).await;
    let own = page.chunks.into_iter().filter(|chunk| chunk.stream == Stream::Stdout);
    own.map(|chunk| chunk.text).collect()
}
