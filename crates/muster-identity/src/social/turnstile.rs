//! Turnstile: whether it is a person who signs up. Whatever cannot be found out is a no.
//! <https://developers.cloudflare.com/turnstile/get-started/server-side-validation/>

use super::quoted;
use crate::{
    Secret,
    address::Address,
    outbound::{Question, Transport},
};
use http::StatusCode;
use muster_core::RequestId;
use serde::Deserialize;
use std::{net::IpAddr, sync::Arc};

/// Where the real one is asked.
pub const TURNSTILE: &str = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
/// What Cloudflare says that a response has at most.
const LONGEST: usize = 2_048;

/// Asks Cloudflare.
#[derive(Debug)]
pub struct Turnstile {
    secret: Secret,
    at: Address,
    transport: Arc<dyn Transport>,
}

/// Why nobody is taken for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAPerson {
    /// Nothing was brought, or nothing that could be a response.
    #[error("the Turnstile response is missing")]
    Missing,
    /// Cloudflare says no; its words are for the log.
    #[error("Turnstile refuses the response: {}", .0.join(", "))]
    Refused(Vec<String>),
    /// Cloudflare cannot be asked.
    #[error("Turnstile cannot be asked")]
    Unavailable,
}

impl NotAPerson {
    /// The word for audit and problems.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Missing => "turnstile_missing",
            Self::Refused(_) => "turnstile_refused",
            Self::Unavailable => "turnstile_unavailable",
        }
    }
}

#[derive(Deserialize)]
struct Said {
    success: bool,
    #[serde(default, rename = "error-codes")]
    error_codes: Vec<String>,
}

impl Turnstile {
    /// With our secret, at this address.
    pub fn new(secret: Secret, at: Address, transport: Arc<dyn Transport>) -> Self {
        Self { secret, at, transport }
    }

    /// Whether who has brought this response is a person.
    pub async fn check(
        &self,
        response: Option<&str>,
        from: Option<IpAddr>,
        request: &RequestId,
    ) -> Result<(), NotAPerson> {
        let is_one = |text: &&str| (1..=LONGEST).contains(&text.len());
        let response = response.filter(is_one).ok_or(NotAPerson::Missing)?;
        let from = from.map(|address| address.to_string());
        let mut fields = vec![("secret", self.secret.reveal()), ("response", response)];
        fields.extend(from.as_deref().map(|address| ("remoteip", address)));
        let question = Question::form(self.at.as_str(), &fields).for_request(request);
        let answer = question.ask(&*self.transport).await.map_err(|_| NotAPerson::Unavailable)?;
        if answer.status() != StatusCode::OK {
            return Err(NotAPerson::Unavailable);
        }
        let said: Said =
            serde_json::from_slice(answer.body()).map_err(|_| NotAPerson::Unavailable)?;
        let codes = said.error_codes.iter().take(8).map(|code| quoted(code)).collect();
        if said.success { Ok(()) } else { Err(NotAPerson::Refused(codes)) }
    }
}
