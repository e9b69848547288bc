//! The client itself: sends calls, repeats them when that does no harm, and reads the answers.

use crate::{
    answer::Answer,
    call::{Call, REQUEST_ID},
    credential::Credential,
    error::{BoxError, ClientError},
    outbound, proof, random,
    retry::Patience,
    target::Target,
    transport::{Body, Lost, Transport},
};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Extensions, HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use muster_api::protocol::{HEADER, OURS};
use muster_tls::is_wrong_key;
use serde::de::DeserializeOwned;
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::time::Instant;

/// Longer than any single answer takes, even of a coordinator that waits for its disk.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// Who has just answered is still there; after a longer silence another program may have its port.
const PROOF_LASTS: Duration = Duration::from_secs(1);

/// A way to one coordinator. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct Client(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    transport: Transport,
    /// Where paths begin, without a slash at the end; empty within the process.
    url: String,
    credential: Option<Credential>,
    /// What it has proved to know, and proves again.
    known: Option<Credential>,
    /// When it last answered without a loss since.
    answered: Mutex<Option<Instant>>,
    /// It answered at least once: when it is gone now, it may well be restarting.
    was_reached: AtomicBool,
}

impl Client {
    /// A client over HTTP. Checks the address and the token; nothing is sent yet.
    pub async fn over_http(target: Target) -> Result<Self, ClientError> {
        let checked = target.check().await?;
        let url = checked.url.as_str().trim_end_matches('/').to_owned();
        let unreachable = |source| ClientError::Unreachable { url: url.clone(), source };
        let transport = Transport::Http(outbound::client(&checked).map_err(unreachable)?);
        Ok(Self::new(transport, url, target.credential, None))
    }

    /// A client straight into a router of this process. `identify` puts the caller's identity into
    /// each request, which no header can.
    pub fn in_process<F>(router: axum::Router, identify: F) -> Self
    where
        F: Fn(&mut Extensions) + Send + Sync + 'static,
    {
        let transport = Transport::InProcess { router, identify: Arc::new(identify) };
        Self::new(transport, String::new(), None, None)
    }

    fn new(
        transport: Transport,
        url: String,
        credential: Option<Credential>,
        known: Option<Credential>,
    ) -> Self {
        let was_reached = AtomicBool::new(known.is_some());
        let answered = Mutex::new(known.as_ref().map(|_| Instant::now()));
        Self(Arc::new(Inner { transport, url, credential, known, answered, was_reached }))
    }

    fn with(&self, credential: Option<Credential>, known: Option<Credential>) -> Self {
        Self::new(self.0.transport.clone(), self.0.url.clone(), credential, known)
    }

    /// The same way to the coordinator, once it has proved that it knows this.
    pub(crate) async fn proved(&self, known: Credential) -> Result<Self, ClientError> {
        proof::demand(self, &known).await?;
        Ok(self.with(self.0.credential.clone(), Some(known)))
    }

    /// The same way to the coordinator, which has just proved itself, with a credential to show.
    pub(crate) fn with_credential(&self, credential: Credential) -> Self {
        self.with(Some(credential.clone()), Some(credential))
    }

    /// The same way to whoever is there.
    pub(crate) fn without_credential(&self) -> Self {
        self.with(None, None)
    }

    fn answered(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.answered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has it prove itself once more if whoever listens there now may be somebody else than before.
    fn make_sure(&self) -> BoxFuture<'_, Result<(), ClientError>> {
        Box::pin(async move {
            let Some(known) = &self.0.known else { return Ok(()) };
            let is_sure = self.answered().is_some_and(|at| at.elapsed() < PROOF_LASTS);
            if is_sure { Ok(()) } else { proof::demand(self, known).await }
        })
    }

    /// The coordinator's address, as people know it.
    pub fn url(&self) -> &str {
        if self.0.url.is_empty() { "this process" } else { &self.0.url }
    }

