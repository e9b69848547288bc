//! Providers of models: how each is asked, and how its answer is read.
//!
//! OpenAI, Cloudflare and servers that are compatible with them take chat completions
//! (<https://platform.openai.com/docs/api-reference/chat/create>,
//! <https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility/>), Gemini has
//! `generateContent` (<https://ai.google.dev/api/generate-content>).

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use muster_core::{RequestId, Secret};
use muster_identity::address::{Address, BadAddress, Reach};
use serde_json::{Value, json};

/// Enough for a page; a longer answer helps nobody.
const MOST_TOKENS: u32 = 700;
/// What is shown of an answer.
const LONGEST_TEXT: usize = 8_000;

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AiKind {
    /// `OpenAI`.
    OpenAi,
    /// Google's Gemini.
    Gemini,
    /// Cloudflare's Workers AI.
    Cloudflare,
    /// Any server that takes `OpenAI`'s requests.
    ServerlessGpu,
}

impl AiKind {
    /// The word in settings and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Gemini => "gemini",
            Self::Cloudflare => "cloudflare",
            Self::ServerlessGpu => "serverless_gpu",
        }
    }
}

/// A provider whose settings are complete.
#[derive(Debug, Clone)]
pub struct AiProvider {
    kind: AiKind,
    at: Address,
    model: String,
    key: Secret,
}

impl AiProvider {
    /// A provider at its base address, as its documents name it. The path to the question follows from it.
    pub fn new(kind: AiKind, base: &str, model: &str, key: Secret) -> Result<Self, BadAddress> {
        let base = base.trim_end_matches('/');
        let at = match kind {
            AiKind::OpenAi | AiKind::Cloudflare => format!("{base}/chat/completions"),
            AiKind::ServerlessGpu => format!("{base}/v1/chat/completions"),
            AiKind::Gemini => format!("{base}/models/{model}:generateContent"),
        };
        let at = Address::parse(&at, Reach::LoopbackToo)?;
        Ok(Self { kind, at, model: model.to_owned(), key })
    }

    /// Who is asked.
    pub fn kind(&self) -> AiKind {
        self.kind
    }

    /// Which model.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The machine to which texts are sent.
    pub fn host(&self) -> &str {
        self.at.url().host_str().unwrap_or_default()
    }

    /// Whether that is this machine.
    pub(super) fn is_here(&self) -> bool {
        self.at.url().scheme() == "http"
    }

    pub(super) fn request(&self, prompt: &Prompt, id: &RequestId) -> Request<Bytes> {
        let mut request = Request::new(Bytes::from(self.body(prompt).to_string()));
        *request.method_mut() = Method::POST;
        // It was checked when it was set; one that is none makes a request that nobody answers.
        *request.uri_mut() = self.at.as_str().parse().unwrap_or_default();
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let (name, value) = match self.kind {
            AiKind::Gemini => (HeaderName::from_static("x-goog-api-key"), self.key.clone()),
            AiKind::OpenAi | AiKind::Cloudflare | AiKind::ServerlessGpu => {
                let bearer = Secret::new(format!("Bearer {}", self.key.reveal()));
                (header::AUTHORIZATION, bearer)
            }
        };
        if let Ok(mut value) = HeaderValue::from_str(value.reveal()) {
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        if let Ok(id) = HeaderValue::from_str(id.as_str()) {
            headers.insert(HeaderName::from_static("x-request-id"), id);
        }
        request
    }

    fn body(&self, Prompt { task, matter }: &Prompt) -> Value {
        if self.kind == AiKind::Gemini {
            return json!({
                "systemInstruction": { "parts": [{ "text": task }] },
                "contents": [{ "role": "user", "parts": [{ "text": matter }] }],
                "generationConfig": { "maxOutputTokens": MOST_TOKENS },
            });
        }
        // OpenAI's newer models refuse the older name, and compatible servers know it alone.
        let most = match self.kind {
            AiKind::OpenAi => "max_completion_tokens",
            _ => "max_tokens",
        };
        json!({
            "model": self.model,
            "messages": [
                { "role": "system", "content": task },
                { "role": "user", "content": matter },
            ],
            most: MOST_TOKENS,
        })
    }

    /// What the model says. Nothing of a refusal is repeated: it may repeat what it was sent.
    pub(super) fn read(&self, answer: &Response<Bytes>) -> Result<String, NoAnswer> {
        match answer.status() {
            status if status.is_success() => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(NoAnswer::Key),
            StatusCode::TOO_MANY_REQUESTS => return Err(NoAnswer::Busy),
            status => return Err(NoAnswer::Refused(status.as_u16())),
        }
        let said: Value =
            serde_json::from_slice(answer.body()).map_err(|_| NoAnswer::Unreadable)?;
        let text = match self.kind {
            AiKind::Gemini => {
                let parts = said.pointer("/candidates/0/content/parts").and_then(Value::as_array);
                let texts = parts.into_iter().flatten().filter_map(|part| part["text"].as_str());
                texts.collect::<String>()
            }
            AiKind::OpenAi | AiKind::Cloudflare | AiKind::ServerlessGpu => {
                let text = said.pointer("/choices/0/message/content").and_then(Value::as_str);
                text.unwrap_or_default().to_owned()
            }
        };
        let is_shown = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
        let text: String = text.trim().chars().filter(is_shown).take(LONGEST_TEXT).collect();
        if text.is_empty() { Err(NoAnswer::Unreadable) } else { Ok(text) }
    }
}

/// What a model is asked.
#[derive(Debug, Clone)]
pub(super) struct Prompt {
    /// What it shall do.
    pub(super) task: &'static str,
    /// What it is about.
    pub(super) matter: String,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoAnswer {
    #[error("the provider refuses our key")]
    Key,
    #[error("the provider has no room now")]
    Busy,
    #[error("the provider answered with {0}")]
    Refused(u16),
    #[error("the provider's answer holds no text")]
    Unreadable,
    #[error("the provider cannot be reached")]
    Lost,
    #[error("the provider did not answer within 30 seconds")]
    Late,
}
