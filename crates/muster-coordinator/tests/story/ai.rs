//! A model's word on a failure: only where somebody has agreed, without credentials, and marked as what it is.

use crate::{
    bench::{Bench, Set, shell},
    people::member,
    wire::{Answer, Wire},
};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use muster_api::{job::JobSubmission, session::LogHead};
use muster_coordinator::{AiKind, AiOptions, AiProvider};
use muster_core::{Secret, token::TokenKind};
use muster_identity::outbound::{Lost, Transport};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

const KEY: &str = "key-0123456789";
const WORD: &str = "The compiler is missing.\u{7} Install it.";

/// Four providers that behave as their documents say: they want a key, every field that they demand and none that they do
/// not know, and they have an end.
#[derive(Debug)]
struct Models {
    key: &'static str,
    left: Mutex<u32>,
    heard: Mutex<Vec<Value>>,
}

impl Models {
    fn with(key: &'static str, questions: u32) -> Arc<Self> {
        Arc::new(Self { key, left: Mutex::new(questions), heard: Mutex::default() })
    }

    fn heard(&self) -> Vec<Value> {
        self.heard.lock().unwrap().clone()
    }

    fn answer(&self, request: &Request<Bytes>) -> (u16, Value) {
        let (uri, body) = (request.uri().to_string(), request.body());
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        let header = |name: &str| request.headers().get(name).and_then(|it| it.to_str().ok());
        let is_gemini = uri.ends_with(":generateContent");
        let shown = if is_gemini {
            header("x-goog-api-key").map(str::to_owned)
        } else {
            header("authorization").and_then(|it| it.strip_prefix("Bearer ")).map(str::to_owned)
        };
        if shown.as_deref() != Some(self.key) {
            return (
                401,
                json!({ "error": { "message": format!("Incorrect API key, in {asked}") } }),
            );
        }
        let is_right = header("content-type") == Some("application/json")
            && if is_gemini { is_content(&asked) } else { is_chat(&uri, &asked) };
        if !is_right {
            return (400, json!({ "error": { "message": format!("Invalid request {asked}") } }));
        }
        let mut left = self.left.lock().unwrap();
        if *left == 0 {
            return (429, json!({ "error": { "message": "quota" } }));
        }
        *left -= 1;
        self.heard.lock().unwrap().push(asked);
        if is_gemini {
            let parts =
                json!([{ "text": "The compiler is missing." }, { "text": "\u{7} Install it." }]);
            let content = json!({ "role": "model", "parts": parts });
            return (
                200,
                json!({ "candidates": [{ "content": content, "finishReason": "STOP" }] }),
            );
        }
        let message = json!({ "role": "assistant", "content": WORD, "refusal": null });
        (
            200,
            json!({ "id": "c1", "object": "chat.completion", "choices": [{ "index": 0, "message": message, "finish_reason": "stop" }] }),
        )
    }
}

fn fields(value: &Value) -> BTreeSet<&str> {
    value.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect()
}

/// A request of chat completions, by the reference of `OpenAI`, of Cloudflare, and of servers like them.
fn is_chat(uri: &str, asked: &Value) -> bool {
    let most = match uri {
        "https://api.openai.com/v1/chat/completions" => "max_completion_tokens",
        "https://api.cloudflare.com/client/v4/accounts/acc/ai/v1/chat/completions"
        | "https://gpu.example/v1/chat/completions" => "max_tokens",
        _ => return false,
    };
    let messages = asked["messages"].as_array().cloned().unwrap_or_default();
    let roles: Vec<_> = messages.iter().filter_map(|message| message["role"].as_str()).collect();
    fields(asked) == BTreeSet::from(["model", "messages", most])
        && asked["model"].as_str().is_some_and(|model| !model.is_empty())
        && asked[most].as_u64().is_some_and(|most| most > 0)
        && roles == ["system", "user"]
        && messages.iter().all(|it| fields(it) == BTreeSet::from(["role", "content"]))
}

/// A request of `generateContent`, by the reference of Gemini.
fn is_content(asked: &Value) -> bool {
    fields(asked) == BTreeSet::from(["systemInstruction", "contents", "generationConfig"])
        && fields(&asked["systemInstruction"]) == BTreeSet::from(["parts"])
        && asked["contents"][0]["role"] == "user"
        && asked["contents"][0]["parts"][0]["text"].is_string()
        && asked["generationConfig"]["maxOutputTokens"].is_u64()
}