    /// Sends a call and reads its answer as JSON.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, call: Call) -> Result<T, ClientError> {
        self.answer(&call).await?.content(&call.operation(), self.url())
    }

    /// Sends a creation, and says whether it had been done before under the same key.
    pub(crate) async fn ask_once<T: DeserializeOwned>(
        &self,
        call: Call,
    ) -> Result<(T, bool), ClientError> {
        let answer = self.answer(&call).await?;
        let content = answer.content(&call.operation(), self.url())?;
        Ok((content, answer.headers.contains_key("idempotent-replayed")))
    }

    /// Sends a call whose answer has no content.
    pub(crate) async fn demand(&self, call: Call) -> Result<(), ClientError> {
        let answer = self.answer(&call).await?;
        if answer.status.is_success() { Ok(()) } else { Err(answer.refusal(self.url())) }
    }

    /// Sends a call once and hands its body over as it arrives.
    pub(crate) async fn open(&self, call: &Call) -> Result<(HeaderMap, Body), ClientError> {
        let answer = self.send_once(call, &random::name("req")).await?;
        if answer.status() == StatusCode::OK {
            let (head, body) = answer.into_parts();
            return Ok((head.headers, body));
        }
        let answer = Answer::read(answer).await.map_err(|source| self.unreachable(source))?;
        Err(answer.refusal(self.url()))
    }

    /// Sends a call once and hands its answer over, whatever its status, with a body still arriving.
    pub(crate) async fn send_once(
        &self,
        call: &Call,
        request_id: &str,
    ) -> Result<Response<Body>, ClientError> {
        let request = self.request(call, request_id)?;
        self.make_sure().await?;
        let sending = tokio::time::timeout(ANSWER_WITHIN, self.send(request)).await;
        sending.unwrap_or_else(|_| Err(silent())).map_err(|lost| self.lost(lost))
    }

    /// Sends a call until it is answered, or until it could do harm or patience is at its end.
    async fn answer(&self, call: &Call) -> Result<Answer, ClientError> {
        let mut patience = Patience::default();
        let request_id = random::name("req");
        loop {
            let (outcome, asked) = match self.attempt(call, &request_id).await? {
                Ok(answer) if is_busy(&answer) && call.is_repeatable() => {
                    let asked = retry_after(&answer.headers);
                    (Ok(answer), asked)
                }
                Ok(answer) => return Ok(answer),
                Err(lost) if self.may_repeat(call, &lost) => (Err(lost), None),
                Err(lost) => return Err(self.lost(lost)),
            };
            match patience.next_wait(asked) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return outcome.map_err(|lost| self.lost(lost)),
            }
        }
    }

    async fn attempt(
        &self,
        call: &Call,
        request_id: &str,
    ) -> Result<Result<Answer, Lost>, ClientError> {
        let request = self.request(call, request_id)?;
        let unsent = |source| Ok(Err(Lost { source, is_unsent: true }));
        match self.make_sure().await {
            Err(ClientError::Unreachable { source, .. }) => unsent(source),
            Err(error) if error.is_transient() => unsent(error.into()),
            Err(error) => Err(error),
            Ok(()) => Ok(self.whole_answer(request).await),
        }
    }

    /// Whether the coordinator may be back soon and another sending does no harm.
    fn may_repeat(&self, call: &Call, lost: &Lost) -> bool {
        if lost.is_unsent {
            self.0.was_reached.load(Ordering::Relaxed)
        } else {
            call.is_repeatable()
        }
    }

    async fn whole_answer(&self, request: Request<Bytes>) -> Result<Answer, Lost> {
        let reading = async {
            let answer = self.send(request).await?;
            let read = Answer::read(answer).await;
            read.map_err(|source| Lost { source, is_unsent: false })
        };
        let read = tokio::time::timeout(ANSWER_WITHIN, reading).await;
        let read = read.unwrap_or_else(|_| Err(silent()));
        read.inspect_err(|_| *self.answered() = None)
    }

    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, Lost> {
        let sent = self.0.transport.send(request).await;
        *self.answered() = sent.is_ok().then(Instant::now);
        let answer = sent?;
        self.0.was_reached.store(true, Ordering::Relaxed);
        Ok(answer)
    }

    fn request(&self, call: &Call, request_id: &str) -> Result<Request<Bytes>, ClientError> {
        let mut request = Request::new(call.body.clone());
        *request.method_mut() = call.method.clone();
        *request.uri_mut() = format!("{}{}", self.0.url, call.path)
            .parse()
            .map_err(|error: http::uri::InvalidUri| self.unreachable(error.into()))?;
        let headers = request.headers_mut();
        headers.clone_from(&call.headers);
        if let Ok(ours) = HeaderValue::from_str(&OURS.to_string()) {
            headers.insert(HEADER, ours);
        }
        if let Ok(id) = HeaderValue::from_str(request_id) {
            headers.insert(REQUEST_ID, id);
        }
        if let Some(credential) = &self.0.credential {
            let bearer = format!("Bearer {}", credential.reveal());
            let mut bearer = HeaderValue::from_str(&bearer)
                .map_err(|_| crate::TargetError::from(crate::BadCredential::NotPlain))?;
            bearer.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, bearer);
        }
        Ok(request)
    }

    fn lost(&self, lost: Lost) -> ClientError {
        self.unreachable(lost.source)
    }

    pub(crate) fn unreachable(&self, source: BoxError) -> ClientError {
        let url = self.url().to_owned();
        if is_wrong_key(&*source) {
            return ClientError::Impostor { url };
        }
        ClientError::Unreachable { url, source }
    }
}

fn silent() -> Lost {
    let source = format!("no answer within {} s", ANSWER_WITHIN.as_secs()).into();
    Lost { source, is_unsent: false }
}

/// Whether the coordinator is only just stopping, starting or out of breath.
fn is_busy(answer: &Answer) -> bool {
    answer.status == StatusCode::SERVICE_UNAVAILABLE
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}
