//! The post: webhooks that a fake sends.
//!
//! Messages wait in the order in which they were written. One that is not taken is sent again with the next
//! delivery, under the same id. After ten failures one after the other an address is given up, as Polar does.

use super::house::lock;
use crate::{
    Secret,
    outbound::{BoxError, Patience, client},
};
use muster_core::Timestamp;
use std::{fmt, sync::Mutex};

/// <https://polar.sh/docs/integrate/webhooks/delivery>
const FAILURES_AT_MOST: u32 = 10;

/// A webhook before it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Stays the same when it is sent again.
    pub id: String,
    /// The biller's word for what happened.
    pub kind: String,
    /// The bytes that are signed.
    pub body: Vec<u8>,
}

/// That a message was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// Which.
    pub message: String,
    /// What it was about.
    pub kind: String,
    /// Where.
    pub address: String,
    /// What was answered, if anything was.
    pub status: Option<u16>,
}

/// An address that wants to hear.
#[derive(Debug, Clone)]
pub(super) struct Listener {
    pub(super) id: String,
    pub(super) address: String,
    pub(super) secret: Secret,
    pub(super) is_enabled: bool,
    failures: u32,
}

/// How a message is signed: secret, message, seconds since 1970.
type Sign = fn(&Secret, &Message, i64) -> Vec<(&'static str, String)>;

pub(super) struct Post {
    client: reqwest::Client,
    sign: Sign,
    listeners: Mutex<Vec<Listener>>,
    waiting: Mutex<Vec<Message>>,
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Post").field("listeners", &self.listeners).finish_non_exhaustive()
    }
}

impl Post {
    pub(super) fn new(sign: Sign) -> Result<Self, BoxError> {
        let client = client(true, Patience::default())?;
        Ok(Self { client, sign, listeners: Mutex::default(), waiting: Mutex::default() })
    }

    pub(super) fn listen(&self, id: String, address: &str, secret: Secret) {
        let address = address.to_owned();
        lock(&self.listeners).push(Listener { id, address, secret, is_enabled: true, failures: 0 });
    }

    pub(super) fn listeners(&self) -> Vec<Listener> {
        lock(&self.listeners).clone()
    }

    /// Gives up an address.
    pub(super) fn disable(&self, address: &str) {
        let mut listeners = lock(&self.listeners);
        listeners
            .iter_mut()
            .filter(|it| it.address == address)
            .for_each(|it| it.is_enabled = false);
    }

    pub(super) fn write(&self, message: Message) {
        lock(&self.waiting).push(message);
    }

    /// Takes out what waits, for a test that carries it itself.
    pub(super) fn take(&self) -> Vec<Message> {
        std::mem::take(&mut lock(&self.waiting))
    }

    pub(super) fn signed(
        &self,
        secret: &Secret,
        message: &Message,
        now: Timestamp,
    ) -> Vec<(&'static str, String)> {
        (self.sign)(secret, message, now.millis() / 1_000)
    }

    pub(super) async fn deliver(&self, now: Timestamp) -> Vec<Delivered> {
        let mut delivered = Vec::new();
        for message in self.take() {
            let mut is_taken = true;
            for listener in self.listeners().into_iter().filter(|it| it.is_enabled) {
                let status = self.send(&listener, &message, now).await;
                let is_good = status.is_some_and(|status| (200..300).contains(&status));
                self.count(&listener, is_good);
                is_taken &= is_good;
                let (kind, address) = (message.kind.clone(), listener.address);
                delivered.push(Delivered { message: message.id.clone(), kind, address, status });
            }
            if !is_taken {
                self.write(message);
            }
        }
        delivered
    }

    async fn send(&self, to: &Listener, message: &Message, now: Timestamp) -> Option<u16> {
        let request = self.client.post(&to.address).header("content-type", "application/json");
        let headers = self.signed(&to.secret, message, now);
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        let answer = request.body(message.body.clone()).send().await.ok()?;
        Some(answer.status().as_u16())
    }

    fn count(&self, listener: &Listener, is_good: bool) {
        let mut listeners = lock(&self.listeners);
        for it in listeners.iter_mut().filter(|it| it.id == listener.id) {
            it.failures = if is_good { 0 } else { it.failures + 1 };
            it.is_enabled &= it.failures < FAILURES_AT_MOST;
        }
    }
}
