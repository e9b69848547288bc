//! Polar's webhooks: Standard Webhooks, with one difference.
//!
//! The standard takes a secret `whsec_<base64>` and decodes it. Polar signs with the bytes of the whole
//! secret as it is shown, prefix and all; whoever decodes it finds every real message wrong.
//! <https://www.standardwebhooks.com>, <https://polar.sh/docs/integrate/webhooks/delivery>

use super::wire;
use crate::{
    BillerName, Secret,
    account::{Change, Grant},
    id::EventId,
    notice::{News, Notice, Party, Unreadable},
    webhook::{Refused, Verified, fits, header, precheck, within_window},
};
use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use http::HeaderMap;
use muster_core::Timestamp;
use serde::Deserialize;
use serde_json::{Value, from_value};

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

/// Checks a message on its raw bytes. During a rotation there are two secrets, and either will do.
pub fn verify<'a>(
    secrets: &[Secret],
    headers: &'a HeaderMap,
    body: &'a [u8],
    now: Timestamp,
) -> Result<Verified<'a>, Refused> {
    precheck(secrets, body)?;
    let id = header(headers, ID)?;
    let sent = header(headers, TIMESTAMP)?;
    let signatures = signatures(header(headers, SIGNATURE)?)?;
    let seconds = sent.parse().map_err(|_| Refused::HeaderMalformed(TIMESTAMP))?;
    let parts = [id.as_bytes(), b".", sent.as_bytes(), b".", body];
    if !fits(secrets, &parts, &signatures) {
        return Err(Refused::WrongSignature);
    }
    id.parse::<EventId>().map_err(|_| Refused::HeaderMalformed(ID))?;
    within_window(seconds, now)?;
    Ok(Verified { id: Some(id), body })
}

/// `v1,<base64>`, several with spaces between. Other versions are for others.
fn signatures(header: &str) -> Result<Vec<Vec<u8>>, Refused> {
    let ours = header.split(' ').filter_map(|it| it.strip_prefix("v1,"));
    let decoded: Result<Vec<_>, _> = ours.map(|it| BASE64_STANDARD.decode(it)).collect();
    match decoded {
        Ok(none) if none.is_empty() => Err(Refused::UnknownScheme),
        Ok(some) => Ok(some),
        Err(_) => Err(Refused::HeaderMalformed(SIGNATURE)),
    }
}

/// The headers of a message that Polar would send; for fakes and tests.
pub fn sign(
    secret: &Secret,
    id: &str,
    sent_seconds: i64,
    body: &[u8],
) -> Vec<(&'static str, String)> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.reveal().as_bytes());
    let content = [format!("{id}.{sent_seconds}.").as_bytes(), body].concat();
    let signature = BASE64_STANDARD.encode(hmac::sign(&key, &content));
    vec![
        (ID, id.to_owned()),
        (TIMESTAMP, sent_seconds.to_string()),
        (SIGNATURE, format!("v1,{signature}")),
    ]
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "type")]
    kind: String,
    timestamp: Timestamp,
    data: Value,
}

/// What a verified message says.
pub fn read(message: &Verified<'_>) -> Result<Notice, Unreadable> {
    let unreadable = |source| Unreadable { biller: BillerName::Polar, source };
    let id = from_value(Value::from(message.id.unwrap_or_default())).map_err(unreadable)?;
    let Envelope { kind, timestamp: at, data } =
        serde_json::from_slice(message.body).map_err(unreadable)?;
    let (party, news) = match say(&kind, data, at) {
        Ok(said) => said,
        Err(error) => (Party::default(), News::NotUnderstood(error.to_string())),
    };
    Ok(Notice { biller: BillerName::Polar, event: id, kind, at, party, news })
}

fn say(kind: &str, data: Value, at: Timestamp) -> Result<(Party, News), serde_json::Error> {
    match kind {
        "customer.state_changed" => {
            let state: wire::CustomerState = from_value(data)?;
            Ok((state.party(), News::Changes(state.changes(at))))
        }
        kind if kind.starts_with("subscription.") => {
            let subscription: wire::Subscription = from_value(data)?;
            let party = subscription.party();
            let change = Change::Subscription(subscription.into_ours(at));
            Ok((party, News::Changes(vec![change])))
        }
        kind if kind.starts_with("benefit_grant.") => {
            let grant: wire::BenefitGrant = from_value(data)?;
            let party = grant.party();
            let wire::BenefitGrant { id, benefit_id: benefit, is_granted, .. } = grant;
            Ok((party, News::Changes(vec![Change::Grant(Grant { id, benefit, is_granted })])))
        }
        _ => Ok((Party::default(), News::Nothing)),
    }
}
