//! A terminal in an environment: what it shows comes as a stream, what is typed goes as requests.

use crate::{
    call::Call,
    client::Client,
    error::{BoxError, ClientError},
    retry::Patience,
    sse::{Event, Parser},
    transport::Body,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use futures_util::StreamExt;
use http::{HeaderValue, header};
use muster_api::terminal::{
    Terminal, TerminalEnd, TerminalEvent, TerminalInput, TerminalQuery, TerminalSeen, TerminalSize,
};
use muster_core::Name;
use std::{collections::VecDeque, fmt};

/// The coordinator keeps four times as much for whoever lost the connection.
const CONFIRM_EVERY: u64 = 64 * 1024;
/// Half a minute, after which it is over anyway.
const MOST_TRIES: usize = 20;
/// In one request. The coordinator takes no longer ones.
const LONGEST_INPUT: usize = 32 * 1024;

/// What a terminal shows, until it is over. A connection that breaks is made again, and nothing is lost or comes twice.
pub struct Shown {
    client: Client,
    terminal: Terminal,
    body: Option<Body>,
    parser: Parser,
    waiting: VecDeque<Event>,
    /// So many bytes have arrived, and so many the coordinator knows of.
    arrived: u64,
    confirmed: u64,
}

/// The next of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Bytes for the screen.
    Bytes(Vec<u8>),
    /// It is over, and why; nothing if the coordinator knows nothing of it any more.
    End(Option<TerminalEnd>),
}

impl Shown {
    /// The next piece. After the end there is none. Whoever asks has dealt with the one before.
    pub async fn next(&mut self) -> Result<Piece, ClientError> {
        if self.arrived - self.confirmed >= CONFIRM_EVERY {
            self.confirm().await?;
        }
        loop {
            while let Some(event) = self.waiting.pop_front() {
                if let Some(piece) = self.understand(&event)? {
                    return Ok(piece);
                }
            }
            let Some(body) = &mut self.body else {
                if !self.reopen().await? {
                    return Ok(Piece::End(None));
                }
                continue;
            };
            match body.next().await {
                Some(Ok(bytes)) => {
                    let complete = self.parser.feed(&bytes);
                    self.waiting.extend(complete.map_err(|error| not_understood(error.into()))?);
                }
                Some(Err(_)) | None => self.body = None,
            }
        }
    }

    /// What is new in an event.
    fn understand(&mut self, event: &Event) -> Result<Option<Piece>, ClientError> {
        let event = serde_json::from_str(&event.data);
        match event.map_err(|error| not_understood(error.into()))? {
            TerminalEvent::End { why } => Ok(Some(Piece::End(Some(why)))),
            TerminalEvent::Shown { bytes, next } => {
                let bytes = BASE64_STANDARD.decode(bytes);
                let bytes = bytes.map_err(|error| not_understood(error.into()))?;
                let fresh = usize::try_from(next.saturating_sub(self.arrived)).unwrap_or(0);
                self.arrived = self.arrived.max(next);
                let fresh = &bytes[bytes.len().saturating_sub(fresh)..];
                Ok((!fresh.is_empty()).then(|| Piece::Bytes(fresh.to_vec())))
            }
        }
    }

    async fn confirm(&mut self) -> Result<(), ClientError> {
        let seen = TerminalSeen { bytes: self.arrived };
        match self.client.demand(Call::put(path(&self.terminal, "/seen"), &seen)).await {
            // It is over, and the stream says why.
            Err(ClientError::Problem(_)) | Ok(()) => self.confirmed = self.arrived,
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Asks for the rest. Answers whether there is one.
    async fn reopen(&mut self) -> Result<bool, ClientError> {
        let mut patience = Patience::default();
        for _ in 0..MOST_TRIES {
            match self.client.read_on(&self.terminal, self.arrived).await {
                Ok(body) => {
                    (self.parser, self.body) = (Parser::default(), Some(body));
                    self.confirmed = self.arrived;
                    return Ok(true);
                }
                Err(ClientError::Problem(problem)) if problem.status == 404 => return Ok(false),
                Err(error) if !error.is_transient() => return Err(error),
                Err(_) => tokio::time::sleep(patience.next_wait_of_many()).await,
            }
        }
        Ok(false)
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shown").field("client", &self.client).finish_non_exhaustive()
    }
}

/// Keys on their way into a terminal, numbered, so that a request that is sent again types nothing twice.
#[derive(Debug)]
pub struct Keys {
    client: Client,
    terminal: Terminal,
    at: u64,
}

impl Keys {
    /// Types this.
    pub async fn press(&mut self, keys: &[u8]) -> Result<(), ClientError> {
        for piece in keys.chunks(LONGEST_INPUT) {
            let input = TerminalInput { at: self.at, bytes: BASE64_STANDARD.encode(piece) };
            self.client.demand(Call::put(path(&self.terminal, "/input"), &input)).await?;
            self.at += u64::try_from(piece.len()).unwrap_or(u64::MAX);
        }
        Ok(())
    }
}

fn not_understood(source: BoxError) -> ClientError {
    ClientError::Decode { operation: "GET a terminal".to_owned(), source }
}

impl Client {
    /// `POST /v1/environments/{id}/terminals`
    pub async fn open_terminal(
        &self,
        environment: &Name,
        size: TerminalSize,
    ) -> Result<Terminal, ClientError> {
        self.ask(Call::post(format!("/v1/environments/{environment}/terminals"), &size)).await
    }

    /// `GET /v1/environments/{id}/terminals/{terminal}`, from the first byte on.
    pub async fn read_terminal(&self, terminal: &Terminal) -> Result<Shown, ClientError> {
        Ok(Shown {
            client: self.clone(),
            terminal: terminal.clone(),
            body: Some(self.read_on(terminal, 0).await?),
            parser: Parser::default(),
            waiting: VecDeque::new(),
            arrived: 0,
            confirmed: 0,
        })
    }

    async fn read_on(&self, terminal: &Terminal, after: u64) -> Result<Body, ClientError> {
        let accept = HeaderValue::from_static("text/event-stream");
        let call = Call::get(path(terminal, "")).with_query(&TerminalQuery { after });
        Ok(self.open(&call.with(header::ACCEPT, accept)).await?.1)
    }

    /// `PUT /v1/environments/{id}/terminals/{terminal}/input`, from the first key on.
    pub fn keys_of(&self, terminal: &Terminal) -> Keys {
        Keys { client: self.clone(), terminal: terminal.clone(), at: 0 }
    }

    /// `PUT /v1/environments/{id}/terminals/{terminal}/size`
    pub async fn resize_terminal(
        &self,
        terminal: &Terminal,
        size: TerminalSize,
    ) -> Result<(), ClientError> {
        self.demand(Call::put(path(terminal, "/size"), &size)).await
    }

    /// `DELETE /v1/environments/{id}/terminals/{terminal}`
    pub async fn close_terminal(&self, terminal: &Terminal) -> Result<(), ClientError> {
        self.demand(Call::delete(path(terminal, ""))).await
    }
}

fn path(Terminal { id, environment, .. }: &Terminal, below: &str) -> String {
    format!("/v1/environments/{environment}/terminals/{id}{below}")
}