impl Transport for Models {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, Lost>> {
        let (status, body) = self.answer(&request);
        let answer =
            Response::builder().status(status).body(Bytes::from(body.to_string())).unwrap();
        Box::pin(std::future::ready(Ok(answer)))
    }
}

fn provider(kind: AiKind) -> AiProvider {
    let (base, model) = match kind {
        AiKind::OpenAi => ("https://api.openai.com/v1", "gpt-4o-mini"),
        AiKind::Gemini => ("https://generativelanguage.googleapis.com/v1beta", "gemini-2.5-flash"),
        AiKind::Cloudflare => ("https://api.cloudflare.com/client/v4/accounts/acc/ai/v1", "@cf/x"),
        AiKind::ServerlessGpu => ("https://gpu.example/", "default"),
    };
    AiProvider::new(kind, base, model, Secret::new(KEY)).unwrap()
}

async fn with_model(kind: AiKind, models: &Arc<Models>) -> Bench {
    let transport: Option<Arc<dyn Transport>> = Some(models.clone());
    let ai = AiOptions { provider: Some(provider(kind)), transport };
    Bench::that_is_told(Set { ai, ..Set::default() }).await
}

/// A job that has ended with this code and has written this.
pub(crate) async fn ended(
    bench: &Bench,
    submission: JobSubmission,
    code: i32,
    log: &str,
) -> String {
    let job = bench.submit(submission).await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let assignment = session.assignment().await;
    let head = LogHead {
        grant: assignment.grant,
        offset: 0,
        at: muster_core::Timestamp::from_millis(1),
        stream: muster_core::log::Stream::Stdout,
        is_gap: false,
    };
    session.log(&head, log.as_bytes()).await;
    let end = muster_core::job::AttemptEnd::exited(code);
    let finished = muster_api::session::Finished::new(assignment.grant, end, log.len() as u64);
    session.say(muster_api::session::FromWorker::Finished(finished)).await;
    bench.until(&job, |job| job.finished_at.is_some()).await;
    job.id.to_string()
}

async fn explain(wire: &Wire, job: &str) -> Answer {
    wire.send(&format!("POST /v1/jobs/{job}/explain-failure"), "").await
}

