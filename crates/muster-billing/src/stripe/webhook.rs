//! Stripe's webhooks: one header with a time and one signature for each secret that is in use.
//!
//! The key is the whole secret as it is shown, `whsec_` and all.
//! <https://docs.stripe.com/webhooks#verify-manually>

use super::wire;
use crate::{
    BillerName, Secret,
    account::Change,
    id::EventId,
    notice::{News, Notice, Party, Unreadable},
    webhook::{Refused, Verified, fits, header, precheck, within_window},
};
use aws_lc_rs::hmac;
use http::HeaderMap;
use muster_core::Timestamp;
use serde::Deserialize;
use serde_json::{Value, from_value};

const SIGNATURE: &str = "stripe-signature";

/// Checks a message on its raw bytes. During a rotation there are two secrets, and either will do.
pub fn verify<'a>(
    secrets: &[Secret],
    headers: &'a HeaderMap,
    body: &'a [u8],
    now: Timestamp,
) -> Result<Verified<'a>, Refused> {
    precheck(secrets, body)?;
    let header = header(headers, SIGNATURE)?;
    let sent = only(header, "t")?;
    let seconds = sent.parse().map_err(|_| Refused::HeaderMalformed(SIGNATURE))?;
    let signatures: Option<Vec<_>> = fields(header, "v1").map(unhex).collect();
    let signatures = signatures.ok_or(Refused::HeaderMalformed(SIGNATURE))?;
    if signatures.is_empty() {
        return Err(Refused::UnknownScheme);
    }
    if !fits(secrets, &[sent.as_bytes(), b".", body], &signatures) {
        return Err(Refused::WrongSignature);
    }
    within_window(seconds, now)?;
    Ok(Verified { id: None, body })
}

fn fields<'h>(header: &'h str, name: &'static str) -> impl Iterator<Item = &'h str> {
    let pairs = header.split(',').filter_map(|pair| pair.split_once('='));
    pairs.filter(move |(key, _)| key.trim() == name).map(|(_, value)| value.trim())
}

fn only<'h>(header: &'h str, name: &'static str) -> Result<&'h str, Refused> {
    let mut values = fields(header, name);
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        _ => Err(Refused::HeaderMalformed(SIGNATURE)),
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?)).collect()
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The headers of a message that Stripe would send; for fakes and tests.
pub fn sign(secrets: &[&Secret], sent_seconds: i64, body: &[u8]) -> Vec<(&'static str, String)> {
    let content = [format!("{sent_seconds}.").as_bytes(), body].concat();
    let mut header = format!("t={sent_seconds}");
    for secret in secrets {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.reveal().as_bytes());
        header.push_str(",v1=");
        header.push_str(&hex(hmac::sign(&key, &content).as_ref()));
    }
    vec![(SIGNATURE, header)]
}

#[derive(Deserialize)]
struct Envelope {
    id: EventId,
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    data: About,
}

#[derive(Deserialize)]
struct About {
    object: Value,
}

/// What a verified message says.
pub fn read(message: &Verified<'_>) -> Result<Notice, Unreadable> {
    let unreadable = |source| Unreadable { biller: BillerName::Stripe, source };
    let Envelope { id: event, kind, created, data } =
        serde_json::from_slice(message.body).map_err(unreadable)?;
    let at = wire::moment(created);
    let (party, news) = match say(&kind, data.object, at) {
        Ok(said) => said,
        Err(error) => (Party::default(), News::NotUnderstood(error.to_string())),
    };
    Ok(Notice { biller: BillerName::Stripe, event, kind, at, party, news })
}

fn say(kind: &str, object: Value, at: Timestamp) -> Result<(Party, News), serde_json::Error> {
    match kind {
        "checkout.session.completed" | "checkout.session.async_payment_succeeded" => {
            let session: wire::CheckoutSession = from_value(object)?;
            Ok((session.party(), News::Linked))
        }
        "invoice.paid" | "invoice.payment_succeeded" | "invoice.payment_failed" => {
            let invoice: wire::Invoice = from_value(object)?;
            let is_paid = kind != "invoice.payment_failed";
            // A bill that is for no subscription is nothing of ours.
            let change = invoice.payment(is_paid, at).map(Change::Payment);
            let news = change.map_or(News::Nothing, |change| News::Changes(vec![change]));
            Ok((invoice.party(), news))
        }
        kind if kind.starts_with("customer.subscription.") => {
            let subscription: wire::Subscription = from_value(object)?;
            let party = subscription.party();
            let change = Change::Subscription(subscription.into_ours(at));
            Ok((party, News::Changes(vec![change])))
        }
        _ => Ok((Party::default(), News::Nothing)),
    }
}
