//! Sending: files go to the coordinator part by part, and go on where they stopped.

use super::left_out::LeftOut;
use crate::{agent::Agent, attempt::blocking, backoff::Backoff, requests::Requests};
use aws_lc_rs::digest::{Context, SHA256};
use bytes::Bytes;
use cap_std::fs::{Dir, File, OpenOptions};
use http::{Method, StatusCode};
use muster_api::{
    Problem, ProblemKind,
    artefact::{LARGEST_PART, UPLOADS, UploadState, encoded, hex},
    session::ArtefactOrder,
};
use std::{
    io::{self, Read, Seek, SeekFrom},
    sync::Arc,
    time::Duration,
};
use tokio::time::{Instant, sleep, timeout};

/// A coordinator that takes nothing for so long is not waited for.
const PATIENCE: Duration = Duration::from_mins(2);
/// The coordinator reads a whole file again before it answers the last part.
const LONGEST_ANSWER: Duration = Duration::from_mins(2);
const LARGEST_ANSWER: usize = 64 << 10;

/// The files of one attempt on their way.
pub(super) struct Sending<'a> {
    agent: &'a Agent,
    order: &'a ArtefactOrder,
    root: Arc<Dir>,
    files: Vec<String>,
    /// Files that need no more attention.
    done: usize,
    requests: Requests<'a>,
    backoff: Backoff,
    /// When the coordinator took something last.
    progress: Instant,
}

/// One file as it was read first.
struct Announced {
    size: u64,
    sha256: String,
}

/// Why a part was not taken.
enum Trouble {
    /// It may be taken later.
    Passing(String),
    /// Another offset is wanted.
    Offset,
    /// It never will be.
    Lasting(String),
}

impl<'a> Sending<'a> {
    pub(super) fn new(
        agent: &'a Agent,
        order: &'a ArtefactOrder,
        root: Arc<Dir>,
        files: Vec<String>,
    ) -> Self {
        let (backoff, progress) = (Backoff::default(), Instant::now());
        let requests = Requests::new(agent, &order.ticket, LARGEST_ANSWER);
        Self { agent, order, root, files, done: 0, requests, backoff, progress }
    }

    /// What was not sent when somebody broke off.
    pub(super) fn rest(&self) -> &[String] {
        &self.files[self.done..]
    }

    pub(super) async fn send_all(&mut self, left_out: &mut LeftOut) {
        while let Some(name) = self.files.get(self.done).cloned() {
            if let Err(why) = self.send(&name).await {
                left_out.add(&name, &why);
            }
            self.done += 1;
        }
    }

    async fn send(&mut self, name: &str) -> Result<(), String> {
        let file = self.announce(name).await?;
        let mut offset = Some(0);
        loop {
            let sent = match offset {
                Some(from) => self.send_part(name, &file, from).await,
                None => self.ask(&file).await,
            };
            match sent {
                Ok(UploadState { is_kept: true, .. }) => return Ok(()),
                Ok(UploadState { offset: next, .. }) => offset = Some(next),
                Err(Trouble::Lasting(why)) => return Err(why),
                Err(Trouble::Offset) => offset = None,
                Err(Trouble::Passing(why)) => {
                    if self.progress.elapsed() >= PATIENCE {
                        return Err(format!("the coordinator did not take it: {why}"));
                    }
                    self.requests.break_off();
                    offset = None;
                    sleep(self.backoff.next(&*self.agent.seams.rng)).await;
                }
            }
        }
    }

    /// Reads a file once to say what it is.
    async fn announce(&self, name: &str) -> Result<Announced, String> {
        let (root, path, largest) = (self.root.clone(), name.to_owned(), self.order.largest_bytes);
        let read =
            blocking(&self.agent.seams.tasks, move || announce(&open(&root, &path)?, largest));
        let file = read.await.map_err(|error| format!("it cannot be read: {error}"))?;
        if file.size > largest {
            return Err(format!("it has grown beyond {largest} bytes"));
        }
        Ok(file)
    }

    async fn send_part(
        &mut self,
        name: &str,
        file: &Announced,
        from: u64,
    ) -> Result<UploadState, Trouble> {
        let (root, path) = (self.root.clone(), name.to_owned());
        let size = file.size;
        let read = blocking(&self.agent.seams.tasks, move || part(open(&root, &path)?, from, size));
        let part =
            read.await.map_err(|error| Trouble::Lasting(format!("it cannot be read: {error}")))?;
        if part.is_empty() && from < size {
            return Err(Trouble::Lasting("it became shorter while it was sent".to_owned()));
        }
        let name: String = name.bytes().map(encoded).collect();
        let path = format!("{UPLOADS}{}?name={name}&size={size}&offset={from}", file.sha256);
        let state = self.request(Method::PUT, &path, part).await?;
        self.progress = Instant::now();
        self.backoff.reset();
        Ok(state)
    }

    /// Asks how much of a file has arrived.
    async fn ask(&mut self, file: &Announced) -> Result<UploadState, Trouble> {
        self.request(Method::GET, &format!("{UPLOADS}{}", file.sha256), Bytes::new()).await
    }

    async fn request(
        &mut self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> Result<UploadState, Trouble> {
        let asking = timeout(LONGEST_ANSWER, self.requests.exchange(method, path, body)).await;
        let answer = asking.unwrap_or_else(|_| Err("it does not answer".into()));
        let (status, body) = answer.map_err(|error| Trouble::Passing(error.to_string()))?;
        if status.is_success() {
            let state = serde_json::from_slice(&body);
            return state.map_err(|error| Trouble::Passing(error.to_string()));
        }
        Err(refused(status, &body))
    }
}

fn refused(status: StatusCode, body: &[u8]) -> Trouble {
    let Ok(problem) = serde_json::from_slice::<Problem>(body) else {
        return Trouble::Passing(format!("it answered {status}"));
    };
    match problem.error {
        ProblemKind::UploadOffset => Trouble::Offset,
        ProblemKind::FenceStale => {
            Trouble::Lasting("the attempt does not count any more".to_owned())
        }
        ProblemKind::WrongHash => Trouble::Lasting("it changed while it was sent".to_owned()),
        ProblemKind::NotNow | ProblemKind::StorageFull | ProblemKind::RequestTimeout => {
            Trouble::Passing(problem.detail)
        }
        _ if status.is_server_error() => Trouble::Passing(problem.detail),
        _ => Trouble::Lasting(format!("the coordinator refused it: {}", problem.detail)),
    }
}

/// Opens a file below the root and waits for nobody at its other end, should it be a pipe by now.
fn open(root: &Dir, name: &str) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use cap_std::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = root.open_with(name, &options)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::other("it is no regular file"))
    }
}

fn announce(file: &File, largest: u64) -> io::Result<Announced> {
    let (mut sum, mut size, mut part) = (Context::new(&SHA256), 0, vec![0; LARGEST_PART]);
    let mut file = file.take(largest.saturating_add(1));
    loop {
        let read = file.read(&mut part)?;
        if read == 0 {
            break;
        }
        sum.update(&part[..read]);
        size += read as u64;
    }
    Ok(Announced { size, sha256: hex(sum.finish().as_ref()) })
}

/// The next part, and nothing of what the file has grown by since.
fn part(mut file: File, from: u64, size: u64) -> io::Result<Bytes> {
    file.seek(SeekFrom::Start(from))?;
    let mut part = vec![];
    file.take((LARGEST_PART as u64).min(size.saturating_sub(from))).read_to_end(&mut part)?;
    Ok(part.into())
}