async fn owner(bench: &Bench) -> Wire {
    let near = Wire::near(bench).await;
    near.bearing(&crate::guard::token(bench, TokenKind::Operator).await.0)
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_model_it_is_said_which_setting_is_missing() {
    let bench = Bench::start().await;
    let owner = owner(&bench).await;
    let job = ended(&bench, shell("make"), 2, "no\n").await;
    let refused = explain(&owner, &job).await;
    assert_eq!(refused.problem(), (501, "ai_not_enabled".into()));
    assert_eq!(refused.json()["title"], "AI Not Enabled");
    assert!(refused.json()["hint"].as_str().unwrap().contains("SYNTH_AI_PROVIDER"));
    assert_eq!(owner.json("PUT", "/v1/ai", json!({ "is_allowed": true })).await.status, 501);
    assert_eq!(owner.get("/v1/ai").await.json()["provider"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_before_an_owner_has_agreed_and_after_they_have_taken_it_back() {
    let models = Models::with(KEY, 9);
    let bench = with_model(AiKind::OpenAi, &models).await;
    let (near, owner) = (Wire::near(&bench).await, owner(&bench).await);
    let job = ended(&bench, shell("make"), 2, "no\n").await;
    let operator = near.bearing(&member(&bench, &near, "o@example.org", "operator").await.0);
    assert_eq!(explain(&operator, &job).await.problem(), (403, "ai_consent_required".into()));
    let wish = json!({ "is_allowed": true, "provider": "openai" });
    let put = |wire: Wire, wish: Value| async move { wire.json("PUT", "/v1/ai", wish).await };
    assert_eq!(put(operator.clone(), wish.clone()).await.problem(), (403, "forbidden".into()));
    let other = json!({ "is_allowed": true, "provider": "gemini" });
    assert_eq!(put(owner.clone(), other).await.problem(), (422, "validation".into()));
    assert!(models.heard().is_empty());

    let standing = put(owner.clone(), wish).await.json();
    assert_eq!(
        (&standing["is_allowed"], &standing["host"]),
        (&json!(true), &json!("api.openai.com"))
    );
    let said = explain(&operator, &job).await;
    assert_eq!(said.status, 200, "{said:?}");
    let said = said.json();
    assert_eq!((&said["is_ai"], &said["model"]), (&json!(true), &json!("gpt-4o-mini")));
    assert_eq!(said["text"], "The compiler is missing. Install it.", "nothing that rings a bell");
    let viewer = near.bearing(&member(&bench, &near, "v@example.org", "viewer").await.0);
    assert_eq!(explain(&viewer, &job).await.problem(), (403, "forbidden".into()));

    put(owner.clone(), json!({ "is_allowed": false })).await;
    assert_eq!(explain(&operator, &job).await.problem(), (403, "ai_consent_required".into()));
    assert_eq!(models.heard().len(), 1);
    let events = owner.get("/v1/audit/events").await.text;
    for action in ["ai.allow", "ai.forbid", "job.explain_failure"] {
        assert!(events.contains(action), "{action}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_shown_the_end_of_the_log_and_no_credential() {
    let models = Models::with(KEY, 9);
    let bench = with_model(AiKind::Gemini, &models).await;
    let owner = owner(&bench).await;
    owner.json("PUT", "/v1/ai", json!({ "is_allowed": true })).await;
    let secret = json!({ "value": "canary-named-1" });
    assert!(owner.json("PUT", "/v1/secrets/deploy", secret).await.status < 300);
    let mut submission = shell("deploy --token canary-argument-2");
    submission.env.insert("KEY".to_owned(), "canary-variable-3".to_owned());
    submission.secret_env.push("KEY".to_owned());
    let early = "beginning ".repeat(2_000);
    let log = format!(
        "{early}\nusing canary-named-1 and canary-variable-3\npassword=canary-said-4\nfatal: no route to host\n"
    );
    let job = ended(&bench, submission, 128, &log).await;
    let said = explain(&owner, &job).await;
    assert_eq!(said.status, 200, "{said:?}");
    assert!(said.json()["redactions"].as_u64().unwrap() >= 3, "{said:?}");
    let heard = models.heard()[0].to_string();
    assert!(heard.contains("fatal: no route to host") && heard.contains("Exit code: 128"));
    assert!(heard.len() < 20_000, "only the end is sent");
    for canary in ["canary-named-1", "canary-variable-3", "canary-said-4"] {
        assert!(!heard.contains(canary), "{canary} was sent: {heard}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_provider_is_asked_as_its_documents_say() {
    for kind in [AiKind::OpenAi, AiKind::Gemini, AiKind::Cloudflare, AiKind::ServerlessGpu] {
        let models = Models::with(KEY, 1);
        let bench = with_model(kind, &models).await;
        let owner = owner(&bench).await;
        owner.json("PUT", "/v1/ai", json!({ "is_allowed": true })).await;
        let job = ended(&bench, shell("make"), 2, "no\n").await;
        let said = explain(&owner, &job).await;
        assert_eq!(said.status, 200, "{}: {said:?}", kind.as_str());
        let busy = explain(&owner, &job).await;
        assert_eq!(busy.problem(), (502, "ai_failed".into()), "the quota is spent");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_provider_says_in_a_refusal_is_not_repeated() {
    let models = Models::with("another key", 9);
    let bench = with_model(AiKind::OpenAi, &models).await;
    let owner = owner(&bench).await;
    owner.json("PUT", "/v1/ai", json!({ "is_allowed": true })).await;
    let job = ended(&bench, shell("make canary-in-command"), 2, "canary-in-log\n").await;
    let refused = explain(&owner, &job).await;
    assert_eq!(refused.problem(), (502, "ai_failed".into()));
    assert!(!refused.text.contains("canary") && !refused.text.contains(KEY), "{refused:?}");
    let fine = ended(&bench, shell("true"), 0, "").await;
    assert_eq!(explain(&owner, &fine).await.problem(), (409, "not_now".into()));
    assert_eq!(explain(&owner, "job_99").await.problem(), (404, "job_not_found".into()));
}
