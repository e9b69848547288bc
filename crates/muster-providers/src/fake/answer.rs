//! One fake: what it has seen, what goes wrong, and what is done.

use super::{
    Exchange, Fault, Judge, Script, Timing, Trouble, Voice, shell,
    voice::{estranged, garbled, page, said},
};
use crate::{
    http::{Lost, Transport, Unopened},
    shell::{Door, Shell, Speech},
};
use axum::{Router, body::Body};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Method, Request, Response, StatusCode};
use serde_json::json;
use std::{
    collections::BTreeMap,
    convert::Infallible,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tower::ServiceExt;

/// A request that has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// How it was asked.
    pub method: Method,
    /// For what.
    pub path: String,
    /// Its `X-Request-Id`.
    pub request_id: Option<String>,
}

/// A broken connection.
#[derive(Debug, thiserror::Error)]
#[error("the connection was cut")]
pub struct Cut;

/// The part that all fakes share. Clones are the same fake.
#[derive(Clone)]
pub struct Fake(Arc<Inner>);

struct Inner {
    router: Router,
    voice: &'static Voice,
    script: Mutex<Script>,
    judge: Mutex<Option<Arc<dyn Judge>>>,
    seen: Mutex<Vec<Seen>>,
    objections: Mutex<Vec<String>>,
    rooms: Mutex<BTreeMap<String, shell::Room>>,
}

impl Fake {
    pub(super) fn new(router: Router, voice: &'static Voice) -> Self {
        let (script, judge) = (Mutex::default(), Mutex::default());
        let (seen, objections) = (Mutex::default(), Mutex::default());
        let rooms = Mutex::default();
        Self(Arc::new(Inner { router, voice, script, judge, seen, objections, rooms }))
    }

    /// Makes something go wrong.
    pub fn trouble(&self, trouble: Trouble) {
        self.script().add(trouble);
    }

    /// What will go wrong.
    pub fn script(&self) -> MutexGuard<'_, Script> {
        held(&self.0.script)
    }

    /// Lets somebody judge everything that is sent from now on.
    pub fn judged_by(&self, judge: Arc<dyn Judge>) {
        *held(&self.0.judge) = Some(judge);
    }

    /// What the judge objects to.
    pub fn objections(&self) -> Vec<String> {
        held(&self.0.objections).clone()
    }

    /// Everything that has arrived.
    pub fn seen(&self) -> Vec<Seen> {
        held(&self.0.seen).clone()
    }

    /// Answers one request, or does not.
    pub async fn answer(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Cut> {
        self.note(&request);
        let (trouble, latency) = {
            let mut script = self.script();
            (script.take(&request), script.latency)
        };
        if !latency.is_zero() {
            tokio::time::sleep(latency).await;
        }
        let asked = request.body().clone();
        match trouble {
            None => Ok(self.handled(request).await),
            Some((fault, Timing::Before)) => self.spoilt(fault, &asked, None).await,
            Some((fault, Timing::After)) => {
                let answer = self.handled(request).await;
                self.spoilt(fault, &asked, Some(answer)).await
            }
        }
    }

    fn note(&self, request: &Request<Bytes>) {
        let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok());
        held(&self.0.seen).push(Seen {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            request_id: id.map(str::to_owned),
        });
    }

    /// What is done when nothing goes wrong. What the specification forbids is not done.
    async fn handled(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let (path, query) = (uri.path(), uri.query().unwrap_or_default());
        let asked = Exchange { method: &method, path, query, status: None, body: request.body() };
        if let Some(objection) = self.objection(&asked) {
            return said(400, &json!({ "message": objection, "statusCode": 400 }));
        }
        let answer = into_router(self.0.router.clone(), request).await;
        let status = Some(answer.status());
        self.objection(&Exchange {
            status,
            body: answer.body(),
            ..asked_again(&method, path, query)
        });
        answer
    }

    fn objection(&self, exchange: &Exchange<'_>) -> Option<String> {
        let judge = held(&self.0.judge).clone()?;
        let objection = judge.object(exchange)?;
        let what = format!("{} {}: {objection}", exchange.method, exchange.path);
        held(&self.0.objections).push(what.clone());
        Some(what)
    }

    async fn spoilt(
        &self,
        fault: Fault,
        asked: &[u8],
        answer: Option<Response<Bytes>>,
    ) -> Result<Response<Bytes>, Cut> {
        // A spoilt answer needs one to spoil.
        let answer =
            answer.unwrap_or_else(|| said(200, &json!({ "state": "unheard", "rest": [] })));
        match fault {
            Fault::Silence => std::future::pending().await,
            Fault::Cut => Err(Cut),
            Fault::Page(status) => Ok(page(status)),
            Fault::Garbled => Ok(garbled(answer)),
            Fault::StrangeWord => Ok(estranged(answer, self.0.voice.states)),
            Fault::RateLimited
            | Fault::Unauthorised
            | Fault::Quota
            | Fault::Spend
            | Fault::Echo
            | Fault::ServerError => {
                Ok((self.0.voice.refusal)(fault, &String::from_utf8_lossy(asked)))
            }
        }
    }
}

static NOTHING: Bytes = Bytes::new();

fn asked_again<'a>(method: &'a Method, path: &'a str, query: &'a str) -> Exchange<'a> {
    Exchange { method, path, query, status: None, body: &NOTHING }
}

async fn into_router(router: Router, request: Request<Bytes>) -> Response<Bytes> {
    let answer: Result<_, Infallible> = router.oneshot(request.map(Body::from)).await;
    let (head, body) = match answer {
        Ok(answer) => answer.into_parts(),
        Err(never) => match never {},
    };
    // A fake's own bodies are in memory and cannot fail.
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    Response::from_parts(head, body)
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Transport for Fake {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, Lost>> {
        Box::pin(async move {
            self.answer(request).await.map_err(|cut| Lost { is_unsent: false, source: cut.into() })
        })
    }

    fn open_shell(&self, Door { request, speech }: Door) -> BoxFuture<'_, Result<Shell, Unopened>> {
        Box::pin(async move {
            let cut = |cut: Cut| Unopened::Lost(Lost { is_unsent: false, source: cut.into() });
            let (path, is_resized) = match &speech {
                Speech::Password(password) if password.reveal() != shell::PASSWORD => {
                    return Err(Unopened::Refused(StatusCode::UNAUTHORIZED));
                }
                // Whatever holds sockets is no part of the API, and knows nothing but the password.
                Speech::Password(_) => (request.uri().path().to_owned(), false),
                Speech::Channels | Speech::Plain => {
                    let path = request.uri().path().to_owned();
                    let status = self.answer(request.clone()).await.map_err(cut)?.status();
                    if status != StatusCode::SWITCHING_PROTOCOLS {
                        return Err(Unopened::Refused(status));
                    }
                    (path, true)
                }
            };
            let size = shell::size_in(request.uri().query().unwrap_or_default());
            let room = held(&self.0.rooms).entry(path).or_default().clone();
            Ok(shell::open(room, size, is_resized))
        })
    }
}

impl fmt::Debug for Fake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fake").field("script", &self.0.script).finish_non_exhaustive()
    }
}
