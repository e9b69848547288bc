//! Requests to the coordinator beside the session, each shown with a ticket.

use crate::agent::Agent;
use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use std::error::Error;

/// One connection after the other, as long as each holds.
pub(crate) struct Requests<'a> {
    agent: &'a Agent,
    ticket: &'a str,
    /// No answer is longer.
    largest_answer: usize,
    link: Option<Link>,
}

struct Link {
    requests: SendRequest<Full<Bytes>>,
    host: String,
}

impl<'a> Requests<'a> {
    pub(crate) fn new(agent: &'a Agent, ticket: &'a str, largest_answer: usize) -> Self {
        Self { agent, ticket, largest_answer, link: None }
    }

    /// Whatever comes next comes over another connection.
    pub(crate) fn break_off(&mut self) {
        self.link = None;
    }

    pub(crate) async fn exchange(
        &mut self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> Result<(StatusCode, Bytes), Box<dyn Error + Send + Sync>> {
        let link = match self.link.take() {
            Some(link) if !link.requests.is_closed() => link,
            _ => self.dial().await?,
        };
        let link = self.link.insert(link);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &link.host)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.ticket))
            .body(Full::new(body))?;
        link.requests.ready().await?;
        let answer = link.requests.send_request(request).await?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), self.largest_answer).collect().await?;
        Ok((status, body.to_bytes()))
    }

    async fn dial(&self) -> Result<Link, Box<dyn Error + Send + Sync>> {
        let (io, host) = self.agent.connect.connect().await?;
        let (requests, connection) = http1::handshake(TokioIo::new(io)).await?;
        self.agent.seams.tasks.spawn("requests", async move {
            // A connection that breaks is seen by whoever waits for an answer on it.
            drop(connection.await);
        });
        Ok(Link { requests, host })
    }
}
