//! The page's way to the coordinator: requests with answers, and streams.
//!
//! The page has no token and no port. What it asks is taken apart as hostile in [`request`]; the
//! identity of the operator is added behind this, in the process, where no header can reach it.
//! Errors are the same problem objects that the API answers with.

mod credit;
mod request;
mod streams;

pub(crate) use streams::Streams;

use crate::{
    backend::Backend,
    desk::Desk,
    refusal::{Refusal, refuse},
};
use bytes::BytesMut;
use futures_util::StreamExt;
use http::{HeaderMap, Response, StatusCode};
use muster_api::ProblemKind;
use muster_client::Arriving;
use serde_json::Value;
use std::collections::BTreeMap;
use tauri::ipc::{Channel, InvokeResponseBody};

/// A page of a log is far below this; larger things are streamed.
const LARGEST_ANSWER: usize = 32 * 1024 * 1024;

/// Asks the coordinator and packs its answer for the page.
pub(crate) async fn ask(desk: &Desk, asked: Value) -> Result<Vec<u8>, Refusal> {
    let request = request::read(asked)?;
    let path = request.uri().path().to_owned();
    let answer = desk.profiles.shown().forward(request).await?;
    let is_refused_for_money = answer.status() == StatusCode::PAYMENT_REQUIRED;
    let packed = packed(answer).await?;
    desk.offers.note(&path, is_refused_for_money, &packed);
    Ok(packed)
}

/// Whether the page may ask for this.
pub(crate) fn check(asked: &Value) -> Result<(), Refusal> {
    request::read(asked.clone()).map(drop)
}

/// Asks in the page's place, when it is there no more.
pub(crate) async fn pass_on(backend: &Backend, asked: Value) -> Result<StatusCode, Refusal> {
    let answer = backend.forward(request::read(asked)?).await?;
    Ok(answer.status())
}

/// Opens an answer that goes on, for the page that is there now.
pub(crate) async fn open(
    desk: &Desk,
    asked: Value,
    to: Channel<InvokeResponseBody>,
) -> Result<u32, Refusal> {
    let page = desk.streams.page();
    let answer = desk.profiles.shown().forward(request::read(asked)?).await?;
    if answer.status() != StatusCode::OK {
        return Err(refusal_in(answer).await);
    }
    let (id, work) = desk.streams.carry(page, answer.into_body(), to)?;
    desk.spawn("stream to the page", work);
    Ok(id)
}

/// Binary answers need no base 64 this way, and a large one is copied once.
async fn packed(answer: Response<Arriving>) -> Result<Vec<u8>, Refusal> {
    let (head, body) = answer.into_parts();
    let mut packed = BytesMut::from(head_line(head.status, &head.headers).as_bytes());
    let largest = packed.len() + LARGEST_ANSWER;
    read_into(&mut packed, body, largest).await?;
    Ok(packed.into())
}

fn head_line(status: StatusCode, headers: &HeaderMap) -> String {
    let text = |value: &http::HeaderValue| value.to_str().ok().map(str::to_owned);
    let headers: BTreeMap<_, _> =
        headers.iter().filter_map(|(name, value)| Some((name.as_str(), text(value)?))).collect();
    format!("{}\n", serde_json::json!([status.as_u16(), headers]))
}

async fn read_into(to: &mut BytesMut, mut body: Arriving, most: usize) -> Result<(), Refusal> {
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|error| {
            refuse(ProblemKind::Restarting, format!("the answer broke off: {error}"))
        })?;
        if to.len() + piece.len() > most {
            let detail = format!("the answer is larger than {LARGEST_ANSWER} bytes");
            return Err(refuse(ProblemKind::BodyTooLarge, detail));
        }
        to.extend_from_slice(&piece);
    }
    Ok(())
}

/// Why a stream was not opened, in the coordinator's own words.
async fn refusal_in(answer: Response<Arriving>) -> Refusal {
    let (status, mut text) = (answer.status(), BytesMut::new());
    if let Err(problem) = read_into(&mut text, answer.into_body(), LARGEST_ANSWER).await {
        return problem;
    }
    serde_json::from_slice(&text).unwrap_or_else(|_| {
        let detail = format!("the coordinator answered with status {status}");
        refuse(ProblemKind::Internal, detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use futures_util::stream;

    fn answer(status: u16, pieces: &[&'static [u8]]) -> Response<Arriving> {
        let pieces: Vec<_> = pieces.iter().map(|piece| Ok(Bytes::from_static(piece))).collect();
        Response::builder()
            .status(status)
            .header("content-type", "text/plain")
            .header("x-odd", http::HeaderValue::from_bytes(b"\xff").unwrap())
            .body(stream::iter(pieces).boxed())
            .unwrap()
    }

    #[tokio::test]
    async fn an_answer_is_one_line_and_then_its_bytes() {
        let packed = packed(answer(404, &[b"a\nb", b"\x00\xff"])).await.unwrap();
        assert_eq!(packed, b"[404,{\"content-type\":\"text/plain\"}]\na\nb\x00\xff");
    }

    #[tokio::test]
    async fn an_answer_without_bound_is_given_up() {
        let endless = stream::repeat_with(|| Ok(Bytes::from(vec![0; 1024 * 1024]))).boxed();
        let problem = packed(Response::new(endless)).await.unwrap_err();
        assert_eq!(problem.error, ProblemKind::BodyTooLarge);
    }

    #[tokio::test]
    async fn a_refused_stream_says_why() {
        let told = br#"{"type":"x","error":"job_not_found","title":"t","status":404,"detail":"d"}"#;
        assert_eq!(refusal_in(answer(404, &[told])).await.error, ProblemKind::JobNotFound);
        assert_eq!(refusal_in(answer(502, &[b"<html>"])).await.error, ProblemKind::Internal);
    }
}
