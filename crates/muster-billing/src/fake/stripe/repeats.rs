//! Idempotency keys: the first answer under a key is kept, also a failure, and given again.
//!
//! <https://docs.stripe.com/api/idempotent_requests>

use super::error;
use crate::fake::{Asked, house::lock};
use axum::{
    Json,
    body::{Bytes, to_bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header::CONTENT_TYPE};
use serde_json::Value;
use std::{collections::BTreeMap, sync::Mutex};

/// What was asked and answered under each key.
#[derive(Debug, Default)]
pub(super) struct Repeats(Mutex<BTreeMap<String, Kept>>);

#[derive(Debug, Clone)]
struct Kept {
    path: String,
    content: Value,
    status: StatusCode,
    body: Bytes,
}

impl Kept {
    fn is_of(&self, asked: &Asked) -> bool {
        self.path == asked.path && self.content == asked.content
    }

    fn answer(&self) -> Response {
        let json = [(CONTENT_TYPE, "application/json")];
        (self.status, json, self.body.clone()).into_response()
    }
}

impl Repeats {
    /// Answers as before, or lets the request through and keeps its answer.
    pub(super) async fn answer(&self, request: Request, next: Next) -> Response {
        let asked = request.extensions().get::<Asked>().cloned();
        let asked = asked.filter(|asked| asked.method == "POST");
        let Some((asked, key)) = asked.and_then(|it| Some((it.clone(), it.idempotency_key?)))
        else {
            return next.run(request).await;
        };
        let known = lock(&self.0).get(&key).cloned();
        match known {
            Some(kept) if kept.is_of(&asked) => kept.answer(),
            Some(_) => other_request(),
            None => self.keep(key, asked, next.run(request).await).await,
        }
    }

    async fn keep(&self, key: String, asked: Asked, answer: Response) -> Response {
        let status = answer.status();
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap_or_default();
        let kept = Kept { path: asked.path, content: asked.content, status, body };
        let answer = kept.answer();
        lock(&self.0).insert(key, kept);
        answer
    }
}

fn other_request() -> Response {
    let mut says =
        error("Keys for idempotent requests can only be used with the same parameters", None);
    says["error"]["type"] = "idempotency_error".into();
    (StatusCode::BAD_REQUEST, Json(says)).into_response()
}
